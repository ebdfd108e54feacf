/* lexis.c - strings by number, and lists by term. */
#include <stdlib.h>
#include "law/ask/inner.h"

enum { LEXIS_FIRST = 1024 };

enum err
lexis_init(struct lexis *x, struct arena *a)
{
	*x = (struct lexis){ .arena = a, .cap = LEXIS_FIRST, .mask = 2 * LEXIS_FIRST - 1 };
	x->p = arena_array(a, struct str, LEXIS_FIRST);
	x->slot = arena_array(a, uint32_t, 2 * LEXIS_FIRST);
	return x->p && x->slot ? OK : E_NOMEM;
}

uint32_t
lexis_find(const struct lexis *x, struct str s)
{
	for (uint32_t at = (uint32_t)str_hash(s) & x->mask; x->slot[at] != 0;
	     at = (at + 1) & x->mask)
		if (str_eq(x->p[x->slot[at] - 1], s))
			return x->slot[at] - 1;
	return NO_TERM;
}

static void
slot_take(struct lexis *x, uint32_t i)
{
	uint32_t at = (uint32_t)str_hash(x->p[i]) & x->mask;

	while (x->slot[at] != 0)
		at = (at + 1) & x->mask;
	x->slot[at] = i + 1;
}

static enum err
lexis_grow(struct lexis *x)
{
	uint32_t cap = 2 * x->cap;

	if (cap > UINT32_MAX / 4)
		return E_LIMIT;
	struct str *p = arena_grow(x->arena, x->p, x->cap * sizeof *p, cap * sizeof *p);
	uint32_t *slot = arena_array(x->arena, uint32_t, 2 * (size_t)cap);
	if (p == NULL || slot == NULL)
		return E_NOMEM;
	x->p = p;
	x->slot = slot;
	x->cap = cap;
	x->mask = 2 * cap - 1;
	for (uint32_t i = 0; i < x->n; i++)
		slot_take(x, i);
	return OK;
}

enum err
lexis_put(struct lexis *x, struct str s, uint32_t *ret)
{
	uint32_t i = lexis_find(x, s);

	if (i == NO_TERM) {
		if (x->n == x->cap)
			TRY(lexis_grow(x));
		i = x->n;
		x->p[i] = str_dup(x->arena, s);
		if (x->p[i].p == NULL)
			return E_NOMEM;
		x->n++;
		slot_take(x, i);
	}
	*ret = i;
	return OK;
}

enum err
lexis_copy(struct lexis *to, const struct lexis *from, struct arena *a)
{
	struct lexis x = *from;

	x.arena = a;
	x.p = arena_array(a, struct str, x.cap);
	x.slot = arena_array(a, uint32_t, (size_t)x.mask + 1);
	if (x.p == NULL || x.slot == NULL)
		return E_NOMEM;
	memcpy(x.p, from->p, from->n * sizeof *x.p);
	memcpy(x.slot, from->slot, ((size_t)x.mask + 1) * sizeof *x.slot);
	*to = x;
	return OK;
}

static int
by_weight(const void *va, const void *vb)
{
	const struct posting *a = va, *b = vb;

	if (a->w != b->w)
		return a->w > b->w ? -1 : 1;
	return (a->doc > b->doc) - (a->doc < b->doc);
}

/* Each list into order; what passes `cap` goes, and the lists move together. */
static void
lists_order(struct postings *l, uint32_t terms, size_t cap)
{
	uint64_t to = 0;

	for (uint32_t t = 0; t < terms; t++) {
		uint64_t from = l->at[t];
		size_t n = (size_t)(l->at[t + 1] - from);
		qsort(l->p + from, n, sizeof *l->p, by_weight);
		if (n > cap)
			n = cap;
		memmove(l->p + to, l->p + from, n * sizeof *l->p);
		l->at[t] = to;
		to += n;
	}
	l->at[terms] = to;
}

enum err
postings_make(struct arena *a, const struct triple *t, size_t n, uint32_t terms, size_t cap,
    struct postings *ret)
{
	struct postings l = {
		.at = arena_array(a, uint64_t, (size_t)terms + 2),
		.p = arena_array(a, struct posting, n + 1),
	};

	if (l.at == NULL || l.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < n; i++)
		l.at[t[i].term + 2]++;
	for (uint32_t i = 2; i < terms + 2; i++)
		l.at[i] += l.at[i - 1];
	for (size_t i = 0; i < n; i++)
		l.p[l.at[t[i].term + 1]++] = (struct posting){ t[i].doc, t[i].w };
	lists_order(&l, terms, cap);
	*ret = l;
	return OK;
}
