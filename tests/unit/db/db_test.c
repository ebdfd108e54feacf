/* db_test.c - statements, values, cursors and the builder, on the database of TEST_DB. */
#include "fixture.h"

STMT(put, 5, 1, "INSERT INTO t (i, r, s, b, o) VALUES ($1, $2, $3, $4, $5) RETURNING id");
STMT(get, 1, 6, "SELECT id, i, r, s, b, o FROM t WHERE id = $1");
STMT(all, 0, 2, "SELECT id, s FROM t ORDER BY id");
STMT(above, 1, 2, "SELECT id, s FROM t WHERE id > $1 ORDER BY id");
STMT(number, 0, 1, "SELECT count(*) FROM t");
STMT(uniq, 2, 0, "INSERT INTO u (k, v) VALUES ($1, $2)");
STMT(child, 1, 0, "INSERT INTO c (u_id) VALUES ($1)");
STMT(update, 1, 0, "UPDATE t SET i = i + $1");

static const struct db_step schema[] = { { "test", 1, "tables",
	"CREATE TABLE t (id AUTO_ID, i INTEGER, r REAL, s TEXT, b BLOB, o INTEGER);\n"
	"CREATE TABLE u (id AUTO_ID, k TEXT NOT NULL UNIQUE, v INTEGER NOT NULL) STRICT;\n"
	"CREATE TABLE c (u_id INTEGER NOT NULL REFERENCES u (id));\n" } };

static int
setup(void **st)
{
	int ran = 0;

	*st = fx_fresh();
	is_ok(db_migrate(*st, schema, LEN(schema), (struct db_migrate_opt){ 0 }, &ran));
	assert_int_equal(ran, 1);
	return 0;
}

static int
teardown(void **st)
{
	db_close(*st);
	return 0;
}

static int64_t
put_text_row(struct db *db, struct str s)
{
	return fx_int(db, &put, ARGS(DBV_NULL, DBV_NULL, DBV_TEXT(s), DBV_NULL, DBV_NULL));
}

static void
values(void **st)
{
	static const char bytes[] = { 0, 1, (char)0xff, 'a', '\\', 0 };
	struct db *db = *st;
	struct db_cur cur;
	struct str b;
	bool row = false;
	int64_t id;

	id = fx_int(db, &put, ARGS(DBV_INT(INT64_MIN), DBV_REAL(-0.1), DBV_TEXT(S("Ёж 🦔 \"'\\")),
	    ((struct db_val){ .t = DB_BLOB, .s = { bytes, sizeof bytes } }), DBV_INT(0)));
	is_ok(db_query(db, &get, ARGS(DBV_INT(id)), &cur));
	is_ok(db_next(&cur, &row));
	assert_true(row);
	assert_int_equal(db_col_int(&cur, 0), id);
	assert_true(db_col_int(&cur, 1) == INT64_MIN);
	assert_true(db_col_real(&cur, 2) == -0.1);
	assert_true(str_is(db_col_text(&cur, 3), "Ёж 🦔 \"'\\"));
	b = db_col_text(&cur, 4);
	assert_int_equal(b.n, sizeof bytes);
	assert_memory_equal(b.p, bytes, sizeof bytes);
	assert_true(db_col_oint(&cur, 5).has && db_col_oint(&cur, 5).v == 0);
	is_ok(db_next(&cur, &row));
	assert_false(row);
	is_ok(db_next(&cur, &row)); /* asked again after the end: still no more */
	assert_false(row);
}

static void
nulls(void **st)
{
	struct db *db = *st;
	struct db_cur cur;
	bool row = false;
	int64_t id;

	id = fx_int(db, &put, ARGS(DBV_ID((struct opt_int){ 0 }),
	    db_val_oreal((struct opt_real){ 0 }), DBV_TEXT(STR_NONE), DBV_NULL,
	    db_val_oint((struct opt_int){ 5, true })));
	is_ok(db_query(db, &get, ARGS(DBV_INT(id)), &cur));
	is_ok(db_next(&cur, &row));
	for (int i = 1; i <= 4; i++)
		assert_true(db_col_null(&cur, i));
	assert_false(db_col_oint(&cur, 1).has || db_col_oreal(&cur, 2).has);
	assert_null(db_col_text(&cur, 3).p);
	assert_true(db_col_oint(&cur, 5).v == 5);
	assert_int_equal(db_col_int(&cur, 1), 0);
	db_cur_close(&cur);
	db_cur_close(&cur);
	/* an empty text is not an absent one */
	id = put_text_row(db, S(""));
	is_ok(db_query(db, &get, ARGS(DBV_INT(id)), &cur));
	is_ok(db_next(&cur, &row));
	assert_true(!db_col_null(&cur, 3) && db_col_text(&cur, 3).p && db_col_text(&cur, 3).n == 0);
	db_cur_close(&cur);
}

