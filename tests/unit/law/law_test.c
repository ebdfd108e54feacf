/* law_test.c - editions in the tables: what is one row, what holds when, what is refused. */
#include "../db/fixture.h"

#include "gen/steps.h"
#include "calendar/calendar.h"
#include "law/law_impl.h"

static struct db *db;
static struct arena *a, *row;

static int
setup(void **state)
{
	int run;

	(void)state;
	a = arena_new(256 * MiB);
	row = arena_new(64 * MiB);
	db = fx_fresh();
	is_ok(db_migrate(db, db_steps, db_steps_n, (struct db_migrate_opt){ 0 }, &run));
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	db_close(db);
	fx_drop();
	arena_free(a);
	arena_free(row);
	return 0;
}

static int32_t
day(const char *z)
{
	int32_t d;

	assert_true(day_parse(str_c(z), &d));
	return d;
}

static struct import
import_of(const char *today)
{
	return (struct import){ .db = db, .arena = a, .row = row, .now = 1700000000,
		.today = day(today) };
}

/* Lines of one act; no territory is named, so no thread of the web is asked. */
static struct import
load(const char *name, const char *lines, struct law_meta said, const char *today)
{
	struct import im = import_of(today);
	struct law_file f = { .name = str_c(name), .data = str_c(lines), .said = said };

	is_ok(law_import(NULL, &im, &f));
	return im;
}

static struct law_meta
meta(const char *edition)
{
	return (struct law_meta){ .number = S("59-ФЗ"), .kind = S("fz"),
		.title = S("О порядке рассмотрения обращений"), .adopted = S("2006-05-02"),
		.edition = str_c(edition) };
}

#define LINE(no, title, text) \
	"{\"act\":\"fz59\",\"article\":\"" no "\",\"title\":\"" title "\",\"text\":\"" text "\"," \
	"\"section\":\"\",\"chapter\":\"Глава 1. Общее\"}\n"

#define N_OF(id, what) STMT(id, 0, 1, "SELECT COUNT(*) FROM " what)
N_OF(n_versions, "law_version");
N_OF(n_articles, "law_article");
N_OF(n_sections, "law_section");
N_OF(n_toc, "law_toc");
N_OF(n_editions, "law_edition");
N_OF(n_public, "entry WHERE state = 1");

static void
counts(int64_t articles, int64_t versions, int64_t toc, int64_t editions)
{
	assert_int_equal(fx_int(db, &n_articles, NULL), articles);
	assert_int_equal(fx_int(db, &n_versions, NULL), versions);
	assert_int_equal(fx_int(db, &n_toc, NULL), toc);
	assert_int_equal(fx_int(db, &n_editions, NULL), editions);
}

static struct str
text_on(const char *eid, const char *on)
{
	struct law_index x;
	struct law_article art;
	enum err e;

	is_ok(law_load(db, a, &x));
	assert_int_equal(x.n, 1);
	e = law_article_on(db, a, &x.p[0], str_c(eid), day(on), &art);
	if (e == E_NOT_FOUND)
		return S("none");
	is_ok(e);
	return art.text;
}

static void
says(const char *eid, const char *on, const char *text)
{
	struct str got = text_on(eid, on);

	if (!str_is(got, text))
		fail_msg("%s on %s: «%.*s», not «%s»", eid, on, FMT(got), text);
}

#define OLD LINE("1", "О чём", "Было.") LINE("2", "Сроки", "Тридцать дней.") \
	LINE("3", "Прочее", "Осталось.")
#define NEW LINE("1", "О чём", "Стало.") LINE("2", "Сроки", "Тридцать дней.") \
	LINE("2.1", "Новая", "Добавлено.")

static void
test_editions(void **state)
{
	struct import im = load("fz59.jsonl", OLD, meta("2010-01-01"), "2026-11-29");

	(void)state;
	assert_int_equal(im.bad, 0);
	assert_int_equal(im.added, 3);
	counts(3, 3, 3, 1);
	/* the same again: nothing is written */
	im = load("fz59.jsonl", OLD, meta("2010-01-01"), "2026-11-29");
	assert_int_equal(im.same, 3);
	assert_int_equal(im.added + im.changed, 0);
	counts(3, 3, 3, 1);
	/* the second edition: one text changed, one is new, one has gone */
	im = load("fz59.jsonl", NEW, meta("2025-03-30"), "2026-11-29");
	assert_int_equal(im.same, 1);
	assert_int_equal(im.changed, 1);
	assert_int_equal(im.added, 1);
	counts(4, 5, 6, 2);
	assert_int_equal(fx_int(db, &n_sections, NULL), 1);
	says("st-1", "2009-12-31", "none");
	says("st-1", "2010-01-01", "Было.");
	says("st-1", "2025-03-29", "Было.");
	says("st-1", "2025-03-30", "Стало.");
	says("st-2", "2024-01-01", "Тридцать дней.");
	says("st-2", "2026-01-01", "Тридцать дней.");
	says("st-2.1", "2024-01-01", "none");
	says("st-3", "2026-01-01", "none");
	/* found: the act and three articles; the one that went is not */
	assert_int_equal(fx_int(db, &n_public, NULL), 4);
}

