/* works.c - the municipalities that a reader works for. */
#include "account/account.h"
#include "places/places.h"

static enum err
add(struct req *rq, const struct places_index *x, int at, struct account_works *ret)
{
	int64_t chain[PLACES_DEPTH];
	struct str name;
	size_t n;

	if (at < 0 || x->p[at].level < PLACE_MUNI || ret->n == ACCOUNT_WORKS)
		return OK;
	for (size_t i = 0; i < ret->n; i++)
		if (ret->p[i].p == &x->p[at])
			return OK;
	TRY(places_chain(rq->th, x->p[at].code, chain, LEN(chain), &n, &name));
	if (req_may(rq, ROLE_EMPLOYEE, chain, n))
		ret->p[ret->n++] = (struct account_work){ &x->p[at],
			places_label(x, at, rq->arena, rq->ui.lang) };
	return OK;
}

enum err
account_works(struct req *rq, struct account_works *ret)
{
	const struct viewer *who = rq->viewer;
	const struct places_index *x;

	TRY(places_get(rq->th, &x));
	ret->p = arena_array(rq->arena, struct account_work, ACCOUNT_WORKS);
	ret->n = 0;
	if (ret->p == NULL)
		return E_NOMEM;
	if (who == NULL)
		return OK;
	if (rq->ui.place_code.n > 0)
		TRY(add(rq, x, places_by_code(x, rq->ui.place_code), ret));
	for (size_t i = 0; i < who->n_grants; i++)
		if (who->grants[i].place != 0)
			TRY(add(rq, x, places_by_id(x, who->grants[i].place), ret));
	return OK;
}
