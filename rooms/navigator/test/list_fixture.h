/* list_fixture.h - two thousand measures of chance in an empty database; requests by hand.
 *
 * Owns    a temporary file, or the schema "public" of the database in TEST_DB.
 * Memory  keep: the whole test; arena: one check; row: one measure.
 * Errors  a failed assertion ends the test.
 * Threads one.
 *
 * Run from the root of the repository: the demonstration's territories are read.
 */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "calendar/calendar.h"
#include "gen/steps.h"
#include "navigator/draft.h"
#include "navigator/list.h"
#include "navigator/pages_impl.h"

#define MEASURES 2000

static const struct settings set = { .time_zone = 180,
	.dictionaries = { "/usr/share/hunspell", 19 } };
static const struct room *const rooms[] = { &places_room, &navigator_room };
static const struct portal portal = { .set = &set, .rooms = rooms, .n_rooms = 2, .version = "t" };
static struct db *db;
static struct arena *keep, *arena, *row;
static struct web_thread *th;
static char path[] = "/tmp/veche_list_XXXXXX";
static int32_t today;
static const char *const pool[] = { "24000000", "57000000", "24707000", "24701000", "FD-CFO",
	"07000000" };
struct codes {
	struct str *p;
	size_t n;
};
static uint32_t seed = 20261122;

static uint32_t
chance(uint32_t n) /* the same on every machine and run */
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

/* ---- measures of chance ------------------------------------------------------------ */

static struct opt_int
maybe(uint32_t often, int64_t from, uint32_t span)
{
	bool has = chance(100) < often;

	return (struct opt_int){ has ? from + chance(span) : 0, has };
}

static void
random_rule(struct draft *d)
{
	static const char *const rules[] = { "{\"all\":[]}",
		"{\"field\":\"population\",\"op\":\"le\",\"value\":50000}",
		"{\"field\":\"population\",\"op\":\"gt\",\"value\":100000}",
		("{\"all\":[{\"field\":\"population\",\"op\":\"le\",\"value\":50000},"
		 "{\"field\":\"gasification\",\"op\":\"lt\",\"value\":80}]}") };

	d->rule = str_c(rules[chance(LEN(rules))]);
}

static void
random_terms(struct draft *d)
{
	d->level = 1 + (int)chance(4);
	d->money = 1 + (int)chance(9);
	d->recurrence = 1 + (int)chance(4);
	d->applicants = chance(64);
	d->stages = chance(16);
	d->amount_min = maybe(60, 0, 30000000);
	d->amount_max = maybe(60, 30000000, 200000000);
	d->cofin_min = (struct opt_real){ chance(12) * 2.5, chance(3) > 0 };
	d->cofin_max = (struct opt_real){ 30 + chance(60), chance(3) > 0 };
	d->opens = maybe(50, today - 60, 90);
	d->closes = maybe(75, (d->opens.has ? d->opens.v : today - 30), 160);
	d->checked = maybe(50, today - 60, 60);
}

static void
random_parts(struct draft *d, int i)
{
	d->n_places = chance(3);
	for (size_t k = 0; k < d->n_places; k++)
		d->places[k] = str_c(pool[(chance(3) + k * 3) % LEN(pool)]);
	d->n_steps = chance(3);
	for (size_t k = 0; k < d->n_steps; k++)
		d->steps[k] = (struct draft_step){ S("Шаг, «первый»"), S("=1+1\nвторая \"строка\""),
			maybe(50, today, 30) };
	d->n_documents = chance(2);
	if (d->n_documents)
		d->documents[0] = (struct draft_document){ S("Смета"), S("а; б, в"), chance(2) };
	d->n_contacts = i % 3 == 0;
	if (d->n_contacts)
		d->contacts[0] = (struct draft_contact){ S("Отдел"),
			S("https://example.org/?a=1&b=2"), S("+7 000"), S("") };
	d->n_rounds = i % 5 == 0;
	if (d->n_rounds)
		d->rounds[0] = (struct draft_round){ .year = 2025,
			.opens = maybe(50, today - 400, 10),
			.budget = maybe(50, 1, 1000000),
			.note = S("-") };
}

