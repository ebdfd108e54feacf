-- What lawyers write in the portal of how people ask. An article they have edited is known by their
-- words instead of what files say of it; base tells what the files said then. Acts and articles are
-- named as in law_situation; lists are lines of a text.
CREATE TABLE law_wording (
	id        AUTO_ID,
	act       TEXT NOT NULL,
	article   TEXT NOT NULL,
	questions TEXT NOT NULL,
	words     TEXT NOT NULL,
	base      TEXT NOT NULL,                   -- sum of the files' lines when this was written
	changed   INTEGER NOT NULL,
	UNIQUE (act, article)
);

-- Each edit: what was, what became, which answers to trial questions it changed.
CREATE TABLE law_wording_step (
	id            AUTO_ID,
	act           TEXT NOT NULL,
	article       TEXT NOT NULL,
	was_questions TEXT NOT NULL,
	was_words     TEXT NOT NULL,
	questions     TEXT NOT NULL,
	words         TEXT NOT NULL,
	better        INTEGER NOT NULL,
	worse         INTEGER NOT NULL,
	other         INTEGER NOT NULL,
	author        INTEGER,                     -- NULL: whoever it was has left
	at            INTEGER NOT NULL
);
CREATE INDEX law_wording_step_of ON law_wording_step (act, article, id);
CREATE INDEX law_wording_step_author ON law_wording_step (author);
CREATE INDEX law_situation_article ON law_situation (act, article);

-- Questions that edits are tried on. article '': it should be refused.
CREATE TABLE law_trial (
	id       AUTO_ID,
	question TEXT NOT NULL,
	folded   TEXT NOT NULL UNIQUE,
	act      TEXT NOT NULL DEFAULT '',
	article  TEXT NOT NULL DEFAULT '',
	author   INTEGER,                          -- NULL: from a file
	changed  INTEGER NOT NULL
);
CREATE INDEX law_trial_author ON law_trial (author);

-- Questions that found no answer: without who asked, personal data replaced, kept for some days.
CREATE TABLE law_missed (
	id       AUTO_ID,
	question TEXT NOT NULL,
	folded   TEXT NOT NULL UNIQUE,
	times    INTEGER NOT NULL DEFAULT 1,
	at       INTEGER NOT NULL                  -- the last time
);
CREATE INDEX law_missed_at ON law_missed (at);
