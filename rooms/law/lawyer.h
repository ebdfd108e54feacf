/* lawyer.h - a lawyer behind the answers: what the rest of the portal may use of it.
 *
 * Owns    tables law_question, law_step, law_answer; /law/questions, /law/queue, /law/answers.
 * Memory  the arena given.
 * Errors  as db.h.
 * Threads any; a db handle belongs to one request or job.
 */
#pragma once
#include "jobs/jobs.h"
#include "law/law.h"

/* The job «law.terms»: claims that lapsed go back, what is overdue goes up. */
MUST_USE enum err law_terms_job(struct job_run *r);
