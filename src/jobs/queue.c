/* queue.c - jobs in the database: put, list, retry, cancel; and what a running job calls. */
#include "jobs/priv.h"

#include "gen/jobs/q.h"

#define LIST_MAX 500

enum err
jobs_put(struct db *db, const char *kind, struct str arg, struct str key, int64_t author,
    int64_t now, int64_t run_at, int64_t *ret_id)
{
	struct opt_int who = { author, author != 0 };
	int64_t id = 0;
	enum err e;

	arg = arg.p ? arg : S("");
	run_at = run_at ? run_at : now;
	if (key.n == 0) {
		TRY(q_put_plain(db, &(struct q_put_plain_in){ .kind = str_c(kind), .arg = arg,
			.author = who, .now = now, .run_at = run_at }, &id));
	} else {
		TRY(q_put(db, &(struct q_put_in){ .kind = str_c(kind), .arg = arg, .k = key,
			.author = who, .now = now, .run_at = run_at }));
		e = q_waiting(db, str_c(kind), key, &id);
		if (e != OK && e != E_NOT_FOUND) /* another process has just taken it: fine */
			return e;
	}
	if (ret_id)
		*ret_id = id;
	return OK;
}

static int
lease_of(const struct job_run *r)
{
	const struct job_priv *p = r->priv;

	return p->kind->lease_s ? p->kind->lease_s : JOB_LEASE_S;
}

enum err
job_tell(struct job_run *r, int64_t done, int64_t total)
{
	int64_t changed = 0;

	if (db_in_tx(r->db))
		return E_BUG; /* a rollback would take the lease back */
	TRY(q_told(r->db, r->job->id, time_now() + lease_of(r), done, total, &changed));
	return changed == 1 ? OK : E_GONE;
}

void
job_note(struct job_run *r, struct str text)
{
	struct job_priv *p = r->priv;

	p->note = str_dup(r->arena, text);
}

static void
row_of(struct job_row *r, const struct q_get *q)
{
	*r = (struct job_row){ .id = q->id, .kind = q->kind, .arg = q->arg, .note = q->note,
		.state = (enum job_state)q->state, .tries = (int)q->tries, .done = q->done,
		.total = q->total, .created = q->created, .run_at = q->run_at,
		.started = q->started.v, .ended = q->ended.v, .author = q->author.v };
}

enum err
jobs_get(struct db *db, struct arena *a, int64_t id, struct job_row *ret)
{
	struct q_get q;

	TRY(q_get(db, a, id, &q));
	row_of(ret, &q);
	return OK;
}

struct listing { struct arena *a; struct job_row *p; size_t n; };

static enum err
read_row(void *ctx, const struct db_cur *cur)
{
	struct listing *l = ctx;
	struct job_row *r = &l->p[l->n++];
	struct arena *a = l->a;

	*r = (struct job_row){ .id = db_col_int(cur, 0), .kind = str_dup(a, db_col_text(cur, 1)),
		.arg = str_dup(a, db_col_text(cur, 2)), .note = str_dup(a, db_col_text(cur, 3)),
		.state = (enum job_state)db_col_int(cur, 4), .tries = (int)db_col_int(cur, 5),
		.done = db_col_int(cur, 6), .total = db_col_int(cur, 7),
		.created = db_col_int(cur, 8), .run_at = db_col_int(cur, 9),
		.started = db_col_oint(cur, 10).v, .ended = db_col_oint(cur, 11).v,
		.author = db_col_oint(cur, 12).v };
	return r->kind.p && r->arg.p && r->note.p ? OK : E_NOMEM;
}

enum err
jobs_list(struct db *db, struct arena *a, struct str kind, int state, int64_t before, int limit,
    struct job_rows *ret)
{
	struct listing l = { .a = a };
	struct sql q;

	limit = limit < 1 ? 1 : limit > LIST_MAX ? LIST_MAX : limit;
	if ((l.p = arena_array(a, struct job_row, (size_t)limit)) == NULL)
		return E_NOMEM;
	sql_init(&q, a);
	sql_put(&q, "SELECT id, kind, arg, note, state, tries, done, total, created, run_at, "
		    "started, ended, author FROM job WHERE 1 = 1");
	if (kind.n > 0)
		sql_add(&q, " AND kind = ?", DBV_TEXT(kind));
	if (state >= 0)
		sql_add(&q, " AND state = ?", DBV_INT(state));
	if (before > 0)
		sql_add(&q, " AND id < ?", DBV_INT(before));
	sql_add(&q, " ORDER BY id DESC LIMIT ?", DBV_INT(limit));
	TRY(db_each_sql(db, &q, read_row, &l));
	*ret = (struct job_rows){ l.p, l.n };
	return OK;
}

enum err
jobs_retry(struct db *db, int64_t id, int64_t now)
{
	int64_t changed = 0;

	TRY(q_retry(db, id, now, &changed));
	return changed == 1 ? OK : E_CONFLICT;
}

enum err
jobs_cancel(struct db *db, int64_t id, int64_t now)
{
	int64_t changed = 0;

	TRY(q_cancel(db, id, now, &changed));
	return changed == 1 ? OK : E_CONFLICT;
}
