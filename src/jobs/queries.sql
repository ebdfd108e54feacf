-- queries.sql - the queue, the schedule, the outbox.

-- put :exec (kind text, arg text, k text, author int?, now time, run_at time)
INSERT INTO job (kind, arg, k, author, created, run_at)
VALUES (:kind, :arg, :k, :author, :now, :run_at)
ON CONFLICT (kind, k) WHERE state = 0 AND k <> '' DO NOTHING;

-- waiting :one (kind text, k text) -> (id int)
SELECT id FROM job WHERE kind = :kind AND k = :k AND state = 0;

-- put_plain :one (kind text, arg text, author int?, now time, run_at time) -> (id int)
INSERT INTO job (kind, arg, author, created, run_at)
VALUES (:kind, :arg, :author, :now, :run_at) RETURNING id;

-- A job whose process died waits again; its try is counted.
-- reclaim :count (now time)
UPDATE job SET state = 0, k = '', lease = NULL, run_at = :now WHERE state = 1 AND lease < :now;

-- take :one (now time, lease time) -> (id int, kind text, arg text, tries int, author int?)
-- sqlite
UPDATE job SET state = 1, tries = tries + 1, started = :now, lease = :lease, done = 0, total = 0
 WHERE id = (SELECT id FROM job WHERE state = 0 AND run_at <= :now ORDER BY run_at, id LIMIT 1)
RETURNING id, kind, arg, tries, author;
-- pg
UPDATE job SET state = 1, tries = tries + 1, started = :now, lease = :lease, done = 0, total = 0
 WHERE id = (SELECT id FROM job WHERE state = 0 AND run_at <= :now ORDER BY run_at, id LIMIT 1
	FOR UPDATE SKIP LOCKED)
RETURNING id, kind, arg, tries, author;

-- due :one () -> (at time?)
SELECT min(run_at) FROM job WHERE state = 0;

-- lease_set :exec (id int, lease time)
UPDATE job SET lease = :lease WHERE id = :id AND state = 1;

-- told :count (id int, lease time, done int, total int)
UPDATE job SET lease = :lease, done = :done, total = :total WHERE id = :id AND state = 1;

-- ended :count (id int, tries int, state int, note text, now time)
UPDATE job SET state = :state, note = :note, ended = :now, lease = NULL
 WHERE id = :id AND tries = :tries AND state = 1;

-- again :count (id int, tries int, note text, run_at time)
UPDATE job SET state = 0, k = '', note = :note, run_at = :run_at, lease = NULL
 WHERE id = :id AND tries = :tries AND state = 1;

-- retry :count (id int, now time)
UPDATE job SET state = 0, k = '', tries = 0, run_at = :now, ended = NULL, lease = NULL, done = 0, total = 0
 WHERE id = :id AND state IN (2, 3, 4);

-- cancel :count (id int, now time)
UPDATE job SET state = 4, ended = :now, lease = NULL WHERE id = :id AND state IN (0, 1);

-- get :one (id int) -> (id int, kind text, arg text, note text, state int, tries int, done int, total int, created time, run_at time, started time?, ended time?, author int?)
SELECT id, kind, arg, note, state, tries, done, total, created, run_at, started, ended, author
  FROM job WHERE id = :id;

-- What ended long ago goes; failed ones stay longer, for whoever looks why.
-- sweep :count (done_before time, failed_before time)
DELETE FROM job WHERE (state IN (2, 4) AND ended < :done_before)
    OR (state = 3 AND ended < :failed_before);

-- schedule_first :exec (kind text, next time)
INSERT INTO job_schedule (kind, next) VALUES (:kind, :next) ON CONFLICT (kind) DO NOTHING;

-- Only one process moves the clock on, so only one puts the job.
-- schedule_due :count (kind text, now time, next time)
UPDATE job_schedule SET next = :next WHERE kind = :kind AND next <= :now;

