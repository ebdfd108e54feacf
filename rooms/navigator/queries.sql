-- queries.sql - measures and what belongs to them.

-- light :each () -> (id measure_id, entry entry_id, level int, backer int, money int, applicants int, stages int, recurrence int, amount_min int?, amount_max int?, cofin_min real?, cofin_max real?, opens int?, closes int?, checked int?, updated time, rule text)
-- Everything the in-memory index needs of a published measure, oldest first.
SELECT id, entry, level, backer, money, applicants, stages, recurrence, amount_min, amount_max,
	cofin_min, cofin_max, opens, closes, checked, updated, rule
  FROM navigator_measure WHERE state = 1 ORDER BY id;

-- light_places :each () -> (measure measure_id, place int)
SELECT p.measure, p.place FROM navigator_place p
  JOIN navigator_measure m ON m.id = p.measure WHERE m.state = 1 ORDER BY p.measure;

-- light_topics :each (kind int) -> (entry entry_id, topic int)
SELECT t.entry, t.topic FROM entry_topic t JOIN entry e ON e.id = t.entry
 WHERE e.kind = :kind ORDER BY t.entry;

-- backers :many () -> (id int, name text)
SELECT id, name FROM navigator_backer ORDER BY name;

-- backer_put :one (name text) -> (id int)
INSERT INTO navigator_backer (name) VALUES (:name)
ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id;

-- measure_get :one (key text) -> (id measure_id, entry entry_id, key text, origin text, demo bool, title text, summary text, what text, who text, how_much text, own_share text, level int, backer int, backer_name text, money int, applicants int, stages int, recurrence int, amount_min int?, amount_max int?, amount_unit text, cofin_min real?, cofin_max real?, opens int?, closes int?, parent measure_id?, source_title text, source_url text, checked int?, note text, rule text, state int, version int, sum text, created time, updated time)
SELECT m.id, m.entry, m.key, m.origin, m.demo, m.title, m.summary, m.what, m.who, m.how_much, m.own_share,
	m.level, m.backer, b.name, m.money, m.applicants, m.stages, m.recurrence, m.amount_min,
	m.amount_max, m.amount_unit, m.cofin_min, m.cofin_max, m.opens, m.closes, m.parent,
	m.source_title, m.source_url, m.checked, m.note, m.rule, m.state, m.version, m.sum, m.created, m.updated
  FROM navigator_measure m JOIN navigator_backer b ON b.id = m.backer WHERE m.key = :key;

-- measure_id :one (key text) -> (id measure_id)
SELECT id FROM navigator_measure WHERE key = :key;

-- measure_head :one (id measure_id) -> (id measure_id, key text, title text, level int, backer_name text, opens int?, closes int?, parent measure_id?)
SELECT m.id, m.key, m.title, m.level, b.name, m.opens, m.closes, m.parent
  FROM navigator_measure m JOIN navigator_backer b ON b.id = m.backer WHERE m.id = :id AND m.state = 1;

-- children :many (parent measure_id) -> (id measure_id, key text, title text, level int, backer_name text, opens int?, closes int?)
SELECT m.id, m.key, m.title, m.level, b.name, m.opens, m.closes
  FROM navigator_measure m JOIN navigator_backer b ON b.id = m.backer
 WHERE m.parent = :parent AND m.state = 1 ORDER BY m.closes, m.id;

-- card :one (id measure_id) -> (id measure_id, key text, title text, summary text, backer_name text, level int, money int, amount_min int?, amount_max int?, opens int?, closes int?, checked int?, demo bool, url text)
SELECT m.id, m.key, m.title, m.summary, b.name, m.level, m.money, m.amount_min, m.amount_max,
	m.opens, m.closes, m.checked, m.demo, e.url
  FROM navigator_measure m JOIN navigator_backer b ON b.id = m.backer JOIN entry e ON e.id = m.entry
 WHERE m.id = :id;

-- put :one (entry entry_id, key text, origin text, demo bool, title text, summary text, what text, who text, how_much text, own_share text, level int, backer int, money int, applicants int, stages int, recurrence int, amount_min int?, amount_max int?, amount_unit text, cofin_min real?, cofin_max real?, opens int?, closes int?, source_title text, source_url text, checked int?, note text, rule text, state int, sum text, now time) -> (id measure_id)
-- A key that is there already keeps its id, its entry, its state and the day it came.
INSERT INTO navigator_measure (
	entry, key, origin, demo, title, summary, what, who, how_much, own_share, level,
	backer, money, applicants, stages, recurrence, amount_min, amount_max, amount_unit,
	cofin_min, cofin_max, opens, closes, source_title, source_url, checked, note, rule,
	state, sum, created, updated)
VALUES (
	:entry, :key, :origin, :demo, :title, :summary, :what, :who, :how_much, :own_share,
	:level, :backer, :money, :applicants, :stages, :recurrence, :amount_min,
	:amount_max, :amount_unit, :cofin_min, :cofin_max, :opens, :closes, :source_title,
	:source_url, :checked, :note, :rule, :state, :sum, :now, :now)
