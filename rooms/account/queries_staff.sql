-- queries_staff.sql - who works where, for other rooms.

-- staff :many (place int, role int, now time) -> (id user_id, name text)
-- Who holds at least this role on this very territory.
SELECT u.id, u.name FROM account_grant g JOIN account_user u ON u.id = g.user_id
 WHERE g.place = :place AND g.role >= :role AND (g.until IS NULL OR g.until > :now) AND u.state = 1
 GROUP BY u.id, u.name ORDER BY u.name, u.id LIMIT 200;

-- staff_all :each (role int, now time) -> (place int, id user_id, name text)
-- The same for all territories at once; those of the whole country (no place) are not among them.
SELECT g.place, u.id, u.name FROM account_grant g JOIN account_user u ON u.id = g.user_id
 WHERE g.place > 0 AND g.role >= :role AND (g.until IS NULL OR g.until > :now) AND u.state = 1
 GROUP BY g.place, u.id, u.name ORDER BY g.place, u.name, u.id;

-- held :many (user user_id, role int, now time) -> (place int?)
-- Where a user who may enter holds at least this role; NULL: the whole country.
SELECT g.place FROM account_grant g JOIN account_user u ON u.id = g.user_id
 WHERE g.user_id = :user AND u.state = 1 AND g.role >= :role
   AND (g.until IS NULL OR g.until > :now);
