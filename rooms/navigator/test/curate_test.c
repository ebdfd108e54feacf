/* curate_test.c - drafts compared field by field. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>


#include "navigator/curate.h"
#include "navigator/links.h"

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

static struct draft
sample(void)
{
	struct draft d = { .title = S("Мера"), .level = 2, .money = 1, .applicants = 5,
		.amount_max = { 100, true }, .cofin_min = { 2.5, true }, .closes = { 20000, true },
		.places = { S("24000000"), S("01000000") }, .n_places = 2, .n_steps = 1 };

	d.steps[0] = (struct draft_step){ S("Шаг"), S("Текст"), { 20001, true } };
	return d;
}

static void
fields(void **state)
{
	struct draft x = sample(), y = sample();

	(void)state;
	assert_int_equal(draft_diff(a, &x, &y), 0);
	y.places[0] = S("01000000");
	y.places[1] = S("24000000");
	assert_int_equal(draft_diff(a, &x, &y), 0); /* order means nothing */
	for (int f = 0; f < DF_N; f++) {
		struct draft z = sample();

		draft_take(&z, &(struct draft){ .title = S("Другая"), .level = 1, .demo = true },
		    (enum draft_at)f);
		assert_int_equal(draft_diff(a, &x, &z) & ~((uint64_t)1 << f), 0);
	}
	y.steps[0].due.v++;
	y.level = 1;
	assert_int_equal(draft_diff(a, &x, &y), (uint64_t)1 << DF_steps | (uint64_t)1 << DF_level);
	draft_take(&y, &x, DF_steps);
	draft_take(&y, &x, DF_level);
	assert_int_equal(draft_diff(a, &x, &y), 0);
	assert_true(str_is(draft_text(a, &x, DF_steps), "Шаг | Текст | 2024-10-05"));
	assert_true(str_is(draft_text(a, &x, DF_applicants), "municipality,tos"));
	assert_true(str_is(draft_text(a, &x, DF_cofinance_min), "2.5"));
	assert_int_equal(draft_field_find(S("rule")), DF_eligibility);
	assert_int_equal(draft_field_find(S("state")), DF_N);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(fields, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
