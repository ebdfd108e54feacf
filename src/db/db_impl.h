/* db_impl.h - what db.c, the two back ends and migrate.c share; nobody else includes it.
 *
 * Owns    struct db: one connection, its prepared statements, its transaction.
 * Memory  struct db lives in its own arena; `scratch` is emptied by each PostgreSQL call.
 * Errors  a back end words its error with db_fail, which keeps and logs it.
 * Threads as db.h.
 */
#pragma once
#include "db/db.h"

struct db_prep;

/* What is to be run: a named statement, or a built text (st NULL). */
struct db_call {
	const struct db_stmt *st;
	const char *sql;
	const struct db_val *args;
	int n_args;
};

enum db_tx { DB_TX_NONE, DB_TX_WRITE, DB_TX_SAVE, DB_TX_READ };

/* A back end. Columns are those of the cursor's current row. */
struct db_ops {
	enum err (*open)(struct db *db, const char *where);
	void (*close)(struct db *db);
	enum err (*query)(struct db *db, const struct db_call *c, struct db_cur *cur);
	enum err (*exec)(struct db *db, const struct db_call *c, int64_t *ret_changed);
	enum err (*next)(struct db_cur *cur, bool *ret_row);
	void (*cur_close)(struct db_cur *cur);
	bool (*col_null)(const struct db_cur *cur, int i);
	int64_t (*col_int)(const struct db_cur *cur, int i);
	double (*col_real)(const struct db_cur *cur, int i);
	struct str (*col_text)(const struct db_cur *cur, int i);
	enum err (*script)(struct db *db, const char *sql);
	enum err (*begin)(struct db *db, enum db_tx kind);
	enum err (*commit)(struct db *db, enum db_tx kind);
	enum err (*rollback)(struct db *db, enum db_tx kind);
	enum err (*generation)(struct db *db, int64_t *ret);
	/* Ends a prepared text whose place another one takes. */
	void (*forget)(struct db *db, struct db_prep *p);
};

extern const struct db_ops db_sqlite, db_postgres;
extern enum err (*db_open_hook)(void *sqlite3_handle);

/* A place in the connection's cache: the first DB_DYN hold built texts, which come
 * and go; the rest hold named statements, which stay. */
#define DB_DYN ((size_t)32)
struct db_prep {
	const struct db_stmt *st;
	struct buf text;	/* of a built one, with its NUL */
	uint64_t hash;
	void *h;		/* sqlite3_stmt */
	int64_t epoch;		/* the PostgreSQL session that knows it; 0 none */
	int64_t serial;		/* its name there: never used twice */
	bool busy;
};

struct db {
	const struct db_ops *ops;
	void *h;	/* sqlite3 or PGconn */
	struct arena *arena, *scratch;
	enum db_kind kind;
	enum db_role role;
	VEC(struct db_prep) preps;
	uint32_t *table;	/* hash of the statement's address -> place in preps, 0 none */
	size_t table_n, dyn_hand;
	enum db_tx tx;
	int read_depth;
	bool read_real;		/* db_read_begin opened a transaction of its own */
	bool batch;
	bool tx_lost;		/* the database gave the whole transaction up by itself */
	enum err lost_why;	/* SQLite: what it had run out of before */
	bool touched;
	bool quiet;		/* errors are expected: kept, not logged */
	int64_t epoch, serial;	/* PostgreSQL: sessions and statements counted */
	bool stale;		/* PostgreSQL: this session has ended or writes no more */
	int64_t gen_seen, gen, gen_at;
	int64_t gen_own;	/* this process's commits when it was asked */
	char msg[400];
};

/* Keeps the message, logs what an operator should see, returns e. */
enum err db_fail(struct db *db, enum err e, const char *name, const char *msg);
const char *db_call_name(const struct db_call *c);
/* The place of a call's statement; NULL when memory is out. It moves when another is
 * made: keep its number (*ret_no). */
struct db_prep *db_prep_find(struct db *db, const struct db_call *c, size_t *ret_no);
enum err db_prep_init(struct db *db);
void db_prep_fini(struct db *db);
enum err db_run(struct db *db, const struct db_call *c, int64_t *ret_changed);

/* ---- schema steps (step.c) ---- */

/* The step's text as this database spells it, NUL-ended. */
MUST_USE enum err step_text(enum db_kind kind, const char *sql, struct buf *out);
/* The same for two texts that differ in blanks and comments only. */
uint64_t step_sum(const char *sql);
/* The reason after "-- destroys:", p NULL when the step destroys nothing. */
struct str step_destroys(const char *sql);
