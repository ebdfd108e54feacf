-- q :exec (body text)
INSERT INTO t_post (thread, body) VALUES (1, :body) RETURNING id
