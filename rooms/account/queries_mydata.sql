-- queries_mydata.sql - a new e-mail, erasures and their acts.

-- email_ask :exec (user user_id, email text, hash text, now time, expires time)
INSERT INTO account_email (user_id, email, hash, created, expires) VALUES (:user, :email, :hash, :now, :expires)
ON CONFLICT (user_id) DO UPDATE SET email = excluded.email, hash = excluded.hash,
	created = excluded.created, expires = excluded.expires;

-- email_of :one (user user_id, now time) -> (email text, expires time)
SELECT email, expires FROM account_email WHERE user_id = :user AND expires > :now;

-- email_by_hash :one (hash text, now time) -> (user user_id, email text, old text, name text)
SELECT w.user_id, w.email, u.email, u.name FROM account_email w JOIN account_user u ON u.id = w.user_id
 WHERE w.hash = :hash AND w.expires > :now AND u.state = 1;

-- email_drop :count (user user_id)
DELETE FROM account_email WHERE user_id = :user;

-- emails_old :exec (now time)
DELETE FROM account_email WHERE expires <= :now;

-- email_put :exec (id user_id, email text, words text)
UPDATE account_user SET email = :email, words = :words WHERE id = :id;

-- email_taken :one (email text) -> (n int)
SELECT COUNT(*) FROM account_user WHERE email = :email;

-- erasure_open :one (user user_id) -> (id erasure_id, asked time, due time, author user_id?, reason text)
SELECT id, asked, due, author, reason FROM account_erasure WHERE user_id = :user AND state = 0;

-- erasure_add :one (user user_id, author user_id, reason text, now time, due time) -> (id erasure_id)
INSERT INTO account_erasure (user_id, author, reason, asked, due)
VALUES (:user, :author, :reason, :now, :due) RETURNING id;

-- erasure_cancel :count (user user_id, now time)
UPDATE account_erasure SET state = 1, done_at = :now WHERE user_id = :user AND state = 0;

-- erasures_due :many (now time, max int) -> (id erasure_id, user user_id)
SELECT id, user_id FROM account_erasure WHERE state = 0 AND due <= :now ORDER BY due, id LIMIT :max;

-- erasure_later :exec (id erasure_id, due time)
UPDATE account_erasure SET due = :due WHERE id = :id AND state = 0;

-- erasure_take :count (id erasure_id, now time)
-- Whoever gets 1 does it: another process finds it done.
UPDATE account_erasure SET state = 2, done_at = :now WHERE id = :id AND state = 0;

-- erasure_act :exec (id erasure_id, act text)
UPDATE account_erasure SET act = :act WHERE id = :id;

-- erasure_get :one (id erasure_id) -> (user user_id, author user_id?, reason text, state int, asked time, due time, done_at time?, act text)
SELECT user_id, author, reason, state, asked, due, done_at, act FROM account_erasure WHERE id = :id;

-- erasures :many (before int, max int) -> (id erasure_id, user user_id, author user_id?, state int, asked time, due time, done_at time?, has_act int)
SELECT id, user_id, author, state, asked, due, done_at, CASE act WHEN '' THEN 0 ELSE 1 END FROM account_erasure
 WHERE id < :before ORDER BY id DESC LIMIT :max;

-- last_admin :one (me user_id, role int, now time) -> (mine int, others int)
-- Administrators of the whole country: what this person holds, how many others there are.
SELECT COALESCE(SUM(CASE WHEN u.id = :me THEN 1 ELSE 0 END), 0),
	COALESCE(SUM(CASE WHEN u.id <> :me AND NOT EXISTS (SELECT 1 FROM account_erasure x
		WHERE x.user_id = u.id AND x.state = 0) THEN 1 ELSE 0 END), 0)
  FROM account_grant g JOIN account_user u ON u.id = g.user_id
 WHERE g.role = :role AND g.place IS NULL AND g.deputy_of IS NULL AND u.state = 1
   AND (g.until IS NULL OR g.until > :now);

-- last_here :many (me user_id, role int, now time) -> (place_name text)
-- Territories that would be left without an administrator of their own.
SELECT p.name FROM account_grant g JOIN pub_place p ON p.id = g.place
 WHERE g.user_id = :me AND g.role = :role AND g.deputy_of IS NULL AND (g.until IS NULL OR g.until > :now)
   AND NOT EXISTS (SELECT 1 FROM account_grant o JOIN account_user u ON u.id = o.user_id
	WHERE o.place = g.place AND o.role >= :role AND o.user_id <> :me AND o.deputy_of IS NULL AND u.state = 1
	  AND (o.until IS NULL OR o.until > :now)
	  AND NOT EXISTS (SELECT 1 FROM account_erasure x WHERE x.user_id = u.id AND x.state = 0))
 ORDER BY p.name LIMIT 5;

-- invites_bare :exec (me user_id, email text)
-- The address in invitations to this person; those still open are withdrawn.
UPDATE account_invite SET email = '', user_id = NULL, state = CASE state WHEN 0 THEN 2 ELSE state END
 WHERE user_id = :me OR email = :email;

-- user_bare :count (me user_id, email text, name text)
UPDATE account_user SET email = :email, name = :name, words = '', password = '', place = '', state = 2, seen = NULL
 WHERE id = :me AND state < 2;
