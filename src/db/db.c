/* db.c - opening, running and transactions, the same over both databases. */
#include "db/db_impl.h"

#define DB_MEMORY (64 * MiB)	/* the cache of statements; far more than a portal has */
#define SCRATCH (1024 * MiB)	/* one call's parameters: as large as an upload may be */

enum err (*db_open_hook)(void *sqlite3_handle);

void
db_on_open(enum err (*fn)(void *sqlite3_handle))
{
	db_open_hook = fn;
}

enum err
db_fail(struct db *db, enum err e, const char *name, const char *msg)
{
	size_t n = strcspn(msg, "\n");

	if (n >= sizeof db->msg)
		n = sizeof db->msg - 1;
	memcpy(db->msg, msg, n);
	db->msg[n] = 0;
	if (err_level(e) >= 2 && !db->quiet)
		log_line(err_level(e) == 2 ? LOG_WARN : LOG_ERROR, "db",
		    "err=%s stmt=%s message=%s", err_name(e), name, db->msg);
	return e;
}

/* ---- connections -------------------------------------------------------- */

static bool
is_pg(struct str url)
{
	return str_starts(url, S("postgres://")) || str_starts(url, S("postgresql://"));
}

enum err
db_open(const char *url, enum db_role role, struct db **ret)
{
	struct arena *a = arena_new(DB_MEMORY);
	struct str s = str_c(url);
	struct db *db;
	enum err e;

	if (!a)
		return E_NOMEM;
	db = arena_make(a, struct db);
	if (!db) {
		arena_free(a);
		return E_NOMEM;
	}
	db->arena = a;
	db->role = role;
	db->kind = is_pg(s) ? DB_PG : DB_SQLITE;
	db->ops = db->kind == DB_PG ? &db_postgres : &db_sqlite;
	db->scratch = arena_new(SCRATCH);
	e = db->scratch ? db_prep_init(db) : E_NOMEM;
	if (e == OK)
		e = db->ops->open(db, str_starts(s, S("sqlite:")) ? url + 7 : url);
	if (e != OK) {
		db_close(db);
		return e;
	}
	*ret = db;
	return OK;
}

void
db_close(struct db *db)
{
	if (!db)
		return;
	if (db->h)
		db->ops->close(db);
	db_prep_fini(db);
	arena_free(db->scratch);
	arena_free(db->arena);
}

enum db_kind
db_kind(const struct db *db)
{
	return db->kind;
}

const char *
db_message(const struct db *db)
{
	return db->msg;
}

void *
db_native(struct db *db)
{
	return db->h;
}

/* ---- statements ---------------------------------------------------------- */

/* PostgreSQL has no NUL in text; refused on both, so that data can move between them. */
static enum err
args_check(struct db *db, const struct db_call *c)
{
	for (int i = 0; i < c->n_args; i++) {
		const struct db_val *v = &c->args[i];

		if (v->t == DB_TEXT && v->s.n && memchr(v->s.p, 0, v->s.n))
			return db_fail(db, E_INPUT, db_call_name(c), "text with a NUL byte");
	}
	return OK;
}

static struct db_call
call_of(const struct db *db, const struct db_stmt *st, const struct db_val *args)
{
	return (struct db_call){ .st = st, .args = args, .n_args = st->n_args,
		.sql = db->kind == DB_PG && st->pg ? st->pg : st->sql };
}

static enum err
query(struct db *db, const struct db_call *c, struct db_cur *cur)
{
	struct db_cur made = { .db = db, .st = c->st };

	TRY(args_check(db, c));
	TRY(db->ops->query(db, c, &made));
	made.open = true;
	*cur = made;
	return OK;
}

enum err
db_query(struct db *db, const struct db_stmt *st, const struct db_val *args, struct db_cur *cur)
{
	struct db_call c = call_of(db, st, args);

	return query(db, &c, cur);
}

