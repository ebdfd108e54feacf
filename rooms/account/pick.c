/* pick.c - who is responsible, chosen among those who work at a place. */
#include "account/account.h"

enum err
account_picks(struct req *rq, const struct account_people *staff, struct opt_int now,
    struct str now_name, const char *field, struct account_picks *ret)
{
	bool there = !now.has;

	ret->n = 0;
	ret->p = arena_array(rq->arena, struct account_pick, staff->n + 2);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < staff->n; i++) {
		struct str id = str_fmt(rq->arena, "%lld", (long long)staff->p[i].id);
		bool on = now.has && staff->p[i].id == now.v;

		there |= on;
		ret->p[ret->n++] = (struct account_pick){ id, staff->p[i].name,
			str_eq(ui_old(&rq->ui, field, on ? id : S("")), id) };
	}
	if (!there) /* has left since, or works above */
		ret->p[ret->n++] =
		    (struct account_pick){ str_fmt(rq->arena, "%lld", (long long)now.v),
			    now_name.n ? now_name : tr(&rq->ui, "прежний ответственный"), true };
	return OK;
}

enum err
account_pick_check(struct req *rq, const struct account_people *staff, int64_t person,
    struct opt_int now, const char *field)
{
	for (size_t i = 0; i < staff->n; i++)
		if (staff->p[i].id == person)
			return OK;
	if (now.has && now.v == person)
		return OK;
	return problem(rq, field,
	    tr(&rq->ui, "Ответственного выбирают из тех, кто работает в этом муниципалитете."));
}

enum err
account_pick_read(struct req *rq, const struct account_people *staff, struct opt_int now,
    const char *field, struct opt_int *ret)
{
	struct str s = str_trim(req_form(rq, field));
	struct opt_int v = { 0 };

	*ret = v;
	if (s.n == 0)
		return OK;
	v.has = str_int(s, &v.v);
	TRY(account_pick_check(rq, staff, v.has ? v.v : 0, now, field));
	*ret = v;
	return OK;
}
