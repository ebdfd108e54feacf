-- things :many () -> (id thing_id, title text, created time)
SELECT id, title, created FROM NAME_thing ORDER BY id DESC LIMIT 50;

-- thing_add :one (title text, now time) -> (id thing_id)
INSERT INTO NAME_thing (title, created) VALUES (:title, :now) RETURNING id;
