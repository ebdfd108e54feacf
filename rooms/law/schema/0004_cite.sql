-- Who cites what: derived from the texts of entries, made again by `veche rebuild cites`. A row an act,
-- article and unit that one entry names, with the words around it.
CREATE TABLE law_cite (
	entry   INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
	no      INTEGER NOT NULL,
	kind    INTEGER NOT NULL,                  -- of the citing entry
	act     INTEGER NOT NULL REFERENCES law_act (id) ON DELETE CASCADE,
	article TEXT NOT NULL DEFAULT '',          -- st-8; '': the whole act
	unit    TEXT NOT NULL DEFAULT '',          -- ch-3/p-2
	day     INTEGER NOT NULL,                  -- whose law the citing text speaks of
	own     INTEGER NOT NULL,                  -- an article that cites its own act
	head    INTEGER NOT NULL,                  -- 2 the first of the act in the entry, 1 of the article, 0 further
	before  TEXT NOT NULL,
	quote   TEXT NOT NULL,
	after   TEXT NOT NULL,
	PRIMARY KEY (entry, no)
);
CREATE INDEX law_cite_article ON law_cite (act, article, kind, entry) WHERE head > 0;
CREATE INDEX law_cite_any ON law_cite (act);       -- for the key
CREATE INDEX law_cite_act ON law_cite (act, kind, entry) WHERE head = 2 AND own = 0;

-- Editions that were compared with what stood before them. stage 1: as loaded, 2: as in force.
CREATE TABLE law_told (
	edition INTEGER PRIMARY KEY REFERENCES law_edition (id) ON DELETE CASCADE,
	stage   INTEGER NOT NULL
);
INSERT INTO law_told (edition, stage)
SELECT id, CASE WHEN since > loaded / 86400 THEN 1 ELSE 2 END FROM law_edition;

-- A published text cites an article that changed after the day the text speaks of.
-- state 0: waits, 1: looked at, still true, 2: written anew, 3: the text is gone or cites it no more.
CREATE TABLE law_recheck (
	id      AUTO_ID,
	entry   INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
	act     INTEGER NOT NULL REFERENCES law_act (id) ON DELETE CASCADE,
	article TEXT NOT NULL,
	since   INTEGER NOT NULL,                  -- first day of the edition that changed it
	found   INTEGER NOT NULL,
	state   INTEGER NOT NULL DEFAULT 0,
	lawyer  INTEGER,
	closed  INTEGER,
	UNIQUE (entry, act, article, since)
);
CREATE INDEX law_recheck_waits ON law_recheck (entry) WHERE state = 0;
CREATE INDEX law_recheck_act ON law_recheck (act);
CREATE INDEX law_recheck_lawyer ON law_recheck (lawyer);

-- What a published answer said before it was written anew.
CREATE TABLE law_answer_was (
	id      AUTO_ID,
	answer  INTEGER NOT NULL REFERENCES law_answer (id) ON DELETE CASCADE,
	title   TEXT NOT NULL,
	asked   TEXT NOT NULL,
	text    TEXT NOT NULL,
	since   INTEGER NOT NULL,                  -- published
	until   INTEGER NOT NULL                   -- the next one was
);
CREATE INDEX law_answer_was_answer ON law_answer_was (answer, id);
