/* Facet sets against a slow and obvious second way of counting. */
#include "facet/facet.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <stdio.h>
#include <cmocka.h>

#define MAX_ITEMS 5000
#define MAX_DIMS 5
#define MAX_VALS 12
#define SORTS 2

struct slow {
	uint32_t n;
	int n_dims;
	enum facet_join join[MAX_DIMS];
	int64_t id[MAX_ITEMS], key[SORTS][MAX_ITEMS];
	uint16_t has[MAX_DIMS][MAX_ITEMS];	/* bit v: value v * 7 + 1 */
	bool in[3][MAX_ITEMS];			/* two within, one extra */
};

static uint64_t seed = 88172645463325252u;

static uint32_t
rnd(uint32_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)((seed >> 16) % n);
}

static uint32_t
val(uint32_t v)
{
	return v * 7 + 1;
}

static struct facet_set *
make(struct slow *m, uint32_t n, int n_dims)
{
	struct facet_set *s = NULL;
	uint32_t i, v, ord, n_vals[MAX_DIMS];
	int f, k;

	m->n = n;
	m->n_dims = n_dims;
	for (f = 0; f < n_dims; f++) {
		m->join[f] = rnd(2) ? FACET_ALL : FACET_ANY;
		n_vals[f] = 1 + rnd(MAX_VALS);
	}
	assert_int_equal(facet_new(n_dims, m->join, SORTS, &s), OK);
	for (i = 0; i < n; i++) {
		m->id[i] = (int64_t)i * 3 + (rnd(2) ? 1 : 0);
		assert_int_equal(facet_item(s, m->id[i], &ord), OK);
		assert_int_equal(ord, i);
		for (f = 0; f < n_dims; f++) {
			m->has[f][i] = 0;
			for (v = 0; v < n_vals[f]; v++)
				if (rnd(v + 2) == 0) {
					m->has[f][i] |= (uint16_t)(1u << v);
					assert_int_equal(facet_value(s, i, f, val(v)), OK);
				}
		}
		for (k = 0; k < SORTS; k++) {
			/* the second sort goes with a facet: filters meet its far end */
			m->key[k][i] = k ? m->has[0][i] : (int64_t)rnd(n / 2 + 1) - 5;
			assert_int_equal(facet_sort(s, i, k, m->key[k][i]), OK);
		}
	}
	assert_int_equal(facet_build(s), OK);
	return s;
}

/* One question: what of it is asked, in a form both sides read. */
struct quest {
	uint16_t picks[MAX_DIMS];
	int n_within, extra_dim;	/* -1: none */
	uint32_t extra_value;
	int sort;
	bool desc;
	uint32_t skip, limit, n_ranked, ranked[MAX_ITEMS];
};

static bool
slow_has(const struct slow *m, const struct quest *q, uint32_t i, int f, uint32_t v)
{
	if (q->extra_dim == f && q->extra_value == v)
		return m->in[2][i];
	return v < 16 && (m->has[f][i] >> v & 1);
}

static bool
slow_pick(const struct slow *m, const struct quest *q, uint32_t i, int f, uint16_t picks)
{
	bool some = false, every = true;
	uint32_t v;

	for (v = 0; v < 16; v++)
		if (picks >> v & 1) {
			some |= slow_has(m, q, i, f, v);
			every &= slow_has(m, q, i, f, v);
		}
	return picks == 0 || (m->join[f] == FACET_ALL ? every : some);
}

static bool
slow_in(const struct slow *m, const struct quest *q, uint32_t i, int but, bool within)
{
	int f;

	for (f = 0; within && f < q->n_within; f++)
		if (!m->in[f][i])
			return false;
	for (f = 0; f < m->n_dims; f++)
		if (f != but && !slow_pick(m, q, i, f, q->picks[f]))
			return false;
	return true;
}

static const struct slow *cmp_m;
static const struct quest *cmp_q;

static uint32_t
ranked_at(uint32_t ord)
{
	uint32_t i;

	for (i = 0; i < cmp_q->n_ranked; i++)
		if (cmp_q->ranked[i] == ord)
			return i;
	return UINT32_MAX;
}

