/* tell.c - the job that brings events to those who follow: once each, whatever happens meanwhile.
 *
 * Events are told in transactions that also mark them as told, so that a process that dies tells
 * each whole or not at all, and another one tells it then. Filters are asked once a batch, for all.
 */
#include "alerts/alerts_impl.h"
#include "search/search.h"

#define EVENTS_AT_ONCE 200
#define ROUND 200000
#define COMMIT_ROWS 500		/* in one transaction, or a few more: others wait for it */
#define DRAIN_AT_ONCE 100
#define ASK_ARENA (32 * MiB)
#define BATCH_ARENA (64 * MiB)
#define ROUND_ARENA (256 * MiB)	/* addresses of as many events, at most */

struct batch {
	struct job_run *r;
	struct arena *round, *a, *ask;	/* of all that is known; of the batch; of one question */
	struct q_events_new_rows ev;
	int64_t *entries;
	struct q_targets_rows targets;
	bool *takes;		/* a row of events for each target */
	int64_t rows;		/* written since the transaction began */
};

/* What the events tell of must be in the snapshot of measures and in the index of words before
 * filters are asked: both are made of what was committed, and the events were. */
static enum err
catch_up(struct job_run *r)
{
	const struct req rq = { .th = r->th };
	int n = 0;

	TRY(db_begin(r->db));
	TRY(version_bump(r->db, "navigator"));
	TRY(db_commit(r->db));
	do
		TRY(search_drain(req_search(&rq), r->db, DRAIN_AT_ONCE, &n));
	while (n > 0);
	return OK;
}

static enum err
ask_filters(struct batch *b)
{
	b->entries = arena_array(b->a, int64_t, b->ev.n + 1);
	TRY(b->entries ? OK : E_NOMEM);
	for (size_t i = 0; i < b->ev.n; i++)
		b->entries[i] = b->ev.p[i].entry.v;
	TRY(q_targets(b->r->db, b->a, &b->targets));
	b->takes = arena_array(b->a, bool, b->targets.n * b->ev.n + 1);
	TRY(b->takes ? OK : E_NOMEM);
	for (size_t t = 0; t < b->targets.n; t++) {
		arena_reset(b->ask);
		TRY(what_takes(b->r->th, b->r->db, b->ask, b->targets.p[t].target, b->r->now,
		    b->entries, b->ev.n, b->takes + t * b->ev.n));
		if (t % 500 == 499)
			TRY(job_tell(b->r, 0, (int64_t)b->ev.n));
	}
	return OK;
}

static enum err
tell_one(struct batch *b, size_t i)
{
	const struct q_events_new *v = &b->ev.p[i];
	int64_t due = v->kind == ALERT_DUE, mine, n;
	struct db *db = b->r->db;

	TRY(q_event_told(db, v->id, &mine));
	b->rows += 1;
	if (mine == 0)
		return OK;
	TRY(q_tell_entry(db, v->id, v->entry, due, b->r->now, &n));
	b->rows += n;
	for (size_t t = 0; t < b->targets.n; t++)
		if (b->takes[t * b->ev.n + i]) {
			TRY(q_tell_target(db, v->id, b->targets.p[t].target, due, b->r->now, &n));
			b->rows += n;
		}
	return OK;
}

static enum err
tell_batch(struct batch *b)
{
	TRY(ask_filters(b));
	for (size_t i = 0; i < b->ev.n;) {
		TRY(db_begin(b->r->db));
		for (b->rows = 0; b->rows < COMMIT_ROWS && i < b->ev.n; i++)
			TRY(tell_one(b, i));
		TRY(db_commit(b->r->db));
		TRY(job_tell(b->r, (int64_t)i, (int64_t)b->ev.n));
	}
	return OK;
}

/* What is there now is told by batches after one catching up: a snapshot of many measures takes
 * seconds to make, and everybody waits for it. What comes meanwhile needs another. */
static enum err
tell_round(struct batch *b, int64_t *ret_n)
{
	struct q_events_new_rows all;

	arena_reset(b->round);
	TRY(q_events_new(b->r->db, b->round, ROUND, &all));
	*ret_n = (int64_t)all.n;
	if (all.n > 0)
		TRY(catch_up(b->r));
	for (size_t at = 0; at < all.n; at += b->ev.n) {
		size_t left = all.n - at;

		arena_reset(b->a);
		b->ev = (struct q_events_new_rows){ all.p + at,
			left < EVENTS_AT_ONCE ? left : EVENTS_AT_ONCE };
		TRY(tell_batch(b));
	}
	return OK;
}

static enum err
tell_all(struct batch *b, int64_t *ret_n)
{
	int64_t n;

	do {
		TRY(tell_round(b, &n));
		*ret_n += n;
	} while (n > 0);
	return OK;
}

enum err
alerts_tell(struct job_run *r)
{
	struct batch b = { .r = r, .round = arena_new(ROUND_ARENA), .a = arena_new(BATCH_ARENA),
		.ask = arena_new(ASK_ARENA) };
	int64_t events = 0, letters = 0;
	enum err e = b.round && b.a && b.ask ? tell_all(&b, &events) : E_NOMEM;

	if (e == OK)
		e = letters_put(r, &letters);
	db_rollback(r->db); /* left open by an error; statements end before their arena */
	arena_free(b.ask);
	arena_free(b.a);
	arena_free(b.round);
	if (e == OK && events + letters > 0)
		job_note(r,
		    str_fmt(r->arena, "событий: %lld, писем: %lld", (long long)events,
			(long long)letters));
	return e;
}
