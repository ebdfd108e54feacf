/* see.c - who may read an act. */
#include "law/law_impl.h"
#include "places/places.h"

bool
law_may_see(const struct req *rq, const struct law_act *act)
{
	const struct places_index *x;
	int64_t chain[PLACES_DEPTH];
	struct str name;
	size_t n;
	int at;

	if (act->see == SEE_ALL)
		return true;
	if (rq->viewer == NULL)
		return false;
	if (act->see == SEE_SIGNED)
		return true;
	/* what cannot be found out is not shown */
	if (places_get(rq->th, &x) != OK || (at = places_by_id(x, act->place)) < 0)
		return false;
	if (places_chain(rq->th, x->p[at].code, chain, LEN(chain), &n, &name) != OK)
		return false;
	return req_may(rq, ROLE_EMPLOYEE, chain, n);
}
