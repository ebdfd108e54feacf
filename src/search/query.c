/* query.c - what a reader typed, as words and phrases. Nothing typed is an error. */
#include "search/impl.h"
#include "text/fold.h"

bool
unit_add(struct unit *u, const struct str *terms, int n, bool all, double weight)
{
	if (u->n == Q_ALTS || n == 0 || n > Q_TERMS)
		return false;
	for (int i = 0; i < u->n; i++) { /* one way is not taken twice */
		bool same = u->alt[i].n == n && (u->alt[i].all == all || n == 1);
		for (int k = 0; k < n && same; k++)
			same = str_eq(u->alt[i].t[k], terms[k]);
		if (same)
			return true;
	}
	struct alt *a = &u->alt[u->n++];
	memcpy(a->t, terms, (size_t)n * sizeof *terms);
	a->n = n;
	a->all = all;
	a->weight = weight;
	return true;
}

/* A piece of the question: what stands between blanks, or between quotes. */
struct piece { struct str text; uint32_t at; bool quoted, minus; };

static size_t
quote_at(struct str q, size_t i)
{
	int32_t cp;
	size_t n = fold_next(q, i, &cp);

	return cp == '"' || cp == 0xAB || cp == 0xBB || (cp >= 0x201C && cp <= 0x201F) ? n : 0;
}

static size_t
blank_at(struct str q, size_t i)
{
	int32_t cp;
	size_t n = fold_next(q, i, &cp);

	return (cp >= 0 && cp <= ' ') || cp == 0xA0 || cp == 0x202F || cp == 0x2009 ? n : 0;
}

/* An open quote ends with the question. */
static bool
next_piece(struct str q, size_t *i, struct piece *ret)
{
	struct piece p = { .quoted = false };
	size_t n = 0;

	while (*i < q.n && (n = blank_at(q, *i)) > 0)
		*i += n;
	if (*i >= q.n)
		return false;
	if (q.p[*i] == '-' && *i + 1 < q.n && blank_at(q, *i + 1) == 0) {
		p.minus = true;
		++*i;
	}
	n = quote_at(q, *i);
	p.quoted = n > 0;
	size_t from = *i + n, to = from;
	while (to < q.n && quote_at(q, to) == 0 && (p.quoted || blank_at(q, to) == 0)) {
		int32_t cp;
		to += fold_next(q, to, &cp);
	}
	p.at = (uint32_t)from;
	p.text = (struct str){ q.p + from, to - from };
	*i = to + (p.quoted && to < q.n ? quote_at(q, to) : 0);
	*ret = p;
	return true;
}

static enum err
unit_new(struct arena *a, struct unit *u, const struct piece *p)
{
	memset(u, 0, sizeof *u);
	u->alt = arena_array(a, struct alt, Q_ALTS);
	u->from = p->at;
	u->to = p->at + (uint32_t)p->text.n;
	return u->alt ? OK : E_NOMEM;
}

/* The words of a piece one after another: a quoted phrase, or what must not be there. */
static enum err
add_phrase(struct arena *a, struct unit *u, const struct piece *p, const struct text_tokens *t)
{
	struct str terms[Q_TERMS];
	int n = 0;

	TRY(unit_new(a, u, p));
	for (size_t i = 0; i < t->n && n < Q_TERMS; i++)
		if (i == 0 || t->p[i].pos != t->p[i - 1].pos)
			terms[n++] = t->p[i].term;
	unit_add(u, terms, n, false, 1);
	u->phrase = n > 1;
	if (n == 1) {
		u->form = t->p[0].form;
		u->term = t->p[0].term;
	}
	return OK;
}

/* A word; a compound may also be met as its parts. *i is left behind it. */
static enum err
add_word(struct arena *a, struct unit *u, const struct piece *p, const struct text_tokens *t,
    size_t *i)
{
	const struct text_token *w = &t->p[*i];
	struct str parts[Q_TERMS];
	int n = 0;

	TRY(unit_new(a, u, p));
	u->form = w->form;
	u->term = w->term;
	u->from = p->at + w->from;
	u->to = p->at + w->to;
	unit_add(u, &w->term, 1, false, 1);
	for (++*i; *i < t->n && t->p[*i].pos == w->pos; ++*i)
		if (n < Q_TERMS)
			parts[n++] = t->p[*i].term;
	unit_add(u, parts, n, true, 0.7);
	return OK;
}

static enum err
add_piece(struct text_words *w, struct arena *a, const struct piece *p, struct query *q)
{
	struct text_tokens t;

	TRY(text_tokens(w, a, p->text, &t));
	if (t.n == 0)
		return OK;
	if (p->minus)
		return q->n_not < Q_NOTS ? add_phrase(a, &q->not [q->n_not++], p, &t) : OK;
	if (p->quoted)
		return q->n_must < Q_UNITS ? add_phrase(a, &q->must[q->n_must++], p, &t) : OK;
	for (size_t i = 0; i < t.n && q->n_must < Q_UNITS;)
		TRY(add_word(a, &q->must[q->n_must++], p, &t, &i));
	return OK;
}

enum err
query_parse(struct text_words *w, struct arena *a, struct str q, struct query *ret)
{
	struct piece p;
	size_t i = 0;

	memset(ret, 0, sizeof *ret);
	if (q.n > Q_BYTES) {
		q.n = Q_BYTES;
		while (q.n > 0 && ((unsigned char)q.p[q.n] & 0xC0) == 0x80)
			q.n--;
	}
	while (next_piece(q, &i, &p))
		TRY(add_piece(w, a, &p, ret));
	if (ret->n_must == 0)
		return E_INPUT;
	struct unit *u = &ret->must[ret->n_must - 1];
	u->last = !u->phrase && u->to == q.n;
	return OK;
}
