-- Curation. state: 0 draft, 1 published, 2 archived, 4 in review. version: grows with each edit,
-- so that two editors notice each other within one second.
ALTER TABLE navigator_measure ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
CREATE INDEX navigator_measure_state ON navigator_measure (state, updated, id);
