/* lawyer_test.c - what looks like personal data and what only resembles it; references. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "law/lawyer_impl.h"

static struct arena *a;

static void
is_ok(enum err e)
{
	assert_int_equal(e, OK);
}

static void
finds(const char *text, const char *what, const char *part)
{
	struct lawyer_finds f;

	assert_int_equal(lawyer_private(a, str_c(text), &f), OK);
	if (what == NULL) {
		if (f.n != 0)
			fail_msg("«%s»: %s «%.*s»", text, f.p[0].what, FMT(f.p[0].text));
		return;
	}
	if (f.n != 1 || strcmp(f.p[0].what, what) != 0 || !str_is(f.p[0].text, part))
		fail_msg("«%s»: %zu, %s «%.*s»", text, f.n, f.n ? f.p[0].what : "",
		    FMT(f.n ? f.p[0].text : S("")));
}

static void
test_private(void **state)
{
	(void)state;
	finds("звоните +7 (900) 123-45-67 после шести", "телефон", "+7 (900) 123-45-67");
	finds("тел. 89001234567.", "телефон", "89001234567");
	finds("8 49343 5-12-34", "телефон", "8 49343 5-12-34");
	finds("пишите на a.b-c@mail.example.ru, жду", "почта", "a.b-c@mail.example.ru");
	finds("почта: житель@пример.рф", NULL, NULL);
	finds("почта: info@пример.рф", "почта", "info@пример.рф");
	finds("паспорт 24 07 123456 выдан", "номер паспорта", "24 07 123456");
	finds("паспорт 2407 123456", "номер паспорта", "2407 123456");
	finds("СНИЛС 112-233-445 95", "СНИЛС", "112-233-445 95");
	finds("карта 4111 1111 1111 1111", "номер карты", "4111 1111 1111 1111");
	finds("ИНН 370401234567", "ИНН человека", "370401234567");
	finds("ул. Мира, д. 5, кв. 12, протечка", "адрес квартиры", "кв. 12");
	finds("жалоба Иванова И. И. на шум", "фамилия с инициалами", "Иванова И. И.");
	finds("от И.И. Иванова", "фамилия с инициалами", "И.И. Иванова");
}

static void
test_not_private(void **state)
{
	static const char *const plain[] = {
		"", "ч. 1 ст. 12 59-ФЗ от 02.05.2006", "кадастровый номер 24:07:0101001:1234",
		"ИНН организации 3704561234", "ОГРН 1023701234567", "дело № А17-1234/2024",
		"сумма 14 500 000 рублей", "с 01.01.2025 по 31.12.2025",
		"КБК 18210102010011000110",
		"44-ФЗ и 223-ФЗ", "в т. ч. и др.", "@", "a@b", "30 дней, 12 месяцев",
		"п. 4 кв. метров",
		"постановление от 04.10.2024 № 1335",
	};

	(void)state;
	for (size_t i = 0; i < LEN(plain); i++)
		finds(plain[i], NULL, NULL);
}

static void
test_masked(void **state)
{
	struct str got;

	(void)state;
	assert_int_equal(lawyer_masked(a, S("Иванов И. И., 89001234567, кв. 4; прочее"), &got), OK);
	assert_true(str_is(got, "[фамилия с инициалами], [телефон], [адрес квартиры]; прочее"));
	assert_int_equal(lawyer_masked(a, S("ничего"), &got), OK);
	assert_true(str_is(got, "ничего"));
}

/* No text makes it read past the end or stand still: cut every way. */
static void
test_cuts(void **state)
{
	struct str t = S("Петрова А. Б., +7 900 123-45-67, кв. 5, a@b.r, 24 07 123456 – 4");
	struct lawyer_finds f;

	(void)state;
	for (size_t from = 0; from < t.n; from++)
		for (size_t to = from; to <= t.n; to++) {
			char *copy = str_z(a, (struct str){ t.p + from, to - from });

			assert_non_null(copy);
			is_ok(lawyer_private(a, (struct str){ copy, to - from }, &f));
			if (to == t.n)
				arena_reset(a);
		}
}

static void
test_prose(void **state)
{
	struct lawyer_norms n;
	struct lawyer_text t;

	(void)state;
	assert_int_equal(lawyer_prose(a, S("Срок по части 1 статьи 12 Федерального закона от 2 мая "
		"2006 г. № 59-ФЗ.\r\n\r\nВторой абзац, снова ч. 1 ст. 12 59-ФЗ"), &t, &n), OK);
	assert_int_equal(t.n, 2);
	assert_int_equal(t.p[0].n, 3);
	assert_true(str_is(t.p[0].p[0].text, "Срок по "));
	assert_true(t.p[0].p[1].cite && str_ends(t.p[0].p[1].text, S("59-ФЗ")));
	assert_true(str_is(t.p[0].p[2].text, "."));
	assert_int_equal(t.p[1].n, 2);
	assert_true(!t.p[1].p[0].cite && t.p[1].p[1].cite);
	assert_int_equal(n.n, 1);
	assert_true(str_find(n.p[0], S("ст. 12 ч. 1")) == 0);
	assert_true(str_find(n.p[0], S("59-ФЗ")) > 0);
	assert_int_equal(lawyer_prose(a, S("\n"), &t, &n), OK);
	assert_int_equal(t.n + n.n, 0);
}

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_private),
		cmocka_unit_test(test_not_private),
		cmocka_unit_test(test_masked),
		cmocka_unit_test(test_cuts),
		cmocka_unit_test(test_prose),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
