/* index.c - the measures in memory, made anew when they, the territories or the day change. */
#include "navigator/index.h"
#include "navigator/pages_impl.h"

#include <stdlib.h>

#include "entry/entry.h"
#include "gen/navigator/q.h"
#include "text/text.h"

#define INDEX_ARENA (2048 * MiB)	/* a ceiling; 20 000 measures take some 10 MiB */
#define DAY_BITS 20			/* of the snapshot's key: the local day */

static struct snap *snap;	/* made once, by the room's first thread */

static const enum facet_join joins[NF_N]; /* FACET_ANY everywhere: values of one facet are «или» */

/* ---- loading ------------------------------------------------------------------ */

/* Rules are often equal: each text is parsed once. */
struct rule_slot { struct str text; struct rule rule; struct rule_slot *next; };
#define RULE_BUCKETS 8192

struct loader {
	struct arena *a, *scratch;
	struct nav_index *ix;
	const struct places_index *places;
	struct match_places finder;
	struct rule_slot *rules[RULE_BUCKETS];
	VEC(struct nav_row) rows;
	VEC(struct match_measure) measures;
	VEC(int64_t) perimeter;
	size_t at;		/* the row that the walk over places has come to */
	struct entry_ord { int64_t entry; uint32_t ord; } *by_entry;	/* sorted */
	enum err err;
};

static enum err
find_place(void *ctx, struct arena *a, struct str code, struct match_place *ret)
{
	const struct places_index *x = ctx;
	int at = places_by_code(x, code), now[32];
	int64_t *ids;
	size_t n;

	if (at < 0)
		return E_NOT_FOUND;
	n = places_now(x, at, now, LEN(now));
	ids = arena_array(a, int64_t, n ? n : 1);
	if (ids == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < n; i++)
		ids[i] = x->p[now[i]].id;
	*ret = (struct match_place){ ids, n, x->p[at].name };
	return OK;
}

struct match_places
nav_places(const struct places_index *ix)
{
	return (struct match_places){ find_place, (void *)(uintptr_t)ix };
}

static enum err
rule_of(struct loader *l, struct str text, struct rule *ret)
{
	struct rule_slot **at = &l->rules[str_hash(text) % RULE_BUCKETS], *s;
	struct rule_problems problems = { 0 };
	enum err e;

	for (s = *at; s; s = s->next) {
		if (str_eq(s->text, text)) {
			*ret = s->rule;
			return OK;
		}
	}
	s = arena_make(l->a, struct rule_slot);
	if (s == NULL)
		return E_NOMEM;
	s->text = str_dup(l->a, text);
	e = rule_parse(l->a, s->text, &l->finder, false, &s->rule, &problems);
	if (e == E_INPUT) { /* a rule stored by an older program: it tells nobody yes */
		static const char never[] = "{\"none\":[{\"field\":\"applicant\",\"op\":\"in\","
		    "\"value\":[\"municipality\",\"institution\",\"tos\",\"ngo\",\"business\","
		    "\"resident\"]}]}";

		log_line(LOG_WARN, "bad_rule", "rule=%.*s", FMT(text));
		e = rule_parse(l->a, str_c(never), &l->finder, false, &s->rule, &problems);
	}
	TRY(e);
	s->next = *at;
	*at = s;
	*ret = s->rule;
	return OK;
}

static int64_t
newest_first(int64_t updated, int64_t id)
{
	return updated * 64 + (id & 63);
}

/* Open ones by deadline, then without one, then those to open, then the closed, latest first. */
static int64_t
deadline_key(struct opt_int opens, struct opt_int closes, int32_t today)
{
	const int64_t step = 1 << 24;

	switch (status_of(opens, closes, today)) {
	case NAV_ONGOING: return step;
	case NAV_UPCOMING: return 2 * step + opens.v;
	case NAV_CLOSED: return 3 * step + (today - closes.v);
	default: return closes.v - today;
	}
}

