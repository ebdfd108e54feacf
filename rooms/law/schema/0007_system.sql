-- Legal systems outside, as an administrator configured them: a template makes the address of an
-- act or a unit there (system.h). Nothing is fetched from them.
CREATE TABLE law_system (
	id       AUTO_ID,
	title    TEXT NOT NULL UNIQUE,
	template TEXT NOT NULL,                    -- https://…/{number}[#st-{article}]
	level    INTEGER,                          -- acts of one level alone; NULL: of any
	sort     INTEGER NOT NULL DEFAULT 0,
	active   INTEGER NOT NULL DEFAULT 0,
	changed  INTEGER NOT NULL
);
CREATE INDEX law_system_active ON law_system (active, sort, title);
