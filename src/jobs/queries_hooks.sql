-- queries_hooks.sql - webhooks of one endpoint (ref): what was sent, what was answered, once more.

-- hook_put :count (k text, user_id int, ref int, topic text, dest text, body text, secret text, now time)
INSERT INTO outbox (channel, k, user_id, ref, topic, dest, subject, body, secret, next_at, created)
VALUES (2, :k, :user_id, :ref, :topic, :dest, :topic, :body, :secret, :now, :now)
ON CONFLICT (k) DO NOTHING;

-- out_answer :count (id int, tries int, code int, answer text, now time)
UPDATE outbox SET code = :code, answer = :answer, tried = :now WHERE id = :id AND tries = :tries AND state = 1;

-- hook_list :many (ref int, before int, max int) -> (id int, k text, topic text, state int, tries int, created time, next_at time, tried time?, code int, error text)
SELECT id, k, topic, state, tries, created, next_at, tried, code, error FROM outbox
 WHERE ref = :ref AND id < :before ORDER BY id DESC LIMIT :max;

-- hook_get :one (ref int, id int) -> (k text, topic text, dest text, state int, tries int, created time, next_at time, tried time?, code int, error text, answer text, body text)
SELECT k, topic, dest, state, tries, created, next_at, tried, code, error, answer, body FROM outbox
 WHERE id = :id AND ref = :ref;

-- hook_again :count (ref int, id int, url text, secret text, now time)
-- Under the same id, so that who has it already knows.
UPDATE outbox SET state = 0, tries = 0, next_at = :now, dest = :url, secret = :secret
 WHERE id = :id AND ref = :ref AND state <> 1 AND body <> '';

-- hook_again_failed :count (ref int, since time, url text, secret text, now time)
UPDATE outbox SET state = 0, tries = 0, next_at = :now, dest = :url, secret = :secret
 WHERE ref = :ref AND created >= :since AND state IN (3, 4) AND body <> '';

-- hook_aim :exec (ref int, url text, secret text)
-- What waits goes where the endpoint is now, signed by its present secrets.
UPDATE outbox SET dest = :url, secret = :secret WHERE ref = :ref AND state IN (0, 1);

-- hook_drop :count (ref int, now time)
UPDATE outbox SET state = 4, sent_at = :now WHERE ref = :ref AND state IN (0, 1);

-- hook_gone :one (ref int, since time) -> (n int)
SELECT COUNT(*) FROM outbox WHERE ref = :ref AND state = 3 AND code = 410 AND tried >= :since;

-- hook_sent_last :one (ref int) -> (at time?)
SELECT MAX(sent_at) FROM outbox WHERE ref = :ref AND state = 2;

-- hook_failing :one (ref int, since time) -> (at time?, last time?)
-- Since when nothing but failures.
SELECT MIN(created), MAX(tried) FROM outbox WHERE ref = :ref AND state IN (0, 1, 3) AND tried IS NOT NULL AND created >= :since;

-- hook_forget :exec (ref int)
DELETE FROM outbox WHERE ref = :ref AND channel = 2;

-- hook_sweep :count (before time)
DELETE FROM outbox WHERE channel = 2 AND ref > 0 AND created < :before AND state IN (2, 3, 4);

-- hook_tally :one (ref int) -> (n int, waiting int, failed int)
SELECT COUNT(*), COALESCE(SUM(CASE WHEN state IN (0, 1) THEN 1 ELSE 0 END), 0),
	COALESCE(SUM(CASE WHEN state IN (3, 4) THEN 1 ELSE 0 END), 0) FROM outbox WHERE ref = :ref;
