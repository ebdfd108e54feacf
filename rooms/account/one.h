/* one.h - one of the people of the reader's territory, as the reader may treat them.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  as account.h; E_NOT_FOUND: none of the reader's.
 * Threads any.
 */
#pragma once
#include "account/account.h"
#include "gen/account/q.h"

struct person {
	struct user_id id;
	struct q_person p;
	struct q_grants_all_rows g;
	bool *ours;		/* of each grant: may the reader take it? */
	bool all_ours;		/* every grant at work, and there is one */
};
/* Of the path's {id}: somebody who has, or had, a role on the reader's territory. */
MUST_USE enum err person_get(struct req *rq, struct person *ret);
/* The same, when the reader may decide about the whole account. */
MUST_USE enum err person_whole(struct req *rq, struct person *ret);