static void
long_text(void **st)
{
	struct db *db = *st;
	size_t n = 5 * MiB;
	char *p = malloc(n);
	struct db_cur cur;
	bool row = false;
	int64_t id;

	assert_non_null(p);
	memset(p, 'x', n);
	id = put_text_row(db, (struct str){ p, n });
	is_ok(db_query(db, &get, ARGS(DBV_INT(id)), &cur));
	is_ok(db_next(&cur, &row));
	assert_true(str_eq(db_col_text(&cur, 3), (struct str){ p, n }));
	db_cur_close(&cur);
	p[5] = 0; /* refused on both, so that data can move between them */
	is_err(db_query(db, &put, ARGS(DBV_NULL, DBV_NULL, DBV_TEXT(((struct str){ p, 10 })),
	    DBV_NULL, DBV_NULL), &cur), E_INPUT);
	free(p);
}

/* The same statement within itself, and texts that differ by their parameters. */
static void
nested(void **st)
{
	struct db *db = *st;
	struct db_cur a, b;
	int pairs = 0;
	bool row = false;

	for (int i = 0; i < 4; i++)
		put_text_row(db, S("n"));
	is_ok(db_query(db, &above, ARGS(DBV_INT(0)), &a));
	for (is_ok(db_next(&a, &row)); row; is_ok(db_next(&a, &row))) {
		int64_t id = db_col_int(&a, 0);
		bool more = false;

		is_ok(db_query(db, &above, ARGS(DBV_INT(id)), &b));
		for (is_ok(db_next(&b, &more)); more; is_ok(db_next(&b, &more))) {
			assert_true(db_col_int(&b, 0) > id);
			pairs++;
		}
	}
	assert_int_equal(pairs, 6);
	is_ok(db_query(db, &all, NULL, &a)); /* closed early, then used again */
	is_ok(db_next(&a, &row));
	db_cur_close(&a);
	assert_int_equal(fx_int(db, &number, NULL), 4);
}

static void
changes(void **st)
{
	struct db *db = *st;
	int64_t n = -1;

	for (int i = 0; i < 3; i++)
		put_text_row(db, S("n"));
	is_ok(db_exec(db, &update, ARGS(DBV_INT(1)), &n));
	assert_int_equal(n, 3);
	is_ok(db_exec(db, &number, NULL, &n));
	assert_int_equal(n, 0);
}

static void
conflicts(void **st)
{
	struct db *db = *st;

	is_ok(db_exec(db, &uniq, ARGS(DBV_TEXT(S("a")), DBV_INT(1)), NULL));
	is_err(db_exec(db, &uniq, ARGS(DBV_TEXT(S("a")), DBV_INT(2)), NULL), E_CONFLICT);
	assert_true(*db_message(db));
	is_err(db_exec(db, &child, ARGS(DBV_INT(99)), NULL), E_CONFLICT);
	is_err(db_exec(db, &uniq, ARGS(DBV_TEXT(S("b")), DBV_NULL), NULL), E_DB);
	is_ok(db_exec(db, &child, ARGS(DBV_INT(1)), NULL));
	is_err(db_script(db, "SELECT no_such FROM nowhere"), E_DB);
	is_ok(db_script(db, "DELETE FROM c; DELETE FROM u;"));
}

static void
mistakes(void **st)
{
	static const struct db_stmt cols = { "cols", "SELECT id FROM t", NULL, 0, 2 };
	static const struct db_stmt absent = { "absent", "SELECT x FROM t", NULL, 0, 1 };
	static const struct db_stmt two = { "two", "SELECT id FROM t; DELETE FROM t", NULL, 0, 1 };
	struct db *db = *st;
	struct db_cur cur;

	put_text_row(db, S("stays"));
	is_err(db_query(db, &cols, NULL, &cur), E_BUG);
	is_err(db_query(db, &absent, NULL, &cur), E_DB);
	assert_true(db_query(db, &two, NULL, &cur) != OK);
	assert_int_equal(fx_int(db, &number, NULL), 1);
}

