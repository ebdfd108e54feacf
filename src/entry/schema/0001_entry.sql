-- The spine: one row for whatever has an address, shared by all rooms.
CREATE TABLE topic (
	id      AUTO_ID,
	code    TEXT NOT NULL UNIQUE,
	parent  INTEGER REFERENCES topic (id),
	name_ru TEXT NOT NULL,
	name_en TEXT NOT NULL,
	sort    INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX topic_parent ON topic (parent);

CREATE TABLE entry (
	id      AUTO_ID,
	kind    INTEGER NOT NULL,
	url     TEXT NOT NULL UNIQUE,
	title   TEXT NOT NULL,
	summary TEXT NOT NULL DEFAULT '',
	place   INTEGER,
	see     INTEGER NOT NULL DEFAULT 0,
	state   INTEGER NOT NULL DEFAULT 0,
	author  INTEGER,
	created INTEGER NOT NULL,
	updated INTEGER NOT NULL
);
CREATE INDEX entry_kind ON entry (kind, updated);
CREATE INDEX entry_place ON entry (place);

-- Further words an entry is found by; kept apart so that lists stay narrow.
CREATE TABLE entry_text (
	entry INTEGER PRIMARY KEY REFERENCES entry (id) ON DELETE CASCADE,
	body  TEXT NOT NULL
);

CREATE TABLE entry_topic (
	entry INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
	topic INTEGER NOT NULL REFERENCES topic (id),
	PRIMARY KEY (entry, topic)
);
CREATE INDEX entry_topic_topic ON entry_topic (topic, entry);

CREATE TABLE entry_link (
	from_entry INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
	rel        INTEGER NOT NULL,
	to_entry   INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
	PRIMARY KEY (from_entry, rel, to_entry)
);
CREATE INDEX entry_link_to ON entry_link (to_entry, rel);

CREATE TABLE entry_revision (
	id     AUTO_ID,
	entry  INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
	field  TEXT NOT NULL,
	before TEXT,
	after  TEXT,
	author INTEGER,
	at     INTEGER NOT NULL
);
CREATE INDEX entry_revision_entry ON entry_revision (entry, id);
