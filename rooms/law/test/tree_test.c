/* tree_test.c - units of an article: own texts, real acts when at hand, bad bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <json-c/json.h>
#include <stdio.h>

#include "law/tree.h"

static struct arena *a;

static int
setup(void **state)
{
	(void)state;
	a = arena_new(256 * MiB);
	return a ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

/* Every node stands within its parent, in order; its number is where it says. */
static void
check_sound(struct str text, const struct tree *t)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct tree_node *n = &t->p[i];

		assert_true(n->from <= n->body && n->body <= n->lead_to);
		assert_true(n->from < n->lead_to && n->lead_to <= n->to && n->to <= text.n);
		assert_true(i == 0 || t->p[i - 1].from < n->from);
		assert_true((n->kind == TREE_NOTE) == (n->eid.n == 0));
		if (n->parent != TREE_TOP) {
			assert_true(n->parent < i);
			assert_true(t->p[n->parent].from <= n->from);
			assert_true(t->p[n->parent].to >= n->to);
			assert_int_equal(n->depth, t->p[n->parent].depth + 1);
		}
	}
}

/* The addresses in order, with what is said of them: - repealed, 0 empty, ! odd. */
static void
check(const char *text, enum tree_names names, const char *want)
{
	struct tree t;
	struct buf b;

	assert_int_equal(tree_parse(a, str_c(text), names, &t), OK);
	check_sound(str_c(text), &t);
	buf_init(&b, a, 64 * KiB);
	for (size_t i = 0; i < t.n; i++) {
		buf_putz(&b, i ? " " : "");
		buf_put(&b, t.p[i].kind == TREE_NOTE ? S("note") : t.p[i].eid);
		buf_putz(&b, t.p[i].flags & TREE_REPEALED ? "-" : "");
		buf_putz(&b, t.p[i].flags & TREE_EMPTY ? "0" : "");
		buf_putz(&b, t.p[i].flags & TREE_ODD ? "!" : "");
	}
	assert_string_equal(str_z(a, buf_str(&b)), want);
}

static void
units(void **state)
{
	(void)state;
	check("", TREE_PARTS, "");
	check("\n \n\r\n", TREE_PARTS, "");
	check("Одна строка.", TREE_PARTS, "abz-1");
	check("Первая.\nВторая.", TREE_PARTS, "abz-1 abz-2");
	check("1. Один.\n2. Два:\n1) раз;\n2) два:\nа) бук;\nб) век.\n3. Три.", TREE_PARTS,
	    "ch-1 ch-2 ch-2/p-1 ch-2/p-2 ch-2/p-2/pp-a ch-2/p-2/pp-b ch-3");
	check("1. Один:\n1) раз;\n2) два.", TREE_POINTS, "p-1 p-1/pp-1 p-1/pp-2");
	check("Перечень:\n1) раз;\n1.1) полтора;\n2) два.", TREE_PARTS, "abz-1 p-1 p-1.1 p-2");
	check("1. Да.\n1.1. Ещё.\n1.1-1. И ещё.\n1.2.Слитно.\n2. Всё.", TREE_PARTS,
	    "ch-1 ch-1.1 ch-1.1-1 ch-1.2 ch-2");
	check("1) раз:\nж) жэ;\nж.1) жэ с единицей;\nщ) ща;\nя) я.", TREE_PARTS,
	    "p-1 p-1/pp-zh p-1/pp-zh.1 p-1/pp-shch p-1/pp-ya");
}

/* What begins with digits and is no number of a unit. */
static void
not_units(void **state)
{
	(void)state;
	check("01.01.2020 вступает в силу.", TREE_PARTS, "abz-1");
	check("2020 год.\n2020. Год.", TREE_PARTS, "abz-1 ch-2020");
	check("10000000. Сумма", TREE_PARTS, "abz-1");
	check("1.5 процента", TREE_PARTS, "abz-1");
	check("1.текст", TREE_PARTS, "abz-1");
	check("1.2.3.4.5. Глубоко", TREE_PARTS, "abz-1");
	check("аб) не буква", TREE_PARTS, "abz-1");
	check("№ 5. Номер", TREE_PARTS, "abz-1");
}

