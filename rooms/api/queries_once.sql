-- queries_once.sql - answers kept by the keys that programs gave.

-- once_begin :count (token int, k text, sum text, now time)
-- On PostgreSQL the second of two waits here for the first.
INSERT INTO api_once (token, k, sum, created) VALUES (:token, :k, :sum, :now) ON CONFLICT (token, k) DO NOTHING;

-- once_old :exec (token int, k text, before time)
DELETE FROM api_once WHERE token = :token AND k = :k AND created < :before;

-- once_get :one (token int, k text) -> (sum text, status int, location text, tag text, body text)
SELECT sum, status, location, tag, body FROM api_once WHERE token = :token AND k = :k;

-- once_end :exec (token int, k text, status int, location text, tag text, body text)
UPDATE api_once SET status = :status, location = :location, tag = :tag, body = :body WHERE token = :token AND k = :k;

-- once_sweep :count (before time)
DELETE FROM api_once WHERE created < :before;
