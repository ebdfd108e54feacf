-- What the golden test asks.

-- thread_get :one (id thread_id)
--   -> (id thread_id, title text, locked bool, note text?, weight real?)
SELECT id, title, locked, note, weight FROM t_thread WHERE id = :id; -- it's a comment: :no

-- posts_of :many (thread thread_id, skip int) -> (id post_id, body text, at time)
-- Fifty at a time;
-- the page knows the rest.
SELECT id, body, at FROM t_post
 WHERE thread = :thread AND body <> ':no' /* :nor this */
 ORDER BY id LIMIT 50 OFFSET :skip;

-- post_insert :one (thread thread_id, author user_id?, body text, note text?, now time)
--   -> (id post_id)
INSERT INTO t_post (thread, author, body, at)
VALUES (:thread, :author, :body || coalesce(:note, ''), :now) RETURNING id;

-- titles :each (word text) -> (title text, note text?, weight real?)
-- Both where :word is looked for.
SELECT title, note, weight FROM t_thread
-- since :word is one parameter
 WHERE title = :word OR note = :word

-- lock :count (id thread_id, weight real?, n int?, on bool)
UPDATE t_thread SET locked = :on, weight = :weight, note = :n WHERE id = :id;

-- wipe :exec ()
DELETE FROM t_post;

-- find :many (words text, n int) -> (id post_id)
-- sqlite
SELECT rowid FROM t_words WHERE t_words MATCH :words LIMIT :n;
-- pg
SELECT 1::bigint FROM t_words, plainto_tsquery(:words::text) q LIMIT :n;
