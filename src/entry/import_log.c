/* import_log.c - the log of imports: written when a file has been read, asked by pages. */
#include "entry/import_log.h"

#include "gen/entry/q.h"
#include "text/text.h"

#define RAW_MAX (64 * KiB)	/* of one refused row; a longer one is found by its line */
#define RAW_ALL (8 * MiB)	/* of a file's */
#define NAME_LETTERS 300
#define LIST_MAX 1000
#define DAY_S ((int64_t)86400)

enum import_outcome
import_outcome(const struct import_run *r)
{
	int64_t in = r->added + r->changed + r->same;

	if (r->err.n > 0)
		return IMPORT_BROKEN;
	if (in + r->bad + r->declined < r->read)
		return IMPORT_WAITS;
	if (in + r->declined == 0)
		return IMPORT_NONE;
	return r->bad > 0 ? IMPORT_PARTLY : IMPORT_WHOLE;
}

static struct str
some(struct str s)
{
	return s.p ? s : S("");
}

static struct opt_int
opt(int64_t v)
{
	return (struct opt_int){ v, v != 0 };
}

/* ---- writing ----------------------------------------------------------------------- */

/* The row as it came. A CSV's is laid out anew: commas between, formulas defused. */
static enum err
raw_text(struct import *im, struct str data, bool csv, struct str raw, struct str *ret)
{
	const struct str *v;
	struct buf b;
	size_t n;

	*ret = S("");
	if (raw.n == 0 || raw.n > RAW_MAX || !utf8_valid(raw))
		return OK;
	*ret = raw;
	if (!csv)
		return OK;
	TRY(import_split(im->row, data, raw, &v, &n));
	buf_init(&b, im->row, 4 * RAW_MAX);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_putc(&b, ',');
		put_csv(&b, v[i]);
	}
	TRY(buf_err(&b));
	*ret = some(buf_str(&b));
	return OK;
}

static enum err
put_bads(struct import *im, int64_t id, struct str data, bool csv)
{
	size_t all = 0;

	for (size_t i = 0; i < im->problems.n; i++) {
		const struct import_problem *p = &im->problems.p[i];
		struct str raw;

		arena_reset(im->row);
		TRY(raw_text(im, data, csv, p->raw, &raw));
		all += raw.n;
		if (all > RAW_ALL)
			raw = S("");
		TRY(q_import_bad_add(im->db, &(struct q_import_bad_add_in){ .run = id,
			.no = (int64_t)i + 1, .line = p->line,
			.key = utf8_valid(p->key) ? some(utf8_cut(p->key, NAME_LETTERS)) : S(""),
			.reason = utf8_valid(p->reason) ? some(p->reason) : S("?"), .raw = raw }));
	}
	return OK;
}

static enum err
header_text(struct import *im, struct str data, bool csv, struct str *ret)
{
	struct str rest, first = str_trim(str_cut(data, '\n', &rest));

	*ret = S("");
	arena_reset(im->row);
	if (str_starts(first, S("\xEF\xBB\xBF")))
		first = (struct str){ first.p + 3, first.n - 3 };
	return csv ? raw_text(im, data, true, first, ret) : OK;
}

static struct str
name_of(struct str s)
{
	return utf8_valid(s) ? some(utf8_cut(s, NAME_LETTERS)) : S("?");
}

static enum err
put_run(struct import *im, const struct import_run *run, struct str data, bool csv, int64_t *ret)
{
	struct import_run r = *run;
	struct str header;

	r.read = im->read;
	r.added = im->added;
	r.changed = im->changed;
	r.same = im->same;
	r.bad = im->bad;
	TRY(header_text(im, data, csv, &header));
	TRY(q_import_add(im->db, &(struct q_import_add_in){ .kind = r.kind,
		.source = name_of(r.source), .file = name_of(r.file), .via = (int64_t)r.via,
		.author = opt(r.author), .ref = opt(r.ref), .began = r.began,
		.took_ms = r.took_ms, .n_read = r.read, .n_added = r.added,
		.n_changed = r.changed, .n_same = r.same, .n_bad = r.bad,
		.outcome = (int64_t)import_outcome(&r), .err = some(r.err), .header = header },
	    ret));
	return put_bads(im, *ret, data, csv);
}

/* A file may be read anew, when its columns were named otherwise. */
static enum err
drop_earlier(struct db *db, const struct import_run *run)
{
	int64_t id;
	enum err e;

	if (run->ref == 0)
		return OK;
	e = q_import_of(db, run->kind, run->ref, &id);
	if (e != OK)
		return e == E_NOT_FOUND ? OK : e;
	TRY(q_import_bad_drop(db, id));
	return q_import_drop(db, id);
}

static enum err
told(struct import *im, const struct import_run *run, struct str data, bool csv, int64_t *ret)
{
	int64_t swept;

	TRY(q_import_bad_sweep(im->db, run->began - IMPORT_BAD_DAYS * DAY_S, &swept));
	TRY(drop_earlier(im->db, run));
	return put_run(im, run, data, csv, ret);
}

