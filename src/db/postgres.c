/* postgres.c - the PostgreSQL back end.
 *
 * Parameters and results travel as text; types are those PostgreSQL infers from the
 * statement, so one that prepares without types when built prepares here too. A result
 * is fetched whole: its memory is libpq's and ends with the cursor.
 */
#include "db/db_impl.h"
#include <stdatomic.h>
#include <errno.h>
#include <libpq-fe.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <time.h>

/* How long an outage is waited out, counted from its beginning. A reader stands on a loop with
 * other connections behind it; a writer on a thread of its own, with a form in its hand. */
#define WRITER_US ((int64_t)10 * 1000000)
#define READER_US ((int64_t)500000)
#define LOOK_US ((int64_t)250000)
#define GENERATION_US ((int64_t)1000000)
#define BOOLOID 16
#define BYTEAOID 17

static bool
in_tx(const struct db *db)
{
	return db->tx != DB_TX_NONE || db->read_real;
}

static enum err
err_of(const char *state)
{
	static const struct { const char *state; enum err e; } known[] = {
		{ "23505", E_CONFLICT }, { "23503", E_CONFLICT }, { "23P01", E_CONFLICT },
		{ "40001", E_BUSY }, { "40P01", E_BUSY }, { "55P03", E_BUSY }, { "57014", E_BUSY },
		{ "57P01", E_BUSY }, { "57P02", E_BUSY }, { "57P03", E_BUSY }, { "53300", E_BUSY },
		{ "25006", E_BUSY }, { "53100", E_LIMIT }, { "53200", E_NOMEM },
		{ "22021", E_INPUT }, { "22P05", E_INPUT },
	};

	for (size_t i = 0; state && i < LEN(known); i++)
		if (strcmp(known[i].state, state) == 0)
			return known[i].e;
	return E_DB;
}

/* The primary message alone: the detail quotes values, which may be personal data. */
static enum err
failed(struct db *db, const PGresult *r, const char *name)
{
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
	const char *msg = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);

	if (PQstatus(db->h) == CONNECTION_BAD) {
		db->tx_lost = in_tx(db);
		return db_fail(db, E_BUSY, name, msg ? msg : PQerrorMessage(db->h));
	}
	if (!r)
		return db_fail(db, E_NOMEM, name, PQerrorMessage(db->h));
	if (state && strcmp(state, "25006") == 0 && db->role == DB_WRITE)
		db->stale = true;
	return db_fail(db, err_of(state), name, msg ? msg : PQerrorMessage(db->h));
}

static enum err
check(struct db *db, const PGresult *r, const char *name)
{
	switch ((int)PQresultStatus(r)) {
	case PGRES_COMMAND_OK:
	case PGRES_TUPLES_OK:
	case PGRES_EMPTY_QUERY: return OK;
	default: return failed(db, r, name);
	}
}

static enum err
simple(struct db *db, const char *sql, const char *name)
{
	PGresult *r = PQexec(db->h, sql);
	enum err e = check(db, r, name);

	PQclear(r);
	return e;
}

/* ---- connection ------------------------------------------------------------ */

/* A server that ends this session says so, unasked, before it hangs up. */
static void
on_notice(void *data, const PGresult *r)
{
	const char *severity = PQresultErrorField(r, PG_DIAG_SEVERITY_NONLOCALIZED);
	struct db *db = data;

	if (severity && (strcmp(severity, "FATAL") == 0 || strcmp(severity, "PANIC") == 0))
		db->stale = true;
	log_line(LOG_DEBUG, "db_notice", "message=%s",
	    PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY));
}

static enum err
session(struct db *db)
{
	db->epoch++;
	db->stale = false;
	db->gen_at = 0;
	return simple(db, "SET timezone = 'UTC'; SET statement_timeout = '30s';"
	    "SET idle_in_transaction_session_timeout = '60s';"
	    "SET standard_conforming_strings = on; SET extra_float_digits = 1", "db.session");
}

static enum err
pg_open(struct db *db, const char *url)
{
	/* What stands before dbname the address may override; what follows it may not. */
	const char *keys[] = { "target_session_attrs", "connect_timeout", "keepalives_idle",
		"tcp_user_timeout", "fallback_application_name", "dbname", "client_encoding",
		NULL };
	const char *vals[] = { db->role == DB_WRITE ? "read-write" : "any", "5", "30",
		"20000", "veche", url, "UTF8", NULL };
	PGconn *h = PQconnectdbParams(keys, vals, 1);

	db->h = h;
	if (!h)
		return E_NOMEM;
	if (PQstatus(h) != CONNECTION_OK) {
		const char *host = PQhost(h), *base = PQdb(h), *user = PQuser(h);

		log_line(LOG_ERROR, "db_open", "host=%s database=%s user=%s hint=\"is the server "
		    "running and reachable, do the database and the role exist?\"",
		    host ? host : "", base ? base : "", user ? user : "");
		return db_fail(db, E_DB, "db.open", PQerrorMessage(h));
	}
	PQsetNoticeReceiver(h, on_notice, db);
	return session(db);
}

