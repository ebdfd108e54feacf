/* db.h - one way to speak to SQLite and to PostgreSQL.
 *
 * Owns    tables veche_meta, veche_migration; the connections.
 * Memory  rows are copied into the arena the caller gives; a cursor is closed
 *         by its last row or by db_cur_close.
 * Errors  E_DB; E_BUSY when a lock or a connection could not be had in time;
 *         E_CONFLICT when a unique or foreign key refused; E_NOT_FOUND when
 *         :one found no row; E_NOMEM; E_LIMIT (disk full).
 * Threads a struct db belongs to one thread at a time. struct db_pool is shared.
 *
 * SQL text is the same for both: integer UTC seconds, integer booleans,
 * RETURNING, ON CONFLICT, parameters $1, $2 … in order of first appearance.
 */
#pragma once
#include "base/base.h"

struct db;

enum db_kind { DB_SQLITE, DB_PG };
enum db_role {
	DB_READ,	/* SQLite: query_only, a second wall; PG: may be a replica */
	DB_WRITE,
};

struct opt_int  { int64_t v; bool has; };
struct opt_real { double v; bool has; };

/* Open `url`: a path, "sqlite:PATH", ":memory:" or "postgres://…" (several hosts
 * allowed, target_session_attrs is added for DB_WRITE). Errors are logged with
 * what to do; passwords never. */
MUST_USE enum err db_open(const char *url, enum db_role role, struct db **ret);
void db_close(struct db *db);
enum db_kind db_kind(const struct db *db);
/* A cheap number that changes when any connection has committed a change: at once for
 * this process, within 20 ms (SQLite) or a second (PG) for another one. */
MUST_USE enum err db_generation(struct db *db, int64_t *ret);
/* Tell PG readers of this and other processes that data changed; in the writer's transaction. */
MUST_USE enum err db_touch(struct db *db);

/* ---- statements --------------------------------------------------------- */

/* A named statement, made by sqlc; `slot` is its number in the connection's cache. */
struct db_stmt {
	const char *name;	/* "navigator.measure_get" */
	const char *sql;	/* for SQLite; for PG too unless pg is set */
	const char *pg;
	int n_args, n_cols;
};

enum db_type { DB_NULL, DB_INT, DB_REAL, DB_TEXT, DB_BLOB };
struct db_val { enum db_type t; union { int64_t i; double r; struct str s; }; };

#define DBV_NULL    ((struct db_val){ .t = DB_NULL })
#define DBV_INT(x)  ((struct db_val){ .t = DB_INT, .i = (x) })
#define DBV_REAL(x) ((struct db_val){ .t = DB_REAL, .r = (x) })
#define DBV_TEXT(x) db_val_text(x)		/* p NULL binds NULL */
#define DBV_ID(x)   db_val_id((x).v)		/* 0 binds NULL */
static inline struct db_val db_val_text(struct str s)
{ return (struct db_val){ .t = s.p ? DB_TEXT : DB_NULL, .s = s }; }
static inline struct db_val db_val_id(int64_t v)
{ return (struct db_val){ .t = v ? DB_INT : DB_NULL, .i = v }; }
static inline struct db_val db_val_oint(struct opt_int v)
{ return (struct db_val){ .t = v.has ? DB_INT : DB_NULL, .i = v.v }; }
static inline struct db_val db_val_oreal(struct opt_real v)
{ return (struct db_val){ .t = v.has ? DB_REAL : DB_NULL, .r = v.v }; }

/* A running query. On the stack; fields are private. */
struct db_cur { struct db *db; void *h; int row, n_rows; bool open; const struct db_stmt *st; };

MUST_USE enum err db_query(struct db *db, const struct db_stmt *st,
    const struct db_val *args, struct db_cur *cur);
