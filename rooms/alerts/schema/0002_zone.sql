-- Minutes from UTC of the reader's clocks: his letters of the morning come in his morning. Set when he
-- subscribes, put right with each letter when he has moved to another municipality.
ALTER TABLE alerts_sub ADD COLUMN zone INTEGER NOT NULL DEFAULT 180;
