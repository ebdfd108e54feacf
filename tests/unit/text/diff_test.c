/* diff_test.c - two texts word by word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "text/diff.h"

static struct arena *a;

static int
setup(void **state)
{
	(void)state;
	a = arena_new(64 * MiB);
	return a ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

/* [gone] {came} and the rest as it is; also that both texts can be had back. */
static void
check_diff(const char *was, const char *now, const char *want)
{
	struct diff_spans d;
	struct buf b, x, y;

	assert_int_equal(word_diff(a, str_c(was), str_c(now), &d), OK);
	buf_init(&b, a, 1 * MiB);
	buf_init(&x, a, 1 * MiB);
	buf_init(&y, a, 1 * MiB);
	for (size_t i = 0; i < d.n; i++) {
		const struct diff_span *s = &d.p[i];

		if (s->kind != DIFF_CAME)
			buf_put(&x, s->text);
		if (s->kind != DIFF_GONE)
			buf_put(&y, s->text);
		buf_putz(&b, s->kind == DIFF_GONE ? "[" : s->kind == DIFF_CAME ? "{" : "");
		buf_put(&b, s->text);
		buf_putz(&b, s->kind == DIFF_GONE ? "]" : s->kind == DIFF_CAME ? "}" : "");
	}
	assert_true(str_is(buf_str(&x), was));
	assert_true(str_is(buf_str(&y), now));
	if (want)
		assert_string_equal(str_z(a, buf_str(&b)), want);
}

static void
words(void **state)
{
	(void)state;
	check_diff("", "", "");
	check_diff("", "новое", "{новое}");
	check_diff("старое", "", "[старое]");
	check_diff("не реже одного раза в год", "не реже двух раз в год",
	    "не реже[ одного раза]{ двух раз} в год");
	check_diff("а б в г", "а в б г", NULL);
	check_diff("1\n2\n3", "1\n3", "1\n[2\n]3");
	check_diff("одинаково", "одинаково", "одинаково");
	check_diff("  два  пробела ", "два пробела", NULL);
}

/* Long texts that have nothing in common come whole, without a table of a billion cells. */
static void
long_texts(void **state)
{
	struct buf x, y;

	(void)state;
	buf_init(&x, a, 1 * MiB);
	buf_init(&y, a, 1 * MiB);
	for (int i = 0; i < 5000; i++) {
		buf_fmt(&x, "а%d ", i);
		buf_fmt(&y, "б%d ", i);
	}
	check_diff(str_z(a, buf_str(&x)), str_z(a, buf_str(&y)), NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(words, setup, teardown),
		cmocka_unit_test_setup_teardown(long_texts, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
