/* widen.c - a question made answerable: synonyms, words half typed, words misspelt. */
#include "search/impl.h"

enum { PREFIX_MIN = 3, PREFIX_WORDS = 16 };

struct widen {
	struct search *s;
	struct db *db;
	struct arena *a;
	struct query *q;
	struct buf also;
};

/* ---- how many entries have each word ---------------------------------------------- */

struct count { struct str term; int64_t df; };
struct counts { struct count *p; size_t n; };

static enum err
counts_read(struct widen *w, struct counts *ret)
{
	static const struct db_stmt get = {
		.name = "search.df", .n_args = 1, .n_cols = 2,
		.sql = "SELECT w.term, w.df FROM json_each($1) j"
		    " JOIN search_word w ON w.term = j.value",
		.pg = "SELECT w.term, w.df"
		    " FROM json_array_elements_text(CAST($1 AS json)) j (value)"
		    " JOIN search_word w ON w.term = j.value",
	};
	VEC(struct count) v = { 0 };
	struct db_cur cur;
	struct buf b;
	bool row;

	buf_init(&b, w->a, 256 * KiB);
	for (int i = 0; i < w->q->n_must; i++)
		for (int k = 0; k < w->q->must[i].n; k++)
			for (int t = 0; t < w->q->must[i].alt[k].n; t++) {
				buf_putz(&b, b.n ? ",\"" : "[\"");
				put_json(&b, w->q->must[i].alt[k].t[t]);
				buf_putc(&b, '"');
			}
	buf_putc(&b, ']');
	TRY(buf_err(&b));
	TRY(db_query(w->db, &get, (struct db_val[]){ DBV_TEXT(buf_str(&b)) }, &cur));
	for (;;) {
		TRY(db_next(&cur, &row));
		if (!row)
			break;
		struct count c = { str_dup(w->a, db_col_text(&cur, 0)), db_col_int(&cur, 1) };
		if (c.term.p == NULL || VEC_PUSH(w->a, &v, c) != OK) {
			db_cur_close(&cur);
			return E_NOMEM;
		}
	}
	*ret = (struct counts){ v.p, v.n };
	return OK;
}

static int64_t
df_of(const struct counts *c, struct str term)
{
	for (size_t i = 0; i < c->n; i++)
		if (str_eq(c->p[i].term, term))
			return c->p[i].df;
	return 0;
}

/* An upper bound of the entries each unit is met in. */
static enum err
count_units(struct widen *w)
{
	struct counts c;

	TRY(counts_read(w, &c));
	for (int i = 0; i < w->q->n_must; i++) {
		struct unit *u = &w->q->must[i];
		u->df = 0;
		for (int k = 0; k < u->n; k++) {
			int64_t least = df_of(&c, u->alt[k].t[0]);
			for (int t = 1; t < u->alt[k].n; t++) {
				int64_t df = df_of(&c, u->alt[k].t[t]);
				least = df < least ? df : least;
			}
			u->df += least;
		}
	}
	return OK;
}

/* ---- synonyms ------------------------------------------------------------------------ */

/* Does the phrase stand in the question at unit `at`? Over how many units; 0: no. */
static int
stands_at(const struct query *q, int at, const struct synonym *s)
{
	const struct unit *u = &q->must[at];

	if (u->phrase) {
		if (u->alt[0].n != s->n)
			return 0;
		for (int i = 0; i < s->n; i++)
			if (!str_eq(u->alt[0].t[i], s->t[i]))
				return 0;
		return 1;
	}
	for (int i = 0; i < s->n; i++)
		if (at + i >= q->n_must || q->must[at + i].phrase ||
		    !str_eq(q->must[at + i].term, s->t[i]))
			return 0;
	return s->n;
}

/* Units at … at + n - 1 become one that asks for all their words. */
static void
merge(struct query *q, int at, int n)
{
	struct unit *u = &q->must[at];
	struct str terms[Q_TERMS];

	if (n < 2)
		return;
	for (int i = 0; i < n; i++)
		terms[i] = q->must[at + i].term;
	u->n = 0;
	unit_add(u, terms, n, true, 1);
	u->to = q->must[at + n - 1].to;
	u->form = u->term = STR_NONE;
	memmove(u + 1, u + n, (size_t)(q->n_must - at - n) * sizeof *u);
	q->n_must -= n - 1;
}

static void
add_group(struct widen *w, struct unit *u, const struct synonyms *all, const struct synonym *hit)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct synonym *s = &all->p[i];
		int before = u->n;
		if (s->grp != hit->grp || s == hit)
			continue;
		unit_add(u, s->t, s->n, false, 0.7);
		if (u->n == before)
			continue; /* the same words in other cases */
		if (w->also.n > 0)
			buf_putz(&w->also, ", ");
		buf_put(&w->also, s->phrase);
	}
}

