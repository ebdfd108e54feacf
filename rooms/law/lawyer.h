/* lawyer.h - a lawyer behind the answers: what the rest of the portal may use of it.
 *
 * Owns    tables law_question, law_step, law_answer; /law/questions, /law/queue, /law/answers.
 * Memory  the arena given.
 * Errors  as db.h.
 * Threads any; a db handle belongs to one request or job.
 */
#pragma once
#include "jobs/jobs.h"
#include "web/web.h"

/* The job «law.terms»: claims that lapsed go back, what is overdue goes up. */
MUST_USE enum err law_terms_job(struct job_run *r);
/* Questions and answers of a topic that is merged into another; in the caller's transaction. */
MUST_USE enum err law_topic_merged(struct db *db, int64_t was, int64_t into);
/* Questions of the demonstration, once; after places and accounts. */
MUST_USE enum err law_lawyer_demo(struct web_thread *th, struct arena *a, int64_t now);
