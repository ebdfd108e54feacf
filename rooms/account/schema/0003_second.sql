-- The second factor: a code that changes every 30 seconds (RFC 6238), and codes for the day the phone is lost.
-- secret is sealed with a key of the portal's own; state 0: being set up, 1: asked for at sign-in;
-- step: the time step of the last code taken, so that none is taken twice; fails: wrong codes in a row.
CREATE TABLE account_second (
	user_id INTEGER PRIMARY KEY REFERENCES account_user (id) ON DELETE CASCADE,
	secret  TEXT NOT NULL,
	state   INTEGER NOT NULL DEFAULT 0,
	step    INTEGER NOT NULL DEFAULT 0,
	fails   INTEGER NOT NULL DEFAULT 0,
	fail_at INTEGER NOT NULL DEFAULT 0,
	created INTEGER NOT NULL
);

-- BLAKE2b hashes of 80 random bits each; one that was used is gone.
CREATE TABLE account_recovery (
	user_id INTEGER NOT NULL REFERENCES account_user (id) ON DELETE CASCADE,
	hash    TEXT NOT NULL,
	PRIMARY KEY (user_id, hash)
);

-- A right password that waits for its code: the cookie's hash, where to go on.
CREATE TABLE account_pending (
	hash    TEXT PRIMARY KEY,
	user_id INTEGER NOT NULL REFERENCES account_user (id) ON DELETE CASCADE,
	back    TEXT NOT NULL,
	expires INTEGER NOT NULL
);
CREATE INDEX account_pending_expires ON account_pending (expires);
CREATE INDEX account_pending_user ON account_pending (user_id);
