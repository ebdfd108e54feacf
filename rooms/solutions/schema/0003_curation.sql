-- Curators write solutions in the portal. rev: counts every write, so that two at once see each other;
-- version: what readers are told of, it grows only after the first publishing. opened: when that was.
-- edited: 1 when the last hand was a curator's in the portal: a file then may not write over it unseen.
ALTER TABLE solutions_solution ADD COLUMN rev INTEGER NOT NULL DEFAULT 1;
ALTER TABLE solutions_solution ADD COLUMN opened INTEGER;
ALTER TABLE solutions_solution ADD COLUMN edited INTEGER NOT NULL DEFAULT 0;
UPDATE solutions_solution SET opened = created WHERE state <> 0;

-- What a solution was at each write, as a line of a file: joined with, compared, brought back.
CREATE TABLE solutions_past (
	solution INTEGER NOT NULL REFERENCES solutions_solution (id) ON DELETE CASCADE,
	rev      INTEGER NOT NULL,
	version  INTEGER NOT NULL,
	author   INTEGER,                          -- NULL: a file
	at       INTEGER NOT NULL,
	body     TEXT NOT NULL,
	PRIMARY KEY (solution, rev)
);
CREATE INDEX solutions_past_author ON solutions_past (author);