static void
paragraphs(void **state)
{
	(void)state;
	check("1. Часть.\nАбзац второй.\nАбзац третий.\n2. Ещё.", TREE_PARTS,
	    "ch-1 ch-1/abz-2 ch-1/abz-3 ch-2");
	/* small letter: a member without a number, of the point it stands in */
	check("1. Часть:\n1) пункт:\nодин;\nдва;\n2) другой.", TREE_PARTS,
	    "ch-1 ch-1/p-1 ch-1/p-1/abz-2 ch-1/p-1/abz-3 ch-1/p-2");
	/* the list has ended: the whole speaks again */
	check("1. Часть:\n1) раз;\n2) два.\nОбщее правило.\n2. Ещё.", TREE_PARTS,
	    "ch-1 ch-1/p-1 ch-1/p-2 ch-1/abz-2 ch-2");
	check("1. Часть:\n1) раз:\nа) а;\nб) б.\nОбщее.", TREE_PARTS,
	    "ch-1 ch-1/p-1 ch-1/p-1/pp-a ch-1/p-1/pp-b ch-1/abz-2");
	/* it goes on behind the line: the line is the point's */
	check("1. Часть:\n1) раз.\nПояснение.\n2) два.", TREE_PARTS,
	    "ch-1 ch-1/p-1 ch-1/p-1/abz-2 ch-1/p-2");
	/* no full stop: the list has not ended; no list: nothing has */
	check("1. Часть:\n1) раз;\n2) два;\nПояснение.", TREE_PARTS,
	    "ch-1 ch-1/p-1 ch-1/p-2 ch-1/p-2/abz-2");
	check("1. Часть.\n1) Раз.\nДалее.", TREE_PARTS, "ch-1 ch-1/p-1 ch-1/p-1/abz-2");
	/* no part at all */
	check("Вводная:\n1) раз;\n2) два.\nЗаключение.", TREE_PARTS, "abz-1 p-1 p-2 abz-2");
}

static void
gone_and_notes(void **state)
{
	(void)state;
	check("1. Да.\n2. Утратила силу. - Федеральный закон.\n3. утратил силу", TREE_PARTS,
	    "ch-1 ch-2- ch-3-");
	check("1) да;\n2) (утратил силу);\n3)\n4) нет.", TREE_PARTS, "p-1 p-2- p-30 p-4");
	check("1. Исключен Федеральным законом.", TREE_PARTS, "ch-1-");
	check("1. Исключение составляют дороги.\n2. исключены из реестра", TREE_PARTS, "ch-1 ch-2");
	check("1. Утративший силу акт не применяется.", TREE_PARTS, "ch-1");
	check("1. Да.\n(в ред. Федерального закона от 01.01.2020 № 1-ФЗ)\nДалее.", TREE_PARTS,
	    "ch-1 note ch-1/abz-2");
	check("В редакции Федерального закона\n1. Да.", TREE_PARTS, "note ch-1");
	check("1. Да.\n(для целей статьи)", TREE_PARTS, "ch-1 ch-1/abz-2");
}

static void
remarks(void **state)
{
	(void)state;
	check("1. Деяние.\nПримечание. Для целей статьи.", TREE_PARTS, "ch-1 prim");
	check("1. Деяние.\nПримечания. 1. Лицо.\n2. Другое.", TREE_PARTS,
	    "ch-1 prim prim/p-1 prim/p-2");
	check("1. Деяние.\nПримечания:\n1. Лицо.\nАбзац.", TREE_PARTS,
	    "ch-1 prim prim/p-1 prim/p-1/abz-2");
	check("Примечание. Раз.\nЕщё.", TREE_PARTS, "prim prim/abz-2");
	check("Примечаниями не считается.", TREE_PARTS, "abz-1");
}

static void
odd(void **state)
{
	struct tree t;

	(void)state;
	check("1. А.\n1. Б.\n2. В.", TREE_PARTS, "ch-1 ch-1--1! ch-2");
	check("1. А.\n3. Б.\n2. В.", TREE_PARTS, "ch-1 ch-3 ch-2!");
	check("2. А.\n10. Б.", TREE_PARTS, "ch-2 ch-10");
	assert_int_equal(tree_parse(a, S("1. А.\n1. Б.\n1. В."), TREE_PARTS, &t), OK);
	assert_int_equal(t.odd, 2);
}

