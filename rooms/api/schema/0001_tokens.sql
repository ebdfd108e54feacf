-- Tokens of the API. kind 1: a person's own, does what they may (user_id); 2: a service's, holds a role of its own on a
-- territory (NULL: the whole country). Of the token itself only its BLAKE2b hash is kept, and its last four characters to be
-- known by. scopes: bits of src/web/scopes.def. used: when it was last shown, within ten minutes.
CREATE TABLE api_token (
	id      AUTO_ID,
	hash    TEXT NOT NULL UNIQUE,
	kind    INTEGER NOT NULL,
	user_id INTEGER,
	role    INTEGER NOT NULL DEFAULT 0,
	place   INTEGER,
	name    TEXT NOT NULL,
	tail    TEXT NOT NULL,
	scopes  INTEGER NOT NULL,
	author  INTEGER NOT NULL,
	created INTEGER NOT NULL,
	expires INTEGER NOT NULL,
	used    INTEGER,
	revoked INTEGER
);
CREATE INDEX api_token_user ON api_token (user_id, id);
CREATE INDEX api_token_kind ON api_token (kind, id);
CREATE INDEX api_token_expires ON api_token (expires);
