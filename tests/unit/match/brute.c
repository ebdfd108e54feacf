/* What a condition may turn out to be is a pair: may it be true, may it be false. A filled
 * field leaves one of them, an empty one leaves both; groups combine the pairs. */
#include "brute.h"
#include <string.h>

struct may { bool yes, no; };

const struct tree_row tree[] = {
	{ "RU", 1, NULL, NULL }, { "FD-AA", 2, "RU", NULL }, { "FD-BB", 3, "RU", NULL },
	{ "10000000", 10, "FD-AA", NULL }, { "20000000", 20, "FD-AA", NULL },
	{ "30000000", 30, "FD-BB", NULL }, { "10100000", 101, "10000000", NULL },
	{ "10200000", 102, "10000000", NULL }, { "20100000", 201, "20000000", NULL },
	{ "30100000", 301, "30000000", NULL }, { "10101000", 1011, "10100000", NULL },
	{ "10900000", 0, "10000000", "10100000 10200000" },
	{ "20900000", 0, "20000000", "20100000" },
};
const size_t tree_n = sizeof tree / sizeof *tree;

const struct tree_row *
tree_find(const char *code)
{
	size_t i;

	for (i = 0; i < tree_n; i++)
		if (strcmp(tree[i].code, code) == 0)
			return &tree[i];
	return NULL;
}

static const char *
text(struct json_object *o, const char *key)
{
	return json_object_get_string(json_object_object_get(o, key));
}

static bool
list_has(struct json_object *list, const char *s)
{
	size_t i;

	if (json_object_get_type(list) == json_type_string)
		return strcmp(json_object_get_string(list), s) == 0;
	for (i = 0; i < json_object_array_length(list); i++)
		if (strcmp(json_object_get_string(json_object_array_get_idx(list, i)), s) == 0)
			return true;
	return false;
}

/* How many of the wanted codes the passport's list has. */
static size_t
common(struct json_object *want, struct json_object *have, size_t *ret_wanted)
{
	size_t i, n = 0, k;

	if (json_object_get_type(want) == json_type_string) {
		*ret_wanted = 1;
		return list_has(have, json_object_get_string(want));
	}
	k = json_object_array_length(want);
	for (i = 0; i < k; i++)
		n += list_has(have, json_object_get_string(json_object_array_get_idx(want, i)));
	*ret_wanted = k;
	return n;
}

static bool
in_place(struct json_object *codes, const char *home)
{
	const struct tree_row *t;
	size_t i;

	for (t = tree_find(home); t != NULL; t = t->parent ? tree_find(t->parent) : NULL) {
		if (list_has(codes, t->code))
			return true;
		for (i = 0; i < tree_n; i++)
			if (tree[i].became != NULL && list_has(codes, tree[i].code) &&
			    strstr(tree[i].became, t->code) != NULL)
				return true;
	}
	return false;
}

static bool
compare(const char *op, struct json_object *want, double x)
{
	double a = json_object_get_double(want);

	if (strcmp(op, "lt") == 0)
		return x < a;
	if (strcmp(op, "le") == 0)
		return !(x > a);
	if (strcmp(op, "gt") == 0)
		return x > a;
	if (strcmp(op, "ge") == 0)
		return !(x < a);
	if (strcmp(op, "eq") == 0)
		return x == a;
	return x >= json_object_get_double(json_object_array_get_idx(want, 0)) &&
	    x <= json_object_get_double(json_object_array_get_idx(want, 1));
}

static bool
holds(const char *op, struct json_object *want, struct json_object *have)
{
	size_t n, wanted;

	if (strcmp(op, "within") == 0)
		return in_place(want, json_object_get_string(have));
	if (strcmp(op, "in") == 0)
		return list_has(want, json_object_get_string(have));
	if (strcmp(op, "not_in") == 0)
		return !list_has(want, json_object_get_string(have));
	if (json_object_get_type(want) == json_type_boolean)
		return json_object_get_boolean(want) == json_object_get_boolean(have);
	if (strncmp(op, "has", 3) != 0)
		return compare(op, want, json_object_get_double(have));
	n = common(want, have, &wanted);
	if (strcmp(op, "has_all") == 0)
		return n == wanted;
	return strcmp(op, "has_none") == 0 ? n == 0 : n > 0;
}

static struct may
may_be(struct json_object *rule, struct json_object *passport, const char *applicant)
{
	static const char *const groups[] = { "all", "any", "none" };
	struct json_object *list, *have;
	struct may r = { true, false }, x;
	size_t g, i;

	for (g = 0; g < 3; g++) {
		if (!json_object_object_get_ex(rule, groups[g], &list))
			continue;
		if (g > 0)
			r = (struct may){ false, true };
		for (i = 0; i < json_object_array_length(list); i++) {
			x = may_be(json_object_array_get_idx(list, i), passport, applicant);
			if (g == 0)
				r = (struct may){ r.yes && x.yes, r.no || x.no };
			else
				r = (struct may){ r.yes || x.yes, r.no && x.no };
		}
		return g == 2 ? (struct may){ r.no, r.yes } : r;
	}
	if (strcmp(text(rule, "field"), "applicant") == 0) {
		r.yes = holds(text(rule, "op"), json_object_object_get(rule, "value"),
		    have = json_object_new_string(applicant));
		json_object_put(have);
		return (struct may){ r.yes, !r.yes };
	}
	if (!json_object_object_get_ex(passport, text(rule, "field"), &have))
		return (struct may){ true, true };
	r.yes = holds(text(rule, "op"), json_object_object_get(rule, "value"), have);
	return (struct may){ r.yes, !r.yes };
}

int
brute(struct json_object *rule, struct json_object *passport, const char *applicant)
{
	struct may m = may_be(rule, passport, applicant);

	return m.yes && m.no ? BRUTE_UNKNOWN : m.yes ? BRUTE_YES : BRUTE_NO;
}
