-- queries.sql - the chain. Rows are only added.

-- head_next :one () -> (id int, hash text)
UPDATE audit_head SET id = id + 1 WHERE k = 1 RETURNING id, hash;

-- head_set :exec (hash text)
UPDATE audit_head SET hash = :hash WHERE k = 1;

-- head :one () -> (id int, hash text)
SELECT id, hash FROM audit_head WHERE k = 1;

-- add :exec (id int, now time, actor int, place int, action text, object text, peer text, detail text, hash text)
INSERT INTO audit (id, at, actor, place, action, object, peer, detail, hash)
VALUES (:id, :now, :actor, :place, :action, :object, :peer, :detail, :hash);

-- part :many (after int, n int) -> (id int, at time, actor int, place int, action text, object text, peer text, detail text, hash text)
SELECT id, at, actor, place, action, object, peer, detail, hash FROM audit
 WHERE id > :after ORDER BY id LIMIT :n;
