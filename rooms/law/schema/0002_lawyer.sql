-- A question of an employee to lawyers. place: whose it is; at_place: whose lawyers answer it now.
-- state: enum lawyer_state; due, up_on, paused: local days; up_on NULL: nobody is above.
-- topic 0: another one; consent: 0 none, 1 said with the question, 2 said again, 3 refused.
CREATE TABLE law_question (
	id       AUTO_ID,
	asker    INTEGER,
	place    INTEGER NOT NULL,
	at_place INTEGER NOT NULL,
	topic    INTEGER NOT NULL DEFAULT 0,
	title    TEXT NOT NULL,
	text     TEXT NOT NULL,
	consent  INTEGER NOT NULL DEFAULT 0,
	state    INTEGER NOT NULL,
	lawyer   INTEGER,
	claimed  INTEGER,
	due      INTEGER NOT NULL,
	up_on    INTEGER,
	paused   INTEGER,
	answer   TEXT NOT NULL DEFAULT '',
	answered INTEGER,
	rating   INTEGER,
	demo     INTEGER NOT NULL DEFAULT 0,
	created  INTEGER NOT NULL,
	updated  INTEGER NOT NULL
);
CREATE INDEX law_question_asker ON law_question (asker, id);
CREATE INDEX law_question_lawyer ON law_question (lawyer, state);
CREATE INDEX law_question_at ON law_question (at_place, state, due);
CREATE INDEX law_question_place ON law_question (place, state, due);
CREATE INDEX law_question_up ON law_question (state, up_on);
CREATE INDEX law_question_claimed ON law_question (state, claimed);
CREATE INDEX law_question_topic ON law_question (topic);

-- What was said and done about it, in order. kind: enum lawyer_step; place: where it went.
CREATE TABLE law_step (
	id       AUTO_ID,
	question INTEGER NOT NULL REFERENCES law_question (id) ON DELETE CASCADE,
	kind     INTEGER NOT NULL,
	text     TEXT NOT NULL DEFAULT '',
	place    INTEGER,
	author   INTEGER,
	at       INTEGER NOT NULL
);
CREATE INDEX law_step_question ON law_step (question, id);
CREATE INDEX law_step_author ON law_step (author, id);

-- The copy for everybody: without personal data, with a number of its own.
-- state: 1 draft, 2 waits for a second pair of eyes, 3 published, 4 withdrawn.
CREATE TABLE law_answer (
	id        AUTO_ID,
	question  INTEGER NOT NULL UNIQUE REFERENCES law_question (id) ON DELETE CASCADE,
	topic     INTEGER NOT NULL DEFAULT 0,
	title     TEXT NOT NULL,
	asked     TEXT NOT NULL,
	answer    TEXT NOT NULL,
	state     INTEGER NOT NULL,
	author    INTEGER,
	reviewer  INTEGER,
	remark    TEXT NOT NULL DEFAULT '',
	entry     INTEGER,
	changed   INTEGER NOT NULL,
	published INTEGER
);
CREATE INDEX law_answer_state ON law_answer (state, published);
CREATE INDEX law_answer_entry ON law_answer (entry);
CREATE INDEX law_answer_topic ON law_answer (topic, state, published);
CREATE INDEX law_answer_author ON law_answer (author);
CREATE INDEX law_answer_reviewer ON law_answer (reviewer);
