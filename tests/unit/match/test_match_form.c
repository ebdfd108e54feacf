/* Passports, the form, ranking, and running out of memory. */
#include "navigator/match/match.h"
#include "brute.h"
#include "tree.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#define NB "\xc2\xa0"
#define ME MATCH_BIT(applicant, municipality)
#define NO MATCH_NO
#define UN MATCH_UNKNOWN
#define YES MATCH_YES
#define Y_ "{\"field\":\"has_general_plan\",\"op\":\"eq\",\"value\":true}"
#define N_ "{\"field\":\"has_general_plan\",\"op\":\"eq\",\"value\":false}"
#define U_ "{\"field\":\"land_registered\",\"op\":\"eq\",\"value\":true}"

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

/* ---- passports ----------------------------------------------------------- */

/* text back: what the form shows; NULL: refused */
static const struct { enum match_field f; const char *text, *back; } texts[] = {
	{ MF_population, "30 506", "30" NB "506" },
	{ MF_population, " 30" NB "506 чел. ", "30" NB "506" },
	{ MF_population, "50 тыс. человек", "50" NB "000" },
	{ MF_population, "1,25 тыс.", "1" NB "250" },
	{ MF_population, "0", "0" }, { MF_population, "", "" },
	{ MF_population, "12,5", NULL }, { MF_population, "-5", NULL },
	{ MF_population, "много", NULL }, { MF_population, "5 6", "56" },
	{ MF_population, "5 тыс. млн", NULL }, { MF_population, "1.900.000", NULL },
	{ MF_population, "99999999999999999999", NULL }, { MF_population, "300 млн", NULL },
	{ MF_budget_income, "1,2 млрд ₽", "1" NB "200" NB "000" NB "000" },
	{ MF_gasification, "99,9999", "99,9999" }, { MF_gasification, "99.5%", "99,5" },
	{ MF_gasification, "99,99999", NULL }, { MF_gasification, "101", NULL },
	{ MF_gasification, "50,0", "50" },
	{ MF_kind, "Городской Округ", "urban_okrug" }, { MF_kind, "urban_okrug", "urban_okrug" },
	{ MF_kind, "urban_okrug, inner_city", NULL }, { MF_kind, "село", NULL },
	{ MF_status, "ЗАТО; моногород", "zato, monotown" }, { MF_status, "нет", "нет" },
	{ MF_status, "местность, приравненная к Крайнему Северу, курорт",
	    "far_north_equiv, resort" },
	{ MF_programs, "умный город\nfkgs", "fkgs, smart_city" },
	{ MF_programs, "fkgs, что-то", NULL },
	{ MF_has_landfill, "Есть", "да" }, { MF_has_landfill, "no", "нет" },
	{ MF_has_landfill, "возможно", NULL },
};

static void
passports(void **state)
{
	size_t i;
	int f;

	(void)state;
	for (i = 0; i < LEN(texts); i++) {
		struct passport p = { 0 };
		struct str problem = STR_NONE, back;
		enum err e = passport_set(a, &p, texts[i].f, str_c(texts[i].text), false, &problem);

		if (e != (texts[i].back ? OK : E_INPUT))
			fail_msg("%s: %d %.*s", texts[i].text, (int)e, FMT(problem));
		if (e != OK) {
			assert_true(problem.n > 0);
			assert_int_equal(p.known, 0);
			continue;
		}
		assert_int_equal(passport_text(a, &p, texts[i].f, false, &back), OK);
		assert_string_equal(back.p ? str_z(a, back) : "", texts[i].back);
		assert_int_equal(p.known != 0, texts[i].text[0] != '\0');
	}
	for (f = 0; f < MF_N; f++) { /* the table itself */
		enum match_field g;

		assert_true(match_field_find(str_c(match_fields[f].code), &g));
		assert_int_equal(f, g);
		assert_int_equal(match_n_options(g) > 0, match_fields[f].type <= MT_SET);
		assert_true(match_n_options(g) <= 64);
	}
	assert_int_equal(MATCH_BIT(kind, municipal_district), 1);
	assert_int_equal(MATCH_BIT(applicant, tos), 4);
}

/* ---- the form ------------------------------------------------------------ */

static const char *
drawn(const struct rule_rows *r)
{
	struct buf b;
	size_t i;

	buf_init(&b, a, KiB);
	for (i = 0; i < r->n; i++)
		buf_fmt(&b, "%s%.*s%d%s", i ? " " : "", r->p[i].depth, "....", r->p[i].id,
		    r->p[i].kind == RULE_LEAF ? "" : "*");
	buf_putc(&b, '\0');
	return b.p;
}

