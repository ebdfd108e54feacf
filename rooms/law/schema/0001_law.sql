-- An act lives at one address; its editions are dated; a text that did not change between two
-- editions is one row, named by the contents of both. Days count from 1970-01-01.
CREATE TABLE law_act (
	id       AUTO_ID,
	entry    INTEGER REFERENCES entry (id),
	key      TEXT NOT NULL UNIQUE,             -- ru/fz/2006-05-02/59
	code     TEXT NOT NULL DEFAULT '',         -- fz59: how files call it
	kind     TEXT NOT NULL,                    -- of kinds.def
	number   TEXT NOT NULL DEFAULT '',
	short    TEXT NOT NULL,
	title    TEXT NOT NULL,
	adopted  INTEGER NOT NULL,
	level    INTEGER NOT NULL,                 -- 0 federal, 1 regional, 2 municipal
	place    INTEGER,                          -- its territory; NULL: the whole country
	see      INTEGER NOT NULL DEFAULT 0,       -- enum entry_see
	digest   INTEGER NOT NULL DEFAULT 0,       -- our own words, not the official text
	points   INTEGER NOT NULL DEFAULT 0,       -- its «1.» is a point, not a part
	repealed INTEGER,                          -- the day it stopped being in force
	updated  INTEGER NOT NULL
);
CREATE INDEX law_act_entry ON law_act (entry);

CREATE TABLE law_edition (
	id      AUTO_ID,
	act     INTEGER NOT NULL REFERENCES law_act (id) ON DELETE CASCADE,
	since   INTEGER NOT NULL,
	until   INTEGER,                           -- the day the next one begins; NULL: none is known
	source  TEXT NOT NULL DEFAULT '',
	note    TEXT NOT NULL DEFAULT '',
	sum     TEXT NOT NULL,                     -- of all its articles, in order
	author  INTEGER,                           -- who loaded it; NULL: the command line
	loaded  INTEGER NOT NULL,
	UNIQUE (act, since)
);
CREATE INDEX law_edition_since ON law_edition (since);

-- «Раздел», «Глава», «§», «Приложение»: a heading is one row in all editions that have it.
CREATE TABLE law_section (
	id      AUTO_ID,
	act     INTEGER NOT NULL REFERENCES law_act (id) ON DELETE CASCADE,
	parent  INTEGER NOT NULL DEFAULT 0,        -- 0: directly in the act
	kind    INTEGER NOT NULL,                  -- enum outline_kind
	heading TEXT NOT NULL,
	UNIQUE (act, parent, heading)
);

-- What has an address: an article, or a text outside of articles. It outlives its editions.
CREATE TABLE law_article (
	id      AUTO_ID,
	act     INTEGER NOT NULL REFERENCES law_act (id) ON DELETE CASCADE,
	eid     TEXT NOT NULL,                     -- st-8, st-39.36-1, pril-1, tekst
	number  TEXT NOT NULL DEFAULT '',
	entry   INTEGER REFERENCES entry (id),
	shown   INTEGER,                           -- the version that the search knows
	UNIQUE (act, eid)
);
CREATE INDEX law_article_entry ON law_article (entry);

CREATE TABLE law_version (
	id      AUTO_ID,
	article INTEGER NOT NULL REFERENCES law_article (id) ON DELETE CASCADE,
	sum     TEXT NOT NULL,
	title   TEXT NOT NULL DEFAULT '',
	notes   TEXT NOT NULL DEFAULT '',          -- «в ред. …», taken out of the text
	body    TEXT NOT NULL,                     -- last: lists do not read it
	UNIQUE (article, sum)
);

-- The contents of an edition.
CREATE TABLE law_toc (
	edition INTEGER NOT NULL REFERENCES law_edition (id) ON DELETE CASCADE,
	sort    INTEGER NOT NULL,
	version INTEGER NOT NULL REFERENCES law_version (id),
	section INTEGER REFERENCES law_section (id),
	PRIMARY KEY (edition, sort)
);
CREATE UNIQUE INDEX law_toc_version ON law_toc (version, edition);
CREATE INDEX law_toc_section ON law_toc (section);

-- Where a unit that was numbered otherwise is now.
CREATE TABLE law_alias (
	act     INTEGER NOT NULL REFERENCES law_act (id) ON DELETE CASCADE,
	old     TEXT NOT NULL,                     -- st-8.1, st-8/ch-3
	target  TEXT NOT NULL,
	PRIMARY KEY (act, old)
);

-- What other rooms may read.
CREATE VIEW pub_law_act AS SELECT id, entry, key, short, title, kind, level, place, see, digest FROM law_act;
