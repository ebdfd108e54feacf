/* ask.c - answering from a built set: counts, the page, what to take off.
 *
 * With P(f) the items that the chosen values of facet f allow and W those of `within`,
 * the result is W and every P(f). Beside a value of facet f stands the number of items in
 * W, in every other P(g), and in the value; of a facet that joins by ALL its own chosen
 * values stay too, because a click adds to them. The sets without one facet come from
 * running products from the left and from the right: 2k intersections, not k².
 */
#include "facet/set.h"
#include <stdlib.h>

struct work {
	const struct facet_set *s;
	const struct facet_ask *ask;
	struct arena *a;
	VEC(roaring_bitmap_t *) own;		/* freed together at the end */
	/* NULL stands for all items. */
	const roaring_bitmap_t *within;
	const roaring_bitmap_t *pick[FACET_MAX];	/* P(f) */
	const roaring_bitmap_t *base[FACET_MAX];	/* W and every other P(g) */
	const roaring_bitmap_t *result;
	const roaring_bitmap_t **extra;		/* beside ask->extra */
};

static enum err
own(struct work *w, roaring_bitmap_t *b)
{
	if (b == NULL)
		return E_NOMEM;
	if (VEC_PUSH(w->a, &w->own, b) != OK) {
		roaring_bitmap_free(b);
		return E_NOMEM;
	}
	return OK;
}

static enum err
both(struct work *w, const roaring_bitmap_t *x, const roaring_bitmap_t *y,
    const roaring_bitmap_t **ret)
{
	roaring_bitmap_t *b;

	if (x == NULL || y == NULL || x == y) {
		*ret = x != NULL ? x : y;
		return OK;
	}
	b = roaring_bitmap_and(x, y);
	TRY(own(w, b));
	*ret = b;
	return OK;
}

static uint32_t
card(const struct work *w, const roaring_bitmap_t *x)
{
	return x != NULL ? (uint32_t)roaring_bitmap_get_cardinality(x) : (uint32_t)w->s->ids.n;
}

static uint32_t
card_both(const struct work *w, const roaring_bitmap_t *x, const roaring_bitmap_t *y)
{
	if (x == NULL || y == NULL)
		return card(w, x != NULL ? x : y);
	return (uint32_t)roaring_bitmap_and_cardinality(x, y);
}

/* ---- plain bits to CRoaring -------------------------------------------------- */

static char *
le(char *p, uint32_t v, int bytes)
{
	for (; bytes > 0; bytes--, v >>= 8)
		*p++ = (char)(v & 0xff);
	return p;
}

/* The words of one container, at most 1024: an array of low halves or a bitmap. */
static char *
words_write(char *p, const uint64_t *words, size_t n, uint32_t n_bits)
{
	size_t i;

	if (n_bits > 4096) {
		for (i = 0; i < 1024; i++) {
			p = le(p, i < n ? (uint32_t)words[i] : 0, 4);
			p = le(p, i < n ? (uint32_t)(words[i] >> 32) : 0, 4);
		}
		return p;
	}
	for (i = 0; i < n; i++) {
		uint64_t x;

		for (x = words[i]; x != 0; x &= x - 1)
			p = le(p, (uint32_t)(i * 64) + (uint32_t)__builtin_ctzll(x), 2);
	}
	return p;
}

/* Written in the portable format of CRoaring (its specification: cookie, keys with
 * cardinality - 1, offsets, containers) and read back: adding bit by bit is many times
 * slower, and the bits of a request are turned at every request. */
static enum err
to_roaring(struct work *w, const struct facet_bits *b, const roaring_bitmap_t **ret)
{
	size_t n_words = facet_words(b->n), n_keys = (n_words + 1023) / 1024, i, k, used = 0;
	uint32_t *n_bits = arena_array(w->a, uint32_t, n_keys + 1);
	char *buf, *head, *offs, *p;
	roaring_bitmap_t *r;

	if (n_bits == NULL)
		return E_NOMEM;
	for (i = 0; i < n_words; i++)
		n_bits[i / 1024] += (uint32_t)__builtin_popcountll(b->w[i]);
	for (k = 0; k < n_keys; k++)
		used += n_bits[k] > 0;
	buf = arena_alloc(w->a, 8 + used * (4 + 4 + 8192));
	if (buf == NULL)
		return E_NOMEM;
	head = le(le(buf, 12346, 4), (uint32_t)used, 4);
	offs = head + used * 4;
	p = offs + used * 4;
	for (k = 0; k < n_keys; k++) {
		size_t at = k * 1024, n = n_words - at < 1024 ? n_words - at : 1024;

		if (n_bits[k] == 0)
			continue;
		head = le(le(head, (uint32_t)k, 2), n_bits[k] - 1, 2);
		offs = le(offs, (uint32_t)(p - buf), 4);
		p = words_write(p, b->w + at, n, n_bits[k]);
	}
	r = used == 0 ? roaring_bitmap_create() :
			roaring_bitmap_portable_deserialize_safe(buf, (size_t)(p - buf));
	TRY(own(w, r));
	*ret = r;
	return OK;
}

