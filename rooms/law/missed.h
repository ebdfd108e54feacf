/* missed.h - questions that found nothing, for lawyers to learn from.
 *
 * Owns    table law_missed.
 * Memory  what waits to be written is the process's, under a lock.
 * Errors  none: what cannot be written lies on, and is told to the log.
 * Threads any; a db handle belongs to one request.
 */
#pragma once
#include "web/web.h"

/* Laid by, and written with others, then without personal data. */
void law_missed_note(struct req *rq, struct str question);
/* Writes what has lain long enough; called when somebody asks. */
void law_missed_due(struct req *rq);
/* Writes what lies there, before it is read. */
void law_missed_write(struct db *db, struct arena *a);
/* Of a thread of the portal: what still lies there is written when it ends. */
MUST_USE enum err law_missed_open(struct web_thread *th, void **ret);
void law_missed_close(void *thread);
/* The oldest go with the days of law_missed_days. */
struct job_run;
MUST_USE enum err law_missed_job(struct job_run *r);
