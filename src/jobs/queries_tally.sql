-- queries_tally.sql - how much waits; each state is a range of an index.

-- tally_jobs :many (since time) -> (state int, n int)
-- What waits or runs, and what began to wait since then.
SELECT state, COUNT(*) FROM job WHERE state < 2 OR created > :since GROUP BY state;

-- tally_out :many () -> (state int, n int)
SELECT state, COUNT(*) FROM outbox GROUP BY state;

-- tally_nexts :many () -> (kind text, next time)
SELECT kind, next FROM job_schedule ORDER BY kind;
