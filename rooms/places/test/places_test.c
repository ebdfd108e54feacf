/* places_test.c - the tree in memory: codes, chains, names, likeness, import.
 *
 * TEST_DB names the database (postgres://… or a path); a temporary SQLite file otherwise.
 * Run from the root of the repository: the demonstration's files are read.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "entry/entry.h"
#include "gen/steps.h"
#include "places/places_impl.h"
#include "text/text.h"

static struct db *db;
static struct arena *arena, *row;
static const struct places_index *x;
static void *data;
static void (*data_free)(void *);
static char path[] = "/tmp/veche_places_XXXXXX";

static struct import
import_new(void)
{
	return (struct import){ .db = db, .arena = arena, .row = row, .now = 1700000000 };
}

static void
say_problems(const struct import *im)
{
	for (size_t i = 0; i < im->problems.n; i++)
		print_message("line %lld: %.*s\n", (long long)im->problems.p[i].line,
		    FMT(im->problems.p[i].reason));
}

static void
reload(void)
{
	if (data != NULL)
		data_free(data);
	assert_int_equal(places_load(db, 0, &data, &data_free), OK);
	x = places_loaded(data);
}

static int
setup(void **state)
{
	const char *url = getenv("TEST_DB");
	struct import im;
	struct str csv;
	int run;

	(void)state;
	if (url == NULL) {
		int fd = mkstemp(path);

		assert_true(fd >= 0);
		close(fd);
		url = path;
	}
	arena = arena_new(512 * MiB);
	row = arena_new(64 * MiB);
	assert_int_equal(db_open(url, DB_WRITE, &db), OK);
	assert_int_equal(
	    db_migrate(db, db_steps, db_steps_n, (struct db_migrate_opt){ 0 }, &run), OK);
	im = import_new();
	assert_int_equal(file_read("demo/places/places.csv", 64 * MiB, arena, &csv), OK);
	assert_int_equal(places_import(&im, csv), OK);
	say_problems(&im);
	assert_int_equal(im.bad, 0);
	assert_int_equal(im.added, im.read);
	im = import_new();
	assert_int_equal(file_read("demo/places/map.tsv", 4 * MiB, arena, &csv), OK);
	assert_int_equal(places_import_map(&im, csv), OK);
	assert_int_equal(im.added, 89);
	reload();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	data_free(data);
	db_close(db);
	arena_free(arena);
	arena_free(row);
	if (getenv("TEST_DB") == NULL) {
		char side[sizeof path + 8];

		unlink(path);
		snprintf(side, sizeof side, "%s-wal", path);
		unlink(side);
		snprintf(side, sizeof side, "%s-shm", path);
		unlink(side);
	}
	return 0;
}

static int
at(const char *code)
{
	int i = places_by_code(x, str_c(code));

	assert_true(i >= 0);
	return i;
}

static void
test_tree(void **state)
{
	int t = at("24707000");

	(void)state;
	assert_int_equal(x->n_municipalities, 2594);
	assert_true(x->n_former > 400);
	assert_int_equal(x->regions.n, 89);
	assert_true(str_is(x->p[t].short_name, "Тейково"));
	assert_true(x->p[t].now);
	assert_int_equal(x->p[t].parent, at("24"));
	assert_int_equal(x->p[t].region, at("24000000"));
	assert_int_equal(x->p[t].district, at("FD-CFO"));
	assert_int_equal(x->p[t].depth, 3);
	assert_int_equal(x->country, at("RU"));
	assert_int_equal(places_municipality(x, t), t);
	assert_int_equal(places_municipality(x, at("24")), -1);
	assert_true(places_within(x, t, at("RU")));
	assert_false(places_within(x, at("24"), t));
	assert_true(x->p[at("24")].outline.n > 10);
	for (size_t i = 0; i < x->n; i++)
		assert_true(x->p[i].parent >= 0 || x->p[i].kind == PK_country);
}

static void
test_codes(void **state)
{
	static const char *const same[] = { "24707", "24707000", "24 707 000", "24707000000",
		" 24\xC2\xA0" "707\xC2\xA0" "000 ", "24 707 000 001" };
	static const char *const none[] = { "", "2", "247", "99999999", "247070001111", "FD-XYZ",
		"RUS", "24-707", "тейково", "24707000'", "000000000000000000000000" };

	(void)state;
	for (size_t i = 0; i < LEN(same); i++)
		assert_int_equal(at(same[i]), at("24707000"));
	for (size_t i = 0; i < LEN(none); i++)
		assert_int_equal(places_by_code(x, str_c(none[i])), -1);
	assert_int_equal(at("ru"), at("RU"));
	assert_int_equal(at("fd-cfo"), at("FD-CFO"));
	assert_int_equal(places_by_id(x, x->p[7].id), 7);
	assert_int_equal(places_by_id(x, -5), -1);
}

static void
test_former(void **state)
{
	int f = at("01612000"), now[8];

	(void)state;
	assert_false(x->p[f].now);
	assert_int_equal(places_now(x, f, now, LEN(now)), 1);
	assert_int_equal(now[0], at("01512000"));
	assert_int_equal(places_now(x, at("24707"), now, LEN(now)), 1);
	assert_int_equal(now[0], at("24707"));
	/* every former one leads to what is in force */
	for (size_t i = 0; i < x->n; i++) {
		size_t n = places_now(x, (int)i, now, LEN(now));

		assert_true(n >= 1);
		for (size_t k = 0; k < n; k++)
			assert_true(x->p[now[k]].now);
	}
	assert_int_equal(x->p[at("01512000")].was.p[0], f);
}

