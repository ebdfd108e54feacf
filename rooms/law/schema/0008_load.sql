-- Files that people bring by the pages of import and comparison, until they decide; only their owner
-- sees them. Of an act that was stored the row stays as the history, its bytes go.
CREATE TABLE law_load (
	id      AUTO_ID,
	author  INTEGER NOT NULL,
	what    INTEGER NOT NULL,                  -- 1 an act, 2 a draft to be compared, 3 what it is compared with
	state   INTEGER NOT NULL DEFAULT 0,        -- 0 waits, 1 stored
	file    TEXT NOT NULL DEFAULT '',          -- its name; empty: the text was pasted
	size    INTEGER NOT NULL DEFAULT 0,
	-- the form, as it was typed
	kind    TEXT NOT NULL DEFAULT '',
	number  TEXT NOT NULL DEFAULT '',
	title   TEXT NOT NULL DEFAULT '',
	adopted TEXT NOT NULL DEFAULT '',
	since   TEXT NOT NULL DEFAULT '',
	place   TEXT NOT NULL DEFAULT '',
	see     TEXT NOT NULL DEFAULT '',
	source  TEXT NOT NULL DEFAULT '',
	-- the act it became (state 1), or the act a draft is compared with: its key
	act     TEXT NOT NULL DEFAULT '',
	other   INTEGER NOT NULL DEFAULT 0,        -- of a draft: the row of the other text; 0: an act of the base
	began   INTEGER,                           -- first day of the edition that was stored
	added   INTEGER NOT NULL DEFAULT 0,
	changed INTEGER NOT NULL DEFAULT 0,
	same    INTEGER NOT NULL DEFAULT 0,
	bad     INTEGER NOT NULL DEFAULT 0,
	created INTEGER NOT NULL,
	expires INTEGER NOT NULL
);
CREATE INDEX law_load_author ON law_load (author, what, id);
CREATE INDEX law_load_expires ON law_load (expires);

CREATE TABLE law_load_piece (
	load  INTEGER NOT NULL REFERENCES law_load (id) ON DELETE CASCADE,
	no    INTEGER NOT NULL,
	bytes BLOB NOT NULL,
	PRIMARY KEY (load, no)
);
