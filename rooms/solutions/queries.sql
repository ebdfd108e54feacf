-- queries.sql - solutions and their steps, as readers and files see them.

-- cards :many () -> (id solution_id, entry entry_id, key text, title text, situation text, place int?, level int, topic int, topic_ru text?, topic_en text?, kinds text, checked int?, demo bool, steps int)
-- All that is published, by title.
SELECT s.id, s.entry, s.key, s.title, s.situation, s.place, s.level, s.topic, t.name_ru, t.name_en, s.kinds, s.checked, s.demo,
	(SELECT COUNT(*) FROM solutions_step p WHERE p.solution = s.id)
  FROM solutions_solution s LEFT JOIN topic t ON t.id = s.topic
 WHERE s.state = 1 ORDER BY s.title, s.id LIMIT 500;

-- count_public :one () -> (n int)
SELECT COUNT(*) FROM solutions_solution WHERE state = 1;

-- solution :one (key text) -> (id solution_id, entry entry_id, key text, version int, state int, place int?, level int, topic int, topic_ru text?, topic_en text?, kinds text, title text, situation text, owner text, checked int?, demo bool, sum text, updated time, rev int, opened int?, edited bool)
SELECT s.id, s.entry, s.key, s.version, s.state, s.place, s.level, s.topic, t.name_ru, t.name_en, s.kinds, s.title, s.situation,
	s.owner, s.checked, s.demo, s.sum, s.updated, s.rev, s.opened, s.edited
  FROM solutions_solution s LEFT JOIN topic t ON t.id = s.topic WHERE s.key = :key;

-- steps :many (solution solution_id) -> (id int, no int, code text, title text, who text, term int, unit int, since int, norm text, note text, file_name text)
SELECT id, no, code, title, who, term, unit, since, norm, note, file_name
  FROM solutions_step WHERE solution = :solution ORDER BY no, id LIMIT 100;

-- step_file :one (solution solution_id, code text) -> (name text, body text)
SELECT file_name, file_text FROM solutions_step WHERE solution = :solution AND code = :code AND file_name <> '';

-- step_files :many (solution solution_id) -> (code text, body text)
SELECT code, file_text FROM solutions_step WHERE solution = :solution ORDER BY no, id;

-- measures :many (solution solution_id) -> (key text)
SELECT key FROM solutions_measure WHERE solution = :solution ORDER BY no;

-- answers :many (topic int) -> (url text, title text)
-- Published answers of lawyers on the same topic, the newest.
SELECT e.url, e.title FROM entry_topic x JOIN entry e ON e.id = x.entry
 WHERE x.topic = :topic AND e.kind = 16 AND e.state = 1 AND e.see = 0 ORDER BY e.id DESC LIMIT 5;

-- topic_by_code :one (code text) -> (id int)
SELECT id FROM topic WHERE code = :code;

-- solution_add :one (key text, version int, state int, place int?, level int, topic int, kinds text, title text, situation text, owner text, checked int?, demo bool, sum text, edited bool, opened int?, now time) -> (id solution_id)
INSERT INTO solutions_solution (key, version, state, place, level, topic, kinds, title, situation, owner, checked, demo, sum, edited, opened, created, updated)
VALUES (:key, :version, :state, :place, :level, :topic, :kinds, :title, :situation, :owner, :checked, :demo, :sum, :edited,
	:opened, :now, :now) RETURNING id;

-- solution_put :exec (id solution_id, version int, state int, place int?, level int, topic int, kinds text, title text, situation text, owner text, checked int?, demo bool, sum text, edited bool, opened int?, now time)
-- opened: now, if readers see it from now on; the first such day stays.
UPDATE solutions_solution SET version = :version, state = :state, place = :place, level = :level, topic = :topic, kinds = :kinds,
	title = :title, situation = :situation, owner = :owner, checked = :checked, demo = :demo, sum = :sum, edited = :edited, updated = :now,
	rev = rev + 1, opened = COALESCE(opened, :opened) WHERE id = :id;

-- solution_entry :exec (id solution_id, entry entry_id)
UPDATE solutions_solution SET entry = :entry WHERE id = :id;

-- steps_drop :exec (solution solution_id)
DELETE FROM solutions_step WHERE solution = :solution;

-- step_add :exec (solution solution_id, no int, code text, title text, who text, term int, unit int, since int, norm text, note text, file_name text, file_text text)
INSERT INTO solutions_step (solution, no, code, title, who, term, unit, since, norm, note, file_name, file_text)
VALUES (:solution, :no, :code, :title, :who, :term, :unit, :since, :norm, :note, :file_name, :file_text);

-- measures_drop :exec (solution solution_id)
DELETE FROM solutions_measure WHERE solution = :solution;

-- measure_add :exec (solution solution_id, no int, key text)
INSERT INTO solutions_measure (solution, no, key) VALUES (:solution, :no, :key);

-- topics_merged :exec (was int, target int)
UPDATE solutions_solution SET topic = :target WHERE topic = :was;

-- place_by_code :one (code text) -> (id int)
SELECT id FROM pub_place WHERE code = :code;

-- keys :many () -> (key text)
SELECT key FROM solutions_solution ORDER BY key;

-- topic_code :one (id int) -> (code text)
SELECT code FROM topic WHERE id = :id;

-- place_code :one (id int) -> (code text)
SELECT code FROM pub_place WHERE id = :id;
