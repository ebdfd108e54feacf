-- a :exec ()
SELECT 1 FROM board_thread, places_place p, up JOIN account_user ON 1;
-- b :exec ()
UPDATE places_place SET a = (SELECT 1 FROM board_thread);
-- c :exec ()
INSERT INTO wiki_page (a) VALUES (1);
