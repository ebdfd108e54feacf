/* forecast_test.c - the next round by the past ones: a table of pasts, and the words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "calendar/calendar.h"
#include "navigator/forecast.h"

#define MOST 6

static int32_t
on(int y, int m, int d)
{
	return day_num((struct day){ y, m, d });
}

struct past { int y, m, d, days; };	/* days 0: the end is not known */
struct row {
	const char *name;
	struct past past[MOST];
	struct day today;
	struct forecast want;
	struct day from, to;
};

static const struct row rows[] = {
	{ "nothing", { { 0 } }, { 2026, 11, 20 }, { 0 }, { 0 }, { 0 } },
	{ "once is no habit", { { 2025, 3, 1, 30 } }, { 2026, 11, 20 }, { 0 }, { 0 }, { 0 } },
	{ "three of three",
	    { { 2024, 2, 10, 30 }, { 2025, 3, 1, 30 }, { 2026, 2, 20, 40 } },
	    { 2026, 11, 20 },
	    { .sure = FC_HIGH, .fits = 3, .of = 3, .length = 30 },
	    { 2027, 2, 10 },
	    { 2027, 3, 1 } },
	{ "the order of rounds does not matter",
	    { { 2026, 2, 20, 40 }, { 2024, 2, 10, 30 }, { 2025, 3, 1, 30 } },
	    { 2026, 11, 20 },
	    { .sure = FC_HIGH, .fits = 3, .of = 3, .length = 30 },
	    { 2027, 2, 10 },
	    { 2027, 3, 1 } },
	{ "two of three",
	    { { 2024, 2, 10, 0 }, { 2025, 8, 1, 0 }, { 2026, 2, 20, 0 } },
	    { 2026, 11, 20 },
	    { .sure = FC_MIDDLE, .fits = 2, .of = 3 },
	    { 2027, 2, 10 },
	    { 2027, 2, 20 } },
	{ "both of two",
	    { { 2025, 9, 15, 10 }, { 2026, 9, 1, 20 } },
	    { 2026, 11, 20 },
	    { .sure = FC_MIDDLE, .fits = 2, .of = 2, .length = 20 },
	    { 2027, 9, 1 },
	    { 2027, 9, 15 } },
	{ "two of four",
	    { { 2023, 5, 1, 0 }, { 2024, 2, 10, 0 }, { 2025, 8, 1, 0 }, { 2026, 2, 20, 0 } },
	    { 2026, 11, 20 },
	    { .sure = FC_LOW, .fits = 2, .of = 4 },
	    { 2027, 2, 10 },
	    { 2027, 2, 20 } },
	{ "now here, now there", { { 2024, 2, 10, 0 }, { 2025, 8, 1, 0 }, { 2026, 5, 20, 0 } },
	    { 2026, 11, 20 }, { 0 }, { 0 }, { 0 } },
	{ "over the turn of the year",
	    { { 2023, 12, 20, 0 }, { 2025, 1, 10, 0 }, { 2025, 12, 25, 0 } },
	    { 2026, 6, 1 },
	    { .sure = FC_HIGH, .fits = 3, .of = 3 },
	    { 2026, 12, 20 },
	    { 2027, 1, 10 } },
	{ "every other year",
	    { { 2022, 4, 1, 0 }, { 2024, 4, 10, 0 }, { 2026, 4, 5, 0 } },
	    { 2026, 11, 20 },
	    { .sure = FC_HIGH, .fits = 3, .of = 3 },
	    { 2028, 4, 1 },
	    { 2028, 4, 10 } },
	{ "a gap in the years takes a step off",
	    { { 2022, 4, 1, 0 }, { 2023, 4, 10, 0 }, { 2024, 4, 3, 0 }, { 2026, 4, 5, 0 } },
	    { 2026, 11, 20 },
	    { .sure = FC_MIDDLE, .fits = 4, .of = 4 },
	    { 2027, 4, 1 },
	    { 2027, 4, 10 } },
	{ "a round that did not come takes a step off",
	    { { 2023, 2, 10, 0 }, { 2024, 2, 20, 0 }, { 2025, 2, 15, 0 } },
	    { 2026, 11, 20 },
	    { .sure = FC_MIDDLE, .fits = 3, .of = 3, .missed = true },
	    { 2027, 2, 10 },
	    { 2027, 2, 20 } },
	{ "within the arc nothing is missed yet",
	    { { 2024, 2, 10, 0 }, { 2025, 3, 10, 0 }, { 2026, 2, 20, 0 } },
	    { 2027, 3, 5 },
	    { .sure = FC_HIGH, .fits = 3, .of = 3 },
	    { 2027, 2, 10 },
	    { 2027, 3, 10 } },
	{ "what is yet to open tells nothing",
	    { { 2025, 9, 15, 0 }, { 2026, 12, 1, 0 } },
	    { 2026, 11, 20 },
	    { 0 },
	    { 0 },
	    { 0 } },
	{ "of two within half a year the later one counts",
	    { { 2025, 8, 1, 0 }, { 2025, 10, 1, 0 }, { 2026, 6, 1, 0 }, { 2026, 10, 5, 0 } },
	    { 2026, 11, 20 },
	    { .sure = FC_MIDDLE, .fits = 2, .of = 2 },
	    { 2027, 10, 1 },
	    { 2027, 10, 5 } },
	{ "leap years and the last day of the year",
	    { { 2023, 12, 31, 0 }, { 2024, 12, 31, 0 }, { 2025, 12, 31, 0 } },
	    { 2026, 11, 20 },
	    { .sure = FC_HIGH, .fits = 3, .of = 3 },
	    { 2026, 12, 31 },
	    { 2026, 12, 31 } },
};

