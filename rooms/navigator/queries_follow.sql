-- queries_follow.sql - what those who follow a measure ask.

-- follow_measure :one (key text) -> (entry entry_id, title text)
SELECT entry, title FROM navigator_measure WHERE key = :key AND state = 1;
