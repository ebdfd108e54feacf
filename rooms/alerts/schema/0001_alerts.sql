-- What happened to entries that people may follow: kind is enum alert_kind; changes: a line a field,
-- name TAB before TAB after; due: the deadline (local day) a reminder is about.
CREATE TABLE alerts_event (
	id      AUTO_ID,
	k       TEXT UNIQUE,
	kind    INTEGER NOT NULL,
	entry   INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
	due     INTEGER,
	changes TEXT NOT NULL DEFAULT '',
	at      INTEGER NOT NULL,
	told    INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX alerts_event_new ON alerts_event (id) WHERE told = 0;
CREATE INDEX alerts_event_at ON alerts_event (at, id);
CREATE INDEX alerts_event_entry ON alerts_event (entry);

-- Who follows what. kind 1: a filter, 2: a municipality, 3: one entry; target: the address in one
-- spelling; every 0: at once, 1: daily, 2: weekly; state 1: in force, 0: paused, 2: ended;
-- since: events up to this one are old news; token: the key of its unsubscribe link.
CREATE TABLE alerts_sub (
	id      AUTO_ID,
	user_id INTEGER NOT NULL,
	kind    INTEGER NOT NULL,
	target  TEXT NOT NULL,
	entry   INTEGER,
	title   TEXT NOT NULL,
	mail    INTEGER NOT NULL,
	every   INTEGER NOT NULL,
	remind  INTEGER NOT NULL,
	state   INTEGER NOT NULL DEFAULT 1,
	lang    INTEGER NOT NULL DEFAULT 0,
	token   TEXT NOT NULL UNIQUE,
	since   INTEGER NOT NULL,
	letters INTEGER NOT NULL DEFAULT 0,
	created INTEGER NOT NULL,
	UNIQUE (user_id, target)
);
CREATE INDEX alerts_sub_target ON alerts_sub (target) WHERE state = 1;
CREATE INDEX alerts_sub_entry ON alerts_sub (entry) WHERE state = 1;

-- One event for one reader, whatever number of subscriptions it fits: the swiftest one brings it.
-- letter 0: none, 1: waits for one, 2: is in one.
CREATE TABLE alerts_item (
	id      AUTO_ID,
	user_id INTEGER NOT NULL,
	sub     INTEGER NOT NULL,
	event   INTEGER NOT NULL REFERENCES alerts_event (id) ON DELETE CASCADE,
	swift   INTEGER NOT NULL,
	letter  INTEGER NOT NULL,
	created INTEGER NOT NULL,
	seen    INTEGER,
	UNIQUE (user_id, event)
);
CREATE INDEX alerts_item_user ON alerts_item (user_id, id);
CREATE INDEX alerts_item_unread ON alerts_item (user_id) WHERE seen IS NULL;
CREATE INDEX alerts_item_waits ON alerts_item (sub, id) WHERE letter = 1;
CREATE INDEX alerts_item_event ON alerts_item (event);

-- What the portal remembers from before this room: so that «за 90 дней» has something to count.
INSERT INTO alerts_event (k, kind, entry, at, told)
SELECT 'new:' || id, 1, id, created, 1 FROM entry WHERE kind = 2 AND state = 1 ORDER BY created, id;
