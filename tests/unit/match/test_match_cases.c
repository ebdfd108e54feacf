/* What each operation, message and sentence must be, by hand. */
#include "navigator/match/match.h"
#include "brute.h"
#include "tree.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#define NB "\xc2\xa0"
#define ME MATCH_BIT(applicant, municipality)

static struct arena *a;

static int
setup(void **state)
{
	(void)state;
	a = arena_new(64 * MiB);
	return a != NULL ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static struct rule
rule_of(const char *json)
{
	struct rule_problems ps = { 0 };
	struct rule r = { 0 };

	if (rule_parse(a, str_c(json), &tree_places, false, &r, &ps) != OK)
		fail_msg("%s: %.*s", json, FMT(ps.n > 0 ? ps.p[0].text : STR_NONE));
	return r;
}

static void
fill(struct passport *p, enum match_field f, const char *text)
{
	struct str problem = STR_NONE;

	if (passport_set(a, p, f, str_c(text), false, &problem) != OK)
		fail_msg("%s: %.*s", text, FMT(problem));
}

static struct passport
town(void)
{
	struct passport p = { 0 };

	fill(&p, MF_kind, "городской округ");
	fill(&p, MF_population, "30 506");
	fill(&p, MF_own_income_share, "12,5 %");
	fill(&p, MF_budget_income, "1,2 млрд ₽");
	fill(&p, MF_status, "monotown, historic");
	fill(&p, MF_programs, "нет");
	fill(&p, MF_has_general_plan, "да");
	fill(&p, MF_has_landfill, "нет");
	tree_home(&p, "10100000");
	p.name = S("Тейково");
	return p;
}

#define NO MATCH_NO
#define UN MATCH_UNKNOWN
#define YES MATCH_YES

static const struct { enum verdict want; const char *field, *op, *value; } leaves[] = {
	{ YES, "kind", "in", "[\"urban_okrug\",\"rural_settlement\"]" },
	{ NO, "kind", "in", "[\"rural_settlement\"]" },
	{ NO, "kind", "not_in", "[\"urban_okrug\"]" },
	{ YES, "kind", "not_in", "[\"inner_city\"]" },
	{ YES, "population", "le", "30506" },
	{ NO, "population", "lt", "30506" },
	{ YES, "population", "lt", "30507" },
	{ YES, "population", "ge", "30506" },
	{ NO, "population", "gt", "30506" },
	{ YES, "population", "gt", "30505" },
	{ YES, "population", "eq", "30506" },
	{ NO, "population", "eq", "30507" },
	{ YES, "population", "between", "[30506,40000]" },
	{ YES, "population", "between", "[1,30506]" },
	{ YES, "population", "between", "[30506,30506]" },
	{ NO, "population", "between", "[30507,40000]" },
	{ NO, "population", "between", "[0,30505]" },
	{ YES, "own_income_share", "eq", "12.5" },
	{ NO, "own_income_share", "lt", "12.5" },
	{ YES, "own_income_share", "lt", "12.5001" },
	{ YES, "budget_income", "eq", "1200000000" },
	{ UN, "debt_share", "le", "50" },
	{ YES, "status", "has", "\"monotown\"" },
	{ NO, "status", "has", "\"arctic\"" },
	{ YES, "status", "has_any", "[\"arctic\",\"historic\"]" },
	{ NO, "status", "has_any", "[\"arctic\",\"resort\"]" },
	{ YES, "status", "has_all", "[\"monotown\",\"historic\"]" },
	{ NO, "status", "has_all", "[\"monotown\",\"resort\"]" },
	{ YES, "status", "has_none", "[\"resort\"]" },
	{ NO, "status", "has_none", "[\"resort\",\"historic\"]" },
	{ NO, "programs", "has", "\"fkgs\"" },
	{ YES, "programs", "has_none", "[\"fkgs\"]" },
	{ YES, "has_general_plan", "eq", "true" },
	{ NO, "has_general_plan", "eq", "false" },
	{ YES, "has_landfill", "eq", "false" },
	{ UN, "land_registered", "eq", "true" },
	{ UN, "land_registered", "eq", "false" },
	{ YES, "applicant", "in", "[\"municipality\",\"ngo\"]" },
	{ NO, "applicant", "in", "[\"resident\"]" },
	{ YES, "applicant", "not_in", "[\"resident\"]" },
	{ YES, "territory", "within", "[\"10100000\"]" },	/* itself */
	{ YES, "territory", "within", "[\"10000000\"]" },	/* its region */
	{ YES, "territory", "within", "[\"FD-AA\"]" },	/* its federal district */
	{ YES, "territory", "within", "[\"RU\"]" },	/* the country */
	{ NO, "territory", "within", "[\"10200000\"]" },	/* a neighbour */
	{ NO, "territory", "within", "[\"10101000\"]" },	/* a part of it */
	{ NO, "territory", "within", "[\"20000000\"]" },	/* another region */
	{ NO, "territory", "within", "[\"FD-BB\"]" },
	{ YES, "territory", "within", "[\"FD-BB\",\"10000000\"]" },
	{ YES, "territory", "within", "[\"10900000\"]" },	/* what it was split from */
	{ NO, "territory", "within", "[\"20900000\"]" },	/* another's former code */
};

static void
each_operation(void **state)
{
	const struct passport p = town(), nobody = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < LEN(leaves); i++) {
		struct str json = str_fmt(a, "{\"field\":\"%s\",\"op\":\"%s\",\"value\":%s}",
		    leaves[i].field, leaves[i].op, leaves[i].value);
		struct rule r = rule_of(json.p);
		bool ours = strcmp(leaves[i].field, "applicant") == 0;

		if (rule_eval(&r, &p, ME) != leaves[i].want)
			fail_msg("%s", json.p);
		assert_int_equal(rule_eval(&r, &nobody, ME), ours ? leaves[i].want : UN);
	}
}

