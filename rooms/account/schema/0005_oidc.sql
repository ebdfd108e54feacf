-- Sign-in by another service: whose account there is whose account here.

-- issuer: the service's own address, so that another one in the settings opens nobody's account.
CREATE TABLE account_link (
	id      AUTO_ID,
	user_id INTEGER NOT NULL REFERENCES account_user (id) ON DELETE CASCADE,
	issuer  TEXT NOT NULL,
	subject TEXT NOT NULL,
	created INTEGER NOT NULL,
	seen    INTEGER,
	UNIQUE (issuer, subject),
	UNIQUE (user_id, issuer)
);

-- On the way to a service and back. cookie: the hash of the browser's own token. intent 0: sign in,
-- 1: link to user_id, 2: take an invitation (invite: the hash of its token).
CREATE TABLE account_attempt (
	state   TEXT NOT NULL PRIMARY KEY,
	cookie  TEXT NOT NULL,
	via     TEXT NOT NULL,
	intent  INTEGER NOT NULL,
	user_id INTEGER REFERENCES account_user (id) ON DELETE CASCADE,
	invite  TEXT NOT NULL DEFAULT '',
	back    TEXT NOT NULL,
	expires INTEGER NOT NULL
);
CREATE INDEX account_attempt_expires ON account_attempt (expires);
CREATE INDEX account_attempt_user ON account_attempt (user_id);

-- By which service a session began (its code; empty: by password), and what it wants to be shown when
-- one signs out there too: its ID token, sealed with the portal's key.
ALTER TABLE account_session ADD COLUMN via TEXT NOT NULL DEFAULT '';
ALTER TABLE account_session ADD COLUMN hint TEXT NOT NULL DEFAULT '';
ALTER TABLE account_pending ADD COLUMN via TEXT NOT NULL DEFAULT '';
ALTER TABLE account_pending ADD COLUMN hint TEXT NOT NULL DEFAULT '';
