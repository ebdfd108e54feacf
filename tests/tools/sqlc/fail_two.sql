-- q :exec ()
DELETE FROM t_post; DELETE FROM t_thread;