static void
pg_close(struct db *db)
{
	PQfinish(db->h);
}

static const char *
host_of(const struct db *db)
{
	const char *host = PQhost(db->h);

	return host ? host : "";
}

/* The outage as the process sees it: since when (0: the server is there), and when somebody may
 * look again. Connecting may take seconds: one thread at a time does it, the others say at once
 * that the database is away. For writers it may be when for readers, who take a replica, it is
 * not: hence one for each. */
static struct outage { _Atomic int64_t since, look_at; } outages[2];

static bool
my_turn(struct outage *o, int64_t now)
{
	int64_t at = atomic_load(&o->look_at);

	return atomic_load(&o->since) == 0 ||
	    (now >= at && atomic_compare_exchange_strong(&o->look_at, &at, now + LOOK_US));
}

static bool
look(struct db *db, struct outage *o)
{
	int64_t since;

	PQreset(db->h);
	if (PQstatus(db->h) != CONNECTION_OK || session(db) != OK)
		return false;
	since = atomic_exchange(&o->since, 0);
	if (since != 0)
		log_line(LOG_INFO, "db_back", "host=%s for=%s after_ms=%lld", host_of(db),
		    db->role == DB_READ ? "reading" : "writing",
		    (long long)(time_mono_us() - since) / 1000);
	return true;
}

static enum err
reconnect(struct db *db)
{
	int64_t budget = db->role == DB_READ ? READER_US : WRITER_US, none = 0;
	struct outage *o = &outages[db->role == DB_READ ? 0 : 1];
	const struct timespec nap = { .tv_nsec = 25000000 };

	for (;;) {
		int64_t now = time_mono_us(), since;

		if (my_turn(o, now) && look(db, o))
			return OK;
		if (atomic_compare_exchange_strong(&o->since, &none, now))
			log_line(LOG_WARN, "db_lost", "host=%s for=%s message=%s", host_of(db),
			    db->role == DB_READ ? "reading" : "writing", PQerrorMessage(db->h));
		none = 0;
		since = atomic_load(&o->since);
		if (since != 0 && time_mono_us() > since + budget)
			return db_fail(db, E_BUSY, "db.reconnect", "the database is away");
		nanosleep(&nap, NULL);
	}
}

/* A server that went away while we were idle has left its farewell in the socket. Seen
 * before a statement is sent, the loss costs nothing. */
static bool
idle_lost(struct db *db)
{
	struct pollfd p = { .fd = PQsocket(db->h), .events = POLLIN };

	for (int i = 0; i < 8 && poll(&p, 1, 0) > 0; i++) {
		if (!PQconsumeInput(db->h))
			break;
		PQisBusy(db->h); /* reads what has come: on_notice may be called */
	}
	return db->stale || PQstatus(db->h) != CONNECTION_OK;
}

static enum err
ready(struct db *db)
{
	if (in_tx(db)) {
		if (!db->tx_lost && PQstatus(db->h) == CONNECTION_OK)
			return OK;
		return db_fail(db, E_BUSY, "db", "the connection was lost within a transaction");
	}
	return idle_lost(db) ? reconnect(db) : OK;
}

static enum err
pg_script(struct db *db, const char *sql)
{
	TRY(ready(db));
	return simple(db, sql, "script");
}

/* ---- statements --------------------------------------------------------------- */

struct params { const char **v; int *len, *fmt; };

static void
prep_name(const struct db_prep *p, char to[24])
{
	snprintf(to, 24, "s%lld", (long long)p->serial);
}

static void
forget(struct db *db, struct db_prep *p)
{
	char name[24], sql[48];

	if (p->epoch == db->epoch) {
		prep_name(p, name);
		snprintf(sql, sizeof sql, "DEALLOCATE %s", name);
		/* In a failed transaction it stays behind: its name is not used again. */
		if (PQtransactionStatus(db->h) != PQTRANS_INERROR &&
		    simple(db, sql, "db.forget") != OK)
			log_line(LOG_DEBUG, "db", "what=\"statement not forgotten\"");
	}
	p->epoch = 0;
}