#define Y_ "{\"field\":\"has_general_plan\",\"op\":\"eq\",\"value\":true}"
#define N_ "{\"field\":\"has_general_plan\",\"op\":\"eq\",\"value\":false}"
#define U_ "{\"field\":\"land_registered\",\"op\":\"eq\",\"value\":true}"

/* verdict, met, unmet, unknown, how many conditions decide, rule */
static const struct { enum verdict want; int met, unmet, unknown, decide; const char *json; }
trees[] = {
	{ YES, 0, 0, 0, 0, "{\"all\":[]}" },
	{ YES, 2, 0, 0, 2, "{\"all\":[" Y_ "," Y_ "]}" },
	{ UN, 1, 0, 1, 1, "{\"all\":[" Y_ "," U_ "]}" },
	{ NO, 1, 1, 1, 1, "{\"all\":[" Y_ "," U_ "," N_ "]}" },
	{ NO, 0, 2, 0, 2, "{\"all\":[" N_ "," N_ "]}" },
	{ YES, 1, 0, 0, 1, "{\"any\":[" N_ "," U_ "," Y_ "]}" },
	{ UN, 0, 0, 1, 1, "{\"any\":[" N_ "," U_ "]}" },
	{ NO, 0, 1, 0, 2, "{\"any\":[" N_ "," N_ "]}" },
	{ YES, 1, 0, 0, 2, "{\"none\":[" N_ "," N_ "]}" },
	{ UN, 0, 0, 1, 1, "{\"none\":[" N_ "," U_ "]}" },
	{ NO, 0, 1, 0, 1, "{\"none\":[" N_ "," U_ "," Y_ "]}" },
	{ UN, 2, 0, 1, 1, "{\"all\":[{\"all\":[" Y_ "," U_ "]},{\"any\":[" N_ "," Y_ "]}]}" },
	{ YES, 1, 0, 0, 1, "{\"none\":[{\"all\":[" Y_ "," N_ "," U_ "]}]}" },
	{ UN, 0, 0, 1, 1, "{\"none\":[{\"none\":[" U_ "," N_ "]}]}" },
	{ YES, 1, 0, 0, 1, Y_ },
};

