-- queries.sql - what happened, who follows, what came to whom.

-- event_add :count (k text?, kind int, entry entry_id, due int?, changes text, now time)
INSERT INTO alerts_event (k, kind, entry, due, changes, at)
VALUES (:k, :kind, :entry, :due, :changes, :now) ON CONFLICT (k) DO NOTHING;

-- events_new :many (max int) -> (id event_id, kind int, entry entry_id, url text, at time)
SELECT v.id, v.kind, v.entry, e.url, v.at FROM alerts_event v JOIN entry e ON e.id = v.entry
 WHERE v.told = 0 ORDER BY v.id LIMIT :max;

-- event_told :count (id event_id)
-- Whoever gets 1 tells it; another process that had it too gets 0.
UPDATE alerts_event SET told = 1 WHERE id = :id AND told = 0;

-- event_last :one () -> (id int)
SELECT COALESCE(MAX(id), 0) FROM alerts_event;

-- events_since :many (since time, max int) -> (kind int, entry entry_id, at time)
-- For the preview, newest first.
SELECT kind, entry, at FROM alerts_event WHERE at >= :since AND kind < 4 ORDER BY at DESC, id DESC LIMIT :max;

-- events_of :many (entry entry_id, since time, max int) -> (kind int, entry entry_id, at time)
SELECT kind, entry, at FROM alerts_event WHERE entry = :entry AND at >= :since AND kind <> 4
 ORDER BY at DESC, id DESC LIMIT :max;

-- targets :many () -> (target text)
-- Filters in force, each once: they are asked once for all who follow them.
SELECT DISTINCT target FROM alerts_sub WHERE state = 1 AND entry IS NULL ORDER BY target;

-- follow_entry :each (entry entry_id) -> (user user_id)
SELECT user_id FROM alerts_sub WHERE entry = :entry AND state = 1;

-- follow_target :each (target text) -> (user user_id)
SELECT user_id FROM alerts_sub WHERE target = :target AND entry IS NULL AND state = 1;

-- tell_target :count (event event_id, target text, due int, now time)
-- The swiftest subscription of a reader brings the event; letters go before the page.
INSERT INTO alerts_item (user_id, sub, event, swift, letter, created)
SELECT s.user_id, s.id, :event, CASE s.mail WHEN 1 THEN s.every ELSE 3 END, s.mail, :now FROM alerts_sub s
 WHERE s.target = :target AND s.entry IS NULL AND s.state = 1 AND s.since < :event AND s.remind >= :due
ON CONFLICT (user_id, event) DO UPDATE SET sub = excluded.sub, swift = excluded.swift, letter = excluded.letter
 WHERE excluded.swift < alerts_item.swift;

-- tell_entry :count (event event_id, entry entry_id, due int, now time)
INSERT INTO alerts_item (user_id, sub, event, swift, letter, created)
SELECT s.user_id, s.id, :event, CASE s.mail WHEN 1 THEN s.every ELSE 3 END, s.mail, :now FROM alerts_sub s
 WHERE s.entry = :entry AND s.state = 1 AND s.since < :event AND s.remind >= :due
ON CONFLICT (user_id, event) DO UPDATE SET sub = excluded.sub, swift = excluded.swift, letter = excluded.letter
 WHERE excluded.swift < alerts_item.swift;

-- inbox :many (user user_id, before int, max int) -> (id item_id, kind int, due int?, changes text, at time, url text, title text, seen time?, sub_title text?)
SELECT i.id, v.kind, v.due, v.changes, v.at, e.url, e.title, i.seen, s.title
  FROM alerts_item i JOIN alerts_event v ON v.id = i.event JOIN entry e ON e.id = v.entry
  LEFT JOIN alerts_sub s ON s.id = i.sub
 WHERE i.user_id = :user AND i.id < :before ORDER BY i.id DESC LIMIT :max;

-- inbox_unread :many (user user_id, before int, max int) -> (id item_id, kind int, due int?, changes text, at time, url text, title text, seen time?, sub_title text?)
SELECT i.id, v.kind, v.due, v.changes, v.at, e.url, e.title, i.seen, s.title
  FROM alerts_item i JOIN alerts_event v ON v.id = i.event JOIN entry e ON e.id = v.entry
  LEFT JOIN alerts_sub s ON s.id = i.sub
 WHERE i.user_id = :user AND i.seen IS NULL AND i.id < :before ORDER BY i.id DESC LIMIT :max;

