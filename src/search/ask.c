/* ask.c - from a question to ids. */
#include <stdlib.h>
#include "search/impl.h"

static void
lexicon_end(void *p)
{
	lexicon_drop(p);
}

enum err
search_new(struct text_words *w, struct search **ret)
{
	struct arena *a = arena_new(64 * KiB);
	struct search *s = a ? arena_make(a, struct search) : NULL;

	if (s == NULL || arena_defer(a, lexicon_end, s) != OK) {
		if (a != NULL)
			arena_free(a);
		return E_NOMEM;
	}
	s->arena = a;
	s->words = w;
	*ret = s;
	return OK;
}

void
search_free(struct search *s)
{
	if (s != NULL)
		arena_free(s->arena);
}

struct run {
	struct db *db;
	struct arena *a;
	const struct search_ask *ask;
	const struct query *q;
	int64_t docs;
	size_t max;		/* of matches wanted; 0: those worth ranking */
	size_t limit;		/* of matches looked at */
	bool ranked;
};

/* Rights are those of now, not of when the text was indexed: search_touch keeps them so. */
static void
put_rights(struct sql *q, const struct search_ask *ask)
{
	int64_t see = ask->viewer > 0 ? 1 : 0; /* SEE_ALL; signed in: SEE_SIGNED too */

	sql_add(q, " AND d.state = 1 AND (d.see <= ?", DBV_INT(see));
	if (ask->viewer > 0)
		sql_add(q, " OR d.author = ?", DBV_INT(ask->viewer));
	sql_put(q, ")");
	/* The term of the kind has been asked for; this is for one that has changed. */
	if (ask->kinds != 0)
		sql_add(q, " AND (d.kind & ?) <> 0", DBV_INT(ask->kinds));
}

static void
sql_sqlite(struct sql *q, const struct run *r, const struct rendered *text)
{
	struct db_val w = { .t = DB_BLOB, .s = text->weights };

	if (r->ranked)
		sql_add(q, "SELECT search_fts.rowid, veche_rank(search_fts, ?, d.len)", w);
	else
		sql_put(q, "SELECT search_fts.rowid, 0");
	sql_add(q, " FROM search_fts CROSS JOIN search_doc d ON d.entry = search_fts.rowid"
	    " WHERE search_fts MATCH ?", DBV_TEXT(text->text));
	put_rights(q, r->ask);
	sql_add(q, " ORDER BY search_fts.rowid DESC LIMIT ?", DBV_INT((int64_t)r->limit));
}

/* PostgreSQL guesses badly what reading a tsvector costs. When few entries match, the
 * index of terms is the way; walking back from the newest only when many do. */
static bool
few_match(const struct run *r, enum query_mode mode)
{
	double docs = r->docs > 0 ? (double)r->docs : 1, share = 1;

	for (int i = 0; i < r->q->n_must && mode != MODE_ANY; i++) {
		double part = (double)r->q->must[i].df / docs;
		share *= part < 1 ? part : 1;
	}
	/* docs * share rows at 2 us by the index, limit / share at 8 us by the walk. */
	return mode == MODE_BUT_ONE || share * share * docs < 4 * (double)r->limit;
}

static void
sql_pg(struct sql *q, const struct run *r, const struct rendered *text, bool few)
{
	if (r->ranked)
		sql_add(q, "SELECT c.entry, ts_rank_cd('{0.33, 0.33, 0.66, 1}', t.tsv,"
		    " CAST(? AS tsquery), 1) FROM (", DBV_TEXT(text->text));
	sql_add(q, "SELECT d.entry, 0 AS score FROM search_text x"
	    " JOIN search_doc d ON d.entry = x.entry WHERE"
	    " x.tsv @@ CAST(? AS tsquery)", DBV_TEXT(text->text));
	put_rights(q, r->ask);
	/* An order no index has keeps it from walking one. */
	if (few)
		sql_put(q, " ORDER BY d.entry + 0 DESC");
	else
		sql_put(q, " ORDER BY d.entry DESC");
	sql_add(q, " LIMIT ?", DBV_INT((int64_t)r->limit));
	if (r->ranked)
		sql_put(q, ") c JOIN search_text t ON t.entry = c.entry");
}

/* How many matches are worth looking at: all that there can be, or the newest. */
static size_t
depth(const struct query *q, int64_t docs, enum query_mode mode)
{
	int64_t most = mode == MODE_ANY ? 0 : INT64_MAX;

	if (docs <= RANK_SMALL)
		return RANK_SMALL + 1;
	for (int i = 0; i < q->n_must; i++) {
		if (mode == MODE_ANY)
			most += q->must[i].df;
		else if (mode != MODE_BUT_ONE && q->must[i].df < most)
			most = q->must[i].df;
	}
	return most <= RANK_RARE ? RANK_RARE + 1 : RANK_NEWEST + 1;
}