/* ---- the sets --------------------------------------------------------------------- */

/* NULL: no item has the value. */
static const roaring_bitmap_t *
value_bits(const struct work *w, int f, uint32_t value)
{
	const struct facet_val *v;
	size_t i;

	for (i = 0; i < w->ask->n_extra; i++)
		if (w->ask->extra[i].facet == f && w->ask->extra[i].value == value)
			return w->extra[i];
	v = facet_val_find(&w->s->dims[f], value);
	return v != NULL ? v->bits : NULL;
}

/* P(f), without one chosen value when `but` is not NULL; *ret NULL when nothing is chosen. */
static enum err
pick_bits(struct work *w, int f, const uint32_t *but, const roaring_bitmap_t **ret)
{
	bool all = w->s->dims[f].join == FACET_ALL;
	roaring_bitmap_t *sum = NULL;
	size_t i, j;

	*ret = NULL;
	for (i = 0; i < w->ask->n_picks; i++) {
		const struct facet_pick *pk = &w->ask->picks[i];

		for (j = 0; pk->facet == f && j < pk->n; j++) {
			const roaring_bitmap_t *v = value_bits(w, f, pk->values[j]);

			if (but != NULL && pk->values[j] == *but)
				continue;
			if (sum == NULL) {
				sum = v != NULL ? roaring_bitmap_copy(v) : roaring_bitmap_create();
				TRY(own(w, sum));
			} else if (v == NULL) {
				if (all)
					roaring_bitmap_clear(sum);
			} else if (all) {
				roaring_bitmap_and_inplace(sum, v);
			} else {
				roaring_bitmap_or_inplace(sum, v);
			}
		}
	}
	*ret = sum;
	return OK;
}

static enum err
sets_make(struct work *w)
{
	const roaring_bitmap_t *left[FACET_MAX + 1] = { NULL }, *right = NULL, *b;
	int f, n = w->s->n_dims;
	size_t i;

	w->extra = arena_array(w->a, const roaring_bitmap_t *, w->ask->n_extra + 1);
	if (w->extra == NULL)
		return E_NOMEM;
	for (i = 0; i < w->ask->n_extra; i++)
		TRY(to_roaring(w, w->ask->extra[i].bits, &w->extra[i]));
	for (i = 0; i < w->ask->n_within; i++) {
		TRY(to_roaring(w, w->ask->within[i], &b));
		TRY(both(w, w->within, b, &w->within));
	}
	left[0] = w->within;
	for (f = 0; f < n; f++) {
		TRY(pick_bits(w, f, NULL, &w->pick[f]));
		TRY(both(w, left[f], w->pick[f], &left[f + 1]));
	}
	w->result = left[n];
	for (f = n - 1; f >= 0; f--) {
		if (w->pick[f] == NULL) {
			w->base[f] = w->result;
			continue;
		}
		TRY(both(w, left[f], right, &w->base[f]));
		TRY(both(w, w->pick[f], right, &right));
	}
	return OK;
}

/* ---- counts ------------------------------------------------------------------------- */

static int
n_cmp(const void *pa, const void *pb)
{
	const struct facet_n *a = pa, *b = pb;

	return (a->value > b->value) - (a->value < b->value);
}

