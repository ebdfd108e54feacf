-- The queue: what is to be done, once, by whichever process takes it. state: enum job_state.
CREATE TABLE job (
	id      AUTO_ID,
	kind    TEXT NOT NULL,
	arg     TEXT NOT NULL DEFAULT '',
	k       TEXT NOT NULL DEFAULT '',
	state   INTEGER NOT NULL DEFAULT 0,
	tries   INTEGER NOT NULL DEFAULT 0,
	run_at  INTEGER NOT NULL,
	lease   INTEGER,
	done    INTEGER NOT NULL DEFAULT 0,
	total   INTEGER NOT NULL DEFAULT 0,
	note    TEXT NOT NULL DEFAULT '',
	author  INTEGER,
	created INTEGER NOT NULL,
	started INTEGER,
	ended   INTEGER
);
CREATE INDEX job_due ON job (run_at, id) WHERE state = 0;
CREATE INDEX job_lease ON job (lease) WHERE state = 1;
CREATE UNIQUE INDEX job_key ON job (kind, k) WHERE state = 0 AND k <> '';
CREATE INDEX job_kind ON job (kind, id);
CREATE INDEX job_state ON job (state, id);

-- When each scheduled kind comes next.
CREATE TABLE job_schedule (
	kind TEXT PRIMARY KEY,
	next INTEGER NOT NULL
);

-- Letters and webhooks: put in the transaction of what they tell of, sent afterwards.
-- channel 1: mail, 2: webhook; state: enum out_state. k: one letter is put once.
CREATE TABLE outbox (
	id      AUTO_ID,
	channel INTEGER NOT NULL,
	k       TEXT NOT NULL UNIQUE,
	user_id INTEGER NOT NULL DEFAULT 0,
	topic   TEXT NOT NULL DEFAULT '',
	dest    TEXT NOT NULL,
	name    TEXT NOT NULL DEFAULT '',
	subject TEXT NOT NULL DEFAULT '',
	body    TEXT NOT NULL,
	html    TEXT NOT NULL DEFAULT '',
	unsub   TEXT NOT NULL DEFAULT '',
	secret  TEXT NOT NULL DEFAULT '',
	state   INTEGER NOT NULL DEFAULT 0,
	tries   INTEGER NOT NULL DEFAULT 0,
	next_at INTEGER NOT NULL,
	error   TEXT NOT NULL DEFAULT '',
	created INTEGER NOT NULL,
	sent_at INTEGER
);
CREATE INDEX outbox_due ON outbox (next_at, id) WHERE state IN (0, 1);
CREATE INDEX outbox_user ON outbox (user_id, topic, id);
CREATE INDEX outbox_state ON outbox (state, id);
