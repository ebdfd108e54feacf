/* text_test.c - the analyser and how Russian is said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "text/text.h"

static const char *const dict_dir = "/usr/share/hunspell";

struct fix { struct arena *a; struct text_words *w; };

static int
up(void **state)
{
	static struct fix f;
	bool degraded = true;

	f.a = arena_new(16 * MiB);
	assert_int_equal(text_words_new(dict_dir, 1024, &f.w, &degraded), OK);
	assert_false(degraded);
	*state = &f;
	return 0;
}

static int
down(void **state)
{
	struct fix *f = *state;

	text_words_free(f->w);
	arena_free(f->a);
	return 0;
}

static void
is_str(struct str got, const char *want)
{
	if (!str_is(got, want))
		fail_msg("got «%.*s», want «%s»", FMT(got), want);
}

static bool
same_term(struct fix *f, const char *a, const char *b)
{
	char x[64], y[64];

	return str_eq(text_word(f->w, str_c(a), x), text_word(f->w, str_c(b), y));
}

static void
test_forms(void **state)
{
	static const char *const same[][2] = {
		{ "граждан", "гражданами" },
		{ "граждане", "Гражданин" },
		{ "площадки", "площадок" },
		{ "ёлок", "ЕЛКИ" },
		{ "остановок", "остановка" },
		{ "Тейково", "Тейкове" },
		{ "Невинномысске", "Невинномысск" },
		{ "мер", "меры" },
		{ "лиц", "лицо" },
		{ "детей", "дети" },
		{ "субсидий", "субсидию" },
		{ "Тверь", "твери" },
		{ "Орёл", "орел" },
		{ "бельё", "белье" },
		{ "благоустройства", "благоустройством" },
		{ "и\xCC\x86од", "йод" },
		{ "за\xCC\x81мок", "замок" },
		{ "водо\xC2\xADснабжение", "водоснабжения" },
	};

	for (size_t i = 0; i < LEN(same); i++)
		if (!same_term(*state, same[i][0], same[i][1]))
			fail_msg("%s and %s differ", same[i][0], same[i][1]);
	assert_true(same_term(*state, "Иваново", "Иванове"));
	assert_false(same_term(*state, "дом", "дым"));
	char out[64];
	struct fix *f = *state;
	is_str(text_word(f->w, S("PDF"), out), "pdf");
	is_str(text_word(f->w, S("2025"), out), "2025");
	is_str(text_word(f->w, S("ФКГС"), out), "фкгс");
}

/* A word met again comes from the cache, and must be the same. */
static void
test_cache(void **state)
{
	struct fix *f = *state;
	char a[64], b[64];

	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 3000; i++) {
			struct str w = str_fmt(f->a, "слово%dами", i);
			struct str x = text_word(f->w, w, a), y = text_word(f->w, w, b);
			assert_true(str_eq(x, y));
		}
}

static void
check_tokens(struct fix *f, const char *text, const char *want)
{
	struct text_tokens t;
	struct buf b;
	uint32_t pos = 0;

	buf_init(&b, f->a, 4096);
	assert_int_equal(text_tokens(f->w, f->a, str_c(text), &t), OK);
	for (size_t i = 0; i < t.n; i++) {
		if (i > 0)
			buf_putc(&b, t.p[i].pos == pos ? '|' : ' ');
		pos = t.p[i].pos;
		buf_put(&b, t.p[i].form);
		assert_true(t.p[i].from < t.p[i].to && t.p[i].to <= strlen(text));
	}
	is_str(buf_str(&b), want);
}

static void
test_tokens(void **state)
{
	check_tokens(*state, "", "");
	check_tokens(*state, "  —, № !", "");
	check_tokens(*state, "Дом №5, ул. Мира", "дом 5 ул мира");
	check_tokens(*state, "131-ФЗ", "131-фз|131|фз");
	check_tokens(*state, "ст. 39.36-1 ЗК", "ст 39.36-1|39|36|1 зк");
	check_tokens(*state, "социально‑экономический рост",
	    "социально-экономический|социально|экономический рост");
	check_tokens(*state, "конец.Начало 5.", "конец начало 5");
	check_tokens(*state, "-слово- 14,5", "слово 14 5");
	check_tokens(*state, "a\xFFz \xD0", "a z");
	check_tokens(*state, "Ёж", "еж");
	check_tokens(*state, "1-2-3-4-5-6-7-8-9", "1-2-3-4-5-6-7-8|1|2|3|4|5|6|7|8 9");
}

static void
test_compound_cases(void **state)
{
	struct fix *f = *state;
	struct text_tokens a, b;

	assert_int_equal(text_tokens(f->w, f->a, S("Ростов-на-Дону"), &a), OK);
	assert_int_equal(text_tokens(f->w, f->a, S("Ростове-на-Дону"), &b), OK);
	assert_true(str_eq(a.p[0].term, b.p[0].term));
	assert_int_equal(a.n, 4);
}

static void
test_degraded(void **state)
{
	struct text_words *w;
	char a[64], b[64];
	bool degraded = false;

	down(state); /* the dictionary is shared: nobody may hold it */
	assert_int_equal(text_words_new("/nowhere", 16, &w, &degraded), OK);
	assert_true(degraded);
	assert_true(str_eq(text_word(w, S("субсидии"), a), text_word(w, S("субсидия"), b)));
	assert_false(text_known(w, S("дом")));
	text_words_free(w);
	up(state);
}