static int
slow_cmp(const void *pa, const void *pb)
{
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;
	int k = cmp_q->sort < 0 ? 0 : cmp_q->sort, r;

	if (cmp_q->sort < 0) {
		uint32_t ra = ranked_at(a), rb = ranked_at(b);

		if (ra != rb)
			return ra < rb ? -1 : 1;
	}
	if (cmp_m->key[k][a] != cmp_m->key[k][b])
		r = cmp_m->key[k][a] < cmp_m->key[k][b] ? -1 : 1;
	else
		r = cmp_m->id[a] > cmp_m->id[b] ? -1 : 1;
	return cmp_q->desc ? -r : r;
}

static void
check_page(const struct slow *m, const struct quest *q, const struct facet_answer *r)
{
	static uint32_t ords[MAX_ITEMS];
	uint32_t i, n = 0, want;

	for (i = 0; i < m->n; i++)
		if (slow_in(m, q, i, -1, true))
			ords[n++] = i;
	assert_int_equal(r->total, n);
	cmp_m = m;
	cmp_q = q;
	qsort(ords, n, sizeof *ords, slow_cmp);
	want = q->skip >= n ? 0 : n - q->skip < q->limit ? n - q->skip : q->limit;
	assert_int_equal(r->n, want);
	for (i = 0; i < want; i++)
		assert_int_equal(r->ords[i], ords[q->skip + i]);
}

static void
check_counts(const struct slow *m, const struct quest *q, const struct facet_answer *r)
{
	uint32_t i, n;
	size_t j;
	int f;

	for (f = 0; f < m->n_dims; f++) {
		for (j = 0; j < r->counts[f].n; j++) {
			uint32_t v = (r->counts[f].p[j].value - 1) / 7;

			if (j > 0)
				assert_true(r->counts[f].p[j - 1].value < r->counts[f].p[j].value);
			for (i = n = 0; i < m->n; i++)
				n += slow_in(m, q, i, m->join[f] == FACET_ALL ? -1 : f, true) &&
				    slow_has(m, q, i, f, v);
			assert_int_equal(r->counts[f].p[j].n, n);
		}
		for (i = 0; i < 16; i++) { /* every chosen value is listed */
			for (j = 0; j < r->counts[f].n; j++)
				if (r->counts[f].p[j].value == val(i))
					break;
			if (q->picks[f] >> i & 1)
				assert_true(j < r->counts[f].n);
		}
	}
}

static void
check_relax(const struct slow *m, const struct quest *q, const struct facet_answer *r)
{
	uint32_t i, n;
	size_t j, picked = 0;
	int f;

	for (i = n = 0; i < m->n; i++)
		n += slow_in(m, q, i, -1, false);
	assert_int_equal(r->relax_within, r->total == 0 ? n : r->total);
	for (f = 0; f < m->n_dims; f++)
		picked += (size_t)__builtin_popcount(q->picks[f]);
	assert_int_equal(r->n_relax, r->total == 0 ? picked : 0);
	for (j = 0; j < r->n_relax; j++) {
		struct quest less = *q;

		less.picks[r->relax[j].facet] &= (uint16_t) ~(1u << (r->relax[j].value - 1) / 7);
		for (i = n = 0; i < m->n; i++)
			n += slow_in(m, &less, i, -1, true);
		assert_int_equal(r->relax[j].n, n);
	}
}

static void
quest_random(const struct slow *m, struct quest *q)
{
	uint32_t i, v;
	int f;

	memset(q, 0, sizeof *q);
	for (f = 0; f < m->n_dims; f++)
		for (v = 0; rnd(2) && v < 3; v++)
			q->picks[f] |= (uint16_t)(1u << rnd(MAX_VALS + 1));
	q->n_within = rnd(2) ? 0 : (int)rnd(3);
	q->extra_dim = rnd(2) ? -1 : (int)rnd((uint32_t)m->n_dims);
	q->extra_value = rnd(14);
	q->sort = (int)rnd(SORTS + 1) - 1;
	q->desc = rnd(2);
	q->skip = rnd(3) ? 0 : rnd(m->n + 5);
	q->limit = rnd(5) ? rnd(30) : rnd(m->n + 5);
	if (q->sort < 0 && m->n > 0)
		for (i = rnd(m->n / 2 + 1), v = 1 + rnd(3); i < m->n && q->n_ranked < 200; i += v)
			q->ranked[q->n_ranked++] = i;
}

