/* sqlite_test.c - what only SQLite does: a database in memory, the hook, full-text triggers. */
#include "fixture.h"
#include <sqlite3.h>

STMT(found, 1, 1, "SELECT count(*) FROM f WHERE f MATCH $1");
STMT(journal, 0, 1, "PRAGMA journal_mode");
STMT(sync_, 0, 1, "PRAGMA synchronous");
STMT(hook, 0, 1, "SELECT answer()");
STMT(quoted, 0, 1, "SELECT \"no such column\"");

static void
answer(sqlite3_context *c, int n, sqlite3_value **v)
{
	(void)n;
	(void)v;
	sqlite3_result_int(c, 42);
}

static enum err
on_open(void *h)
{
	return sqlite3_create_function(h, "answer", 0, SQLITE_UTF8, NULL, answer, NULL, NULL)
	    == SQLITE_OK ? OK : E_DB;
}

static enum err
on_open_fails(void *h)
{
	(void)h;
	return E_LIMIT;
}

/* Triggers must be able to feed the full-text index, whatever schemas are trusted with. */
static void
full_text(struct db *db)
{
	is_ok(db_script(db, "CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT);"
	    "CREATE VIRTUAL TABLE f USING fts5 (s, content = 't', content_rowid = 'id');"
	    "CREATE TRIGGER ti AFTER INSERT ON t BEGIN"
	    " INSERT INTO f (rowid, s) VALUES (new.id, new.s); END;"
	    "INSERT INTO t (s) VALUES ('обращение граждан'), ('другое')"));
	assert_int_equal(fx_int(db, &found, ARGS(DBV_TEXT(S("граждан")))), 1);
}

static void
memory(void **st)
{
	struct db *db;
	int64_t g = 0, h = 0;

	(void)st;
	is_ok(db_open(":memory:", DB_READ, &db)); /* nothing to protect there */
	full_text(db);
	is_ok(db_generation(db, &g));
	is_ok(db_script(db, "INSERT INTO t (s) VALUES ('x')"));
	is_ok(db_generation(db, &h));
	assert_true(h > g);
	assert_int_equal(fx_int(db, &hook, NULL), 42);
	db_close(db);
}

static void
file(void **st)
{
	char url[128];
	struct db *db, *none = NULL;
	struct db_cur cur;
	bool row = false;

	(void)st;
	fx_drop();
	is_err(db_open(fx_url(), DB_READ, &none), E_DB); /* a reader makes no file */
	is_err(db_open("/no/such/folder/x.db", DB_WRITE, &none), E_DB);
	assert_null(none);
	snprintf(url, sizeof url, "sqlite:%s", fx_url());
	is_ok(db_open(url, DB_WRITE, &db));
	full_text(db);
	is_ok(db_query(db, &journal, NULL, &cur));
	is_ok(db_next(&cur, &row));
	assert_true(str_is(db_col_text(&cur, 0), "wal"));
	db_cur_close(&cur);
	assert_int_equal(fx_int(db, &sync_, NULL), 2);
	is_err(db_query(db, &quoted, NULL, &cur), E_DB);
	/* A database that may grow no more: a limit, said so. */
	is_ok(db_script(db, "PRAGMA max_page_count = 40"));
	is_err(db_script(db, "INSERT INTO t (s) SELECT hex(randomblob(100000)) FROM t, t a, t b"),
	    E_LIMIT);
	db_close(db);
	db_on_open(on_open_fails);
	is_err(db_open(fx_url(), DB_WRITE, &none), E_LIMIT);
	db_on_open(on_open);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(memory), cmocka_unit_test(file) };
	int failed;

	unsetenv("TEST_DB");
	db_on_open(on_open);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	fx_drop();
	return failed;
}