static void
test_suggest(void **state)
{
	struct fix *f = *state;
	struct str got[5];
	size_t n = 0;

	assert_true(text_known(f->w, S("Москвы")));
	assert_false(text_known(f->w, S("благоустройсво")));
	assert_int_equal(text_suggest(f->w, f->a, S("благоустройсво"), 5, got, &n), OK);
	assert_true(n > 0);
	is_str(got[0], "благоустройство");
}

static void
test_utf8(void **state)
{
	struct fix *f = *state;
	static const char *const bad[] = {
		"\xC0\x80",
		"\xED\xA0\x80",
		"\xF4\x90\x80\x80",
		"\xE0\x80\x80",
		"\xD0",
		"\x80",
		"\xF8\x88",
	};

	for (size_t i = 0; i < LEN(bad); i++)
		assert_false(utf8_valid(str_c(bad[i])));
	assert_false(utf8_valid(S("a\0b")));
	assert_true(utf8_valid(S("Ёлка € 𝄞")));
	assert_int_equal(utf8_len(S("Ёж€")), 3);
	is_str(utf8_cut(S("Ёж€"), 2), "Ёж");
	is_str(utf8_cut(S("Ёж"), 9), "Ёж");
	is_str(text_lower(f->a, S("ЁЖ Привет ABC")), "ёж привет abc");
	is_str(text_fold(f->a, S("  «Ёлочный  РЯД»\u00A0№ 5 ")), "елочный ряд № 5");
	is_str(text_fold(f->a, S("И\xCC\x86о\xCC\x81д")), "йод");
	assert_int_equal(text_distance(S("кот"), S("кто"), 2), 1);
	assert_int_equal(text_distance(S("Невиномысск"), S("Невинномысск"), 2), 1);
	assert_int_equal(text_distance(S("абвг"), S("где"), 2), 3);
	assert_int_equal(text_distance(S(""), S("ab"), 2), 2);
}

static struct str
say(struct fix *f, int64_t n, char how)
{
	struct buf b;

	buf_init(&b, f->a, 256);
	if (how == 'n')
		put_number(&b, n);
	else
		put_money(&b, n, how == 'e');
	return buf_str(&b);
}

static struct str
real(struct fix *f, double v, int digits, bool en)
{
	struct buf b;

	buf_init(&b, f->a, 256);
	put_real(&b, v, digits, en);
	return buf_str(&b);
}

static void
test_numbers(void **state)
{
	struct fix *f = *state;
	static const int forms[] = { 2, 0, 1, 1, 1, 2 };

	for (int i = 0; i < 6; i++)
		assert_int_equal(text_plural_ru(i), forms[i]);
	assert_int_equal(text_plural_ru(11), 2);
	assert_int_equal(text_plural_ru(112), 2);
	assert_int_equal(text_plural_ru(121), 0);
	assert_int_equal(text_plural_ru(-2), 1);
	assert_int_equal(text_plural_en(1), 0);
	is_str(say(f, 30506, 'n'), "30\u00A0506");
	is_str(say(f, -1000, 'n'), "−1\u00A0000");
	is_str(say(f, INT64_MIN, 'n'), "−9\u00A0223\u00A0372\u00A0036\u00A0854\u00A0775\u00A0808");
	is_str(say(f, 1900000, 'r'), "1\u00A0900\u00A0000\u00A0₽");
	is_str(say(f, 14500000, 'r'), "14,5\u00A0млн\u00A0₽");
	is_str(say(f, 14500000, 'e'), "14.5\u00A0million\u00A0₽");
	is_str(say(f, 14512345, 'r'), "14\u00A0512\u00A0345\u00A0₽");
	is_str(say(f, 2000000000, 'r'), "2\u00A0млрд\u00A0₽");
	is_str(say(f, 1250000000, 'r'), "1,25\u00A0млрд\u00A0₽");
	is_str(say(f, 0, 'r'), "0\u00A0₽");
	is_str(real(f, 14.50, 2, false), "14,5");
	is_str(real(f, 1234.0, 2, false), "1\u00A0234");
	is_str(real(f, -0.004, 2, false), "0");
	is_str(real(f, -2.5, 1, true), "−2.5");
	is_str(real(f, 100, 0, false), "100");
}

static void
test_slug(void **state)
{
	struct fix *f = *state;

	is_str(text_slug(f->a, S("Тейково"), 40), "teykovo");
	is_str(text_slug(f->a, S(" «Щёлково», д. 5-а "), 40), "shchelkovo-d-5-a");
	is_str(text_slug(f->a, S("Объезд — Ель"), 40), "obezd-el");
	is_str(text_slug(f->a, S("Щука"), 5), "shchu");
	is_str(text_slug(f->a, S("№ !"), 4), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms), cmocka_unit_test(test_cache),
		cmocka_unit_test(test_tokens), cmocka_unit_test(test_compound_cases),
		cmocka_unit_test(test_degraded), cmocka_unit_test(test_suggest),
		cmocka_unit_test(test_utf8), cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_slug),
	};

	return cmocka_run_group_tests(tests, up, down);
}
