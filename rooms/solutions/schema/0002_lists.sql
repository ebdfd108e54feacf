-- A solution that a municipality works by: its steps with days, ticked off one by one.
-- start, due: local days; state: 0 at work, 1 closed; version: of the solution it was taken from.
CREATE TABLE solutions_list (
	id       AUTO_ID,
	place    INTEGER NOT NULL,
	solution INTEGER NOT NULL REFERENCES solutions_solution (id),
	version  INTEGER NOT NULL,
	start    INTEGER NOT NULL,
	state    INTEGER NOT NULL DEFAULT 0,
	demo     INTEGER NOT NULL DEFAULT 0,
	author   INTEGER,
	created  INTEGER NOT NULL,
	updated  INTEGER NOT NULL
);
CREATE INDEX solutions_list_place ON solutions_list (place, state, id);
CREATE INDEX solutions_list_solution ON solutions_list (solution);
CREATE INDEX solutions_list_author ON solutions_list (author);

-- Texts and terms are copies: what one works by does not change under one's hands.
-- term, unit, since: as in solutions_step; done: when (UTC seconds), done_by: by whom.
CREATE TABLE solutions_task (
	id      AUTO_ID,
	list    INTEGER NOT NULL REFERENCES solutions_list (id) ON DELETE CASCADE,
	no      INTEGER NOT NULL,
	code    TEXT NOT NULL,
	title   TEXT NOT NULL,
	who     TEXT NOT NULL DEFAULT '',
	norm    TEXT NOT NULL DEFAULT '',
	note    TEXT NOT NULL DEFAULT '',
	term    INTEGER NOT NULL DEFAULT 0,
	unit    INTEGER NOT NULL DEFAULT 0,
	since   INTEGER NOT NULL DEFAULT 0,
	due     INTEGER,
	done    INTEGER,
	done_by INTEGER,
	person  INTEGER,
	remark  TEXT NOT NULL DEFAULT '',
	UNIQUE (list, code)
);
CREATE INDEX solutions_task_no ON solutions_task (list, no);
CREATE INDEX solutions_task_done_by ON solutions_task (done_by);
CREATE INDEX solutions_task_person ON solutions_task (person);
