-- Answers that are kept for a day by the key a program gave (Idempotency-Key): the same request again gets the same answer.
-- sum: of the address and the body.
CREATE TABLE api_once (
	token    INTEGER NOT NULL,
	k        TEXT NOT NULL,
	sum      TEXT NOT NULL,
	status   INTEGER NOT NULL DEFAULT 0,
	location TEXT NOT NULL DEFAULT '',
	tag      TEXT NOT NULL DEFAULT '',
	body     TEXT NOT NULL DEFAULT '',
	created  INTEGER NOT NULL,
	PRIMARY KEY (token, k)
);
CREATE INDEX api_once_created ON api_once (created);
