-- queries_cite.sql - who cites what.

-- cite_source :one (entry int) -> (kind int, state int, title text, summary text, body text?, updated time)
SELECT e.kind, e.state, e.title, e.summary, t.body, e.updated
  FROM entry e LEFT JOIN entry_text t ON t.entry = e.id WHERE e.id = :entry;

-- cite_article :one (entry int) -> (act int, eid text, number text)
SELECT act, eid, number FROM law_article WHERE entry = :entry;

-- cite_answer :one (entry int) -> (asked text, answer text, published time?)
SELECT asked, answer, published FROM law_answer WHERE entry = :entry AND state = 3;

-- cite_articles :each () -> (act int, eid text)
SELECT act, eid FROM law_article;

-- cite_clear :exec (entry int)
DELETE FROM law_cite WHERE entry = :entry;

-- cite_put :exec (entry int, no int, kind int, act int, article text, unit text, day int, own bool, head int, before text, quote text, after text)
INSERT INTO law_cite (entry, no, kind, act, article, unit, day, own, head, before, quote, after)
VALUES (:entry, :no, :kind, :act, :article, :unit, :day, :own, :head, :before, :quote, :after);

-- cite_all_clear :exec ()
DELETE FROM law_cite;

-- recheck_past :exec (entry int, day int, now time)
-- The text was written anew after the change, or cites the article no more.
UPDATE law_recheck SET state = CASE WHEN since <= :day THEN 2 ELSE 3 END, closed = :now
 WHERE entry = :entry AND state = 0 AND (since <= :day OR NOT EXISTS (SELECT 1 FROM law_cite c
	WHERE c.entry = law_recheck.entry AND c.act = law_recheck.act AND c.article = law_recheck.article));

-- ---- editions that change what is cited

-- norms_new :many (today int, max int) -> (id edition_id, act int, since int, seen bool)
-- Not told yet, or told as loaded and in force since.
SELECT e.id, e.act, e.since, CASE WHEN t.edition IS NULL THEN 0 ELSE 1 END
  FROM law_edition e LEFT JOIN law_told t ON t.edition = e.id
 WHERE t.edition IS NULL OR (t.stage = 1 AND e.since <= :today) ORDER BY e.act, e.since LIMIT :max;

-- norm_told :exec (edition edition_id, stage int)
INSERT INTO law_told (edition, stage) VALUES (:edition, :stage)
ON CONFLICT (edition) DO UPDATE SET stage = excluded.stage;

-- norm_changed :many (act int, was int, now int) -> (article article_id, eid text, number text, entry int?)
-- What the two editions do not have in the same words; in the order of the later one.
SELECT a.id, a.eid, a.number, a.entry FROM law_article a
  LEFT JOIN (SELECT v.article, v.id, t.sort FROM law_toc t JOIN law_version v ON v.id = t.version WHERE t.edition = :was) o ON o.article = a.id
  LEFT JOIN (SELECT v.article, v.id, t.sort FROM law_toc t JOIN law_version v ON v.id = t.version WHERE t.edition = :now) n ON n.article = a.id
 WHERE a.act = :act AND COALESCE(o.id, 0) <> COALESCE(n.id, 0) ORDER BY COALESCE(n.sort, o.sort), a.id;

-- recheck_add :exec (act int, article text, since int, now time)
-- Measures, answers and solutions that cite the article and speak of a day before.
INSERT INTO law_recheck (entry, act, article, since, found)
SELECT DISTINCT c.entry, c.act, c.article, CAST(:since AS BIGINT), CAST(:now AS BIGINT)
  FROM law_cite c JOIN entry e ON e.id = c.entry
 WHERE c.act = :act AND c.article = :article AND c.head > 0 AND c.kind IN (2, 16, 32) AND c.day < :since AND e.state = 1
ON CONFLICT (entry, act, article, since) DO NOTHING;

-- answer_in_topic :one (entry int, code text) -> (n int)
SELECT COUNT(*) FROM law_answer a JOIN topic t ON t.id = a.topic LEFT JOIN topic p ON p.id = t.parent
 WHERE a.entry = :entry AND a.state = 3 AND (t.code = :code OR p.code = :code);

-- ---- answers to be checked again

-- recheck_of :many (entry int) -> (id int, act int, article text, since int, state int, lawyer int?, closed time?)
SELECT id, act, article, since, state, lawyer, closed FROM law_recheck WHERE entry = :entry ORDER BY id DESC LIMIT 100;

-- recheck_close :count (entry int, state int, lawyer int, now time)
UPDATE law_recheck SET state = :state, lawyer = :lawyer, closed = :now WHERE entry = :entry AND state = 0;

-- recheck_by :count (entry int, lawyer int?)
-- Who wrote the version that waits for another pair of eyes.
UPDATE law_recheck SET lawyer = :lawyer WHERE entry = :entry AND state = 0;

-- rechecks_new :many () -> (id int, entry int, place int?, since int, question int?, at_place int?, asker int?)
-- Found and not told; question: of an answer, else it is a measure or a solution, of that place.
SELECT r.id, r.entry, e.place, r.since, q.id, q.at_place, q.asker
  FROM law_recheck r JOIN entry e ON e.id = r.entry LEFT JOIN law_answer a ON a.entry = r.entry AND a.state = 3 LEFT JOIN law_question q ON q.id = a.question
 WHERE r.told IS NULL ORDER BY r.id LIMIT 500;

-- recheck_told :exec (id int, now time)
UPDATE law_recheck SET told = :now WHERE id = :id;

-- version_add :exec (answer answer_id, title text, asked text, text text, since time, until time)
-- since 0: a version that waits.
INSERT INTO law_answer_was (answer, title, asked, text, since, until) VALUES (:answer, :title, :asked, :text, :since, :until);

-- version_waits :one (answer answer_id) -> (title text, asked text, text text)
SELECT title, asked, text FROM law_answer_was WHERE answer = :answer AND since = 0 ORDER BY id DESC LIMIT 1;

-- version_drop :exec (answer answer_id)
DELETE FROM law_answer_was WHERE answer = :answer AND since = 0;

-- versions_past :many (answer answer_id) -> (title text, asked text, text text, since time, until time)
SELECT title, asked, text, since, until FROM law_answer_was WHERE answer = :answer AND since > 0 ORDER BY id DESC LIMIT 20;

-- answer_anew :count (id answer_id, title text, asked text, answer text, author int?, reviewer int, now time)
UPDATE law_answer SET title = :title, asked = :asked, answer = :answer, author = :author, reviewer = :reviewer,
	published = :now, changed = :now WHERE id = :id AND state = 3;
