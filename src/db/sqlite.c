/* sqlite.c - the SQLite back end. */
#include "db/db_impl.h"
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>

#define FRESH (-1)	/* cur->n_rows of a statement that is not in the cache */

/* Grows whenever any connection of this process sees a commit. It starts at the clock, so
 * that a tag made before a restart is never met again. */
#define GENERATION_US 20000	/* another process's commit is noticed within so long */

static atomic_int_fast64_t generation;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
library_init(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* a lock at every allocation */
	sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
	atomic_store(&generation, time_now() << 20);
}

static enum err
err_of(int rc)
{
	switch (rc) {
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_ROWID:
	case SQLITE_CONSTRAINT_FOREIGNKEY: return E_CONFLICT;
	case SQLITE_IOERR_NOMEM: return E_NOMEM;
	default: break;
	}
	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_INTERRUPT: return E_BUSY;
	case SQLITE_NOMEM: return E_NOMEM;
	case SQLITE_FULL: return E_LIMIT;
	case SQLITE_TOOBIG: return E_TOO_BIG;
	default: return E_DB;
	}
}

static enum err
failed(struct db *db, const char *name)
{
	sqlite3 *h = db->h;
	enum err e = err_of(sqlite3_extended_errcode(h));

	if (e == E_LIMIT || e == E_NOMEM)
		db->lost_why = e;
	return db_fail(db, e, name, sqlite3_errmsg(h));
}

/* ---- connection ---------------------------------------------------------- */

static int
on_commit(void *data)
{
	(void)data;
	atomic_fetch_add(&generation, 1);
	return 0;
}

static enum err
script(struct db *db, const char *sql)
{
	return sqlite3_exec(db->h, sql, NULL, NULL, NULL) == SQLITE_OK ? OK : failed(db, "script");
}

