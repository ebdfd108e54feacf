-- Whose text it is has been told that the norm changed. What was found before stays as told.
ALTER TABLE law_recheck ADD COLUMN told INTEGER;
UPDATE law_recheck SET told = found;
CREATE INDEX law_recheck_untold ON law_recheck (id) WHERE told IS NULL;
