-- queries_region.sql - the folders of all municipalities of a region, for who looks after them.

-- region_items :many (region int, max int) -> (id item_id, code text, place_name text, entry entry_id, title text, year int, state int, asked int?, got int?, due int?, person_name text?, demo bool, updated time, next_check int?)
-- Ordered by a sum, so that the order is not a reason to read the table by its key.
WITH RECURSIVE below(id, n) AS (
	SELECT id, 0 FROM pub_place WHERE id = :region
	UNION ALL SELECT p.id, below.n + 1 FROM pub_place p JOIN below ON p.parent = below.id WHERE below.n < 8)
SELECT i.id, p.code, p.short_name, i.entry, e.title, i.year, i.state, i.asked, i.got, i.due, u.name, i.demo, i.updated,
	(SELECT MIN(c.due) FROM folder_check c WHERE c.item = i.id AND c.done = 0)
  FROM below JOIN folder_item i ON i.place = below.id JOIN pub_place p ON p.id = i.place
  JOIN entry e ON e.id = i.entry LEFT JOIN pub_user u ON u.id = i.person
 ORDER BY i.id + 0 LIMIT :max;
