-- queries_wording.sql - edits of situations in the portal, their history, questions to try them on.

-- situations_of :many (act text, article text) -> (questions text, words text)
SELECT questions, words FROM law_situation
 WHERE act = :act AND article = :article AND outside IS NULL ORDER BY id;

-- wordings_all :many () -> (act text, article text, questions text, words text, base text)
SELECT act, article, questions, words, base FROM law_wording ORDER BY act, article;

-- wording_get :one (act text, article text) -> (questions text, words text, base text)
SELECT questions, words, base FROM law_wording WHERE act = :act AND article = :article;

-- wording_put :exec (act text, article text, questions text, words text, base text, now time)
INSERT INTO law_wording (act, article, questions, words, base, changed)
VALUES (:act, :article, :questions, :words, :base, :now)
ON CONFLICT (act, article) DO UPDATE SET questions = excluded.questions, words = excluded.words,
	base = excluded.base, changed = excluded.changed;

-- wording_drop :exec (act text, article text)
DELETE FROM law_wording WHERE act = :act AND article = :article;

-- wording_step_add :exec (act text, article text, was_questions text, was_words text,
--   questions text, words text, better int, worse int, other int, author int, now time)
INSERT INTO law_wording_step (act, article, was_questions, was_words, questions, words, better, worse, other, author, at)
VALUES (:act, :article, :was_questions, :was_words, :questions, :words, :better, :worse, :other, :author, :now);

-- wording_last :one (act text, article text) -> (id int)
SELECT COALESCE(MAX(id), 0) FROM law_wording_step WHERE act = :act AND article = :article;

-- wording_steps :many (act text, article text, max int) -> (id int, was_questions text,
--   was_words text, questions text, words text, better int, worse int, other int,
--   author_name text?, at time)
SELECT s.id, s.was_questions, s.was_words, s.questions, s.words, s.better, s.worse, s.other, u.name, s.at
  FROM law_wording_step s LEFT JOIN pub_user u ON u.id = s.author
 WHERE s.act = :act AND s.article = :article ORDER BY s.id DESC LIMIT :max;

-- wording_step_was :one (id int, act text, article text) -> (was_questions text, was_words text)
SELECT was_questions, was_words FROM law_wording_step
 WHERE id = :id AND act = :act AND article = :article;

-- article_act :one (id int) -> (act int, code text, key text, number text, eid text)
SELECT c.id, c.code, c.key, a.number, a.eid
  FROM law_article a JOIN law_act c ON c.id = a.act WHERE a.id = :id;

-- ---- questions to try edits on

-- trials_all :many (max int) -> (id int, question text, act text, article text)
SELECT id, question, act, article FROM law_trial ORDER BY id LIMIT :max;

-- trials_count :one () -> (n int)
SELECT COUNT(*) FROM law_trial;

-- trial_get :one (id int) -> (question text, act text, article text)
SELECT question, act, article FROM law_trial WHERE id = :id;

-- trial_add :count (question text, folded text, act text, article text, author int?, now time)
-- One that is there already stays as it is.
INSERT INTO law_trial (question, folded, act, article, author, changed)
VALUES (:question, :folded, :act, :article, :author, :now) ON CONFLICT (folded) DO NOTHING;

-- trial_put :count (id int, question text, folded text, act text, article text, author int, now time)
UPDATE law_trial SET question = :question, folded = :folded, act = :act, article = :article,
	author = :author, changed = :now
 WHERE id = :id AND NOT EXISTS (SELECT 1 FROM law_trial o WHERE o.folded = :folded AND o.id <> :id);

-- trial_drop :count (id int)
DELETE FROM law_trial WHERE id = :id;

-- missed_put :exec (question text, folded text, now time)
INSERT INTO law_missed (question, folded, times, at) VALUES (:question, :folded, 1, :now)
ON CONFLICT (folded) DO UPDATE SET times = law_missed.times + 1, at = excluded.at;

-- missed_count :one () -> (n int)
SELECT COUNT(*) FROM law_missed;

-- missed_newest :many (since time, max int) -> (id int, question text, times int, at time)
SELECT id, question, times, at FROM law_missed WHERE at >= :since ORDER BY at DESC, id DESC LIMIT :max;

-- missed_get :one (id int) -> (question text)
SELECT question FROM law_missed WHERE id = :id;

-- missed_drop :count (id int)
DELETE FROM law_missed WHERE id = :id;

-- missed_old :exec (before time)
DELETE FROM law_missed WHERE at < :before;

-- ---- what lawyers' answers teach

-- answers_learned :each () -> (id int, title text, asked text, answer text)
SELECT id, title, asked, answer FROM law_answer WHERE state = 3 ORDER BY id;
