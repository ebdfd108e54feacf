-- queries_hooks.sql - endpoints of webhooks and the events they are told of.

-- hook_add :one (place int, title text, url text, events int, secret text, lang int, author int?, now time) -> (id hook_id)
INSERT INTO api_hook (place, title, url, events, secret, lang, author, created, started)
VALUES (:place, :title, :url, :events, :secret, :lang, :author, :now, :now) RETURNING id;

-- hooks :many () -> (id hook_id, place int, code text?, place_name text?, title text, url text, events int, state int, why int)
SELECT h.id, h.place, p.code, p.name, h.title, h.url, h.events, h.state, h.why
  FROM api_hook h LEFT JOIN pub_place p ON p.id = h.place ORDER BY h.id DESC LIMIT 1000;

-- hooks_at :many (place int, before int, max int) -> (id hook_id, title text, url text, events int, state int, why int, created time)
SELECT id, title, url, events, state, why, created FROM api_hook
 WHERE place = :place AND id < :before ORDER BY id DESC LIMIT :max;

-- hook_count :one (place int) -> (n int)
SELECT COUNT(*) FROM api_hook WHERE place = :place;

-- hook_get :one (id hook_id) -> (id hook_id, place int, code text?, place_name text?, title text, url text, events int, state int, why int, secret text, old_secret text, old_until time?, author_name text?, created time, started time)
SELECT h.id, h.place, p.code, p.name, h.title, h.url, h.events, h.state, h.why, h.secret, h.old_secret, h.old_until, u.name, h.created, h.started
  FROM api_hook h LEFT JOIN pub_place p ON p.id = h.place LEFT JOIN pub_user u ON u.id = h.author WHERE h.id = :id;

-- hook_hold :count (id hook_id)
-- Whoever else changes it or sends to it waits.
UPDATE api_hook SET state = state WHERE id = :id;

-- hook_set :count (id hook_id, title text, url text, events int)
UPDATE api_hook SET title = :title, url = :url, events = :events WHERE id = :id;

-- hook_on :count (id hook_id, now time)
UPDATE api_hook SET state = 1, why = 0, started = :now WHERE id = :id AND state = 0;

-- hook_off :count (id hook_id, why int)
UPDATE api_hook SET state = 0, why = :why WHERE id = :id AND state = 1;

-- hook_rotate :count (id hook_id, secret text, until time)
UPDATE api_hook SET old_secret = secret, old_until = :until, secret = :secret WHERE id = :id;

-- hook_drop :count (id hook_id)
DELETE FROM api_hook WHERE id = :id;

-- hooks_old :many (now time) -> (id hook_id, url text, secret text)
-- Those whose former secret counts no more.
SELECT id, url, secret FROM api_hook WHERE old_until < :now ORDER BY id;

-- hook_old_drop :count (id hook_id, now time)
UPDATE api_hook SET old_secret = '', old_until = NULL WHERE id = :id AND old_until < :now;

-- hooks_on :many () -> (id hook_id, place int, title text, url text, author int?, lang int, started time)
SELECT id, place, title, url, author, lang, started FROM api_hook WHERE state = 1 ORDER BY id;

-- hooks_for :many (kind int) -> (id hook_id, place int, url text, secret text, old_secret text, old_until time?)
-- One that is stopped or turned elsewhere meanwhile waits until the event has gone out to it, and then takes that back.
-- sqlite
SELECT id, place, url, secret, old_secret, old_until FROM api_hook
 WHERE state = 1 AND (events & :kind) <> 0 ORDER BY id;
-- pg
SELECT id, place, url, secret, old_secret, old_until FROM api_hook
 WHERE state = 1 AND (events & :kind) <> 0 ORDER BY id FOR SHARE;

-- token_author :one (id token_id) -> (author int)
SELECT author FROM api_token WHERE id = :id;

-- event_measure :count (kind int, entry entry_id, changes text, now time)
-- Nobody wants it: nothing is written.
INSERT INTO api_event (kind, url, title, changes, at)
SELECT :kind, e.url, e.title, :changes, :now FROM entry e
 WHERE e.id = :entry AND EXISTS (SELECT 1 FROM api_hook h WHERE h.state = 1 AND (h.events & :kind) <> 0);

-- event_folder :count (k text, kind int, place int, item int, act text, now time)
INSERT INTO api_event (k, kind, place, item, act, at)
SELECT :k, :kind, :place, :item, :act, :now
 WHERE EXISTS (SELECT 1 FROM api_hook h WHERE h.state = 1 AND (h.events & :kind) <> 0)
ON CONFLICT (k) DO NOTHING;

-- event_ping :one (kind int, now time) -> (id int)
INSERT INTO api_event (kind, at, told) VALUES (:kind, :now, 1) RETURNING id;

-- events_new :many (max int) -> (id int, kind int, place int, item int, act text, url text, title text, changes text, at time)
SELECT id, kind, place, item, act, url, title, changes, at FROM api_event WHERE told = 0 ORDER BY id LIMIT :max;

-- event_told :count (id int)
UPDATE api_event SET told = 1 WHERE id = :id AND told = 0;

-- events_quiet :exec ()
UPDATE api_event SET told = 1 WHERE told = 0;

-- events_sweep :count (before time)
DELETE FROM api_event WHERE at < :before AND told = 1;
