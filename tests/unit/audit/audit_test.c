/* audit_test.c - the chain: whole when it is, broken where it is, and the database's own refusal. */
#include "../db/fixture.h"

#include "audit/audit.h"
#include "gen/steps.h"

static struct arena *a;

static int
setup(void **st)
{
	int ran;

	*st = fx_fresh();
	is_ok(db_migrate(*st, db_steps, db_steps_n, (struct db_migrate_opt){ 0 }, &ran));
	a = arena_new(64 * MiB);
	return a ? 0 : -1;
}

static int
teardown(void **st)
{
	arena_free(a);
	db_close(*st);
	return 0;
}

static void
add(struct db *db, const char *action, int64_t actor, int64_t now, const char *object)
{
	is_ok(db_begin(db));
	is_ok(audit_add(db, a, now, &(struct audit_event){ .action = action, .actor = actor,
		.object = str_c(object) }));
	is_ok(db_commit(db));
}

static int64_t
bad(struct db *db, int64_t *n)
{
	int64_t first = -1;

	is_ok(audit_verify(db, a, NULL, NULL, n, &first));
	return first;
}

static void
whole(void **st)
{
	struct db *db = *st;
	struct audit_rows rows;
	int64_t n;

	assert_int_equal(bad(db, &n), 0); /* an empty chain is whole */
	assert_int_equal(n, 0);
	for (int i = 0; i < 1234; i++)
		add(db, i % 2 ? "account.login" : "navigator.publish", i % 7, 1000 + i, "x:1");
	assert_int_equal(bad(db, &n), 0);
	assert_int_equal(n, 1234);
	is_ok(audit_list(db, a, &(struct audit_ask){ .action = S("account."), .limit = 5 }, &rows));
	assert_int_equal(rows.n, 5);
	assert_int_equal(rows.p[0].id, 1234);
	is_ok(audit_list(db, a, &(struct audit_ask){ .action = S("account."), .before = 1226,
		.actor = 3, .from = { 1100, true }, .until = { 1300, true }, .limit = 1000 }, &rows));
	assert_true(rows.n > 10);
	for (size_t i = 0; i < rows.n; i++) {
		assert_int_equal(rows.p[i].actor, 3);
		assert_true(rows.p[i].at >= 1100 && rows.p[i].at < 1300);
		assert_true(str_is(rows.p[i].action, "account.login"));
	}
	is_ok(audit_list(db, a, &(struct audit_ask){ .action = S("accoun"), .limit = 1 }, &rows));
	assert_int_equal(rows.n, 1);
	is_ok(audit_list(db, a, &(struct audit_ask){ .action = S("b"), .limit = 1 }, &rows));
	assert_int_equal(rows.n, 0);
}

static void
alone(void **st)
{
	/* outside of a transaction two could take one place */
	is_err(audit_add(*st, a, 1, &(struct audit_event){ .action = "x.y" }), E_BUG);
}

static void
rolled_back(void **st)
{
	struct db *db = *st;
	int64_t n;

	add(db, "a.b", 1, 1, "");
	is_ok(db_begin(db));
	is_ok(audit_add(db, a, 2, &(struct audit_event){ .action = "a.c" }));
	db_rollback(db);
	add(db, "a.d", 1, 3, "");
	assert_int_equal(bad(db, &n), 0);
	assert_int_equal(n, 2);
}

/* The wall of the database itself, and what happens behind it. */
static void
broken(void **st)
{
	struct db *db = *st;
	bool pg = db_kind(db) == DB_PG;
	const char *off = pg ? "ALTER TABLE audit DISABLE TRIGGER audit_no_change" :
			       "DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete";
	int64_t n;

	for (int i = 1; i <= 9; i++)
		add(db, "a.b", i, i, "thing:1");
	assert_int_not_equal(db_script(db, "UPDATE audit SET actor = 99 WHERE id = 4"), OK);
	assert_int_not_equal(db_script(db, "DELETE FROM audit WHERE id = 9"), OK);
	assert_int_equal(bad(db, &n), 0);
	is_ok(db_script(db, off));
	is_ok(db_script(db, "UPDATE audit SET object = 'thing:2' WHERE id = 4"));
	assert_int_equal(bad(db, &n), 4);
	is_ok(db_script(db, "UPDATE audit SET object = 'thing:1' WHERE id = 4"));
	assert_int_equal(bad(db, &n), 0);
	is_ok(db_script(db, "DELETE FROM audit WHERE id = 9"));
	assert_int_equal(bad(db, &n), 9); /* cut off the end */
	is_ok(db_script(db, "DELETE FROM audit WHERE id = 5"));
	assert_int_equal(bad(db, &n), 5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(whole, setup, teardown),
		cmocka_unit_test_setup_teardown(alone, setup, teardown),
		cmocka_unit_test_setup_teardown(rolled_back, setup, teardown),
		cmocka_unit_test_setup_teardown(broken, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
