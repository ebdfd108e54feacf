-- queries_holders.sql - who holds one role, for other rooms.

-- holders :many (role int, place int, now time) -> (id user_id, name text)
-- This very role on this very territory.
SELECT u.id, u.name FROM account_right g JOIN account_user u ON u.id = g.user_id
 WHERE g.place = :place AND g.role = :role AND (g.until IS NULL OR g.until > :now) AND u.state = 1
 GROUP BY u.id, u.name ORDER BY u.name, u.id LIMIT 200;

-- holders_above :many (role int, now time) -> (id user_id, name text)
-- This very role on the whole country.
SELECT u.id, u.name FROM account_right g JOIN account_user u ON u.id = g.user_id
 WHERE g.place IS NULL AND g.role = :role AND (g.until IS NULL OR g.until > :now) AND u.state = 1
 GROUP BY u.id, u.name ORDER BY u.name, u.id LIMIT 200;
