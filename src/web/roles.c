/* roles.c - the names of roles, and what a role on a territory allows. */
#include "web/web.h"

static const struct { int rank; const char *name, *ru, *en; } rows[] = {
#define ROLE(name, rank, ru, en) { rank, #name, ru, en },
#include "web/roles.def"
#undef ROLE
};

const char *
role_name(int role)
{
	for (size_t i = 0; i < LEN(rows); i++)
		if (rows[i].rank == role)
			return rows[i].name;
	return "?";
}

const char *
role_title(int role, enum lang l)
{
	for (size_t i = 0; i < LEN(rows); i++)
		if (rows[i].rank == role)
			return l == LANG_EN ? rows[i].en : rows[i].ru;
	return "?";
}

bool
role_parse(struct str name, int *ret)
{
	for (size_t i = 0; i < LEN(rows); i++) {
		if (str_is(name, rows[i].name)) {
			*ret = rows[i].rank;
			return true;
		}
	}
	return false;
}

bool
req_may(const struct req *rq, int role, const int64_t *chain, size_t n)
{
	const struct viewer *v = rq->viewer;

	if (role <= ROLE_ANYONE)
		return true;
	if (v == NULL)
		return false;
	if (role == ROLE_SIGNED)
		return true;
	for (size_t i = 0; i < v->n_grants; i++) {
		if (v->grants[i].role < role)
			continue;
		if (chain == NULL || v->grants[i].place == 0)
			return true;
		for (size_t k = 0; k < n; k++)
			if (v->grants[i].place == chain[k])
				return true;
	}
	return false;
}
