-- Links of published measures and what became of them. verdict: enum link_verdict, 0 not asked yet.
CREATE TABLE navigator_link (
	id       AUTO_ID,
	measure  INTEGER NOT NULL REFERENCES navigator_measure (id) ON DELETE CASCADE,
	url      TEXT NOT NULL,
	verdict  INTEGER NOT NULL DEFAULT 0,
	status   INTEGER NOT NULL DEFAULT 0,
	target   TEXT NOT NULL DEFAULT '',
	checked  INTEGER,
	failing  INTEGER,
	UNIQUE (measure, url)
);
CREATE INDEX navigator_link_url ON navigator_link (url);
CREATE INDEX navigator_link_due ON navigator_link (checked, verdict);
