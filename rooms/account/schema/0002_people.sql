-- Invitations, lost passwords, the second factor, deputies, and acts of erasure. Secrets that travel by
-- letter or link are kept as BLAKE2b hashes only.

-- words: e-mail and name in lower case, to be found by. state 2: erased, a name and nothing else is left.
ALTER TABLE account_user ADD COLUMN words TEXT NOT NULL DEFAULT '';
UPDATE account_user SET words = email || ' ' || name;

-- A deputy's grant stands for another one and ends with it at the latest.
ALTER TABLE account_grant ADD COLUMN author INTEGER;
ALTER TABLE account_grant ADD COLUMN deputy_of INTEGER REFERENCES account_grant (id) ON DELETE CASCADE;
CREATE INDEX account_grant_place ON account_grant (place);
CREATE INDEX account_grant_deputy ON account_grant (deputy_of);

-- Grants as they work: a deputy's only while the one it stands for does.
CREATE VIEW account_right AS
	SELECT g.id, g.user_id, g.role, g.place, g.created, g.deputy_of,
		CASE WHEN o.until IS NULL OR g.until <= o.until THEN g.until ELSE o.until END AS until
	  FROM account_grant g LEFT JOIN account_grant o ON o.id = g.deputy_of
	  LEFT JOIN account_user u ON u.id = o.user_id
	 WHERE g.deputy_of IS NULL OR u.state = 1;

-- state 0: open, 1: accepted, 2: withdrawn. until: when the role will end.
CREATE TABLE account_invite (
	id      AUTO_ID,
	hash    TEXT NOT NULL UNIQUE,
	email   TEXT NOT NULL,
	role    INTEGER NOT NULL,
	place   INTEGER,
	until   INTEGER,
	author  INTEGER NOT NULL REFERENCES account_user (id) ON DELETE CASCADE,
	created INTEGER NOT NULL,
	expires INTEGER NOT NULL,
	state   INTEGER NOT NULL DEFAULT 0,
	user_id INTEGER REFERENCES account_user (id) ON DELETE CASCADE
);
CREATE INDEX account_invite_open ON account_invite (state, expires);
CREATE INDEX account_invite_author ON account_invite (author);
CREATE INDEX account_invite_user ON account_invite (user_id);

CREATE TABLE account_reset (
	id      AUTO_ID,
	hash    TEXT NOT NULL UNIQUE,
	user_id INTEGER NOT NULL REFERENCES account_user (id) ON DELETE CASCADE,
	created INTEGER NOT NULL,
	expires INTEGER NOT NULL
);
CREATE INDEX account_reset_user ON account_reset (user_id, created);
CREATE INDEX account_reset_expires ON account_reset (expires);
