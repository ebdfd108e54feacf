/* tally.c - counts over job and outbox. */
#include "jobs/tally.h"

#include "gen/jobs/q.h"

#define ENDED_DAYS 30

enum err
jobs_tally(struct db *db, struct arena *a, int64_t now, struct jobs_tally *ret)
{
	struct jobs_tally t = { 0 };
	struct q_tally_jobs_rows jobs;
	struct q_tally_out_rows out;
	struct opt_int due;

	TRY(q_tally_jobs(db, a, now - ENDED_DAYS * (int64_t)86400, &jobs));
	TRY(q_tally_out(db, a, &out));
	TRY(q_due(db, &due));
	for (size_t i = 0; i < jobs.n; i++)
		if (jobs.p[i].state >= 0 && jobs.p[i].state < (int64_t)LEN(t.by_state))
			t.by_state[jobs.p[i].state] = jobs.p[i].n;
	for (size_t i = 0; i < out.n; i++)
		if (out.p[i].state >= 0 && out.p[i].state < (int64_t)LEN(t.out_by_state))
			t.out_by_state[out.p[i].state] = out.p[i].n;
	t.late_s = due.has && due.v < now ? now - due.v : 0;
	*ret = t;
	return OK;
}

enum err
jobs_nexts(struct db *db, struct arena *a, struct job_nexts *ret)
{
	struct q_tally_nexts_rows r;

	TRY(q_tally_nexts(db, a, &r));
	*ret = (struct job_nexts){ arena_array(a, struct job_next, r.n + 1), 0 };
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < r.n; i++)
		ret->p[ret->n++] = (struct job_next){ r.p[i].kind, r.p[i].next };
	return OK;
}
