-- Webhooks: ref is the endpoint they go to (0: a letter), code and answer what was answered to the last try and when.
ALTER TABLE outbox ADD COLUMN ref INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN code INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN answer TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN tried INTEGER;
CREATE INDEX outbox_ref ON outbox (ref, id);
