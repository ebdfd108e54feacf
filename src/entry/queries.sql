-- queries.sql - the spine's own statements.

-- insert :one (kind int, url text, title text, summary text, place int?, see int, state int, author int?, now time) -> (id entry_id)
INSERT INTO entry (kind, url, title, summary, place, see, state, author, created, updated)
VALUES (:kind, :url, :title, :summary, :place, :see, :state, :author, :now, :now) RETURNING id;

-- update :count (id entry_id, url text, title text, summary text, place int?, see int, state int, now time)
UPDATE entry SET url = :url, title = :title, summary = :summary, place = :place, see = :see,
	state = :state, updated = :now
 WHERE id = :id;

-- before :one (id entry_id) -> (title text, summary text, state int)
SELECT title, summary, state FROM entry WHERE id = :id;

-- state_set :count (id entry_id, state int, now time)
UPDATE entry SET state = :state, updated = :now WHERE id = :id;

-- text_put :exec (entry entry_id, body text)
INSERT INTO entry_text (entry, body) VALUES (:entry, :body)
ON CONFLICT (entry) DO UPDATE SET body = excluded.body;

-- topics_clear :exec (entry entry_id)
DELETE FROM entry_topic WHERE entry = :entry;

-- topic_add :exec (entry entry_id, topic int)
INSERT INTO entry_topic (entry, topic) VALUES (:entry, :topic) ON CONFLICT DO NOTHING;

-- link_add :exec (src entry_id, rel int, dst entry_id)
INSERT INTO entry_link (from_entry, rel, to_entry) VALUES (:src, :rel, :dst) ON CONFLICT DO NOTHING;

-- link_drop :exec (src entry_id, rel int, dst entry_id)
DELETE FROM entry_link WHERE from_entry = :src AND rel = :rel AND to_entry = :dst;

-- revision_add :exec (entry entry_id, field text, before text?, after text?, author int?, now time)
INSERT INTO entry_revision (entry, field, before, after, author, at)
VALUES (:entry, :field, :before, :after, :author, :now);

-- revisions :many (entry entry_id, n int) -> (id int, field text, before text?, after text?, author int?, at time)
SELECT id, field, before, after, author, at FROM entry_revision
 WHERE entry = :entry ORDER BY id DESC LIMIT :n;

-- card :one (id entry_id) -> (id entry_id, kind int, url text, title text, summary text, place int?, updated time, state int)
SELECT id, kind, url, title, summary, place, updated, state FROM entry WHERE id = :id;

-- topics :many () -> (id int, code text, parent int?, name_ru text, name_en text)
SELECT id, code, parent, name_ru, name_en FROM topic ORDER BY sort, id;

-- topic_put :one (code text, parent int?, name_ru text, name_en text, sort int) -> (id int)
INSERT INTO topic (code, parent, name_ru, name_en, sort)
VALUES (:code, :parent, :name_ru, :name_en, :sort)
ON CONFLICT (code) DO UPDATE SET parent = excluded.parent, name_ru = excluded.name_ru,
	name_en = excluded.name_en, sort = excluded.sort
RETURNING id;

-- count_all :one () -> (n int)
SELECT COUNT(*) FROM entry;

-- changed_put :exec (entry entry_id)
INSERT INTO entry_changed (entry) VALUES (:entry) ON CONFLICT (entry) DO UPDATE SET n = entry_changed.n + 1;

-- changed_all :exec ()
INSERT INTO entry_changed (entry) SELECT id FROM entry WHERE true ON CONFLICT (entry) DO NOTHING;

-- changed_count :one () -> (n int)
SELECT COUNT(*) FROM entry_changed;
