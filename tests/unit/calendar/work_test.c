/* work_test.c - working days: whole years against the official counts, and single days. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "calendar/work.h"

static int32_t
day(int y, int m, int d)
{
	return day_num((struct day){ y, m, d });
}

/* Working days of each month as the production calendars print them. */
static void
test_years(void **state)
{
	static const struct { int year, months[12]; } official[] = {
		{ 2025, { 17, 20, 21, 22, 18, 19, 23, 21, 22, 23, 19, 22 } },
		{ 2026, { 15, 19, 21, 22, 19, 21, 23, 21, 22, 22, 20, 22 } },
	};

	(void)state;
	for (size_t y = 0; y < LEN(official); y++) {
		int year = official[y].year;

		for (int m = 1; m <= 12; m++) {
			int32_t first = day(year, m, 1);
			int32_t next = m == 12 ? day(year + 1, 1, 1) : day(year, m + 1, 1);
			int n = work_between(first - 1, next - 1, NULL);

			if (n != official[y].months[m - 1])
				fail_msg("%d-%02d: %d", year, m, n);
		}
		assert_int_equal(work_between(day(year - 1, 12, 31), day(year, 12, 31), NULL), 247);
	}
}

static void
test_days(void **state)
{
	struct work_told told = { S("2027-01-11, 31.12.2027"), S("2027-02-20") };

	(void)state;
	assert_true(work_day(day(2025, 11, 1), NULL)); /* a Saturday that works */
	assert_false(work_day(day(2026, 3, 9), NULL)); /* 8 March was a Sunday */
	assert_false(work_day(day(2026, 5, 11), NULL));
	assert_true(work_day(day(2026, 11, 30), NULL));
	assert_false(work_day(day(2028, 6, 12), NULL));
	assert_int_equal(work_after(day(2026, 11, 27), 1, NULL), day(2026, 11, 30));
	assert_int_equal(work_after(day(2026, 12, 30), 1, NULL), day(2027, 1, 11));
	assert_int_equal(work_after(day(2026, 12, 30), 1, &told), day(2027, 1, 12));
	assert_int_equal(work_after(day(2026, 11, 28), 0, NULL), day(2026, 11, 28));
	assert_int_equal(work_between(day(2026, 11, 30), day(2026, 11, 27), NULL), -1);
	assert_true(work_day(day(2027, 2, 20), &told));
	assert_false(work_day(day(2027, 12, 31), &told));
}

static void
test_told(void **state)
{
	struct str bad = S("");

	(void)state;
	assert_true(work_told_good(S(""), &bad));
	assert_true(work_told_good(S("2027-01-11; 31.12.2027 ,"), &bad));
	assert_false(work_told_good(S("2027-01-11, 2027-02-30"), &bad));
	assert_true(str_is(bad, "2027-02-30"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_years),
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
