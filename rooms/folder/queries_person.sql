-- queries_person.sql - a person who is erased: what they were responsible for is free again.

-- person_places :many (me int) -> (place int, code text, name text, n int)
-- Municipalities whose items or papers wait for this person.
SELECT p.id, p.code, p.short_name, COUNT(DISTINCT i.id)
  FROM folder_item i JOIN pub_place p ON p.id = i.place
 WHERE i.person = :me OR EXISTS (SELECT 1 FROM folder_check c WHERE c.item = i.id AND c.person = :me)
 GROUP BY p.id, p.code, p.short_name ORDER BY p.id;

-- person_left :exec (me int, was text, now time)
-- The history says that somebody was, by number; a number without a name by then.
INSERT INTO folder_event (item, field, before, after, author, at)
SELECT id, 'person', :was, '', NULL, :now FROM folder_item WHERE person = :me;
