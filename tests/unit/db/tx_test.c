/* tx_test.c - transactions, batches, snapshots and generations, on the database of TEST_DB. */
#include "fixture.h"
#include <time.h>

STMT(put, 1, 0, "INSERT INTO t (k) VALUES ($1)");
STMT(number, 0, 1, "SELECT count(*) FROM t");

static const struct db_step schema[] = { { "test", 1, "tables",
	"CREATE TABLE t (k INTEGER NOT NULL UNIQUE)" } };

static struct db *other;

static int
setup(void **st)
{
	int ran;

	*st = fx_fresh();
	is_ok(db_migrate(*st, schema, LEN(schema), (struct db_migrate_opt){ 0 }, &ran));
	other = fx_open();
	return 0;
}

static int
teardown(void **st)
{
	db_close(other);
	db_close(*st);
	return 0;
}

static enum err
add(struct db *db, int64_t k)
{
	return db_exec(db, &put, ARGS(DBV_INT(k)), NULL);
}

static void
plain(void **st)
{
	struct db *db = *st;

	db_rollback(db); /* nothing is open */
	assert_false(db_in_tx(db));
	is_ok(db_begin(db));
	assert_true(db_in_tx(db));
	is_ok(add(db, 1));
	assert_int_equal(fx_int(other, &number, NULL), 0);
	is_ok(db_commit(db));
	assert_false(db_in_tx(db));
	assert_int_equal(fx_int(other, &number, NULL), 1);
	is_ok(db_begin(db));
	is_ok(add(db, 2));
	db_rollback(db);
	assert_int_equal(fx_int(db, &number, NULL), 1);
	is_err(db_commit(db), E_BUG);
	is_ok(db_begin(db));
	is_err(db_begin(db), E_BUG);
	is_err(db_batch_begin(db), E_BUG);
	db_rollback(db);
}

/* A failed statement does not end in half a commit, whatever the caller does next. */
static void
failed_within(void **st)
{
	struct db *db = *st;

	is_ok(db_begin(db));
	is_ok(add(db, 1));
	is_err(add(db, 1), E_CONFLICT);
	db_rollback(db);
	assert_int_equal(fx_int(db, &number, NULL), 0);
	is_ok(db_begin(db));
	is_ok(add(db, 2));
	is_ok(db_commit(db));
	if (db_kind(db) == DB_PG) { /* COMMIT there would silently roll back */
		is_ok(db_begin(db));
		is_err(add(db, 2), E_CONFLICT);
		is_err(db_commit(db), E_DB);
		assert_false(db_in_tx(db));
	}
	assert_int_equal(fx_int(other, &number, NULL), 1);
}

/* Three requests, the second fails: the others are committed together. */
static void
batch(void **st)
{
	struct db *db = *st;

	is_ok(db_batch_begin(db));
	is_err(db_batch_begin(db), E_BUG);
	is_ok(db_begin(db));
	is_ok(add(db, 1));
	is_ok(db_commit(db));
	is_ok(db_begin(db));
	is_ok(add(db, 2));
	is_err(add(db, 1), E_CONFLICT);
	db_rollback(db);
	is_ok(db_begin(db));
	is_ok(add(db, 3));
	is_ok(db_commit(db));
	assert_false(db_in_tx(db));
	if (db_kind(db) == DB_SQLITE)
		assert_int_equal(fx_int(other, &number, NULL), 0);
	is_ok(db_batch_commit(db));
	assert_int_equal(fx_int(other, &number, NULL), 2);
	is_err(db_batch_commit(db), E_BUG);
	db_batch_rollback(db);
	is_ok(db_batch_begin(db));
	is_ok(db_begin(db));
	is_ok(add(db, 9)); /* neither committed nor rolled back: not done */
	is_ok(db_batch_commit(db));
	assert_int_equal(fx_int(other, &number, NULL), 2);
}

static void
batch_thrown_away(void **st)
{
	struct db *db = *st;

	is_ok(db_batch_begin(db));
	is_ok(db_begin(db));
	is_ok(add(db, 1));
	if (db_kind(db) == DB_SQLITE)
		is_ok(db_commit(db));
	db_batch_rollback(db);
	assert_false(db_in_tx(db));
	db_rollback(db);
	is_ok(db_begin(db));
	is_ok(add(db, 5));
	is_ok(db_commit(db));
	assert_int_equal(fx_int(other, &number, NULL), 1);
}

