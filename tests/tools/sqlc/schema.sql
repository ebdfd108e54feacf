CREATE TABLE t_thread (
	id     AUTO_ID,
	title  TEXT NOT NULL,
	locked INTEGER NOT NULL DEFAULT 0,
	note   TEXT,
	weight REAL
);
CREATE TABLE t_post (id AUTO_ID, thread INTEGER NOT NULL, author INTEGER, body TEXT, at INTEGER);
-- sqlite
CREATE VIRTUAL TABLE t_words USING fts5(body, tokenize = 'veche_ru', content = '');
-- end
-- pg
CREATE TABLE t_words (body tsvector);
-- end
