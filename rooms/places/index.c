/* index.c - the whole tree as one immutable snapshot. */
#include "places/places_impl.h"

#include <pthread.h>
#include <stdlib.h>

#include "gen/places/q.h"
#include "text/text.h"

#define INDEX_BYTES (256 * MiB)	/* ten thousand places take 12 */

struct load;

/* The one snapshot of the process. */
static struct snap *shared;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t grave_lock = PTHREAD_MUTEX_INITIALIZER;
static struct load *grave;	/* see load_free */

struct load {
	struct arena *arena;
	struct places_index x;
	struct place *p;
	struct places_keys keys;
	size_t cap;
	int64_t *parents;		/* database ids, until all are read */
	VEC(int) pairs;			/* place, successor */
	VEC(struct place_field) fields;
	VEC(int) field_of;
};

static void
make_snap(void)
{
	shared = snap_new(places_load);
}

enum err
places_get(struct web_thread *th, const struct places_index **ret)
{
	void *data;
	int64_t key;

	pthread_once(&once, make_snap);
	if (shared == NULL)
		return E_NOMEM;
	TRY(version_get(th, "places", &key));
	TRY(snap_get(shared, th, key, &data));
	*ret = places_loaded(data);
	return OK;
}

/* ---- rows ------------------------------------------------------------------------ */

int
place_kind_find(struct str code)
{
	for (int i = 0; i < PK_N; i++)
		if (str_is(code, place_kinds[i].code))
			return i;
	return -1;
}

int
place_status_find(struct str code)
{
	for (int i = 0; i < PS_N; i++)
		if (str_is(code, place_statuses[i].code))
			return i;
	return -1;
}

static enum err
on_place(void *ctx, const struct q_place_all *r)
{
	struct load *l = ctx;
	struct place *p = &l->p[l->x.n];
	int kind = place_kind_find(r->kind);

	if (l->x.n == l->cap || kind < 0)
		return OK; /* a kind this program does not know is not shown */
	l->parents[l->x.n++] = r->parent.v;
	p->id = r->id.v;
	p->entry = r->entry.v;
	p->code = str_dup(l->arena, r->code);
	p->name = str_dup(l->arena, r->name);
	p->short_name = str_dup(l->arena, r->short_name);
	p->region_no = str_dup(l->arena, r->region_no);
	p->center = str_dup(l->arena, r->center);
	p->note = str_dup(l->arena, r->note);
	p->kind = (enum place_kind)kind;
	p->level = place_kinds[kind].level;
	p->now = !r->valid_to.has;
	p->has_point = r->lat.has && r->lon.has;
	p->lat = r->lat.v;
	p->lon = r->lon.v;
	p->population = r->population;
	p->population_year = r->population_year;
	p->valid_from = r->valid_from;
	p->valid_to = r->valid_to;
	p->parent = p->region = p->district = -1;
	return p->note.p != NULL ? OK : E_NOMEM;
}

