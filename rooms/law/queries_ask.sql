-- queries_ask.sql - what readers said of answers.

-- said_again :exec (author int, question text)
DELETE FROM law_said WHERE author = :author AND question = :question;

-- said_add :exec (author int?, question text, on_day int, outcome int, useful bool, found text,
--   now time)
INSERT INTO law_said (author, question, on_day, outcome, useful, found, created)
VALUES (:author, :question, :on_day, :outcome, :useful, :found, :now);

-- said_sweep :exec (before time)
DELETE FROM law_said WHERE created < :before;

-- said_list :many (useful bool, before int, n int) -> (id int, question text, on_day int,
--   outcome int, found text, created time)
SELECT id, question, on_day, outcome, found, created
  FROM law_said WHERE useful = :useful AND (:before = 0 OR id < :before)
 ORDER BY id DESC LIMIT :n;

-- said_count :one (useful bool) -> (n int)
SELECT COUNT(*) FROM law_said WHERE useful = :useful;