static void
each_tree(void **state)
{
	const struct passport p = town();
	size_t i, k;

	(void)state;
	for (i = 0; i < LEN(trees); i++) {
		struct rule r = rule_of(trees[i].json);
		struct match_answer x;
		int decide = 0;

		assert_int_equal(match_explain(a, &r, &p, ME, false, &x), OK);
		for (k = 0; k < x.n_lines; k++)
			decide += x.lines[k].decides && x.lines[k].kind == RULE_LEAF;
		if (x.verdict != trees[i].want || x.met != trees[i].met ||
		    x.unmet != trees[i].unmet || x.unknown != trees[i].unknown ||
		    decide != trees[i].decide)
			fail_msg("%s: %d %d %d %d %d", trees[i].json, x.verdict, x.met, x.unmet,
			    x.unknown, decide);
		if (x.verdict == UN) {
			assert_int_equal(x.n_missing, 1);
			assert_int_equal(x.missing[0], MF_land_registered);
		}
	}
}

/* ---- what is refused ----------------------------------------------------- */

static const struct { const char *json, *at; } refused[] = {
	{ "", "$" }, { "[]", "$" }, { "12", "$" }, { "{", "$" }, { "{} x", "$" }, { "null", "$" },
	{ "{}", "$" },
	{ "{\"any\":[]}", "$.any" },
	{ "{\"all\":[{\"all\":[]}]}", "$.all[0].all" },
	{ "{\"all\":{}}", "$.all" },
	{ "{\"all\":[1]}", "$.all[0]" },
	{ "{\"all\":[" Y_ "],\"any\":[" Y_ "]}", "$" },
	{ "{\"some\":[" Y_ "]}", "$" },
	{ "{\"field\":\"x\",\"op\":\"le\",\"value\":1}", "$.field" },
	{ "{\"field\":\"population\",\"op\":\"in\",\"value\":1}", "$.op" },
	{ "{\"field\":\"population\",\"op\":\"like\",\"value\":1}", "$.op" },
	{ "{\"field\":\"population\",\"op\":\"le\"}", "$" },
	{ "{\"field\":\"population\",\"op\":\"le\",\"value\":1,\"more\":2}", "$" },
	{ "{\"field\":\"population\",\"op\":\"le\",\"value\":\"5\"}", "$.value" },
	{ "{\"field\":\"population\",\"op\":\"le\",\"value\":-1}", "$.value" },
	{ "{\"field\":\"population\",\"op\":\"le\",\"value\":1.5}", "$.value" },
	{ "{\"field\":\"population\",\"op\":\"le\",\"value\":1e300}", "$.value" },
	{ "{\"field\":\"population\",\"op\":\"between\",\"value\":[5,4]}", "$.value" },
	{ "{\"field\":\"population\",\"op\":\"between\",\"value\":[5]}", "$.value" },
	{ "{\"field\":\"population\",\"op\":\"between\",\"value\":7}", "$.value" },
	{ "{\"field\":\"gasification\",\"op\":\"le\",\"value\":100.5}", "$.value" },
	{ "{\"field\":\"kind\",\"op\":\"in\",\"value\":[]}", "$.value" },
	{ "{\"field\":\"kind\",\"op\":\"in\",\"value\":[\"village\"]}", "$.value" },
	{ "{\"field\":\"kind\",\"op\":\"in\",\"value\":[4]}", "$.value" },
	{ "{\"field\":\"status\",\"op\":\"has\",\"value\":[\"zato\"]}", "$.value" },
	{ "{\"field\":\"has_landfill\",\"op\":\"eq\",\"value\":1}", "$.value" },
	{ "{\"field\":\"territory\",\"op\":\"within\",\"value\":[\"77\"]}", "$.value" },
	{ "{\"field\":\"territory\",\"op\":\"within\",\"value\":[\"<b>\"]}", "$.value" },
	{ "{\"all\":[" Y_ ",{\"any\":[" Y_ ",{\"field\":\"x\",\"op\":\"le\",\"value\":1}]}]}",
	    "$.all[1].any[1].field" },
};

static void
refusals(void **state)
{
	size_t i;
	int en;

	(void)state;
	for (i = 0; i < LEN(refused); i++) {
		for (en = 0; en < 2; en++) {
			struct rule_problems ps = { 0 };
			struct rule r;

			assert_int_equal(
			    rule_parse(a, str_c(refused[i].json), &tree_places, en, &r, &ps),
			    E_INPUT);
			assert_int_equal(ps.n, 1);
			if (!str_is(ps.p[0].at, refused[i].at))
				fail_msg("%s: %.*s", refused[i].json, FMT(ps.p[0].at));
			assert_true(ps.p[0].text.n > 10);
		}
	}
}