/* When SQLite gives the whole transaction up, nobody in the batch may be told "done". */
static void
batch_lost(void **st)
{
	struct db *db = *st;

	if (db_kind(db) == DB_PG)
		return;
	is_ok(db_batch_begin(db));
	is_ok(db_begin(db));
	is_ok(add(db, 1));
	is_ok(db_commit(db));
	is_ok(db_begin(db));
	is_ok(db_script(db, "ROLLBACK"));	/* as a full disk would do */
	db_rollback(db);
	is_err(db_begin(db), E_BUSY);
	is_err(db_batch_commit(db), E_BUSY);
	assert_int_equal(fx_int(other, &number, NULL), 0);
	is_ok(db_batch_begin(db));
	is_ok(db_begin(db));
	is_ok(add(db, 1));
	is_ok(db_commit(db));
	is_ok(db_batch_commit(db));
	assert_int_equal(fx_int(other, &number, NULL), 1);
}

static void
snapshot(void **st)
{
	struct db *db = *st;

	is_ok(db_read_begin(other));
	assert_int_equal(fx_int(other, &number, NULL), 0);
	is_ok(db_read_begin(other));
	is_ok(add(db, 1));
	assert_int_equal(fx_int(other, &number, NULL), 0);
	is_err(db_begin(other), E_BUG);
	db_read_end(other);
	assert_int_equal(fx_int(other, &number, NULL), 0);
	db_read_end(other);
	db_read_end(other);
	assert_int_equal(fx_int(other, &number, NULL), 1);
	is_ok(db_begin(db)); /* within a transaction its own changes are seen */
	is_ok(add(db, 2));
	is_ok(db_read_begin(db));
	assert_int_equal(fx_int(db, &number, NULL), 2);
	db_read_end(db);
	assert_true(db_in_tx(db));
	is_ok(db_commit(db));
}

static int64_t
generation(struct db *db)
{
	int64_t g = -1;

	is_ok(db_generation(db, &g));
	return g;
}

/* PostgreSQL is asked at most once a second. */
static void
a_moment(struct db *db)
{
	struct timespec t = { 1, 50000000 };

	if (db_kind(db) == DB_PG)
		nanosleep(&t, NULL);
}

static void
generations(void **st)
{
	struct db *db = *st;
	int64_t mine, theirs;

	generation(db);
	generation(other);
	mine = generation(db);
	theirs = generation(other);
	assert_true(generation(db) == mine && generation(other) == theirs);
	is_ok(db_begin(db));
	is_ok(add(db, 1));
	is_ok(db_touch(db));
	db_rollback(db);
	a_moment(db);
	assert_true(generation(other) == theirs);
	is_ok(db_begin(db));
	is_ok(add(db, 1));
	is_ok(db_touch(db));
	is_ok(db_touch(db));
	is_ok(db_commit(db));
	assert_true(generation(db) > mine); /* at once for the writer itself */
	a_moment(db);
	assert_true(generation(other) > theirs);
	theirs = generation(other);
	generation(db);
	is_ok(db_touch(db));
	is_ok(add(db, 2));
	a_moment(db);
	assert_true(generation(other) > theirs);
}

static void
locked_out(void **st)
{
	struct db *db = *st;

	is_ok(db_script(other, db_kind(db) == DB_PG ? "SET lock_timeout = '100ms'"
	    : "PRAGMA busy_timeout = 100"));
	is_ok(db_begin(db));
	is_ok(add(db, 1));
	if (db_kind(db) == DB_PG)
		is_err(add(other, 1), E_BUSY);
	else
		is_err(db_begin(other), E_BUSY);
	is_ok(db_commit(db));
	is_ok(db_begin(other));
	is_ok(add(other, 2));
	is_ok(db_commit(other));
}

static void
reader(void **st)
{
	struct db *db = *st, *r;

	is_ok(db_open(fx_url(), DB_READ, &r));
	is_ok(add(db, 1));
	assert_int_equal(fx_int(r, &number, NULL), 1);
	is_err(db_begin(r), E_BUG);
	if (db_kind(db) == DB_SQLITE)
		is_err(add(r, 2), E_DB);
	db_close(r);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(plain), TEST(failed_within), TEST(batch), TEST(batch_thrown_away),
		TEST(batch_lost), TEST(snapshot), TEST(generations), TEST(locked_out), TEST(reader),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	if (*fx_path)
		fx_drop();
	return failed;
}