static void
a_table_of_pasts(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(rows); i++) {
		const struct row *t = &rows[i];
		struct forecast_round r[MOST];
		struct forecast f;
		size_t n = 0;

		for (size_t k = 0; k < MOST && t->past[k].y; k++) {
			int32_t day = on(t->past[k].y, t->past[k].m, t->past[k].d);

			r[n++] = (struct forecast_round){ { day, true },
				{ day + t->past[k].days - 1, t->past[k].days > 0 } };
		}
		f = forecast_next(r, n, day_num(t->today));
		if (f.sure != t->want.sure || f.fits != t->want.fits || f.of != t->want.of ||
		    f.length != t->want.length || f.missed != t->want.missed)
			fail_msg("%s: sure %d, %d of %d, %d days, missed %d", t->name, f.sure,
			    f.fits, f.of, f.length, f.missed);
		if (t->from.y && (f.from != day_num(t->from) || f.to != day_num(t->to)))
			fail_msg("%s: from %d-%d-%d to %d-%d-%d", t->name, day_from(f.from).y,
			    day_from(f.from).m, day_from(f.from).d, day_from(f.to).y,
			    day_from(f.to).m, day_from(f.to).d);
	}
}

/* Rounds of chance: whatever comes, the window lies ahead, is no longer than the arc, and counts
 * hold. */
static void
a_thousand_pasts_of_chance(void **state)
{
	uint32_t seed = 20261128;
	int32_t today = on(2026, 11, 20);
	int told = 0;

	(void)state;
	for (int t = 0; t < 1000; t++) {
		struct forecast_round r[40];
		struct forecast f;
		size_t n;

		seed = seed * 1664525 + 1013904223;
		n = seed >> 8 & 31;
		for (size_t i = 0; i < n; i++) {
			seed = seed * 1664525 + 1013904223;
			r[i].opens = (struct opt_int){ today - 5000 + (int)(seed >> 8) % 5400,
				seed >> 28 != 0 };
			r[i].closes = (struct opt_int){ r[i].opens.v + (seed >> 20) % 90, true };
		}
		f = forecast_next(r, n, today);
		if (f.sure == FC_NONE)
			continue;
		told++;
		assert_true(f.to >= today && f.to >= f.from && f.to - f.from < FORECAST_ARC);
		assert_true(f.from < today + 5 * 366);
		assert_true(f.fits >= 2 && f.fits <= f.of && f.of <= FORECAST_ROUNDS);
		assert_true(f.length >= 0 && f.length <= 90);
	}
	assert_true(told > 500);
}

static void
same(struct str got, const char *want)
{
	if (!str_is(got, want))
		fail_msg("got «%.*s», want «%s»", FMT(got), want);
}

static void
the_words(void **state)
{
	struct arena *a = arena_new(1 * MiB);
	struct ui ui = { .lang = LANG_RU, .arena = a, .today = on(2026, 11, 20) };
	struct forecast f = { FC_HIGH, on(2027, 2, 10), on(2027, 3, 1), 3, 3, 30, false };

	(void)state;
	same(forecast_words(&ui, &f),
	    "Следующий приём ожидается в феврале–марте 2027 года: так было 3 года из 3. "
	    "Уверенность высокая.");
	f = (struct forecast){ FC_MIDDLE, on(2027, 2, 10), on(2027, 2, 20), 2, 3, 0, true };
	same(forecast_words(&ui, &f),
	    "Следующий приём ожидается в феврале 2027 года: так было 2 года из 3. "
	    "Уверенность средняя. Прошлый раз приём по этой привычке не открылся.");
	f = (struct forecast){ FC_LOW, on(2026, 12, 20), on(2027, 1, 10), 5, 9, 0, false };
	same(forecast_words(&ui, &f),
	    "Следующий приём ожидается в декабре 2026 — январе 2027 года: так было 5 лет из 9. "
	    "Уверенность низкая.");
	f.sure = FC_NONE;
	same(forecast_words(&ui, &f), "");
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_of_pasts),
		cmocka_unit_test(a_thousand_pasts_of_chance),
		cmocka_unit_test(the_words),
	};

	return cmocka_run_group_tests_name("navigator forecast", tests, NULL, NULL);
}
