-- queries_measure.sql - what the page of one measure and the command line ask besides.

-- child_places :many (parent measure_id) -> (measure measure_id, place int)
-- Where the selections below a measure take place.
SELECT p.measure, p.place FROM navigator_place p
  JOIN navigator_measure m ON m.id = p.measure WHERE m.parent = :parent AND m.state = 1
 ORDER BY p.measure, p.place;

-- brief :each () -> (id measure_id, key text, title text, backer_name text, level int, applicants int, opens int?, closes int?, rule text)
-- All published ones in the order of the index, for «veche match».
SELECT m.id, m.key, m.title, b.name, m.level, m.applicants, m.opens, m.closes, m.rule
  FROM navigator_measure m JOIN navigator_backer b ON b.id = m.backer
 WHERE m.state = 1 ORDER BY m.id;

-- key_of :one (id measure_id) -> (key text)
SELECT key FROM navigator_measure WHERE id = :id;
