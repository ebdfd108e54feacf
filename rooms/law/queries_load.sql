-- queries_load.sql - files that wait for their owner's word.

-- load_add :one (author int, what int, now time, expires time) -> (id int)
INSERT INTO law_load (author, what, created, expires) VALUES (:author, :what, :now, :expires)
RETURNING id;

-- load_get :one (id int, author int, what int) -> (id int, state int, file text, size int, kind text,
--   number text, title text, adopted text, since text, place text, see text, source text, act text,
--   other int, began int?, added int, changed int, same int, bad int, created time, expires time)
SELECT id, state, file, size, kind, number, title, adopted, since, place, see, source, act,
       other, began, added, changed, same, bad, created, expires
  FROM law_load WHERE id = :id AND author = :author AND what = :what;

-- load_file :exec (id int, file text, size int)
UPDATE law_load SET file = :file, size = :size WHERE id = :id;

-- load_form :exec (id int, kind text, number text, title text, adopted text, since text,
--   place text, see text, source text)
UPDATE law_load SET kind = :kind, number = :number, title = :title, adopted = :adopted,
	since = :since, place = :place, see = :see, source = :source
 WHERE id = :id;

-- load_against :exec (id int, act text, other int)
UPDATE law_load SET act = :act, other = :other WHERE id = :id;

-- Only one of two clicks finds it waiting.
-- load_take :count (id int)
-- First of all in the transaction that stores it: a second click waits here for the first, and is told.
UPDATE law_load SET state = 1 WHERE id = :id AND state = 0;

-- load_stored :exec (id int, act text, title text, began int?, added int, changed int, same int,
--   bad int, now time, expires time)
UPDATE law_load SET act = :act, title = :title, began = :began, added = :added,
	changed = :changed, same = :same, bad = :bad, created = :now, expires = :expires
 WHERE id = :id;

-- load_drop :exec (id int, author int)
DELETE FROM law_load WHERE author = :author AND (id = :id OR id = (SELECT other FROM law_load WHERE id = :id));

-- loads_mine :many (author int, what int, max int) -> (id int, state int, file text, title text,
--   act text, began int?, added int, changed int, same int, bad int, created time, expires time)
SELECT id, state, file, title, act, began, added, changed, same, bad, created, expires
  FROM law_load WHERE author = :author AND what = :what ORDER BY id DESC LIMIT :max;

-- The oldest that wait give way.
-- loads_trim :exec (author int, what int, keep int)
DELETE FROM law_load
 WHERE author = :author AND what = :what AND state = 0
   AND id NOT IN (SELECT id FROM law_load WHERE author = :author AND what = :what AND state = 0
	ORDER BY id DESC LIMIT :keep);

-- loads_sweep :count (now time)
DELETE FROM law_load WHERE expires <= :now;

-- load_pieces :each (load int) -> (bytes text)
SELECT bytes FROM law_load_piece WHERE load = :load ORDER BY no;

-- load_pieces_drop :exec (load int)
DELETE FROM law_load_piece WHERE load = :load;
