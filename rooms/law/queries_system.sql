-- queries_system.sql - links to legal systems outside: tens of rows at most.

-- systems_on :many () -> (title text, template text, level int?)
SELECT title, template, level FROM law_system WHERE active = 1 ORDER BY sort, title;

-- systems :many () -> (id system_id, title text, template text, level int?, sort int, active bool)
SELECT id, title, template, level, sort, active FROM law_system ORDER BY sort, title;

-- system_get :one (id system_id) -> (id system_id, title text, template text, level int?, sort int,
--   active bool)
SELECT id, title, template, level, sort, active FROM law_system WHERE id = :id;

-- system_titled :many (title text) -> (id system_id)
SELECT id FROM law_system WHERE title = :title;

-- system_add :one (title text, template text, level int?, sort int, active bool, now time)
--   -> (id system_id)
INSERT INTO law_system (title, template, level, sort, active, changed)
VALUES (:title, :template, :level, :sort, :active, :now) RETURNING id;

-- system_set :count (id system_id, title text, template text, level int?, sort int, active bool,
--   now time)
UPDATE law_system SET title = :title, template = :template, level = :level, sort = :sort,
	active = :active, changed = :now
 WHERE id = :id;

-- system_drop :count (id system_id)
DELETE FROM law_system WHERE id = :id;
