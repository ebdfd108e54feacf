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

-- suggestion_add :exec (measure measure_id, field text, text text, author int, now time)
INSERT INTO navigator_suggestion (measure, field, text, author, created)
VALUES (:measure, :field, :text, :author, :now);

-- suggestions_waiting :one (author int, measure measure_id) -> (n int)
SELECT COUNT(*) FROM navigator_suggestion
 WHERE author = :author AND measure = :measure AND state = 0;

-- suggestions_mine :many (author int, before int, n int) -> (id int, key text, title text, measure_state int, field text, text text, state int, answer text, created time, answered time?)
SELECT s.id, m.key, m.title, m.state, s.field, s.text, s.state, s.answer, s.created, s.answered
  FROM navigator_suggestion s JOIN navigator_measure m ON m.id = s.measure
 WHERE s.author = :author AND (:before = 0 OR s.id < :before) ORDER BY s.id DESC LIMIT :n;

-- suggestion_get :one (id int) -> (key text, title text, entry entry_id, field text, text text, author int, state int)
SELECT m.key, m.title, m.entry, s.field, s.text, s.author, s.state
  FROM navigator_suggestion s JOIN navigator_measure m ON m.id = s.measure WHERE s.id = :id;

-- suggestion_answer :count (id int, state int, answer text, curator int, now time)
UPDATE navigator_suggestion SET state = :state, answer = :answer, curator = :curator, answered = :now
 WHERE id = :id AND state = 0;
