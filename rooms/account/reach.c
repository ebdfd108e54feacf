/* reach.c - where letters to a person go. */
#include "account/account.h"
#include "gen/account/q.h"

enum err
account_reach(struct db *db, struct arena *a, struct user_id user, struct str *ret_email,
    struct str *ret_name)
{
	struct q_reach r;

	TRY(q_reach(db, a, user, &r));
	*ret_email = r.email;
	*ret_name = r.name;
	return OK;
}
