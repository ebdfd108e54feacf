-- queries_drop.sql - an item or a note deleted, and what is left to tell of it.

-- gone_add :exec (item item_id, author int, now time)
INSERT INTO folder_gone (place, entry, year, state, author, at)
SELECT place, entry, year, state, :author, :now FROM folder_item WHERE id = :item;

-- item_drop :count (item item_id)
-- Its papers, notes, files and history go with it.
DELETE FROM folder_item WHERE id = :item;

-- gone :many (place int) -> (title text, year int, state int, who text?, at time)
SELECT e.title, g.year, g.state, u.name, g.at FROM folder_gone g JOIN entry e ON e.id = g.entry
  LEFT JOIN pub_user u ON u.id = g.author
 WHERE g.place = :place ORDER BY g.id DESC LIMIT 20;

-- note_get :one (id note_id, place int) -> (item item_id, text text, who text?, created time)
SELECT n.item, n.text, u.name, n.created FROM folder_note n JOIN folder_item i ON i.id = n.item
  LEFT JOIN pub_user u ON u.id = n.author
 WHERE n.id = :id AND i.place = :place;

-- note_drop :count (id note_id)
DELETE FROM folder_note WHERE id = :id;