static enum err
settings(struct db *db, bool memory)
{
	sqlite3 *h = db->h;

	sqlite3_busy_timeout(h, 5000);
	/* "text" in double quotes is a name, as in PostgreSQL, never a silent literal. */
	sqlite3_db_config(h, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(h, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	/* trusted_schema stays on: this FTS5 may not be fed by a trigger without it. */
	if (!memory && db->role == DB_WRITE)
		TRY(script(db, "PRAGMA journal_mode = WAL"));
	TRY(script(db, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
	    "PRAGMA mmap_size = 1073741824; PRAGMA cache_size = -8000;"
	    "PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864"));
	if (db_open_hook)
		TRY(db_open_hook(h));
	if (!memory && db->role == DB_READ)
		TRY(script(db, "PRAGMA query_only = ON"));
	return OK;
}

static enum err
sqlite_open(struct db *db, const char *where)
{
	bool memory = strcmp(where, ":memory:") == 0;
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE;
	sqlite3 *h = NULL;
	int rc;

	pthread_once(&once, library_init);
	if (memory || db->role == DB_WRITE) /* a reader makes no file */
		flags |= SQLITE_OPEN_CREATE;
	rc = sqlite3_open_v2(where, &h, flags, NULL);
	db->h = h;
	if (!h)
		return E_NOMEM;
	if (rc != SQLITE_OK) {
		log_line(LOG_ERROR, "db_open", "file=%s message=%s hint=\"does the folder exist, "
		    "may this user write to it, was the database made (veche migrate)?\"",
		    where, sqlite3_errmsg(h));
		return failed(db, "db.open");
	}
	sqlite3_commit_hook(h, on_commit, NULL);
	return settings(db, memory);
}

static void
sqlite_close_(struct db *db)
{
	for (size_t i = 0; i < db->preps.n; i++)
		sqlite3_finalize(db->preps.p[i].h);
	sqlite3_close_v2(db->h);
}

static void
forget(struct db *db, struct db_prep *p)
{
	(void)db;
	sqlite3_finalize(p->h);
	p->h = NULL;
}

/* ---- statements ------------------------------------------------------------ */

/* One statement only, and its parameters as the generated code believes them to be. */
static enum err
stmt_check(struct db *db, const struct db_call *c, sqlite3_stmt *s, const char *tail)
{
	int n = sqlite3_bind_parameter_count(s);
	char name[16];

	while (*tail && strchr(" \t\r\n;", *tail))
		tail++;
	if (*tail && !(tail[0] == '-' && tail[1] == '-'))
		return db_fail(db, E_BUG, db_call_name(c), "more than one statement");
	if (n != c->n_args || (c->st && sqlite3_column_count(s) != c->st->n_cols))
		return db_fail(db, E_BUG, db_call_name(c), "parameters or columns differ");
	for (int i = 1; i <= n; i++) {
		const char *is = sqlite3_bind_parameter_name(s, i);

		snprintf(name, sizeof name, "$%d", i);
		if (!is || strcmp(is, name) != 0)
			return db_fail(db, E_BUG, db_call_name(c), "parameters out of order");
	}
	return OK;
}

static enum err
prepare(struct db *db, const struct db_call *c, unsigned flags, sqlite3_stmt **ret)
{
	const char *tail = "";
	sqlite3_stmt *s = NULL;
	enum err e;

	if (sqlite3_prepare_v3(db->h, c->sql, -1, flags, &s, &tail) != SQLITE_OK)
		return failed(db, db_call_name(c));
	e = s ? stmt_check(db, c, s, tail) : db_fail(db, E_BUG, db_call_name(c), "no statement");
	if (e != OK) {
		sqlite3_finalize(s);
		return e;
	}
	*ret = s;
	return OK;
}

/* From the cache, or made anew when that one is under way in an outer loop. */
static enum err
statement(struct db *db, const struct db_call *c, sqlite3_stmt **ret, int *ret_no)
{
	size_t no = 0;
	struct db_prep *p = db_prep_find(db, c, &no);
	sqlite3_stmt *s = NULL;

	if (!p)
		return E_NOMEM;
	if (p->busy) {
		TRY(prepare(db, c, 0, ret));
		*ret_no = FRESH;
		return OK;
	}
	if (!p->h) {
		TRY(prepare(db, c, SQLITE_PREPARE_PERSISTENT, &s));
		p->h = s;
	}
	p->busy = true;
	*ret = p->h;
	*ret_no = (int)no;
	return OK;
}

static void
done(struct db *db, sqlite3_stmt *s, int no)
{
	if (no == FRESH) {
		sqlite3_finalize(s);
		return;
	}
	sqlite3_reset(s);
	sqlite3_clear_bindings(s); /* frees long texts, and forgets the caller's */
	db->preps.p[no].busy = false;
}

static int
bind_one(sqlite3_stmt *s, int i, const struct db_val *v, bool copy)
{
	void (*how)(void *) = copy ? SQLITE_TRANSIENT : SQLITE_STATIC;

	switch (v->t) {
	case DB_INT: return sqlite3_bind_int64(s, i, v->i);
	case DB_REAL: return sqlite3_bind_double(s, i, v->r);
	case DB_TEXT:
		if (!v->s.p)
			break;
		return sqlite3_bind_text64(s, i, v->s.p, v->s.n, how, SQLITE_UTF8);
	case DB_BLOB:
		if (v->s.n == 0 && v->s.p)
			return sqlite3_bind_zeroblob(s, i, 0);
		return sqlite3_bind_blob64(s, i, v->s.p, v->s.n, how);
	case DB_NULL: break;
	}
	return sqlite3_bind_null(s, i);
}

static enum err
bind(struct db *db, sqlite3_stmt *s, const struct db_call *c, bool copy)
{
	for (int i = 0; i < c->n_args; i++)
		if (bind_one(s, i + 1, &c->args[i], copy) != SQLITE_OK)
			return failed(db, db_call_name(c));
	return OK;
}

static enum err
sqlite_query(struct db *db, const struct db_call *c, struct db_cur *cur)
{
	sqlite3_stmt *s = NULL;
	int no = FRESH;
	enum err e;

	TRY(statement(db, c, &s, &no));
	e = bind(db, s, c, true); /* the cursor may outlive the caller's text */
	if (e != OK) {
		done(db, s, no);
		return e;
	}
	cur->h = s;
	cur->n_rows = no;
	return OK;
}

static enum err
sqlite_next(struct db_cur *cur, bool *ret_row)
{
	int rc = sqlite3_step(cur->h);

	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return failed(cur->db, cur->st && cur->st->name ? cur->st->name : "sql");
	*ret_row = rc == SQLITE_ROW;
	return OK;
}

static void
sqlite_cur_close(struct db_cur *cur)
{
	done(cur->db, cur->h, cur->n_rows);
}

static enum err
sqlite_exec(struct db *db, const struct db_call *c, int64_t *ret_changed)
{
	int64_t before = sqlite3_total_changes64(db->h);
	sqlite3_stmt *s = NULL;
	int no = FRESH, rc;
	enum err e;

	TRY(statement(db, c, &s, &no));
	e = bind(db, s, c, false);
	if (e == OK) {
		do
			rc = sqlite3_step(s);
		while (rc == SQLITE_ROW);
		if (rc != SQLITE_DONE)
			e = failed(db, db_call_name(c));
	}
	done(db, s, no);
	TRY(e);
	/* sqlite3_changes speaks of the last writing statement, which may be an older one. */
	if (sqlite3_total_changes64(db->h) != before)
		*ret_changed = sqlite3_changes64(db->h);
	return OK;
}

static bool
col_null(const struct db_cur *cur, int i)
{
	return sqlite3_column_type(cur->h, i) == SQLITE_NULL;
}

static int64_t
col_int(const struct db_cur *cur, int i)
{
	return sqlite3_column_int64(cur->h, i);
}

static double
col_real(const struct db_cur *cur, int i)
{
	return sqlite3_column_double(cur->h, i);
}

static struct str
col_text(const struct db_cur *cur, int i)
{
	sqlite3_stmt *s = cur->h;
	int type = sqlite3_column_type(s, i);
	const char *p;

	if (type == SQLITE_NULL)
		return STR_NONE;
	p = type == SQLITE_BLOB ? sqlite3_column_blob(s, i) :
				  (const char *)sqlite3_column_text(s, i);
	return (struct str){ p ? p : "", p ? (size_t)sqlite3_column_bytes(s, i) : 0 };
}

/* ---- transactions ------------------------------------------------------------ */

static enum err
run(struct db *db, const struct db_stmt *st)
{
	struct db_call c = { .st = st, .sql = st->sql };
	int64_t changed;

	return sqlite_exec(db, &c, &changed);
}

static enum err
given_up(struct db *db, const char *name)
{
	db->tx_lost = true;
	return db_fail(db, db->lost_why != OK ? db->lost_why : E_BUSY, name,
	    "the database gave the transaction up");
}

static enum err
begin(struct db *db, enum db_tx kind)
{
	static const struct db_stmt write = { .name = "db.begin", .sql = "BEGIN IMMEDIATE" };
	static const struct db_stmt read = { .name = "db.read", .sql = "BEGIN" };
	static const struct db_stmt save = { .name = "db.save", .sql = "SAVEPOINT v" };

	if (kind == DB_TX_SAVE && sqlite3_get_autocommit(db->h))
		return given_up(db, "db.save");
	if (kind == DB_TX_WRITE)
		db->lost_why = OK;
	return run(db, kind == DB_TX_SAVE ? &save : kind == DB_TX_READ ? &read : &write);
}

static enum err
commit(struct db *db, enum db_tx kind)
{
	static const struct db_stmt all = { .name = "db.commit", .sql = "COMMIT" };
	static const struct db_stmt save = { .name = "db.release", .sql = "RELEASE v" };

	/* A full disk or a lack of memory makes SQLite end the transaction by itself. */
	if (sqlite3_get_autocommit(db->h))
		return given_up(db, "db.commit");
	return run(db, kind == DB_TX_SAVE ? &save : &all);
}

/* Without the cache: giving up must work when memory is out. */
static enum err
rollback(struct db *db, enum db_tx kind)
{
	if (sqlite3_get_autocommit(db->h)) {
		db->tx_lost = true;
		return OK;
	}
	return script(db, kind == DB_TX_SAVE ? "ROLLBACK TO v; RELEASE v" : "ROLLBACK");
}

/* The number is read before the question: a commit that falls between the two is then
 * seen at the next call, never missed. */
static enum err
sqlite_generation(struct db *db, int64_t *ret)
{
	static const struct db_stmt ask = { .name = "db.generation",
		.sql = "PRAGMA data_version", .n_cols = 1 };
	int64_t now = atomic_load(&generation), version = 0, at = time_mono_us();
	struct db_call c = { .st = &ask, .sql = ask.sql };
	struct db_cur cur = { .db = db, .st = &ask };
	bool row = false;
	enum err e;

	/* Commits of this process are counted; only those of others need the question. */
	if (db->gen_at && now == db->gen_own && at - db->gen_at < GENERATION_US) {
		*ret = db->gen;
		return OK;
	}
	TRY(sqlite_query(db, &c, &cur));
	e = sqlite_next(&cur, &row);
	if (e == OK && row)
		version = col_int(&cur, 0);
	sqlite_cur_close(&cur);
	TRY(e);
	if (version != db->gen_seen) { /* somebody else committed, maybe in another process */
		db->gen_seen = version;
		now = atomic_fetch_add(&generation, 1) + 1;
	}
	db->gen_at = at;
	db->gen_own = now;
	*ret = now;
	return OK;
}

const struct db_ops db_sqlite = {
	.open = sqlite_open, .close = sqlite_close_, .query = sqlite_query, .exec = sqlite_exec,
	.next = sqlite_next, .cur_close = sqlite_cur_close, .col_null = col_null,
	.col_int = col_int, .col_real = col_real, .col_text = col_text, .script = script,
	.begin = begin, .commit = commit, .rollback = rollback, .generation = sqlite_generation,
	.forget = forget,
};
