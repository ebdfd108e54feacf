-- Files of rows that came in, whoever brought them: kept for good, a line a file.
-- via: 1 command line, 2 a page, 3 the demonstration. ref: the room's own record of the file.
-- outcome: 1 all rows are in, 2 some were refused, 3 none is in, 4 it broke off, 5 rows wait for a word.
CREATE TABLE entry_import (
	id         AUTO_ID,
	kind       TEXT NOT NULL,
	source     TEXT NOT NULL,
	file       TEXT NOT NULL DEFAULT '',
	via        INTEGER NOT NULL,
	author     INTEGER,
	ref        INTEGER,
	began      INTEGER NOT NULL,
	took_ms    INTEGER NOT NULL DEFAULT 0,
	n_read     INTEGER NOT NULL DEFAULT 0,
	n_added    INTEGER NOT NULL DEFAULT 0,
	n_changed  INTEGER NOT NULL DEFAULT 0,
	n_same     INTEGER NOT NULL DEFAULT 0,
	n_bad      INTEGER NOT NULL DEFAULT 0,
	n_declined INTEGER NOT NULL DEFAULT 0,
	outcome    INTEGER NOT NULL,
	err        TEXT NOT NULL DEFAULT '',
	-- the names of a CSV's columns, as a line of CSV; empty: the rows are lines
	header     TEXT NOT NULL DEFAULT ''
);
CREATE INDEX entry_import_kind ON entry_import (kind, id);
CREATE INDEX entry_import_outcome ON entry_import (outcome, id);
CREATE INDEX entry_import_began ON entry_import (began);
CREATE UNIQUE INDEX entry_import_ref ON entry_import (kind, ref) WHERE ref IS NOT NULL;
CREATE INDEX entry_import_author ON entry_import (author) WHERE author IS NOT NULL;

-- Rows that were refused, as they came, to be corrected and brought again.
CREATE TABLE entry_import_bad (
	run    INTEGER NOT NULL REFERENCES entry_import (id) ON DELETE CASCADE,
	no     INTEGER NOT NULL,
	line   INTEGER NOT NULL,
	key    TEXT NOT NULL DEFAULT '',
	reason TEXT NOT NULL,
	raw    TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (run, no)
);