struct found { struct search_hit *p; size_t n, cap; };

static enum err
run(struct run *r, enum query_mode mode, struct found *ret)
{
	struct rendered text = query_render(
	    r->a, db_kind(r->db), r->q, mode, r->ask->kinds, r->docs);
	struct found v = { 0 };
	struct db_cur cur;
	struct sql q;
	bool row;

	if (text.text.p == NULL)
		return E_NOMEM;
	r->limit = r->max ? r->max + 1 : depth(r->q, r->docs, mode);
	sql_init(&q, r->a);
	if (db_kind(r->db) == DB_PG)
		sql_pg(&q, r, &text, few_match(r, mode));
	else
		sql_sqlite(&q, r, &text);
	TRY(db_query_sql(r->db, &q, &cur));
	for (;;) {
		TRY(db_next(&cur, &row));
		if (!row)
			break;
		struct search_hit h = { db_col_int(&cur, 0), db_col_real(&cur, 1) };
		if (VEC_PUSH(r->a, &v, h) != OK) {
			db_cur_close(&cur);
			return E_NOMEM;
		}
	}
	*ret = v;
	return OK;
}

static bool
any_known(const struct query *q, bool all)
{
	int n = 0;

	for (int i = 0; i < q->n_must; i++)
		n += q->must[i].df > 0;
	return all ? n == q->n_must : n > 0;
}

static bool
any_phrase(const struct query *q)
{
	for (int i = 0; i < q->n_must; i++)
		if (q->must[i].phrase)
			return true;
	return false;
}

/* All of the words, or what comes nearest to that. */
static enum err
run_modes(struct run *r, struct found *v, bool *ret_any)
{
	const struct query *q = r->q;

	if (any_known(q, true))
		TRY(run(r, MODE_ALL, v));
	if (v->n > 0 || r->ask->exact || !any_known(q, false))
		return OK;
	*ret_any = true;
	if (any_phrase(q) && any_known(q, true))
		TRY(run(r, MODE_LOOSE, v));
	if (v->n == 0 && q->n_must >= 3 && q->n_must <= 6)
		TRY(run(r, MODE_BUT_ONE, v));
	if (v->n == 0)
		TRY(run(r, MODE_ANY, v));
	*ret_any = v->n > 0;
	return OK;
}

static int
by_score(const void *a, const void *b)
{
	const struct search_hit *x = a, *y = b;

	if (x->score > y->score || x->score < y->score)
		return x->score > y->score ? -1 : 1;
	return x->entry > y->entry ? -1 : x->entry < y->entry;
}

static enum err
find(struct search *s, struct run *r, size_t max, struct search_hits *h)
{
	struct query *q = arena_make(r->a, struct query);
	struct found v = { 0 };

	if (q == NULL)
		return E_NOMEM;
	TRY(query_parse(s->words, r->a, r->ask->q, q));
	TRY(query_widen(s, r->db, r->a, r->ask->q, r->ask->exact, q, h));
	TRY(state_get(r->db, "docs", &r->docs));
	r->q = q;
	r->max = max;
	TRY(run_modes(r, &v, &h->any));
	h->total_capped = v.n > 0 && v.n == r->limit;
	if (h->total_capped)
		v.n--;
	h->total = (int64_t)v.n;
	h->p = v.p;
	h->n = v.n;
	return OK;
}

enum err
search_ask(struct search *s, struct db *db, struct arena *a, const struct search_ask *ask,
    struct search_hits *ret)
{
	struct run r = { .db = db, .a = a, .ask = ask, .ranked = true };
	struct search_hits h = { 0 };
	size_t skip = ask->skip > 0 ? (size_t)ask->skip : 0;
	size_t limit = ask->limit <= 0 ? 0 : ask->limit > 100 ? 100 : (size_t)ask->limit;

	TRY(find(s, &r, 0, &h));
	if (h.n > 0)
		qsort(h.p, h.n, sizeof *h.p, by_score);
	skip = skip < h.n ? skip : h.n;
	if (skip > 0)
		h.p += skip;
	h.n = h.n - skip < limit ? h.n - skip : limit;
	*ret = h;
	return OK;
}

enum err
search_ids(struct search *s, struct db *db, struct arena *a, const struct search_ask *ask,
    size_t max, struct search_hits *ret)
{
	struct run r = { .db = db, .a = a, .ask = ask };
	struct search_hits h = { 0 };

	TRY(find(s, &r, max ? max : 1, &h));
	*ret = h;
	return OK;
}