-- unread :one (user user_id) -> (n int)
SELECT COUNT(*) FROM alerts_item WHERE user_id = :user AND seen IS NULL;

-- read_one :count (user user_id, id item_id, now time)
UPDATE alerts_item SET seen = :now WHERE id = :id AND user_id = :user AND seen IS NULL;

-- read_all :count (user user_id, last int, now time)
-- Not what came after the page was drawn.
UPDATE alerts_item SET seen = :now WHERE user_id = :user AND seen IS NULL AND id <= :last;

-- letters_ended :exec ()
-- What was told in the very moment in which its reader left: nobody would take it.
UPDATE alerts_item SET letter = 0
 WHERE letter = 1 AND sub IN (SELECT id FROM alerts_sub WHERE state <> 1 OR mail <> 1);

-- wait_zones :many () -> (zone int)
-- By which clocks those live for whom something waits.
SELECT DISTINCT s.zone FROM alerts_item i JOIN alerts_sub s ON s.id = i.sub
 WHERE i.letter = 1 ORDER BY s.zone;

-- due_subs :many (zone int, after int, now time, day time, week time, max int) -> (id sub_id)
-- Which have something that waits for a letter, and whose hour has come.
SELECT DISTINCT s.id FROM alerts_item i JOIN alerts_sub s ON s.id = i.sub
 WHERE i.letter = 1 AND i.sub > :after AND s.state = 1 AND s.mail = 1 AND s.zone = :zone
   AND ((s.every = 0 AND i.created < :now) OR (s.every = 1 AND i.created < :day) OR (s.every = 2 AND i.created < :week))
 ORDER BY s.id LIMIT :max;

-- letter_take :one (id sub_id) -> (user user_id, title text, every int, lang int, token text, kind int, target text, zone int)
-- Holds the row: another process waits here, and then finds nothing left to tell.
UPDATE alerts_sub SET letters = letters + 1 WHERE id = :id AND state = 1 AND mail = 1
RETURNING user_id, title, every, lang, token, kind, target, zone;

-- sub_zone :exec (id sub_id, zone int)
UPDATE alerts_sub SET zone = :zone WHERE id = :id;

-- letter_back :exec (id sub_id)
UPDATE alerts_sub SET letters = letters - 1 WHERE id = :id;

-- letter_items :many (sub sub_id, max int) -> (id item_id, kind int, entry entry_id, due int?, changes text, at time, url text, title text, summary text)
SELECT i.id, v.kind, v.entry, v.due, v.changes, v.at, e.url, e.title, e.summary
  FROM alerts_item i JOIN alerts_event v ON v.id = i.event JOIN entry e ON e.id = v.entry
 WHERE i.sub = :sub AND i.letter = 1 ORDER BY i.id DESC LIMIT :max;

-- letter_waits :one (sub sub_id) -> (n int, last int)
SELECT COUNT(*), COALESCE(MAX(id), 0) FROM alerts_item WHERE sub = :sub AND letter = 1;

-- letter_put :exec (sub sub_id, last int)
UPDATE alerts_item SET letter = 2 WHERE sub = :sub AND letter = 1 AND id <= :last;

-- letter_none :exec (sub sub_id)
-- No letter of this subscription any more; what came stays on the page.
UPDATE alerts_item SET letter = 0 WHERE sub = :sub AND letter = 1;

-- subs :many (user user_id) -> (id sub_id, kind int, target text, title text, mail int, every int, remind int, state int, letters int, lang int, created time)
SELECT id, kind, target, title, mail, every, remind, state, letters, lang, created FROM alerts_sub
 WHERE user_id = :user AND state <> 2 ORDER BY id DESC LIMIT 100;

-- sub_count :one (user user_id) -> (n int)
SELECT COUNT(*) FROM alerts_sub WHERE user_id = :user AND state <> 2;

-- sub_hold :count (user user_id, id sub_id)
-- Taken: of two programs that read the same the second waits here, and then its tag is old.
UPDATE alerts_sub SET state = state WHERE id = :id AND user_id = :user AND state <> 2;