static void
limits(void **state)
{
	struct rule_problems ps = { 0 };
	struct buf b;
	struct rule r;
	int depth, i;

	(void)state;
	for (depth = RULE_DEPTH; depth <= 40; depth += depth == RULE_DEPTH ? 1 : 10) {
		buf_init(&b, a, 64 * KiB);
		for (i = 0; i < depth; i++)
			buf_putz(&b, "{\"any\":[");
		buf_putz(&b, Y_);
		for (i = 0; i < depth; i++)
			buf_putz(&b, "]}");
		assert_int_equal(rule_parse(a, buf_str(&b), NULL, false, &r, &ps),
		    depth <= RULE_DEPTH ? OK : E_INPUT);
	}
	for (i = RULE_NODES - 1; i <= RULE_NODES; i++) {
		int k;

		buf_init(&b, a, 64 * KiB);
		buf_putz(&b, "{\"all\":[" Y_);
		for (k = 1; k < i; k++)
			buf_putz(&b, "," Y_);
		buf_putz(&b, "]}");
		memset(&ps, 0, sizeof ps);
		assert_int_equal(rule_parse(a, buf_str(&b), NULL, false, &r, &ps),
		    i < RULE_NODES ? OK : E_INPUT);
	}
	assert_string_equal(ps.p[0].at.p, "$.all[199]");
	/* problems are all listed, up to a number */
	buf_init(&b, a, 64 * KiB);
	buf_putz(&b, "{\"all\":[1");
	for (i = 1; i < 30; i++)
		buf_putz(&b, ",1");
	buf_putz(&b, "]}");
	memset(&ps, 0, sizeof ps);
	assert_int_equal(rule_parse(a, buf_str(&b), NULL, false, &r, &ps), E_INPUT);
	assert_int_equal(ps.n, RULE_PROBLEMS);
	/* never resolved: not known, rather than wrong */
	assert_int_equal(rule_parse(a, S("{\"field\":\"territory\",\"op\":\"within\","
	    "\"value\":[\"RU\"]}"), NULL, false, &r, &ps), OK);
	assert_int_equal(rule_eval(&r, &(struct passport){ .n_places = 1 }, ME), UN);
}

/* ---- words --------------------------------------------------------------- */

static const struct { const char *json, *ru, *en; } words[] = {
	{ "{\"all\":[]}", "0 Любой муниципалитет\n", "0 Every municipality\n" },
	{ "{\"field\":\"population\",\"op\":\"le\",\"value\":50000}",
	    "0 Население" NB "— до" NB "50" NB "000" NB "человек\n",
	    "0 Population: up to 50" NB "000" NB "people\n" },
	{ "{\"field\":\"population\",\"op\":\"between\",\"value\":[10000,20001]}",
	    "0 Население" NB "— от" NB "10" NB "000 до" NB "20" NB "001" NB "человека\n",
	    "0 Population: from 10" NB "000 to 20" NB "001" NB "people\n" },
	{ "{\"field\":\"population\",\"op\":\"eq\",\"value\":1000002}",
	    "0 Население" NB "— ровно" NB "1" NB "000" NB "002" NB "человека\n",
	    "0 Population: exactly 1" NB "000" NB "002" NB "people\n" },
	{ "{\"field\":\"own_income_share\",\"op\":\"lt\",\"value\":12.5}",
	    "0 Доля собственных доходов" NB "— меньше" NB "12,5" NB "%\n",
	    "0 Share of own income: less than 12.5" NB "%\n" },
	{ "{\"field\":\"kind\",\"op\":\"in\",\"value\":[\"urban_okrug\",\"municipal_okrug\"]}",
	    "0 Вид муниципального образования" NB "— муниципальный округ или городской округ\n",
	    "0 Kind of municipality: municipal okrug or urban okrug\n" },
	{ "{\"field\":\"status\",\"op\":\"has_any\",\"value\":[\"zato\",\"monotown\"]}",
	    "0 Статус" NB "— хотя бы одно из: ЗАТО, моногород\n",
	    "0 Status: at least one of: closed administrative territory, single-industry town\n" },
	{ "{\"field\":\"has_landfill\",\"op\":\"eq\",\"value\":false}",
	    "0 Полигон отходов" NB "— нет\n", "0 Landfill: no\n" },
	{ "{\"all\":[" Y_ ",{\"any\":[" N_ ",{\"none\":[" Y_ "]}]}]}",
	    "0 Генеральный план" NB "— есть\n0 Хотя бы одно из:\n1 Генеральный план" NB "— нет\n"
	    "1 Ни одного из:\n2 Генеральный план" NB "— есть\n",
	    "0 General plan: yes\n0 At least one of:\n1 General plan: no\n"
	    "1 None of:\n2 General plan: yes\n" },
	{ "{\"any\":[" N_ "," Y_ "]}",
	    "0 Хотя бы одно из:\n1 Генеральный план" NB "— нет\n1 Генеральный план" NB "— есть\n",
	    "0 At least one of:\n1 General plan: no\n1 General plan: yes\n" },
};

