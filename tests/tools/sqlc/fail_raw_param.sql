-- q :exec ()
DELETE FROM t_post WHERE id = ?
