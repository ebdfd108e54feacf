-- thread_get :one (id thread_id) -> (id thread_id)
WITH RECURSIVE up(id, n) AS (SELECT id, 1 FROM board_thread), more AS (SELECT 1)
SELECT t.id FROM board_thread t, more JOIN pub_person a ON a.id = t.author
  JOIN up ON up.id = t.id JOIN json_each(t.x) WHERE t.a IS DISTINCT FROM t.b;

-- put :exec ()
INSERT INTO board_thread (id) SELECT id FROM entry WHERE true
ON CONFLICT (id) DO UPDATE SET id = excluded.id;
