-- queries.sql - items of a municipality's folder and what belongs to them.

-- items :many (place int) -> (id item_id, entry entry_id, year int, state int, aim text, asked int?, got int?, due int?, applied int?, decided int?, person int?, person_name text?, demo bool, created time, updated time, title text, url text, checks int, done int, next_check int?)
-- The whole folder; next_check: the nearest term of what is not done yet.
SELECT i.id, i.entry, i.year, i.state, i.aim, i.asked, i.got, i.due, i.applied, i.decided, i.person,
	u.name, i.demo, i.created, i.updated, e.title, e.url, COALESCE(c.n, 0), COALESCE(c.done, 0), c.next
  FROM folder_item i JOIN entry e ON e.id = i.entry
  LEFT JOIN pub_user u ON u.id = i.person
  LEFT JOIN (SELECT k.item, COUNT(*) AS n, SUM(k.done) AS done,
	MIN(CASE WHEN k.done = 0 THEN k.due END) AS next
	  FROM folder_check k JOIN folder_item m ON m.id = k.item WHERE m.place = :place GROUP BY k.item) c
    ON c.item = i.id
 WHERE i.place = :place ORDER BY i.id LIMIT 500;

-- item_count :one (place int) -> (n int)
SELECT COUNT(*) FROM folder_item WHERE place = :place;

-- item_get :one (id item_id, place int) -> (id item_id, entry entry_id, year int, state int, aim text, asked int?, got int?, due int?, applied int?, decided int?, person int?, person_name text?, demo bool, author int?, author_name text?, created time, title text, url text)
SELECT i.id, i.entry, i.year, i.state, i.aim, i.asked, i.got, i.due, i.applied, i.decided, i.person,
	u.name, i.demo, i.author, a.name, i.created, e.title, e.url
  FROM folder_item i JOIN entry e ON e.id = i.entry LEFT JOIN pub_user u ON u.id = i.person
  LEFT JOIN pub_user a ON a.id = i.author
 WHERE i.id = :id AND i.place = :place;

-- item_of :many (place int, entry int) -> (id item_id, year int, state int)
-- What the folder has of one measure, the latest year first.
SELECT id, year, state FROM folder_item WHERE place = :place AND entry = :entry ORDER BY year DESC, id DESC LIMIT 20;

-- item_add :one (place int, entry int, year int, state int, aim text, due int?, person int?, demo bool, author int?, now time) -> (id item_id)
INSERT INTO folder_item (place, entry, year, state, aim, due, person, demo, author, created, updated)
VALUES (:place, :entry, :year, :state, :aim, :due, :person, :demo, :author, :now, :now)
RETURNING id;

-- item_put :exec (id item_id, year int, aim text, asked int?, got int?, due int?, person int?, now time)
UPDATE folder_item SET year = :year, aim = :aim, asked = :asked, got = :got, due = :due,
	person = :person, updated = :now WHERE id = :id;

-- item_year_taken :one (id int, place int, entry int, year int) -> (n int)
-- By another item than this one; id 0: by any.
SELECT COUNT(*) FROM folder_item WHERE place = :place AND entry = :entry AND year = :year AND id <> :id;

-- item_state :count (id item_id, was int, state int, asked int?, got int?, applied int?, decided int?, now time)
-- Only from the state that the reader saw.
UPDATE folder_item SET state = :state, asked = :asked, got = :got, applied = :applied,
	decided = :decided, updated = :now WHERE id = :id AND state = :was;

-- item_hold :count (id item_id, place int)
-- Who changes it waits here for whoever does so now, and then sees what became of it.
UPDATE folder_item SET updated = updated WHERE id = :id AND place = :place;

-- item_touch :exec (id item_id, now time)
UPDATE folder_item SET updated = :now WHERE id = :id;

-- move_add :exec (item item_id, was int, became int, asked_was int?, got_was int?, applied_was int?, decided_was int?, author int?, now time)
INSERT INTO folder_move (item, was, became, asked_was, got_was, applied_was, decided_was, author, at)
VALUES (:item, :was, :became, :asked_was, :got_was, :applied_was, :decided_was, :author, :now);

-- move_last :one (item item_id) -> (id int, was int, became int, asked_was int?, got_was int?, applied_was int?, decided_was int?, at time, who text?)
SELECT m.id, m.was, m.became, m.asked_was, m.got_was, m.applied_was, m.decided_was, m.at, u.name
  FROM folder_move m LEFT JOIN pub_user u ON u.id = m.author
 WHERE m.item = :item ORDER BY m.id DESC LIMIT 1;

