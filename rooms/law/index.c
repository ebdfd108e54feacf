/* index.c - acts and their editions as one immutable snapshot; names by which texts cite them. */
#include <pthread.h>

#include "calendar/calendar.h"
#include "gen/law/q.h"
#include "law/law_impl.h"
#include "text/text.h"

#define INDEX_BYTES (256 * MiB)

const struct law_kind_info law_kinds[LAW_KINDS] = {
#define KIND(code, ru, of, en) { #code, ru, of, en },
#include "law/kinds.def"
#undef KIND
};

struct load {
	struct arena *arena;
	struct law_index x;
	VEC(struct law_act) acts;
	VEC(struct law_edition) editions;
	VEC(int64_t) of;	/* of an edition: its act */
};

/* The one snapshot of the process. */
static struct snap *shared;
static pthread_once_t once = PTHREAD_ONCE_INIT;

int
law_kind_find(struct str code)
{
	for (int i = 0; i < LAW_KINDS; i++)
		if (str_is(code, law_kinds[i].code) || str_is(code, law_kinds[i].ru))
			return i;
	return -1;
}

/* ---- loading ---------------------------------------------------------------------- */

static enum err
dup_all(struct arena *a, struct str *const *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		*s[i] = str_dup(a, *s[i]);
		if (s[i]->p == NULL)
			return E_NOMEM;
	}
	return OK;
}

static enum err
act_row(void *ctx, const struct q_acts_all *r)
{
	struct load *l = ctx;
	int kind = law_kind_find(r->kind);
	struct law_act act = { .id = r->id.v, .entry = r->entry.has ? r->entry.v : 0,
		.key = r->key, .code = r->code, .number = r->number, .title = r->title,
		.shrt = r->shrt, .kind = kind < 0 ? LAW_inoe : (enum law_kind)kind,
		.level = (enum law_level)r->level, .adopted = (int32_t)r->adopted,
		.place = r->place.has ? r->place.v : 0, .see = (int)r->see, .digest = r->digest,
		.names = r->points ? TREE_POINTS : TREE_PARTS, .repealed = r->repealed };

	TRY(dup_all(l->arena,
	    (struct str *const[]){ &act.key, &act.code, &act.number, &act.title, &act.shrt }, 5));
	law_name(l->arena, act.kind, act.number, act.title, act.adopted, &act.full);
	act.ref = law_name_of(l->arena, act.kind, act.full, act.shrt);
	return act.full.p && act.ref.p ? VEC_PUSH(l->arena, &l->acts, act) : E_NOMEM;
}

static enum err
edition_row(void *ctx, const struct q_editions_all *r)
{
	struct load *l = ctx;
	struct law_edition e = { .id = r->id.v, .since = (int32_t)r->since, .until = r->until,
		.source = r->source, .note = r->note, .loaded = r->loaded };

	TRY(dup_all(l->arena, (struct str *const[]){ &e.source, &e.note }, 2));
	TRY(VEC_PUSH(l->arena, &l->of, r->act));
	return VEC_PUSH(l->arena, &l->editions, e);
}

/* Editions come by act; acts by number: both go up together. An act without one is left out. */
static void
join(struct load *l)
{
	size_t at = 0, kept = 0;

	for (size_t i = 0; i < l->acts.n; i++) {
		struct law_act *act = &l->acts.p[i];

		while (at < l->of.n && l->of.p[at] < act->id)
			at++;
		act->editions = &l->editions.p[at];
		while (at < l->of.n && l->of.p[at] == act->id) {
			act->n_editions++;
			at++;
		}
		if (act->n_editions > 0)
			l->acts.p[kept++] = *act;
	}
	l->acts.n = kept;
}

/* Is the act known by its title alone? Of parts of one code the first is. «О правилах
 * благоустройства» of two municipalities are told apart by number and day, or not at all; an act
 * hidden from others changes nothing in what their texts mean. */
static bool
known_by_title(const struct load *l, size_t at)
{
	const struct law_act *act = &l->acts.p[at];

	for (size_t i = 0; i < l->acts.n; i++) {
		const struct law_act *other = &l->acts.p[i];

		if (i == at || !str_eq(other->title, act->title))
			continue;
		if (act->see == SEE_TERRITORY ||
		    (other->see != SEE_TERRITORY && (i < at || other->place != act->place)))
			return false;
	}
	return true;
}

