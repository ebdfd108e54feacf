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
