/* bench.h - what the measuring programs share: chance with a seed, times, JSON on stdout.
 *
 * Owns    nothing.
 * Memory  a list of times is on the heap until times_free.
 * Errors  must() names what failed and ends the program: half a measurement is none.
 * Threads one.
 */
#pragma once
#include <stdio.h>
#include <stdlib.h>

#include "base/base.h"

static inline void
must_(enum err e, const char *what)
{
	if (e == OK)
		return;
	fprintf(stderr, "bench: %s: %s\n", what, err_name(e));
	exit(1);
}
#define must(call) must_((call), #call)

/* splitmix64 (Steele, Lea, Flood, 2014): the same numbers from the same seed everywhere. */
static inline uint64_t
chance(uint64_t *seed)
{
	uint64_t z = *seed += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static inline uint32_t
chance_below(uint64_t *seed, uint32_t n)
{
	return (uint32_t)((chance(seed) >> 32) * n >> 32);
}

static inline double
chance_unit(uint64_t *seed)
{
	return (double)(chance(seed) >> 11) * 0x1p-53;
}

struct times {
	double *us;
	size_t n, cap;
};

static inline void
times_add(struct times *t, int64_t us)
{
	if (t->n == t->cap) {
		t->cap = t->cap ? t->cap * 2 : 1024;
		t->us = realloc(t->us, t->cap * sizeof *t->us);
		ASSERT(t->us != NULL);
	}
	t->us[t->n++] = (double)us;
}

static inline int
times_cmp(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static inline double
times_at(struct times *t, double q)
{
	size_t at = (size_t)((double)t->n * q);

	if (t->n == 0)
		return 0;
	qsort(t->us, t->n, sizeof *t->us, times_cmp);
	return t->us[at < t->n ? at : t->n - 1];
}

/* {"name":…,"n":…,"p50":…,"p99":…,"max":…} in milliseconds, a line each; the list ends. */
static inline void
times_say(struct times *t, const char *name)
{
	printf("{\"name\":\"%s\",\"n\":%zu,\"p50\":%.4f,\"p99\":%.4f,\"max\":%.4f}\n", name, t->n,
	    times_at(t, 0.5) / 1e3, times_at(t, 0.99) / 1e3, times_at(t, 1) / 1e3);
	fflush(stdout);
	free(t->us);
	*t = (struct times){ 0 };
}
