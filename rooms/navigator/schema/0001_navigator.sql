-- Support measures and contests, with machine-readable eligibility (rule, JSON).
CREATE TABLE navigator_backer (
	id   AUTO_ID,
	name TEXT NOT NULL UNIQUE
);

CREATE TABLE navigator_measure (
	id           AUTO_ID,
	entry        INTEGER NOT NULL UNIQUE REFERENCES entry (id),
	key          TEXT NOT NULL UNIQUE,
	origin       TEXT NOT NULL DEFAULT '',
	demo         INTEGER NOT NULL DEFAULT 0,
	title        TEXT NOT NULL,
	summary      TEXT NOT NULL,
	what         TEXT NOT NULL DEFAULT '',
	who          TEXT NOT NULL DEFAULT '',
	how_much     TEXT NOT NULL DEFAULT '',
	own_share    TEXT NOT NULL DEFAULT '',
	level        INTEGER NOT NULL,
	backer       INTEGER NOT NULL REFERENCES navigator_backer (id),
	money        INTEGER NOT NULL,
	applicants   INTEGER NOT NULL DEFAULT 0,
	stages       INTEGER NOT NULL DEFAULT 0,
	recurrence   INTEGER NOT NULL DEFAULT 0,
	amount_min   INTEGER,
	amount_max   INTEGER,
	amount_unit  TEXT NOT NULL DEFAULT '',
	cofin_min    REAL,
	cofin_max    REAL,
	opens        INTEGER,
	closes       INTEGER,
	parent       INTEGER REFERENCES navigator_measure (id),
	source_title TEXT NOT NULL DEFAULT '',
	source_url   TEXT NOT NULL DEFAULT '',
	checked      INTEGER,
	note         TEXT NOT NULL DEFAULT '',
	rule         TEXT NOT NULL DEFAULT '{"all":[]}',
	state        INTEGER NOT NULL DEFAULT 1,
	-- of the imported row as it was read: an equal one changes nothing
	sum          TEXT NOT NULL DEFAULT '',
	created      INTEGER NOT NULL,
	updated      INTEGER NOT NULL
);
CREATE INDEX navigator_measure_parent ON navigator_measure (parent);
CREATE INDEX navigator_measure_backer ON navigator_measure (backer);
CREATE INDEX navigator_measure_closes ON navigator_measure (closes);

CREATE TABLE navigator_place (
	measure INTEGER NOT NULL REFERENCES navigator_measure (id) ON DELETE CASCADE,
	place   INTEGER NOT NULL,
	PRIMARY KEY (measure, place)
);
CREATE INDEX navigator_place_place ON navigator_place (place);

CREATE TABLE navigator_step (
	measure INTEGER NOT NULL REFERENCES navigator_measure (id) ON DELETE CASCADE,
	no      INTEGER NOT NULL,
	title   TEXT NOT NULL,
	text    TEXT NOT NULL DEFAULT '',
	due     INTEGER,
	PRIMARY KEY (measure, no)
);

CREATE TABLE navigator_document (
	measure  INTEGER NOT NULL REFERENCES navigator_measure (id) ON DELETE CASCADE,
	no       INTEGER NOT NULL,
	title    TEXT NOT NULL,
	required INTEGER NOT NULL DEFAULT 1,
	note     TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (measure, no)
);

CREATE TABLE navigator_contact (
	measure INTEGER NOT NULL REFERENCES navigator_measure (id) ON DELETE CASCADE,
	no      INTEGER NOT NULL,
	name    TEXT NOT NULL,
	url     TEXT NOT NULL DEFAULT '',
	phone   TEXT NOT NULL DEFAULT '',
	email   TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (measure, no)
);

CREATE TABLE navigator_round (
	measure      INTEGER NOT NULL REFERENCES navigator_measure (id) ON DELETE CASCADE,
	year         INTEGER NOT NULL,
	opens        INTEGER,
	closes       INTEGER,
	budget       INTEGER,
	applications INTEGER,
	winners      INTEGER,
	note         TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (measure, year)
);