static void
random_measure(int i, const struct codes *topics)
{
	struct draft *d = arena_make(row, struct draft);
	enum import_did did;
	struct str why = STR_NONE;
	enum err e;

	assert_non_null(d);
	*d = (struct draft){ .key = str_fmt(row, "gen-%d", i),
		.state = MEASURE_PUBLISHED,
		.sum = str_fmt(row, "sum-%d", i),
		.origin = S("test"),
		.title = str_fmt(row, "Мера %d благоустройство дворов", i),
		.summary = i % 7 ? S("Коротко, с \"кавычками\"; и точкой") : S("=формула"),
		.what = S("Первая строка\n\nвторая"),
		.who = S(""),
		.how_much = S(""),
		.own_share = S(""),
		.backer = str_fmt(row, "Ведомство %u", chance(30)),
		.unit = S("object"),
		.source_title = S(""),
		.source_url = S("https://example.org/"),
		.note = S("@примечание"),
		.demo = i % 2 };
	random_terms(d);
	random_rule(d);
	random_parts(d, i);
	d->n_topics = chance(3);
	for (size_t k = 0; k < d->n_topics; k++)
		d->topics[k] = topics->p[chance((uint32_t)topics->n)];
	e = draft_store(db, row, d, 1700000000 + i, 0, &did, &why);
	if (e != OK)
		print_message("%s: %.*s\n", err_name(e), FMT(why));
	assert_int_equal(e, OK);
	assert_int_equal(did, IMPORT_ADDED);
	arena_reset(row);
}

static void
fill(void)
{
	struct import im = { .db = db, .arena = keep, .row = row, .now = 1700000000 };
	struct codes codes = { 0 };
	struct topics all;
	struct str text;
	int n;

	assert_int_equal(file_read("demo/places/places.csv", 64 * MiB, keep, &text), OK);
	assert_int_equal(places_import(&im, text), OK);
	assert_int_equal(file_read("demo/navigator/topics.json", 4 * MiB, keep, &text), OK);
	assert_int_equal(navigator_topics(db, keep, text, &n), OK);
	assert_int_equal(topics_all(db, keep, &all), OK);
	codes.p = arena_array(keep, struct str, all.n);
	for (size_t i = 0; i < all.n; i++)
		codes.p[codes.n++] = all.p[i].code;
	assert_int_equal(db_begin(db), OK);
	for (int i = 0; i < MEASURES; i++)
		random_measure(i, &codes);
	assert_int_equal(version_bump(db, "navigator"), OK);
	assert_int_equal(db_commit(db), OK);
}

static int
setup(void **state)
{
	const char *url = getenv("TEST_DB");
	int run;

	(void)state;
	if (url == NULL) {
		int fd = mkstemp(path);

		assert_true(fd >= 0);
		close(fd);
		url = path;
	}
	keep = arena_new(512 * MiB);
	arena = arena_new(256 * MiB);
	row = arena_new(64 * MiB);
	today = day_of(time_now(), (int)set.time_zone);
	search_setup();
	assert_int_equal(db_open(url, DB_WRITE, &db), OK);
	if (db_kind(db) == DB_PG)
		assert_int_equal(
		    db_script(db, "DROP SCHEMA public CASCADE;" /* checksrc: allow sql fixture */
		    " CREATE SCHEMA public"), OK);
	assert_int_equal(
	    db_migrate(db, db_steps, db_steps_n, (struct db_migrate_opt){ 0 }, &run), OK);
	fill();
	assert_int_equal(web_thread_new(&portal, db, &th), OK);
	return 0;
}

static int
teardown(void **state)
{
	static const char *const tails[] = { "", "-wal", "-shm" };
	char name[sizeof path + 8];

	(void)state;
	web_thread_free(th);
	db_close(db);
	arena_free(keep);
	arena_free(arena);
	arena_free(row);
	for (size_t i = 0; i < LEN(tails) && getenv("TEST_DB") == NULL; i++) {
		snprintf(name, sizeof name, "%s%s", path, tails[i]);
		unlink(name);
	}
	return 0;
}

/* ---- a request without a socket -------------------------------------------------------- */

static struct req *
request(const char *query)
{
	struct http_req *in = arena_make(arena, struct http_req);
	struct req *rq = arena_make(arena, struct req);

	assert_true(in != NULL && rq != NULL);
	in->arena = arena;
	in->query_raw = str_c(query);
	assert_int_equal(http_parse_query(arena, in->query_raw, 200, &in->query), OK);
	*rq = (struct req){ .in = in,
		.rp = arena_make(arena, struct http_reply),
		.db = db,
		.arena = arena,
		.out = arena_make(arena, struct buf),
		.th = th,
		.status = 200,
		.now = time_now() };
	buf_init(rq->out, arena, 32 * MiB);
	rq->ui = (struct ui){ .out = rq->out,
		.arena = arena,
		.now = rq->now,
		.today = today,
		.tz_min = (int)set.time_zone,
		.path = S("/navigator"),
		.here = S("/navigator"),
		.base = S("https://portal.example"),
		.cacheable = true };
	return rq;
}
