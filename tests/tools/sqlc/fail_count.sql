-- q :one (id thread_id) -> (id thread_id, title text)
SELECT id FROM t_thread WHERE id = :id
