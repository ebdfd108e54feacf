-- A ready-made way out of a situation: steps in order, each with who, by when and by what norm.
-- state: 0 draft, 1 published, 2 archived; level: whose rules it stands on, 0 federal, 1 regional,
-- 2 municipal; kinds: codes of municipalities with a blank on both sides of each, '': all of them.
CREATE TABLE solutions_solution (
	id        AUTO_ID,
	entry     INTEGER REFERENCES entry (id),
	key       TEXT NOT NULL UNIQUE,
	version   INTEGER NOT NULL,
	state     INTEGER NOT NULL,
	place     INTEGER,                         -- its territory; NULL: the whole country
	level     INTEGER NOT NULL DEFAULT 0,
	topic     INTEGER NOT NULL DEFAULT 0,
	kinds     TEXT NOT NULL DEFAULT '',
	title     TEXT NOT NULL,
	situation TEXT NOT NULL,
	owner     TEXT NOT NULL DEFAULT '',        -- a post or an office, not a person
	checked   INTEGER,
	demo      INTEGER NOT NULL DEFAULT 0,
	sum       TEXT NOT NULL,                   -- of what readers see
	created   INTEGER NOT NULL,
	updated   INTEGER NOT NULL
);
CREATE INDEX solutions_solution_state ON solutions_solution (state, title);
CREATE INDEX solutions_solution_topic ON solutions_solution (topic);
CREATE INDEX solutions_solution_entry ON solutions_solution (entry);

-- code: what a step is known by from version to version. unit: 0 no term, 1 calendar days,
-- 2 working days; since: 0 from the day of the start, 1 from the end of the step before.
CREATE TABLE solutions_step (
	id        AUTO_ID,
	solution  INTEGER NOT NULL REFERENCES solutions_solution (id) ON DELETE CASCADE,
	no        INTEGER NOT NULL,
	code      TEXT NOT NULL,
	title     TEXT NOT NULL,
	who       TEXT NOT NULL DEFAULT '',
	term      INTEGER NOT NULL DEFAULT 0,
	unit      INTEGER NOT NULL DEFAULT 0,
	since     INTEGER NOT NULL DEFAULT 0,
	norm      TEXT NOT NULL DEFAULT '',
	note      TEXT NOT NULL DEFAULT '',
	file_name TEXT NOT NULL DEFAULT '',        -- '': no template
	file_text TEXT NOT NULL DEFAULT '',
	UNIQUE (solution, code)
);
CREATE INDEX solutions_step_no ON solutions_step (solution, no);

-- Measures that may pay for it, by their keys.
CREATE TABLE solutions_measure (
	solution INTEGER NOT NULL REFERENCES solutions_solution (id) ON DELETE CASCADE,
	no       INTEGER NOT NULL,
	key      TEXT NOT NULL,
	PRIMARY KEY (solution, no)
);