static void
builder(void **st)
{
	struct db *db = *st;
	struct arena *a = arena_new(1 * MiB);
	struct db_cur cur;
	struct sql q;
	bool row = false;

	for (int i = 1; i <= 9; i++)
		fx_int(db, &put,
		    ARGS(DBV_INT(i), DBV_REAL(i * 0.5), DBV_TEXT(S("да?")), DBV_NULL, DBV_NULL));
	for (int round = 0; round < 100; round++) { /* more texts than the cache has places */
		sql_init(&q, a);
		sql_put(&q, "SELECT count(*) FROM t");
		sql_add(&q, "WHERE s = 'да?' AND i BETWEEN ? AND ?", DBV_INT(2), DBV_INT(8));
		if (round % 2)
			sql_add(&q, "AND r > ?", DBV_REAL(3.25));
		for (int k = 0; k < round % 50; k++)
			sql_add(&q, "AND i <> ?", DBV_INT(100 + k));
		is_ok(db_query_sql(db, &q, &cur));
		is_ok(db_next(&cur, &row));
		assert_int_equal(db_col_int(&cur, 0), round % 2 ? 2 : 7);
		db_cur_close(&cur);
		arena_reset(a);
	}
	sql_init(&q, a);
	sql_add(&q, "SELECT ? + ?", DBV_INT(1));
	is_err(db_query_sql(db, &q, &cur), E_BUG);
	sql_init(&q, a);
	sql_add(&q, "SELECT 1", DBV_INT(1));
	sql_put(&q, "more");	/* the first mistake stays */
	is_err(db_query_sql(db, &q, &cur), E_BUG);
	sql_init(&q, a);
	sql_put(&q, "SELECT id FROM t WHERE i IN (0");
	for (int k = 0; k < 64; k++)
		sql_add(&q, ", ?", DBV_INT(k));
	is_ok(q.err);
	sql_add(&q, ", ?", DBV_INT(1));
	is_err(q.err, E_LIMIT);
	arena_free(a);
}

/* Many statements: the cache has to grow while cursors are open. */
static void
many(void **st)
{
	static struct db_stmt stmts[600];
	static char texts[600][40];
	struct db *db = *st;
	struct db_cur cur;
	bool row = false;

	put_text_row(db, S("one"));
	is_ok(db_query(db, &all, NULL, &cur));
	for (size_t i = 0; i < LEN(stmts); i++) {
		snprintf(texts[i], sizeof texts[i], "SELECT %zu", i);
		stmts[i] = (struct db_stmt){ texts[i], texts[i], NULL, 0, 1 };
		assert_int_equal(fx_int(db, &stmts[i], NULL), i);
	}
	for (size_t i = 0; i < LEN(stmts); i++)
		assert_int_equal(fx_int(db, &stmts[i], NULL), i);
	is_ok(db_next(&cur, &row));
	assert_true(row && str_is(db_col_text(&cur, 1), "one"));
	db_cur_close(&cur);
}

/* Every allocation of ours fails in its turn: an error, never a crash, nothing half done. */
static void
out_of_memory(void **st)
{
	struct db *db = *st;
	int64_t nth = 0;
	enum err e;

	do {
		struct db *mine = NULL;
		struct db_cur cur;
		bool row = false;

		alloc_fail_at(++nth);
		e = db_open(fx_url(), DB_WRITE, &mine);
		if (e == OK)
			e = db_begin(mine);
		if (e == OK)
			e = db_exec(mine, &uniq, ARGS(DBV_TEXT(S("oom")), DBV_INT(1)), NULL);
		if (e == OK)
			e = db_commit(mine);
		if (e == OK && (e = db_query(mine, &all, NULL, &cur)) == OK) {
			e = db_next(&cur, &row);
			db_cur_close(&cur);
		}
		alloc_fail_at(0);
		if (mine) {
			db_rollback(mine);
			assert_false(db_in_tx(mine));
			is_ok(db_script(mine, "DELETE FROM u"));
		}
		db_close(mine);
		assert_true(e == OK || e == E_NOMEM);
		is_ok(db_script(db, "DELETE FROM u"));
	} while (e != OK && nth < 2000);
	assert_true(nth > 5);
	is_ok(e);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(values), TEST(nulls), TEST(long_text), TEST(nested), TEST(changes),
		TEST(conflicts), TEST(mistakes), TEST(builder), TEST(many), TEST(out_of_memory),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	if (*fx_path)
		fx_drop();
	return failed;
}
