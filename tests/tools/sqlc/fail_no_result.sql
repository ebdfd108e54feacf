-- q :one (id thread_id)
SELECT id FROM t_thread WHERE id = :id
