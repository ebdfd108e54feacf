-- queries_situations.sql - in what words people ask: files in, all of it out.

-- situation_source :one (name text) -> (sum text)
SELECT sum FROM law_situation_source WHERE name = :name;

-- situation_source_put :exec (name text, sum text, now time)
INSERT INTO law_situation_source (name, sum, loaded) VALUES (:name, :sum, :now)
ON CONFLICT (name) DO UPDATE SET sum = excluded.sum, loaded = excluded.loaded;

-- situations_drop :exec (source text)
DELETE FROM law_situation WHERE source = :source;

-- outsides_drop :exec (source text)
DELETE FROM law_outside WHERE source = :source;

-- outside_insert :one (source text, shrt text, number text, names text) -> (id int)
INSERT INTO law_outside (source, short, number, names) VALUES (:source, :shrt, :number, :names)
RETURNING id;

-- situation_insert :exec (source text, act text, article text, outside int?, title text,
--   questions text, words text)
INSERT INTO law_situation (source, act, article, outside, title, questions, words)
VALUES (:source, :act, :article, :outside, :title, :questions, :words);

-- situations_all :each () -> (act text, article text, questions text, words text)
SELECT act, article, questions, words FROM law_situation WHERE outside IS NULL ORDER BY id;

-- outsides_all :each () -> (id int, shrt text, number text, names text)
SELECT id, short, number, names FROM law_outside ORDER BY id;

-- outside_topics :each () -> (outside int, title text, questions text, words text)
SELECT outside, title, questions, words FROM law_situation WHERE outside IS NOT NULL ORDER BY outside, id;
