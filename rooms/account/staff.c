/* staff.c - who works where: what other rooms ask about people. */
#include "account/account.h"
#include "gen/account/q.h"

enum err
account_staff(struct db *db, struct arena *a, int64_t place, int role, int64_t now,
    struct account_people *ret)
{
	struct q_staff_rows rows;

	TRY(q_staff(db, a, place, role, now, &rows));
	ret->p = arena_array(a, struct account_person, rows.n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	ret->n = rows.n;
	for (size_t i = 0; i < rows.n; i++)
		ret->p[i] = (struct account_person){ rows.p[i].id.v, rows.p[i].name };
	return OK;
}

struct staff_all { struct arena *a; VEC(struct account_worker) rows; };

static enum err
one_more(void *ctx, const struct q_staff_all *r)
{
	struct staff_all *s = ctx;
	struct account_worker w = { r->place, r->id.v, str_dup(s->a, r->name) };

	return w.name.p ? VEC_PUSH(s->a, &s->rows, w) : E_NOMEM;
}

enum err
account_staff_all(struct db *db, struct arena *a, int role, int64_t now,
    struct account_workers *ret)
{
	struct staff_all s = { .a = a };

	TRY(q_staff_all(db, role, now, one_more, &s));
	*ret = (struct account_workers){ s.rows.p, s.rows.n };
	return OK;
}

enum err
account_holds(struct db *db, struct arena *a, struct user_id user, int role, const int64_t *chain,
    size_t n, int64_t now, bool *ret)
{
	struct q_held_rows rows;

	TRY(q_held(db, a, user, role, now, &rows));
	*ret = false;
	for (size_t i = 0; i < rows.n; i++) {
		*ret |= !rows.p[i].place.has;
		for (size_t k = 0; k < n; k++)
			*ret |= rows.p[i].place.has && rows.p[i].place.v == chain[k];
	}
	return OK;
}
