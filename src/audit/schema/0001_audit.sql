-- Who did what. Rows are only added: hash is BLAKE2b-256 over the row and the hash before it.
CREATE TABLE audit (
	id     INTEGER PRIMARY KEY,
	at     INTEGER NOT NULL,
	actor  INTEGER NOT NULL,
	place  INTEGER NOT NULL,
	action TEXT NOT NULL,
	object TEXT NOT NULL,
	peer   TEXT NOT NULL,
	detail TEXT NOT NULL,
	hash   TEXT NOT NULL
);
CREATE INDEX audit_action ON audit (action, id);
CREATE INDEX audit_actor ON audit (actor, id);
CREATE INDEX audit_object ON audit (object, id);

-- The last row's number and hash: rows cut off the end are noticed. One row, k = 1.
CREATE TABLE audit_head (
	k    INTEGER PRIMARY KEY,
	id   INTEGER NOT NULL,
	hash TEXT NOT NULL
);
INSERT INTO audit_head (k, id, hash) VALUES (1, 0, '');

-- A wall behind the program: the database itself refuses to change or take away what was noted.
-- sqlite
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
-- end
-- pg
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'audit is append-only'; END $$;
CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit
FOR EACH ROW EXECUTE FUNCTION audit_refuse();
-- end
