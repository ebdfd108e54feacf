-- queries.sql - versions of content, and small values the kernels keep.

-- version :one (k text) -> (v int)
SELECT v FROM content_version WHERE k = :k;

-- version_step :exec (k text, v int)
INSERT INTO content_version (k, v) VALUES (:k, :v)
ON CONFLICT (k) DO UPDATE SET v = content_version.v + excluded.v;

-- value_of :one (k text) -> (v text)
SELECT v FROM web_value WHERE k = :k;

-- value_first :exec (k text, v text)
-- Only when there is none yet: two servers may start at once.
INSERT INTO web_value (k, v) VALUES (:k, :v) ON CONFLICT (k) DO NOTHING;

-- value_set :exec (k text, v text)
INSERT INTO web_value (k, v) VALUES (:k, :v) ON CONFLICT (k) DO UPDATE SET v = excluded.v;