static enum err
add_names(struct load *l)
{
	struct cite_names *names;

	TRY(cite_names_new(l->arena, &names));
	for (size_t i = 0; i < l->acts.n; i++) {
		const struct law_act *act = &l->acts.p[i];
		struct buf day;
		struct cite_act c;

		buf_init(&day, l->arena, 64);
		put_day_iso(&day, act->adopted);
		c = (struct cite_act){ .kind = cite_kind_of(act->full), .shrt = act->shrt,
			.number = act->number, .date = buf_str(&day), .title = act->title };
		/* parts of one code have one title: law_cited takes the first, and whoever
		 * looks for an article looks through law_siblings */
		if (utf8_len(act->title) >= 8 && known_by_title(l, i))
			TRY(cite_names_add(l->arena, names, &c, act->title, act->id));
	}
	l->x.names = names;
	return OK;
}

static enum err
fill(struct load *l, struct db *db)
{
	TRY(q_acts_all(db, act_row, l));
	TRY(q_editions_all(db, edition_row, l));
	join(l);
	TRY(add_names(l));
	l->x.p = l->acts.p;
	l->x.n = l->acts.n;
	return OK;
}

static enum err
load_into(struct arena *a, struct db *db, struct load *l)
{
	enum err e;

	*l = (struct load){ .arena = a };
	TRY(db_read_begin(db));
	e = fill(l, db);
	db_read_end(db);
	return e;
}

static void
load_free(void *data)
{
	struct load *l = data;

	arena_free(l->arena);
}

static enum err
load(struct db *db, int64_t key, void **ret, void (**ret_free)(void *))
{
	struct arena *a = arena_new(INDEX_BYTES);
	struct load *l = a ? arena_make(a, struct load) : NULL;
	enum err e = l ? load_into(a, db, l) : E_NOMEM;

	(void)key;
	if (e != OK) {
		arena_free(a);
		return e;
	}
	*ret = l;
	*ret_free = load_free;
	return OK;
}

enum err
law_load(struct db *db, struct arena *a, struct law_index *ret)
{
	struct load *l = arena_make(a, struct load);

	if (l == NULL)
		return E_NOMEM;
	*l = (struct load){ .arena = a };
	TRY(fill(l, db));
	*ret = l->x;
	return OK;
}

static void
make_snap(void)
{
	shared = snap_new(load);
}

enum err
law_get(struct web_thread *th, const struct law_index **ret)
{
	void *data;
	int64_t key;

	pthread_once(&once, make_snap);
	if (shared == NULL)
		return E_NOMEM;
	TRY(version_get(th, "law", &key));
	TRY(snap_get(shared, th, key, &data));
	*ret = &((const struct load *)data)->x;
	return OK;
}

/* ---- questions -------------------------------------------------------------------- */

const struct law_act *
law_by_key(const struct law_index *x, struct str key)
{
	for (size_t i = 0; i < x->n; i++)
		if (str_eq(x->p[i].key, key))
			return &x->p[i];
	return NULL;
}

const struct law_act *
law_by_id(const struct law_index *x, int64_t id)
{
	size_t lo = 0, hi = x->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (x->p[mid].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < x->n && x->p[lo].id == id ? &x->p[lo] : NULL;
}

/* Number and, when the text says it, date and short name; a number alone only of laws. */
static bool
meant(const struct law_act *act, const struct cite_act *c, struct str number, struct str shrt)
{
	int32_t day;

	if (number.n > 0 && !str_eq(act->number, number))
		return false;
	if (number.n == 0 && (shrt.n == 0 || !str_eq(act->shrt, shrt)))
		return false;
	if (c->date.n > 0)
		return day_parse(c->date, &day) && day == act->adopted;
	return act->level == LAW_FEDERAL && str_ends(act->number, S("ФЗ"));
}

const struct law_act *
law_cited(const struct law_index *x, const struct cite *c)
{
	const struct law_act *found = NULL;
	const struct cite_act *act = c->known != NULL ? c->known : &c->act;

	if (c->known_id != 0)
		return law_by_id(x, c->known_id);
	if (act->number.n == 0 && act->shrt.n == 0)
		return NULL;
	for (size_t i = 0; i < x->n; i++) {
		if (!meant(&x->p[i], act, act->number, act->shrt))
			continue;
		if (found != NULL)
			return NULL; /* several: none is better than the wrong one */
		found = &x->p[i];
	}
	return found;
}

const struct law_edition *
law_on(const struct law_act *act, int32_t day)
{
	const struct law_edition *found = NULL;

	for (size_t i = 0; i < act->n_editions && act->editions[i].since <= day; i++)
		found = &act->editions[i];
	return found;
}

const struct law_edition *
law_shown(const struct law_act *act, int32_t day)
{
	const struct law_edition *e = law_on(act, day);

	return e ? e : &act->editions[0];
}
