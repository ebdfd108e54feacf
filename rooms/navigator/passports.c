/* passports.c - what rules ask of a municipality, and all measures against one or all. */
#include "navigator/index.h"

/* Of the tree and of what its administrator filled; a value that no longer parses is unknown. */
static enum err
fill_passport(const struct places_index *x, int at, struct arena *a, struct passport *ret)
{
	*ret = (struct passport){ .name = x->p[at].name };
	for (int up = at; up >= 0 && ret->n_places < MATCH_CHAIN; up = x->p[up].parent)
		ret->places[ret->n_places++] = x->p[up].id;
	for (int f = 0; f < MF_N; f++) {
		struct str bad, v;
		enum err e;

		if (match_fields[f].type == MT_TERRITORY || f == MF_applicant)
			continue;
		v = places_value(x, at, match_fields[f].code, a, NULL);
		if (v.p == NULL || v.n == 0)
			continue;
		e = passport_set(a, ret, (enum match_field)f, v, false, &bad);
		if (e != OK && e != E_INPUT)
			return e;
	}
	return OK;
}

enum err
nav_passport(struct web_thread *th, struct arena *a, struct str code, struct passport *ret)
{
	const struct places_index *x;
	int at, now[1];

	TRY(places_get(th, &x));
	at = places_by_code(x, code);
	if (at < 0)
		return E_NOT_FOUND;
	if (!x->p[at].now && places_now(x, at, now, 1) == 1)
		at = now[0];
	return fill_passport(x, at, a, ret);
}

enum err
nav_passports(struct web_thread *th, struct arena *a, struct passport **ret,
    struct nav_muni **ret_munis, size_t *ret_n)
{
	const struct places_index *x;
	size_t n = 0, cap;

	TRY(places_get(th, &x));
	cap = (size_t)x->n_municipalities;
	*ret = arena_array(a, struct passport, cap + 1);
	*ret_munis = arena_array(a, struct nav_muni, cap + 1);
	if (*ret == NULL || *ret_munis == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < x->n && n < cap; i++) {
		const struct place *p = &x->p[i];

		if (p->level != PLACE_MUNI || !p->now)
			continue;
		TRY(fill_passport(x, (int)i, a, &(*ret)[n]));
		(*ret_munis)[n++] = (struct nav_muni){ p->code, p->name,
			p->region >= 0 ? x->p[p->region].name : S(""), p->population.v };
	}
	*ret_n = n;
	return OK;
}

/* A perimeter named by a former code stands for what came after it. */
static bool
meets(const struct places_index *x, int at, int perimeter)
{
	int now[32];
	size_t n = places_now(x, perimeter, now, LEN(now));

	for (size_t i = 0; i < n; i++)
		if (places_within(x, at, now[i]) || places_within(x, now[i], at))
			return true;
	return false;
}

/* Has the measure to do with this municipality at all? Its perimeters hold it or lie in it. */
static bool
reaches(const struct nav_index *ix, const struct nav_row *r, const struct places_index *x, int at)
{
	if (r->place_n == 0)
		return true;
	for (uint32_t k = 0; k < r->place_n; k++) {
		int p = places_by_id(x, ix->places[r->place_at + k]);

		if (p >= 0 && meets(x, at, p))
			return true;
	}
	return false;
}

static enum match_level
level_of(uint8_t level)
{
	return level == 1 ? LEVEL_FEDERAL : level == 2 ? LEVEL_REGION : LEVEL_LOCAL;
}

static int
days_left(const struct nav_index *ix, const struct nav_row *r)
{
	return r->closes.has ? (int)(r->closes.v - ix->today) : MATCH_NO_DEADLINE;
}

enum err
nav_match(struct web_thread *th, struct arena *a, const struct nav_index *ix,
    const struct passport *p, uint64_t applicant, struct nav_match *ret)
{
	const struct places_index *x;
	int at;

	TRY(places_get(th, &x));
	at = p->n_places > 0 ? places_by_id(x, p->places[0]) : -1;
	ret->n = ix->n;
	ret->results = arena_array(a, struct match_result, ix->n + 1);
	ret->scores = arena_array(a, int16_t, ix->n + 1);
	if (ret->results == NULL || ret->scores == NULL)
		return E_NOMEM;
	TRY(match_one(ix->set, a, p, applicant, ret->results));
	for (size_t i = 0; i < ix->n; i++) {
		struct match_result *r = &ret->results[i];

		if (at >= 0 && !reaches(ix, &ix->rows[i], x, at))
			*r = (struct match_result){ MATCH_NO, 0, r->total };
		ret->scores[i] = (int16_t)match_score(r->verdict, r->met, r->total,
		    level_of(ix->rows[i].level), days_left(ix, &ix->rows[i]));
	}
	return OK;
}

enum err
nav_perimeters(struct web_thread *th, struct arena *a, const struct nav_index *ix,
    struct str place_code, uint32_t **ret, size_t *ret_n)
{
	const struct places_index *x;
	uint32_t *v = arena_array(a, uint32_t, ix->n_perimeters + 1);
	size_t n = 0;
	int at, now[1];

	TRY(places_get(th, &x));
	at = places_by_code(x, place_code);
	if (at < 0)
		return E_NOT_FOUND;
	if (v == NULL)
		return E_NOMEM;
	if (!x->p[at].now && places_now(x, at, now, 1) == 1)
		at = now[0];
	v[n++] = 0; /* the whole country */
	for (size_t i = 0; i < ix->n_perimeters; i++) {
		int p = places_by_id(x, ix->perimeters[i].place);

		if (p >= 0 && meets(x, at, p))
			v[n++] = (uint32_t)i + 1;
	}
	*ret = v;
	*ret_n = n;
	return OK;
}
