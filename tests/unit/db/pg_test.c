/* pg_test.c - what only PostgreSQL does: losing the connection, and numbers as it writes them. */
#include "fixture.h"

STMT(self, 0, 1, "SELECT pg_backend_pid()");
STMT(kill_one, 1, 1, "SELECT pg_terminate_backend(CAST($1 AS INTEGER))");
STMT(put, 1, 0, "INSERT INTO t (k) VALUES ($1)");
STMT(number, 0, 1, "SELECT count(*) FROM t");
STMT(kinds, 0, 6, "SELECT sum(k), avg(k), count(*) > 1, 1e20::float8, 2.5::float4, 'NaN'::float8"
    " FROM t");

static struct db *other;

static int
setup(void **st)
{
	*st = fx_fresh();
	is_ok(db_script(*st, "CREATE TABLE t (k BIGINT NOT NULL)"));
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

/* Ends the other connection's server process and waits until it is gone. */
static void
cut(struct db *db, struct db *victim)
{
	STMT(alive, 1, 1, "SELECT count(*) FROM pg_stat_activity WHERE pid = $1");
	int64_t pid = fx_int(victim, &self, NULL);

	assert_int_equal(fx_int(db, &kill_one, ARGS(DBV_INT(pid))), 1);
	while (fx_int(db, &alive, ARGS(DBV_INT(pid))))
		usleep(2000);
}

static void
idle(void **st)
{
	struct db *db = *st;

	is_ok(db_exec(db, &put, ARGS(DBV_INT(1)), NULL));
	cut(other, db);
	/* a change too: the loss is seen before anything is sent */
	is_ok(db_exec(db, &put, ARGS(DBV_INT(2)), NULL));
	cut(other, db);
	assert_int_equal(fx_int(db, &number, NULL), 2);
	cut(other, db);
	is_ok(db_begin(db));
	is_ok(db_exec(db, &put, ARGS(DBV_INT(3)), NULL));
	is_ok(db_commit(db));
	cut(other, db);
	is_ok(db_script(db, "SELECT 1; SELECT 2"));
	cut(other, db);
	is_ok(db_read_begin(db));
	assert_int_equal(fx_int(db, &number, NULL), 3);
	db_read_end(db);
}

static void
within(void **st)
{
	struct db *db = *st;
	struct db_cur cur;

	is_ok(db_begin(db));
	is_ok(db_exec(db, &put, ARGS(DBV_INT(1)), NULL));
	cut(other, db);
	is_err(db_exec(db, &put, ARGS(DBV_INT(2)), NULL), E_BUSY);
	is_err(db_query(db, &number, NULL, &cur), E_BUSY);
	assert_true(db_commit(db) != OK);
	assert_false(db_in_tx(db));
	assert_int_equal(fx_int(db, &number, NULL), 0);
	is_ok(db_begin(db));
	cut(other, db);
	db_rollback(db);
	is_ok(db_begin(db));
	is_ok(db_exec(db, &put, ARGS(DBV_INT(3)), NULL));
	cut(other, db);
	assert_true(db_commit(db) != OK);
	assert_int_equal(fx_int(db, &number, NULL), 0);
	is_ok(db_read_begin(db));
	cut(other, db);
	is_err(db_query(db, &number, NULL, &cur), E_BUSY);
	db_read_end(db);
	assert_int_equal(fx_int(db, &number, NULL), 0);
}

static void
numbers(void **st)
{
	struct db *db = *st;
	struct db_cur cur;
	bool row = false;

	for (int i = 1; i <= 2; i++)
		is_ok(db_exec(db, &put, ARGS(DBV_INT(INT64_C(4000000000) * i)), NULL));
	is_ok(db_query(db, &kinds, NULL, &cur));
	is_ok(db_next(&cur, &row));
	assert_true(db_col_int(&cur, 0) == INT64_C(12000000000));
	assert_true(db_col_real(&cur, 1) == 6e9 && db_col_int(&cur, 1) == INT64_C(6000000000));
	assert_int_equal(db_col_int(&cur, 2), 1);
	assert_true(str_is(db_col_text(&cur, 2), "1"));
	assert_true(db_col_real(&cur, 3) == 1e20 && db_col_real(&cur, 4) == 2.5);
	assert_int_equal(db_col_int(&cur, 3), 0);
	assert_true(db_col_real(&cur, 5) == 0);
	db_cur_close(&cur);
}

static void
refused(void **st)
{
	struct db *db = *st, *none = NULL;
	struct db_cur cur;
	STMT(echo, 1, 1, "SELECT CAST($1 AS TEXT)");

	is_err(db_query(db, &echo, ARGS(DBV_TEXT(S("\xff\xfe"))), &cur), E_INPUT);
	is_err(db_open("postgres://nobody:secret@127.0.0.1:1/none", DB_WRITE, &none), E_DB);
	assert_null(none);
	is_ok(db_script(db, "SET statement_timeout = '50ms'"));
	is_err(db_script(db, "SELECT pg_sleep(5)"), E_BUSY);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(idle), TEST(within), TEST(numbers), TEST(refused),
	};

	if (!str_starts(str_c(fx_url()), S("postgres"))) {
		printf("pg_test: not PostgreSQL, nothing to do\n");
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
