/* search_test.c - finding, on the database of TEST_DB (SQLite by default). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "fixture.h"

static void
test_found(void **state)
{
	struct fix *f = *state;

	sx_doc(f, 1, "Поддержка граждан", "меры поддержки", "для тех, кто переехал");
	sx_doc(f, 2, "Детские площадки", "Ремонт площадок во дворах", "ёлки и фонари у дома");
	sx_doc(f, 3, "О закупках", "Федеральный закон 131-ФЗ", "статья 39.36-1 Земельного кодекса");
	sx_doc(f, 4, "Социально-экономическое развитие", "", "Ростова-на-Дону и области");
	sx_drain(f);
	sx_finds(f, "гражданами", "1");
	sx_finds(f, "Гражданин", "1");
	sx_finds(f, "площадка", "2");
	sx_finds(f, "елка", "2");
	sx_finds(f, "ЁЛОК", "2");
	sx_finds(f, "131-фз", "3");
	sx_finds(f, "131 ФЗ", "3");
	sx_finds(f, "39.36", "3");
	sx_finds(f, "39.36-1", "3");
	sx_finds(f, "Ростов-на-Дону", "4");
	sx_finds(f, "ростов", "4");
	sx_finds(f, "экономический", "4");
	sx_finds(f, "социально экономическое", "4");
	sx_finds(f, "дворы площадки", "2");
	sx_finds(f, "мера", "1");
}

static void
test_phrases(void **state)
{
	struct fix *f = *state;

	sx_doc(f, 1, "Городская среда", "комфортная городская среда", "");
	sx_doc(f, 2, "Среда", "городская", "комфортная окружающая среда города");
	sx_drain(f);
	sx_finds(f, "\"комфортная городская\"", "1");
	sx_finds(f, "«комфортной городской среды»", "1");
	sx_finds(f, "комфортная среда", "1 2");
	sx_finds(f, "среда -окружающая", "1");
	sx_finds(f, "среда -\"комфортная городская\"", "2");
	sx_finds(f, "\"среда городская\"", "?1 2");	/* not across columns; loosened */
	assert_true(f->hits.any);
	sx_finds(f, "-среда", "!");
	sx_finds(f, "", "!");
	sx_finds(f, "«»\"\" — ...", "!");
}

static void
test_prefix_typo(void **state)
{
	struct fix *f = *state;

	sx_doc(f, 1, "Невинномысск", "город на Кубани", "");
	sx_doc(f, 2, "Благоустройство дворов", "", "");
	sx_drain(f);
	sx_finds(f, "Невиномысск", "1");
	assert_true(str_is(f->hits.corrected, "невинномысск"));
	sx_finds(f, "Невиномысск город", "1");
	assert_true(str_is(f->hits.corrected, "невинномысск город"));
	sx_finds(f, "благоу", "2");
	assert_null(f->hits.corrected.p);
	sx_finds(f, "благоустройсво дворов", "2");
	sx_finds(f, "горд на Кубани", "1");
	assert_true(str_is(f->hits.corrected, "город на Кубани"));
	f->ask.exact = true;
	sx_finds(f, "Невиномысск", "");
	sx_finds(f, "благоу", "");
}

static void
test_synonyms(void **state)
{
	struct fix *f = *state;
	int n = 0;

	sx_doc(f, 1, "Формирование комфортной городской среды", "", "");
	sx_doc(f, 2, "Программа ФКГС", "", "");
	sx_doc(f, 3, "Комфортная среда", "формирование городской", "");
	sx_doc(f, 4, "Мусор", "", "вывоз отходов");
	sx_drain(f);
	assert_int_equal(search_synonyms_load(f->s, f->db,
	    S("# groups\nФКГС\tФормирование комфортной городской среды\n\n"
	    "ТКО\tмусор\tтвёрдые коммунальные отходы\n"), &n), OK);
	assert_int_equal(n, 2);
	sx_finds(f, "фкгс", "1 2");
	assert_true(str_is(f->hits.also, "формирование комфортной городской среды"));
	/* Typed without quotes the words may stand anywhere; the abbreviation is met too. */
	sx_finds(f, "формирование комфортной городской среды", "1 2 3");
	sx_finds(f, "программа фкгс", "2");
	sx_finds(f, "ТКО", "4");
	f->ask.exact = true;
	sx_finds(f, "фкгс", "2");
	assert_null(f->hits.also.p);
	f->ask.exact = false;
	assert_int_equal(search_synonyms_load(f->s, f->db, S(""), &n), OK);
	sx_finds(f, "фкгс", "2");
}

