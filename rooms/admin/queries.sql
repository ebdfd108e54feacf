-- queries.sql - what the overview counts; people by name and number.

-- entry_counts :many () -> (kind int, published int, others int)
SELECT kind, SUM(CASE WHEN state = 1 THEN 1 ELSE 0 END), SUM(CASE WHEN state = 1 THEN 0 ELSE 1 END)
  FROM entry GROUP BY kind ORDER BY kind;

-- user_counts :one () -> (n int, blocked int)
SELECT COUNT(*), COALESCE(SUM(CASE WHEN state = 1 THEN 0 ELSE 1 END), 0) FROM pub_user;

-- place_count :one () -> (n int)
SELECT COUNT(*) FROM pub_place;

-- topic_count :one () -> (n int)
SELECT COUNT(*) FROM topic;

-- synonym_count :one () -> (n int)
SELECT COUNT(DISTINCT grp) FROM search_synonym;

-- search_waits :one () -> (n int)
SELECT COUNT(*) FROM search_queue;

-- users_named :many (name text) -> (id user_id)
SELECT id FROM pub_user WHERE name = :name ORDER BY id LIMIT 2;

-- user_name :one (id user_id) -> (name text)
SELECT name FROM pub_user WHERE id = :id;

-- place_name :one (id int) -> (code text, name text)
SELECT code, short_name FROM pub_place WHERE id = :id;

-- topic_rows :many () -> (id int, code text, parent int?, name_ru text, name_en text, sort int, used int)
SELECT t.id, t.code, t.parent, t.name_ru, t.name_en, t.sort,
	(SELECT COUNT(*) FROM entry_topic x WHERE x.topic = t.id)
  FROM topic t ORDER BY t.sort, t.id;

-- topic_coded :many (code text) -> (id int)
SELECT id FROM topic WHERE code = :code;

-- topic_set :count (id int, parent int?, name_ru text, name_en text, sort int)
UPDATE topic SET parent = :parent, name_ru = :name_ru, name_en = :name_en, sort = :sort
 WHERE id = :id;

-- topic_entries_queue :exec (topic int)
-- Entries of this topic are to be indexed anew.
INSERT INTO search_queue (entry) SELECT entry FROM entry_topic WHERE topic = :topic
ON CONFLICT (entry) DO NOTHING;

-- topic_entries_join :exec (dst int, src int)
INSERT INTO entry_topic (entry, topic) SELECT entry, :dst FROM entry_topic WHERE topic = :src
ON CONFLICT DO NOTHING;

-- topic_entries_drop :exec (src int)
DELETE FROM entry_topic WHERE topic = :src;

-- topic_children_move :exec (dst int, src int)
UPDATE topic SET parent = :dst WHERE parent = :src;

-- topic_drop :count (id int)
DELETE FROM topic WHERE id = :id;

-- synonym_rows :many () -> (grp int, phrase text)
SELECT grp, phrase FROM search_synonym ORDER BY grp, n;
