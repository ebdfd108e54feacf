/* migrate.c - schema steps: forward only, in one transaction, checked by their sums. */
#include "db/db_impl.h"
#include <stdio.h>

#define TEXT_MAX (4 * MiB)	/* one step */
#define MEMORY (32 * MiB)	/* one run */

static const char own_tables[] =
	"CREATE TABLE IF NOT EXISTS veche_meta (k TEXT PRIMARY KEY, v INTEGER NOT NULL);\n"
	"CREATE TABLE IF NOT EXISTS veche_migration (room TEXT NOT NULL, no INTEGER NOT NULL,\n"
	" name TEXT NOT NULL, sum TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (room, no));\n"
	"INSERT INTO veche_meta (k, v) VALUES ('generation', 1) ON CONFLICT (k) DO NOTHING;\n";

struct done { struct str room, sum; int64_t no; };

struct run {
	struct db *db;
	struct arena *arena;
	struct buf text;
	VEC(struct done) done;
};

static enum err
script(struct run *r, const char *sql)
{
	buf_reset(&r->text);
	TRY(step_text(r->db->kind, sql, &r->text));
	return db_script(r->db, r->text.p);
}

static enum err
count(struct db *db, const struct db_stmt *st, int64_t *ret)
{
	struct db_cur cur;
	bool row;

	TRY(db_query(db, st, NULL, &cur));
	TRY(db_next(&cur, &row));
	*ret = row ? db_col_int(&cur, 0) : 0;
	db_cur_close(&cur);
	return OK;
}

static enum err
done_read(struct run *r)
{
	static const struct db_stmt exists = { .name = "db.migration_exists", .n_cols = 1,
		.sql = "SELECT count(*) FROM sqlite_master WHERE name = 'veche_migration'",
		.pg = "SELECT count(*) FROM pg_class WHERE oid = to_regclass('veche_migration')" };
	static const struct db_stmt all = { .name = "db.migrations", .n_cols = 3,
		.sql = "SELECT room, no, sum FROM veche_migration ORDER BY room, no" };
	struct db_cur cur;
	int64_t n;
	bool row;

	TRY(count(r->db, &exists, &n));
	if (n == 0)
		return OK;
	TRY(db_query(r->db, &all, NULL, &cur));
	for (;;) {
		enum err e = db_next(&cur, &row);
		struct done d;

		if (e != OK || !row)
			return e;
		d.room = str_dup(r->arena, db_col_text(&cur, 0));
		d.no = db_col_int(&cur, 1);
		d.sum = str_dup(r->arena, db_col_text(&cur, 2));
		if (!d.room.p || !d.sum.p || VEC_PUSH(r->arena, &r->done, d) != OK) {
			db_cur_close(&cur);
			return E_NOMEM;
		}
	}
}

static void
sum_text(const struct db_step *s, char to[17])
{
	snprintf(to, 17, "%016llx", (unsigned long long)step_sum(s->sql));
}

/* Has it run? E_CONFLICT when it has, with another text. */
static enum err
step_state(const struct run *r, const struct db_step *s, bool *ret_ran)
{
	char sum[17];

	for (size_t i = 0; i < r->done.n; i++) {
		const struct done *d = &r->done.p[i];

		if (d->no != s->no || !str_is(d->room, s->room))
			continue;
		sum_text(s, sum);
		if (!str_is(d->sum, sum)) {
			log_line(LOG_ERROR, "migrate", "what=\"this step has run and was edited "
			    "since: restore it, make the change in a new one\" "
			    "room=%s no=%d name=%s", s->room, s->no, s->name);
			return E_CONFLICT;
		}
		*ret_ran = true;
		return OK;
	}
	*ret_ran = false;
	return OK;
}