-- sub_get :one (user user_id, id sub_id) -> (kind int, target text, entry entry_id?, title text, mail int, every int, remind int, state int, lang int, created time)
SELECT kind, target, entry, title, mail, every, remind, state, lang, created FROM alerts_sub
 WHERE id = :id AND user_id = :user AND state <> 2;

-- sub_of :one (user user_id, target text) -> (id sub_id, state int)
SELECT id, state FROM alerts_sub WHERE user_id = :user AND target = :target;

-- sub_add :one (user user_id, kind int, target text, entry entry_id?, title text, mail int, every int, remind int, lang int, zone int, token text, since int, now time) -> (id sub_id)
-- One that was ended begins again, with the key of its old letters.
INSERT INTO alerts_sub (user_id, kind, target, entry, title, mail, every, remind, lang, zone, token, since, created)
VALUES (:user, :kind, :target, :entry, :title, :mail, :every, :remind, :lang, :zone, :token, :since, :now)
ON CONFLICT (user_id, target) DO UPDATE SET title = excluded.title, mail = excluded.mail,
	every = excluded.every, remind = excluded.remind, lang = excluded.lang, zone = excluded.zone, since = excluded.since,
	state = 1, created = excluded.created
RETURNING id;

-- sub_set :count (user user_id, id sub_id, title text, mail int, every int, remind int, lang int, zone int)
UPDATE alerts_sub SET title = :title, mail = :mail, every = :every, remind = :remind, lang = :lang, zone = :zone
 WHERE id = :id AND user_id = :user AND state <> 2;

-- sub_state :count (user user_id, id sub_id, state int, since int)
UPDATE alerts_sub SET state = :state, since = :since WHERE id = :id AND user_id = :user AND state <> 2;

-- sub_token :one (token text) -> (id sub_id, user user_id, title text, mail int, state int)
SELECT id, user_id, title, mail, state FROM alerts_sub WHERE token = :token;

-- sub_no_mail :exec (id sub_id)
UPDATE alerts_sub SET mail = 0 WHERE id = :id;

-- user_subs :many (user user_id) -> (id sub_id)
SELECT id FROM alerts_sub WHERE user_id = :user;

-- items_forget :exec (user user_id)
DELETE FROM alerts_item WHERE user_id = :user;

-- subs_forget :exec (user user_id)
DELETE FROM alerts_sub WHERE user_id = :user;

-- items_sweep :count (before time)
DELETE FROM alerts_item WHERE created < :before AND letter <> 1;

-- targets_kept :many () -> (target text)
SELECT DISTINCT target FROM alerts_sub WHERE state <> 2 AND entry IS NULL ORDER BY target;

-- target_back :exec (was text, now text)
-- Who had ended following the new filter and follows the old one goes on with the new.
UPDATE alerts_sub SET state = 1 WHERE target = :now AND state = 2
   AND user_id IN (SELECT o.user_id FROM alerts_sub o WHERE o.target = :was AND o.state = 1);

-- target_move :exec (was text, now text)
UPDATE alerts_sub SET target = :now WHERE target = :was
   AND user_id NOT IN (SELECT o.user_id FROM alerts_sub o WHERE o.target = :now);

-- target_end :exec (was text)
UPDATE alerts_sub SET state = 2 WHERE target = :was;

-- events_quiet :exec ()
UPDATE alerts_event SET told = 1 WHERE told = 0;

-- events_sweep :count (before time)
DELETE FROM alerts_event WHERE at < :before AND told = 1 AND kind <> 1
   AND NOT EXISTS (SELECT 1 FROM alerts_item i WHERE i.event = alerts_event.id);

-- subs_sweep :count (before time)
-- The links of letters to ended subscriptions answer for a year.
DELETE FROM alerts_sub WHERE state = 2 AND created < :before;

-- answer_add :exec (k text, kind int, entry entry_id, changes text, now time)
-- Told already: it is one person's, whoever else follows the entry.
INSERT INTO alerts_event (k, kind, entry, changes, at, told)
VALUES (:k, :kind, :entry, :changes, :now, 1) ON CONFLICT (k) DO NOTHING;

-- answer_tell :exec (user user_id, k text, now time)
INSERT INTO alerts_item (user_id, sub, event, swift, letter, created)
SELECT :user, 0, v.id, 3, 0, :now FROM alerts_event v WHERE v.k = :k
ON CONFLICT (user_id, event) DO NOTHING;
