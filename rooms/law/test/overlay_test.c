/* overlay_test.c - an index with one unit's situations replaced answers as a whole build would;
 * what answers teach weighs, and less than what is written; how common a word is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "law/ask/inner.h"

enum { UNITS = 6, MOST = UNITS + 2 };

static const char *const unit_rows[UNITS][3] = {
	{ "1", "Установка ограждающих устройств",
	    "Ограждающее устройство устанавливается по решению собрания собственников." },
	{ "2", "Стоянка транспортных средств", "Стоянка на газоне запрещается." },
	{ "3", "Вырубка насаждений", "Вырубка деревьев допускается по разрешению администрации." },
	{ "4", "Размещение ульев", "Ульи размещаются в десяти метрах от границы участка." },
	{ "5", "Сроки выплаты заработной платы", "Плата выплачивается каждые полмесяца." },
	{ "6", "Содержание животных", "Животные содержатся по правилам поселения." },
};
static const char *const asked_rows[UNITS] = {
	"Кто решает, ставить ли шлагбаум во дворе?", "Сосед паркуется на траве, что делать?",
	"Можно ли спилить березу?", "У соседа пчелы жалят, законно?", "Когда дадут получку?",
	"Можно ли держать петуха?",
};
static const char *const asks[] = {
	"можно ли поставить шлагбаум", "сосед паркуется на траве", "спилить березу",
	"пчелы соседа", "когда получка", "держать петуха", "усатый во дворе", "кто кормит усатого",
	"размещение ульев", "что с дворнягами делать", "где плошка",
};

struct fix {
	struct arena *a;
	struct text_words *w;
	struct ask_act act;
	struct ask_unit unit[UNITS];
	struct ask_situation asked[MOST];
	struct str q[UNITS];
	struct ask_source src;
	struct ask_index *ix;
};

static int
up(void **state)
{
	static struct fix f;
	bool degraded;

	f = (struct fix){ .a = arena_new(64 * MiB), .act = { S("d"), S("Д"), S(""), S("Двор") } };
	for (size_t i = 0; i < UNITS; i++) {
		f.q[i] = str_c(asked_rows[i]);
		f.unit[i] = (struct ask_unit){ .id = 100 + (int64_t)i, .section = S(""),
			.chapter = S(""), .article = str_c(unit_rows[i][0]),
			.title = str_c(unit_rows[i][1]), .text = str_c(unit_rows[i][2]) };
		f.asked[i] = (struct ask_situation){ .act = S("d"),
			.article = f.unit[i].article, .questions = { &f.q[i], 1 } };
	}
	f.src = (struct ask_source){ .act = &f.act, .unit = f.unit, .situation = f.asked,
		.n_acts = 1, .n_units = UNITS, .n_situations = UNITS };
	assert_int_equal(text_words_new("/usr/share/hunspell", 1024, &f.w, &degraded), OK);
	assert_false(degraded);
	assert_int_equal(ask_build(f.w, &f.src, 64 * MiB, &f.ix), OK);
	*state = &f;
	return 0;
}

static int
down(void **state)
{
	struct fix *f = *state;

	ask_free(f->ix);
	text_words_free(f->w);
	arena_free(f->a);
	return 0;
}

static struct ask_answer
put_to(struct fix *f, const struct ask_index *ix, const char *question)
{
	struct ask_answer ans;

	assert_int_equal(ask(ix, f->w, f->a, str_c(question), &ans), OK);
	return ans;
}

/* Every number, not only which article: an overlay is the index of a whole build. */
static void
same_answers(struct fix *f, const struct ask_index *x, const struct ask_index *y)
{
	for (size_t i = 0; i < LEN(asks); i++) {
		struct ask_answer a = put_to(f, x, asks[i]), b = put_to(f, y, asks[i]);

		assert_int_equal(a.outcome, b.outcome);
		assert_int_equal(a.n, b.n);
		assert_true(a.sure == b.sure);
		for (size_t k = 0; k < a.n; k++) {
			assert_int_equal(a.quote[k].unit, b.quote[k].unit);
			assert_int_equal(a.quote[k].from, b.quote[k].from);
			assert_true(a.quote[k].score == b.quote[k].score);
		}
	}
}