static void
add_synonyms(struct widen *w)
{
	struct synonyms all = lexicon_synonyms(w->s->lex);

	for (int at = 0; at < w->q->n_must; at++) {
		const struct synonym *hit = NULL;
		int longest = 0;
		for (size_t i = 0; i < all.n; i++) {
			int n = stands_at(w->q, at, &all.p[i]);
			if (n > longest || (n > 0 && n == longest && all.p[i].n > hit->n)) {
				hit = &all.p[i];
				longest = n;
			}
		}
		if (hit == NULL)
			continue;
		merge(w->q, at, longest);
		/* A word may stand in several groups: all of them widen it. */
		for (size_t i = 0; i < all.n; i++) {
			bool same = all.p[i].n == hit->n;
			for (int k = 0; k < hit->n && same; k++)
				same = str_eq(all.p[i].t[k], hit->t[k]);
			if (same)
				add_group(w, &w->q->must[at], &all, &all.p[i]);
		}
	}
}

static bool
in_synonyms(const struct widen *w, struct str term)
{
	struct synonyms all = lexicon_synonyms(w->s->lex);

	for (size_t i = 0; i < all.n; i++)
		for (int k = 0; k < all.p[i].n; k++)
			if (str_eq(all.p[i].t[k], term))
				return true;
	return false;
}

/* ---- words no entry has ------------------------------------------------------------------ */

static enum err
add_form(struct widen *w, struct unit *u, struct str form, double weight)
{
	struct text_tokens t;

	TRY(text_tokens(w->s->words, w->a, form, &t));
	if (t.n > 0)
		unit_add(u, &t.p[0].term, 1, false, weight);
	return OK;
}

static enum err
complete(struct widen *w, struct unit *u, bool *ret_done)
{
	struct str forms[PREFIX_WORDS];
	int n = 0;

	*ret_done = false;
	if (!u->last || utf8_len(u->form) < PREFIX_MIN)
		return OK;
	TRY(lexicon_prefix(w->s, w->db, w->a, u->form, forms, PREFIX_WORDS, &n));
	for (int i = 0; i < n; i++)
		TRY(add_form(w, u, forms[i], 0.9));
	*ret_done = n > 0;
	return OK;
}

/* The question with one word put in the place of another. */
static void
put_mended(struct buf *b, struct str q, uint32_t *done, const struct unit *u, struct str word)
{
	buf_put(b, (struct str){ q.p + *done, u->from - *done });
	buf_put(b, word);
	*done = u->to;
}

static enum err
mend(struct widen *w, struct str q, struct str *ret)
{
	struct buf b;
	uint32_t done = 0;
	bool known;

	buf_init(&b, w->a, 4 * Q_BYTES);
	for (int i = 0; i < w->q->n_must; i++) {
		struct unit *u = &w->q->must[i];
		struct str near;
		if (u->df > 0 || u->form.p == NULL || in_synonyms(w, u->term))
			continue;
		TRY(complete(w, u, &known));
		if (known)
			continue;
		TRY(lexicon_nearest(w->s, w->db, w->a, u->form, &near));
		if (near.p == NULL)
			continue;
		put_mended(&b, q, &done, u, near);
		u->n = 0;
		TRY(add_form(w, u, near, 1));
		u->term = u->alt[0].t[0];
	}
	if (done == 0)
		return OK;
	buf_put(&b, (struct str){ q.p + done, q.n - done });
	TRY(buf_err(&b));
	*ret = buf_str(&b);
	return OK;
}

enum err
query_widen(struct search *s, struct db *db, struct arena *a, struct str q, bool exact,
    struct query *qr, struct search_hits *hits)
{
	struct widen w = { .s = s, .db = db, .a = a, .q = qr };

	TRY(lexicon_take(s, db));
	TRY(count_units(&w));
	if (exact)
		return OK;
	buf_init(&w.also, a, 64 * KiB);
	bool unknown = false;
	for (int i = 0; i < qr->n_must; i++)
		unknown |= qr->must[i].df == 0;
	if (unknown)
		TRY(mend(&w, q, &hits->corrected));
	add_synonyms(&w);
	TRY(buf_err(&w.also));
	if (w.also.n > 0)
		hits->also = buf_str(&w.also);
	/* Counted again only when there is something new to count. */
	return unknown || w.also.n > 0 ? count_units(&w) : OK;
}