/* Values the set does not know: extras, and chosen ones, which must stay in sight. */
static void
count_strangers(const struct work *w, int f, const roaring_bitmap_t *base, struct facet_ns *ns)
{
	const struct facet_ask *ask = w->ask;
	size_t i, j, k, known = ns->n;

	for (i = 0; i < ask->n_extra; i++) {
		const struct facet_extra *x = &ask->extra[i];

		if (x->facet == f && facet_val_find(&w->s->dims[f], x->value) == NULL)
			ns->p[ns->n++] = (struct facet_n){ x->value,
			    card_both(w, base, w->extra[i]) };
	}
	for (i = 0; i < ask->n_picks; i++) {
		for (j = 0; ask->picks[i].facet == f && j < ask->picks[i].n; j++) {
			uint32_t v = ask->picks[i].values[j];

			for (k = known; k < ns->n && ns->p[k].value != v; k++)
				;
			if (k == ns->n && value_bits(w, f, v) == NULL)
				ns->p[ns->n++] = (struct facet_n){ v, 0 };
		}
	}
	if (ns->n > known)
		qsort(ns->p, ns->n, sizeof *ns->p, n_cmp);
}

static enum err
counts_make(struct work *w, int f, struct facet_ns *ret)
{
	const struct facet_dim *d = &w->s->dims[f];
	const roaring_bitmap_t *base = d->join == FACET_ALL ? w->result : w->base[f];
	bool none = base != NULL && roaring_bitmap_is_empty(base);
	size_t i, room = d->vals.n + w->ask->n_extra;

	for (i = 0; i < w->ask->n_picks; i++)
		room += w->ask->picks[i].n;
	ret->p = arena_array(w->a, struct facet_n, room + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	ret->n = d->vals.n;
	for (i = 0; i < d->vals.n; i++) {
		const struct facet_val *v = &d->vals.p[i];

		ret->p[i].value = v->value;
		if (!none)
			ret->p[i].n = base == NULL ?
			    v->n :
			    (uint32_t)roaring_bitmap_and_cardinality(base, v->bits);
	}
	for (i = 0; i < w->ask->n_extra; i++) {
		const struct facet_extra *x = &w->ask->extra[i];
		const struct facet_val *v = x->facet == f ? facet_val_find(d, x->value) : NULL;

		if (v != NULL)
			ret->p[v - d->vals.p].n = card_both(w, base, w->extra[i]);
	}
	count_strangers(w, f, base, ret);
	return OK;
}

static enum err
relax_make(struct work *w, struct facet_answer *ret)
{
	const roaring_bitmap_t *b, *all = NULL;
	size_t i, j, n = 0;
	int f;

	for (i = 0; i < w->ask->n_picks; i++)
		n += w->ask->picks[i].n;
	ret->relax = arena_array(w->a, struct facet_relax, n + 1);
	if (ret->relax == NULL)
		return E_NOMEM;
	for (i = 0; i < w->ask->n_picks; i++) {
		for (j = 0; j < w->ask->picks[i].n; j++) {
			struct facet_relax *r = &ret->relax[ret->n_relax++];

			r->facet = f = w->ask->picks[i].facet;
			r->value = w->ask->picks[i].values[j];
			TRY(pick_bits(w, f, &r->value, &b));
			r->n = card_both(w, w->base[f], b);
		}
	}
	for (f = 0; f < w->s->n_dims; f++)
		TRY(both(w, all, w->pick[f], &all));
	ret->relax_within = card(w, all);
	return OK;
}

/* ---- the page ------------------------------------------------------------------------- */

static uint32_t
ord_at(const struct work *w, int k, uint32_t at)
{
	uint32_t n = (uint32_t)w->s->ids.n;

	if (w->ask->descending)
		at = n - 1 - at;
	return k < w->s->n_sorts ? w->s->perm[k][at] : at;
}

struct marks { uint64_t *w; const uint32_t *rank; uint32_t n; bool descending; };

static bool
mark(uint32_t ord, void *p)
{
	const struct marks *m = p;
	uint32_t at = m->rank != NULL ? m->rank[ord] : ord;

	if (m->descending)
		at = m->n - 1 - at;
	m->w[at / 64] |= (uint64_t)1 << (at % 64);
	return true;
}

/* By marking every item of the set at its place in the order: linear, whatever `skip` is. */
static enum err
page_marked(struct work *w, const roaring_bitmap_t *set, int k, uint32_t skip, uint32_t want,
    uint32_t *out)
{
	uint32_t n = (uint32_t)w->s->ids.n;
	struct marks m = { arena_array(w->a, uint64_t, facet_words(n) + 1),
	    k < w->s->n_sorts ? w->s->rank[k] : NULL, n, w->ask->descending };
	size_t i;

	if (m.w == NULL)
		return E_NOMEM;
	roaring_iterate(set, mark, &m);
	for (i = 0; want > 0; i++) {
		uint64_t x = m.w[i];
		uint32_t here = (uint32_t)__builtin_popcountll(x);

		if (here <= skip) {
			skip -= here;
			continue;
		}
		for (; x != 0 && want > 0; x &= x - 1) {
			if (skip > 0) {
				skip--;
				continue;
			}
			*out++ = ord_at(w, k, (uint32_t)(i * 64) + (uint32_t)__builtin_ctzll(x));
			want--;
		}
	}
	return OK;
}

/* `want` items of `set` (which has them) after `skip` in sort k. A short walk down the order
 * comes first: where the set is large, the page is near. It has a budget, because a filter
 * that goes with the order may put everything at its end. */
static enum err
page_sorted(struct work *w, const roaring_bitmap_t *set, int k, uint32_t skip, uint32_t want,
    uint32_t *out)
{
	uint64_t n = w->s->ids.n, total = card(w, set), budget = (total + n / 64) / 6 + 64;
	uint32_t at, seen = 0, got = 0;

	if (set == NULL) {
		for (at = 0; at < want; at++)
			out[at] = ord_at(w, k, skip + at);
		return OK;
	}
	if ((skip + (uint64_t)want) * n / (total + 1) > budget)
		return page_marked(w, set, k, skip, want, out);
	for (at = 0; at < n && at < budget && got < want; at++) {
		uint32_t ord = ord_at(w, k, at);

		if (roaring_bitmap_contains(set, ord) && seen++ >= skip)
			out[got++] = ord;
	}
	return got == want ? OK : page_marked(w, set, k, skip, want, out);
}

/* The ranked items first; the rest of the result follows in sort 0. */
static enum err
page_ranked(struct work *w, uint32_t skip, uint32_t want, uint32_t *out)
{
	const struct facet_ask *ask = w->ask;
	roaring_bitmap_t *rest, *top;
	uint32_t seen = 0, got = 0;
	size_t i;

	for (i = 0; i < ask->n_ranked && got < want; i++)
		if ((w->result == NULL || roaring_bitmap_contains(w->result, ask->ranked[i])) &&
		    seen++ >= skip)
			out[got++] = ask->ranked[i];
	if (got == want)
		return OK;
	top = roaring_bitmap_of_ptr(ask->n_ranked, ask->ranked);
	TRY(own(w, top));
	rest = w->result != NULL ? roaring_bitmap_copy(w->result) :
				   roaring_bitmap_from_range(0, w->s->ids.n, 1);
	TRY(own(w, rest));
	roaring_bitmap_andnot_inplace(rest, top);
	return page_sorted(w, rest, 0, skip + got - seen, want - got, out + got);
}

static enum err
page_make(struct work *w, struct facet_answer *ret)
{
	const struct facet_ask *ask = w->ask;
	uint32_t left = ask->skip < ret->total ? ret->total - ask->skip : 0;
	uint32_t want = ask->limit < left ? ask->limit : left;

	ret->ords = arena_array(w->a, uint32_t, (size_t)want + 1);
	if (ret->ords == NULL)
		return E_NOMEM;
	ret->n = want;
	if (want == 0)
		return OK;
	if (ask->sort < 0)
		return page_ranked(w, ask->skip, want, ret->ords);
	return page_sorted(w, w->result, ask->sort, ask->skip, want, ret->ords);
}

static enum err
answer(struct work *w, struct facet_answer *ret)
{
	int f;

	TRY(sets_make(w));
	ret->total = card(w, w->result);
	for (f = 0; f < w->s->n_dims; f++)
		TRY(counts_make(w, f, &ret->counts[f]));
	ret->relax_within = ret->total;
	if (ret->total == 0)
		TRY(relax_make(w, ret));
	return page_make(w, ret);
}

enum err
facet_ask(const struct facet_set *s, struct arena *a, const struct facet_ask *ask,
    struct facet_answer *ret)
{
	struct work w = { .s = s, .ask = ask, .a = a };
	struct facet_answer ans = { 0 };
	enum err e;
	size_t i;

	ASSERT(s->tmp == NULL);
	for (i = 0; i < ask->n_picks; i++)
		ASSERT(ask->picks[i].facet >= 0 && ask->picks[i].facet < s->n_dims);
	e = answer(&w, &ans);
	for (i = 0; i < w.own.n; i++)
		roaring_bitmap_free(w.own.p[i]);
	if (e == OK)
		*ret = ans;
	return e;
}
