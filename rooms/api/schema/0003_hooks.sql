-- Webhooks: who wants to be told. place 0: the whole portal; events: bits of hook_event.c; state 1: in force, 0: stopped;
-- why: enum hook_why. The secret is kept as it is, since the signature is made of it; the one before counts until old_until.
-- started: what was answered before is old news. lang: in which the maker reads letters.
CREATE TABLE api_hook (
	id         AUTO_ID,
	place      INTEGER NOT NULL,
	title      TEXT NOT NULL,
	url        TEXT NOT NULL,
	events     INTEGER NOT NULL,
	state      INTEGER NOT NULL DEFAULT 1,
	why        INTEGER NOT NULL DEFAULT 0,
	secret     TEXT NOT NULL,
	old_secret TEXT NOT NULL DEFAULT '',
	old_until  INTEGER,
	lang       INTEGER NOT NULL DEFAULT 0,
	author     INTEGER,
	created    INTEGER NOT NULL,
	started    INTEGER NOT NULL
);
CREATE INDEX api_hook_place ON api_hook (place, id);
CREATE INDEX api_hook_on ON api_hook (id) WHERE state = 1;
CREATE INDEX api_hook_old ON api_hook (old_until) WHERE old_until IS NOT NULL;

-- What they are told of, written in the transaction it tells of. kind: a bit; k: one act is told once. Of a measure: where it is,
-- its title at that moment, what changed as JSON. Of a folder: the territory, the item, the act.
CREATE TABLE api_event (
	id      AUTO_ID,
	k       TEXT UNIQUE,
	kind    INTEGER NOT NULL,
	place   INTEGER NOT NULL DEFAULT 0,
	item    INTEGER NOT NULL DEFAULT 0,
	act     TEXT NOT NULL DEFAULT '',
	url     TEXT NOT NULL DEFAULT '',
	title   TEXT NOT NULL DEFAULT '',
	changes TEXT NOT NULL DEFAULT '',
	at      INTEGER NOT NULL,
	told    INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX api_event_new ON api_event (id) WHERE told = 0;
CREATE INDEX api_event_at ON api_event (at);