static struct places_found
find(const char *text, enum places_scope scope)
{
	struct places_found f;

	assert_int_equal(places_find(x, arena, str_c(text), 10, scope, &f), OK);
	return f;
}

static void
first_is(const char *text, const char *code)
{
	struct places_found f = find(text, PLACES_ALL);

	if (f.n == 0 || f.p[0].place != at(code))
		print_message(
		    "«%s»: %.*s\n", text, FMT(f.n ? x->p[f.p[0].place].name : S("nothing")));
	assert_true(f.n > 0);
	assert_int_equal(f.p[0].place, at(code));
}

static void
test_names(void **state)
{
	static const char *const forms[][2] = {
		{ "Тейково", "24707000" }, { "тейково", "24707000" }, { "в Тейкове", "24707000" },
		{ "Тейкова", "24707000" }, { "городской округ Тейково", "24707000" },
		{ "Невинномысск", "07724000" }, { "Невинномысска", "07724000" },
		{ "в Невинномысске", "07724000" }, { "Невинномысском", "07724000" },
		{ "  невинномысск ", "07724000" }, { "Невинном", "07724000" },
		{ "Невиномысск", "07724000" }, { "Ннвинномысск", "07724000" },
		{ "Орёл", "54701000" }, { "орел", "54701000" }, { "в Орле", "54701000" },
		{ "Череповец", "19730000" }, { "Череповца", "19730000" },
		{ "Муром", "17735000" }, { "в Муроме", "17735000" },
		{ "Ивановская область", "24000000" }, { "Ивановской области", "24000000" },
		{ "24707", "24707000" }, { "24 707 000", "24707000" },
		{ "Шуя", "24711000" }, { "в Шуе", "24711000" },
		{ "Набережные Челны", "92730000" }, { "Набережных Челнах", "92730000" },
		{ "Шуйский район", "24633000" },
	};

	(void)state;
	for (size_t i = 0; i < LEN(forms); i++)
		first_is(forms[i][0], forms[i][1]);
	assert_true(find("Невиномысск", PLACES_ALL).guessed);
	assert_false(find("Невинномысск", PLACES_ALL).guessed);
	assert_true(find("24707", PLACES_ALL).by_code);
	assert_int_equal(find("", PLACES_ALL).n, 0);
	assert_int_equal(find("ыъыъыъыъ", PLACES_ALL).n, 0);
	assert_int_equal(find("%' OR 1=1 --", PLACES_ALL).n, 0);
	for (size_t i = 0; i < 3; i++) {
		struct places_found f = find(
		    ((const char *[]){ "Ив", "Красный", "район" })[i], PLACES_MUNI_NOW);

		for (size_t k = 0; k < f.n; k++)
			assert_true(
			    x->p[f.p[k].place].level == PLACE_MUNI && x->p[f.p[k].place].now);
	}
}

static void
test_similar(void **state)
{
	struct ui ui = { .arena = arena, .lang = LANG_RU };
	struct places_likes l;
	struct places_nears n;
	int t = at("24707");

	(void)state;
	assert_int_equal(places_similar(x, t, 8, arena, &ui, &l), OK);
	assert_int_equal(l.n, 8);
	for (size_t i = 0; i < l.n; i++) {
		const struct place *p = &x->p[l.p[i].place];

		assert_true(l.p[i].score >= 70 && l.p[i].score <= 100);
		assert_true(i == 0 || l.p[i].score <= l.p[i - 1].score);
		assert_true(p->population.v > 15000 && p->population.v < 60000);
		assert_int_not_equal(l.p[i].place, t);
	}
	assert_int_equal(places_neighbours(x, t, 5, arena, &n), OK);
	assert_int_equal(n.n, 5);
	assert_true(n.p[0].km < 40 && n.p[0].km <= n.p[4].km);
	/* a place without coordinates has no neighbours and does not fail */
	for (size_t i = 0; i < x->n; i++) {
		if (x->p[i].kind != PK_inner_city || x->p[i].has_point)
			continue;
		assert_int_equal(places_neighbours(x, (int)i, 5, arena, &n), OK);
		assert_int_equal(n.n, 0);
		break;
	}
}

