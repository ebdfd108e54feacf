-- Entries that changed and were not yet looked through by whoever derives something from their texts
-- (entry_changed_take). n only makes a second change wait for the one who takes the first.
CREATE TABLE entry_changed (
	entry INTEGER PRIMARY KEY,
	n     INTEGER NOT NULL DEFAULT 1
);
INSERT INTO entry_changed (entry) SELECT id FROM entry;