/* Ids grow with indexes: rows come in the order of ids. */
int
places_by_id(const struct places_index *x, int64_t id)
{
	size_t lo = 0, hi = x->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (x->p[mid].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < x->n && x->p[lo].id == id ? (int)lo : -1;
}

static enum err
on_status(void *ctx, const struct q_status_all *r)
{
	struct load *l = ctx;
	int at = places_by_id(&l->x, r->place), s = place_status_find(r->status);

	if (at >= 0 && s >= 0)
		l->p[at].statuses |= (uint32_t)1 << s;
	return OK;
}

static enum err
on_became(void *ctx, const struct q_became_all *r)
{
	struct load *l = ctx;
	int a = places_by_id(&l->x, r->place), b = places_by_id(&l->x, r->successor);

	if (a < 0 || b < 0)
		return OK;
	TRY(VEC_PUSH(l->arena, &l->pairs, a));
	return VEC_PUSH(l->arena, &l->pairs, b);
}

static enum err
on_field(void *ctx, const struct q_field_all *r)
{
	struct load *l = ctx;
	int at = places_by_id(&l->x, r->place);
	struct place_field f = { str_dup(l->arena, r->field), str_dup(l->arena, r->value),
		str_dup(l->arena, r->source), r->year, r->updated };

	if (at < 0)
		return OK;
	TRY(VEC_PUSH(l->arena, &l->fields, f));
	return VEC_PUSH(l->arena, &l->field_of, at);
}

static enum err
on_outline(void *ctx, const struct q_outline_all *r)
{
	struct load *l = ctx;
	int at = places_by_code(&l->x, r->code);

	if (at < 0)
		return OK;
	l->p[at].outline = str_dup(l->arena, r->path);
	if (l->p[at].outline.p == NULL)
		return E_NOMEM;
	if (!places_box_of(r->path, &l->keys.box[at]))
		l->p[at].outline = S("");
	return OK;
}

/* ---- what hangs together --------------------------------------------------------- */

static void
link_parents(struct load *l)
{
	for (size_t i = 0; i < l->x.n; i++) {
		l->p[i].parent = l->parents[i] ? places_by_id(&l->x, l->parents[i]) : -1;
		if (l->p[i].kind == PK_country)
			l->x.country = (int)i;
	}
	for (size_t i = 0; i < l->x.n; i++) {
		struct place *p = &l->p[i];
		int at = (int)i;

		for (int k = 0; k < PLACES_DEPTH && at >= 0; k++, at = l->p[at].parent) {
			if (l->p[at].level == PLACE_REGION)
				p->region = at;
			if (l->p[at].level == PLACE_DISTRICT)
				p->district = at;
			p->depth = k;
		}
		l->x.n_municipalities += p->level == PLACE_MUNI && p->now;
		l->x.n_former += p->level == PLACE_MUNI && !p->now;
	}
}

static int
by_name(const void *a, const void *b, void *ctx)
{
	const struct load *l = ctx;
	const int *i = a, *k = b;
	int c = str_cmp(l->keys.fold[*i], l->keys.fold[*k]);

	return c ? c : str_cmp(l->p[*i].code, l->p[*k].code);
}

/* All children of all places in one array, each run by name. */
static enum err
link_kids(struct load *l)
{
	size_t n = l->x.n;
	int *order = arena_array(l->arena, int, n + 1), *kids = arena_array(l->arena, int, n + 1);
	int *regions = arena_array(l->arena, int, n + 1), at = 0;

	if (!order || !kids || !regions)
		return E_NOMEM;
	for (size_t i = 0; i < n; i++) {
		order[i] = (int)i;
		if (l->p[i].parent >= 0)
			l->p[l->p[i].parent].kids.n++;
	}
	qsort_r(order, n, sizeof *order, by_name, l);
	for (size_t i = 0; i < n; i++) {
		l->p[i].kids.p = kids + at;
		at += (int)l->p[i].kids.n;
		l->p[i].kids.n = 0;
	}
	for (size_t i = 0; i < n; i++) {
		const struct place *p = &l->p[order[i]];

		if (p->parent >= 0) {
			struct place *up = &l->p[p->parent];

			kids[(up->kids.p - kids) + (ptrdiff_t)up->kids.n++] = order[i];
		}
		if (p->level == PLACE_REGION && p->now)
			regions[l->x.regions.n++] = order[i];
	}
	l->x.regions.p = regions;
	return OK;
}

/* became of one, was of the other. */
static enum err
link_became(struct load *l)
{
	size_t n = l->pairs.n / 2;
	int *to = arena_array(l->arena, int, n + 1), *from = arena_array(l->arena, int, n + 1);
	int at = 0, bt = 0;

	if (!to || !from)
		return E_NOMEM;
	for (size_t i = 0; i < n; i++) {
		l->p[l->pairs.p[2 * i]].became.n++;
		l->p[l->pairs.p[2 * i + 1]].was.n++;
	}
	for (size_t i = 0; i < l->x.n; i++) {
		l->p[i].became.p = to + at;
		l->p[i].was.p = from + bt;
		at += (int)l->p[i].became.n;
		bt += (int)l->p[i].was.n;
		l->p[i].became.n = l->p[i].was.n = 0;
	}
	for (size_t i = 0; i < n; i++) {
		struct place *a = &l->p[l->pairs.p[2 * i]], *b = &l->p[l->pairs.p[2 * i + 1]];

		to[(a->became.p - to) + (ptrdiff_t)a->became.n++] = l->pairs.p[2 * i + 1];
		from[(b->was.p - from) + (ptrdiff_t)b->was.n++] = l->pairs.p[2 * i];
	}
	return OK;
}

/* Rows came by place: each place's fields are a run. */
static void
link_fields(struct load *l)
{
	for (size_t i = 0; i < l->fields.n; i++) {
		struct place *p = &l->p[l->field_of.p[i]];

		if (p->n_fields == 0)
			p->fields = &l->fields.p[i];
		p->n_fields++;
	}
}

int
places_field_find(const struct place *p, const char *field)
{
	for (size_t i = 0; i < p->n_fields; i++)
		if (str_is(p->fields[i].field, field))
			return (int)i;
	return -1;
}

/* ---- loading --------------------------------------------------------------------- */

static enum err
fill(struct load *l, struct db *db)
{
	int64_t n;

	TRY(q_place_count(db, &n));
	l->cap = (size_t)n + 64;
	l->p = arena_array(l->arena, struct place, l->cap);
	l->parents = arena_array(l->arena, int64_t, l->cap);
	if (l->p == NULL || l->parents == NULL)
		return E_NOMEM;
	l->x.p = l->p;
	TRY(q_place_all(db, on_place, l));
	link_parents(l);
	TRY(places_keys_make(l->arena, l->p, l->x.n, &l->keys));
	l->x.keys = &l->keys;
	TRY(link_kids(l));
	TRY(q_status_all(db, on_status, l));
	TRY(q_became_all(db, on_became, l));
	TRY(link_became(l));
	TRY(q_field_all(db, on_field, l));
	link_fields(l);
	return q_outline_all(db, on_outline, l);
}

/* A request may ask twice and find a newer tree the second time, while a name it was given
 * the first time is still to be printed: the one before lives until the next is dropped. */
static void
load_free(void *data)
{
	struct load *dead = data, *old;

	pthread_mutex_lock(&grave_lock);
	old = grave;
	grave = dead;
	pthread_mutex_unlock(&grave_lock);
	if (old != NULL)
		arena_free(old->arena);
}

enum err
places_load(struct db *db, int64_t key, void **ret, void (**ret_free)(void *))
{
	struct arena *a = arena_new(INDEX_BYTES);
	struct load *l = a ? arena_make(a, struct load) : NULL;
	enum err e = l ? OK : E_NOMEM;

	(void)key;
	if (l != NULL) {
		l->arena = a;
		l->x.country = -1;
		e = db_read_begin(db);
		if (e == OK) {
			e = fill(l, db);
			db_read_end(db);
		}
	}
	if (e != OK) {
		arena_free(a);
		return e;
	}
	*ret = l;
	*ret_free = load_free;
	return OK;
}

const struct places_index *
places_loaded(const void *data)
{
	return &((const struct load *)data)->x;
}

/* ---- questions ------------------------------------------------------------------- */

int
places_by_code(const struct places_index *x, struct str code)
{
	char buf[16];
	struct str want;
	size_t lo = 0, hi = x->n;

	if (!places_code_norm(code, buf, &want))
		return -1;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (str_cmp(x->p[x->keys->by_code[mid]].code, want) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == x->n || !str_eq(x->p[x->keys->by_code[lo]].code, want))
		return -1;
	return x->keys->by_code[lo];
}

enum err
places_chain(struct web_thread *th, struct str code, int64_t *ret, size_t max, size_t *ret_n,
    struct str *ret_name)
{
	const struct places_index *x;
	size_t n = 0;
	int at;

	TRY(places_get(th, &x));
	at = places_by_code(x, code);
	if (at < 0)
		return E_NOT_FOUND;
	*ret_name = x->p[at].short_name;
	for (; at >= 0 && n < max; at = x->p[at].parent)
		ret[n++] = x->p[at].id;
	*ret_n = n;
	return OK;
}

static size_t
put_once(int *out, size_t n, size_t max, int place)
{
	for (size_t i = 0; i < n; i++)
		if (out[i] == place)
			return n;
	if (n < max)
		out[n++] = place;
	return n;
}

static size_t
now_of(const struct places_index *x, int place, int *out, size_t n, size_t max, int depth)
{
	const struct place *p = &x->p[place];
	size_t before = n;

	if (p->now)
		return put_once(out, n, max, place);
	for (size_t i = 0; i < p->became.n && depth < 12; i++)
		n = now_of(x, p->became.p[i], out, n, max, depth + 1);
	if (n == before && p->became.n == 0) { /* nothing is said: what it lay in */
		int up = p->parent;

		while (up >= 0 && !x->p[up].now && x->p[up].became.n == 0)
			up = x->p[up].parent;
		if (up >= 0 && depth < 12)
			n = now_of(x, up, out, n, max, depth + 1);
	}
	return n;
}

size_t
places_now(const struct places_index *x, int place, int *out, size_t max)
{
	return now_of(x, place, out, 0, max, 0);
}

int
places_municipality(const struct places_index *x, int place)
{
	while (place >= 0 && x->p[place].level > PLACE_MUNI)
		place = x->p[place].parent;
	return place >= 0 && x->p[place].level == PLACE_MUNI ? place : -1;
}

bool
places_within(const struct places_index *x, int place, int above)
{
	for (int k = 0; place >= 0 && k < PLACES_DEPTH; k++, place = x->p[place].parent)
		if (place == above)
			return true;
	return false;
}
