/* export_test.c - what /navigator.csv gives comes back as the same measures. */
#include "navigator/test/list_fixture.h"

static int64_t
count_of(const char *sql)
{
	struct db_cur cur;
	struct sql q;
	int64_t n;
	bool got;

	sql_init(&q, arena);
	sql_add_(&q, sql, 0, NULL);
	assert_int_equal(db_query_sql(db, &q, &cur), OK);
	assert_int_equal(db_next(&cur, &got), OK);
	n = db_col_int(&cur, 0);
	db_cur_close(&cur);
	return n;
}

static struct import
read_back(struct str csv)
{
	struct import im = {
		.db = db, .arena = arena, .row = row, .now = 1700100000, .today = today
	};

	assert_int_equal(navigator_import_csv(th, &im, csv, S("test")), OK);
	for (size_t i = 0; i < im.problems.n; i++)
		print_message("line %lld: %.*s\n", (long long)im.problems.p[i].line,
		    FMT(im.problems.p[i].reason));
	return im;
}

#define PARTS_SQL \
	"SELECT (SELECT COUNT(*) FROM navigator_step) +" /* checksrc: allow sql fixture */ \
	" (SELECT COUNT(*) FROM" \
	" navigator_document) + (SELECT COUNT(*) FROM navigator_contact) +" \
	" (SELECT COUNT(*) FROM navigator_round) + (SELECT COUNT(*) FROM navigator_place) +" \
	" (SELECT COUNT(*) FROM entry_topic)"

static void
test_csv(void **state)
{
	struct req *rq = request("");
	int64_t parts;
	struct import im;
	struct str csv;
	ptrdiff_t at;

	(void)state;
	assert_int_equal(nav_list_csv(rq), OK);
	csv = buf_str(rq->out);
	assert_true(str_starts(csv, S("\xEF\xBB\xBFkey,")));
	im = read_back(csv);
	assert_int_equal(im.read, MEASURES);
	assert_int_equal(im.same, MEASURES);
	/* one word changed is one measure changed, with its parts; then nothing again */
	parts = count_of(PARTS_SQL);
	at = str_find(csv, S("Мера 17 "));
	assert_true(at > 0);
	memcpy((char *)(uintptr_t)csv.p + at, "Цена", strlen("Цена"));
	im = read_back(csv);
	assert_int_equal(im.changed, 1);
	assert_int_equal(im.same, MEASURES - 1);
	assert_int_equal(count_of(PARTS_SQL), parts);
	im = read_back(csv);
	assert_int_equal(im.same, MEASURES);
	arena_reset(arena);
}

static void
test_csv_bad(void **state)
{
	int64_t sum, opens;
	struct import im = read_back(
	    S("key;title;level;backer;money;opens;amount_max;eligibility\n"
	      "good-one;Мера;federal;Минстрой;grant;02.06.2025;1 500 000;\n"
	      "bad-day;Мера;federal;Минстрой;grant;32.06.2025;;\n"
	      "bad-sum;Мера;federal;Минстрой;grant;;много;\n"
	      "bad-level;Мера;galactic;Минстрой;grant;;;\n"
	      "bad-rule;Мера;federal;Минстрой;grant;;;{\n"));

	(void)state;
	assert_int_equal(im.added, 1);
	assert_int_equal(im.bad, 4);
	sum = count_of("SELECT amount_max FROM navigator_measure" /* checksrc: allow sql fixture */
	    " WHERE key = 'good-one'");
	opens = count_of("SELECT opens FROM navigator_measure" /* checksrc: allow sql fixture */
	    " WHERE key = 'good-one'");
	assert_int_equal(sum, 1500000);
	assert_int_equal(opens, day_num((struct day){ 2025, 6, 2 }));
	arena_reset(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_csv),
		cmocka_unit_test(test_csv_bad),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