-- move_drop :count (id int)
DELETE FROM folder_move WHERE id = :id;

-- checks :many (item item_id) -> (id check_id, no int, title text, required bool, done bool, due int?, person int?, person_name text?, note text)
SELECT c.id, c.no, c.title, c.required, c.done, c.due, c.person, u.name, c.note
  FROM folder_check c LEFT JOIN pub_user u ON u.id = c.person
 WHERE c.item = :item ORDER BY c.no, c.id LIMIT 200;

-- check_get :one (id check_id, place int) -> (item item_id, item_title text, title text, done bool, due int?, person int?, note text)
SELECT c.item, e.title, c.title, c.done, c.due, c.person, c.note
  FROM folder_check c JOIN folder_item i ON i.id = c.item JOIN entry e ON e.id = i.entry
 WHERE c.id = :id AND i.place = :place;

-- check_count :one (item item_id) -> (n int)
SELECT COUNT(*) FROM folder_check WHERE item = :item;

-- check_add :one (item item_id, title text, required bool, note text) -> (id check_id)
INSERT INTO folder_check (item, no, title, required, note)
VALUES (:item, (SELECT COALESCE(MAX(no), 0) + 1 FROM folder_check WHERE item = :item), :title, :required, :note)
RETURNING id;

-- check_done :exec (id check_id, done bool)
UPDATE folder_check SET done = :done WHERE id = :id;

-- check_put :exec (id check_id, due int?, person int?, note text)
UPDATE folder_check SET due = :due, person = :person, note = :note WHERE id = :id;

-- check_drop :exec (id check_id)
DELETE FROM folder_check WHERE id = :id;

-- notes :many (item item_id) -> (id note_id, text text, author int?, who text?, created time)
SELECT n.id, n.text, n.author, u.name, n.created FROM folder_note n LEFT JOIN pub_user u ON u.id = n.author
 WHERE n.item = :item ORDER BY n.id DESC LIMIT 200;

-- note_count :one (item item_id) -> (n int)
SELECT COUNT(*) FROM folder_note WHERE item = :item;

-- note_add :exec (item item_id, text text, author int?, now time)
INSERT INTO folder_note (item, text, author, created) VALUES (:item, :text, :author, :now);

-- events :many (item item_id) -> (field text, before text, after text, before_name text?, after_name text?, who text?, at time)
-- A person is kept by number and told by the name they have now.
SELECT v.field, v.before, v.after, b.name, f.name, u.name, v.at
  FROM folder_event v LEFT JOIN pub_user u ON u.id = v.author
  LEFT JOIN pub_user b ON b.id = CAST(CASE WHEN v.field = 'person' AND v.before <> '' THEN v.before ELSE '0' END AS BIGINT)
  LEFT JOIN pub_user f ON f.id = CAST(CASE WHEN v.field = 'person' AND v.after <> '' THEN v.after ELSE '0' END AS BIGINT)
 WHERE v.item = :item ORDER BY v.id DESC LIMIT 50;

-- event_add :exec (item item_id, field text, before text, after text, author int?, now time)
INSERT INTO folder_event (item, field, before, after, author, at)
VALUES (:item, :field, :before, :after, :author, :now);

-- outcomes :each (entry int, applied int, won int) -> (place int, got int, demo int)
-- Municipalities that applied for a measure in any year, and whether one of the times was a success.
SELECT place, MAX(CASE WHEN state = :won THEN 1 ELSE 0 END), MAX(demo) FROM folder_item
 WHERE entry = :entry AND state >= :applied AND state <= :won + 1 GROUP BY place ORDER BY place LIMIT 20000;

-- desk :many (place int, last int) -> (id item_id, entry entry_id, year int, state int, due int?, title text, next_check int?)
-- What is at work, for the desk: a short folder.
SELECT i.id, i.entry, i.year, i.state, i.due, e.title,
	(SELECT MIN(c.due) FROM folder_check c WHERE c.item = i.id AND c.done = 0)
  FROM folder_item i JOIN entry e ON e.id = i.entry
 WHERE i.place = :place AND i.state <= :last ORDER BY i.id LIMIT 500;

-- demo_there :one (place int) -> (n int)
SELECT COUNT(*) FROM folder_item WHERE place = :place AND demo = 1;
