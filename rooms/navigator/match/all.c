/* all.c - every measure against every municipality, 512 municipalities at a time.
 *
 * A verdict of many is two bit sets: `yes`, and `may`, which is all but the sure noes. Then
 * `all` is AND on both, `any` is OR on both, and `none` swaps them inverted.
 */
#include "navigator/match/set.h"
#include <stdlib.h>

#define BLOCK_WORDS 8
#define BLOCK (BLOCK_WORDS * 64)

struct planes { uint64_t yes[BLOCK_WORDS], may[BLOCK_WORDS]; };
struct above { int64_t place; uint32_t who; };	/* municipality `who` lies in `place` */

struct block {
	int64_t v[MF_N][BLOCK];			/* columns */
	uint64_t known[MF_N][BLOCK_WORDS];
	struct above above[BLOCK * MATCH_CHAIN];
	size_t n_above;
};

struct all {
	const struct match_set *s;
	uint64_t applicant;
	size_t n, n_words;		/* municipalities; words of a measure's plane */
	struct block *block;
	struct planes *nodes;		/* of the block */
	uint64_t *yes, *may;		/* by measure, n_words each */
};

static int
above_order(const void *pa, const void *pb)
{
	const struct above *a = pa, *b = pb;

	if (a->place != b->place)
		return a->place < b->place ? -1 : 1;
	return (a->who > b->who) - (a->who < b->who);
}

static void
block_fill(struct block *b, const struct passport *p, size_t n, uint64_t applicant)
{
	size_t i, k;
	int f;

	memset(b->known, 0, sizeof b->known);
	b->n_above = 0;
	for (i = 0; i < n; i++) {
		uint64_t bit = (uint64_t)1 << (i % 64);
		size_t n_up = p[i].n_places < MATCH_CHAIN ? p[i].n_places : MATCH_CHAIN;

		for (f = 0; f < MF_N; f++) {
			b->v[f][i] = p[i].v[f];
			if (p[i].known >> f & 1)
				b->known[f][i / 64] |= bit;
		}
		b->v[MF_applicant][i] = (int64_t)applicant;
		b->known[MF_applicant][i / 64] |= bit;
		b->known[MF_territory][i / 64] &= ~bit;
		if (n_up > 0)
			b->known[MF_territory][i / 64] |= bit;
		for (k = 0; k < n_up; k++)
			b->above[b->n_above++] = (struct above){ p[i].places[k], (uint32_t)i };
	}
	qsort(b->above, b->n_above, sizeof *b->above, above_order);
}

/* ---- conditions ------------------------------------------------------------------ */

static void
bits_between(const int64_t *v, int64_t lo, int64_t hi, uint64_t out[BLOCK_WORDS])
{
	size_t w, i;

	for (w = 0; w < BLOCK_WORDS; w++, v += 64) {
		uint64_t x = 0;

		for (i = 0; i < 64; i++)
			x |= (uint64_t)(v[i] >= lo && v[i] <= hi) << i;
		out[w] = x;
	}
}

/* Whether v & mask is `want`, or, turned, is not. */
static void
bits_masked(const int64_t *v, uint64_t mask, uint64_t want, bool turned,
    uint64_t out[BLOCK_WORDS])
{
	size_t w, i;

	for (w = 0; w < BLOCK_WORDS; w++, v += 64) {
		uint64_t x = 0;

		for (i = 0; i < 64; i++)
			x |= (uint64_t)(((uint64_t)v[i] & mask) == want) << i;
		out[w] = turned ? ~x : x;
	}
}

static void
bits_within(const struct block *b, const struct rule_node *n, uint64_t out[BLOCK_WORDS])
{
	size_t i;

	memset(out, 0, BLOCK_WORDS * sizeof *out);
	for (i = 0; i < n->n_places; i++) {
		size_t lo = 0, hi = b->n_above;

		while (lo < hi) {
			size_t mid = lo + (hi - lo) / 2;

			if (b->above[mid].place < n->places[i])
				lo = mid + 1;
			else
				hi = mid;
		}
		for (; lo < b->n_above && b->above[lo].place == n->places[i]; lo++)
			out[b->above[lo].who / 64] |= (uint64_t)1 << (b->above[lo].who % 64);
	}
}

static void
leaf_planes(const struct block *b, const struct rule_node *n, struct planes *ret)
{
	const int64_t *v = b->v[n->field];
	bool blind = n->op == OP_WITHIN && n->n_places == 0; /* never resolved */
	size_t w;

	switch (n->op) {
	case OP_IN:
	case OP_HAS:
	case OP_HAS_ANY: bits_masked(v, n->mask, 0, true, ret->yes); break;
	case OP_NOT_IN:
	case OP_HAS_NONE: bits_masked(v, n->mask, 0, false, ret->yes); break;
	case OP_HAS_ALL: bits_masked(v, n->mask, n->mask, false, ret->yes); break;
	case OP_LT: /* values and bounds are far from the ends of int64 */
		bits_between(v, INT64_MIN, n->lo - 1, ret->yes);
		break;
	case OP_LE: bits_between(v, INT64_MIN, n->lo, ret->yes); break;
	case OP_GT: bits_between(v, n->lo + 1, INT64_MAX, ret->yes); break;
	case OP_GE: bits_between(v, n->lo, INT64_MAX, ret->yes); break;
	case OP_EQ: bits_between(v, n->lo, n->lo, ret->yes); break;
	case OP_BETWEEN: bits_between(v, n->lo, n->hi, ret->yes); break;
	case OP_WITHIN: bits_within(b, n, ret->yes); break;
	case OP_N: break;
	}
	for (w = 0; w < BLOCK_WORDS; w++) {
		uint64_t known = blind ? 0 : b->known[n->field][w];

		ret->yes[w] &= known;
		ret->may[w] = ret->yes[w] | ~known;
	}
}

