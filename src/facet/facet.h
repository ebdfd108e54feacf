/* facet.h - lists with filters and honest counts, in memory.
 *
 * Owns    nothing on disk: a set is loaded from tables and thrown away.
 * Memory  a set keeps its own heap memory (named limit: FACET_MAX_ITEMS); answers
 *         are in the caller's arena.
 * Errors  E_NOMEM; E_LIMIT. A facet, sort or ordinal out of range is a bug (ASSERT).
 * Threads building: one thread. Asking: any number at a time (a built set is const).
 *
 * An item is known by its ordinal 0..n-1 in the set. For each facet and value there is
 * a compressed bit set (CRoaring) of items. The count beside a value is the number of
 * items that match the text, every *other* facet, and that value: what a click gives.
 * Under FACET_ALL a click adds to what is chosen, so the facet's own values stay in force.
 */
#pragma once
#include "base/base.h"

#define FACET_MAX_ITEMS 2000000
#define FACET_MAX 16		/* facets in a set */
#define FACET_SORTS 6

struct facet_set;

/* Several values of one facet chosen: the union, or all of them. `join` NULL: all FACET_ANY. */
enum facet_join { FACET_ANY, FACET_ALL };
MUST_USE enum err facet_new(int n_facets, const enum facet_join *join, int n_sorts,
    struct facet_set **ret);
void facet_free(struct facet_set *s);

/* While building, items are added in ordinal order. */
MUST_USE enum err facet_item(struct facet_set *s, int64_t id, uint32_t *ret_ord);
MUST_USE enum err facet_value(struct facet_set *s, uint32_t ord, int facet, uint32_t value);
/* The key of an item in sort k (0 when not given): ascending, ties by id descending.
 * `descending` is the exact reverse. */
MUST_USE enum err facet_sort(struct facet_set *s, uint32_t ord, int k, int64_t key);
MUST_USE enum err facet_build(struct facet_set *s);	/* sorts, optimises; no more adding */

size_t facet_count(const struct facet_set *s);
int64_t facet_id(const struct facet_set *s, uint32_t ord);
bool facet_ord(const struct facet_set *s, int64_t id, uint32_t *ret);

/* A bit set of ordinals made by the caller (text search, match results). */
struct facet_bits;
MUST_USE enum err facet_bits_new(const struct facet_set *s, struct facet_bits **ret);
void facet_bits_add(struct facet_bits *b, uint32_t ord);
void facet_bits_free(struct facet_bits *b);

struct facet_pick { int facet; const uint32_t *values; size_t n; };
struct facet_ask {
	const struct facet_pick *picks; size_t n_picks;
	/* Items must be in every one of these (AND), as a text search or a verdict. */
	const struct facet_bits *const *within; size_t n_within;
	/* Facets that come per request, e.g. the verdict for one municipality: value v of
	 * facet f is these bits instead of the set's own. */
	const struct facet_extra {
		int facet; uint32_t value; const struct facet_bits *bits;
	} *extra;
	size_t n_extra;
	int sort;		/* which sort; -1: the order of `ranked` */
	bool descending;
	/* Ordinals best first, each once, for sort -1; what they leave out follows in sort 0. */
	const uint32_t *ranked; size_t n_ranked;
	uint32_t skip, limit;
};
struct facet_n { uint32_t value, n; };
struct facet_ns { struct facet_n *p; size_t n; };
struct facet_answer {
	uint32_t total;
	uint32_t *ords; size_t n;	/* the page */
	/* By value, ascending; zero counts and chosen strangers are there too. */
	struct facet_ns counts[FACET_MAX];
	/* For an empty answer: what each chosen value gives when it alone is removed. */
	struct facet_relax { int facet; uint32_t value; uint32_t n; } *relax; size_t n_relax;
	uint32_t relax_within;	/* what dropping `within` gives; else the total */
};
MUST_USE enum err facet_ask(const struct facet_set *s, struct arena *a, const struct facet_ask *ask,
    struct facet_answer *ret);
