-- queries_lists.sql - checklists of a municipality.

-- list_add :one (place int, solution solution_id, version int, start int, demo bool, author int?, now time) -> (id int)
INSERT INTO solutions_list (place, solution, version, start, demo, author, created, updated)
VALUES (:place, :solution, :version, :start, :demo, :author, :now, :now) RETURNING id;

-- list_get :one (id int, place int) -> (id int, solution solution_id, version int, start int, state int, demo bool, key text, title text, now_version int, now_state int)
SELECT l.id, l.solution, l.version, l.start, l.state, l.demo, s.key, s.title, s.version, s.state
  FROM solutions_list l JOIN solutions_solution s ON s.id = l.solution WHERE l.id = :id AND l.place = :place;

-- list_hold :count (id int, place int)
-- Who changes it waits here for whoever does so now.
UPDATE solutions_list SET updated = updated WHERE id = :id AND place = :place;

-- at_work_people :many (entry entry_id) -> (user int)
-- Who began a checklist that is at work by this solution, and who has a step of it to do.
SELECT l.author FROM solutions_solution s JOIN solutions_list l ON l.solution = s.id JOIN pub_user u ON u.id = l.author
 WHERE s.entry = :entry AND l.state = 0 AND u.state = 1
 UNION
SELECT t.person FROM solutions_solution s JOIN solutions_list l ON l.solution = s.id JOIN solutions_task t ON t.list = l.id
  JOIN pub_user u ON u.id = t.person
 WHERE s.entry = :entry AND l.state = 0 AND t.done IS NULL AND u.state = 1;

-- list_state :exec (id int, state int, now time)
UPDATE solutions_list SET state = :state, updated = :now WHERE id = :id;

-- list_taken :exec (id int, version int, start int, now time)
UPDATE solutions_list SET version = :version, start = :start, updated = :now WHERE id = :id;

-- list_open :one (place int) -> (n int)
SELECT COUNT(*) FROM solutions_list WHERE place = :place AND state = 0;

-- list_demo :one (place int) -> (n int)
SELECT COUNT(*) FROM solutions_list WHERE place = :place AND demo = 1;

-- lists :many (place int) -> (id int, solution solution_id, title text, start int, state int, demo bool, version int, now_version int, now_state int, tasks int, done int, next int?)
-- Those at work first; next: the nearest day of what is not done.
SELECT l.id, l.solution, s.title, l.start, l.state, l.demo, l.version, s.version, s.state,
	(SELECT COUNT(*) FROM solutions_task t WHERE t.list = l.id),
	(SELECT COUNT(*) FROM solutions_task t WHERE t.list = l.id AND t.done IS NOT NULL),
	(SELECT MIN(t.due) FROM solutions_task t WHERE t.list = l.id AND t.done IS NULL)
  FROM solutions_list l JOIN solutions_solution s ON s.id = l.solution
 WHERE l.place = :place ORDER BY l.state, l.id DESC LIMIT 200;

-- dues :many (place int) -> (id int, list int, title text, solution text, remark text, due int, updated time)
-- What is to be done by a day, for calendars.
SELECT t.id, l.id, t.title, s.title, t.remark, t.due, l.updated
  FROM solutions_list l JOIN solutions_task t ON t.list = l.id JOIN solutions_solution s ON s.id = l.solution
 WHERE l.place = :place AND l.state = 0 AND t.done IS NULL AND t.due IS NOT NULL ORDER BY t.due, t.id LIMIT 1000;

-- task_put :exec (list int, no int, code text, title text, who text, norm text, note text, term int, unit int, since int)
-- A step of the solution; of what is done only the place among the others changes.
INSERT INTO solutions_task (list, no, code, title, who, norm, note, term, unit, since)
VALUES (:list, :no, :code, :title, :who, :norm, :note, :term, :unit, :since)
ON CONFLICT (list, code) DO UPDATE SET no = excluded.no,
	title = CASE WHEN solutions_task.done IS NULL THEN excluded.title ELSE solutions_task.title END,
	who = CASE WHEN solutions_task.done IS NULL THEN excluded.who ELSE solutions_task.who END,
	norm = CASE WHEN solutions_task.done IS NULL THEN excluded.norm ELSE solutions_task.norm END,
	note = CASE WHEN solutions_task.done IS NULL THEN excluded.note ELSE solutions_task.note END,
	term = CASE WHEN solutions_task.done IS NULL THEN excluded.term ELSE solutions_task.term END,
	unit = CASE WHEN solutions_task.done IS NULL THEN excluded.unit ELSE solutions_task.unit END,
	since = CASE WHEN solutions_task.done IS NULL THEN excluded.since ELSE solutions_task.since END;

-- tasks :many (list int) -> (id int, no int, code text, title text, who text, norm text, note text, term int, unit int, since int, due int?, done int?, done_name text?, person int?, person_name text?, remark text)
SELECT t.id, t.no, t.code, t.title, t.who, t.norm, t.note, t.term, t.unit, t.since, t.due, t.done, d.name, t.person, p.name, t.remark
  FROM solutions_task t LEFT JOIN pub_user d ON d.id = t.done_by LEFT JOIN pub_user p ON p.id = t.person
 WHERE t.list = :list ORDER BY t.no, t.id LIMIT 200;

-- task_due :exec (id int, due int?)
UPDATE solutions_task SET due = :due WHERE id = :id;

-- task_done :count (id int, list int, done int, author int?)
UPDATE solutions_task SET done = :done, done_by = :author WHERE id = :id AND list = :list AND done IS NULL;

-- task_undone :count (id int, list int)
UPDATE solutions_task SET done = NULL, done_by = NULL WHERE id = :id AND list = :list AND done IS NOT NULL;

-- task_set :count (id int, list int, person int?, remark text)
UPDATE solutions_task SET person = :person, remark = :remark WHERE id = :id AND list = :list;

-- task_drop :exec (id int)
-- A step that the new version has not, and that nobody did yet.
DELETE FROM solutions_task WHERE id = :id AND done IS NULL;
