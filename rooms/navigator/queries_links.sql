-- queries_links.sql - links of measures and what became of them.

-- links_gather :count () -> ()
-- Addresses that published measures name and that are not in the list yet.
INSERT INTO navigator_link (measure, url)
SELECT m.id, m.source_url FROM navigator_measure m WHERE m.state = 1 AND m.source_url <> ''
 UNION
SELECT m.id, c.url FROM navigator_contact c JOIN navigator_measure m ON m.id = c.measure
 WHERE m.state = 1 AND c.url <> ''
ON CONFLICT (measure, url) DO NOTHING;

-- links_forget :count () -> ()
-- Addresses that no published measure names any more.
DELETE FROM navigator_link WHERE NOT EXISTS (
	SELECT 1 FROM navigator_measure m WHERE m.id = navigator_link.measure AND m.state = 1
		AND (m.source_url = navigator_link.url OR EXISTS (
			SELECT 1 FROM navigator_contact c
			 WHERE c.measure = m.id AND c.url = navigator_link.url)));

-- links_due :many (well_before int, ill_before int, n int) -> (url text)
-- The one asked longest ago first; what did not answer well is asked again sooner.
SELECT url FROM navigator_link
 WHERE checked IS NULL OR checked < :well_before OR (verdict > 3 AND checked < :ill_before)
 GROUP BY url ORDER BY MIN(COALESCE(checked, 0)), url LIMIT :n;

-- links_due_count :one (well_before int, ill_before int) -> (n int)
SELECT COUNT(DISTINCT url) FROM navigator_link
 WHERE checked IS NULL OR checked < :well_before OR (verdict > 3 AND checked < :ill_before);

-- links_of :many (measure measure_id) -> (url text, verdict int, status int, target text, checked time?, failing time?)
SELECT url, verdict, status, target, checked, failing FROM navigator_link
 WHERE measure = :measure ORDER BY verdict DESC, url;

-- links_again :exec (measure measure_id)
UPDATE navigator_link SET checked = NULL WHERE measure = :measure;

-- link_answer :exec (url text, verdict int, status int, target text, now time, ill bool)
UPDATE navigator_link SET verdict = :verdict, status = :status, target = :target, checked = :now,
	failing = CASE WHEN :ill = 0 THEN NULL ELSE COALESCE(failing, :now) END
 WHERE url = :url;
