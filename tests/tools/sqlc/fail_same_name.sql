-- q :exec ()
DELETE FROM t_post;
-- q :exec ()
DELETE FROM t_post;
