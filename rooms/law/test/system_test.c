/* system_test.c - templates of addresses outside: what is refused, how they are filled. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "law/system.h"

static struct arena *a;
static struct ui ui;

static void
test_flaws(void **state)
{
	static const struct { const char *template, *says; } rows[] = { /* says NULL: it is good */
		{ "https://law.example.org/{kind}/{date}/{number}", NULL },
		{ "https://law.example.org:8443/?n={number}[&st={article}][&ch={part}]", NULL },
		{ "https://law.example.org?n={no}#a", NULL },
		{ "https://xn--80aswg.xn--p1ai/{key}", NULL },
		{ "https://law.example.org/акт/{number}/100%25", NULL },
		{ "http://127.0.0.1:8080/{number}", NULL },
		{ "http://localhost/{number}", NULL },
		{ "http://law.example.org/{number}", "эту же машину" },
		{ "http://127.0.0.1.example.org/{number}", "эту же машину" },
		{ "http://localhost.example.org/{number}", "эту же машину" },
		{ "javascript:alert({number})", "начинается с https://" },
		{ "JaVaScRiPt://law.example.org/%0a{number}", "начинается с https://" },
		{ "data:text/html,{number}", "начинается с https://" },
		{ "//law.example.org/{number}", "начинается с https://" },
		{ " https://law.example.org/{number}", "начинается с https://" },
		{ "HTTPS://law.example.org/{number}", "начинается с https://" },
		{ "https:///{number}", "имя узла" },
		{ "https://{number}.example.org/", "имя узла" },
		{ "https://law.example.org@evil.example/{number}", "имя узла" },
		{ "https://law.example.org:x/{number}", "имя узла" },
		{ "https://law.example.org:/{number}", "имя узла" },
		{ "https://право.рф/{number}", "имя узла" },
		{ "https://law.example.org\\@evil.example/{number}", "имя узла" },
		{ "https://[::1]/{number}", "имя узла" },
		{ "https://law.example.org/{nomer}", "{nomer} нет. Есть: {kind}, {number}" },
		{ "https://law.example.org/{}", "Подстановки {} нет" },
		{ "https://law.example.org/{number", "без пары" },
		{ "https://law.example.org/{{number}}", "без пары" },
		{ "https://law.example.org/number}", "без пары" },
		{ "https://law.example.org/{number}[#{article}", "не сходятся" },
		{ "https://law.example.org/{number}]", "не сходятся" },
		{ "https://law.example.org/{number}[a[{part}]]", "не сходятся" },
		{ "https://law.example.org/{number}[#top]", "нет подстановки" },
		{ "https://law.example.org/", "Ни одной подстановки" },
		{ "https://law.example.org/{number}?q=a b", "не бывает пробелов" },
		{ "https://law.example.org/{number}\"onclick=x", "не бывает пробелов" },
		{ "https://law.example.org/{number}\n", "не бывает пробелов" },
		{ "https://law.example.org/{number}/%zz", "После %" },
		{ "https://law.example.org/{number}/%4", "После %" },
	};

	(void)state;
	for (size_t i = 0; i < LEN(rows); i++) {
		struct str got = system_flaw(&ui, str_c(rows[i].template));

		if (rows[i].says == NULL ? got.n > 0 : str_find(got, str_c(rows[i].says)) < 0)
			fail_msg("%s: «%.*s»", rows[i].template, FMT(got));
	}
}

static void
fills(const char *template, const struct system_of *of, const char *want)
{
	struct str got = system_fill(a, str_c(template), of);

	assert_non_null(got.p);
	if (!str_is(got, want))
		fail_msg("%s: %.*s, not %s", template, FMT(got), want);
}

static void
test_fill(void **state)
{
	struct system_of of = { { [SYSTEM_kind] = S("resh"), [SYSTEM_number] = S("425/43-7"),
		[SYSTEM_date] = S("2024-02-03"), [SYSTEM_title] = S("О «тишине» & <b>") } };

	(void)state;
	fills("https://e.org/{kind}/{date}/{number}", &of,
	    "https://e.org/resh/2024-02-03/425%2F43-7");
	fills("https://e.org/?t={title}[#st-{article}]", &of,
	    "https://e.org/?t=%D0%9E%20%C2%AB%D1%82%D0%B8%D1%88%D0%B8%D0%BD%D0%B5%C2%BB%20%26%20"
	    "%3Cb%3E");
	fills("https://e.org/{article}", &of, ""); /* nothing to lead to */
	fills("https://e.org/акт/{number}", &of, "https://e.org/%D0%B0%D0%BA%D1%82/425%2F43-7");
	of.v[SYSTEM_article] = S("39.36-1");
	fills("https://e.org/{number}[#st-{article}][.ch-{part}][?x={date}]!", &of,
	    "https://e.org/425%2F43-7#st-39.36-1?x=2024-02-03!");
	of.v[SYSTEM_part] = S("../..");
	fills("https://e.org/{number}[/{part}]", &of, "https://e.org/425%2F43-7/..%2F..");
}

static void
test_act(void **state)
{
	const struct law_edition ed = { .since = 20177 };
	const struct law_act act = { .key = S("ru/fz/2006-05-02/59"), .number = S("59-ФЗ"),
		.title = S("О порядке"), .shrt = S("59-ФЗ"), .kind = LAW_fz, .adopted = 13270,
		.place = 7, .editions = &ed, .n_editions = 1 };
	struct str text = S("1. Раз.\n2. Два:\n1) первое:\nа) буква.\nЕщё.");
	struct system_of of;
	struct tree t;

	(void)state;
	assert_int_equal(system_act(a, &act, &ed, NULL, &of), OK);
	fills("https://e.org/{key}|{no}|{day}|{year}|{edition}|{short}", &of,
	    "https://e.org/ru%2Ffz%2F2006-05-02%2F59|59|02.05.2006|2006|2025-03-30|"
	    "59-%D0%A4%D0%97");
	assert_int_equal(tree_parse(a, text, TREE_PARTS, &t), OK);
	system_unit(S("8"), &t, S("ch-2/p-1/pp-a"), &of);
	fills("https://e.org/{article}/{part}/{point}/{subpoint}[/{paragraph}]", &of,
	    "https://e.org/8/2/1/%D0%B0"); /* the letter of the text, not of our address */
	system_unit(S("8"), &t, S("ch-77/abz-3"), &of); /* not there: its number all the same */
	fills("https://e.org/{part}/{paragraph}", &of, "https://e.org/77/3");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_flaws),
		cmocka_unit_test(test_fill),
		cmocka_unit_test(test_act),
	};
	struct buf out;
	int failed;

	a = arena_new(16 * MiB);
	if (a == NULL)
		return 1;
	buf_init(&out, a, 1 * MiB);
	ui = (struct ui){ .out = &out, .arena = a, .lang = LANG_RU };
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(a);
	return failed;
}