static const char *
done(const struct rule_row *rows, size_t n, enum rule_do what, int id)
{
	struct rule_rows r;

	assert_int_equal(rule_rows_do(a, rows, n, what, id, &r), OK);
	return drawn(&r);
}

static void
buttons(void **state)
{
	static const struct rule_row rows[] = {
		{ .id = 1, .kind = RULE_LEAF }, { .id = 2, .kind = RULE_ANY },
		{ .id = 3, .parent = 2, .kind = RULE_LEAF }, { .id = 5, .kind = RULE_LEAF },
		{ .id = 4, .parent = 2, .kind = RULE_LEAF },
	};
	static const struct rule_row odd[] = {
		{ .id = 1, .parent = 2, .kind = RULE_ALL },
		{ .id = 2, .parent = 1, .kind = RULE_ALL },
		{ .id = 3, .parent = 9, .kind = RULE_LEAF },
		{ .id = 4, .parent = 3, .kind = RULE_LEAF },
	};
	size_t n = LEN(rows);

	(void)state;
	assert_string_equal(done(rows, n, ROW_UP, 99), "1 2* .3 .4 5");
	assert_string_equal(done(rows, n, ROW_ADD_LEAF, 0), "1 2* .3 .4 5 6");
	assert_string_equal(done(rows, n, ROW_ADD_NONE, 2), "1 2* .3 .4 .6* 5");
	assert_string_equal(done(rows, n, ROW_ADD_LEAF, 3), "1 2* .3 .6 .4 5");
	assert_string_equal(done(rows, n, ROW_REMOVE, 2), "1 5");
	assert_string_equal(done(rows, n, ROW_REMOVE, 3), "1 2* .4 5");
	assert_string_equal(done(rows, n, ROW_UP, 2), "2* .3 .4 1 5");
	assert_string_equal(done(rows, n, ROW_UP, 1), "1 2* .3 .4 5");
	assert_string_equal(done(rows, n, ROW_DOWN, 2), "1 5 2* .3 .4");
	assert_string_equal(done(rows, n, ROW_DOWN, 3), "1 2* .4 .3 5");
	assert_string_equal(done(rows, n, ROW_INDENT, 5), "1 2* .3 .4 .5");
	assert_string_equal(done(rows, n, ROW_INDENT, 2), "1 2* .3 .4 5");
	assert_string_equal(done(rows, n, ROW_OUTDENT, 3), "1 2* .4 3 5");
	assert_string_equal(done(rows, n, ROW_OUTDENT, 1), "1 2* .3 .4 5");
	assert_string_equal(done(odd, LEN(odd), ROW_UP, 99), "3 4 1* .2*");
}

static void
form_refusals(void **state)
{
	static const struct { bool good; const char *field, *op, *value; } rows[] = {
		{ true, "population", "le", "50 тыс. чел." },
		{ true, "population", "between", "от 10 000 до 50 000 человек" },
		{ false, "population", "between", "10 000—5 000" },
		{ false, "population", "between", "10 000" },
		{ false, "population", "has", "5" },
		{ false, "population", "le", " " },
		{ false, "", "le", "5" },
		{ false, "status", "has", "ЗАТО, курорт" },
		{ true, "status", "has_all", "ЗАТО, курорт" },
		{ true, "has_landfill", "eq", "да" },
		{ true, "territory", "within", "RU; 10900000" },
		{ false, "territory", "within", "123" },
		{ false, NULL, NULL, NULL },	/* an empty group */
	};
	size_t i;

	(void)state;
	for (i = 0; i < LEN(rows); i++) {
		struct rule_problems ps = { 0 };
		struct rule_row row = { .id = 7, .kind = rows[i].op ? RULE_LEAF : RULE_ANY,
		    .field = str_c(rows[i].field), .op = str_c(rows[i].op),
		    .value = str_c(rows[i].value) };
		struct rule r;

		assert_int_equal(rule_from_rows(a, &row, 1, &tree_places, false, &r, &ps),
		    rows[i].good ? OK : E_INPUT);
		assert_int_equal(ps.n, !rows[i].good);
		if (!rows[i].good)
			assert_int_equal(ps.p[0].row, 7);
		else
			assert_int_equal(r.nodes[0].kind, RULE_ALL);
	}
}

/* ---- ranking ------------------------------------------------------------- */

