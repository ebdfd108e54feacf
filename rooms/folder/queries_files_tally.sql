-- queries_files_tally.sql - what the attached files take; their bytes lie elsewhere, and are not read.

-- files_all :one () -> (n int, bytes int)
SELECT COUNT(*), CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM folder_file;

-- files_by_place :many (n int) -> (place int, n int, bytes int)
SELECT place, COUNT(*), CAST(SUM(size) AS BIGINT) FROM folder_file
 GROUP BY place ORDER BY 3 DESC, place LIMIT :n;
