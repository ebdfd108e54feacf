/* lists_due.c - what a municipality is to do by a day, for its calendar. */
#include "solutions/lists.h"

enum err
solutions_dues(struct db *db, struct arena *a, int64_t place, struct str place_code,
    struct solutions_dues *ret)
{
	struct q_dues_rows r;

	TRY(q_dues(db, a, place, &r));
	ret->n = 0;
	ret->p = arena_array(a, struct solutions_due, r.n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < r.n; i++)
		ret->p[ret->n++] = (struct solutions_due){ .id = r.p[i].id, .step = r.p[i].title,
			.solution = r.p[i].solution, .remark = r.p[i].remark,
			.url = sol_list_url(a, place_code, r.p[i].list),
			.day = (int32_t)r.p[i].due, .changed = r.p[i].updated };
	return OK;
}