-- out_put :count (channel int, k text, user_id int, topic text, dest text, name text, subject text, body text, html text, unsub text, secret text, now time)
INSERT INTO outbox (channel, k, user_id, topic, dest, name, subject, body, html, unsub, secret, next_at, created)
VALUES (:channel, :k, :user_id, :topic, :dest, :name, :subject, :body, :html, :unsub, :secret, :now, :now)
ON CONFLICT (k) DO NOTHING;

-- One that is on its way too: it may arrive, but when the server refuses it, it does not go again.
-- out_drop :count (user_id int, topic text, now time)
UPDATE outbox SET state = 4, sent_at = :now WHERE user_id = :user_id AND topic = :topic AND state IN (0, 1);

-- next_at of a letter that is being sent is the end of its lease.
-- out_due :one (first int) -> (at time?)
SELECT min(next_at) FROM outbox WHERE state IN (0, 1) AND channel >= :first;

-- out_take :one (now time, lease time, first int) -> (id int, channel int, k text, dest text, name text, subject text, body text, html text, unsub text, secret text, tries int, created time)
-- sqlite
UPDATE outbox SET state = 1, tries = tries + 1, next_at = :lease
 WHERE id = (SELECT id FROM outbox WHERE state IN (0, 1) AND next_at <= :now AND channel >= :first ORDER BY next_at, id LIMIT 1)
RETURNING id, channel, k, dest, name, subject, body, html, unsub, secret, tries, created;
-- pg
UPDATE outbox SET state = 1, tries = tries + 1, next_at = :lease
 WHERE id = (SELECT id FROM outbox WHERE state IN (0, 1) AND next_at <= :now AND channel >= :first ORDER BY next_at, id LIMIT 1
	FOR UPDATE SKIP LOCKED)
RETURNING id, channel, k, dest, name, subject, body, html, unsub, secret, tries, created;

-- out_sent :count (id int, tries int, now time)
UPDATE outbox SET state = 2, sent_at = :now, error = '', secret = '' WHERE id = :id AND tries = :tries AND state = 1;

-- out_later :count (id int, tries int, next_at time, error text)
UPDATE outbox SET state = 0, next_at = :next_at, error = :error WHERE id = :id AND tries = :tries AND state = 1;

-- out_failed :count (id int, tries int, now time, error text)
UPDATE outbox SET state = 3, sent_at = NULL, error = :error, next_at = :now
 WHERE id = :id AND tries = :tries AND state = 1;

-- out_retry :count (id int, now time)
UPDATE outbox SET state = 0, tries = 0, next_at = :now WHERE id = :id AND state IN (0, 3) AND body <> '';

-- out_waiting :one () -> (n int, oldest time?)
SELECT count(*), min(created) FROM outbox WHERE state IN (0, 1);

-- out_failed_n :one () -> (n int)
SELECT count(*) FROM outbox WHERE state = 3;

-- out_sent_n :one (since time) -> (n int)
SELECT count(*) FROM outbox WHERE state = 2 AND sent_at >= :since;

-- What ended so long ago: that there was a letter or a webhook stays, what was in it goes.
-- out_sweep :count (before time)
UPDATE outbox SET body = '', html = '', unsub = '', name = '', secret = '', answer = ''
 WHERE body <> '' AND ((state IN (2, 4) AND sent_at < :before) OR (state = 3 AND next_at < :before));

-- The letter that tells an erased person of it: gone as soon as it was sent, address and all.
-- out_sweep_last :count (topic text)
UPDATE outbox SET dest = '', name = '', subject = '', body = '', html = '', unsub = ''
 WHERE channel = 1 AND topic = :topic AND dest <> '' AND state IN (2, 3, 4);

-- What was written to a person: waiting letters are not sent, the rest loses address and text.
-- out_forget :count (user int, address text, now time)
UPDATE outbox SET state = CASE WHEN state IN (0, 1) THEN 4 ELSE state END,
	sent_at = CASE WHEN state IN (0, 1) THEN :now ELSE sent_at END,
	dest = '', name = '', subject = '', body = '', html = '', unsub = '', secret = '', error = ''
 WHERE dest <> '' AND (user_id = :user OR dest = :address);
