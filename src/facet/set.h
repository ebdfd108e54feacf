/* set.h - what a facet set is made of; for facet.c and ask.c only.
 *
 * Owns    the CRoaring bitmaps of a set, freed by facet_free.
 * Memory  `keep` and `tmp` of the set; bitmaps lie in CRoaring's own heap blocks.
 * Errors  none of its own.
 * Threads as facet.h.
 */
#pragma once
#include "facet/facet.h"
#include <roaring/roaring.h>

struct facet_val {
	uint32_t value;
	uint32_t n;		/* items that have it, in the whole set */
	roaring_bitmap_t *bits;
};

struct facet_dim {
	enum facet_join join;
	VEC(struct facet_val) vals;	/* sorted by value once built */
	uint32_t *slots;		/* while building: hash table of index + 1 */
	size_t n_slots;
};

struct facet_set {
	struct arena *keep;	/* what lives as long as the set */
	struct arena *tmp;	/* what only building needs; NULL once built */
	int n_dims, n_sorts;
	struct facet_dim dims[FACET_MAX];
	VEC(int64_t) ids;		/* by ordinal */
	struct { int64_t *p; size_t cap; } keys[FACET_SORTS];	/* by ordinal */
	uint32_t *perm[FACET_SORTS];	/* place in the order -> ordinal */
	uint32_t *rank[FACET_SORTS];	/* ordinal -> place in the order */
	uint32_t *by_id;		/* ordinals sorted by id */
};

struct facet_bits {
	struct arena *mem;
	uint32_t n;		/* bits beyond are never set */
	uint64_t *w;
};

static inline size_t
facet_words(size_t n_bits)
{
	return (n_bits + 63) / 64;
}

const struct facet_val *facet_val_find(const struct facet_dim *d, uint32_t value);
