/* mark_test.c - snippets: what is marked, what is escaped, where a text is cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "fixture.h"

static void
marks(struct fix *f, const char *q, const char *text, size_t points, const char *want)
{
	struct html got;

	SX_OK(search_mark(f->s, f->a, str_c(q), str_c(text), points, &got));
	if (!str_is((struct str){ got.p, got.n }, want))
		fail_msg("«%s» gives «%.*s», not «%s»", q, FMT(got), want);
	assert_true(utf8_valid((struct str){ got.p, got.n }));
}

static void
test_whole(void **state)
{
	struct fix *f = *state;

	marks(f, "граждан", "Для гражданами занятых", 0, "Для <mark>гражданами</mark> занятых");
	marks(f, "елка", "Ёлка & <b>ёлки</b>", 0,
	    "<mark>Ёлка</mark> &amp; &lt;b&gt;<mark>ёлки</mark>&lt;/b&gt;");
	marks(f, "131-фз", "по 131-ФЗ", 0, "по <mark>131-ФЗ</mark>");
	marks(f, "фз", "по 131-ФЗ", 0, "по 131-<mark>ФЗ</mark>");
	marks(f, "\"ремонт дорог\" -двор", "ремонт дороги и двор", 0,
	    "<mark>ремонт</mark> <mark>дороги</mark> и двор");
	marks(f, "", "дом <i>", 0, "дом &lt;i&gt;");
	marks(f, "-дом", "дом", 0, "дом");
	marks(f, "дом", "", 0, "");
	marks(f, "дом", "", 10, "");
	marks(f, "благоустр", "О благоустройстве", 0, "О <mark>благоустройстве</mark>");
	marks(f, "дом", "домик и дом", 0, "домик и <mark>дом</mark>");
}

static void
test_snippet(void **state)
{
	struct fix *f = *state;
	const char *text = "Одно слово, другое слово, третье слово, четвёртое слово. Ремонт дороги "
	    "у школы начат в мае, а закончат его осенью, когда приедет новая техника.";
	struct html got;

	marks(f, "дорога школа", text, 40,
	    "… Ремонт <mark>дороги</mark> у <mark>школы</mark> начат в мае, а …");
	SX_OK(search_mark(f->s, f->a, S("зебра"), str_c(text), 20, &got));
	assert_true(str_is((struct str){ got.p, got.n }, "Одно слово, другое …"));
	for (size_t points = 1; points < 160; points++) {
		SX_OK(search_mark(f->s, f->a, S("школа осень"), str_c(text), points, &got));
		assert_true(utf8_valid((struct str){ got.p, got.n }));
	}
}

static void
test_synonym(void **state)
{
	struct fix *f = *state;
	int n;

	sx_doc(f, 1, "Формирование комфортной городской среды", "", "");
	sx_drain(f);
	SX_OK(search_synonyms_load(f->s, f->db, S("ФКГС\tкомфортная городская среда"), &n));
	sx_finds(f, "фкгс", "1");
	marks(f, "фкгс", "Формирование комфортной городской среды", 0,
	    "Формирование <mark>комфортной</mark> <mark>городской</mark> <mark>среды</mark>");
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, sx_up, sx_down)
int
main(void)
{
	const struct CMUnitTest tests[] = { T(test_whole), T(test_snippet), T(test_synonym) };

	search_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
