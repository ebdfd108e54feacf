-- q :one (id thread_id) -> (id thread_id)
SELECT id,
       titel FROM t_thread WHERE id = :id
