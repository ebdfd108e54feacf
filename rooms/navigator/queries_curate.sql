-- queries_curate.sql - what curators ask and change.

-- user_name :one (id int) -> (name text)
SELECT name FROM pub_user WHERE id = :id;

-- state_to :count (id measure_id, was int, state int, now time)
UPDATE navigator_measure SET state = :state, updated = :now, version = version + 1
 WHERE id = :id AND state = :was;

-- checked_set :count (id measure_id, day int?, now time)
UPDATE navigator_measure SET checked = :day, updated = :now, version = version + 1 WHERE id = :id;



-- history :many (entry entry_id, before int, n int) -> (id int, field text, was text?, now text?, author int?, name text?, at time)
-- Newest first; before 0: from the newest.
SELECT r.id, r.field, r.before, r.after, r.author, u.name, r.at
  FROM entry_revision r LEFT JOIN pub_user u ON u.id = r.author
 WHERE r.entry = :entry AND (:before = 0 OR r.id < :before) ORDER BY r.id DESC LIMIT :n;

-- claim :count (id measure_id, version int)
-- The first statement of a save: locks the row when nobody saved since it was read.
UPDATE navigator_measure SET version = version + 1 WHERE id = :id AND version = :version;
