SELECT 1;
SELECT id FROM t_thread WHERE id = :id
