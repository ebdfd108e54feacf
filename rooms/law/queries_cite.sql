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
