-- A new e-mail that waits for its owner to open the link; the old one works until then.
CREATE TABLE account_email (
	user_id INTEGER PRIMARY KEY REFERENCES account_user (id) ON DELETE CASCADE,
	email   TEXT NOT NULL,
	hash    TEXT NOT NULL UNIQUE,
	created INTEGER NOT NULL,
	expires INTEGER NOT NULL
);
CREATE INDEX account_email_expires ON account_email (expires);
-- Who asked for their account to be erased, and the act of it. state 0: waits for its day, 1: taken back,
-- 2: done. author: who began it, the person or an administrator; reason: of the paper, when there was one.
-- act: the whole text, without personal data; kept as the duty to prove the destruction asks.
CREATE TABLE account_erasure (
	id      AUTO_ID,
	user_id INTEGER NOT NULL REFERENCES account_user (id),
	author  INTEGER,
	reason  TEXT NOT NULL DEFAULT '',
	state   INTEGER NOT NULL DEFAULT 0,
	asked   INTEGER NOT NULL,
	due     INTEGER NOT NULL,
	done_at INTEGER,
	act     TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX account_erasure_open ON account_erasure (user_id) WHERE state = 0;
CREATE INDEX account_erasure_due ON account_erasure (due, id) WHERE state = 0;
CREATE INDEX account_erasure_user ON account_erasure (user_id, id);
