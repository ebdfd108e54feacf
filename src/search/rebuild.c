/* rebuild.c - the index thrown away and made again; the groups of synonyms.
 *
 * It is made in groups, each committed, so that a big one does not lock the database
 * for minutes; until the last is in, search_check says the index is not to be relied
 * on, also after a kill. Word counts are kept in memory and written once.
 */
#include "search/impl.h"

enum { GROUP = 1000 };

static enum err
clear(struct db *db)
{
	static const char *const lite =
	    "INSERT INTO search_fts (search_fts) VALUES ('delete-all');"
	    /* A big in-memory table while all is written at once: fewer merges. */
	    "INSERT INTO search_fts (search_fts, rank) VALUES ('hashsize', 67108864);"
	    "DELETE FROM search_text; DELETE FROM search_doc; DELETE FROM search_queue;"
	    "DELETE FROM search_word; DELETE FROM search_form;";
	/* The tree of all terms is made quicker at the end than entry by entry. */
	static const char *const pg =
	    "TRUNCATE search_text, search_doc, search_queue, search_word, search_form;"
	    "DROP INDEX IF EXISTS search_text_tsv;";

	TRY(state_set(db, "building", 1));
	TRY(state_set(db, "docs", 0));
	return db_script(db, db_kind(db) == DB_PG ? pg : lite);
}

static enum err
finish(struct feed *f)
{
	static const char *const lite =
	    "INSERT INTO search_fts (search_fts, rank) VALUES ('hashsize', 1048576);"
	    "INSERT INTO search_fts (search_fts) VALUES ('optimize');";
	static const char *const pg =
	    "CREATE INDEX IF NOT EXISTS search_text_tsv ON search_text USING gin (tsv);";
	int64_t stamp;

	TRY(tally_flush(f->terms, f->db, f->a, false, false));
	TRY(tally_flush(f->forms, f->db, f->a, true, false));
	TRY(db_script(f->db, db_kind(f->db) == DB_PG ? pg : lite));
	TRY(state_get(f->db, "stamp", &stamp));
	TRY(state_set(f->db, "stamp", stamp + 1));
	TRY(state_set(f->db, "fresh", 0));
	TRY(state_set(f->db, "docs", f->added - f->removed));
	TRY(state_set(f->db, "version", TEXT_ANALYSER_VERSION));
	return state_set(f->db, "building", 0);
}

static enum err
count_entries(struct db *db, int64_t *ret)
{
	static const struct db_stmt st = {
		.name = "search.entries", .n_cols = 1,
		.sql = "SELECT count(*) FROM entry WHERE state = 1",
	};
	struct db_cur cur;
	bool row;

	TRY(db_query(db, &st, NULL, &cur));
	TRY(db_next(&cur, &row));
	if (!row)
		return E_BUG;
	*ret = db_col_int(&cur, 0);
	db_cur_close(&cur);
	return OK;
}

static enum err
group_ids(struct db *db, int64_t after, int64_t ids[GROUP], int *ret_n)
{
	static const struct db_stmt st = {
		.name = "search.entries_after", .n_args = 2, .n_cols = 1,
		.sql = "SELECT id FROM entry WHERE id > $1 AND state = 1 ORDER BY id LIMIT $2",
	};
	struct db_cur cur;
	bool row;
	int n = 0;

	TRY(db_query(db, &st, (struct db_val[]){ DBV_INT(after), DBV_INT(GROUP) }, &cur));
	for (;;) {
		TRY(db_next(&cur, &row));
		if (!row)
			break;
		if (n < GROUP)
			ids[n++] = db_col_int(&cur, 0);
	}
	*ret_n = n;
	return OK;
}

static enum err
group(struct feed *f, int64_t *after, bool *ret_more)
{
	int64_t ids[GROUP];
	int n;

	TRY(group_ids(f->db, *after, ids, &n));
	for (int i = 0; i < n; i++) {
		TRY(feed_one(f, ids[i]));
		arena_reset(f->a);
	}
	if (n > 0)
		*after = ids[n - 1];
	*ret_more = n == GROUP;
	return OK;
}

/* Ends the transaction that was begun before `e` was known. */
static enum err
end_tx(struct db *db, enum err e)
{
	if (e == OK)
		e = db_commit(db);
	if (e != OK)
		db_rollback(db);
	return e;
}

static enum err
rebuild(struct feed *f, void (*progress)(void *, int64_t, int64_t), void *ctx)
{
	int64_t total = 0, after = INT64_MIN;
	bool more = true;

	TRY(db_begin(f->db));
	TRY(end_tx(f->db, clear(f->db)));
	TRY(count_entries(f->db, &total));
	while (more) {
		TRY(db_begin(f->db));
		TRY(end_tx(f->db, group(f, &after, &more)));
		if (progress != NULL)
			progress(ctx, f->added, total > f->added ? total : f->added);
	}
	TRY(db_begin(f->db));
	return end_tx(f->db, finish(f));
}

enum err
search_rebuild(struct search *s, struct db *db, void (*progress)(void *, int64_t, int64_t),
    void *ctx)
{
	struct arena *keep = arena_new(FEED_BYTES), *a = arena_new(FEED_BYTES);
	struct feed f = { .s = s, .db = db, .a = a };
	enum err e = E_NOMEM;

	if (keep != NULL && a != NULL && feed_init(&f, keep) == OK)
		e = rebuild(&f, progress, ctx);
	arena_free(a);
	arena_free(keep);
	return e;
}

/* ---- synonyms --------------------------------------------------------------------- */

static enum err
synonym_put(struct db *db, int grp, int n, struct str phrase)
{
	static const struct db_stmt st = {
		.name = "search.synonym_put", .n_args = 3,
		.sql = "INSERT INTO search_synonym (grp, n, phrase) VALUES ($1, $2, $3)",
	};

	return db_exec(db, &st,
	    (struct db_val[]){ DBV_INT(grp), DBV_INT(n), DBV_TEXT(phrase) }, NULL);
}

static enum err
synonyms_put(struct db *db, struct arena *a, struct str tsv, int *ret_groups)
{
	struct str line, cell, rest = tsv;
	int grp = 0;
	int64_t stamp;

	TRY(db_script(db, "DELETE FROM search_synonym"));
	while (rest.p != NULL) {
		int n = 0;
		line = str_trim(str_cut(rest, '\n', &rest));
		if (line.n == 0 || line.p[0] == '#')
			continue;
		while (line.p != NULL) {
			cell = text_fold(a, str_cut(line, '\t', &line));
			if (cell.p == NULL)
				return E_NOMEM;
			if (cell.n > 0)
				TRY(synonym_put(db, grp, n++, cell));
		}
		grp += n > 0;
	}
	TRY(state_get(db, "stamp", &stamp));
	TRY(state_set(db, "stamp", stamp + 1));
	*ret_groups = grp;
	return OK;
}

enum err
search_synonyms_load(struct search *s, struct db *db, struct str tsv, int *ret_groups)
{
	struct arena *a = arena_new(64 * MiB);
	enum err e = a ? db_begin(db) : E_NOMEM;
	int n = 0;

	(void)s; /* every lexicon learns of it by the stamp */
	if (e == OK)
		e = end_tx(db, synonyms_put(db, a, tsv, &n));
	arena_free(a);
	if (e == OK)
		*ret_groups = n;
	return e;
}
