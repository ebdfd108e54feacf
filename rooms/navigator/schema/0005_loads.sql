-- Files of other people's measures, row by row, waiting for a curator's word on each field.
CREATE TABLE navigator_source (
	id      AUTO_ID,
	name    TEXT NOT NULL UNIQUE,
	-- a line a column of its CSV: column, tab, our field; «=field», tab, what stands for a missing one
	mapping TEXT NOT NULL DEFAULT ''
);

-- What a source said of a measure when a curator last decided: what it says since is new.
CREATE TABLE navigator_source_row (
	source INTEGER NOT NULL REFERENCES navigator_source (id) ON DELETE CASCADE,
	key    TEXT NOT NULL,
	json   TEXT NOT NULL,
	PRIMARY KEY (source, key)
);

-- state: 0 its columns are not named yet, 1 compared.
CREATE TABLE navigator_load (
	id      AUTO_ID,
	source  INTEGER NOT NULL REFERENCES navigator_source (id),
	file    TEXT NOT NULL,
	csv     INTEGER NOT NULL,
	data    TEXT NOT NULL,
	state   INTEGER NOT NULL DEFAULT 0,
	n_same  INTEGER NOT NULL DEFAULT 0,
	author  INTEGER NOT NULL,
	created INTEGER NOT NULL
);

-- kind: 1 a new measure, 2 a changed one, 3 a bad row. diff: a bit a field that would change.
-- done: 0 waits, 1 accepted (at least in part), 2 declined.
CREATE TABLE navigator_load_row (
	id     AUTO_ID,
	load   INTEGER NOT NULL REFERENCES navigator_load (id) ON DELETE CASCADE,
	line   INTEGER NOT NULL,
	kind   INTEGER NOT NULL,
	key    TEXT NOT NULL DEFAULT '',
	title  TEXT NOT NULL DEFAULT '',
	diff   INTEGER NOT NULL DEFAULT 0,
	reason TEXT NOT NULL DEFAULT '',
	json   TEXT NOT NULL DEFAULT '',
	raw    TEXT NOT NULL DEFAULT '',
	done   INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX navigator_load_row_load ON navigator_load_row (load, kind, done, id);