static void
test_values(void **state)
{
	struct place_field_in in = { .place = x->p[at("24707")].id,
		.entry = x->p[at("24707")].entry,
		.field = "budget_income",
		.value = S("1284600000"),
		.source = S("отчёт"),
		.year = { 2025, true } };
	struct place_from from;
	bool changed;

	(void)state;
	assert_true(str_is(places_value(x, at("24707"), "population", arena, &from), "30506"));
	assert_int_equal(from.year.v, 2024);
	assert_true(str_is(places_value(x, at("24707"), "kind", arena, NULL), "urban_okrug"));
	assert_true(str_is(places_value(x, at("24707"), "status", arena, NULL), "нет"));
	assert_true(str_is(places_value(x, at("07724"), "status", arena, NULL), "monotown"));
	assert_null(places_value(x, at("24707"), "budget_income", arena, NULL).p);
	assert_int_equal(db_begin(db), OK);
	assert_int_equal(places_field_save(db, arena, &in, 0, 1, &changed), OK);
	assert_true(changed);
	assert_int_equal(places_field_save(db, arena, &in, 0, 2, &changed), OK);
	assert_false(changed);
	assert_int_equal(db_commit(db), OK);
	reload();
	assert_true(
	    str_is(places_value(x, at("24707"), "budget_income", arena, &from), "1284600000"));
	assert_true(from.filled);
	in.value = S("");
	assert_int_equal(db_begin(db), OK);
	assert_int_equal(places_field_save(db, arena, &in, 0, 3, &changed), OK);
	assert_true(changed);
	assert_int_equal(db_commit(db), OK);
	reload();
	assert_null(places_value(x, at("24707"), "budget_income", arena, NULL).p);
}

#define HEAD \
	"code,parent,kind,name,short_name,region_no,center,lat,lon,population,population_year," \
	"statuses,valid_from,valid_to,became,note\n"

static bool
named(const struct import *im, int64_t line, const char *words)
{
	for (size_t i = 0; i < im->problems.n; i++)
		if (im->problems.p[i].line == line &&
		    str_find(im->problems.p[i].reason, str_c(words)) >= 0)
			return true;
	return false;
}

static void
test_import_bad(void **state)
{
	struct import im = import_new();
	static const char csv[] = HEAD
	    "02711000,02000000,urban_okrug,город Новый,Новый,,,55,40,100,2024,monotown,2018,,,\n"
	    "02000000,FD-CFO,region,Новая область,Новая,,,,,,,,,,,\n" /* after its child */
	    "0271,02000000,urban_okrug,Плохой код,Плохой,,,,,,,,,,,\n"
	    "02712000,02000000,town,Плохой вид,Плохой,,,,,,,,,,,\n"
	    "02713000,06000000,urban_okrug,Сирота,Сирота,,,,,,,,,,,\n"
	    "02714000,02000000,urban_okrug,Ш,Ш,,,95,40,,,,,,,\n"
	    "02715000,02000000,urban_okrug,Н,Н,,,,,много,,,,,,\n"
	    "02716000,02000000,urban_okrug,С,С,,,,,,,wonder,,,,\n"
	    "02717000,02000000,urban_okrug,Б,Б,,,,,,,,2018,2020,02999000,\n"
	    "02711000,02000000,urban_okrug,Повтор,Повтор,,,,,,,,,,,\n"
	    "02600000,02713000,rural_settlement,Под сиротой,Под сиротой,,,,,,,,,,,\n"
	    "02718000,02711000,urban_okrug,Не выше,Не выше,,,,,,,,,,,\n"
	    "02719000,,urban_okrug,Ничей,Ничей,,,,,,,,,,,\n";
	int place;

	(void)state;
	assert_int_equal(places_import(&im, str_c(csv)), OK);
	say_problems(&im);
	assert_int_equal(im.read, 13);
	assert_int_equal(im.bad, 11);
	assert_int_equal(im.added, 2);
	assert_true(named(&im, 4, "не код"));
	assert_true(named(&im, 5, "вид «town»"));
	assert_true(named(&im, 6, "нет ни в файле"));
	assert_true(named(&im, 7, "lat"));
	assert_true(named(&im, 8, "population"));
	assert_true(named(&im, 9, "wonder"));
	assert_true(named(&im, 10, "преемника «02999000»"));
	assert_true(named(&im, 11, "уже был в строке 2"));
	assert_true(named(&im, 12, "не принят (строка 6)"));
	assert_true(named(&im, 13, "не выше"));
	assert_true(named(&im, 14, "parent"));
	reload();
	place = at("02711000");
	assert_int_equal(x->p[place].parent, at("02000000"));
	assert_true(x->p[place].entry != 0);
	assert_true(x->p[place].statuses == (uint32_t)1 << PS_monotown);
}