static void
test_rights(void **state)
{
	struct fix *f = *state;

	sx_put(f, &(struct sx){ .id = 1, .title = "яблоко", .state = 0 });
	sx_put(f, &(struct sx){ .id = 2, .title = "яблоко", .state = 1 });
	sx_put(f, &(struct sx){ .id = 3, .title = "яблоко", .state = 1, .see = 1 });
	sx_put(f, &(struct sx){ .id = 4, .title = "яблоко", .state = 1, .see = 2, .author = 7 });
	sx_put(f, &(struct sx){ .id = 5, .title = "яблоко", .state = 2 });
	sx_put(f, &(struct sx){ .id = 6, .title = "яблоко", .state = 1, .see = 2 });
	sx_drain(f);
	sx_finds(f, "яблоки", "2");
	f->ask.viewer = 5;
	sx_finds(f, "яблоки", "2 3");
	f->ask.viewer = 7;
	sx_finds(f, "яблоки", "2 3 4");
	f->ask.viewer = 0;
	/* Hidden at once, before the queue is drained. */
	sx_put(f, &(struct sx){ .id = 2, .title = "яблоко", .state = 3 });
	sx_finds(f, "яблоки", "");
	sx_drain(f);
	sx_finds(f, "яблоки", "");
	sx_put(f, &(struct sx){ .id = 2, .title = "груша", .state = 1 });
	sx_drain(f);
	sx_finds(f, "яблоки", "");
	sx_finds(f, "груши", "2");
	sx_delete(f, 2);
	sx_finds(f, "груши", "");
	sx_drain(f);
	sx_finds(f, "груши", "");
}

/* A word only restricted entries have is not shown as a mended spelling. */
static void
test_private_words(void **state)
{
	struct fix *f = *state;

	sx_put(f, &(struct sx){ .id = 1, .title = "Крутибородов", .state = 1, .see = 2 });
	sx_drain(f);
	sx_finds(f, "Крутибородоф", "");
	assert_null(f->hits.corrected.p);
	sx_finds(f, "Крутибо", "");
}

static void
test_kinds(void **state)
{
	struct fix *f = *state;

	for (int i = 1; i <= 8; i++)
		sx_put(
		    f, &(struct sx){ .id = i, .title = "мост", .state = 1, .kind = 1 << (i % 4) });
	sx_drain(f);
	f->ask.kinds = 2;
	sx_finds(f, "мосты", "1 5");
	f->ask.kinds = 2 | 8;
	sx_finds(f, "мосты", "1 3 5 7");
	f->ask.kinds = 64;
	sx_finds(f, "мосты", "");
}

static void
test_order(void **state)
{
	struct fix *f = *state;

	sx_doc(f, 1, "Ремонт дороги", "", "");
	sx_doc(f, 2, "Прочее", "",
	    "много слов о разном и ещё раз о разном, среди них ремонт и где-то дорога");
	sx_doc(f, 3, "Прочее", "ремонт дороги", "");
	sx_drain(f);
	f->ordered = true;
	sx_finds(f, "ремонт дорог", "1 3 2");
	f->ask.limit = 1;
	sx_finds(f, "ремонт дорог", "1");
	assert_int_equal(f->hits.total, 3);
	assert_false(f->hits.total_capped);
	f->ask.skip = 1;
	sx_finds(f, "ремонт дорог", "3");
	f->ask.skip = 9;
	sx_finds(f, "ремонт дорог", "");
}

static void
test_any(void **state)
{
	struct fix *f = *state;

	sx_doc(f, 1, "ремонт крыши", "", "");
	sx_doc(f, 2, "ремонт крыши в школе", "", "");
	sx_doc(f, 3, "школа", "", "");
	sx_drain(f);
	sx_finds(f, "ремонт крыши школа", "2");
	assert_false(f->hits.any);
	sx_finds(f, "ремонт крыши школа зебра", "?2"); /* all but one */
	sx_finds(f, "школа зебра", "?2 3");
	sx_finds(f, "зебра жираф", "");
	assert_false(f->hits.any);
}

static const char *const hostile[] = {
	"\"",
	"*",
	"-",
	"--",
	"\"\"",
	"\"дом",
	"дом\"",
	"дом AND",
	"AND дом",
	"NEAR(дом двор)",
	"дом OR",
	"NOT дом",
	"(дом",
	"дом)",
	"title:дом",
	"дом*",
	"^дом",
	"дом + двор",
	"'дом'",
	"дом'; DROP TABLE entry; --",
	"дом\\",
	"\\",
	"дом & двор",
	"дом | !двор",
	"дом <-> двор",
	"дом:*A",
	"{дом}",
	"-\"",
	"\"-",
	"-\"дом",
	"д\xFFом",
	"\xD0",
	"дом\x01двор",
	"%",
	"_k1",
	"«дом",
	"дом»",
	"-«",
	"a-",
	"-a",
	"1.2.3.4.5.6.7.8.9.10.11.12",
	"дом-",
	"'",
	"''",
	"\\'",
	"а б в г д е ж з и к л м н о п р с т у ф",
	"-а -б -в -г -д -е -ж -з -и -к дом",
};

static void
test_hostile(void **state)
{
	struct fix *f = *state;
	struct search_hits h;

	sx_doc(f, 1, "дом и двор", "", "");
	sx_drain(f);
	for (size_t i = 0; i < LEN(hostile); i++)
		for (int exact = 0; exact < 2; exact++) {
			f->ask.q = str_c(hostile[i]);
			f->ask.exact = exact;
			enum err e = search_ask(f->s, f->db, f->a, &f->ask, &h);
			if (e != OK && e != E_INPUT)
				fail_msg("%s: %s, %s", hostile[i], err_name(e), db_message(f->db));
		}
	struct buf b;
	buf_init(&b, f->a, 64 * KiB);
	for (int i = 0; i < 2000; i++)
		buf_putz(&b, "слово ");
	f->ask.q = buf_str(&b);
	assert_int_equal(search_ask(f->s, f->db, f->a, &f->ask, &h), OK);
}

