/* below.c - what lies within a place: sorted, by pages, with the former ones on demand. */
#include <stdlib.h>

#include "gen/places/u.h"
#include "places/rows.h"

#define PAGE 50

static int
by_population(const void *a, const void *b, void *ctx)
{
	const struct places_index *x = ctx;
	const struct place *p = &x->p[*(const int *)a], *r = &x->p[*(const int *)b];

	if (p->population.has != r->population.has)
		return p->population.has ? -1 : 1;
	if (p->population.v != r->population.v)
		return p->population.v > r->population.v ? -1 : 1;
	return str_cmp(p->code, r->code);
}

static struct str
title_of(const struct ui *ui, const struct place *p)
{
	switch (p->level) {
	case PLACE_COUNTRY: return tr(ui, "Федеральные округа и регионы");
	case PLACE_DISTRICT: return tr(ui, "Регионы");
	case PLACE_REGION: return tr(ui, "Муниципалитеты");
	case PLACE_MUNI:
	case PLACE_SETTLEMENT: break;
	}
	return tr(ui, "Поселения");
}

/* The page's own address with these choices. */
static struct str
link_of(struct req *rq, struct str code, bool by_pop, bool former, int64_t page)
{
	struct buf b;
	char sep = '?';

	buf_init(&b, rq->arena, 400);
	buf_put(&b, url_places_show(rq->arena, code));
	if (by_pop) {
		buf_fmt(&b, "%csort=population", sep);
		sep = '&';
	}
	if (former) {
		buf_fmt(&b, "%cformer=1", sep);
		sep = '&';
	}
	if (page > 0)
		buf_fmt(&b, "%cpage=%lld", sep, (long long)page);
	buf_putz(&b, "#below");
	return buf_str(&b);
}

enum err
places_below(struct req *rq, const struct places_index *x, int at, struct below *ret)
{
	const struct place *p = &x->p[at];
	struct below b = { .title = title_of(&rq->ui, p),
		.by_population = str_is(req_query(rq, "sort"), "population"),
		.with_former = str_is(req_query(rq, "former"), "1") || !p->now };
	int *kids = arena_array(rq->arena, int, p->kids.n + 1);
	int64_t page, n = 0, pages;

	if (kids == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < p->kids.n; i++) {
		bool now = x->p[p->kids.p[i]].now;

		b.former += !now && p->now;
		if (now || b.with_former)
			kids[n++] = p->kids.p[i];
	}
	if (b.by_population && n > 0)
		qsort_r(kids, (size_t)n, sizeof *kids, by_population, (void *)(uintptr_t)x);
	pages = n > 0 ? (n - 1) / PAGE : 0;
	page = req_query_int(rq, "page", 0, 0, 100000);
	page = page > pages ? pages : page;
	b.total = n;
	b.from = page * PAGE + 1;
	b.to = page * PAGE + PAGE < n ? page * PAGE + PAGE : n;
	b.url_name = link_of(rq, p->code, false, b.with_former, 0);
	b.url_population = link_of(rq, p->code, true, b.with_former, 0);
	b.url_former = link_of(rq, p->code, b.by_population, !b.with_former, 0);
	b.url_csv = url_places_export_below(rq->arena, p->code);
	if (page > 0)
		b.url_prev = link_of(rq, p->code, b.by_population, b.with_former, page - 1);
	if (page < pages)
		b.url_next = link_of(rq, p->code, b.by_population, b.with_former, page + 1);
	*ret = b;
	return places_int_rows(
	    rq, x, kids + page * PAGE, (size_t)(n > 0 ? b.to - b.from + 1 : 0), &ret->rows);
}
