/* about_test.c - what a database says of itself, against what was put into it. */
#include "fixture.h"

#include "db/about.h"
#include "db/copy.h"

static struct arena *a;

static const struct db_step made[] = {
	{ "first", 1, "one", "CREATE TABLE large (id AUTO_ID, text TEXT NOT NULL);\n"
	    "CREATE INDEX large_text ON large (text);\n" },
	{ "first", 2, "two", "CREATE TABLE pairs (a TEXT NOT NULL, b TEXT NOT NULL,\n"
	    " PRIMARY KEY (a, b)) WITHOUT ROWID;\n" },
	{ "second", 1, "three", "CREATE TABLE empty (id AUTO_ID);\n" },
};

/* Enough for trees of several levels. */
#define ROWS 5000
#define FILL \
	"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) "
static const char fill[] =
	FILL "INSERT INTO large (text) SELECT 'some text to fill the pages ' || i FROM n;\n"
	FILL "INSERT INTO pairs (a, b) SELECT 'left ' || i, 'right ' || i FROM n;\n"
	"DELETE FROM large WHERE id % 2 = 0;\n";

static int
setup(void **st)
{
	int ran;

	*st = fx_fresh();
	is_ok(db_migrate(*st, made, LEN(made), (struct db_migrate_opt){ .dry_run = false }, &ran));
	is_ok(db_script(*st, fill));
	if (db_kind(*st) == DB_PG)
		is_ok(db_script(*st, "ANALYZE"));
	return 0;
}

static int
teardown(void **st)
{
	db_close(*st);
	if (!str_starts(str_c(fx_url()), S("postgres")))
		fx_drop();
	return 0;
}

static const struct db_table *
table(const struct db_tables *t, const char *name)
{
	for (size_t i = 0; i < t->n; i++)
		if (str_is(t->p[i].name, name))
			return &t->p[i];
	return NULL;
}

static void
sizes_are_told(void **st)
{
	const struct db_table *large, *pairs, *none;
	struct db_tables t;
	int64_t bytes = 0, size;

	is_ok(db_tables(*st, a, INT64_MAX, 100, &t));
	assert_true(t.sized);
	assert_int_equal(t.counted, db_kind(*st) == DB_SQLITE);
	large = table(&t, "large");
	pairs = table(&t, "pairs");
	none = table(&t, "empty");
	assert_non_null(large);
	assert_non_null(pairs);
	assert_non_null(none);
	assert_ptr_equal(large, &t.p[0]);
	assert_int_equal(large->rows, ROWS / 2);
	assert_int_equal(pairs->rows, ROWS);
	assert_int_equal(none->rows, 0);
	assert_true(large->bytes > ROWS / 2 * 30 && large->index_bytes > ROWS / 2 * 30);
	assert_true(pairs->bytes + pairs->index_bytes > ROWS * 15);
	for (size_t i = 0; i < t.n; i++)
		bytes += t.p[i].bytes + t.p[i].index_bytes;
	for (size_t i = 1; i < t.n; i++)
		assert_true(
		    t.p[i].bytes + t.p[i].index_bytes <= t.p[i - 1].bytes + t.p[i - 1].index_bytes);
	is_ok(db_size(*st, &size));
	assert_true(bytes <= size && bytes > ROWS * 100);
	is_ok(db_tables(*st, a, INT64_MAX, 2, &t));
	assert_int_equal(t.n, 2);
}

/* A file too large for a walk: the highest numbers, deleted rows included, and no sizes. */
static void
large_files_are_not_walked(void **st)
{
	struct db_tables t;

	is_ok(db_tables(*st, a, 0, 100, &t));
	assert_int_equal(t.sized, db_kind(*st) == DB_PG);
	assert_false(t.counted);
	if (db_kind(*st) == DB_PG)
		return;
	assert_non_null(table(&t, "large"));
	assert_int_equal(table(&t, "large")->rows, ROWS);
	assert_int_equal(table(&t, "large")->bytes, 0);
	assert_null(table(&t, "pairs"));
}

static void
files_and_version_are_told(void **st)
{
	struct db_files f;
	struct str version;
	int64_t spare;

	is_ok(db_version(*st, a, &version));
	assert_true(version.n >= 3 && version.p[0] >= '1' && version.p[0] <= '9');
	is_ok(db_files(*st, fx_url(), &f));
	if (db_kind(*st) == DB_PG) {
		assert_true(f.main == -1 && f.wal == -1 && f.spare == -1);
		return;
	}
	assert_true(f.main > 0 && f.wal > 0);
	spare = f.spare;
	is_ok(db_script(*st, "DELETE FROM pairs"));
	is_ok(db_files(*st, fx_url(), &f));
	assert_true(f.spare > spare + ROWS * 15);
	is_ok(db_files(*st, "/nowhere/veche.db", &f));
	assert_true(f.main == -1 && f.wal == -1);
}

static void
steps_are_told_by_room(void **st)
{
	struct db_rans r;

	is_ok(db_steps_ran(*st, a, &r));
	assert_int_equal(r.n, 2);
	assert_true(str_is(r.p[0].room, "first") && str_is(r.p[0].last, "two"));
	assert_true(r.p[0].n == 2 && r.p[0].no == 2 && r.p[0].at > 1500000000);
	assert_true(str_is(r.p[1].room, "second") && str_is(r.p[1].last, "three"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(sizes_are_told, setup, teardown),
		cmocka_unit_test_setup_teardown(large_files_are_not_walked, setup, teardown),
		cmocka_unit_test_setup_teardown(files_and_version_are_told, setup, teardown),
		cmocka_unit_test_setup_teardown(steps_are_told_by_room, setup, teardown),
	};
	int failed;

	a = arena_new(16 * MiB);
	if (a == NULL)
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(a);
	return failed;
}
