/* lend.c - what other rooms need of who people are and where: tokens of the API. */
#include "account/account_impl.h"
#include "gen/account/q.h"

enum err
account_viewer_of(struct req *rq, struct user_id user, const struct viewer **ret)
{
	struct viewer *v = arena_make(rq->arena, struct viewer);
	struct q_reach r;

	if (v == NULL)
		return E_NOMEM;
	TRY(q_reach(rq->db, rq->arena, user, &r));
	*v = (struct viewer){ .id = user, .name = r.name, .email = r.email };
	TRY(session_grants(rq, v));
	*ret = v;
	return OK;
}

enum err
account_place_typed(struct req *rq, const char *field, struct str typed, int64_t *ret)
{
	return place_typed(rq, field, typed, ret);
}

enum err
account_letter(struct req *rq, struct str subject, struct str text, struct str key)
{
	return account_mail(rq, rq->viewer->id, rq->viewer->email, subject, text, key);
}
