/* holders.c - who holds one role: whom other rooms write to. */
#include "account/account.h"
#include "gen/account/q.h"

static enum err
above(struct db *db, struct arena *a, int role, int64_t now, struct account_people *ret)
{
	struct q_holders_above_rows rows;

	TRY(q_holders_above(db, a, role, now, &rows));
	ret->p = arena_array(a, struct account_person, rows.n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	ret->n = rows.n;
	for (size_t i = 0; i < rows.n; i++)
		ret->p[i] = (struct account_person){ rows.p[i].id.v, rows.p[i].name };
	return OK;
}

enum err
account_holders(struct db *db, struct arena *a, int role, int64_t place, int64_t now,
    struct account_people *ret)
{
	struct q_holders_rows rows;

	if (place == 0)
		return above(db, a, role, now, ret);
	TRY(q_holders(db, a, role, place, now, &rows));
	ret->p = arena_array(a, struct account_person, rows.n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	ret->n = rows.n;
	for (size_t i = 0; i < rows.n; i++)
		ret->p[i] = (struct account_person){ rows.p[i].id.v, rows.p[i].name };
	return OK;
}
