-- queries.sql - acts are read whole into a snapshot; their texts one by one.

-- ---- the snapshot

-- acts_all :each () -> (id act_id, key text, code text, kind text, number text, shrt text,
--   title text, adopted int, level int, place int?, see int, digest bool, points bool,
--   repealed int?, entry int?)
SELECT id, key, code, kind, number, short, title, adopted, level, place, see, digest, points,
       repealed, entry
  FROM law_act ORDER BY id;

-- editions_all :each () -> (id edition_id, act int, since int, until int?, source text, note text,
--   loaded time)
SELECT id, act, since, until, source, note, loaded FROM law_edition ORDER BY act, since;

-- ---- reading

-- toc :many (edition edition_id) -> (sort int, eid text, number text, version version_id,
--   title text, empty bool, section int?)
SELECT t.sort, a.eid, a.number, v.id, v.title, CASE WHEN v.body = '' THEN 1 ELSE 0 END, t.section
  FROM law_toc t JOIN law_version v ON v.id = t.version JOIN law_article a ON a.id = v.article
 WHERE t.edition = :edition ORDER BY t.sort;

-- toc_section :many (edition edition_id, section int) -> (eid text, number text, title text)
SELECT a.eid, a.number, v.title
  FROM law_toc t JOIN law_version v ON v.id = t.version JOIN law_article a ON a.id = v.article
 WHERE t.edition = :edition AND t.section = :section ORDER BY t.sort;

-- toc_at :many (edition edition_id, low int, high int) -> (sort int, eid text, number text,
--   title text)
SELECT t.sort, a.eid, a.number, v.title
  FROM law_toc t JOIN law_version v ON v.id = t.version JOIN law_article a ON a.id = v.article
 WHERE t.edition = :edition AND t.sort BETWEEN :low AND :high ORDER BY t.sort;

-- sections :many (act act_id) -> (id section_id, parent int, kind int, heading text)
SELECT id, parent, kind, heading FROM law_section WHERE act = :act ORDER BY id;

-- article :one (act act_id, eid text) -> (id article_id, number text, entry int?)
SELECT id, number, entry FROM law_article WHERE act = :act AND eid = :eid;

-- version_in :one (edition edition_id, article article_id) -> (id version_id, sort int,
--   section int?, title text, notes text, body text)
SELECT v.id, t.sort, t.section, v.title, v.notes, v.body
  FROM law_version v JOIN law_toc t ON t.version = v.id AND t.edition = :edition
 WHERE v.article = :article;

-- versions_of :many (article article_id) -> (edition int, version version_id)
SELECT t.edition, v.id
  FROM law_version v JOIN law_toc t ON t.version = v.id
 WHERE v.article = :article;

-- version_text :one (id version_id) -> (title text, notes text, body text)
SELECT title, notes, body FROM law_version WHERE id = :id;

-- alias :one (act act_id, old text) -> (target text)
SELECT target FROM law_alias WHERE act = :act AND old = :old;

-- Every article of an edition with its text, in order.
-- texts :each (edition edition_id) -> (article article_id, version version_id, eid text,
--   number text, title text, body text, section int?)
SELECT a.id, v.id, a.eid, a.number, v.title, v.body, t.section
  FROM law_toc t JOIN law_version v ON v.id = t.version JOIN law_article a ON a.id = v.article
 WHERE t.edition = :edition ORDER BY t.sort;

-- ---- writing

-- act_by_key :one (key text) -> (id act_id, entry int?, digest bool, shrt text, title text,
--   see int, place int?, repealed int?)
SELECT id, entry, digest, short, title, see, place, repealed FROM law_act WHERE key = :key;

-- act_insert :one (key text, code text, kind text, number text, shrt text, title text,
--   adopted int, level int, place int?, see int, digest bool, points bool, repealed int?,
--   now time) -> (id act_id)
INSERT INTO law_act (key, code, kind, number, short, title, adopted, level, place, see, digest,
	points, repealed, updated)
VALUES (:key, :code, :kind, :number, :shrt, :title, :adopted, :level, :place, :see, :digest,
	:points, :repealed, :now)
