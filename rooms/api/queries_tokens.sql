-- queries_tokens.sql - tokens of the API.

-- token_add :one (hash text, kind int, user int?, role int, place int?, name text, tail text, scopes int, author user_id, now time, expires time) -> (id token_id)
INSERT INTO api_token (hash, kind, user_id, role, place, name, tail, scopes, author, created, expires)
VALUES (:hash, :kind, :user, :role, :place, :name, :tail, :scopes, :author, :now, :expires) RETURNING id;

-- token_by_hash :one (hash text) -> (id token_id, kind int, user int?, role int, place int?, name text, scopes int, expires time, used time?, revoked time?)
SELECT id, kind, user_id, role, place, name, scopes, expires, used, revoked FROM api_token WHERE hash = :hash;

-- token_used :exec (id token_id, now time)
UPDATE api_token SET used = :now WHERE id = :id;

-- tokens_of :many (user int) -> (id token_id, name text, tail text, scopes int, created time, expires time, used time?, revoked time?)
SELECT id, name, tail, scopes, created, expires, used, revoked FROM api_token
 WHERE user_id = :user AND kind = 1 ORDER BY id DESC LIMIT 200;

-- token_count :one (user int, now time) -> (n int)
-- That still work.
SELECT COUNT(*) FROM api_token WHERE user_id = :user AND kind = 1 AND revoked IS NULL AND expires > :now;

-- services :many () -> (id token_id, role int, place int?, code text?, place_name text?, name text, tail text, scopes int, author text?, created time, expires time, used time?, revoked time?)
SELECT t.id, t.role, t.place, p.code, p.name, t.name, t.tail, t.scopes, u.name, t.created, t.expires, t.used, t.revoked
  FROM api_token t LEFT JOIN pub_place p ON p.id = t.place LEFT JOIN pub_user u ON u.id = t.author
 WHERE t.kind = 2 ORDER BY t.id DESC LIMIT 1000;

-- token_get :one (id token_id) -> (kind int, user int?, role int, place int?, code text?, place_name text?, name text, tail text, scopes int, author text?, created time, expires time, used time?, revoked time?)
SELECT t.kind, t.user_id, t.role, t.place, p.code, p.name, t.name, t.tail, t.scopes, u.name, t.created, t.expires, t.used, t.revoked
  FROM api_token t LEFT JOIN pub_place p ON p.id = t.place LEFT JOIN pub_user u ON u.id = t.author WHERE t.id = :id;

-- token_revoke :count (id token_id, now time)
UPDATE api_token SET revoked = :now WHERE id = :id AND revoked IS NULL;

-- place_code :one (id int) -> (code text, name text)
SELECT code, name FROM pub_place WHERE id = :id;

-- tokens_sweep :count (before time)
-- What has not worked for so long; until then its holder is told why.
DELETE FROM api_token WHERE expires < :before OR revoked < :before;
