/* preview.c - how many letters a subscription would have brought, by what has happened. */
#include "alerts/alerts_impl.h"
#include "calendar/calendar.h"

#define DAY_S 86400
#define EVENTS_MAX 2000
#define TOGETHER_S 60	/* what comes within a turn of the job goes in one letter */

struct past { int64_t kind, entry, at; };
struct pasts { struct past *p; size_t n; };

static enum err
past_of(struct req *rq, const struct alerts_what *w, struct pasts *ret)
{
	int64_t since = rq->now - ALERTS_PREVIEW_DAYS * (int64_t)DAY_S;
	struct q_events_since_rows all;
	struct q_events_of_rows one;

	if (w->kind == SUB_ENTRY)
		TRY(q_events_of(rq->db, rq->arena, w->entry, since, EVENTS_MAX, &one));
	else
		TRY(q_events_since(rq->db, rq->arena, since, EVENTS_MAX, &all));
	ret->n = w->kind == SUB_ENTRY ? one.n : all.n;
	ret->p = arena_array(rq->arena, struct past, ret->n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < ret->n; i++)
		ret->p[i] = w->kind == SUB_ENTRY ?
		    (struct past){ one.p[i].kind, one.p[i].entry.v, one.p[i].at } :
		    (struct past){ all.p[i].kind, all.p[i].entry.v, all.p[i].at };
	return OK;
}

static enum err
taken(struct req *rq, const struct alerts_what *w, const struct pasts *past, bool *ret)
{
	int64_t *entries = arena_array(rq->arena, int64_t, past->n + 1);

	if (entries == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < past->n; i++) {
		entries[i] = past->p[i].entry;
		ret[i] = true;
	}
	if (w->kind == SUB_ENTRY || past->n == 0)
		return OK;
	return what_takes(rq->th, rq->db, rq->arena, w->target, rq->now, entries, past->n, ret);
}

enum err
preview_count(struct req *rq, const struct alerts_what *w, bool remind, struct alerts_preview *ret)
{
	struct alerts_preview pre = { 0 };
	int64_t last[EVERY_N] = { INT64_MAX, INT64_MAX, INT64_MAX };
	struct pasts past;
	bool *in;

	TRY(past_of(rq, w, &past));
	in = arena_array(rq->arena, bool, past.n + 1);
	if (in == NULL)
		return E_NOMEM;
	TRY(taken(rq, w, &past, in));
	for (size_t i = 0; i < past.n; i++) {
		if (!in[i] || (past.p[i].kind == ALERT_DUE && !remind))
			continue;
		pre.events++;
		if (last[EVERY_ONCE] - past.p[i].at > TOGETHER_S)
			pre.n[EVERY_ONCE]++;
		last[EVERY_ONCE] = past.p[i].at;
		for (int k = EVERY_DAY; k < EVERY_N; k++) {
			int64_t slot = slot_before(past.p[i].at, rq->ui.tz_min, (enum sub_every)k);

			pre.n[k] += slot != last[k];
			last[k] = slot;
		}
	}
	pre.cut = past.n == EVENTS_MAX;
	*ret = pre;
	return OK;
}
