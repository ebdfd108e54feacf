/* hooks.c - webhooks in the outbox, by the endpoint they go to. */
#include "jobs/hooks.h"

#include "gen/jobs/q.h"

#define LIST_MAX 500

static struct str
some(struct str s)
{
	return s.p ? s : S("");
}

enum err
hook_put(struct db *db, const struct hook *h, int64_t now, bool *ret_new)
{
	int64_t n = 0;

	if (!(str_starts(h->url, S("https://")) || str_starts(h->url, S("http://"))) ||
	    h->body.n == 0 || h->key.n == 0)
		return E_INPUT;
	TRY(q_hook_put(db, &(struct q_hook_put_in){ .k = h->key, .user_id = h->owner,
		.ref = h->ref, .topic = some(h->event), .dest = h->url, .body = h->body,
		.secret = some(h->secret), .now = now }, &n));
	if (ret_new)
		*ret_new = n == 1;
	return OK;
}

enum err
hook_list(struct db *db, struct arena *a, int64_t ref, int64_t before, int limit,
    struct hook_rows *ret)
{
	struct q_hook_list_rows q;
	struct hook_rows r = { NULL, 0 };

	limit = limit < 1 ? 1 : limit > LIST_MAX ? LIST_MAX : limit;
	TRY(q_hook_list(db, a, ref, before > 0 ? before : INT64_MAX, limit, &q));
	r.p = arena_array(a, struct hook_row, q.n + 1);
	if (r.p == NULL)
		return E_NOMEM;
	for (; r.n < q.n; r.n++) {
		const struct q_hook_list *o = &q.p[r.n];

		r.p[r.n] = (struct hook_row){ .id = o->id, .created = o->created,
			.next_at = o->next_at, .tried = o->tried,
			.state = (enum out_state)o->state, .tries = (int)o->tries,
			.code = (int)o->code, .event = o->topic, .error = o->error,
			.key = o->k };
	}
	*ret = r;
	return OK;
}

enum err
hook_get(struct db *db, struct arena *a, int64_t ref, int64_t id, struct hook_row *ret)
{
	struct q_hook_get o;

	TRY(q_hook_get(db, a, ref, id, &o));
	*ret = (struct hook_row){ .id = id, .created = o.created, .next_at = o.next_at,
		.tried = o.tried, .state = (enum out_state)o.state, .tries = (int)o.tries,
		.code = (int)o.code, .event = o.topic, .error = o.error, .key = o.k, .url = o.dest,
		.answer = o.answer, .body = o.body };
	return OK;
}

enum err
hook_again(struct db *db, const struct hook_to *to, int64_t id, int64_t now)
{
	int64_t n = 0;

	TRY(q_hook_again(db, &(struct q_hook_again_in){ .ref = to->ref, .id = id, .url = to->url,
		.secret = to->secrets, .now = now }, &n));
	return n == 1 ? OK : E_CONFLICT;
}

enum err
hook_again_failed(
    struct db *db, const struct hook_to *to, int64_t since, int64_t now, int64_t *ret_n)
{
	return q_hook_again_failed(db,
	    &(struct q_hook_again_failed_in){ .ref = to->ref, .since = since, .url = to->url,
		.secret = to->secrets, .now = now }, ret_n);
}

enum err
hook_aim(struct db *db, const struct hook_to *to)
{
	return q_hook_aim(db, to->ref, to->url, to->secrets);
}

enum err
hook_drop(struct db *db, int64_t ref, int64_t now)
{
	int64_t n;

	return q_hook_drop(db, ref, now, &n);
}

enum err
hook_health(struct db *db, int64_t ref, int64_t since, struct hook_health *ret)
{
	struct hook_health h = { 0 };
	struct q_hook_failing f;
	struct opt_int sent;
	int64_t gone;

	TRY(q_hook_gone(db, ref, since, &gone));
	TRY(q_hook_sent_last(db, ref, &sent));
	TRY(q_hook_failing(db, ref, sent.has && sent.v > since ? sent.v : since, &f));
	h.failing = f.at;
	h.failed = f.last;
	h.gone = gone > 0;
	*ret = h;
	return OK;
}

enum err
hook_forget(struct db *db, int64_t ref)
{
	return q_hook_forget(db, ref);
}

enum err
hook_sweep(struct db *db, int64_t before, int64_t *ret_n)
{
	return q_hook_sweep(db, before, ret_n);
}

enum err
hook_tally(struct db *db, int64_t ref, struct hook_tally *ret)
{
	struct q_hook_tally t;

	TRY(q_hook_tally(db, ref, &t));
	*ret = (struct hook_tally){ t.n, t.waiting, t.failed };
	return OK;
}
