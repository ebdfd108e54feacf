/* uses.c - which fields of a passport rules ask about, and in which measures. */
#include "gen/navigator/q.h"
#include "navigator/navigator.h"

/* The one way in which rule_write_json names a field. */
#define FIELD_MARK S("\"field\":\"")

struct uses { struct arena *a; struct navigator_uses *ret; enum match_field of; size_t cap; };

/* Rules are kept in canonical JSON, where the mark stands only before the name of a field: quotes
 * within a value are escaped. So nothing is parsed to count. */
static uint64_t
fields_of(struct str rule)
{
	uint64_t mask = 0;
	ptrdiff_t at;

	while ((at = str_find(rule, FIELD_MARK)) >= 0) {
		enum match_field f;

		rule.p += (size_t)at + FIELD_MARK.n;
		rule.n -= (size_t)at + FIELD_MARK.n;
		if (match_field_find(str_cut(rule, '"', &rule), &f))
			mask |= (uint64_t)1 << f;
	}
	return mask;
}

static enum err
one_rule(void *ctx, const struct q_rule_all *r)
{
	struct uses *u = ctx;
	uint64_t mask = fields_of(r->rule);
	struct navigator_use *use;

	u->ret->n_measures++;
	for (int f = 0; f < MF_N; f++)
		u->ret->n[f] += mask >> f & 1;
	if (u->of == MF_N || !(mask >> u->of & 1) || u->ret->n_list == u->cap)
		return OK;
	use = &u->ret->list[u->ret->n_list++];
	*use = (struct navigator_use){ str_dup(u->a, r->key), str_dup(u->a, r->title) };
	return use->key.p && use->title.p ? OK : E_NOMEM;
}

enum err
navigator_uses(struct db *db, struct arena *a, enum match_field of, size_t limit,
    struct navigator_uses *ret)
{
	struct uses u = { .a = a, .ret = ret, .of = of, .cap = limit };

	*ret = (struct navigator_uses){ .list = arena_array(a, struct navigator_use, limit + 1) };
	return ret->list ? q_rule_all(db, one_rule, &u) : E_NOMEM;
}