/* ---- groups and measures ------------------------------------------------------------ */

static void
planes_and(struct planes *x, const struct planes *y)
{
	size_t w;

	for (w = 0; w < BLOCK_WORDS; w++) {
		x->yes[w] &= y->yes[w];
		x->may[w] &= y->may[w];
	}
}

static void
planes_or(struct planes *x, const struct planes *y)
{
	size_t w;

	for (w = 0; w < BLOCK_WORDS; w++) {
		x->yes[w] |= y->yes[w];
		x->may[w] |= y->may[w];
	}
}

static void
group_planes(const struct all *all, const struct set_node *n, struct planes *ret)
{
	const uint32_t *kids = all->s->kids.p + n->kids;
	struct planes x = all->nodes[kids[0]];
	uint32_t i;
	size_t w;

	for (i = 1; i < n->n_kids; i++) {
		if (n->leaf.kind == RULE_ALL)
			planes_and(&x, &all->nodes[kids[i]]);
		else
			planes_or(&x, &all->nodes[kids[i]]);
	}
	for (w = 0; n->leaf.kind == RULE_NONE && w < BLOCK_WORDS; w++) {
		uint64_t yes = x.yes[w];

		x.yes[w] = ~x.may[w];
		x.may[w] = ~yes;
	}
	*ret = x;
}

/* The verdicts of one block into the planes of each measure, from word `at`. */
static void
block_run(const struct all *all, size_t at)
{
	size_t i, w, n_words = all->n_words - at < BLOCK_WORDS ? all->n_words - at : BLOCK_WORDS;

	for (i = 0; i < all->s->nodes.n; i++) {
		const struct set_node *n = &all->s->nodes.p[i];

		if (n->leaf.kind == RULE_LEAF)
			leaf_planes(all->block, &n->leaf, &all->nodes[i]);
		else
			group_planes(all, n, &all->nodes[i]);
	}
	for (i = 0; i < all->s->n; i++) {
		const struct set_measure *m = &all->s->measures[i];
		struct planes x;
		uint32_t c;

		memset(&x, set_refuses(m, all->applicant) ? 0 : 0xff, sizeof x);
		for (c = 0; c < m->n_conds; c++)
			planes_and(&x, &all->nodes[all->s->conds.p[m->conds + c]]);
		for (w = 0; w < n_words; w++) {
			all->yes[i * all->n_words + at + w] = x.yes[w];
			all->may[i * all->n_words + at + w] = x.may[w];
		}
	}
}

/* `may` becomes `unknown`; bits past the last municipality are cleared. */
static enum err
tell(const struct all *all, match_fn *fn, void *ctx)
{
	size_t i, w;

	for (i = 0; i < all->s->n; i++) {
		uint64_t *yes = all->yes + i * all->n_words, *unk = all->may + i * all->n_words;
		struct match_planes pl = { .yes = yes, .unknown = unk, .n_words = all->n_words };

		if (all->n % 64 != 0) {
			uint64_t last = ((uint64_t)1 << (all->n % 64)) - 1;

			yes[all->n_words - 1] &= last;
			unk[all->n_words - 1] &= last;
		}
		for (w = 0; w < all->n_words; w++) {
			unk[w] &= ~yes[w];
			pl.n_yes += (uint32_t)__builtin_popcountll(yes[w]);
			pl.n_unknown += (uint32_t)__builtin_popcountll(unk[w]);
		}
		pl.n_no = (uint32_t)all->n - pl.n_yes - pl.n_unknown;
		TRY(fn(ctx, i, all->s->measures[i].id, &pl));
	}
	return OK;
}

static enum err
run(struct all *all, struct arena *a, const struct passport *p, match_fn *fn, void *ctx)
{
	size_t at;

	all->block = arena_make(a, struct block);
	all->nodes = arena_array(a, struct planes, all->s->nodes.n + 1);
	all->yes = arena_array(a, uint64_t, all->s->n * all->n_words + 1);
	all->may = arena_array(a, uint64_t, all->s->n * all->n_words + 1);
	if (all->block == NULL || all->nodes == NULL || all->yes == NULL || all->may == NULL)
		return E_NOMEM;
	for (at = 0; at < all->n; at += BLOCK) {
		block_fill(
		    all->block, p + at, all->n - at < BLOCK ? all->n - at : BLOCK, all->applicant);
		block_run(all, at / 64);
	}
	return tell(all, fn, ctx);
}

enum err
match_all(const struct match_set *s, const struct passport *passports, size_t n,
    uint64_t applicant, match_fn *fn, void *ctx)
{
	struct all all = { .s = s, .applicant = applicant, .n = n, .n_words = (n + 63) / 64 };
	size_t need = sizeof(struct block) + s->nodes.n * sizeof(struct planes) +
	    2 * s->n * all.n_words * sizeof(uint64_t);
	struct arena *a = arena_new(need + need / 4 + MiB);
	enum err e;

	if (a == NULL)
		return E_NOMEM;
	e = run(&all, a, passports, fn, ctx);
	arena_free(a);
	return e;
}
