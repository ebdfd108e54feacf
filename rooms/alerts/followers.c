/* followers.c - how many readers a change of an entry would be told to. */
#include "alerts/alerts_impl.h"

#include <stdlib.h>

#define TARGETS_ASKED 200	/* a curator waits for the answer: the job asks them all */
#define ASK_ARENA (32 * MiB)

struct readers { struct arena *a; int64_t *p; size_t n, cap; };

static enum err
add(void *ctx, const struct q_follow_entry *row)
{
	struct readers *r = ctx;

	return VEC_PUSH(r->a, r, row->user.v);
}

static enum err
add_target(void *ctx, const struct q_follow_target *row)
{
	struct readers *r = ctx;

	return VEC_PUSH(r->a, r, row->user.v);
}

static int
by_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

/* Who follows twice is told once. */
static int64_t
different(struct readers *r)
{
	int64_t n = 0;

	if (r->n > 1)
		qsort(r->p, r->n, sizeof *r->p, by_id);
	for (size_t i = 0; i < r->n; i++)
		n += i == 0 || r->p[i] != r->p[i - 1];
	return n;
}

static enum err
ask_targets(struct req *rq, struct arena *ask, struct entry_id entry, struct readers *r,
    bool *ret_more)
{
	struct q_targets_rows t;

	TRY(q_targets(rq->db, rq->arena, &t));
	*ret_more = t.n > TARGETS_ASKED;
	for (size_t i = 0; i < t.n && i < TARGETS_ASKED; i++) {
		bool takes = false;

		arena_reset(ask);
		TRY(what_takes(rq->th, rq->db, ask, t.p[i].target, rq->now, &entry.v, 1, &takes));
		if (takes)
			TRY(q_follow_target(rq->db, t.p[i].target, add_target, r));
	}
	return OK;
}

enum err
alerts_followers(struct req *rq, struct entry_id entry, int64_t *ret_n, bool *ret_more)
{
	struct arena *ask = arena_new(ASK_ARENA);
	struct readers r = { .a = rq->arena };
	enum err e = ask ? q_follow_entry(rq->db, entry, add, &r) : E_NOMEM;

	if (e == OK)
		e = ask_targets(rq, ask, entry, &r, ret_more);
	arena_free(ask);
	TRY(e);
	*ret_n = different(&r);
	return OK;
}
