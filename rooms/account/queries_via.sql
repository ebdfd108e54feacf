-- queries_via.sql - sign-in by another service.

-- link_of :one (issuer text, subject text) -> (id link_id, user user_id, state int)
SELECT l.id, l.user_id, u.state FROM account_link l JOIN account_user u ON u.id = l.user_id
 WHERE l.issuer = :issuer AND l.subject = :subject;

-- link_add :exec (user user_id, issuer text, subject text, now time, seen time?)
INSERT INTO account_link (user_id, issuer, subject, created, seen)
VALUES (:user, :issuer, :subject, :now, :seen);

-- link_seen :exec (id link_id, now time)
UPDATE account_link SET seen = :now WHERE id = :id;

-- links :many (user user_id) -> (id link_id, issuer text, created time, seen time?)
SELECT id, issuer, created, seen FROM account_link WHERE user_id = :user ORDER BY id;

-- link_drop :count (user user_id, id link_id)
DELETE FROM account_link WHERE id = :id AND user_id = :user;

-- attempt_add :exec (state text, cookie text, via text, intent int, user user_id, invite text, back text, expires time)
INSERT INTO account_attempt (state, cookie, via, intent, user_id, invite, back, expires)
VALUES (:state, :cookie, :via, :intent, :user, :invite, :back, :expires);

-- attempt_take :one (state text, cookie text, via text, now time) -> (intent int, user int?, invite text, back text)
-- Only by the browser that began it, and once.
DELETE FROM account_attempt WHERE state = :state AND cookie = :cookie AND via = :via AND expires > :now
RETURNING intent, user_id, invite, back;

-- attempts_old :exec (now time)
DELETE FROM account_attempt WHERE expires <= :now;

-- session_way :one (hash text) -> (via text, hint text)
SELECT via, hint FROM account_session WHERE hash = :hash;
