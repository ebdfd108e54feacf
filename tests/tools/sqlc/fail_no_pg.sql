-- q :exec ()
-- sqlite
DELETE FROM t_post;
