-- What was in the folder and is deleted: that it was, in which state, who took it away and when.
CREATE TABLE folder_gone (
	id     AUTO_ID,
	place  INTEGER NOT NULL,
	entry  INTEGER NOT NULL REFERENCES entry (id),
	year   INTEGER NOT NULL,
	state  INTEGER NOT NULL,
	author INTEGER,
	at     INTEGER NOT NULL
);
CREATE INDEX folder_gone_entry ON folder_gone (entry);
CREATE INDEX folder_gone_place ON folder_gone (place, id);
