-- queries.sql - when the records behind a set of open data came and changed.

-- set_times :one (kind int) -> (created int, updated int)
SELECT COALESCE(MIN(created), 0), COALESCE(MAX(updated), 0) FROM entry WHERE kind = :kind;