enum err
db_query_sql(struct db *db, struct sql *q, struct db_cur *cur)
{
	struct db_call c = { .args = q->args, .n_args = q->n_args };

	TRY(q->err);
	if (!buf_room(&q->text, 1)) {
		TRY(buf_err(&q->text));
		return E_NOMEM;
	}
	q->text.p[q->text.n] = 0;
	c.sql = q->text.p;
	return query(db, &c, cur);
}

enum err
db_next(struct db_cur *cur, bool *ret_row)
{
	bool row = false;
	enum err e;

	if (!cur->open) {
		*ret_row = false;
		return OK;
	}
	e = cur->db->ops->next(cur, &row);
	if (e != OK || !row)
		db_cur_close(cur);
	if (e == OK)
		*ret_row = row;
	return e;
}

void
db_cur_close(struct db_cur *cur)
{
	if (!cur->open)
		return;
	cur->open = false;
	cur->db->ops->cur_close(cur);
}

enum err
db_each_sql(struct db *db, struct sql *q, db_row_fn *fn, void *ctx)
{
	struct db_cur cur;
	bool row = false;
	enum err e;

	TRY(db_query_sql(db, q, &cur));
	do {
		e = db_next(&cur, &row);
		if (e == OK && row)
			e = fn(ctx, &cur);
	} while (e == OK && row);
	db_cur_close(&cur);
	return e;
}

bool
db_col_null(const struct db_cur *cur, int i)
{
	return cur->db->ops->col_null(cur, i);
}

int64_t
db_col_int(const struct db_cur *cur, int i)
{
	return cur->db->ops->col_int(cur, i);
}

double
db_col_real(const struct db_cur *cur, int i)
{
	return cur->db->ops->col_real(cur, i);
}

struct str
db_col_text(const struct db_cur *cur, int i)
{
	return cur->db->ops->col_text(cur, i);
}

struct opt_int
db_col_oint(const struct db_cur *cur, int i)
{
	if (db_col_null(cur, i))
		return (struct opt_int){ 0 };
	return (struct opt_int){ db_col_int(cur, i), true };
}

struct opt_real
db_col_oreal(const struct db_cur *cur, int i)
{
	if (db_col_null(cur, i))
		return (struct opt_real){ 0 };
	return (struct opt_real){ db_col_real(cur, i), true };
}

enum err
db_run(struct db *db, const struct db_call *c, int64_t *ret_changed)
{
	int64_t changed = 0;

	TRY(args_check(db, c));
	TRY(db->ops->exec(db, c, &changed));
	if (ret_changed)
		*ret_changed = changed;
	return OK;
}

enum err
db_exec(struct db *db, const struct db_stmt *st, const struct db_val *args, int64_t *ret_changed)
{
	struct db_call c = call_of(db, st, args);

	return db_run(db, &c, ret_changed);
}

enum err
db_script(struct db *db, const char *sql)
{
	return db->ops->script(db, sql);
}

/* ---- transactions --------------------------------------------------------- */

static bool
snapshot_only(const struct db *db)
{
	return db->read_depth && db->read_real;
}

enum err
db_begin(struct db *db)
{
	enum db_tx kind = db->batch && db->kind == DB_SQLITE ? DB_TX_SAVE : DB_TX_WRITE;

	if (db->tx != DB_TX_NONE || snapshot_only(db) || db->role == DB_READ)
		return db_fail(db, E_BUG, "db.begin", "begin inside a transaction or snapshot");
	if (kind == DB_TX_SAVE && db->tx_lost)
		return db_fail(db, E_BUSY, "db.begin", "the database gave the batch up");
	TRY(db->ops->begin(db, kind));
	db->tx = kind;
	db->touched = false;
	if (kind == DB_TX_WRITE)
		db->tx_lost = false;
	return OK;
}

enum err
db_commit(struct db *db)
{
	enum err e;

	if (db->tx == DB_TX_NONE)
		return db_fail(db, E_BUG, "db.commit", "commit without begin");
	e = db->ops->commit(db, db->tx);
	if (e != OK) { /* db_fail has kept the reason; nothing half done stays */
		db_rollback(db);
		return e;
	}
	db->tx = DB_TX_NONE;
	return OK;
}

