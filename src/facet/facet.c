/* facet.c - building a set: items, values, orders. Asking is in ask.c. */
#include "facet/set.h"
#include <stdlib.h>

#define FACET_MEMORY (1024 * MiB)	/* of one set, CRoaring's own blocks apart */
#define FACET_SLOTS 64			/* first size of a value table, a power of two */

enum err
facet_new(int n_facets, const enum facet_join *join, int n_sorts, struct facet_set **ret)
{
	struct arena *keep, *tmp;
	struct facet_set *s;
	int f;

	if (n_facets < 0 || n_facets > FACET_MAX || n_sorts < 0 || n_sorts > FACET_SORTS)
		return E_LIMIT;
	keep = arena_new(FACET_MEMORY);
	tmp = arena_new(FACET_MEMORY);
	s = keep != NULL && tmp != NULL ? arena_make(keep, struct facet_set) : NULL;
	if (s == NULL) {
		arena_free(tmp);
		arena_free(keep);
		return E_NOMEM;
	}
	s->keep = keep;
	s->tmp = tmp;
	s->n_dims = n_facets;
	s->n_sorts = n_sorts;
	for (f = 0; f < n_facets; f++)
		s->dims[f].join = join != NULL ? join[f] : FACET_ANY;
	*ret = s;
	return OK;
}

void
facet_free(struct facet_set *s)
{
	struct arena *keep, *tmp;
	int f;
	size_t i;

	if (s == NULL)
		return;
	for (f = 0; f < s->n_dims; f++)
		for (i = 0; i < s->dims[f].vals.n; i++)
			roaring_bitmap_free(s->dims[f].vals.p[i].bits);
	keep = s->keep; /* the set itself lies in there */
	tmp = s->tmp;
	arena_free(tmp);
	arena_free(keep);
}

enum err
facet_item(struct facet_set *s, int64_t id, uint32_t *ret_ord)
{
	int k;

	ASSERT(s->tmp != NULL);
	if (s->ids.n >= FACET_MAX_ITEMS)
		return E_LIMIT;
	for (k = 0; k < s->n_sorts; k++) {
		if (!vec_room_(s->tmp, (void **)&s->keys[k].p, s->ids.n, &s->keys[k].cap,
			sizeof *s->keys[k].p))
			return E_NOMEM;
		s->keys[k].p[s->ids.n] = 0;
	}
	TRY(VEC_PUSH(s->keep, &s->ids, id));
	*ret_ord = (uint32_t)(s->ids.n - 1);
	return OK;
}

/* ---- values --------------------------------------------------------------- */

static size_t
slot_of(const struct facet_dim *d, uint32_t value)
{
	size_t i = (value * (size_t)2654435761u >> 7) & (d->n_slots - 1);

	while (d->slots[i] != 0 && d->vals.p[d->slots[i] - 1].value != value)
		i = (i + 1) & (d->n_slots - 1);
	return i;
}

static enum err
slots_grow(struct facet_set *s, struct facet_dim *d)
{
	size_t n = d->n_slots ? d->n_slots * 2 : FACET_SLOTS, i;
	uint32_t *slots = arena_array(s->tmp, uint32_t, n);

	if (slots == NULL)
		return E_NOMEM;
	d->slots = slots;
	d->n_slots = n;
	for (i = 0; i < d->vals.n; i++)
		d->slots[slot_of(d, d->vals.p[i].value)] = (uint32_t)i + 1;
	return OK;
}

enum err
facet_value(struct facet_set *s, uint32_t ord, int facet, uint32_t value)
{
	struct facet_dim *d;
	struct facet_val v = { .value = value };
	size_t slot;

	ASSERT(s->tmp != NULL && ord < s->ids.n && facet >= 0 && facet < s->n_dims);
	d = &s->dims[facet];
	if (d->vals.n * 2 >= d->n_slots)
		TRY(slots_grow(s, d));
	slot = slot_of(d, value);
	if (d->slots[slot] == 0) {
		v.bits = roaring_bitmap_create();
		if (v.bits == NULL)
			return E_NOMEM;
		if (VEC_PUSH(s->keep, &d->vals, v) != OK) {
			roaring_bitmap_free(v.bits);
			return E_NOMEM;
		}
		d->slots[slot] = (uint32_t)d->vals.n;
	}
	roaring_bitmap_add(d->vals.p[d->slots[slot] - 1].bits, ord);
	return OK;
}

enum err
facet_sort(struct facet_set *s, uint32_t ord, int k, int64_t key)
{
	ASSERT(s->tmp != NULL && ord < s->ids.n && k >= 0 && k < s->n_sorts);
	s->keys[k].p[ord] = key;
	return OK;
}

/* ---- the end of building ---------------------------------------------------- */

struct place { int64_t key, id; uint32_t ord; };

