-- queries.sql - the room has no tables: it reads the spine that all rooms share.

-- alive :one () -> (n int)
-- Does the database answer?
SELECT COUNT(*) FROM entry WHERE id = 0;

-- sitemap_files :many (size int) -> (no int, n int, updated time)
-- Published entries that everybody may read, by blocks of ids: a file of a block never has more
-- than `size` of them.
SELECT (id - 1) / :size + 1, COUNT(*), MAX(updated) FROM entry
 WHERE state = 1 AND see = 0 GROUP BY 1 ORDER BY 1 LIMIT 50000;

-- sitemap_entries :each (first entry_id, last entry_id) -> (url text, updated time)
SELECT url, updated FROM entry
 WHERE id BETWEEN :first AND :last AND state = 1 AND see = 0 ORDER BY id;
