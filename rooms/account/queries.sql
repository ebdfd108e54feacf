-- queries.sql - users, their roles and their sessions.

-- viewer :one (hash text, since time, born time) -> (user user_id, name text, email text, session session_id, seen time)
-- Who holds this session: not idle for too long, not too old, not blocked.
SELECT u.id, u.name, u.email, s.id, s.seen
  FROM account_session s JOIN account_user u ON u.id = s.user_id
 WHERE s.hash = :hash AND s.seen > :since AND s.created > :born AND u.state = 1;

-- viewer_grants :many (user user_id, now time) -> (role int, place int?)
SELECT role, place FROM account_right
 WHERE user_id = :user AND (until IS NULL OR until > :now);

-- by_email :one (email text) -> (id user_id, name text, password text, state int, place text)
SELECT id, name, password, state, place FROM account_user WHERE email = :email;

-- by_id :one (id user_id) -> (email text, name text, password text, place text, created time)
SELECT email, name, password, place, created FROM account_user WHERE id = :id;

-- user_add :one (email text, name text, words text, password text, now time) -> (id user_id)
INSERT INTO account_user (email, name, words, password, created)
VALUES (:email, :name, :words, :password, :now) RETURNING id;

-- users :many () -> (id user_id, email text, name text, state int, created time, seen time?, sessions int)
-- For the command line.
SELECT u.id, u.email, u.name, u.state, u.created, u.seen,
	(SELECT COUNT(*) FROM account_session s WHERE s.user_id = u.id)
  FROM account_user u WHERE u.state < 2 ORDER BY u.email;

-- all_grants :many (now time) -> (user user_id, role int, place int?, code text?, place_name text?)
SELECT g.user_id, g.role, g.place, p.code, p.name
  FROM account_right g JOIN account_user u ON u.id = g.user_id LEFT JOIN pub_place p ON p.id = g.place
 WHERE g.until IS NULL OR g.until > :now
 ORDER BY u.email, g.role DESC, g.id;

-- grants_of :many (user user_id, now time) -> (id grant_id, role int, place int?, place_name text?, until time?, deputy_of int?, principal text?)
SELECT g.id, g.role, g.place, p.name, g.until, g.deputy_of, ou.name
  FROM account_right g LEFT JOIN pub_place p ON p.id = g.place
  LEFT JOIN account_grant o ON o.id = g.deputy_of LEFT JOIN account_user ou ON ou.id = o.user_id
 WHERE g.user_id = :user AND (g.until IS NULL OR g.until > :now)
 ORDER BY g.role DESC, g.id;

-- grant_there :one (user user_id, role int, place int) -> (n int)
-- place 0 stands for the whole country.
SELECT COUNT(*) FROM account_grant
 WHERE user_id = :user AND role = :role AND COALESCE(place, 0) = :place AND deputy_of IS NULL;

-- grant_add :exec (user user_id, role int, place int?, now time, until time?, author user_id)
INSERT INTO account_grant (user_id, role, place, created, until, author)
VALUES (:user, :role, :place, :now, :until, :author);

-- grant_until :exec (user user_id, role int, place int, until time?)
UPDATE account_grant SET until = :until
 WHERE user_id = :user AND role = :role AND COALESCE(place, 0) = :place AND deputy_of IS NULL;

-- grant_drop :count (user user_id, role int, place int)
DELETE FROM account_grant
 WHERE user_id = :user AND role = :role AND COALESCE(place, 0) = :place AND deputy_of IS NULL;

-- password_put :count (id user_id, password text)
UPDATE account_user SET password = :password WHERE id = :id;

-- name_put :exec (id user_id, name text, words text)
UPDATE account_user SET name = :name, words = :words WHERE id = :id;

-- state_put :count (id user_id, state int)
UPDATE account_user SET state = :state WHERE id = :id;

-- place_put :exec (id user_id, place text)
UPDATE account_user SET place = :place WHERE id = :id;

-- seen_put :exec (id user_id, now time)
UPDATE account_user SET seen = :now WHERE id = :id;

-- session_add :exec (hash text, user user_id, now time, agent text, peer text, via text, hint text)
INSERT INTO account_session (hash, user_id, created, seen, agent, peer, via, hint)
VALUES (:hash, :user, :now, :now, :agent, :peer, :via, :hint);

-- session_seen :exec (id session_id, now time)
UPDATE account_session SET seen = :now WHERE id = :id;

-- session_drop :exec (hash text)
DELETE FROM account_session WHERE hash = :hash;

-- session_drop_id :count (user user_id, id session_id)
DELETE FROM account_session WHERE id = :id AND user_id = :user;

-- sessions_drop :count (user user_id, keep text)
-- All of a user's but the one with this hash; an empty one spares none.
DELETE FROM account_session WHERE user_id = :user AND hash <> :keep;

-- sessions_idle :exec (since time)
DELETE FROM account_session WHERE seen <= :since;

-- sessions_aged :exec (born time)
DELETE FROM account_session WHERE created <= :born;

-- sessions :many (user user_id, since time, born time) -> (id session_id, hash text, created time, seen time, agent text, peer text)
SELECT id, hash, created, seen, agent, peer FROM account_session
 WHERE user_id = :user AND seen > :since AND created > :born ORDER BY seen DESC, id DESC LIMIT 100;

-- place_by_code :one (code text) -> (id int, name text, kind text)
SELECT id, name, kind FROM pub_place WHERE code = :code;

-- home_place :one (user user_id, now time) -> (code text)
-- The municipality a person has a role on, the highest role first: where their desk opens.
SELECT p.code FROM account_grant g JOIN pub_place p ON p.id = g.place
 WHERE g.user_id = :user AND (g.until IS NULL OR g.until > :now)
   AND p.kind NOT IN ('country', 'federal_district', 'region')
 ORDER BY g.role DESC, g.id LIMIT 1;

-- demo_users :many (now time) -> (email text, name text, role int, place_name text?)
-- Only of a demonstration: the addresses end in a domain that cannot exist.
SELECT u.email, u.name, g.role, p.name
  FROM account_user u JOIN account_right g ON g.user_id = u.id LEFT JOIN pub_place p ON p.id = g.place
 WHERE u.email LIKE '%@veche.demo' AND u.state = 1 AND (g.until IS NULL OR g.until > :now)
 ORDER BY g.role, u.id, g.id;