static enum err
put_question(const struct facet_set *s, struct arena *a, const struct slow *m,
    const struct quest *q, struct facet_bits *const bits[3], struct facet_answer *ret)
{
	const struct facet_bits *within[2] = { bits[0], bits[1] };
	struct facet_extra extra = { q->extra_dim, val(q->extra_value), bits[2] };
	struct facet_pick picks[MAX_DIMS];
	uint32_t values[MAX_DIMS][16], v;
	struct facet_ask ask = { .picks = picks, .within = within,
	    .n_within = (size_t)q->n_within, .extra = &extra, .n_extra = q->extra_dim >= 0,
	    .sort = q->sort, .descending = q->desc, .ranked = q->ranked,
	    .n_ranked = q->n_ranked, .skip = q->skip, .limit = q->limit };
	int f;

	for (f = 0; f < m->n_dims; f++) {
		picks[f] = (struct facet_pick){ f, values[f], 0 };
		for (v = 0; v < 16; v++)
			if (q->picks[f] >> v & 1)
				values[f][picks[f].n++] = val(v);
	}
	ask.n_picks = (size_t)m->n_dims;
	return facet_ask(s, a, &ask, ret);
}

static void
bits_random(struct facet_set *s, struct slow *m, struct facet_bits *bits[3])
{
	uint32_t i, odds;
	int b;

	for (b = 0; b < 3; b++) {
		odds = rnd(3) ? 2 + rnd(4) : 60;
		assert_int_equal(facet_bits_new(s, &bits[b]), OK);
		for (i = 0; i < m->n; i++) {
			m->in[b][i] = rnd(odds) == 0;
			if (m->in[b][i])
				facet_bits_add(bits[b], i);
		}
	}
}

static void
against_brute(void **state)
{
	static struct slow m;
	static struct quest q;
	static const uint32_t sizes[] = { 0, 1, 2, 63, 64, 65, 300, 700 };
	struct arena *a = arena_new(64 * MiB);
	int round, i;

	(void)state;
	for (round = 0; round < 200; round++) {
		struct facet_set *s = make(&m,
		    round % 50 == 49 ? MAX_ITEMS : sizes[(uint32_t)round % LEN(sizes)],
		    1 + (int)rnd(MAX_DIMS));
		struct facet_bits *bits[3];
		uint32_t ord;

		bits_random(s, &m, bits);
		for (i = 0; i < (m.n > 1000 ? 6 : 40); i++) {
			struct facet_answer r;

			quest_random(&m, &q);
			assert_int_equal(put_question(s, a, &m, &q, bits, &r), OK);
			check_page(&m, &q, &r);
			check_counts(&m, &q, &r);
			check_relax(&m, &q, &r);
			arena_reset(a);
		}
		assert_int_equal(facet_count(s), m.n);
		for (i = 0; i < (int)m.n; i++) {
			assert_true(facet_ord(s, m.id[i], &ord));
			assert_int_equal(ord, i);
			assert_int_equal(facet_id(s, ord), m.id[i]);
		}
		assert_false(facet_ord(s, -7, &ord));
		for (i = 0; i < 3; i++)
			facet_bits_free(bits[i]);
		facet_free(s);
	}
	arena_free(a);
}