/* *ret_row false: no more, and the cursor is closed. */
MUST_USE enum err db_next(struct db_cur *cur, bool *ret_row);
void db_cur_close(struct db_cur *cur);
/* Columns of the current row. Text lives until the next db_next: copy it (str_dup). */
bool db_col_null(const struct db_cur *cur, int i);
int64_t db_col_int(const struct db_cur *cur, int i);
double db_col_real(const struct db_cur *cur, int i);
struct str db_col_text(const struct db_cur *cur, int i);
struct opt_int db_col_oint(const struct db_cur *cur, int i);
struct opt_real db_col_oreal(const struct db_cur *cur, int i);

/* A statement that returns nothing; *ret_changed may be NULL. */
MUST_USE enum err db_exec(struct db *db, const struct db_stmt *st,
    const struct db_val *args, int64_t *ret_changed);
/* Several statements of our own text, no parameters: schema, pragmas. */
MUST_USE enum err db_script(struct db *db, const char *sql);

/* ---- SQL built at run time: the one builder ------------------------------ */

/* sql_add(&q, "AND a.level = ?", DBV_INT(3)): each ? takes the next value.
 * The text is a literal of ours; values are parameters, always. */
struct sql {
	struct buf text;
	struct db_val args[64];
	int n_args;
	enum err err;	/* sticky; E_BUG when ? and values differ in number */
};
void sql_init(struct sql *q, struct arena *a);
void sql_add_(struct sql *q, const char *text, int n, const struct db_val *v);
#define sql_add(q, text, ...) \
	sql_add_((q), "" text, (int)LEN(((struct db_val[]){ __VA_ARGS__ })), \
	    (struct db_val[]){ __VA_ARGS__ })
#define sql_put(q, text) sql_add_((q), "" text, 0, NULL)
MUST_USE enum err db_query_sql(struct db *db, struct sql *q, struct db_cur *cur);
/* Every row of it; the cursor ends whatever `row` says, and what it says ends the walk. */
typedef enum err db_row_fn(void *ctx, const struct db_cur *cur);
MUST_USE enum err db_each_sql(struct db *db, struct sql *q, db_row_fn *row, void *ctx);

/* ---- transactions --------------------------------------------------------- */

/* SQLite: BEGIN IMMEDIATE; inside a batch (db_batch_begin) a savepoint. */
MUST_USE enum err db_begin(struct db *db);
MUST_USE enum err db_commit(struct db *db);
void db_rollback(struct db *db);		/* nothing when none is open */
bool db_in_tx(const struct db *db);
/* Many requests, one commit: db_begin/db_commit within are savepoints.
 * Nothing may be answered before db_batch_commit is OK. On PG these do nothing. */
MUST_USE enum err db_batch_begin(struct db *db);
MUST_USE enum err db_batch_commit(struct db *db);
void db_batch_rollback(struct db *db);
/* One snapshot for several reads. */
MUST_USE enum err db_read_begin(struct db *db);
void db_read_end(struct db *db);

/* ---- migrations ------------------------------------------------------------- */

/* A schema step, embedded at build time from rooms/X/schema/NNNN_name.sql.
 * AUTO_ID in it is spelt per database; a block from "-- sqlite" or "-- pg" to
 * "-- end" is kept for that one only; "-- destroys: why" refuses without allow. */
struct db_step { const char *room; int no; const char *name; const char *sql; };

struct db_migrate_opt { bool dry_run, allow_destroy; };
/* Runs what is missing, in one transaction, in the order given (kernels first,
 * then rooms by rooms.def, each by number). Checks the sum of every step already
 * run: E_CONFLICT when one was edited afterwards. *ret_run: how many ran. */
MUST_USE enum err db_migrate(struct db *db, const struct db_step *steps, size_t n,
    struct db_migrate_opt opt, int *ret_run);
/* How many steps are missing; the server refuses to start when any are. */
MUST_USE enum err db_migrate_pending(
    struct db *db, const struct db_step *steps, size_t n, int *ret);

/* Last error as the database worded it, for the log; never for a page. */
const char *db_message(const struct db *db);
/* The native handle, for search/ and tests only. */
void *db_native(struct db *db);
/* Called on every new SQLite connection (search registers its rank here). Set once at start. */
void db_on_open(enum err (*fn)(void *sqlite3_handle));
