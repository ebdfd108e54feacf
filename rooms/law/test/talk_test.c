/* talk_test.c - which questions go on from the one before, and with which they are joined. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "law/answer_impl.h"
#include "text/text.h"

static struct arena *a;
static struct text_words *w;

static void
test_follows(void **state)
{
	static const struct { const char *q; bool follows; } rows[] = {
		{ "а срок какой?", true }, { "И кто за это отвечает?", true },
		{ "а если отказали?", true }, { "сколько дней?", true }, { "какой штраф", true },
		{ "можно ли его продлить", true }, { "кто отвечает", true },
		{ "В какой срок рассматривают письменное обращение гражданина?", false },
		{ "кто отлавливает бездомных собак в городе", false },
		{ "Порядок проведения общего собрания собственников", false },
		{ "а что говорит статья 12 59-ФЗ?", false }, { "ст. 8 ЖК РФ", false },
		{ "", false }, { "???", false },
	};

	(void)state;
	for (size_t i = 0; i < LEN(rows); i++) {
		bool got = !rows[i].follows;

		assert_int_equal(law_follows(w, a, str_c(rows[i].q), &got), OK);
		if (got != rows[i].follows)
			fail_msg("«%s»: %d", rows[i].q, got);
	}
}

static void
test_join(void **state)
{
	struct law_question q = { .text = S("а кто отвечает?"), .in = S("") };
	struct str after, search;

	(void)state;
	assert_int_equal(law_join(w, a, &q, &after, &search), OK);
	assert_true(after.n == 0 && str_eq(search, q.text)); /* nothing to go on from */
	q.was[q.n_was++] = S("кто отлавливает бездомных собак в городе");
	q.was[q.n_was++] = S("В какой срок рассматривают письменное обращение гражданина?");
	q.was[q.n_was++] = S("а можно дольше?");
	assert_int_equal(law_join(w, a, &q, &after, &search), OK);
	assert_true(str_eq(after, q.was[1])); /* the last one that stands alone */
	assert_true(str_starts(search, q.was[1]) && str_ends(search, q.text));
	q.text = S("Порядок проведения общего собрания собственников");
	assert_int_equal(law_join(w, a, &q, &after, &search), OK);
	assert_true(after.n == 0 && str_eq(search, q.text));
	q = (struct law_question){ .text = S("а срок?"), .in = S(""), .was = { S("а что?") },
		.n_was = 1 };
	assert_int_equal(law_join(w, a, &q, &after, &search), OK);
	assert_true(str_eq(after, q.was[0])); /* none does: the oldest */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_follows),
		cmocka_unit_test(test_join),
	};
	bool degraded;
	int failed;

	a = arena_new(64 * MiB);
	if (a == NULL || text_words_new("/usr/share/hunspell", 1024, &w, &degraded) != OK)
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	text_words_free(w);
	arena_free(a);
	return failed;
}