ON CONFLICT (key) DO UPDATE SET
	origin = excluded.origin, demo = excluded.demo, title = excluded.title,
	summary = excluded.summary, what = excluded.what, who = excluded.who,
	how_much = excluded.how_much, own_share = excluded.own_share,
	level = excluded.level, backer = excluded.backer, money = excluded.money,
	applicants = excluded.applicants, stages = excluded.stages,
	recurrence = excluded.recurrence, amount_min = excluded.amount_min,
	amount_max = excluded.amount_max, amount_unit = excluded.amount_unit,
	cofin_min = excluded.cofin_min, cofin_max = excluded.cofin_max,
	opens = excluded.opens, closes = excluded.closes,
	source_title = excluded.source_title, source_url = excluded.source_url,
	checked = excluded.checked, note = excluded.note, rule = excluded.rule,
	sum = excluded.sum, updated = excluded.updated,
	version = navigator_measure.version + 1
RETURNING id;

-- parent_set :exec (id measure_id, parent measure_id?)
UPDATE navigator_measure SET parent = :parent WHERE id = :id;

-- rule_set :count (id measure_id, rule text, now time)
UPDATE navigator_measure SET rule = :rule, updated = :now, version = version + 1 WHERE id = :id;

-- places_of :many (measure measure_id) -> (place int, code text, name text)
SELECT n.place, p.code, p.name FROM navigator_place n JOIN pub_place p ON p.id = n.place
 WHERE n.measure = :measure ORDER BY p.name;

-- place_add :exec (measure measure_id, place int)
INSERT INTO navigator_place (measure, place) VALUES (:measure, :place) ON CONFLICT DO NOTHING;

-- places_clear :exec (measure measure_id)
DELETE FROM navigator_place WHERE measure = :measure;

-- steps :many (measure measure_id) -> (no int, title text, text text, due int?)
SELECT no, title, text, due FROM navigator_step WHERE measure = :measure ORDER BY no;

-- step_add :exec (measure measure_id, no int, title text, text text, due int?)
INSERT INTO navigator_step (measure, no, title, text, due) VALUES (:measure, :no, :title, :text, :due);

-- steps_clear :exec (measure measure_id)
DELETE FROM navigator_step WHERE measure = :measure;

-- documents :many (measure measure_id) -> (no int, title text, required bool, note text)
SELECT no, title, required, note FROM navigator_document WHERE measure = :measure ORDER BY no;

-- document_add :exec (measure measure_id, no int, title text, required bool, note text)
INSERT INTO navigator_document (measure, no, title, required, note)
VALUES (:measure, :no, :title, :required, :note);

-- documents_clear :exec (measure measure_id)
DELETE FROM navigator_document WHERE measure = :measure;

-- contacts :many (measure measure_id) -> (no int, name text, url text, phone text, email text)
SELECT no, name, url, phone, email FROM navigator_contact WHERE measure = :measure ORDER BY no;

-- contact_add :exec (measure measure_id, no int, name text, url text, phone text, email text)
INSERT INTO navigator_contact (measure, no, name, url, phone, email)
VALUES (:measure, :no, :name, :url, :phone, :email);

-- contacts_clear :exec (measure measure_id)
DELETE FROM navigator_contact WHERE measure = :measure;

-- rounds :many (measure measure_id) -> (year int, opens int?, closes int?, budget int?, applications int?, winners int?, note text)
SELECT year, opens, closes, budget, applications, winners, note FROM navigator_round
 WHERE measure = :measure ORDER BY year DESC;

-- round_add :exec (measure measure_id, year int, opens int?, closes int?, budget int?, applications int?, winners int?, note text)
INSERT INTO navigator_round (measure, year, opens, closes, budget, applications, winners, note)
VALUES (:measure, :year, :opens, :closes, :budget, :applications, :winners, :note);

-- rounds_clear :exec (measure measure_id)
DELETE FROM navigator_round WHERE measure = :measure;

-- topics_of :many (entry entry_id) -> (id int, code text, name_ru text, name_en text)
SELECT t.id, t.code, t.name_ru, t.name_en FROM entry_topic x JOIN topic t ON t.id = x.topic
 WHERE x.entry = :entry ORDER BY t.sort, t.id;

-- topic_id :one (code text) -> (id int)
SELECT id FROM topic WHERE code = :code;

-- place_id :one (code text) -> (id int)
SELECT id FROM pub_place WHERE code = :code;

-- known :one (key text) -> (id measure_id, entry entry_id, sum text, state int)
SELECT id, entry, sum, state FROM navigator_measure WHERE key = :key;

-- region_named :one (name text) -> (id int)
SELECT id FROM pub_place WHERE kind = 'region' AND name = :name;

-- rule_of :one (id measure_id) -> (rule text)
SELECT rule FROM navigator_measure WHERE id = :id;
