-- What one row is, in a sentence.
CREATE TABLE NAME_thing (
	id      AUTO_ID,
	title   TEXT NOT NULL,
	created INTEGER NOT NULL
);
