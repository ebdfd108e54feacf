-- queries_akn.sql - an edition read through, for its export.

-- akn_texts :each (edition edition_id) -> (sort int, eid text, number text, title text, notes text,
--   body text, section int?)
SELECT t.sort, a.eid, a.number, v.title, v.notes, v.body, t.section
  FROM law_toc t JOIN law_version v ON v.id = t.version JOIN law_article a ON a.id = v.article
 WHERE t.edition = :edition ORDER BY t.sort;

-- akn_notes :each (edition edition_id) -> (sort int, notes text)
SELECT t.sort, v.notes
  FROM law_toc t JOIN law_version v ON v.id = t.version
 WHERE t.edition = :edition AND v.notes <> '' ORDER BY t.sort;
