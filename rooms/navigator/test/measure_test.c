/* measure_test.c - the words of a measure, its terms, its conditions as a tree. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "calendar/calendar.h"
#include "navigator/lists.h"
#include "navigator/measure_view.h"

#define NB "\xc2\xa0"

static struct arena *a;
static struct ui ui;

static int
setup(void **state)
{
	(void)state;
	a = arena_new(64 * MiB);
	ui = (struct ui){
		.lang = LANG_RU, .arena = a, .today = day_num((struct day){ 2026, 11, 20 })
	};
	return a != NULL ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static void
same(struct str got, const char *want)
{
	if (!str_is(got, want))
		fail_msg("got «%.*s», want «%s»", FMT(got), want);
}

static bool
has(struct str hay, const char *needle)
{
	return str_find(hay, str_c(needle)) >= 0;
}

/* ---- words ----------------------------------------------------------------------- */

static struct opt_int
some(int64_t v)
{
	return (struct opt_int){ v, true };
}

static struct opt_real
real(double v)
{
	return (struct opt_real){ v, true };
}

static void
sums_and_shares(void **state)
{
	const struct opt_int none = { 0 };
	const struct opt_real no = { 0 };

	(void)state;
	same(nav_amount(&ui, none, none), "Сумма не указана");
	same(nav_amount(&ui, none, some(14500000)), "До 14,5" NB "млн" NB "₽");
	same(nav_amount(&ui, some(0), some(60000000)), "До 60" NB "млн" NB "₽");
	same(nav_amount(&ui, some(20000000), none), "От 20" NB "млн" NB "₽");
	same(nav_amount(&ui, some(20000000), some(60000000)),
	    "От 20" NB "млн" NB "₽ до 60" NB "млн" NB "₽");
	same(nav_amount(&ui, some(20000000), some(20000000)), "20" NB "млн" NB "₽");
	same(nav_cofin(&ui, no, no), "не указана");
	same(nav_cofin(&ui, real(0), no), "не нужна");
	same(nav_cofin(&ui, real(0), real(0)), "не нужна");
	same(nav_cofin(&ui, real(5), no), "от 5" NB "%");
	same(nav_cofin(&ui, real(0), real(12.5)), "до 12,5" NB "%");
	same(nav_cofin(&ui, real(1), real(10)), "от 1" NB "% до 10" NB "%");
	same(nav_left(&ui, -1), "срок прошёл");
	same(nav_left(&ui, 0), "сегодня последний день");
	same(nav_left(&ui, 1), "ещё 1 день");
	same(nav_left(&ui, 22), "ещё 22 дня");
}

/* ---- terms ----------------------------------------------------------------------- */

static struct rule
rule_of(const char *json)
{
	struct rule_problems ps = { 0 };
	struct rule r = { 0 };

	if (rule_parse(a, str_c(json), NULL, false, &r, &ps) != OK)
		fail_msg("%s", json);
	return r;
}

