-- Who may enter, with what rights, and the sessions that are open.
-- email is in lower case; password is the whole encoded argon2id string, empty: no way in by password;
-- state 1: may enter, 0: blocked; place: the code of the municipality this person works for.
CREATE TABLE account_user (
	id       AUTO_ID,
	email    TEXT NOT NULL UNIQUE,
	name     TEXT NOT NULL,
	password TEXT NOT NULL DEFAULT '',
	state    INTEGER NOT NULL DEFAULT 1,
	place    TEXT NOT NULL DEFAULT '',
	created  INTEGER NOT NULL,
	seen     INTEGER
);

-- A role on a territory (NULL: the whole country); it reaches down the tree.
CREATE TABLE account_grant (
	id      AUTO_ID,
	user_id INTEGER NOT NULL REFERENCES account_user (id) ON DELETE CASCADE,
	role    INTEGER NOT NULL,
	place   INTEGER,
	created INTEGER NOT NULL,
	until   INTEGER
);
CREATE INDEX account_grant_user ON account_grant (user_id);

-- The token itself is never kept: only its BLAKE2b hash.
CREATE TABLE account_session (
	id      AUTO_ID,
	hash    TEXT NOT NULL UNIQUE,
	user_id INTEGER NOT NULL REFERENCES account_user (id) ON DELETE CASCADE,
	created INTEGER NOT NULL,
	seen    INTEGER NOT NULL,
	agent   TEXT NOT NULL DEFAULT '',
	peer    TEXT NOT NULL DEFAULT ''
);
CREATE INDEX account_session_user ON account_session (user_id);
CREATE INDEX account_session_seen ON account_session (seen);

CREATE VIEW pub_user AS SELECT id, name, state FROM account_user;
