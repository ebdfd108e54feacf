/* arena_test.c - memory: alignment, caps, closers, growth, running out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "base/base.h"

static void
basics(void **st)
{
	struct arena *a = arena_new(8 * MiB);

	(void)st;
	assert_int_equal(arena_used(a), 0);
	for (size_t n = 0; n < 3000; n += 7) {
		char *p = arena_alloc(a, n);

		assert_non_null(p);
		assert_int_equal((uintptr_t)p % 16, 0);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(p[i], 0);
		if (n)
			memset(p, 0xff, n);
	}
	assert_true(arena_used(a) > 600000);
	arena_reset(a);
	assert_int_equal(arena_used(a), 0);
	for (int i = 0; i < 100; i++) { /* zeroed again after use */
		const char *p = arena_alloc(a, 100);

		assert_int_equal(p[0] | p[99], 0);
	}
	assert_null(arena_array(a, int64_t, SIZE_MAX / 4));
	assert_null(arena_alloc(a, SIZE_MAX));
	assert_non_null(arena_array(a, int64_t, 10));
	arena_free(a);
	arena_free(NULL);
}

static void
cap(void **st)
{
	struct arena *a = arena_new(100 * KiB), *tiny = arena_new(0);
	size_t n = 0;

	(void)st;
	assert_null(arena_alloc(a, 101 * KiB));
	while (arena_alloc(a, 1000))
		n += 1000;
	assert_true(n > 80 * KiB && n < 100 * KiB);
	arena_reset(a);
	assert_non_null(arena_alloc(a, 60 * KiB));
	assert_non_null(tiny);
	assert_null(arena_alloc(tiny, 10000));
	arena_free(tiny);
	arena_free(a);
}

static void
grow(void **st)
{
	struct arena *a = arena_new(32 * MiB);
	char *p = arena_alloc(a, 10), *q, *big;

	(void)st;
	memset(p, 'a', 10);
	q = arena_grow(a, p, 10, 200);
	assert_ptr_equal(p, q); /* the last piece grows in place */
	assert_int_equal(q[9], 'a');
	assert_int_equal(q[10] | q[199], 0);
	assert_ptr_equal(arena_grow(a, q, 200, 5), q);
	assert_non_null(arena_alloc(a, 1));
	p = arena_grow(a, q, 200, 400);
	assert_ptr_not_equal(p, q);
	assert_int_equal(p[9], 'a');
	assert_int_equal(p[399], 0);
	assert_non_null(arena_grow(a, NULL, 0, 8));
	/* A big piece does not end the block in use. */
	p = arena_alloc(a, 16);
	big = arena_alloc(a, 4 * MiB);
	big[4 * MiB - 1] = 1;
	q = arena_alloc(a, 16);
	assert_int_equal(q - p, 16);
	arena_free(a);
}

static char order[16];

static void
close_one(void *data)
{
	const char *z = data;

	strncat(order, z, sizeof order - strlen(order) - 1);
}

static void
defers(void **st)
{
	struct arena *a = arena_new(1 * MiB);
	char x[] = "1", y[] = "2";

	(void)st;
	assert_int_equal(arena_defer(a, close_one, x), OK);
	assert_int_equal(arena_defer(a, close_one, y), OK);
	arena_reset(a);
	assert_string_equal(order, "21");
	arena_reset(a);
	assert_string_equal(order, "21");
	assert_int_equal(arena_defer(a, close_one, x), OK);
	arena_free(a);
	assert_string_equal(order, "211");
}

static void
copies(void **st)
{
	struct arena *a = arena_new(1 * MiB);
	char big[1000];
	struct str s;

	(void)st;
	s = str_dup(a, S("ёж"));
	assert_true(str_is(s, "ёж") && s.p[s.n] == 0);
	s = str_dup(a, STR_NONE);
	assert_true(s.p && s.n == 0);
	assert_string_equal(str_z(a, S("abc")), "abc");
	s = str_fmt(a, "%d %s", 5, "x");
	assert_true(str_is(s, "5 x"));
	memset(big, 'z', sizeof big);
	s = str_fmt(a, "%.*s!", 1000, big);
	assert_true(s.n == 1001 && s.p[1000] == '!' && s.p[1001] == 0);
	arena_free(a);
}

struct pair { int64_t a, b; };

static enum err
fill(struct arena *a, size_t *ret_sum)
{
	VEC(struct pair) v = { 0 };
	size_t sum = 0;

	for (int64_t i = 0; i < 5000; i++)
		TRY(VEC_PUSH(a, &v, ((struct pair){ i, -i })));
	for (size_t i = 0; i < v.n; i++)
		sum += (size_t)v.p[i].a;
	*ret_sum = sum;
	return OK;
}

static void
vec(void **st)
{
	size_t sum = 0;
	int64_t nth = 0;
	enum err e;

	(void)st;
	do { /* every allocation fails in its turn */
		struct arena *a = arena_new(4 * MiB);

		alloc_fail_at(++nth);
		e = fill(a, &sum);
		assert_true(alloc_failed() ? e == E_NOMEM && sum == 0 : e == OK);
		alloc_fail_at(0);
		arena_free(a);
	} while (e != OK);
	assert_true(nth > 5);
	assert_int_equal(sum, 4999 * 5000 / 2);
	alloc_fail_at(1);
	assert_null(arena_new(100));
	alloc_fail_at(0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(basics), cmocka_unit_test(cap), cmocka_unit_test(grow),
		cmocka_unit_test(defers), cmocka_unit_test(copies), cmocka_unit_test(vec),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
