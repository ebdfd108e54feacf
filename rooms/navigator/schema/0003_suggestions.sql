-- What employees say is wrong in a measure. state: 0 waits, 1 accepted, 2 declined.
CREATE TABLE navigator_suggestion (
	id       AUTO_ID,
	measure  INTEGER NOT NULL REFERENCES navigator_measure (id) ON DELETE CASCADE,
	field    TEXT NOT NULL,
	text     TEXT NOT NULL,
	author   INTEGER NOT NULL,
	state    INTEGER NOT NULL DEFAULT 0,
	answer   TEXT NOT NULL DEFAULT '',
	curator  INTEGER,
	created  INTEGER NOT NULL,
	answered INTEGER
);
CREATE INDEX navigator_suggestion_state ON navigator_suggestion (state, id);
CREATE INDEX navigator_suggestion_author ON navigator_suggestion (author, id);
CREATE INDEX navigator_suggestion_measure ON navigator_suggestion (measure, state);
