/* calendar_test.c - days. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "calendar/calendar.h"

static struct arena *arena;

static void
is_str(struct str got, const char *want)
{
	if (!str_is(got, want))
		fail_msg("got «%.*s», want «%s»", FMT(got), want);
}

static int32_t
day(int y, int m, int d)
{
	return day_num((struct day){ y, m, d });
}

static void
test_count(void **state)
{
	(void)state;
	assert_int_equal(day(1970, 1, 1), 0);
	assert_int_equal(day(2000, 3, 1), 11017);
	assert_int_equal(day_weekday(day(2026, 12, 2)), 2);
	assert_int_equal(day_weekday(0), 3);
	assert_int_equal(day_weekday(-1), 2);
	for (int32_t n = day(1, 1, 1); n <= day(9999, 12, 31); n++) {
		struct day d = day_from(n);
		if (day_num(d) != n || d.m < 1 || d.m > 12 || d.d < 1 || d.d > 31)
			fail_msg("day %d", n);
	}
	/* 23:30 UTC of 1 June is already 2 June in Moscow. */
	assert_int_equal(day_of(1748820600, 180), day(2025, 6, 2));
	assert_int_equal(day_of(1748820600, 0), day(2025, 6, 1));
	assert_int_equal(day_start(day(2025, 6, 2), 180), 1748811600);
	assert_int_equal(day_of(-1, 0), -1);
}

static void
test_parse(void **state)
{
	static const char *const good[] = {
		"2.6.2025", "02.06.2025", " 2025-06-02 ", "2 июня 2025", "2 Июня 2025 года",
		"2\u00A0июня 2025 г.", "2 June 2025", "2 june 2025", "02 ИЮНЯ 2025",
	};
	static const char *const bad[] = {
		"",
		"2",
		"31.04.2025",
		"29.02.2025",
		"2.13.2025",
		"0.1.2025",
		"2025-6",
		"2.6.25",
		"2 июнь 2025",
		"32 мая 2025",
		"2025-06-02x",
		"a.b.c",
		"2 июня",
		"1.1.0000",
		"2..2025",
		"2 июня 2025 вечером",
	};
	int32_t got = -1;

	(void)state;
	for (size_t i = 0; i < LEN(good); i++) {
		got = -1;
		if (!day_parse(str_c(good[i]), &got) || got != day(2025, 6, 2))
			fail_msg("%s: %d", good[i], got);
	}
	got = 77;
	for (size_t i = 0; i < LEN(bad); i++)
		if (day_parse(str_c(bad[i]), &got))
			fail_msg("%s was taken", bad[i]);
	assert_int_equal(got, 77);
	assert_true(day_parse(S("1 сентября 2026"), &got));
	assert_int_equal(got, day(2026, 9, 1));
	assert_true(day_parse(S("3 АВГУСТА 2026"), &got));
	assert_true(day_parse(S("3 Сентября 2026"), &got));
	assert_true(day_parse(S("29.02.2024"), &got));
}

static void
test_rel(void **state)
{
	int32_t got;

	(void)state;
	assert_true(day_parse_rel(S("today"), 100, &got) && got == 100);
	assert_true(day_parse_rel(S("today+30"), 100, &got) && got == 130);
	assert_true(day_parse_rel(S(" today-7"), 100, &got) && got == 93);
	assert_true(day_parse_rel(S("2025-06-02"), 100, &got) && got == day(2025, 6, 2));
	assert_false(day_parse_rel(S("today+"), 100, &got));
	assert_false(day_parse_rel(S("today*2"), 100, &got));
	assert_false(day_parse_rel(S("todayish"), 100, &got));
}

static struct str
said(int32_t d, enum day_form f, bool en)
{
	struct buf b;

	buf_init(&b, arena, 256);
	put_day(&b, d, day(2026, 5, 1), f, en);
	return buf_str(&b);
}

static void
test_say(void **state)
{
	struct buf b;
	int32_t d = day(2026, 12, 2);

	(void)state;
	is_str(said(d, DAY_SHORT, false), "2\u00A0декабря");
	is_str(said(day(2025, 6, 2), DAY_SHORT, false), "2\u00A0июня 2025");
	is_str(said(d, DAY_YEAR, false), "2\u00A0декабря 2026\u00A0года");
	is_str(said(d, DAY_YEAR, true), "2\u00A0December 2026");
	is_str(said(d, DAY_WEEKDAY, false), "среда, 2\u00A0декабря 2026\u00A0года");
	is_str(said(d, DAY_WEEKDAY, true), "Wednesday, 2\u00A0December 2026");
	buf_init(&b, arena, 256);
	put_day_iso(&b, d);
	put_day_field(&b, d);
	is_str(buf_str(&b), "2026-12-0202.12.2026");
	buf_reset(&b);
	put_http_date(&b, 784111777);
	is_str(buf_str(&b), "Sun, 06 Nov 1994 08:49:37 GMT");
	buf_reset(&b);
	put_rfc3339(&b, 784111777);
	put_ical(&b, 784111777);
	is_str(buf_str(&b), "1994-11-06T08:49:37Z19941106T084937Z");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_count), cmocka_unit_test(test_parse),
		cmocka_unit_test(test_rel), cmocka_unit_test(test_say),
	};

	arena = arena_new(1 * MiB);
	int bad = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return bad;
}
