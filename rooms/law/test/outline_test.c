/* outline_test.c - headings of whole acts: own texts, real municipal acts when at hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "law/outline.h"

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

static void
check_sound(struct str text, const struct outline *o)
{
	for (size_t i = 0; i < o->n; i++) {
		const struct outline_node *n = &o->p[i];

		assert_true(n->from <= n->body && n->body <= n->to && n->to <= text.n);
		assert_true(i == 0 || o->p[i - 1].from < n->from);
		if (n->parent == OUTLINE_TOP)
			continue;
		assert_true(n->parent < i && o->p[n->parent].kind < n->kind);
		assert_true(o->p[n->parent].from < n->from && o->p[n->parent].to >= n->to);
	}
}

/* «s1[Общие] > a1[Предмет]»: kinds by letter, `>` for each step down. */
static void
check(const char *text, const char *want, size_t doubts)
{
	struct outline o;
	struct buf b;

	assert_int_equal(outline_parse(a, str_c(text), &o), OK);
	check_sound(str_c(text), &o);
	buf_init(&b, a, 64 * KiB);
	for (size_t i = 0; i < o.n; i++) {
		buf_putz(&b, i ? " " : "");
		for (uint32_t up = o.p[i].parent; up != OUTLINE_TOP; up = o.p[up].parent)
			buf_putc(&b, '>');
		buf_putc(&b, "XsckaT"[o.p[i].kind]);
		buf_put(&b, o.p[i].number);
		if (o.p[i].title.n > 0)
			buf_fmt(&b, "[%.*s]", FMT(o.p[i].title));
		buf_putz(&b, o.p[i].odd ? "!" : "");
	}
	assert_string_equal(str_z(a, buf_str(&b)), want);
	assert_int_equal(o.doubts.n, doubts);
}

static void
headings(void **state)
{
	(void)state;
	check("", "", 0);
	check("Раздел I. Общее\nГлава 1. Начала\nСтатья 1. Предмет\n1. Да.\nСтатья 1.1-1. Ещё\nДа.",
	    "sI[Общее] >c1[Начала] >>a1[Предмет] >>a1.1-1[Ещё]", 0);
	check("Глава 1. А\n§ 1. Б\nСтатья 1.В\nГлава 2\nДолгое имя\nв две строки\nСтатья 2\nТекст.",
	    "c1[А] >k1[Б] >>a1[В] c2[Долгое имя\nв две строки] >a2", 0);
	check("Решение\n1. Да.\n2. Нет.\nПриложение № 1\nк решению\n1. Раз.\nПриложение 2\nДва.",
	    "T X1 >T X2 >T", 0);
	check("Приложение\nI. Цели\n1. Раз.\nII. Сроки\nи порядок\n2. Два.",
	    "X >sI[Цели] >>T >sII[Сроки\nи порядок] >>T", 0);
	check("Статья 1. А\nСтатья 1. Б", "a1[А] a1[Б]!", 0);
	check("Глава 1. А\nТекст под главой.", "c1[А] >T", 0);
	check("Глава 1\n1. Раз.", "c1 >T", 0);
}

/* What begins like a heading and is none. */
static void
not_headings(void **state)
{
	(void)state;
	check("Глава Краснопольского поселения", "T", 0);
	check("Статья 5 настоящего Закона применяется.", "T", 1);
	check("Статья 5 Федерального закона применяется.", "T", 1);
	check("Статья 1. А\nГлава 2 действует и далее.", "a1[А]", 1);
	check("Приложение к нему обязательно.", "T", 0);
	check("Приложение 5ж", "T", 0);
	check("I", "T", 0);
	check("\x01. А", "T", 0);
	check("Раздел", "T", 0);
}

static void
limits(void **state)
{
	struct str s = { arena_alloc(a, OUTLINE_TEXT_MAX + 1), OUTLINE_TEXT_MAX + 1 };
	struct outline o = { 0 };

	(void)state;
	assert_non_null(s.p);
	assert_int_equal(outline_parse(a, s, &o), E_TOO_BIG);
	assert_null(o.p);
	arena_reset(a);
}

/* Pieces of headings and bytes of any kind in any order: the outline is sound. */
static void
hostile(void **state)
{
	const struct str pieces[] = { S("Глава "), S("Статья "), S("Приложение"), S("§ "),
		S("Раздел "), S("1"), S("."), S("\n"), S("\n"), S(" № 2"), S("I. "), S("А"), S("б"),
		S("\0"), S("\xD0"), S("\xFF") };
	uint64_t x = 88172645463325252u;

	(void)state;
	for (int i = 0; i < 3000; i++) {
		struct outline o;
		struct buf b;
		char *exact;

		buf_init(&b, a, 4 * KiB);
		for (int k = 0; k < i % 40; k++) {
			x ^= x << 13;
			x ^= x >> 7;
			x ^= x << 17;
			buf_put(&b, pieces[x % LEN(pieces)]);
		}
		exact = test_malloc(b.n + 1); /* its end is watched by the sanitizer */
		for (size_t k = 0; k < b.n; k++)
			exact[k + 1] = b.p[k];
		assert_int_equal(outline_parse(a, (struct str){ exact + 1, b.n }, &o), OK);
		check_sound((struct str){ exact + 1, b.n }, &o);
		test_free(exact);
		arena_reset(a);
	}
}

/* A decision with an agreement annexed, whose annexes are numbered anew. */
static void
real(void **state)
{
	FILE *f = fopen("../shared/data/municipal_acts/krasnopolye_reshenie_2021_2.txt", "r");
	static char text[256 * 1024];
	size_t n, kinds[OUTLINE_TEXT + 1] = { 0 };
	struct outline o;

	(void)state;
	if (f == NULL)
		skip();
	n = fread(text, 1, sizeof text, f);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(outline_parse(a, (struct str){ text, n }, &o), OK);
	check_sound((struct str){ text, n }, &o);
	for (size_t i = 0; i < o.n; i++)
		kinds[o.p[i].kind]++;
	assert_int_equal(kinds[OUTLINE_ANNEX], 5);
	assert_int_equal(kinds[OUTLINE_ARTICLE], 10); /* the sixth stands without its word */
	assert_int_equal(o.doubts.n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headings),
		cmocka_unit_test(not_headings),
		cmocka_unit_test(hostile),
		cmocka_unit_test(limits),
		cmocka_unit_test(real),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