static enum err
prepare(struct db *db, const struct db_call *c, char name[24])
{
	size_t no;
	struct db_prep *p = db_prep_find(db, c, &no);
	PGresult *r;
	enum err e;

	if (!p)
		return E_NOMEM;
	if (p->epoch != db->epoch) {
		p->serial = ++db->serial;
		prep_name(p, name);
		r = PQprepare(db->h, name, c->sql, 0, NULL);
		e = check(db, r, db_call_name(c));
		PQclear(r);
		TRY(e);
		p->epoch = db->epoch;
	}
	prep_name(p, name);
	return OK;
}

static const char *
number(struct arena *a, const struct db_val *v)
{
	char *z;

	if (v->t == DB_INT)
		return str_fmt(a, "%lld", (long long)v->i).p;
	z = str_z(a, str_fmt(a, "%.17g", v->r));
	for (char *c = z; c && *c; c++) /* the locale may have written a comma */
		if (*c == ',')
			*c = '.';
	return z;
}

static enum err
param(struct arena *a, const struct db_val *v, struct params *p, int i)
{
	switch (v->t) {
	case DB_INT:
	case DB_REAL: p->v[i] = number(a, v); return p->v[i] ? OK : E_NOMEM;
	case DB_TEXT:
		if (!v->s.p)
			return OK;
		p->v[i] = str_z(a, v->s);
		return p->v[i] ? OK : E_NOMEM;
	case DB_BLOB:
		if (v->s.n > INT_MAX)
			return E_TOO_BIG;
		p->v[i] = v->s.p;
		p->len[i] = (int)v->s.n;
		p->fmt[i] = 1;
		return OK;
	case DB_NULL: return OK;
	}
	return E_BUG;
}

static enum err
params(struct db *db, const struct db_call *c, struct params *ret)
{
	struct arena *a = db->scratch;
	size_t n = (size_t)c->n_args + 1;

	arena_reset(a);
	*ret = (struct params){ arena_array(a, const char *, n), arena_array(a, int, n),
		arena_array(a, int, n) };
	if (!ret->v || !ret->len || !ret->fmt)
		return E_NOMEM;
	for (int i = 0; i < c->n_args; i++)
		TRY(param(a, &c->args[i], ret, i));
	return OK;
}

/* Asked twice, a question does no harm; a change might be made twice. */
static bool
is_question(const char *sql)
{
	while (*sql == ' ' || *sql == '\n' || *sql == '\t')
		sql++;
	return strncasecmp(sql, "SELECT", 6) == 0;
}

static enum err
run(struct db *db, const struct db_call *c, PGresult **ret)
{
	struct params p;

	TRY(params(db, c, &p));
	for (int go = 0;; go++) {
		bool sent = false;
		PGresult *r = NULL;
		char name[24];
		enum err e;

		TRY(ready(db));
		e = prepare(db, c, name);
		if (e == OK) {
			sent = true;
			r = PQexecPrepared(db->h, name, c->n_args, p.v, p.len, p.fmt, 0);
			e = check(db, r, db_call_name(c));
		}
		if (e == OK && c->st && PQresultStatus(r) == PGRES_TUPLES_OK &&
		    PQnfields(r) != c->st->n_cols)
			e = db_fail(db, E_BUG, db_call_name(c), "columns differ in number");
		if (e == OK) {
			*ret = r;
			return OK;
		}
		PQclear(r);
		if (go > 0 || in_tx(db) || PQstatus(db->h) == CONNECTION_OK ||
		    (sent && !is_question(c->sql)))
			return e;
	}
}

static enum err
pg_query(struct db *db, const struct db_call *c, struct db_cur *cur)
{
	PGresult *r;

	TRY(run(db, c, &r));
	cur->h = r;
	cur->row = -1;
	cur->n_rows = PQntuples(r);
	return OK;
}

static enum err
pg_exec(struct db *db, const struct db_call *c, int64_t *ret_changed)
{
	PGresult *r;

	TRY(run(db, c, &r));
	if (!str_starts(str_c(PQcmdStatus(r)), S("SELECT")) &&
	    !str_int(str_c(PQcmdTuples(r)), ret_changed))
		*ret_changed = 0;
	PQclear(r);
	return OK;
}

static enum err
pg_next(struct db_cur *cur, bool *ret_row)
{
	*ret_row = ++cur->row < cur->n_rows;
	return OK;
}

static void
pg_cur_close(struct db_cur *cur)
{
	PQclear(cur->h);
	cur->h = NULL;
}

static struct str
raw(const struct db_cur *cur, int i)
{
	return (struct str){ PQgetvalue(cur->h, cur->row, i),
		(size_t)PQgetlength(cur->h, cur->row, i) };
}

static bool
col_null(const struct db_cur *cur, int i)
{
	return PQgetisnull(cur->h, cur->row, i);
}

