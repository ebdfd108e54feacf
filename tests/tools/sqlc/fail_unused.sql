-- q :one (id thread_id, x int) -> (id thread_id)
SELECT id FROM t_thread WHERE id = :id
