/* render.c - a query in the language of each database.
 *
 * Every term is quoted; terms hold letters, digits and - . / only, so nothing a
 * reader types can become an operator.
 */
#include <math.h>
#include "search/impl.h"

enum { WEIGHTS = 256 };		/* phrases beyond these count for nothing */

struct pen {
	struct buf out;
	enum db_kind kind;
	double w[WEIGHTS];
	int n_w;
};

static void
put_term(struct pen *p, struct str t)
{
	char q = p->kind == DB_PG ? '\'' : '"';

	buf_putc(&p->out, q);
	for (size_t i = 0; i < t.n; i++) {
		if (t.p[i] == q || (t.p[i] == '\\' && q == '\''))
			buf_putc(&p->out, t.p[i]);
		buf_putc(&p->out, t.p[i]);
	}
	buf_putc(&p->out, q);
}

static void
weigh(struct pen *p, double w)
{
	if (p->n_w < WEIGHTS)
		p->w[p->n_w++] = w;
}

static void
put_and(struct pen *p)
{
	buf_putz(&p->out, p->kind == DB_PG ? " & " : " AND ");
}

static void
put_or(struct pen *p)
{
	buf_putz(&p->out, p->kind == DB_PG ? " | " : " OR ");
}

static void
put_alt(struct pen *p, const struct alt *a, bool loose, double idf)
{
	bool all = a->all || loose;

	if (all || p->kind == DB_PG) {
		buf_putc(&p->out, '(');
		for (int i = 0; i < a->n; i++) {
			if (i > 0 && all)
				put_and(p);
			else if (i > 0)
				buf_putz(&p->out, " <-> ");
			put_term(p, a->t[i]);
			weigh(p, idf * a->weight / a->n);
		}
		buf_putc(&p->out, ')');
		return;
	}
	/* Parts of compounds stand in a column of their own, where order means nothing. */
	buf_putz(&p->out, a->n > 1 ? "{title summary body} : \"" : "\"");
	for (int i = 0; i < a->n; i++) {
		if (i > 0)
			buf_putc(&p->out, ' ');
		buf_put(&p->out, a->t[i]);
	}
	buf_putc(&p->out, '"');
	weigh(p, idf * a->weight);
}

static void
put_unit(struct pen *p, const struct unit *u, bool loose, int64_t docs)
{
	double idf = docs == 0 ? 0 : log(1 + ((double)docs + 0.5) / ((double)u->df + 0.5));

	buf_putc(&p->out, '(');
	for (int i = 0; i < u->n; i++) {
		if (i > 0)
			put_or(p);
		put_alt(p, &u->alt[i], loose, idf);
	}
	buf_putc(&p->out, ')');
}

/* All the units but the one numbered `skip`. */
static void
put_all(struct pen *p, const struct query *q, int skip, bool loose, int64_t docs)
{
	bool first = true;

	buf_putc(&p->out, '(');
	for (int i = 0; i < q->n_must; i++) {
		if (i == skip)
			continue;
		if (!first)
			put_and(p);
		first = false;
		put_unit(p, &q->must[i], loose, docs);
	}
	buf_putc(&p->out, ')');
}

static void
put_must(struct pen *p, const struct query *q, enum query_mode mode, int64_t docs)
{
	bool first = true;

	if (mode == MODE_ALL || mode == MODE_LOOSE) {
		put_all(p, q, -1, mode == MODE_LOOSE, docs);
		return;
	}
	buf_putc(&p->out, '(');
	for (int i = 0; i < q->n_must; i++) {
		if (mode == MODE_ANY && q->must[i].df == 0)
			continue;
		if (!first)
			put_or(p);
		first = false;
		if (mode == MODE_ANY)
			put_unit(p, &q->must[i], true, docs);
		else
			put_all(p, q, i, true, docs);
	}
	buf_putc(&p->out, ')');
}

/* Each entry carries a term that says its kind: see feed.c. */
static void
put_kinds(struct pen *p, int64_t kinds)
{
	bool first = true;
	char name[24];

	put_and(p);
	buf_putc(&p->out, '(');
	for (int bit = 0; bit < 63; bit++) {
		if ((kinds >> bit & 1) == 0)
			continue;
		if (!first)
			put_or(p);
		first = false;
		int n = snprintf(name, sizeof name, "_k%lld", (long long)((int64_t)1 << bit));
		put_term(p, (struct str){ name, (size_t)n });
		weigh(p, 0);
	}
	buf_putc(&p->out, ')');
}

struct rendered
query_render(struct arena *a, enum db_kind kind, const struct query *q, enum query_mode mode,
    int64_t kinds, int64_t docs)
{
	struct pen p = { .kind = kind };
	struct rendered r = { STR_NONE, STR_NONE };

	buf_init(&p.out, a, 1 * MiB);
	buf_putc(&p.out, '(');
	put_must(&p, q, mode, docs);
	if (kinds > 0)
		put_kinds(&p, kinds);
	buf_putc(&p.out, ')');
	if (q->n_not > 0)
		buf_putz(&p.out, kind == DB_PG ? " & !(" : " NOT (");
	for (int i = 0; i < q->n_not; i++) {
		if (i > 0)
			put_or(&p);
		put_unit(&p, &q->not [i], false, 0);
	}
	if (q->n_not > 0)
		buf_putc(&p.out, ')');
	if (buf_err(&p.out) != OK)
		return r;
	r.weights = str_dup(a, (struct str){ (const char *)p.w, (size_t)p.n_w * sizeof *p.w });
	if (r.weights.p != NULL)
		r.text = buf_str(&p.out);
	return r;
}