static void
scores(void **state)
{
	struct match_score s;
	int v, met, level, sum;
	size_t i, d;
	static const int days[] = { -3, 0, 7, 100, 500, MATCH_NO_DEADLINE };

	(void)state;
	for (v = MATCH_NO; v <= MATCH_YES; v++)
		for (met = 0; met <= 6; met++)
			for (level = 0; level <= LEVEL_LOCAL; level++)
				for (d = 0; d < LEN(days); d++) {
					int n = match_score((enum verdict)v, met, 6,
					    (enum match_level)level, days[d]);

					assert_in_range(n,
					    v == YES    ? 600 :
						v == UN ? 200 :
							  0,
					    v == YES    ? 1000 :
						v == UN ? 599 :
							  199);
					assert_int_equal(
					    match_score_explain(a, (enum verdict)v, met, 6,
						(enum match_level)level, days[d], d % 2, &s),
					    OK);
					for (sum = 0, i = 0; i < s.n; i++)
						sum += s.part[i].points;
					assert_int_equal(sum, n);
					assert_int_equal(s.score, n);
				}
	assert_true(
	    match_score(YES, 6, 6, LEVEL_LOCAL, 10) > match_score(YES, 6, 6, LEVEL_FEDERAL, 10));
	assert_true(
	    match_score(YES, 6, 6, LEVEL_REGION, 10) > match_score(YES, 6, 6, LEVEL_REGION, 60));
	assert_true(
	    match_score(UN, 5, 6, LEVEL_REGION, 10) > match_score(UN, 4, 6, LEVEL_REGION, 10));
}

/* ---- running out of memory ----------------------------------------------- */

static enum err
planes_see(void *ctx, size_t measure, int64_t id, const struct match_planes *pl)
{
	(void)ctx;
	(void)measure;
	(void)id;
	return pl->n_words == 1 ? OK : E_BUG;
}

static enum err
whole_life(struct arena *m, struct match_set **set)
{
	struct passport p = { 0 };
	struct match_measure me = { .id = 1 };
	struct rule_problems ps = { 0 };
	struct match_answer x;
	struct match_result res;
	struct match_score sc;
	struct rule_rows rows;
	struct str s = STR_NONE;
	struct buf b;

	TRY(rule_parse(m, S("{\"all\":[" Y_ ",{\"any\":[" U_ "," N_ ",{\"field\":\"territory\","
	    "\"op\":\"within\",\"value\":[\"10900000\",\"FD-BB\"]}]}]}"), &tree_places, false,
	    &me.rule, &ps));
	TRY(passport_set(m, &p, MF_status, S("ЗАТО"), false, &s));
	TRY(passport_text(m, &p, MF_status, false, &s));
	tree_home(&p, "10100000");
	TRY(rule_to_rows(m, &me.rule, false, &rows));
	TRY(rule_rows_do(m, rows.p, rows.n, ROW_DOWN, 1, &rows));
	TRY(rule_from_rows(m, rows.p, rows.n, &tree_places, false, &me.rule, &ps));
	TRY(match_explain(m, &me.rule, &p, ME, false, &x));
	TRY(match_score_explain(m, x.verdict, x.met, x.total, LEVEL_LOCAL, 5, false, &sc));
	TRY(match_set_build(&me, 1, set));
	TRY(match_one(*set, m, &p, ME, &res));
	TRY(match_all(*set, &p, 1, ME, planes_see, NULL));
	buf_init(&b, m, KiB);
	rule_write_json(&b, &me.rule);
	return buf_err(&b);
}

static void
out_of_memory(void **state)
{
	int64_t nth;

	(void)state;
	for (nth = 1; nth < 5000; nth++) {
		struct arena *m = arena_new(16 * MiB);
		struct match_set *set = NULL;
		bool failed;
		enum err e;

		alloc_fail_at(nth);
		e = whole_life(m, &set);
		failed = alloc_failed();
		alloc_fail_at(0);
		match_set_free(set);
		arena_free(m);
		assert_int_equal(e, failed ? E_NOMEM : OK);
		if (!failed)
			break;
	}
	assert_true(nth > 20 && nth < 5000);
	/* The same of messages: a problem that finds no memory is no success. */
	for (nth = 1; nth < 5000; nth++) {
		struct arena *m = arena_new(16 * MiB);
		struct rule_problems ps = { 0 };
		struct rule r;
		bool failed;
		enum err e;

		alloc_fail_at(nth);
		e = rule_parse(m, S("{\"all\":[{\"field\":\"kind\",\"op\":\"in\","
		    "\"value\":[\"x\"]}]}"), NULL, false, &r, &ps);
		failed = alloc_failed();
		alloc_fail_at(0);
		arena_free(m);
		assert_int_equal(e, failed ? E_NOMEM : E_INPUT);
		if (!failed)
			break;
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passports),
		cmocka_unit_test(buttons),
		cmocka_unit_test(form_refusals),
		cmocka_unit_test(scores),
		cmocka_unit_test(out_of_memory),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