/* Whatever was loaded is found unchanged when loaded again; a change is a change. */
static void
test_import_again(void **state)
{
	struct import im = import_new();
	struct str csv;

	(void)state;
	assert_int_equal(file_read("demo/places/places.csv", 64 * MiB, arena, &csv), OK);
	assert_int_equal(places_import(&im, csv), OK);
	assert_int_equal(im.same, im.read);
	assert_int_equal(im.added + im.changed + im.bad, 0);
	im = import_new();
	assert_int_equal(
	    places_import(&im,
		S(HEAD "24707000,24000000,urban_okrug,городской округ Тейково,"
		       "Тейково,37,г. Тейково,56.85547,40.54059,30000,2025,,2018,,,\n")),
	    OK);
	assert_int_equal(im.changed, 1);
	reload();
	assert_int_equal(x->p[at("24707")].population.v, 30000);
	im = import_new();
	im.dry_run = true;
	assert_int_equal(places_import(&im, csv), OK);
	assert_int_equal(im.changed, 1);
	reload();
	assert_int_equal(x->p[at("24707")].population.v, 30000);
}

static void
test_map(void **state)
{
	struct import im = import_new();
	double px, py;

	(void)state;
	places_project(55.754, 37.62, &px, &py); /* Moscow */
	assert_true(px > 150 && px < 153 && py > 181 && py < 184);
	places_project(64.73, 177.51, &px, &py); /* Anadyr */
	assert_true(px > 850 && px < 1000 && py > 0 && py < 250);
	assert_int_equal(
	    places_import_map(&im, S("24000000\tИ\tM1 1l2 2z<script>\nx\ty\tM1 1z\n")), OK);
	assert_int_equal(im.bad, 2);
}

/* The n-th field of a line of CSV without quotes; p NULL: it has quotes or fewer fields. */
static struct str
csv_field(const char *line, int n)
{
	const char *from = line;

	if (strchr(line, '"') != NULL)
		return STR_NONE;
	for (; n > 0; n--) {
		from = strchr(from, ',');
		if (from++ == NULL)
			return STR_NONE;
	}
	return (struct str){ from, strcspn(from, ",\r\n") };
}

/* Ours, by the law, against a table others made: every region of it. */
static void
zones_of_file(FILE *f)
{
	char line[1024];
	int seen = 0;

	while (fgets(line, sizeof line, f) != NULL) {
		struct str code = csv_field(line, 6), zone = csv_field(line, 11);

		if (code.p == NULL || zone.n < 5 || memcmp(zone.p, "UTC+", 4) != 0)
			continue;
		if (str_starts(code, S("55"))) /* Baikonur is let, not a territory of ours */
			continue;
		assert_int_equal(places_zone(code, 0), 60 * (int)strtol(zone.p + 4, NULL, 10));
		seen++;
	}
	assert_true(seen > 80);
}

static void
test_zones(void **state)
{
	FILE *f = fopen("../shared/data/municipalities/region.csv", "r");

	(void)state;
	assert_int_equal(places_zone(S("27701000"), 1), 120); /* Kaliningrad */
	assert_int_equal(places_zone(S("30701000"), 1), 720); /* Petropavlovsk-Kamchatsky */
	assert_int_equal(places_zone(S("98701000"), 1), 540); /* Yakutsk */
	assert_int_equal(places_zone(S("98646000"), 1), 660); /* Srednekolymsk: further east */
	assert_int_equal(places_zone(S("98616103"), 1), 600); /* a settlement of Verkhoyansk */
	assert_int_equal(places_zone(S("RU"), 180), 180);
	assert_int_equal(places_zone(S("FD-DFO"), 180), 180);
	assert_int_equal(places_zone(S(""), 420), 420);
	for (size_t i = 0; i < x->n; i++)
		if (x->p[i].level >= PLACE_REGION)
			assert_true(places_zone(x->p[i].code, 0) >= 120);
	if (f == NULL) {
		print_message("no ../shared: zones are not compared with another table\n");
		return;
	}
	zones_of_file(f);
	fclose(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tree),
		cmocka_unit_test(test_codes),
		cmocka_unit_test(test_former),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_similar),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_map),
		cmocka_unit_test(test_zones),
		cmocka_unit_test(test_import_bad),
		cmocka_unit_test(test_import_again),
	};

	return cmocka_run_group_tests_name("places", tests, setup, teardown);
}
