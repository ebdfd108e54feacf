/* tally.h - how much waits in the queue and in the outbox: for the overview and the metrics.
 *
 * Owns    nothing; reads job, job_schedule, outbox.
 * Memory  the caller's arena.
 * Errors  as db.h.
 * Threads any; a db handle belongs to one request.
 */
#pragma once
#include "jobs/jobs.h"

struct jobs_tally {
	int64_t by_state[JOB_CANCELLED + 1];	/* ended ones: of the last 30 days */
	int64_t late_s;		/* how long the one that is due longest has waited; 0: none */
	int64_t out_by_state[OUT_DROPPED + 1];	/* all that is kept */
};
MUST_USE enum err jobs_tally(
    struct db *db, struct arena *a, int64_t now, struct jobs_tally *ret);

/* When the scheduled kinds come next, as the runner has noted. */
struct job_next { struct str kind; int64_t at; };
struct job_nexts { struct job_next *p; size_t n; };
MUST_USE enum err jobs_nexts(struct db *db, struct arena *a, struct job_nexts *ret);
