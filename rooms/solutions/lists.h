/* lists.h - checklists: a solution that a municipality works by.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  as db.h; what is stored joins the caller's transaction.
 * Threads any.
 */
#pragma once
#include "solutions/views.h"

#define SOL_LISTS 100	/* of one municipality, at work */
#define SOL_REMARK 1000
#define SOL_SOON 7	/* days */
#define SOL_AROUND 366	/* days between today and a start, either way */

/* The steps of a solution into a list; what is done there stays as it was done. */
MUST_USE enum err sol_tasks_put(
    struct db *db, struct arena *a, int64_t list, struct solution_id solution);
/* The days of all that is not done, reckoned from the start. */
MUST_USE enum err sol_tasks_days(struct db *db, struct arena *a, int64_t list, int32_t start,
    const struct work_told *told);
/* A new list with its steps. */
MUST_USE enum err sol_list_start(struct db *db, struct arena *a, const struct q_list_add_in *in,
    const struct work_told *told, int64_t *ret);
/* «День начала» of a form; E_INPUT after problem(). */
struct sol_start_in { struct opt_int start; };
MUST_USE enum err sol_start_read(struct req *rq, int32_t *ret);
struct str sol_list_url(struct arena *a, struct str place, int64_t id);

/* What a later version of the solution would change in these steps. */
MUST_USE enum err sol_news(struct req *rq, struct solution_id solution,
    const struct q_tasks_rows *tasks, struct sol_news *ret);
