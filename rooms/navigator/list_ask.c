/* list_ask.c - a filter's answer: what fits, what the words find, in which order, how many. */
#include "navigator/list.h"

#define RANKED_HITS 100	/* best matches of the words; further ones follow by deadline */

static void
bits_end(void *bits)
{
	facet_bits_free(bits);
}

static enum err
bits_new(struct nav_listing *l, struct facet_bits **ret)
{
	struct facet_bits *b;

	TRY(facet_bits_new(l->ix->facets, &b));
	if (arena_defer(l->rq->arena, bits_end, b) != OK) {
		facet_bits_free(b);
		return E_NOMEM;
	}
	*ret = b;
	return OK;
}

/* ---- one municipality --------------------------------------------------------- */

/* Best first: the score is small, so one pass of counting sorts. Newer ones first in a tie. */
static enum err
rank_by_fit(struct nav_listing *l)
{
	uint32_t at[1002] = { 0 };

	l->ranked = arena_array(l->rq->arena, uint32_t, l->ix->n + 1);
	if (l->ranked == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < l->ix->n; i++)
		at[1001 - l->match.scores[i]]++; /* better than the next score */
	for (size_t s = 1; s < LEN(at); s++)
		at[s] += at[s - 1];
	for (size_t i = l->ix->n; i-- > 0;)
		l->ranked[at[1000 - l->match.scores[i]]++] = (uint32_t)i;
	l->n_ranked = l->ix->n;
	return OK;
}

static enum err
open_place(struct nav_listing *l, const struct nav_filter *f)
{
	struct req *rq = l->rq;

	TRY(nav_passport(rq->th, rq->arena, f->place, &l->passport));
	TRY(nav_match(rq->th, rq->arena, l->ix, &l->passport, l->applicant, &l->match));
	TRY(nav_perimeters(rq->th, rq->arena, l->ix, f->place, &l->perimeters, &l->n_perimeters));
	for (int v = MATCH_NO; v <= MATCH_YES; v++)
		TRY(bits_new(l, &l->verdicts[v]));
	for (size_t i = 0; i < l->ix->n; i++)
		facet_bits_add(l->verdicts[l->match.results[i].verdict], (uint32_t)i);
	l->matched = true;
	return nav_order_of(f) == NO_FIT ? rank_by_fit(l) : OK;
}

/* ---- words -------------------------------------------------------------------------- */

static enum err
rank_by_words(struct nav_listing *l, const struct search_ask *ask)
{
	struct search_ask best = *ask;
	struct search_hits hits;

	best.limit = RANKED_HITS;
	TRY(search_ask(req_search(l->rq), l->rq->db, l->rq->arena, &best, &hits));
	l->ranked = arena_array(l->rq->arena, uint32_t, hits.n + 1);
	if (l->ranked == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < hits.n; i++) {
		uint32_t ord;

		if (facet_ord(l->ix->facets, hits.p[i].entry, &ord))
			l->ranked[l->n_ranked++] = ord;
	}
	return OK;
}

static enum err
open_words(struct nav_listing *l, const struct nav_filter *f)
{
	struct search_ask ask = { .q = f->q, .kinds = ENTRY_MEASURE, .exact = f->exact,
		.viewer = l->rq->viewer ? l->rq->viewer->id.v : 0 };
	enum err e = search_ids(
	    req_search(l->rq), l->rq->db, l->rq->arena, &ask, l->ix->n + 1, &l->found);

	if (e == E_INPUT) { /* «???»: the whole list, and a note */
		l->no_words = true;
		return OK;
	}
	TRY(e);
	TRY(bits_new(l, &l->text));
	for (size_t i = 0; i < l->found.n; i++) {
		uint32_t ord;

		if (facet_ord(l->ix->facets, l->found.p[i].entry, &ord))
			facet_bits_add(l->text, ord);
	}
	l->searched = true;
	return nav_order_of(f) == NO_RELEVANCE ? rank_by_words(l, &ask) : OK;
}

enum err
nav_listing_open(struct req *rq, const struct nav_filter *f, struct nav_listing *ret)
{
	*ret = (struct nav_listing){ .rq = rq, .ix = f->ix,
		.applicant = (uint64_t)1 << (f->as - 1) };
	if (f->place_at >= 0)
		TRY(open_place(ret, f));
	return f->q.n > 0 ? open_words(ret, f) : OK;
}

/* ---- asking --------------------------------------------------------------------------- */

static void
put_order(const struct nav_listing *l, const struct nav_filter *f, struct facet_ask *ask)
{
	switch (nav_order_of(f)) {
	case NO_FIT:
	case NO_RELEVANCE:
		ask->sort = l->ranked != NULL ? -1 : NS_DEADLINE;
		ask->ranked = l->ranked;
		ask->n_ranked = l->n_ranked;
		break;
	case NO_AMOUNT:
		ask->sort = NS_AMOUNT;
		ask->descending = true;
		break;
	case NO_NEWEST:
		ask->sort = NS_NEWEST;
		ask->descending = true;
		break;
	case NO_DEFAULT:
	case NO_DEADLINE:
	case NO_N: ask->sort = NS_DEADLINE; break;
	}
}

enum err
nav_listing_ask(struct nav_listing *l, const struct nav_filter *f, uint32_t skip, uint32_t limit,
    struct facet_answer *ret)
{
	struct facet_extra extra[3];
	struct facet_pick picks[NF_N + 1];
	uint32_t region[NAV_VALUES + 1];
	struct facet_ask ask = { .picks = picks, .extra = extra, .skip = skip, .limit = limit };
	const struct facet_bits *within[2];

	for (int k = 0; k < NF_N; k++)
		if (f->picks[k].n > 0 && (k != NF_VERDICT || l->matched))
			picks[ask.n_picks++] =
			    (struct facet_pick){ k, f->picks[k].v, f->picks[k].n };
	for (size_t i = 0; i < ask.n_picks; i++) {
		if (picks[i].facet != NF_REGION)
			continue;
		region[0] = 0; /* what the whole country has, the region has too */
		memcpy(region + 1, picks[i].values, picks[i].n * sizeof *region);
		picks[i].values = region;
		picks[i].n++;
	}
	if (l->matched && f->place_at >= 0) {
		picks[ask.n_picks++] = (struct facet_pick){ NF_PERIMETER, l->perimeters,
			l->n_perimeters };
		for (uint32_t v = MATCH_NO; v <= MATCH_YES; v++)
			extra[ask.n_extra++] =
			    (struct facet_extra){ NF_VERDICT, v, l->verdicts[v] };
	}
	ask.within = within;
	if (l->searched && f->q.n > 0)
		within[ask.n_within++] = l->text;
	if (l->only != NULL)
		within[ask.n_within++] = l->only;
	put_order(l, f, &ask);
	return facet_ask(l->ix->facets, l->rq->arena, &ask, ret);
}

enum err
nav_listing_cards(struct nav_listing *l, const uint32_t *ords, size_t n,
    struct navigator_cards *ret)
{
	return nav_cards(l->rq, l->ix, ords, n, l->matched ? &l->match : NULL,
	    l->matched ? &l->passport : NULL, l->applicant, ret);
}