static void
test_overlay(void **state)
{
	struct fix *f = *state;
	struct str q[] = { S("Кто кормит усатого во дворе?"), S("Можно ли держать петуха?") };
	struct str words[] = { S("усатый"), S("плошка"), S("дворняга") };
	struct ask_words was = f->asked[5].questions;
	struct ask_try t = { 105, { q, 2 }, { words, 3 } };
	struct ask_index *over, *whole;
	struct ask_answer ans;

	assert_int_equal(put_to(f, f->ix, "где плошка").outcome, ASK_NO_MATCH);
	assert_int_equal(ask_overlay(f->ix, f->w, &t, 64 * MiB, &over), OK);
	ans = put_to(f, over, "где плошка");
	assert_int_equal(ans.outcome, ASK_GROUNDED);
	assert_int_equal(ans.quote[0].unit, 105);
	f->asked[5].questions = t.questions;
	f->asked[5].words = t.words;
	assert_int_equal(ask_build(f->w, &f->src, 64 * MiB, &whole), OK);
	same_answers(f, over, whole);
	ask_free(over);
	/* and back: without them again, from the index that has them */
	t = (struct ask_try){ 105, was, { NULL, 0 } };
	assert_int_equal(ask_overlay(whole, f->w, &t, 64 * MiB, &over), OK);
	same_answers(f, over, f->ix);
	ask_free(over);
	ask_free(whole);
	f->asked[5].questions = was;
	f->asked[5].words = (struct ask_words){ NULL, 0 };
}

static void
test_overlay_wrong(void **state)
{
	struct fix *f = *state;
	struct ask_try t = { .unit = 999 };
	struct ask_index *over;

	assert_int_equal(ask_overlay(f->ix, f->w, &t, 64 * MiB, &over), E_NOT_FOUND);
	t.unit = 100;
	assert_int_equal(ask_overlay(f->ix, f->w, &t, 16 * KiB, &over), E_NOMEM);
	for (int nth = 1;; nth++) { /* whatever fails, nothing is left behind */
		alloc_fail_at(nth);
		enum err e = ask_overlay(f->ix, f->w, &t, 64 * MiB, &over);
		bool failed = alloc_failed();
		alloc_fail_at(0);
		if (e == OK)
			ask_free(over);
		if (!failed)
			break;
		assert_int_equal(e, E_NOMEM);
	}
}

/* A question that a lawyer answered leads to the article he cited; an overlay keeps it. */
static void
test_learned(void **state)
{
	struct fix *f = *state;
	struct str q = S("Куда жаловаться, если дворняги воют по ночам?");
	struct ask_index *taught, *over, *written;
	struct ask_answer ans;
	double less;

	f->asked[UNITS] = (struct ask_situation){ .act = S("d"), .article = S("6"),
		.questions = { &q, 1 }, .learned = true };
	f->src.n_situations = UNITS + 1;
	assert_int_equal(put_to(f, f->ix, "дворняги воют").outcome, ASK_NO_MATCH);
	assert_int_equal(ask_build(f->w, &f->src, 64 * MiB, &taught), OK);
	ans = put_to(f, taught, "дворняги воют");
	assert_int_equal(ans.outcome, ASK_GROUNDED);
	assert_int_equal(ans.quote[0].unit, 105);
	assert_int_equal(ans.quote[0].situation, UNITS);
	less = ans.quote[0].score;
	struct ask_try t = { .unit = 105 };
	assert_int_equal(ask_overlay(taught, f->w, &t, 64 * MiB, &over), OK);
	assert_int_equal(put_to(f, over, "дворняги воют").quote[0].unit, 105);
	assert_int_equal(put_to(f, over, "держать петуха").outcome, ASK_NO_MATCH);
	ask_free(over);
	f->asked[UNITS].learned = false;
	assert_int_equal(ask_build(f->w, &f->src, 64 * MiB, &written), OK);
	assert_true(put_to(f, written, "дворняги воют").quote[0].score > less);
	ask_free(written);
	ask_free(taught);
	f->src.n_situations = UNITS;
}

static void
test_share(void **state)
{
	struct fix *f = *state;
	double share;

	assert_int_equal(ask_share(f->ix, f->w, f->a, S("сосед"), &share), OK);
	assert_true(share > 0.3 && share < 0.35); /* two of six */
	assert_int_equal(ask_share(f->ix, f->w, f->a, S("сосед шлагбаум"), &share), OK);
	assert_true(share > 0.0 && share < 0.2);
	assert_int_equal(ask_share(f->ix, f->w, f->a, S("бегемот"), &share), OK);
	assert_true(share == 0);
	assert_int_equal(ask_share(f->ix, f->w, f->a, S("можно ли"), &share), OK);
	assert_true(share == 1);
	assert_int_equal(ask_share(f->ix, f->w, f->a, S("—"), &share), OK);
	assert_true(share == 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_overlay),
		cmocka_unit_test(test_overlay_wrong),
		cmocka_unit_test(test_learned),
		cmocka_unit_test(test_share),
	};

	return cmocka_run_group_tests(tests, up, down);
}
