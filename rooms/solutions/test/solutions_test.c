/* solutions_test.c - when a step must be done by, and whom a solution is for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "solutions/sol_impl.h"

static int32_t
day(const char *z)
{
	int32_t d = 0;

	assert_true(day_parse(str_c(z), &d));
	return d;
}

static int64_t
due(const char *start, const char *before, int64_t term, int unit, int since)
{
	struct work_told told = { S(""), S("") };
	struct opt_int d = sol_due(day(start), day(before), term, unit, since, &told);

	assert_true(d.has);
	return d.v;
}

static void
terms_are_reckoned(void **state)
{
	struct work_told told = { S(""), S("") };
	/* a Friday */
	const char *start = "2025-10-10", *before = "2025-10-17";

	(void)state;
	assert_true(!sol_due(day(start), day(start), 5, SOL_NO_TERM, SOL_FROM_START, &told).has);
	assert_true(due(start, before, 1, SOL_CALENDAR, SOL_FROM_START) == day("2025-10-11"));
	assert_true(due(start, before, 1, SOL_WORKING, SOL_FROM_START) == day("2025-10-13"));
	assert_true(due(start, before, 5, SOL_WORKING, SOL_FROM_BEFORE) == day("2025-10-24"));
	assert_true(due(start, before, 7, SOL_CALENDAR, SOL_FROM_BEFORE) == day("2025-10-24"));
	assert_true(due(start, before, 0, SOL_WORKING, SOL_FROM_START) == day(start));
	/* over the January holidays */
	assert_true(
	    due("2025-12-29", "2025-12-29", 30, SOL_CALENDAR, SOL_FROM_START) == day("2026-01-28"));
	assert_true(
	    due("2025-12-29", "2025-12-29", 3, SOL_WORKING, SOL_FROM_START) > day("2026-01-08"));
}

static void
told_days_count(void **state)
{
	struct work_told told = { S("2025-10-13"), S("2025-10-11") };

	(void)state;
	assert_true(sol_due(day("2025-10-10"), 0, 1, SOL_WORKING, SOL_FROM_START, &told).v ==
	    day("2025-10-11"));
	assert_true(sol_due(day("2025-10-10"), 0, 2, SOL_WORKING, SOL_FROM_START, &told).v ==
	    day("2025-10-14"));
}

static void
kinds_are_whole_words(void **state)
{
	struct str some = S(" urban_okrug rural_settlement ");

	(void)state;
	assert_true(sol_has_kind(S(""), S("rural_settlement")));
	assert_true(sol_has_kind(some, S("rural_settlement")));
	assert_true(!sol_has_kind(some, S("urban")));
	assert_true(!sol_has_kind(some, S("urban_okrug_divided")));
	assert_true(sol_kind_known(S("urban_okrug_divided")));
	assert_true(!sol_kind_known(S("village")) && !sol_kind_known(S("")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(terms_are_reckoned),
		cmocka_unit_test(told_days_count),
		cmocka_unit_test(kinds_are_whole_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