static double
col_real(const struct db_cur *cur, int i)
{
	double v;

	if (PQftype(cur->h, i) == BOOLOID)
		return str_is(raw(cur, i), "t");
	return str_real(raw(cur, i), &v) ? v : 0;
}

static int64_t
col_int(const struct db_cur *cur, int i)
{
	int64_t v;
	double r;

	if (str_int(raw(cur, i), &v))
		return v;
	r = col_real(cur, i); /* a boolean, or numeric from an average */
	return r > -9e18 && r < 9e18 ? (int64_t)r : 0;
}

static int
hex(char c)
{
	return c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
}

static struct str
col_text(const struct db_cur *cur, int i)
{
	struct str s = raw(cur, i);
	char *to;

	if (col_null(cur, i))
		return STR_NONE;
	if (PQftype(cur->h, i) == BOOLOID)
		return str_is(s, "t") ? S("1") : S("0");
	if (PQftype(cur->h, i) != BYTEAOID || s.n < 2)
		return s;
	s = (struct str){ s.p + 2, s.n / 2 - 1 };	/* \x and two digits a byte */
	to = PQresultAlloc(cur->h, s.n + 1);
	if (!to)
		return STR_NONE;
	for (size_t k = 0; k < s.n; k++)
		to[k] = (char)(hex(s.p[2 * k]) << 4 | hex(s.p[2 * k + 1]));
	return (struct str){ to, s.n };
}

/* ---- transactions ---------------------------------------------------------------- */

static enum err
begin(struct db *db, enum db_tx kind)
{
	const char *sql = kind == DB_TX_READ ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
	    : "BEGIN";
	enum err e;

	TRY(ready(db));
	db->tx_lost = false;
	e = simple(db, sql, "db.begin");
	if (e == OK || PQstatus(db->h) == CONNECTION_OK)
		return e;
	TRY(ready(db)); /* nothing has begun, so it may be begun again */
	return simple(db, sql, "db.begin");
}

/* Changes this process has committed: whoever changed something sees it on the very next
 * page, on whatever connection; other processes' changes are seen within GENERATION_US. */
static _Atomic int64_t own_commits = 1;

static enum err
commit(struct db *db, enum db_tx kind)
{
	const char *sql = "COMMIT";
	enum err e;

	if (kind == DB_TX_READ)
		return simple(db, sql, "db.read_end");
	TRY(ready(db));
	/* COMMIT after a failed statement rolls back, and calls that a success. */
	if (PQtransactionStatus(db->h) != PQTRANS_INTRANS)
		return db_fail(db, E_DB, "db.commit", "a statement of this transaction had failed");
	if (db->touched)
		sql = "UPDATE veche_meta SET v = v + 1 WHERE k = 'generation'; COMMIT";
	e = simple(db, sql, "db.commit");
	if (e != OK && PQstatus(db->h) == CONNECTION_BAD)
		return db_fail(db, E_DB, "db.commit", "lost while committing: outcome not known");
	if (e == OK && db->touched)
		atomic_fetch_add(&own_commits, 1);
	db->touched = false;
	return e;
}

static enum err
rollback(struct db *db, enum db_tx kind)
{
	(void)kind;
	db->tx_lost = false;
	if (PQstatus(db->h) != CONNECTION_OK || PQtransactionStatus(db->h) == PQTRANS_IDLE)
		return OK;
	return simple(db, "ROLLBACK", "db.rollback");
}

static enum err
pg_generation(struct db *db, int64_t *ret)
{
	static const struct db_stmt ask = { .name = "db.generation", .n_cols = 1,
		.sql = "SELECT v FROM veche_meta WHERE k = 'generation'" };
	struct db_call c = { .st = &ask, .sql = ask.sql };
	int64_t now = time_mono_us();
	struct db_cur cur = { .db = db, .st = &ask };

	int64_t own = atomic_load(&own_commits);

	if (db->gen_at && db->gen_own == own && now - db->gen_at < GENERATION_US) {
		*ret = db->gen;
		return OK;
	}
	TRY(pg_query(db, &c, &cur));
	cur.row = 0;
	if (cur.n_rows == 1)
		*ret = col_int(&cur, 0);
	PQclear(cur.h);
	db->gen_at = now;
	db->gen_own = own;
	return OK;
}

const struct db_ops db_postgres = {
	.open = pg_open, .close = pg_close, .query = pg_query, .exec = pg_exec, .next = pg_next,
	.cur_close = pg_cur_close, .col_null = col_null, .col_int = col_int,
	.col_real = col_real, .col_text = col_text, .script = pg_script, .begin = begin,
	.commit = commit, .rollback = rollback, .generation = pg_generation, .forget = forget,
};
