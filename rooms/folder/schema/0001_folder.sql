-- What a municipality does about one measure in one year's round. state: states.def.
-- due, applied, decided: local days; asked, got: rubles; person: who is responsible.
CREATE TABLE folder_item (
	id      AUTO_ID,
	place   INTEGER NOT NULL,
	entry   INTEGER NOT NULL REFERENCES entry (id),
	year    INTEGER NOT NULL,
	state   INTEGER NOT NULL,
	aim     TEXT NOT NULL DEFAULT '',
	asked   INTEGER,
	got     INTEGER,
	due     INTEGER,
	applied INTEGER,
	decided INTEGER,
	person  INTEGER,
	demo    INTEGER NOT NULL DEFAULT 0,
	author  INTEGER,
	created INTEGER NOT NULL,
	updated INTEGER NOT NULL,
	UNIQUE (place, entry, year)
);
CREATE INDEX folder_item_entry ON folder_item (entry, state);
CREATE INDEX folder_item_person ON folder_item (person);

-- The checklist: what the measure asks for, and what was added by hand.
CREATE TABLE folder_check (
	id       AUTO_ID,
	item     INTEGER NOT NULL REFERENCES folder_item (id) ON DELETE CASCADE,
	no       INTEGER NOT NULL,
	title    TEXT NOT NULL,
	required INTEGER NOT NULL DEFAULT 1,
	done     INTEGER NOT NULL DEFAULT 0,
	due      INTEGER,
	person   INTEGER,
	note     TEXT NOT NULL DEFAULT ''
);
CREATE INDEX folder_check_item ON folder_check (item, no);

CREATE TABLE folder_note (
	id      AUTO_ID,
	item    INTEGER NOT NULL REFERENCES folder_item (id) ON DELETE CASCADE,
	text    TEXT NOT NULL,
	author  INTEGER,
	created INTEGER NOT NULL
);
CREATE INDEX folder_note_item ON folder_note (item, id);

-- A file; its bytes lie in pieces, so that neither database holds a whole one in memory.
CREATE TABLE folder_file (
	id      AUTO_ID,
	item    INTEGER NOT NULL REFERENCES folder_item (id) ON DELETE CASCADE,
	place   INTEGER NOT NULL,
	name    TEXT NOT NULL,
	type    TEXT NOT NULL,
	size    INTEGER NOT NULL,
	sum     TEXT NOT NULL,
	author  INTEGER,
	created INTEGER NOT NULL
);
CREATE INDEX folder_file_item ON folder_file (item, id);
CREATE INDEX folder_file_place ON folder_file (place);
CREATE TABLE folder_piece (
	file  INTEGER NOT NULL REFERENCES folder_file (id) ON DELETE CASCADE,
	no    INTEGER NOT NULL,
	bytes BLOB NOT NULL,
	PRIMARY KEY (file, no)
);

-- Each step from state to state with what it changed, so that the last one can be taken back.
CREATE TABLE folder_move (
	id          AUTO_ID,
	item        INTEGER NOT NULL REFERENCES folder_item (id) ON DELETE CASCADE,
	was         INTEGER NOT NULL,
	became      INTEGER NOT NULL,
	asked_was   INTEGER,
	got_was     INTEGER,
	applied_was INTEGER,
	decided_was INTEGER,
	author      INTEGER,
	at          INTEGER NOT NULL
);
CREATE INDEX folder_move_item ON folder_move (item, id);

-- Who changed what.
CREATE TABLE folder_event (
	id     AUTO_ID,
	item   INTEGER NOT NULL REFERENCES folder_item (id) ON DELETE CASCADE,
	field  TEXT NOT NULL,
	before TEXT NOT NULL DEFAULT '',
	after  TEXT NOT NULL DEFAULT '',
	author INTEGER,
	at     INTEGER NOT NULL
);
CREATE INDEX folder_event_item ON folder_event (item, id);

-- The secret address of a person's calendar; of the secret only its BLAKE2b hash is kept.
CREATE TABLE folder_key (
	hash    TEXT PRIMARY KEY,
	user_id INTEGER NOT NULL,
	place   INTEGER NOT NULL,
	created INTEGER NOT NULL,
	UNIQUE (user_id, place)
);
