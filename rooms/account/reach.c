/* reach.c - where letters to a person go. */
#include "account/account.h"
#include "gen/account/q.h"

enum err
account_reach(struct db *db, struct arena *a, struct user_id user, struct reached *ret)
{
	struct q_reach r;

	TRY(q_reach(db, a, user, &r));
	*ret = (struct reached){ r.email, r.name, r.place };
	return OK;
}
