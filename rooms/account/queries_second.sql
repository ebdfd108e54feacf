-- queries_second.sql - the second factor.

-- second_of :one (user user_id) -> (secret text, state int, step int, fails int, fail_at time, created time)
SELECT secret, state, step, fails, fail_at, created FROM account_second WHERE user_id = :user;

-- second_start :count (user user_id, secret text, now time)
-- A new secret while none is at work; one that is at work stays.
INSERT INTO account_second (user_id, secret, created) VALUES (:user, :secret, :now)
ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, created = excluded.created, step = 0,
	fails = 0 WHERE account_second.state = 0;

-- second_step :count (user user_id, step int)
-- The code of this time step is taken, once.
UPDATE account_second SET step = :step, fails = 0 WHERE user_id = :user AND step < :step;

-- second_on :count (user user_id)
UPDATE account_second SET state = 1 WHERE user_id = :user AND state = 0;

-- second_fail :exec (user user_id, now time)
UPDATE account_second SET fails = fails + 1, fail_at = :now WHERE user_id = :user;

-- second_calm :exec (user user_id)
UPDATE account_second SET fails = 0 WHERE user_id = :user;

-- second_drop :count (user user_id)
DELETE FROM account_second WHERE user_id = :user;

-- recovery_add :exec (user user_id, hash text)
INSERT INTO account_recovery (user_id, hash) VALUES (:user, :hash);

-- recovery_take :count (user user_id, hash text)
DELETE FROM account_recovery WHERE user_id = :user AND hash = :hash;

-- recovery_drop :exec (user user_id)
DELETE FROM account_recovery WHERE user_id = :user;

-- recovery_left :one (user user_id) -> (n int)
SELECT COUNT(*) FROM account_recovery WHERE user_id = :user;

-- pending_add :exec (hash text, user user_id, back text, expires time, via text, hint text)
INSERT INTO account_pending (hash, user_id, back, expires, via, hint)
VALUES (:hash, :user, :back, :expires, :via, :hint);

-- pending_of :one (hash text, now time) -> (user user_id, back text, via text, hint text)
SELECT p.user_id, p.back, p.via, p.hint FROM account_pending p JOIN account_user u ON u.id = p.user_id
 WHERE p.hash = :hash AND p.expires > :now AND u.state = 1;

-- pending_drop :count (hash text)
DELETE FROM account_pending WHERE hash = :hash;

-- pendings_drop :exec (user user_id)
DELETE FROM account_pending WHERE user_id = :user;

-- pendings_old :exec (now time)
DELETE FROM account_pending WHERE expires <= :now;
