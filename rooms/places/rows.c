/* rows.c - places as rows of tables, and the place an address names. */
#include "places/rows.h"

#include "gen/places/u.h"

struct str
places_people(const struct ui *ui, const struct place *p)
{
	return p->population.has ? ui_num(ui, p->population.v) : S("");
}

/* «г. Иваново» is not broken across lines. */
struct str
places_tied(struct arena *a, struct str center)
{
	ptrdiff_t at = str_find(center, S(". "));

	return at < 0 ? center :
			str_fmt(a, "%.*s.\xC2\xA0%.*s", (int)at, center.p,
			    (int)(center.n - (size_t)at - 2), center.p + at + 2);
}

/* Where it lies, from near to far: the district of a settlement, then the region. */
static struct str
where(struct req *rq, const struct places_index *x, const struct place *p)
{
	struct str region = p->region >= 0 ? x->p[p->region].name : S("");

	if (p->level == PLACE_SETTLEMENT && p->parent >= 0)
		return str_fmt(rq->arena, "%.*s, %.*s", FMT(x->p[p->parent].name), FMT(region));
	if (p->level == PLACE_REGION)
		return p->district >= 0 ? x->p[p->district].name : S("");
	return region;
}

struct place_row
places_row(struct req *rq, const struct places_index *x, int place)
{
	const struct place *p = &x->p[place];
	struct place_row r = {
		.name = p->level == PLACE_MUNI || p->level == PLACE_SETTLEMENT ? p->short_name :
										 p->name,
		.url = url_places_show(rq->arena, p->code),
		.code = p->code,
		.kind = str_c(place_kind_name(p->kind, rq->ui.lang)),
		.where = where(rq, x, p),
		.population = places_people(&rq->ui, p),
		.center = places_tied(rq->arena, p->center),
		.former = !p->now,
	};

	if (r.former)
		r.note = trf(&rq->ui, "упразднён в %1",
		    str_fmt(rq->arena, "%lld", (long long)p->valid_to.v));
	return r;
}

enum err
places_hit_rows(struct req *rq, const struct places_index *x, const struct places_found *f,
    struct place_rows *ret)
{
	ret->p = arena_array(rq->arena, struct place_row, f->n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (ret->n = 0; ret->n < f->n; ret->n++)
		ret->p[ret->n] = places_row(rq, x, f->p[ret->n].place);
	return OK;
}

enum err
places_int_rows(struct req *rq, const struct places_index *x, const int *p, size_t n,
    struct place_rows *ret)
{
	ret->p = arena_array(rq->arena, struct place_row, n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (ret->n = 0; ret->n < n; ret->n++)
		ret->p[ret->n] = places_row(rq, x, p[ret->n]);
	return OK;
}

enum err
places_of_path(struct req *rq, const struct places_index **ret_x, int *ret)
{
	int at;

	TRY(places_get(rq->th, ret_x));
	at = places_by_code(*ret_x, req_param(rq, 0));
	if (at < 0)
		return E_NOT_FOUND;
	*ret = at;
	return OK;
}

void
places_crumbs(struct req *rq, const struct places_index *x, int place, bool linked,
    struct page *page)
{
	int up[PLACES_DEPTH], n = 0, at = place;

	/* the country is the room itself; a district of seven levels does not fit and is dropped */
	for (; at >= 0 && n < PLACES_DEPTH && x->p[at].level != PLACE_COUNTRY; at = x->p[at].parent)
		up[n++] = at;
	page->crumbs[page->n_crumbs++] = (struct crumb){ tr(&rq->ui, "Территории"), S("/places") };
	for (int i = n - 1; i >= 0 && page->n_crumbs < (int)LEN(page->crumbs); i--) {
		const struct place *p = &x->p[up[i]];
		bool last = i == 0 && !linked;

		if (p->level == PLACE_DISTRICT && n > 3)
			continue;
		page->crumbs[page->n_crumbs++] = (struct crumb){
			p->level >= PLACE_MUNI ? p->short_name : p->name,
			last ? S("") : url_places_show(rq->arena, p->code) };
	}
}
