/* tasks.h - one checklist, for its page and for what is done to it.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  as lists.h.
 * Threads one request.
 */
#pragma once
#include "places/places.h"
#include "solutions/lists.h"

struct sol_at {
	const struct places_index *x;
	int at;
	const struct place *p;
	struct q_list_get l;
};
/* The list of the path, of this very place; E_NOT_FOUND. */
MUST_USE enum err sol_list_at(struct req *rq, struct sol_at *ret);
MUST_USE enum err sol_tasks_view(struct req *rq, const struct sol_at *a);
/* Is there a later version to be taken? */
static inline bool
sol_newer(const struct sol_at *a)
{
	return a->l.state == 0 && a->l.now_state == SOL_PUBLIC && a->l.now_version > a->l.version;
}
/* «remark-12»: forms of several steps stand on one page. */
const char *sol_task_field(struct arena *a, const char *name, int64_t task);