static enum err
deadline_values(struct loader *l, uint32_t ord, struct opt_int opens, struct opt_int closes)
{
	static const int bands[] = { 7, 30, 90 };
	struct facet_set *f = l->ix->facets;
	int64_t left = closes.v - l->ix->today;

	(void)opens;
	if (!closes.has)
		return facet_value(f, ord, NF_DEADLINE, 5);
	if (left < 0)
		return facet_value(f, ord, NF_DEADLINE, 6);
	if (left > 90)
		return facet_value(f, ord, NF_DEADLINE, 4);
	for (size_t i = 0; i < LEN(bands); i++)
		if (left <= bands[i])
			TRY(facet_value(f, ord, NF_DEADLINE, (uint32_t)i + 1));
	return OK;
}

static enum err
mask_values(struct loader *l, uint32_t ord, int facet, int64_t mask)
{
	for (uint32_t k = 0; k < 16; k++)
		if (mask >> k & 1)
			TRY(facet_value(l->ix->facets, ord, facet, k + 1));
	return OK;
}

static enum err
put_facets(struct loader *l, uint32_t ord, const struct q_light *m)
{
	struct facet_set *f = l->ix->facets;
	int status = status_of(m->opens, m->closes, l->ix->today);

	/* «скоро закроется» is open too */
	TRY(facet_value(f, ord, NF_STATUS, (uint32_t)status));
	if (status == NAV_SOON)
		TRY(facet_value(f, ord, NF_STATUS, NAV_OPEN));
	TRY(facet_value(f, ord, NF_LEVEL, (uint32_t)m->level));
	TRY(facet_value(f, ord, NF_MONEY, (uint32_t)m->money));
	TRY(facet_value(f, ord, NF_BACKER, (uint32_t)m->backer));
	TRY(facet_value(f, ord, NF_RECURRENCE, (uint32_t)m->recurrence));
	TRY(facet_value(f, ord, NF_AMOUNT, (uint32_t)amount_band(m->amount_min, m->amount_max)));
	TRY(facet_value(f, ord, NF_COFIN, (uint32_t)cofin_band(m->cofin_min, m->cofin_max)));
	TRY(mask_values(l, ord, NF_APPLICANT, m->applicants));
	TRY(mask_values(l, ord, NF_STAGE, m->stages));
	TRY(deadline_values(l, ord, m->opens, m->closes));
	TRY(facet_sort(f, ord, NS_DEADLINE, deadline_key(m->opens, m->closes, l->ix->today)));
	TRY(facet_sort(f, ord, NS_AMOUNT, m->amount_max.has ? m->amount_max.v : m->amount_min.v));
	l->ix->n_open += status == NAV_OPEN || status == NAV_SOON || status == NAV_ONGOING;
	return facet_sort(f, ord, NS_NEWEST, newest_first(m->updated, m->id.v));
}

static enum err
load_one(void *ctx, const struct q_light *m)
{
	struct loader *l = ctx;
	struct match_measure mm = { .id = m->entry.v, .applicants = (uint64_t)m->applicants };
	struct nav_row row = { .id = m->id.v, .entry = m->entry.v, .level = (uint8_t)m->level,
		.money = (uint8_t)m->money, .closes = m->closes, .opens = m->opens };
	uint32_t ord;

	TRY(facet_item(l->ix->facets, m->entry.v, &ord));
	TRY(rule_of(l, m->rule, &mm.rule));
	TRY(put_facets(l, ord, m));
	TRY(VEC_PUSH(l->a, &l->measures, mm));
	return VEC_PUSH(l->a, &l->rows, row);
}

/* Rows come by measure: both lists are walked together. */
static struct nav_row *
row_of(struct loader *l, int64_t measure)
{
	while (l->at < l->rows.n && l->rows.p[l->at].id < measure)
		l->at++;
	return l->at < l->rows.n && l->rows.p[l->at].id == measure ? &l->rows.p[l->at] : NULL;
}

static enum err
load_place(void *ctx, const struct q_light_places *p)
{
	struct loader *l = ctx;
	struct nav_row *row = row_of(l, p->measure.v);

	if (row == NULL)
		return OK;
	if (row->place_n == 0)
		row->place_at = (uint32_t)l->perimeter.n;
	row->place_n++;
	return VEC_PUSH(l->a, &l->perimeter, p->place);
}

static int
cmp_entry(const void *a, const void *b)
{
	const struct entry_ord *x = a, *y = b;

	return (x->entry > y->entry) - (x->entry < y->entry);
}

