-- q :one (db thread_id) -> (id thread_id)
SELECT id FROM t_thread WHERE id = :db
