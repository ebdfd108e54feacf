-- The dated ОКТМО tree. A former territory keeps its row and says what it became.
CREATE TABLE places_place (
	id              AUTO_ID,
	entry           INTEGER REFERENCES entry (id),
	code            TEXT NOT NULL UNIQUE,
	parent          INTEGER REFERENCES places_place (id),
	kind            TEXT NOT NULL,
	name            TEXT NOT NULL,
	short_name      TEXT NOT NULL,
	region_no       TEXT NOT NULL DEFAULT '',
	center          TEXT NOT NULL DEFAULT '',
	lat             REAL,
	lon             REAL,
	population      INTEGER,
	population_year INTEGER,
	valid_from      INTEGER,
	valid_to        INTEGER,
	note            TEXT NOT NULL DEFAULT '',
	updated         INTEGER NOT NULL
);
CREATE INDEX places_place_parent ON places_place (parent);
CREATE INDEX places_place_entry ON places_place (entry);

CREATE TABLE places_became (
	place     INTEGER NOT NULL REFERENCES places_place (id) ON DELETE CASCADE,
	successor INTEGER NOT NULL REFERENCES places_place (id) ON DELETE CASCADE,
	PRIMARY KEY (place, successor)
);
CREATE INDEX places_became_successor ON places_became (successor);

CREATE TABLE places_status (
	place  INTEGER NOT NULL REFERENCES places_place (id) ON DELETE CASCADE,
	status TEXT NOT NULL,
	PRIMARY KEY (place, status)
);

-- Passport fields that the territory's administrator fills (fields.def of the match engine).
CREATE TABLE places_field (
	place   INTEGER NOT NULL REFERENCES places_place (id) ON DELETE CASCADE,
	field   TEXT NOT NULL,
	value   TEXT NOT NULL,
	year    INTEGER,
	source  TEXT NOT NULL DEFAULT '',
	author  INTEGER,
	updated INTEGER NOT NULL,
	PRIMARY KEY (place, field)
);

-- Outlines of regions for the map: SVG path in the box 0 0 1000 560.
CREATE TABLE places_outline (
	code TEXT PRIMARY KEY,
	path TEXT NOT NULL
);

-- What other rooms may read.
CREATE VIEW pub_place AS
	SELECT id, entry, code, parent, kind, name, short_name, lat, lon, population, valid_to FROM places_place;
CREATE VIEW pub_place_field AS SELECT place, field, value, year, source FROM places_field;
CREATE VIEW pub_place_status AS SELECT place, status FROM places_status;