/* Which ordinal an entry has, before the set is built. */
static enum err
sort_entries(struct loader *l)
{
	l->by_entry = arena_array(l->a, struct entry_ord, l->rows.n + 1);
	if (l->by_entry == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < l->rows.n; i++)
		l->by_entry[i] = (struct entry_ord){ l->rows.p[i].entry, (uint32_t)i };
	qsort(l->by_entry, l->rows.n, sizeof *l->by_entry, cmp_entry);
	return OK;
}

static enum err
load_topic(void *ctx, const struct q_light_topics *t)
{
	struct loader *l = ctx;
	const struct topic *topic = nav_topic_id(l->ix, t->topic);
	const struct entry_ord key = { t->entry.v, 0 }, *at = bsearch(&key, l->by_entry, l->rows.n,
	    sizeof key, cmp_entry);
	uint32_t ord;

	if (at == NULL)
		return OK; /* a draft's */
	ord = at->ord;
	/* a topic counts for its parent too */
	if (topic != NULL && topic->parent != 0)
		TRY(facet_value(l->ix->facets, ord, NF_TOPIC, (uint32_t)topic->parent));
	return facet_value(l->ix->facets, ord, NF_TOPIC, (uint32_t)t->topic);
}

/* ---- territories of the measures ------------------------------------------------------ */

static uint32_t
perimeter_no(struct nav_index *ix, int64_t place)
{
	for (size_t i = 0; i < ix->n_perimeters; i++)
		if (ix->perimeters[i].place == place)
			return (uint32_t)i + 1;
	ix->perimeters[ix->n_perimeters].place = place;
	return (uint32_t)++ix->n_perimeters;
}

/* A district gives all of its regions; anything below a region gives that region. */
static enum err
region_values(struct loader *l, uint32_t ord, int at)
{
	const struct places_index *x = l->places;

	if (at < 0)
		return OK;
	if (x->p[at].region >= 0)
		return facet_value(
		    l->ix->facets, ord, NF_REGION, (uint32_t)x->p[x->p[at].region].id);
	for (size_t i = 0; i < x->regions.n; i++)
		if (places_within(x, x->regions.p[i], at))
			TRY(facet_value(
			    l->ix->facets, ord, NF_REGION, (uint32_t)x->p[x->regions.p[i]].id));
	return OK;
}

static enum err
put_perimeters(struct loader *l)
{
	struct nav_index *ix = l->ix;

	ix->perimeters = arena_array(l->a, struct nav_perimeter, l->perimeter.n + 1);
	TRY(ix->perimeters ? OK : E_NOMEM);
	for (size_t i = 0; i < l->rows.n; i++) {
		const struct nav_row *r = &l->rows.p[i];

		if (r->place_n == 0) {
			TRY(facet_value(ix->facets, (uint32_t)i, NF_REGION, 0));
			TRY(facet_value(ix->facets, (uint32_t)i, NF_PERIMETER, 0));
		}
		for (uint32_t k = 0; k < r->place_n; k++) {
			int64_t place = l->perimeter.p[r->place_at + k];

			TRY(facet_value(
			    ix->facets, (uint32_t)i, NF_PERIMETER, perimeter_no(ix, place)));
			TRY(region_values(l, (uint32_t)i, places_by_id(l->places, place)));
		}
	}
	return OK;
}

/* ---- names ------------------------------------------------------------------------------ */

static enum err
load_names(struct db *db, struct nav_index *ix)
{
	struct q_backers_rows b;
	struct topics t;

	TRY(q_backers(db, ix->arena, &b));
	TRY(topics_all(db, ix->arena, &t));
	ix->backers = arena_array(ix->arena, struct nav_name, b.n + 1);
	if (ix->backers == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < b.n; i++)
		if ((size_t)b.p[i].id >= ix->n_backer_at)
			ix->n_backer_at = (size_t)b.p[i].id + 1;
	ix->backer_at = arena_array(ix->arena, uint32_t, ix->n_backer_at + 1);
	if (ix->backer_at == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < b.n; i++) {
		ix->backers[ix->n_backers++] = (struct nav_name){ b.p[i].id, b.p[i].name };
		ix->backer_at[b.p[i].id] = (uint32_t)ix->n_backers;
	}
	ix->topics = t.p;
	ix->n_topics = t.n;
	return OK;
}

