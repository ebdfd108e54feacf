-- In what words people ask: written article by article, and what no act of the base decides.
-- Lists are lines of a text: nothing is searched in them, they are read whole.
CREATE TABLE law_situation_source (
	name    TEXT PRIMARY KEY,                  -- of the file; '': written in the portal
	sum     TEXT NOT NULL,                     -- of its rows
	loaded  INTEGER NOT NULL
);

-- An act that the base lacks, or a subject that no act decides.
CREATE TABLE law_outside (
	id      AUTO_ID,
	source  TEXT NOT NULL REFERENCES law_situation_source (name),
	short   TEXT NOT NULL,
	number  TEXT NOT NULL DEFAULT '',          -- '': no act
	names   TEXT NOT NULL DEFAULT ''
);
CREATE INDEX law_outside_source ON law_outside (source);

CREATE TABLE law_situation (
	id        AUTO_ID,
	source    TEXT NOT NULL REFERENCES law_situation_source (name),
	act       TEXT NOT NULL DEFAULT '',        -- law_act.code
	article   TEXT NOT NULL DEFAULT '',
	outside   INTEGER REFERENCES law_outside (id),
	title     TEXT NOT NULL DEFAULT '',        -- of a topic outside
	questions TEXT NOT NULL,
	words     TEXT NOT NULL
);
CREATE INDEX law_situation_source_of ON law_situation (source);
CREATE INDEX law_situation_outside ON law_situation (outside);