enum err
import_told(struct db *db, struct import *im, const struct import_run *run, struct str data,
    bool csv, int64_t *ret_id)
{
	bool own = !db_in_tx(db);
	enum err e;

	if (own)
		TRY(db_begin(db));
	e = told(im, run, data, csv, ret_id);
	if (own && e == OK)
		e = db_commit(db);
	if (own && e != OK)
		db_rollback(db);
	return e;
}

static void
run_of(struct import_run *r, const struct q_import_get *q)
{
	*r = (struct import_run){ .id = q->id, .kind = q->kind, .source = q->source,
		.file = q->file, .via = (enum import_via)q->via, .author = q->author.v,
		.ref = q->ref.v, .began = q->began, .took_ms = q->took_ms, .read = q->n_read,
		.added = q->n_added, .changed = q->n_changed, .same = q->n_same, .bad = q->n_bad,
		.declined = q->n_declined, .outcome = (enum import_outcome)q->outcome,
		.err = q->err, .header = q->header };
}

enum err
import_find(struct db *db, struct arena *a, int64_t id, struct import_run *ret)
{
	struct q_import_get q;

	TRY(q_import_get(db, a, id, &q));
	run_of(ret, &q);
	return OK;
}

enum err
import_decided(struct db *db, struct arena *a, const char *kind, int64_t ref,
    const struct import_more *more)
{
	struct import_run r;
	int64_t id;
	enum err e = q_import_of(db, str_c(kind), ref, &id);

	if (e == E_NOT_FOUND)
		return OK;
	TRY(e);
	TRY(import_find(db, a, id, &r));
	r.added += more->added;
	r.changed += more->changed;
	r.declined += more->declined;
	return q_import_more(db, &(struct q_import_more_in){ .id = id, .added = more->added,
		.changed = more->changed, .declined = more->declined,
		.outcome = (int64_t)import_outcome(&r) });
}

/* ---- asking ------------------------------------------------------------------------- */

struct listing { struct arena *a; struct import_runs *ret; };

static enum err
read_row(void *ctx, const struct db_cur *cur)
{
	struct listing *l = ctx;
	struct import_run *r = &l->ret->p[l->ret->n++];

	*r = (struct import_run){ .id = db_col_int(cur, 0),
		.kind = str_dup(l->a, db_col_text(cur, 1)),
		.source = str_dup(l->a, db_col_text(cur, 2)),
		.file = str_dup(l->a, db_col_text(cur, 3)),
		.via = (enum import_via)db_col_int(cur, 4), .author = db_col_int(cur, 5),
		.ref = db_col_int(cur, 6), .began = db_col_int(cur, 7),
		.took_ms = db_col_int(cur, 8), .read = db_col_int(cur, 9),
		.added = db_col_int(cur, 10), .changed = db_col_int(cur, 11),
		.same = db_col_int(cur, 12), .bad = db_col_int(cur, 13),
		.declined = db_col_int(cur, 14),
		.outcome = (enum import_outcome)db_col_int(cur, 15),
		.err = str_dup(l->a, db_col_text(cur, 16)) };
	return r->kind.p && r->source.p && r->file.p && r->err.p ? OK : E_NOMEM;
}

enum err
import_list(struct db *db, struct arena *a, const struct import_ask *ask, struct import_runs *ret)
{
	int limit = ask->limit < 1 ? 1 : ask->limit > LIST_MAX ? LIST_MAX : ask->limit;
	struct sql q;

	*ret = (struct import_runs){ arena_array(a, struct import_run, (size_t)limit), 0 };
	if (ret->p == NULL)
		return E_NOMEM;
	sql_init(&q, a);
	sql_put(&q, "SELECT id, kind, source, file, via, author, ref, began, took_ms, n_read, "
		    "n_added, n_changed, n_same, n_bad, n_declined, outcome, err "
		    "FROM entry_import WHERE 1 = 1");
	if (ask->kind.n > 0)
		sql_add(&q, " AND kind = ?", DBV_TEXT(ask->kind));
	if (ask->outcome != 0)
		sql_add(&q, " AND outcome = ?", DBV_INT(ask->outcome));
	if (ask->before > 0)
		sql_add(&q, " AND id < ?", DBV_INT(ask->before));
	sql_add(&q, " ORDER BY id DESC LIMIT ?", DBV_INT(limit));
	return db_each_sql(db, &q, read_row, &(struct listing){ a, ret });
}

enum err
import_refused(struct db *db, struct arena *a, int64_t id, int limit, struct import_refuseds *ret)
{
	struct q_import_bads_rows r;

	TRY(q_import_bads(db, a, id, limit, &r));
	*ret = (struct import_refuseds){ arena_array(a, struct import_refused, r.n + 1), 0 };
	if (ret->p == NULL)
		return E_NOMEM;
	for (; ret->n < r.n; ret->n++)
		ret->p[ret->n] = (struct import_refused){ r.p[ret->n].line, r.p[ret->n].key,
			r.p[ret->n].reason, r.p[ret->n].raw };
	return OK;
}

enum err
import_refused_count(struct db *db, int64_t id, int64_t *ret)
{
	return q_import_bad_count(db, id, ret);
}
