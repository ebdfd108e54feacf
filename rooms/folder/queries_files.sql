-- queries_files.sql - files of an item, and the keys of calendars.

-- files :many (item item_id) -> (id file_id, name text, type text, size int, who text?, created time)
SELECT f.id, f.name, f.type, f.size, u.name, f.created
  FROM folder_file f LEFT JOIN pub_user u ON u.id = f.author
 WHERE f.item = :item ORDER BY f.id LIMIT 100;

-- file_get :one (id file_id, place int) -> (id file_id, item item_id, name text, type text, size int, sum text)
SELECT id, item, name, type, size, sum FROM folder_file WHERE id = :id AND place = :place;

-- file_count :one (item item_id) -> (n int)
SELECT COUNT(*) FROM folder_file WHERE item = :item;

-- file_sizes :one (place int) -> (n int)
SELECT COALESCE(SUM(size), 0) FROM folder_file WHERE place = :place;

-- file_add :one (item item_id, place int, name text, type text, size int, sum text, author int?, now time) -> (id file_id)
INSERT INTO folder_file (item, place, name, type, size, sum, author, created)
VALUES (:item, :place, :name, :type, :size, :sum, :author, :now) RETURNING id;

-- file_drop :exec (id file_id)
DELETE FROM folder_file WHERE id = :id;

-- pieces_drop :exec (file file_id)
DELETE FROM folder_piece WHERE file = :file;

-- pieces :each (file file_id) -> (bytes text)
SELECT bytes FROM folder_piece WHERE file = :file ORDER BY no;

-- key_put :exec (hash text, user user_id, place int, now time)
INSERT INTO folder_key (hash, user_id, place, created) VALUES (:hash, :user, :place, :now)
ON CONFLICT (user_id, place) DO UPDATE SET hash = excluded.hash, created = excluded.created;

-- key_drop :count (user user_id, place int)
DELETE FROM folder_key WHERE user_id = :user AND place = :place;

-- key_of :one (user user_id, place int) -> (created time)
SELECT created FROM folder_key WHERE user_id = :user AND place = :place;

-- key_owner :one (hash text, place int) -> (user user_id)
SELECT user_id FROM folder_key WHERE hash = :hash AND place = :place;
