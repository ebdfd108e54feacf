-- The index: made from entry and entry_text, thrown away and made again at will.
-- It holds terms, not words: what src/text makes of a text, the same on both databases.
CREATE TABLE search_doc (
	entry  INTEGER PRIMARY KEY REFERENCES entry (id) ON DELETE CASCADE,
	kind   INTEGER NOT NULL,
	see    INTEGER NOT NULL,
	state  INTEGER NOT NULL,
	place  INTEGER,
	author INTEGER,
	len    INTEGER NOT NULL
);

-- Entries whose terms are out of date; no reference, a deleted one must be forgotten too.
CREATE TABLE search_queue (
	entry INTEGER PRIMARY KEY
);

-- How many entries have the term: for rank, and to know a word nobody ever wrote.
CREATE TABLE search_word (
	term TEXT PRIMARY KEY,
	df   INTEGER NOT NULL
) WITHOUT ROWID;

-- Words as written in entries open to all: typing errors are mended to these.
CREATE TABLE search_form (
	form TEXT PRIMARY KEY,
	df   INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE search_synonym (
	grp    INTEGER NOT NULL,
	n      INTEGER NOT NULL,
	phrase TEXT NOT NULL,
	PRIMARY KEY (grp, n)
);

CREATE TABLE search_state (
	name  TEXT PRIMARY KEY,
	value INTEGER NOT NULL
);

-- sqlite
-- What was indexed is kept, so that FTS5 can take exactly that out again.
CREATE TABLE search_text (
	entry   INTEGER PRIMARY KEY,
	title   TEXT NOT NULL,
	summary TEXT NOT NULL,
	body    TEXT NOT NULL,
	parts   TEXT NOT NULL
);
-- The terms are ready: "ascii" only splits them at blanks, so any sqlite3 can read this.
CREATE VIRTUAL TABLE search_fts USING fts5 (
	title, summary, body, parts,
	content = 'search_text', content_rowid = 'entry', columnsize = 0,
	tokenize = "ascii tokenchars '-./_'"
);
INSERT INTO search_state (name, value) VALUES ('index', random());
-- end
-- pg
CREATE TABLE search_text (
	entry BIGINT PRIMARY KEY,
	tsv   tsvector NOT NULL
);
CREATE INDEX search_text_tsv ON search_text USING gin (tsv);
INSERT INTO search_state (name, value) VALUES ('index', (random() * 9e15)::bigint);
-- end
