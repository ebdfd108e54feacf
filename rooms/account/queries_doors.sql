-- queries_doors.sql - invitations and lost passwords.

-- place_chain :many (place int) -> (id int)
-- A territory and what lies above it, nearest first.
WITH RECURSIVE up(id, parent, n) AS (
	SELECT id, parent, 0 FROM pub_place WHERE id = :place
	UNION ALL SELECT p.id, p.parent, up.n + 1 FROM pub_place p JOIN up ON p.id = up.parent WHERE up.n < 8)
SELECT id FROM up ORDER BY n;

-- place_named :many (v text) -> (id int, code text, name text)
-- In force, by its code or by its name as it is written.
SELECT id, code, name FROM pub_place
 WHERE (code = :v OR name = :v OR short_name = :v) AND valid_to IS NULL ORDER BY code LIMIT 6;

-- place_name :one (id int) -> (code text, name text)
SELECT code, name FROM pub_place WHERE id = :id;

-- invite_add :one (hash text, email text, role int, place int?, until time?, author user_id, now time, expires time) -> (id invite_id)
INSERT INTO account_invite (hash, email, role, place, until, author, created, expires)
VALUES (:hash, :email, :role, :place, :until, :author, :now, :expires) RETURNING id;

-- invite_by_hash :one (hash text, now time) -> (id invite_id, email text, role int, place int?, place_name text?, until time?, author user_id, author_name text, expires time)
-- Only one that can still be accepted.
SELECT i.id, i.email, i.role, i.place, p.name, i.until, i.author, u.name, i.expires
  FROM account_invite i JOIN account_user u ON u.id = i.author LEFT JOIN pub_place p ON p.id = i.place
 WHERE i.hash = :hash AND i.state = 0 AND i.expires > :now AND u.state = 1
   AND (i.until IS NULL OR i.until > :now);

-- invite_use :count (id invite_id, user user_id, now time)
UPDATE account_invite SET state = 1, user_id = :user WHERE id = :id AND state = 0 AND expires > :now;

-- invite_by_id :one (id invite_id) -> (role int, place int?, state int, author user_id)
SELECT role, place, state, author FROM account_invite WHERE id = :id;

-- invite_withdraw :count (id invite_id)
UPDATE account_invite SET state = 2 WHERE id = :id AND state = 0;

-- invite_replace :exec (email text, role int, place int)
-- A new invitation to the same takes the place of the one that was open.
UPDATE account_invite SET state = 2
 WHERE state = 0 AND email = :email AND role = :role AND COALESCE(place, 0) = :place;

-- invites_open :many (me user_id, everywhere int, now time, least int) -> (id invite_id, email text, role int, place_name text?, author text, created time, expires time)
-- Within the territories of a reader; least: the role that lets one invite.
WITH RECURSIVE mine(id) AS (
	SELECT place FROM account_right
	 WHERE user_id = :me AND role >= :least AND place IS NOT NULL AND (until IS NULL OR until > :now)
	UNION SELECT p.id FROM pub_place p JOIN mine ON p.parent = mine.id)
SELECT i.id, i.email, i.role, p.name, u.name, i.created, i.expires
  FROM account_invite i JOIN account_user u ON u.id = i.author LEFT JOIN pub_place p ON p.id = i.place
 WHERE i.state = 0 AND i.expires > :now AND (:everywhere = 1 OR i.place IN (SELECT id FROM mine))
 ORDER BY i.expires DESC, i.id DESC LIMIT 200;

-- reset_add :exec (hash text, user user_id, now time, expires time)
INSERT INTO account_reset (hash, user_id, created, expires) VALUES (:hash, :user, :now, :expires);

-- reset_recent :one (user user_id, since time) -> (n int)
SELECT COUNT(*) FROM account_reset WHERE user_id = :user AND created > :since;

-- reset_by_hash :one (hash text, now time) -> (id reset_id, user user_id, email text)
SELECT r.id, r.user_id, u.email FROM account_reset r JOIN account_user u ON u.id = r.user_id
 WHERE r.hash = :hash AND r.expires > :now AND u.state = 1;

-- reset_take :count (id reset_id, now time)
-- Used up: whoever comes second takes nothing.
DELETE FROM account_reset WHERE id = :id AND expires > :now;

-- resets_drop :exec (user user_id)
DELETE FROM account_reset WHERE user_id = :user;

-- resets_old :exec (now time)
DELETE FROM account_reset WHERE expires <= :now;
