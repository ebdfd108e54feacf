-- queries_people.sql - people of a territory, their roles, deputies.

-- people :many (me user_id, everywhere int, now time, least int, words text, after int, n int) -> (id user_id, email text, name text, state int, seen time?)
-- Who has, or had, a role on the territories of a reader, in the order of e-mails. least: the role
-- that lets one see them; words: a pattern for LIKE; after: the last one of the page before.
WITH RECURSIVE mine(id) AS (
	SELECT place FROM account_right
	 WHERE user_id = :me AND role >= :least AND place IS NOT NULL AND (until IS NULL OR until > :now)
	UNION SELECT p.id FROM pub_place p JOIN mine ON p.parent = mine.id)
SELECT u.id, u.email, u.name, u.state, u.seen FROM account_user u
 WHERE u.state < 2 AND u.words LIKE :words ESCAPE '!'
   AND u.email > COALESCE((SELECT email FROM account_user WHERE id = :after), '')
   AND (:everywhere = 1 OR EXISTS (SELECT 1 FROM account_grant g
	WHERE g.user_id = u.id AND g.place IN (SELECT id FROM mine)))
 ORDER BY u.email LIMIT :n;

-- person :one (id user_id) -> (email text, name text, state int, created time, seen time?, sessions int, second int)
SELECT email, name, state, created, seen,
	(SELECT COUNT(*) FROM account_session s WHERE s.user_id = u.id),
	(SELECT COUNT(*) FROM account_second f WHERE f.user_id = u.id AND f.state = 1)
  FROM account_user u WHERE id = :id AND state < 2;

-- grants_all :many (user user_id) -> (id grant_id, role int, place int?, place_name text?, until time?, deputy_of int?, principal text?)
-- Those that have ended too.
SELECT g.id, g.role, g.place, p.name, g.until, g.deputy_of, ou.name
  FROM account_right g LEFT JOIN pub_place p ON p.id = g.place
  LEFT JOIN account_grant o ON o.id = g.deputy_of LEFT JOIN account_user ou ON ou.id = o.user_id
 WHERE g.user_id = :user ORDER BY g.role DESC, g.id;

-- grant_by_id :one (id grant_id) -> (user user_id, role int, place int?, until time?, deputy_of int?)
SELECT user_id, role, place, until, deputy_of FROM account_grant WHERE id = :id;

-- grant_drop_id :count (id grant_id)
DELETE FROM account_grant WHERE id = :id;

-- deputy_drop :exec (user user_id, principal grant_id)
DELETE FROM account_grant WHERE user_id = :user AND deputy_of = :principal;

-- deputy_add :one (user user_id, role int, place int?, now time, until time, author user_id, principal grant_id) -> (id grant_id)
INSERT INTO account_grant (user_id, role, place, created, until, author, deputy_of)
VALUES (:user, :role, :place, :now, :until, :author, :principal) RETURNING id;

-- deputies_of :many (user user_id, now time) -> (id grant_id, role int, place_name text?, until time, name text, email text)
-- Who stands for this user now.
SELECT d.id, d.role, p.name, d.until, u.name, u.email
  FROM account_right d JOIN account_grant o ON o.id = d.deputy_of JOIN account_user u ON u.id = d.user_id
  LEFT JOIN pub_place p ON p.id = d.place
 WHERE o.user_id = :user AND d.until > :now ORDER BY d.until, d.id;