static void
territory_and_applicant_are_part_of_the_verdict(void **state)
{
	int64_t places[] = { 24 };
	struct nav_terms t = {
		.rule = rule_of(
		    "{\"all\":[{\"field\":\"population\",\"op\":\"le\",\"value\":50000}]}")
	};
	struct passport p = { .places = { 247, 24, 1 }, .n_places = 3, .name = S("Тейково") };
	uint64_t me = MATCH_BIT(applicant, municipality);
	struct q_places_of row = { .place = 24, .name = S("Ивановская область") };
	struct nav_fit fit;
	struct nav_strs why;
	struct str bad;

	(void)state;
	assert_int_equal(nav_verdict(&t, &p, me), MATCH_UNKNOWN);
	assert_int_equal(passport_set(a, &p, MF_population, S("12 300"), false, &bad), OK);
	assert_int_equal(nav_verdict(&t, &p, me), MATCH_YES);
	t.bounded = true;
	assert_int_equal(nav_verdict(&t, &p, me), MATCH_NO); /* places that are no more */
	t.places = places;
	t.n_places = 1;
	assert_int_equal(nav_verdict(&t, &p, me), MATCH_YES);
	places[0] = 77;
	assert_int_equal(nav_verdict(&t, &p, me), MATCH_NO);
	assert_int_equal(nav_fit(a, &t, &p, me, false, &fit), OK);
	assert_true(fit.outside && !fit.not_theirs);
	assert_int_equal(fit.verdict, MATCH_NO);
	assert_int_equal(
	    nav_reasons(&ui, &t, nav_where(&ui, &(struct q_places_of_rows){ &row, 1 }), &fit, &why),
	    OK);
	assert_int_equal(why.n, 1);
	same(why.p[0], "Мера действует в другом месте: Ивановская область");
	places[0] = 24;
	t.applicants = MATCH_BIT(applicant, tos) | MATCH_BIT(applicant, ngo);
	assert_int_equal(nav_verdict(&t, &p, me), MATCH_NO);
	assert_int_equal(nav_verdict(&t, &p, MATCH_BIT(applicant, ngo)), MATCH_YES);
	assert_int_equal(nav_fit(a, &t, &p, MATCH_BIT(applicant, ngo), false, &fit), OK);
	assert_int_equal(nav_reasons(&ui, &t, S(""), &fit, &why), OK);
	same(why.p[0],
	    "Население: 12" NB "300" NB "человек" NB "— подходит: до" NB "50" NB "000" NB
	    "человек");
}

static void
the_applicant_is_one_that_may_apply(void **state)
{
	(void)state;
	assert_int_equal(nav_applicant(S("tos"), 1), MATCH_BIT(applicant, tos));
	assert_int_equal(nav_applicant(S("nobody"), 0), MATCH_BIT(applicant, municipality));
	assert_int_equal(nav_applicant(STR_NONE, 0), MATCH_BIT(applicant, municipality));
	assert_int_equal(
	    nav_applicant(STR_NONE, MATCH_BIT(applicant, ngo) | MATCH_BIT(applicant, business)),
	    MATCH_BIT(applicant, ngo));
	/* the lists' numbers and the rules' bits are the same order */
	for (int i = 0; i < match_n_options(MF_applicant); i++)
		assert_string_equal(list_code(LIST_applicant, i + 1),
		    match_options[match_fields[MF_applicant].options + i].code);
}

/* ---- conditions as a tree -------------------------------------------------------- */

static void
groups_hold_their_conditions(void **state)
{
	struct rule r = rule_of(
	    "{\"all\":[{\"field\":\"population\",\"op\":\"le\",\"value\":50000},"
	    "{\"any\":[{\"field\":\"status\",\"op\":\"has\",\"value\":\"monotown\"},"
	    "{\"none\":[{\"field\":\"has_landfill\",\"op\":\"eq\",\"value\":true}]}]},"
	    "{\"field\":\"has_general_plan\",\"op\":\"eq\",\"value\":true}]}");
	struct view_measure_lines v;
	struct str s;

	(void)state;
	assert_int_equal(nav_words_tree(a, &r, false, &v), OK);
	assert_int_equal(v.n, 3);
	same(v.p[1].text, "Хотя бы одно из:");
	assert_int_equal(v.p[0].kids.n, 0);
	assert_int_equal(v.p[1].kids.n, 2);
	assert_int_equal(v.p[1].kids.p[1].kids.n, 1);
	same(v.p[1].kids.p[1].kids.p[0].text, "Полигон отходов" NB "— есть");
	same(v.p[2].text, "Генеральный план" NB "— есть");
	assert_int_equal(nav_rule_sentence(a, &r, &s), OK);
	same(s,
	    "Население" NB "— до" NB "50" NB "000" NB "человек; Хотя бы одно из: (Статус" NB
	    "— моногород; "
	    "Ни одного из: (Полигон отходов" NB "— есть)); Генеральный план" NB "— есть");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(sums_and_shares, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    territory_and_applicant_are_part_of_the_verdict, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    the_applicant_is_one_that_may_apply, setup, teardown),
		cmocka_unit_test_setup_teardown(groups_hold_their_conditions, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