static void
in_words(void **state)
{
	size_t i, k;
	int en;

	(void)state;
	for (i = 0; i < LEN(words); i++) {
		struct rule r = rule_of(words[i].json);

		for (en = 0; en < 2; en++) {
			struct rule_lines l;
			struct buf b;

			assert_int_equal(rule_write_words(a, &r, en, &l), OK);
			buf_init(&b, a, 64 * KiB);
			for (k = 0; k < l.n; k++)
				buf_fmt(&b, "%d %.*s\n", l.p[k].depth, FMT(l.p[k].text));
			buf_putc(&b, '\0');
			assert_string_equal(b.p, en ? words[i].en : words[i].ru);
		}
	}
}

static void
sentences(void **state)
{
	static const char *const why[] = {
		"Население: 30" NB "506" NB "человек" NB "— подходит: до" NB "50" NB "000" NB
		    "человек",
		"Неизвестно: не заполнено поле «Муниципальный долг»",
		"Статус: моногород, историческое поселение" NB "— не подходит, нужно: ЗАТО",
		"",
		"Генеральный план: есть" NB "— мешает, не должно быть: есть",
		"Участие в программах: нет" NB "— не мешает",
		"Территория: Тейково" NB "— подходит: RU",
		"Заявитель: муниципалитет" NB "— подходит: муниципалитет",
	};
	struct passport p = town();
	struct match_answer x;
	struct rule r = rule_of("{\"all\":["
	    "{\"field\":\"population\",\"op\":\"le\",\"value\":50000},"
	    "{\"field\":\"debt_share\",\"op\":\"le\",\"value\":50},"
	    "{\"field\":\"status\",\"op\":\"has\",\"value\":\"zato\"},"
	    "{\"none\":[" Y_ ",{\"field\":\"programs\",\"op\":\"has\",\"value\":\"fkgs\"}]},"
	    "{\"field\":\"territory\",\"op\":\"within\",\"value\":[\"RU\"]},"
	    "{\"field\":\"applicant\",\"op\":\"in\",\"value\":[\"municipality\"]}]}");
	size_t i;

	(void)state;
	assert_int_equal(match_explain(a, &r, &p, ME, false, &x), OK);
	assert_int_equal(x.n_lines, LEN(why));
	for (i = 0; i < LEN(why); i++)
		assert_string_equal(x.lines[i].why.p ? str_z(a, x.lines[i].why) : "", why[i]);
	assert_string_equal(str_z(a, x.summary),
	    "Не подходит. Выполнено 3" NB "условия из" NB "6, не выполнено" NB "2, нет данных по" NB
	    "1.");
	assert_int_equal(match_explain(a, &r, &p, ME, true, &x), OK);
	assert_string_equal(
	    str_z(a, x.summary), "Does not fit. 3 of 6 conditions met, not met: 2, no data for 1.");
	r = rule_of("{\"all\":[]}");
	assert_int_equal(match_explain(a, &r, &p, ME, false, &x), OK);
	assert_string_equal(str_z(a, x.summary), "Подходит. Условий нет.");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_operation),
		cmocka_unit_test(each_tree),
		cmocka_unit_test(refusals),
		cmocka_unit_test(limits),
		cmocka_unit_test(in_words),
		cmocka_unit_test(sentences),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