static void
finding(void **state)
{
	struct str text = S("1. Часть:\n1) раз;\n2) два.\nОбщее.\n2. Ещё.");
	struct tree_span s;
	struct tree t;

	(void)state;
	assert_int_equal(tree_parse(a, text, TREE_PARTS, &t), OK);
#define AT(id, want) \
	do { \
		assert_true(tree_find(&t, S(id), &s)); \
		assert_string_equal( \
		    str_z(a, (struct str){ text.p + s.from, s.to - s.from }), want); \
	} while (0)
	AT("ch-1", "1. Часть:\n1) раз;\n2) два.\nОбщее.");
	AT("ch-1/abz-1", "1. Часть:");
	AT("ch-1/p-2", "2) два.");
	AT("ch-1/abz-2", "Общее.");
	AT("ch-2", "2. Ещё.");
	text = S("Примечания\nПервое.\nВторое.");
	assert_int_equal(tree_parse(a, text, TREE_PARTS, &t), OK);
	AT("prim/abz-1", "Первое.");
	AT("prim/abz-2", "Второе.");
#undef AT
	assert_false(tree_find(&t, S(""), &s));
	assert_false(tree_find(&t, S("ch-3"), &s));
	assert_false(tree_find(&t, S("ch-1/p-2/"), &s));
	assert_false(tree_find(&t, S("/abz-1"), &s));
}

static void
naming(void **state)
{
	struct tree_votes v = { 0 };

	(void)state;
	assert_int_equal(tree_names_of(&v), TREE_PARTS);
	tree_weigh(S("предусмотренных частью 1 настоящей статьи"), &v);
	tree_weigh(
	    S("в пункте 2 части 1 настоящей статьи, а также в части 2 настоящей статьи"), &v);
	assert_int_equal(v.parts, 3);
	assert_int_equal(v.points, 0);
	tree_weigh(S("подпунктом 2 пункта 3 настоящей статьи"), &v);
	assert_int_equal(v.points, 1);
	assert_int_equal(tree_names_of(&v), TREE_PARTS);
	v = (struct tree_votes){ 0 };
	tree_weigh(S("положения пункта 3 настоящей статьи"), &v);
	assert_int_equal(tree_names_of(&v), TREE_POINTS);
}

/* Bytes of any kind: the tree is sound, nothing is read beyond the end. */
static void
hostile(void **state)
{
	static const char alphabet[] = "1.)а\xD0\xC2\n 2-\xFF" "bП(";
	struct tree t;
	uint64_t x = 88172645463325252u;

	(void)state;
	for (int i = 0; i < 3000; i++) {
		size_t n = (size_t)i % 97;
		char *p = arena_alloc(a, n + 1), *exact;

		assert_non_null(p);
		for (size_t k = 0; k < n; k++) {
			x ^= x << 13;
			x ^= x >> 7;
			x ^= x << 17;
			p[k] = alphabet[x % (sizeof alphabet - 1)];
		}
		exact = test_malloc(n + 1); /* its end is watched by the sanitizer */
		memcpy(exact + 1, p, n);
		assert_int_equal(tree_parse(a, (struct str){ exact + 1, n }, i % 2, &t), OK);
		check_sound((struct str){ exact + 1, n }, &t);
		test_free(exact);
		arena_reset(a);
	}
}

/* Four megabytes of one line after another, and of one number: time grows as the text does. */
static void
linear(void **state)
{
	static const char *const lines[] = { "1. А.\n", "1)\n", "а) б;\n", "x\n", "(в ред. \n" };

	(void)state;
	for (size_t i = 0; i < LEN(lines); i++) {
		struct tree t;
		struct buf b;
		int64_t t0;

		buf_init(&b, a, 1 * MiB);
		while (b.n + 32 < 512 * KiB)
			buf_putz(&b, lines[i]);
		t0 = time_mono_us();
		assert_int_equal(tree_parse(a, buf_str(&b), TREE_PARTS, &t), OK);
		assert_true(time_mono_us() - t0 < 20000000); /* a square would take minutes */
		check_sound(buf_str(&b), &t);
		arena_reset(a);
	}
}

static void
limits(void **state)
{
	struct tree t = { 0 };
	struct str s = { arena_alloc(a, TREE_TEXT_MAX + 1), TREE_TEXT_MAX + 1 };

	(void)state;
	assert_non_null(s.p);
	assert_int_equal(tree_parse(a, s, TREE_PARTS, &t), E_TOO_BIG);
	assert_null(t.p);
}

