#include "tree.h"
#include "brute.h"

static enum err
find(void *ctx, struct arena *a, struct str code, struct match_place *ret)
{
	char *z = str_z(a, code);
	const struct tree_row *t;
	int64_t *ids = arena_array(a, int64_t, tree_n);
	size_t i, n = 0;

	(void)ctx;
	if (z == NULL || ids == NULL)
		return E_NOMEM;
	t = tree_find(z);
	if (t == NULL)
		return E_NOT_FOUND;
	if (t->became == NULL)
		ids[n++] = t->id;
	for (i = 0; t->became != NULL && i < tree_n; i++)
		if (strstr(t->became, tree[i].code) != NULL)
			ids[n++] = tree[i].id;
	*ret = (struct match_place){ ids, n, code };
	return OK;
}

const struct match_places tree_places = { find, NULL };

void
tree_home(struct passport *p, const char *code)
{
	const struct tree_row *t = tree_find(code);

	p->n_places = 0;
	for (; t != NULL; t = t->parent != NULL ? tree_find(t->parent) : NULL)
		p->places[p->n_places++] = t->id;
}