struct str
nav_backer(const struct nav_index *ix, int64_t id)
{
	uint32_t at = id >= 0 && (size_t)id < ix->n_backer_at ? ix->backer_at[id] : 0;

	return at > 0 ? ix->backers[at - 1].name : S("");
}

const struct topic *
nav_topic_id(const struct nav_index *ix, int64_t id)
{
	for (size_t i = 0; i < ix->n_topics; i++)
		if (ix->topics[i].id == id)
			return &ix->topics[i];
	return NULL;
}

const struct topic *
nav_topic(const struct nav_index *ix, struct str code)
{
	for (size_t i = 0; i < ix->n_topics; i++)
		if (str_eq(ix->topics[i].code, code))
			return &ix->topics[i];
	return NULL;
}

/* ---- the snapshot --------------------------------------------------------------------------- */

static void
index_free(void *data)
{
	struct nav_index *ix = data;

	facet_free(ix->facets);
	match_set_free(ix->set);
	arena_free(ix->arena);
}

static enum err
fill(struct loader *l, struct db *db)
{
	struct nav_index *ix = l->ix;

	TRY(facet_new(NF_N, joins, NS_N, &ix->facets));
	TRY(load_names(db, ix));
	TRY(q_light(db, load_one, l));
	l->at = 0;
	TRY(q_light_places(db, load_place, l));
	TRY(sort_entries(l));
	TRY(q_light_topics(db, ENTRY_MEASURE, load_topic, l));
	TRY(put_perimeters(l));
	ix->rows = l->rows.p;
	ix->n = l->rows.n;
	ix->places = l->perimeter.p;
	ix->n_places = l->perimeter.n;
	TRY(facet_build(ix->facets));
	return match_set_build(l->measures.p, l->measures.n, &ix->set);
}

/* The loader is given the places through the thread that asks: a snapshot in a snapshot. */
static _Thread_local const struct places_index *loading_places;

static enum err
load(struct db *db, int64_t key, void **ret, void (**ret_free)(void *))
{
	struct arena *a = arena_new(INDEX_ARENA);
	struct loader *l = a ? arena_make(a, struct loader) : NULL;
	int64_t start = time_mono_us();
	enum err e;

	if (l == NULL || (l->ix = arena_make(a, struct nav_index)) == NULL) {
		arena_free(a);
		return E_NOMEM;
	}
	l->a = l->ix->arena = a;
	l->ix->key = key;
	l->ix->today = (int32_t)(key & ((1 << DAY_BITS) - 1));
	l->places = loading_places;
	l->finder = nav_places(loading_places);
	e = fill(l, db);
	if (e != OK) {
		index_free(l->ix);
		return e;
	}
	log_line(LOG_INFO, "measures_loaded", "n=%zu rules=%zu ms=%lld", l->ix->n,
	    match_set_nodes(l->ix->set), (long long)((time_mono_us() - start) / 1000));
	*ret = l->ix;
	*ret_free = index_free;
	return OK;
}

/* The room's thread_open: the snapshot's slot is made before threads race for it. */
enum err
nav_open(struct web_thread *th, void **ret)
{
	static int once;

	(void)th;
	if (__atomic_exchange_n(&once, 1, __ATOMIC_ACQ_REL) == 0)
		__atomic_store_n(&snap, snap_new(load), __ATOMIC_RELEASE);
	while (__atomic_load_n(&snap, __ATOMIC_ACQUIRE) == NULL)
		; /* another thread is just making it */
	return list_cache_new(ret);
}

enum err
nav_get(struct web_thread *th, const struct nav_index **ret)
{
	int64_t own, places;
	void *data;
	int32_t today = day_of(time_now(), (int)thread_portal(th)->set->time_zone);

	TRY(version_get(th, "navigator", &own));
	TRY(version_get(th, "places", &places));
	TRY(places_get(th, &loading_places));
	/* both versions and the day in one number */
	TRY(snap_get(snap, th, ((own * 31 + places) << DAY_BITS) | today, &data));
	*ret = data;
	return OK;
}
