/* outbox.c - letters and webhooks in the database: put, drop, list, retry. */
#include "jobs/priv.h"

#include "gen/jobs/q.h"

#define LIST_MAX 500
#define DAY_S 86400

static struct str
some(struct str s)
{
	return s.p ? s : S("");
}

enum err
mail_put(struct db *db, const struct mail *m, int64_t now, bool *ret_new)
{
	int64_t n = 0;

	if (!mail_address_ok(m->to) || m->subject.n == 0 || m->text.n == 0 || m->key.n == 0)
		return E_INPUT;
	TRY(q_out_put(db, &(struct q_out_put_in){ .channel = OUT_MAIL, .k = m->key,
		.user_id = m->user, .topic = some(m->topic), .dest = m->to,
		.name = some(m->to_name), .subject = m->subject, .body = m->text,
		.html = some(m->html), .unsub = some(m->unsubscribe), .secret = S(""),
		.now = now }, &n));
	if (ret_new)
		*ret_new = n == 1;
	return OK;
}

enum err
mail_drop(struct db *db, int64_t user, struct str topic, int64_t now, int64_t *ret_n)
{
	return q_out_drop(db, user, topic, now, ret_n);
}

enum err
mail_forget(struct db *db, int64_t user, struct str address, int64_t now, int64_t *ret_n)
{
	return q_out_forget(db, user, address, now, ret_n);
}

enum err
mail_sweep(struct db *db, const struct settings *set, int64_t now)
{
	int64_t old, last;

	/* settings made by hand, in tests, may leave it out: then nothing is old */
	TRY(q_out_sweep(db, set->letter_days > 0 ? now - set->letter_days * DAY_S : 0, &old));
	TRY(q_out_sweep_last(db, S(MAIL_LAST), &last));
	if (old + last > 0)
		log_line(LOG_INFO, "letters_swept", "n=%lld", (long long)(old + last));
	return OK;
}

struct listing { struct arena *a; struct out_row *p; size_t n; };

static enum err
read_row(void *ctx, const struct db_cur *cur)
{
	struct listing *l = ctx;
	struct out_row *r = &l->p[l->n++];
	struct arena *a = l->a;

	*r = (struct out_row){ .id = db_col_int(cur, 0),
		.channel = (enum out_channel)db_col_int(cur, 1),
		.state = (enum out_state)db_col_int(cur, 2), .user = db_col_int(cur, 3),
		.created = db_col_int(cur, 4), .next_at = db_col_int(cur, 5),
		.sent_at = db_col_oint(cur, 6).v, .tries = (int)db_col_int(cur, 7),
		.to = str_dup(a, db_col_text(cur, 8)), .subject = str_dup(a, db_col_text(cur, 9)),
		.topic = str_dup(a, db_col_text(cur, 10)), .key = str_dup(a, db_col_text(cur, 11)),
		.error = str_dup(a, db_col_text(cur, 12)) };
	return r->to.p && r->subject.p && r->topic.p && r->key.p && r->error.p ? OK : E_NOMEM;
}

enum err
outbox_list(struct db *db, struct arena *a, int state, int channel, int64_t owner, int64_t before,
    int limit, struct out_rows *ret)
{
	struct listing l = { .a = a };
	struct sql q;

	limit = limit < 1 ? 1 : limit > LIST_MAX ? LIST_MAX : limit;
	if ((l.p = arena_array(a, struct out_row, (size_t)limit)) == NULL)
		return E_NOMEM;
	sql_init(&q, a);
	sql_put(&q, "SELECT id, channel, state, user_id, created, next_at, sent_at, tries, dest, "
		    "subject, topic, k, error FROM outbox WHERE 1 = 1");
	if (state >= 0)
		sql_add(&q, " AND state = ?", DBV_INT(state));
	if (channel > 0)
		sql_add(&q, " AND channel = ?", DBV_INT(channel));
	if (owner > 0)
		sql_add(&q, " AND user_id = ?", DBV_INT(owner));
	if (before > 0)
		sql_add(&q, " AND id < ?", DBV_INT(before));
	sql_add(&q, " ORDER BY id DESC LIMIT ?", DBV_INT(limit));
	TRY(db_each_sql(db, &q, read_row, &l));
	*ret = (struct out_rows){ l.p, l.n };
	return OK;
}

enum err
outbox_retry(struct db *db, int64_t id, int64_t now)
{
	int64_t changed = 0;

	TRY(q_out_retry(db, id, now, &changed));
	return changed == 1 ? OK : E_CONFLICT;
}

enum err
outbox_counts(struct db *db, int64_t now, struct out_counts *ret)
{
	struct out_counts c = { 0 };
	struct q_out_waiting w;

	TRY(q_out_waiting(db, &w));
	TRY(q_out_failed_n(db, &c.failed));
	TRY(q_out_sent_n(db, now - DAY_S, &c.sent_day));
	c.waiting = w.n;
	c.oldest_wait_s = w.oldest.has ? now - w.oldest.v : 0;
	*ret = c;
	return OK;
}