RETURNING id;

-- act_update :exec (id act_id, code text, kind text, number text, shrt text, title text,
--   level int, place int?, see int, digest bool, points bool, repealed int?, now time)
UPDATE law_act SET code = :code, kind = :kind, number = :number, short = :shrt, title = :title,
	level = :level, place = :place, see = :see, digest = :digest, points = :points,
	repealed = :repealed, updated = :now
 WHERE id = :id;

-- act_entry :exec (id act_id, entry int)
UPDATE law_act SET entry = :entry WHERE id = :id;

-- editions_of :many (act act_id) -> (id edition_id, since int, until int?, sum text)
SELECT id, since, until, sum FROM law_edition WHERE act = :act ORDER BY since;

-- edition_insert :one (act act_id, since int, source text, note text, sum text, author int?,
--   now time) -> (id edition_id)
INSERT INTO law_edition (act, since, source, note, sum, author, loaded)
VALUES (:act, :since, :source, :note, :sum, :author, :now)
RETURNING id;

-- edition_update :exec (id edition_id, source text, note text, sum text, author int?, now time)
UPDATE law_edition SET source = :source, note = :note, sum = :sum, author = :author, loaded = :now
 WHERE id = :id;

-- edition_until :exec (id edition_id, until int?)
UPDATE law_edition SET until = :until WHERE id = :id;

-- toc_clear :exec (edition edition_id)
DELETE FROM law_toc WHERE edition = :edition;

-- edition_drop :exec (id edition_id)
DELETE FROM law_edition WHERE id = :id;

-- versions_prune :exec (act act_id)
DELETE FROM law_version
 WHERE article IN (SELECT id FROM law_article WHERE act = :act)
   AND NOT EXISTS (SELECT 1 FROM law_toc t WHERE t.version = law_version.id);

-- articles_of :many (act act_id) -> (id article_id, eid text)
SELECT id, eid FROM law_article WHERE act = :act;

-- sums_of :many (act act_id) -> (id version_id, article int, sum text)
SELECT v.id, v.article, v.sum
  FROM law_version v JOIN law_article a ON a.id = v.article WHERE a.act = :act;

-- section_insert :one (act act_id, parent int, kind int, heading text) -> (id section_id)
INSERT INTO law_section (act, parent, kind, heading) VALUES (:act, :parent, :kind, :heading)
RETURNING id;

-- article_insert :one (act act_id, eid text, number text) -> (id article_id)
INSERT INTO law_article (act, eid, number) VALUES (:act, :eid, :number) RETURNING id;

-- version_insert :one (article article_id, sum text, title text, notes text, body text)
--   -> (id version_id)
INSERT INTO law_version (article, sum, title, notes, body)
VALUES (:article, :sum, :title, :notes, :body) RETURNING id;

-- toc_insert :exec (edition edition_id, sort int, version version_id, section int?)
INSERT INTO law_toc (edition, sort, version, section)
VALUES (:edition, :sort, :version, :section);

-- alias_put :exec (act act_id, old text, target text)
INSERT INTO law_alias (act, old, target) VALUES (:act, :old, :target)
ON CONFLICT (act, old) DO UPDATE SET target = excluded.target;

-- ---- what the search knows

-- show_rows :many (edition edition_id) -> (article article_id, eid text, number text, entry int?,
--   shown int?, version version_id)
SELECT a.id, a.eid, a.number, a.entry, a.shown, t.version
  FROM law_toc t JOIN law_version v ON v.id = t.version JOIN law_article a ON a.id = v.article
 WHERE t.edition = :edition ORDER BY t.sort;

-- show_gone :many (act act_id, edition edition_id) -> (article article_id, entry int?)
SELECT a.id, a.entry FROM law_article a
 WHERE a.act = :act AND a.entry IS NOT NULL AND a.shown IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM law_version v JOIN law_toc t ON t.version = v.id
	WHERE v.article = a.id AND t.edition = :edition);

-- article_shown :exec (id article_id, entry int, shown int?)
UPDATE law_article SET entry = :entry, shown = :shown WHERE id = :id;
