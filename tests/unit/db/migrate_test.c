/* migrate_test.c - schema steps: run, run again, edited, refused, failing; their spelling. */
#include "fixture.h"
#include "db/db_impl.h"

STMT(steps_done, 0, 1, "SELECT count(*) FROM veche_migration");
STMT(things, 0, 1, "SELECT count(*) FROM thing");

static const char one[] =
	"-- things: INTEGER stays a word here\n"
	"CREATE TABLE thing (id AUTO_ID, price REAL, pic BLOB, at INTEGER NOT NULL,\n"
	" note TEXT DEFAULT 'INTEGER, STRICT') STRICT;\n"
	"CREATE TABLE pair (a INTEGER, b INTEGER, PRIMARY KEY (a, b)) STRICT, WITHOUT ROWID;\n"
	"-- sqlite\nCREATE INDEX only_lite ON thing (at);\n-- end\n"
	"-- pg\nCREATE FUNCTION twice(n bigint) RETURNS bigint LANGUAGE sql STRICT\n"
	" AS $$ SELECT n * 2 /* it's */ $$;\n-- end\n"
	"INSERT INTO thing (at) VALUES (1), (2);\n";
static const char two[] = "ALTER TABLE thing ADD COLUMN more INTEGER;";
static const char drop[] = "-- destroys: the pairs, nobody used them\nDROP TABLE pair;";
static const char bad[] = "INSERT INTO thing (at) VALUES (3); SELECT nothing FROM nowhere;";

static enum err
migrate(struct db *db, const struct db_step *s, size_t n, int *ran)
{
	*ran = -1;
	return db_migrate(db, s, n, (struct db_migrate_opt){ 0 }, ran);
}

static void
life(void **st)
{
	struct db *db = fx_fresh();
	struct db_step s[3] = { { "a", 1, "one", one }, { "b", 1, "two", two },
		{ "a", 2, "drop", drop } };
	int n = 0;

	(void)st;
	is_ok(db_migrate_pending(db, s, 2, &n));
	assert_int_equal(n, 2);
	is_ok(db_migrate(db, s, 2, (struct db_migrate_opt){ .dry_run = true }, &n));
	assert_int_equal(n, 2);
	is_ok(db_migrate_pending(db, s, 2, &n));
	assert_int_equal(n, 2);
	is_ok(migrate(db, s, 2, &n));
	assert_int_equal(n, 2);
	is_ok(migrate(db, s, 2, &n));
	assert_int_equal(n, 0);
	assert_int_equal(fx_int(db, &things, NULL), 2);
	is_ok(db_migrate_pending(db, s, 3, &n));
	assert_int_equal(n, 1);
	is_err(migrate(db, s, 3, &n), E_DENIED);
	assert_int_equal(n, -1);
	is_ok(db_migrate(db, s, 3, (struct db_migrate_opt){ .allow_destroy = true }, &n));
	assert_int_equal(n, 1);
	assert_int_equal(fx_int(db, &steps_done, NULL), 3);
	db_close(db);
}

static void
edited(void **st)
{
	struct db *db = fx_fresh();
	struct db_step s = { "a", 1, "one", one };
	int n = 0;

	(void)st;
	is_ok(migrate(db, &s, 1, &n));
	s.sql = two;
	is_err(migrate(db, &s, 1, &n), E_CONFLICT);
	is_err(db_migrate_pending(db, &s, 1, &n), E_CONFLICT);
	db_close(db);
}

/* The second step fails: nothing of the first remains either. */
static void
failing(void **st)
{
	struct db *db = fx_fresh();
	struct db_step s[2] = { { "a", 1, "one", one }, { "a", 2, "bad", bad } };
	struct db_step open = { "a", 1, "open", "-- pg\nSELECT 1;\n" };
	int n = 0;

	(void)st;
	is_err(migrate(db, s, 2, &n), E_DB);
	is_ok(db_migrate_pending(db, s, 2, &n));
	assert_int_equal(n, 2);
	is_err(migrate(db, &open, 1, &n), E_SYNTAX);
	is_ok(migrate(db, s, 1, &n));
	assert_int_equal(n, 1);
	db_close(db);
}

