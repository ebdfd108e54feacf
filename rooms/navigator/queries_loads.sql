-- queries_loads.sql - files of measures between their arrival and a curator's word.

-- sources :many () -> (id int, name text)
SELECT id, name FROM navigator_source ORDER BY name;

-- source_put :one (name text) -> (id int)
INSERT INTO navigator_source (name) VALUES (:name)
ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id;

-- source_map :exec (id int, mapping text)
UPDATE navigator_source SET mapping = :mapping WHERE id = :id;

-- load_add :one (source int, file text, csv bool, data text, author int, now time) -> (id int)
INSERT INTO navigator_load (source, file, csv, data, author, created)
VALUES (:source, :file, :csv, :data, :author, :now) RETURNING id;

-- loads_trim :count (keep int)
-- The newest ones stay; what nobody decided in older ones comes again with the next file.
DELETE FROM navigator_load WHERE id NOT IN (SELECT id FROM navigator_load ORDER BY id DESC LIMIT :keep);

-- load_oldest :one () -> (id int?)
SELECT MIN(id) FROM navigator_load;

-- load_get :one (id int) -> (source int, source_name text, mapping text, file text, csv bool, data text, state int, n_same int, created time)
SELECT l.source, s.name, s.mapping, l.file, l.csv, l.data, l.state, l.n_same, l.created
  FROM navigator_load l JOIN navigator_source s ON s.id = l.source WHERE l.id = :id;

-- loads :many () -> (id int, source_name text, file text, state int, created time, waiting int, bad int)
SELECT l.id, s.name, l.file, l.state, l.created,
	(SELECT COUNT(*) FROM navigator_load_row r WHERE r.load = l.id AND r.kind < 3 AND r.done = 0),
	(SELECT COUNT(*) FROM navigator_load_row r WHERE r.load = l.id AND r.kind = 3)
  FROM navigator_load l JOIN navigator_source s ON s.id = l.source ORDER BY l.id DESC;

-- load_clear :exec (id int)
DELETE FROM navigator_load_row WHERE load = :id;

-- load_ready :exec (id int, n_same int)
UPDATE navigator_load SET state = 1, n_same = :n_same WHERE id = :id;

-- load_row_add :exec (load int, line int, kind int, key text, title text, diff int, reason text, json text, raw text)
INSERT INTO navigator_load_row (load, line, kind, key, title, diff, reason, json, raw)
VALUES (:load, :line, :kind, :key, :title, :diff, :reason, :json, :raw);

-- load_rows :many (load int, n int) -> (id int, line int, kind int, key text, title text, diff int, json text)
-- What waits: new ones first, each kind in the order of the file.
SELECT id, line, kind, key, title, diff, json FROM navigator_load_row
 WHERE load = :load AND kind < 3 AND done = 0 ORDER BY kind, id LIMIT :n;

-- load_bad :many (load int, n int) -> (line int, key text, reason text, raw text)
SELECT line, key, reason, raw FROM navigator_load_row
 WHERE load = :load AND kind = 3 ORDER BY id LIMIT :n;

-- load_counts :many (load int) -> (kind int, done int, n int)
SELECT kind, done, COUNT(*) FROM navigator_load_row WHERE load = :load GROUP BY kind, done;

-- load_row_get :one (id int, load int) -> (kind int, key text, diff int, json text, done int)
SELECT kind, key, diff, json, done FROM navigator_load_row WHERE id = :id AND load = :load;

-- load_row_done :exec (id int, done int)
UPDATE navigator_load_row SET done = :done WHERE id = :id;

-- source_row :one (source int, key text) -> (json text)
SELECT json FROM navigator_source_row WHERE source = :source AND key = :key;

-- source_row_put :exec (source int, key text, json text)
INSERT INTO navigator_source_row (source, key, json) VALUES (:source, :key, :json)
ON CONFLICT (source, key) DO UPDATE SET json = excluded.json;