#define TAIL " от 02.05.2006 №\u00a059-ФЗ «О порядке рассмотрения обращений»"

/* Editions may come in any order: what holds when follows from their days. */
static void
test_between(void **state)
{
	struct import im = load("fz59.jsonl", LINE("1", "О чём", "Было.") LINE("9", "", ""),
	    meta("2015-06-01"), "2026-11-29");
	struct law_index x;

	(void)state;
	assert_int_equal(im.bad, 0);
	says("st-1", "2014-01-01", "Было.");
	says("st-9", "2016-01-01", "");
	says("st-2", "2016-01-01", "none");
	says("st-2", "2025-04-01", "Тридцать дней.");
	is_ok(law_load(db, a, &x));
	assert_int_equal(x.p[0].n_editions, 3);
	assert_int_equal(x.p[0].editions[0].until.v, day("2015-06-01"));
	assert_int_equal(x.p[0].editions[1].until.v, day("2025-03-30"));
	assert_false(x.p[0].editions[2].until.has);
	assert_int_equal(law_on(&x.p[0], day("2020-01-01"))->since, day("2015-06-01"));
	assert_null(law_on(&x.p[0], day("2000-01-01")));
	assert_string_equal(x.p[0].key.p, "ru/fz/2006-05-02/59");
	assert_string_equal(x.p[0].full.p,
	    "Федеральный закон от 02.05.2006 №\u00a059-ФЗ «О порядке рассмотрения обращений»");
	assert_string_equal(x.p[0].ref.p,
	    "Федерального закона от 02.05.2006 №\u00a059-ФЗ «О порядке рассмотрения обращений»");
}

/* An edition loaded again with other words: its old texts go, those of others stay. */
static void
test_mended(void **state)
{
	struct import im = load(
	    "fz59.jsonl", LINE("1", "О чём", "Исправлено."), meta("2015-06-01"), "2026-11-29");

	(void)state;
	assert_int_equal(im.changed, 1);
	says("st-1", "2016-01-01", "Исправлено.");
	says("st-1", "2011-01-01", "Было.");
	counts(5, 6, 7, 3);
}

static void
has_problem(const struct import *im, int64_t line, const char *words)
{
	for (size_t i = 0; i < im->problems.n; i++)
		if (im->problems.p[i].line == line &&
		    str_find(im->problems.p[i].reason, str_c(words)) >= 0)
			return;
	for (size_t i = 0; i < im->problems.n; i++)
		print_message("%lld: %.*s\n", (long long)im->problems.p[i].line,
		    FMT(im->problems.p[i].reason));
	fail_msg("no problem at line %lld with «%s»", (long long)line, words);
}

static void
test_bad(void **state)
{
	struct import im = load("fz59.jsonl",
	    LINE("1", "а", "А.") "{\"article\":\n" LINE("", "б", "Б.") LINE("1", "в", "В.")
	    "[1]\n" LINE("2", "г", "Г."), meta("2026-01-01"), "2026-11-29");
	struct law_meta none = { 0 };

	(void)state;
	assert_int_equal(im.bad, 4);
	assert_int_equal(im.read, 6);
	has_problem(&im, 2, "не JSON");
	has_problem(&im, 3, "нет номера");
	has_problem(&im, 4, "уже была в строке 1");
	has_problem(&im, 5, "не объект");
	says("st-1", "2026-02-01", "А.");
	says("st-2", "2026-02-01", "Г.");
	/* nothing is known of the act: none of it is kept, and it is said what to do */
	im = load("x.jsonl", "{\"article\":\"1\",\"text\":\"Т.\"}\n", none, "2026-11-29");
	has_problem(&im, 1, "--title");
	im = load("fz59.jsonl", LINE("1", "а", "А."),
	    (struct law_meta){ .title = S("О чём-то"), .kind = S("fz"), .number = S("7-ФЗ") },
	    "2026-11-29");
	has_problem(&im, 1, "--adopted");
	im = load("fz59.jsonl", LINE("1", "а", "А."), meta("29 февраля"), "2026-11-29");
	has_problem(&im, 1, "не дата");
	assert_int_equal(fx_int(db, &n_editions, NULL), 4);
}