static void
test_queue_persists(void **state)
{
	struct fix *f = *state;
	int n = 0;

	for (int i = 1; i <= 10; i++)
		sx_doc(f, i, "мост", "", "");
	assert_int_equal(search_drain(f->s, f->db, 4, &n), OK);
	assert_int_equal(n, 4);
	sx_finds(f, "мост", "1 2 3 4");
	sx_reopen(f); /* as after a kill: the rest is still queued */
	sx_finds(f, "мост", "1 2 3 4");
	assert_int_equal(search_check(f->db), OK);
	sx_drain(f);
	sx_finds(f, "мост", "1 2 3 4 5 6 7 8 9 10");
}

static void
test_rebuild(void **state)
{
	struct fix *f = *state;

	sx_random(f, 1, 60, 11);
	sx_drain(f);
	sx_put(
	    f, &(struct sx){ .id = 5, .title = "иной текст", .state = 1, .body = "совсем другой" });
	sx_put(f, &(struct sx){ .id = 6, .title = "спрятан", .state = 0 });
	sx_drain(f);
	struct str before = sx_answers(f, 120, 5);
	assert_int_equal(search_rebuild(f->s, f->db, NULL, NULL), OK);
	assert_int_equal(search_check(f->db), OK);
	struct str after = sx_answers(f, 120, 5);
	assert_true(before.n > 500);
	assert_true(str_eq(before, after));
	sx_finds(f, "иные тексты", "5");
	sx_lose(f, 7); /* an entry nobody queued */
	assert_int_equal(search_check(f->db), E_CONFLICT);
}

static void
test_ids(void **state)
{
	struct fix *f = *state;
	struct search_hits h;

	for (int i = 1; i <= 30; i++)
		sx_doc(f, i, "мост", "", "");
	sx_drain(f);
	f->ask.q = S("мосты");
	assert_int_equal(search_ids(f->s, f->db, f->a, &f->ask, 100, &h), OK);
	assert_int_equal(h.n, 30);
	assert_false(h.total_capped);
	assert_int_equal(search_ids(f->s, f->db, f->a, &f->ask, 10, &h), OK);
	assert_int_equal(h.n, 10);
	assert_true(h.total_capped);
	assert_int_equal(h.p[0].entry, 30);
}

/* Every allocation in turn is refused: an ordinary error, and the next question is answered. */
static void
test_no_memory(void **state)
{
	struct fix *f = *state;
	struct search_hits h;
	struct html m;
	int n, failed = 0;

	sx_random(f, 1, 20, 5);
	sx_drain(f);
	SX_OK(search_synonyms_load(f->s, f->db, S("дом\tжильё\n"), &n));
	for (int64_t nth = 1; nth < 5000; nth++) {
		struct arena *a = arena_new(64 * MiB);
		f->ask.q = S("дом ремнт дорог \"во дворе\"");
		alloc_fail_at(nth);
		enum err e = search_ask(f->s, f->db, a, &f->ask, &h);
		if (e == OK)
			e = search_mark(f->s, a, f->ask.q, S("ремонт дома"), 9, &m);
		bool hit = alloc_failed();
		alloc_fail_at(0);
		arena_free(a);
		if (e != OK && e != E_NOMEM)
			fail_msg("%s", err_name(e));
		if (!hit)
			break;
		failed++;
	}
	assert_true(failed > 3 && failed < 5000);
	f->ask.q = S("дом");
	assert_int_equal(search_ask(f->s, f->db, f->a, &f->ask, &h), OK);
}

/* The same entries on both databases, for hundreds of random texts and questions. */
static void
test_same_on_both(void **state)
{
	struct fix *f = *state, other = { 0 };

	if (db_kind(f->db) != DB_PG)
		skip();
	sx_open(&other, "/tmp/veche-search-twin.db");
	for (int i = 0; i < 2; i++) {
		struct fix *x = i ? &other : f;
		int n;
		assert_int_equal(search_synonyms_load(
				     x->s, x->db, S("дом\tжильё\nремонт дороги\tасфальт\n"), &n),
		    OK);
		sx_random(x, 1, 400, 3);
		sx_drain(x);
	}
	struct str a = sx_answers(f, 600, 9), b = sx_answers(&other, 600, 9);
	assert_true(a.n > 2000);
	if (!str_eq(a, b))
		sx_show_difference(a, b);
	sx_close(&other);
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, sx_up, sx_down)
int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_found),
		T(test_phrases),
		T(test_prefix_typo),
		T(test_synonyms),
		T(test_rights),
		T(test_private_words),
		T(test_kinds),
		T(test_order),
		T(test_any),
		T(test_hostile),
		T(test_queue_persists),
		T(test_rebuild),
		T(test_ids),
		T(test_no_memory),
		T(test_same_on_both),
	};

	search_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
