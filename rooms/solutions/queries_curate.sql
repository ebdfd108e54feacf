-- queries_curate.sql - solutions as their curators have them.

-- curated :many () -> (id solution_id, entry entry_id, key text, title text, state int, place int?, version int, checked int?, demo bool, updated time, steps int, lists int)
-- Every solution in whatever state; the page parts them. lists: checklists at work by it.
SELECT s.id, s.entry, s.key, s.title, s.state, s.place, s.version, s.checked, s.demo, s.updated,
	(SELECT COUNT(*) FROM solutions_step p WHERE p.solution = s.id),
	(SELECT COUNT(*) FROM solutions_list l WHERE l.solution = s.id AND l.state = 0)
  FROM solutions_solution s ORDER BY s.updated DESC, s.id DESC LIMIT 2000;

-- at_work :one (solution solution_id, version int) -> (lists int, older int)
SELECT COUNT(*), COALESCE(SUM(CASE WHEN version < :version THEN 1 ELSE 0 END), 0)
  FROM solutions_list WHERE solution = :solution AND state = 0;

-- claim :count (id solution_id, rev int)
-- The first statement of a save: locks the row when nobody saved since it was read.
UPDATE solutions_solution SET rev = rev WHERE id = :id AND rev = :rev;

-- state_to :count (id solution_id, was int, state int, opened int?, now time)
UPDATE solutions_solution SET state = :state, updated = :now, rev = rev + 1, edited = 1,
	opened = COALESCE(opened, :opened)
 WHERE id = :id AND state = :was;

-- checked_set :exec (id solution_id, day int?)
-- Nothing that readers work by changes: neither the version nor its day.
UPDATE solutions_solution SET checked = :day, rev = rev + 1, edited = 1 WHERE id = :id;

-- past_put :exec (solution solution_id, rev int, version int, author int?, body text, now time)
INSERT INTO solutions_past (solution, rev, version, author, at, body) VALUES (:solution, :rev, :version, :author, :now, :body)
ON CONFLICT (solution, rev) DO UPDATE SET version = excluded.version, author = excluded.author, at = excluded.at, body = excluded.body;

-- past :one (solution solution_id, rev int) -> (rev int, version int, body text)
-- As it was after that write, or after the last one before it.
SELECT rev, version, body FROM solutions_past WHERE solution = :solution AND rev <= :rev ORDER BY rev DESC LIMIT 1;

-- past_of_version :one (solution solution_id, version int) -> (rev int)
SELECT rev FROM solutions_past WHERE solution = :solution AND version = :version ORDER BY rev DESC LIMIT 1;

-- pasts :many (solution solution_id, before int, n int) -> (rev int, version int, author int?, name text?, at time)
-- Newest first; before 0: from the newest.
SELECT p.rev, p.version, p.author, u.name, p.at FROM solutions_past p LEFT JOIN pub_user u ON u.id = p.author
 WHERE p.solution = :solution AND (:before = 0 OR p.rev < :before) ORDER BY p.rev DESC LIMIT :n;

-- key_taken :one (key text) -> (id solution_id)
SELECT id FROM solutions_solution WHERE key = :key;

-- turns :many (entry entry_id, before int, n int) -> (id int, field text, was text?, now text?, author int?, name text?, at time)
-- Newest first; before 0: from the newest.
SELECT r.id, r.field, r.before, r.after, r.author, u.name, r.at
  FROM entry_revision r LEFT JOIN pub_user u ON u.id = r.author
 WHERE r.entry = :entry AND (:before = 0 OR r.id < :before) ORDER BY r.id DESC LIMIT :n;
