-- queries_imports.sql - files that came in, and their refused rows.

-- import_add :one (kind text, source text, file text, via int, author int?, ref int?, began time, took_ms int, n_read int, n_added int, n_changed int, n_same int, n_bad int, outcome int, err text, header text) -> (id int)
INSERT INTO entry_import (kind, source, file, via, author, ref, began, took_ms, n_read, n_added,
	n_changed, n_same, n_bad, outcome, err, header)
VALUES (:kind, :source, :file, :via, :author, :ref, :began, :took_ms, :n_read, :n_added,
	:n_changed, :n_same, :n_bad, :outcome, :err, :header)
RETURNING id;

-- import_bad_add :exec (run int, no int, line int, key text, reason text, raw text)
INSERT INTO entry_import_bad (run, no, line, key, reason, raw)
VALUES (:run, :no, :line, :key, :reason, :raw);

-- import_bad_sweep :count (before time)
-- Rows of files that came before: by now they were corrected or given up.
DELETE FROM entry_import_bad WHERE run IN (SELECT id FROM entry_import WHERE began < :before);

-- import_get :one (id int) -> (id int, kind text, source text, file text, via int, author int?, ref int?, began time, took_ms int, n_read int, n_added int, n_changed int, n_same int, n_bad int, n_declined int, outcome int, err text, header text)
SELECT id, kind, source, file, via, author, ref, began, took_ms, n_read, n_added, n_changed,
	n_same, n_bad, n_declined, outcome, err, header
  FROM entry_import WHERE id = :id;

-- import_of :one (kind text, ref int) -> (id int)
SELECT id FROM entry_import WHERE kind = :kind AND ref = :ref;

-- import_bads :many (run int, n int) -> (line int, key text, reason text, raw text)
SELECT line, key, reason, raw FROM entry_import_bad WHERE run = :run ORDER BY line, no LIMIT :n;

-- import_bad_count :one (run int) -> (n int)
SELECT COUNT(*) FROM entry_import_bad WHERE run = :run;

-- import_bad_drop :exec (run int)
DELETE FROM entry_import_bad WHERE run = :run;

-- import_drop :exec (id int)
DELETE FROM entry_import WHERE id = :id;

-- import_more :exec (id int, added int, changed int, declined int, outcome int)
UPDATE entry_import SET n_added = n_added + :added, n_changed = n_changed + :changed,
	n_declined = n_declined + :declined, outcome = :outcome
 WHERE id = :id;