void
db_rollback(struct db *db)
{
	enum db_tx kind = db->tx;

	if (kind == DB_TX_NONE)
		return;
	db->tx = DB_TX_NONE;
	db->touched = false;
	/* What cannot be rolled back must not be committed with the batch either. */
	if (db->ops->rollback(db, kind) != OK && kind == DB_TX_SAVE)
		db->tx_lost = true;
}

bool
db_in_tx(const struct db *db)
{
	return db->tx != DB_TX_NONE;
}

enum err
db_batch_begin(struct db *db)
{
	if (db->batch || db->tx != DB_TX_NONE || snapshot_only(db))
		return db_fail(db, E_BUG, "db.batch_begin", "batch inside a transaction");
	if (db->kind == DB_SQLITE)
		TRY(db->ops->begin(db, DB_TX_WRITE));
	db->tx_lost = false;
	db->batch = true;
	return OK;
}

enum err
db_batch_commit(struct db *db)
{
	enum err e = OK;

	if (!db->batch)
		return db_fail(db, E_BUG, "db.batch_commit", "no batch");
	db_rollback(db); /* a request that neither committed nor failed has not succeeded */
	if (db->kind == DB_SQLITE && db->tx_lost)
		e = db_fail(db, db->lost_why != OK ? db->lost_why : E_BUSY, "db.batch_commit",
		    "the database gave the batch up");
	else if (db->kind == DB_SQLITE)
		e = db->ops->commit(db, DB_TX_WRITE);
	if (e != OK)
		db_batch_rollback(db);
	db->batch = false;
	return e;
}

void
db_batch_rollback(struct db *db)
{
	if (!db->batch)
		return;
	db->batch = false;
	if (db->kind == DB_PG)
		db_rollback(db);
	db->tx = DB_TX_NONE;
	if (db->kind == DB_SQLITE && db->ops->rollback(db, DB_TX_WRITE) != OK)
		log_line(LOG_ERROR, "db", "what=\"batch not rolled back\" message=%s", db->msg);
}

enum err
db_read_begin(struct db *db)
{
	if (db->read_depth == 0) {
		/* A writing transaction already is a snapshot of what it does. */
		bool real = db->tx == DB_TX_NONE && !(db->batch && db->kind == DB_SQLITE);

		if (real)
			TRY(db->ops->begin(db, DB_TX_READ));
		db->read_real = real;
	}
	db->read_depth++;
	return OK;
}

void
db_read_end(struct db *db)
{
	if (db->read_depth == 0 || --db->read_depth > 0 || !db->read_real)
		return;
	db->read_real = false;
	if (db->ops->commit(db, DB_TX_READ) != OK && db->ops->rollback(db, DB_TX_READ) != OK)
		log_line(LOG_WARN, "db", "what=\"snapshot not ended\" message=%s", db->msg);
}

/* ---- generation ------------------------------------------------------------ */

enum err
db_generation(struct db *db, int64_t *ret)
{
	/* Inside a snapshot the world stands still: what was last seen still holds. */
	if (snapshot_only(db) && db->gen) {
		*ret = db->gen;
		return OK;
	}
	TRY(db->ops->generation(db, &db->gen));
	*ret = db->gen;
	return OK;
}

enum err
db_touch(struct db *db)
{
	static const struct db_stmt bump = { .name = "db.touch",
		.sql = "UPDATE veche_meta SET v = v + 1 WHERE k = 'generation'" };

	if (db->kind == DB_SQLITE)
		return OK;
	if (db->tx != DB_TX_NONE) { /* counted just before COMMIT: the row is locked briefly */
		db->touched = true;
		return OK;
	}
	TRY(db_exec(db, &bump, NULL, NULL));
	db->gen_at = 0;
	return OK;
}