/* A rebuilt parent keeps its children; an orphan is found before the commit. */
static void
rebuilt(void **st)
{
	struct db *db = fx_fresh();
	struct db_step s[3] = { { "a", 1, "tables",
		"CREATE TABLE p (id INTEGER PRIMARY KEY, x INTEGER);\n"
		"CREATE TABLE c (p_id INTEGER NOT NULL REFERENCES p (id) ON DELETE CASCADE);\n"
		"INSERT INTO p VALUES (1, 1); INSERT INTO c VALUES (1);" },
	    { "a", 2, "rebuild", "-- sqlite\nCREATE TABLE p2 (id INTEGER PRIMARY KEY);\n"
		"INSERT INTO p2 SELECT id FROM p; DROP TABLE p;\n"
		"ALTER TABLE p2 RENAME TO p;\n-- end\n" },
	    { "a", 3, "orphan", "INSERT INTO c VALUES (99);" } };
	STMT(children, 0, 1, "SELECT count(*) FROM c");
	STMT(orphan, 0, 0, "INSERT INTO c VALUES (98)");
	int n = 0;

	(void)st;
	is_ok(migrate(db, s, 2, &n));
	assert_int_equal(fx_int(db, &children, NULL), 1);
	is_err(migrate(db, s, 3, &n), E_CONFLICT);
	assert_int_equal(fx_int(db, &children, NULL), 1);
	is_err(db_exec(db, &orphan, NULL, NULL), E_CONFLICT); /* keys are awake again */
	db_close(db);
}

/* No allocation may fail into a crash, or into half a schema. */
static void
out_of_memory(void **st)
{
	struct db *db = fx_fresh();
	struct db_step s = { "a", 1, "one", one };
	int64_t nth = 0;
	enum err e;
	int n = 0;

	(void)st;
	do {
		alloc_fail_at(++nth);
		e = migrate(db, &s, 1, &n);
		alloc_fail_at(0);
		assert_true(e == OK || e == E_NOMEM);
		assert_false(db_in_tx(db));
	} while (e != OK && nth < 1000);
	assert_true(nth > 3);
	is_ok(e);
	is_ok(db_migrate_pending(db, &s, 1, &n));
	assert_int_equal(n, 0);
	db_close(db);
}

static void
spelt(enum db_kind kind, const char *sql, const char *want)
{
	struct arena *a = arena_new(1 * MiB);
	struct buf b;

	buf_init(&b, a, 64 * KiB);
	is_ok(step_text(kind, sql, &b));
	assert_string_equal(b.p, want);
	arena_free(a);
}

static void
spelling(void **st)
{
	(void)st;
	spelt(DB_PG, "a INTEGER, b INTEGERS, \"INTEGER\" 'REAL' REAL -- REAL\n/* BLOB */BLOB",
	    "a BIGINT, b INTEGERS, \"INTEGER\" 'REAL' DOUBLE PRECISION -- REAL\n/* BLOB */BYTEA");
	spelt(DB_PG, "(x) STRICT, WITHOUT ROWID;(1), (2)", "(x)  ;(1), (2)");
	spelt(DB_PG, "(x) WITHOUT  ROWID,STRICT;", "(x) ;");
	spelt(
	    DB_SQLITE, "(x INTEGER) STRICT, WITHOUT ROWID;", "(x INTEGER) STRICT, WITHOUT ROWID;");
	spelt(DB_SQLITE, "id AUTO_ID,", "id INTEGER PRIMARY KEY AUTOINCREMENT,");
	spelt(DB_PG, "id AUTO_ID,", "id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,");
	spelt(DB_PG, "a\n -- sqlite\nINTEGER 'it\n--end\n-- pg\nx STRICT\n  -- end \nREAL",
	    "a\n x STRICT\nDOUBLE PRECISION");
	spelt(DB_SQLITE, "-- pg\nit's\n-- end\nb", "b");
	spelt(DB_PG, "имя INTEGER 'it''s REAL'", "имя BIGINT 'it''s REAL'");
	spelt(DB_PG, "", "");
	assert_true(step_sum("a  b -- c\n(d)") == step_sum("a b ( d ) /* e */"));
	assert_true(step_sum("a b") != step_sum("ab"));
	assert_true(step_sum("'a  b'") != step_sum("'a b'"));
	assert_true(step_sum("-- pg\na\n-- end") != step_sum("a"));
	assert_true(str_is(step_destroys("x;\n  -- destroys: it \ny"), "it"));
	assert_null(step_destroys("-- it destroys: nothing").p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(life), cmocka_unit_test(edited), cmocka_unit_test(failing),
		cmocka_unit_test(rebuilt), cmocka_unit_test(out_of_memory),
		cmocka_unit_test(spelling),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	if (*fx_path)
		fx_drop();
	return failed;
}