static int
place_cmp(const void *pa, const void *pb)
{
	const struct place *a = pa, *b = pb;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	if (a->id != b->id)
		return a->id > b->id ? -1 : 1;
	return (a->ord > b->ord) - (a->ord < b->ord);
}

static int
val_cmp(const void *pa, const void *pb)
{
	const struct facet_val *a = pa, *b = pb;

	return (a->value > b->value) - (a->value < b->value);
}

static enum err
order_build(struct facet_set *s, const int64_t *keys, struct place *w, uint32_t **ret_perm,
    uint32_t **ret_rank)
{
	uint32_t *perm, *rank = NULL;
	size_t i, n = s->ids.n;

	for (i = 0; i < n; i++)
		w[i] = (struct place){ keys[i], s->ids.p[i], (uint32_t)i };
	qsort(w, n, sizeof *w, place_cmp);
	perm = arena_array(s->keep, uint32_t, n);
	if (perm == NULL)
		return E_NOMEM;
	for (i = 0; i < n; i++)
		perm[i] = w[i].ord;
	if (ret_rank != NULL) {
		rank = arena_array(s->keep, uint32_t, n);
		if (rank == NULL)
			return E_NOMEM;
		for (i = 0; i < n; i++)
			rank[perm[i]] = (uint32_t)i;
		*ret_rank = rank;
	}
	*ret_perm = perm;
	return OK;
}

enum err
facet_build(struct facet_set *s)
{
	struct place *w;
	size_t i, n = s->ids.n;
	int f, k;

	ASSERT(s->tmp != NULL);
	w = arena_array(s->tmp, struct place, n + 1);
	if (w == NULL)
		return E_NOMEM;
	if (n > 0) {
		for (k = 0; k < s->n_sorts; k++)
			TRY(order_build(s, s->keys[k].p, w, &s->perm[k], &s->rank[k]));
		TRY(order_build(s, s->ids.p, w, &s->by_id, NULL));
	}
	for (f = 0; f < s->n_dims; f++) {
		struct facet_dim *d = &s->dims[f];

		if (d->vals.n > 0)
			qsort(d->vals.p, d->vals.n, sizeof *d->vals.p, val_cmp);
		for (i = 0; i < d->vals.n; i++) {
			roaring_bitmap_run_optimize(d->vals.p[i].bits);
			roaring_bitmap_shrink_to_fit(d->vals.p[i].bits);
			d->vals.p[i].n = (uint32_t)roaring_bitmap_get_cardinality(
			    d->vals.p[i].bits);
		}
		d->slots = NULL;
		d->n_slots = 0;
	}
	for (k = 0; k < s->n_sorts; k++)
		s->keys[k].p = NULL;
	arena_free(s->tmp);
	s->tmp = NULL;
	return OK;
}

/* ---- looking up ----------------------------------------------------------------- */

const struct facet_val *
facet_val_find(const struct facet_dim *d, uint32_t value)
{
	size_t lo = 0, hi = d->vals.n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (d->vals.p[mid].value < value)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < d->vals.n && d->vals.p[lo].value == value ? &d->vals.p[lo] : NULL;
}

size_t
facet_count(const struct facet_set *s)
{
	return s->ids.n;
}

int64_t
facet_id(const struct facet_set *s, uint32_t ord)
{
	ASSERT(ord < s->ids.n);
	return s->ids.p[ord];
}

bool
facet_ord(const struct facet_set *s, int64_t id, uint32_t *ret)
{
	size_t lo = 0, hi = s->ids.n;

	ASSERT(s->tmp == NULL);
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (s->ids.p[s->by_id[mid]] < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == s->ids.n || s->ids.p[s->by_id[lo]] != id)
		return false;
	*ret = s->by_id[lo];
	return true;
}

/* ---- bits made by the caller ------------------------------------------------------ */

enum err
facet_bits_new(const struct facet_set *s, struct facet_bits **ret)
{
	size_t n = facet_words(s->ids.n) + 1;
	struct arena *mem = arena_new(n * sizeof(uint64_t) + 64 * KiB);
	struct facet_bits *b = mem != NULL ? arena_make(mem, struct facet_bits) : NULL;

	if (b != NULL)
		b->w = arena_array(mem, uint64_t, n);
	if (b == NULL || b->w == NULL) {
		arena_free(mem);
		return E_NOMEM;
	}
	b->mem = mem;
	b->n = (uint32_t)s->ids.n;
	*ret = b;
	return OK;
}

void
facet_bits_add(struct facet_bits *b, uint32_t ord)
{
	ASSERT(ord < b->n);
	b->w[ord / 64] |= (uint64_t)1 << (ord % 64);
}

void
facet_bits_free(struct facet_bits *b)
{
	if (b != NULL)
		arena_free(b->mem);
}