/* Memory that runs out at any place is an error, never a broken tree. */
static void
no_memory(void **state)
{
	struct str text = S("1. Часть:\n1) раз;\nа) два.\nОбщее.\nПримечание. Ещё.");
	int64_t at = 0;
	enum err e = E_NOMEM;

	(void)state;
	while (e != OK && ++at < 100) {
		struct arena *small;
		struct tree t = { 0 };

		alloc_fail_at(at);
		small = arena_new(1 * MiB);
		e = small ? tree_parse(small, text, TREE_PARTS, &t) : E_NOMEM;
		alloc_fail_at(0);
		assert_true(e == OK || e == E_NOMEM);
		assert_true(e == OK || t.p == NULL);
		if (small)
			arena_free(small);
	}
	assert_true(at > 1 && at < 100);
}

struct sums { size_t articles, odd, kinds[TREE_NOTE + 1]; };

/* One article: its votes in the first turn, its tree in the second. */
static void
read_article(struct str text, enum tree_names names, bool first, struct tree_votes *votes,
    struct sums *sum)
{
	struct tree t;

	if (first) {
		tree_weigh(text, votes);
		return;
	}
	assert_int_equal(tree_parse(a, text, names, &t), OK);
	check_sound(text, &t);
	sum->articles++;
	sum->odd += t.odd;
	for (size_t i = 0; i < t.n; i++)
		sum->kinds[t.p[i].kind]++;
	arena_reset(a);
}

/* All articles of an act; what it calls its units is asked of the act itself. */
static void
read_act(const char *name, enum tree_names want, struct sums *sum)
{
	static char line[1 * MiB];
	struct tree_votes votes = { 0 };
	char path[256];

	(void)snprintf(path, sizeof path, "../shared/data/laws/%s.jsonl", name);
	for (int turn = 0; turn < 2; turn++) {
		FILE *f = fopen(path, "r");

		assert_non_null(f);
		while (fgets(line, sizeof line, f) != NULL) {
			json_object *o = json_tokener_parse(line), *v;

			assert_true(json_object_object_get_ex(o, "text", &v));
			read_article(
			    str_c(json_object_get_string(v)), want, turn == 0, &votes, sum);
			json_object_put(o);
		}
		assert_int_equal(fclose(f), 0);
		assert_int_equal(tree_names_of(&votes), want);
	}
}

/* Twenty acts, where they are at hand. */
static void
real(void **state)
{
	static const struct { const char *name; enum tree_names names; } acts[] = {
		{ "apk", TREE_PARTS }, { "fz152", TREE_PARTS }, { "fz44", TREE_PARTS },
		{ "gpk", TREE_PARTS }, { "grk", TREE_PARTS }, { "kas", TREE_PARTS },
		{ "konstituciya", TREE_PARTS }, { "lk", TREE_PARTS }, { "tk", TREE_PARTS },
		{ "uk", TREE_PARTS }, { "vk", TREE_PARTS }, { "zhk", TREE_PARTS },
		{ "bk", TREE_POINTS }, { "gk1", TREE_POINTS }, { "gk2", TREE_POINTS },
		{ "gk3", TREE_POINTS }, { "gk4", TREE_POINTS }, { "nk1", TREE_POINTS },
		{ "sk", TREE_POINTS }, { "zk", TREE_POINTS },
	};
	FILE *f = fopen("../shared/data/laws/SOURCE.md", "r");
	struct sums sum = { 0 };

	(void)state;
	if (f == NULL)
		skip();
	assert_int_equal(fclose(f), 0);
	for (size_t i = 0; i < LEN(acts); i++)
		read_act(acts[i].name, acts[i].names, &sum);
	assert_int_equal(sum.articles, 6104);
	/* lines counted by another tool: those that begin with «N.», «N)», «x)» */
	assert_int_equal(sum.kinds[TREE_DOT], 19579);
	assert_int_equal(sum.kinds[TREE_BRACKET], 9708);
	assert_int_equal(sum.kinds[TREE_LETTER], 1121);
	assert_true(sum.odd <= 25); /* headings and quotes that the source left in the text */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(units),
		cmocka_unit_test(not_units),
		cmocka_unit_test(paragraphs),
		cmocka_unit_test(gone_and_notes),
		cmocka_unit_test(remarks),
		cmocka_unit_test(odd),
		cmocka_unit_test(finding),
		cmocka_unit_test(naming),
		cmocka_unit_test(hostile),
		cmocka_unit_test(linear),
		cmocka_unit_test(limits),
		cmocka_unit_test(no_memory),
		cmocka_unit_test(real),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
