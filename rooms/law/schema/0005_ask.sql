-- What readers said of answers: what was asked (with personal data masked), as of which day, what
-- was found, whether it was of use. author NULL: a guest. outcome: enum law_outcome.
CREATE TABLE law_said (
	id       AUTO_ID,
	author   INTEGER,
	question TEXT NOT NULL,
	on_day   INTEGER NOT NULL,
	outcome  INTEGER NOT NULL,
	useful   INTEGER NOT NULL,
	found    TEXT NOT NULL DEFAULT '',
	created  INTEGER NOT NULL
);
CREATE INDEX law_said_author ON law_said (author, id);
CREATE INDEX law_said_created ON law_said (created);
CREATE INDEX law_said_useful ON law_said (useful, id);
