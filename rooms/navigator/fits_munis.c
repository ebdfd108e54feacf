/* fits_munis.c - passports of all municipalities, made once for each version of the territories. */
#include <pthread.h>
#include <stdlib.h>

#include "navigator/measure_impl.h"

#define MUNIS_ARENA (64 * MiB) /* a ceiling; 2 500 municipalities take some 2 MiB */

struct munis {
	struct nav_munis own;
	struct arena *arena;
};

static struct snap *snap;
static pthread_once_t once = PTHREAD_ONCE_INIT;
/* Loading goes through the thread that asks, as the passports come from a snapshot too. */
static _Thread_local struct web_thread *loading;

static int
by_population(const void *pa, const void *pb)
{
	const struct nav_muni *a = *(const struct nav_muni *const *)pa,
			      *b = *(const struct nav_muni *const *)pb;

	if (a->population != b->population)
		return a->population > b->population ? -1 : 1;
	return str_cmp(a->code, b->code);
}

static int
name_order(const void *pa, const void *pb)
{
	const struct nav_town *a = *(const struct nav_town *const *)pa,
			      *b = *(const struct nav_town *const *)pb;
	int c = str_cmp(a->name, b->name);

	return c != 0 ? c : str_cmp(a->code, b->code);
}

static enum err
copy_town(struct arena *a, const struct places_index *x, const struct nav_muni *m,
    const struct passport *p, struct nav_munis *ret)
{
	int at = places_by_code(x, m->code), region = at >= 0 ? x->p[at].region : -1;
	struct nav_town *t = &ret->towns[ret->n];
	struct passport *to = &ret->passports[ret->n];

	t->code = str_dup(a, m->code);
	t->name = str_dup(a, at >= 0 ? x->p[at].short_name : m->name);
	t->region = str_dup(a, m->region);
	t->region_code = str_dup(a, region >= 0 ? x->p[region].code : S(""));
	t->population = m->population;
	*to = *p;
	to->name = str_dup(a, p->name);
	if (t->code.p == NULL || t->name.p == NULL || t->region.p == NULL || to->name.p == NULL)
		return E_NOMEM;
	ret->n++;
	return OK;
}

static enum err
order_by_name(struct arena *scratch, struct arena *a, struct nav_munis *m)
{
	const struct nav_town **w = arena_array(scratch, const struct nav_town *, m->n + 1);

	m->by_name = arena_array(a, uint32_t, m->n + 1);
	if (w == NULL || m->by_name == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < m->n; i++)
		w[i] = &m->towns[i];
	qsort(w, m->n, sizeof *w, name_order);
	for (size_t i = 0; i < m->n; i++)
		m->by_name[i] = (uint32_t)(w[i] - m->towns);
	return OK;
}

static enum err
fill(struct arena *scratch, struct munis *ret)
{
	const struct places_index *x;
	const struct nav_muni **order;
	struct nav_muni *munis;
	struct passport *p;
	size_t n;

	TRY(places_get(loading, &x));
	TRY(nav_passports(loading, scratch, &p, &munis, &n));
	order = arena_array(scratch, const struct nav_muni *, n + 1);
	ret->own.passports = arena_array(ret->arena, struct passport, n + 1);
	ret->own.towns = arena_array(ret->arena, struct nav_town, n + 1);
	if (order == NULL || ret->own.passports == NULL || ret->own.towns == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < n; i++)
		order[i] = &munis[i];
	qsort(order, n, sizeof *order, by_population);
	for (size_t i = 0; i < n; i++)
		TRY(copy_town(ret->arena, x, order[i], &p[order[i] - munis], &ret->own));
	return order_by_name(scratch, ret->arena, &ret->own);
}

static void
munis_free(void *data)
{
	struct munis *m = data;

	arena_free(m->arena);
}

static enum err
load(struct db *db, int64_t key, void **ret, void (**ret_free)(void *))
{
	struct arena *a = arena_new(MUNIS_ARENA), *scratch = arena_new(MUNIS_ARENA);
	struct munis *m = a && scratch ? arena_make(a, struct munis) : NULL;
	enum err e = E_NOMEM;

	(void)db;
	(void)key;
	if (m != NULL) {
		m->arena = a;
		e = fill(scratch, m);
	}
	arena_free(scratch);
	if (e != OK) {
		arena_free(a);
		return e;
	}
	*ret = m;
	*ret_free = munis_free;
	return OK;
}

static void
make_snap(void)
{
	snap = snap_new(load);
}

enum err
nav_munis(struct web_thread *th, const struct nav_munis **ret)
{
	int64_t version;
	void *data;

	pthread_once(&once, make_snap);
	if (snap == NULL)
		return E_NOMEM;
	TRY(version_get(th, "places", &version));
	loading = th;
	TRY(snap_get(snap, th, version, &data));
	*ret = &((struct munis *)data)->own;
	return OK;
}