static enum err
step_run(struct run *r, const struct db_step *s, struct db_migrate_opt opt)
{
	static const struct db_stmt put = { .name = "db.migration_put", .n_args = 5,
		.sql = "INSERT INTO veche_migration (room, no, name, sum, at)"
		    " VALUES ($1, $2, $3, $4, $5)" };
	struct str why = step_destroys(s->sql);
	char sum[17];
	enum err e;

	if (why.p && !opt.allow_destroy) {
		log_line(LOG_ERROR, "migrate", "what=\"this step destroys data; make a copy, then "
		    "allow it (--allow)\" room=%s no=%d name=%s destroys=%.*s",
		    s->room, s->no, s->name, FMT(why));
		return E_DENIED;
	}
	e = script(r, s->sql);
	if (e != OK) {
		log_line(LOG_ERROR, "migrate", "what=\"step failed, nothing changed\" room=%s "
		    "no=%d name=%s err=%s message=%s", s->room, s->no, s->name, err_name(e),
		    e == E_SYNTAX ? "a block without -- end" : db_message(r->db));
		return e;
	}
	sum_text(s, sum);
	TRY(db_exec(r->db, &put, (struct db_val[]){ DBV_TEXT(str_c(s->room)), DBV_INT(s->no),
		DBV_TEXT(str_c(s->name)), DBV_TEXT(str_c(sum)), DBV_INT(time_now()) }, NULL));
	log_line(LOG_INFO, "migrate", "room=%s no=%d name=%s dry_run=%d", s->room, s->no, s->name,
	    opt.dry_run);
	return OK;
}

/* Steps may rebuild tables, so foreign keys sleep meanwhile and are all asked at the end. */
static enum err
keys_check(struct db *db)
{
	static const struct db_stmt ask = { .name = "db.foreign_keys", .n_cols = 4,
		.sql = "PRAGMA foreign_key_check" };
	struct db_cur cur;
	bool row;

	if (db->kind == DB_PG)
		return OK;
	TRY(db_query(db, &ask, NULL, &cur));
	TRY(db_next(&cur, &row));
	if (!row)
		return OK;
	log_line(LOG_ERROR, "migrate", "what=\"rows without their parent\" table=%.*s parent=%.*s",
	    FMT(db_col_text(&cur, 0)), FMT(db_col_text(&cur, 2)));
	db_cur_close(&cur);
	return E_CONFLICT;
}

static enum err
within(struct run *r, const struct db_step *steps, size_t n, struct db_migrate_opt opt,
    int *ret_run)
{
	/* One migration at a time; it may take long, but must not make readers queue
	 * behind its wait for a lock. */
	if (r->db->kind == DB_PG)
		TRY(db_script(r->db, "SET LOCAL statement_timeout = 0;"
		    " SET LOCAL client_min_messages = warning;"
		    " SELECT pg_advisory_xact_lock(7651204); SET LOCAL lock_timeout = '10s'"));
	TRY(script(r, own_tables));
	TRY(done_read(r));
	*ret_run = 0;
	for (size_t i = 0; i < n; i++) {
		bool ran;

		TRY(step_state(r, &steps[i], &ran));
		if (ran)
			continue;
		TRY(step_run(r, &steps[i], opt));
		++*ret_run;
	}
	if (*ret_run)
		TRY(db_touch(r->db));
	return keys_check(r->db);
}

static enum err
run_init(struct run *r, struct db *db)
{
	*r = (struct run){ .db = db, .arena = arena_new(MEMORY) };
	if (!r->arena)
		return E_NOMEM;
	buf_init(&r->text, r->arena, TEXT_MAX);
	return OK;
}

enum err
db_migrate(struct db *db, const struct db_step *steps, size_t n, struct db_migrate_opt opt,
    int *ret_run)
{
	bool lite = db->kind == DB_SQLITE;
	struct run r;
	int ran = 0;
	enum err e;

	TRY(run_init(&r, db));
	e = lite ? db_script(db, "PRAGMA foreign_keys = OFF") : OK;
	if (e == OK)
		e = db_begin(db);
	if (e == OK) {
		e = within(&r, steps, n, opt, &ran);
		if (e == OK && !opt.dry_run)
			e = db_commit(db);
		db_rollback(db);
	}
	if (lite && db_script(db, "PRAGMA foreign_keys = ON") != OK && e == OK)
		e = E_DB;
	arena_free(r.arena);
	if (e == OK)
		*ret_run = ran;
	return e;
}

enum err
db_migrate_pending(struct db *db, const struct db_step *steps, size_t n, int *ret)
{
	struct run r;
	int missing = 0;
	enum err e;

	TRY(run_init(&r, db));
	e = done_read(&r);
	for (size_t i = 0; i < n && e == OK; i++) {
		bool ran = false;

		e = step_state(&r, &steps[i], &ran);
		missing += !ran;
	}
	arena_free(r.arena);
	if (e == OK)
		*ret = missing;
	return e;
}