/* More than one CRoaring container, bits both dense and sparse, pages at both ends. */
static void
large_set(void **state)
{
	struct arena *a = arena_new(256 * MiB);
	struct facet_set *s;
	struct facet_bits *even, *few;
	const struct facet_bits *within[2];
	struct facet_answer r;
	uint32_t i, ord, n = 200000;

	(void)state;
	assert_int_equal(facet_new(1, NULL, 1, &s), OK);
	for (i = 0; i < n; i++) {
		assert_int_equal(facet_item(s, i, &ord), OK);
		assert_int_equal(facet_value(s, i, 0, i % 10), OK);
		assert_int_equal(facet_sort(s, i, 0, -(int64_t)i), OK);
	}
	assert_int_equal(facet_build(s), OK);
	assert_int_equal(facet_bits_new(s, &even), OK);
	assert_int_equal(facet_bits_new(s, &few), OK);
	for (i = 0; i < n; i += 2)
		facet_bits_add(even, i);
	for (i = 0; i < n; i += 1000)
		facet_bits_add(few, i);
	within[0] = even;
	within[1] = few;
	assert_int_equal(facet_ask(s, a, &(struct facet_ask){ .within = within, .n_within = 1,
	    .skip = 99990, .limit = 20 }, &r), OK);
	assert_int_equal(r.total, n / 2);
	assert_int_equal(r.n, 10);
	assert_int_equal(r.ords[9], 0);
	assert_int_equal(r.counts[0].p[4].n, n / 10);
	assert_int_equal(r.counts[0].p[5].n, 0);
	assert_int_equal(facet_ask(s, a, &(struct facet_ask){ .within = within, .n_within = 2,
	    .limit = 3 }, &r), OK);
	assert_int_equal(r.total, n / 1000);
	assert_int_equal(r.ords[0], 199000);
	assert_int_equal(facet_ask(s, a, &(struct facet_ask){ .skip = n - 1, .limit = 3 }, &r), OK);
	assert_int_equal(r.n, 1);
	assert_int_equal(r.ords[0], 0);
	facet_bits_free(even);
	facet_bits_free(few);
	facet_free(s);
	arena_free(a);
}

static void
limits(void **state)
{
	struct facet_set *s = NULL;

	(void)state;
	assert_int_equal(facet_new(FACET_MAX + 1, NULL, 0, &s), E_LIMIT);
	assert_int_equal(facet_new(1, NULL, FACET_SORTS + 1, &s), E_LIMIT);
	assert_null(s);
	facet_free(NULL);
	facet_bits_free(NULL);
}

/* ---- running out of memory ---------------------------------------------------- */

static enum err
whole_life(struct arena *a)
{
	static const enum facet_join join[2] = { FACET_ANY, FACET_ALL };
	static const uint32_t chosen[2] = { 1, 2 };
	const struct facet_pick pick = { 0, chosen, 2 };
	struct facet_set *s = NULL;
	struct facet_bits *b = NULL;
	const struct facet_bits *within;
	struct facet_answer r;
	enum err e = facet_new(2, join, 1, &s);
	uint32_t i, ord;

	for (i = 0; e == OK && i < 300; i++) {
		e = facet_item(s, i, &ord);
		if (e == OK)
			e = facet_value(s, ord, 0, i % 90);
		if (e == OK)
			e = facet_value(s, ord, 1, i % 3);
	}
	if (e == OK)
		e = facet_build(s);
	if (e == OK)
		e = facet_bits_new(s, &b);
	if (e == OK) {
		facet_bits_add(b, 5);
		within = b;
		e = facet_ask(s, a, &(struct facet_ask){ .picks = &pick, .n_picks = 1,
		    .within = &within, .n_within = 1, .limit = 9 }, &r);
	}
	facet_bits_free(b);
	facet_free(s);
	return e;
}

static void
out_of_memory(void **state)
{
	int64_t nth;
	enum err e;

	(void)state;
	for (nth = 1; nth < 10000; nth++) {
		struct arena *a = arena_new(16 * MiB);

		alloc_fail_at(nth);
		e = whole_life(a);
		if (!alloc_failed()) {
			alloc_fail_at(0);
			assert_int_equal(e, OK);
			arena_free(a);
			break;
		}
		alloc_fail_at(0);
		assert_int_equal(e, E_NOMEM);
		arena_free(a);
	}
	assert_true(nth > 5 && nth < 10000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(against_brute),
		cmocka_unit_test(large_set),
		cmocka_unit_test(limits),
		cmocka_unit_test(out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
