-- queries_others.sql - what rooms that hold on to a measure ask.

-- by_key :one (key text) -> (entry entry_id)
SELECT entry FROM navigator_measure WHERE key = :key AND state = 1;
