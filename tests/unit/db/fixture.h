/* fixture.h - what the database tests share: an empty database, short ways to ask it.
 *
 * Owns    a temporary file, or the schema "public" of the database in TEST_DB.
 * Memory  of the process: a test program ends soon.
 * Errors  a failed assertion ends the test.
 * Threads one.
 */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "db/db.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define is_ok(call) assert_int_equal((call), OK)
#define is_err(call, e) assert_string_equal(err_name(call), err_name(e))
/* A statement with its parts counted by hand, as sqlc would make it. */
#define STMT(id, args, cols, text) \
	static const struct db_stmt id = { .name = #id, .sql = text, \
	    .n_args = args, .n_cols = cols }
#define ARGS(...) ((struct db_val[]){ __VA_ARGS__ })

static char fx_path[64];

static inline const char *
fx_url(void)
{
	const char *url = getenv("TEST_DB");

	if (url && *url)
		return url;
	if (!*fx_path)
		snprintf(fx_path, sizeof fx_path, "/tmp/veche-test-%d.db", (int)getpid());
	return fx_path;
}

static inline struct db *
fx_open(void)
{
	struct db *db = NULL;

	is_ok(db_open(fx_url(), DB_WRITE, &db));
	return db;
}

static inline void
fx_drop(void)
{
	static const char *const tails[] = { "", "-wal", "-shm" };
	char name[300];

	for (size_t i = 0; i < LEN(tails); i++) {
		snprintf(name, sizeof name, "%s%s", fx_url(), tails[i]);
		unlink(name);
	}
}

/* An empty database: nothing of an earlier test is in it. */
static inline struct db *
fx_fresh(void)
{
	struct db *db;

	if (!str_starts(str_c(fx_url()), S("postgres")))
		fx_drop();
	db = fx_open();
	if (db_kind(db) == DB_PG)
		is_ok(db_script(db, "DROP SCHEMA public CASCADE; CREATE SCHEMA public"));
	return db;
}

static inline int64_t
fx_int(struct db *db, const struct db_stmt *st, const struct db_val *args)
{
	struct db_cur cur;
	bool row = false;
	int64_t v;

	is_ok(db_query(db, st, args, &cur));
	is_ok(db_next(&cur, &row));
	assert_true(row);
	v = db_col_int(&cur, 0);
	db_cur_close(&cur);
	return v;
}
