-- queries.sql - the tree is read whole into a snapshot; the rest is import and the passport.

-- place_count :one () -> (n int)
SELECT COUNT(*) FROM places_place;

-- place_all :each () -> (id place_id, entry int?, code text, parent int?, kind text, name text,
--   short_name text, region_no text, center text, lat real?, lon real?, population int?,
--   population_year int?, valid_from int?, valid_to int?, note text)
SELECT id, entry, code, parent, kind, name, short_name, region_no, center, lat, lon, population,
       population_year, valid_from, valid_to, note
  FROM places_place ORDER BY id;

-- became_all :each () -> (place int, successor int)
SELECT place, successor FROM places_became ORDER BY place, successor;

-- status_all :each () -> (place int, status text)
SELECT place, status FROM places_status ORDER BY place, status;

-- field_all :each () -> (place int, field text, value text, year int?, source text, updated time)
SELECT place, field, value, year, source, updated FROM places_field ORDER BY place, field;

-- outline_all :each () -> (code text, path text)
SELECT code, path FROM places_outline;

-- place_insert :one (entry int?, code text, parent int?, kind text, name text, short_name text,
--   region_no text, center text, lat real?, lon real?, population int?, population_year int?,
--   valid_from int?, valid_to int?, note text, now time) -> (id place_id)
INSERT INTO places_place (entry, code, parent, kind, name, short_name, region_no, center, lat, lon,
	population, population_year, valid_from, valid_to, note, updated)
VALUES (:entry, :code, :parent, :kind, :name, :short_name, :region_no, :center, :lat, :lon,
	:population, :population_year, :valid_from, :valid_to, :note, :now)
RETURNING id;

-- place_update :count (id place_id, entry int?, parent int?, kind text, name text, short_name text,
--   region_no text, center text, lat real?, lon real?, population int?, population_year int?,
--   valid_from int?, valid_to int?, note text, now time)
UPDATE places_place SET entry = :entry, parent = :parent, kind = :kind, name = :name,
	short_name = :short_name, region_no = :region_no, center = :center, lat = :lat, lon = :lon,
	population = :population, population_year = :population_year, valid_from = :valid_from,
	valid_to = :valid_to, note = :note, updated = :now
 WHERE id = :id;

-- place_entry :count (id place_id, entry int)
UPDATE places_place SET entry = :entry WHERE id = :id;

-- became_clear :exec (place place_id)
DELETE FROM places_became WHERE place = :place;

-- became_add :exec (place place_id, successor int)
INSERT INTO places_became (place, successor) VALUES (:place, :successor) ON CONFLICT DO NOTHING;

-- status_clear :exec (place place_id)
DELETE FROM places_status WHERE place = :place;

-- status_add :exec (place place_id, status text)
INSERT INTO places_status (place, status) VALUES (:place, :status) ON CONFLICT DO NOTHING;

-- outline_put :exec (code text, path text)
INSERT INTO places_outline (code, path) VALUES (:code, :path)
ON CONFLICT (code) DO UPDATE SET path = excluded.path;

-- outline_of :many (code text) -> (path text)
SELECT path FROM places_outline WHERE code = :code;

-- field_of :many (place place_id, field text) -> (value text, year int?, source text)
SELECT value, year, source FROM places_field WHERE place = :place AND field = :field;

-- field_put :exec (place place_id, field text, value text, year int?, source text, author int?, now time)
INSERT INTO places_field (place, field, value, year, source, author, updated)
VALUES (:place, :field, :value, :year, :source, :author, :now)
ON CONFLICT (place, field) DO UPDATE SET value = excluded.value, year = excluded.year,
	source = excluded.source, author = excluded.author, updated = excluded.updated;

-- field_drop :exec (place place_id, field text)
DELETE FROM places_field WHERE place = :place AND field = :field;

-- revisions :many (entry int, n int) -> (field text, before text?, after text?, at time, who text?)
SELECT r.field, r.before, r.after, r.at, u.name
  FROM entry_revision r LEFT JOIN pub_user u ON u.id = r.author
 WHERE r.entry = :entry ORDER BY r.id DESC LIMIT :n;