/* A number that stands twice, the first of them repealed: both are kept. */
static void
test_repealed_twice(void **state)
{
	struct law_meta m = { .number = S("8-ФЗ"), .title = S("О другом"), .kind = S("fz"),
		.adopted = S("2009-02-09"), .edition = S("2010-01-01"), .digest = S("1") };
	struct import im = load("d.jsonl",
	    "{\"article\":\"5\",\"text\":\"\"}\n{\"article\":\"5\",\"text\":\"Есть.\"}\n", m,
	    "2026-11-29");
	struct law_index x;
	struct law_article art;

	(void)state;
	assert_int_equal(im.bad, 0);
	is_ok(law_load(db, a, &x));
	assert_int_equal(x.n, 2);
	assert_true(x.p[1].digest);
	is_ok(law_article_on(db, a, &x.p[1], S("st-5"), day("2026-01-01"), &art));
	assert_string_equal(art.text.p, "Есть.");
	is_ok(law_article_on(db, a, &x.p[1], S("st-5--utr"), day("2026-01-01"), &art));
	assert_int_equal(art.text.n, 0);
	/* the official text takes the place of the digest … */
	m.digest = S("");
	m.edition = S("2020-01-01");
	im = load("d.jsonl", "{\"article\":\"5\",\"text\":\"Официально.\"}\n", m, "2026-11-29");
	assert_int_equal(im.bad, 0);
	is_ok(law_load(db, a, &x));
	assert_false(x.p[1].digest);
	assert_int_equal(x.p[1].n_editions, 1);
	/* … and a digest never that of the official text */
	m.digest = S("1");
	im = load("d.jsonl", "{\"article\":\"5\",\"text\":\"Своими словами.\"}\n", m, "2026-11-29");
	has_problem(&im, 1, "изложение его не заменит");
	is_ok(law_load(db, a, &x));
	assert_false(x.p[1].digest);
}

static enum err
count_one(void *ctx, const struct law_act *act, const struct law_edition *ed,
    const struct law_article *art)
{
	int *n = ctx;

	(void)ed;
	assert_true(act->key.n > 0 && art->eid.n > 0);
	n[0]++;
	n[1] += str_is(art->chapter, "Глава 1. Общее");
	return OK;
}

static void
test_each(void **state)
{
	struct law_index x;
	int n[2] = { 0 };

	(void)state;
	is_ok(law_load(db, a, &x));
	is_ok(law_each(db, a, &x, day("2012-01-01"), true, count_one, n));
	assert_int_equal(n[0], 3); /* the second act has no edition of that day */
	assert_int_equal(n[1], 3);
}

static void
test_words(void **state)
{
	struct law_act act = { .key = S("ru/fz/2006-05-02/59"), .ref = S("ЖК РФ") };
	struct law_article art = { .number = S("39.36-1") };
	struct tree t;

	(void)state;
	is_ok(
	    tree_parse(a, S("1. Один:\n1) пункт:\nа) буква.\nИ строка.\n2. Два."), TREE_PARTS, &t));
	assert_string_equal(
	    law_url(a, &act, 0, S("st-8"), S("ch-3")).p, "/law/ru/fz/2006-05-02/59/st-8/ch-3");
	assert_string_equal(law_url(a, &act, day("2025-03-30"), S("st-8"), S("")).p,
	    "/law/ru/fz/2006-05-02/59@2025-03-30/st-8");
	assert_string_equal(law_ref(a, &act, &art, &t, S("ch-1/p-1/pp-a")).p,
	    "пп.\u00a0«а» п.\u00a01 ч.\u00a01 ст.\u00a039.36-1 ЖК РФ");
	assert_string_equal(
	    law_unit_name(a, &t, TREE_PARTS, S("ch-2/abz-1")).p, "абз.\u00a01 ч.\u00a02");
	assert_int_equal(law_unit_name(a, &t, TREE_PARTS, S("ch-9")).n, 0);
	assert_string_equal(law_eid(a, "st-", S("39.36-1")).p, "st-39.36-1");
	assert_string_equal(law_eid(a, "st-", S("12А")).p, "st-12a");
	assert_null(law_eid(a, "st-", S("?")).p);
	assert_string_equal(
	    law_file_act(S("fz59@2025-03-30.jsonl"), &art.title).p, "fz59@2025-03-30.jsonl");
	assert_int_equal(law_file_act(S("fz59@2025-03-30.jsonl"), &art.title).n, 4);
	assert_true(str_is(art.title, "2025-03-30"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_editions),
		cmocka_unit_test(test_between),
		cmocka_unit_test(test_mended),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_repealed_twice),
		cmocka_unit_test(test_each),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
