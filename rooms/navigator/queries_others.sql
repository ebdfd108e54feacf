-- queries_others.sql - what rooms that hold on to a measure ask.

-- by_key :one (key text) -> (entry entry_id)
SELECT entry FROM navigator_measure WHERE key = :key AND state = 1;

-- rule_all :each () -> (key text, title text, rule text)
-- Rules of all published measures, to see what they ask about.
SELECT key, title, rule FROM navigator_measure WHERE state = 1 ORDER BY id;
