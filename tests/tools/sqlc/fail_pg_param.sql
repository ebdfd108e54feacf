-- q :exec (id post_id)
-- sqlite
DELETE FROM t_post WHERE id = :id;
-- pg
DELETE FROM t_post;
