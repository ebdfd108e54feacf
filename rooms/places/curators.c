/* curators.c - what a curator answers for. */
#include "places/places.h"

bool
curators_everywhere(const struct req *rq)
{
	return req_may(rq, ROLE_CURATOR, (const int64_t[]){ 0 }, 0);
}

static size_t
chain_of(const struct places_index *x, int at, int64_t chain[PLACES_DEPTH])
{
	size_t n = 0;

	for (; at >= 0 && n < PLACES_DEPTH; at = x->p[at].parent)
		chain[n++] = x->p[at].id;
	return n;
}

enum err
curators_may(struct req *rq, const int64_t *places, size_t n, struct curators_may *ret)
{
	const struct places_index *x;
	int64_t chain[PLACES_DEPTH];

	TRY(places_get(rq->th, &x));
	*ret = (struct curators_may){ curators_everywhere(rq), curators_everywhere(rq) };
	if (n == 0 || ret->publish)
		return OK;
	*ret = (struct curators_may){ true, true };
	for (size_t i = 0; i < n; i++) {
		size_t depth = chain_of(x, places_by_id(x, places[i]), chain);

		ret->edit = ret->edit && req_may(rq, ROLE_REGIONAL_CURATOR, chain, depth);
		ret->publish = ret->publish && req_may(rq, ROLE_CURATOR, chain, depth);
	}
	return OK;
}

struct str
curators_where(struct req *rq, const struct places_index *x)
{
	struct buf b;

	if (curators_everywhere(rq))
		return tr(&rq->ui, "вся страна");
	buf_init(&b, rq->arena, 8 * KiB);
	for (size_t i = 0; i < rq->viewer->n_grants; i++) {
		const struct grant *g = &rq->viewer->grants[i];
		int at = g->role >= ROLE_REGIONAL_CURATOR ? places_by_id(x, g->place) : -1;

		if (at < 0)
			continue;
		if (b.n > 0)
			buf_put(&b, S(", "));
		buf_put(&b, x->p[at].name);
	}
	return b.n > 0 ? buf_str(&b) : S("");
}

int
curators_own(const struct req *rq, const struct places_index *x)
{
	for (size_t i = 0; i < rq->viewer->n_grants && !curators_everywhere(rq); i++) {
		const struct grant *g = &rq->viewer->grants[i];
		int at = g->role >= ROLE_REGIONAL_CURATOR ? places_by_id(x, g->place) : -1;

		if (at >= 0)
			return at;
	}
	return -1;
}

void
curators_sql_with(struct req *rq, struct sql *q)
{
	if (curators_everywhere(rq))
		return;
	sql_put(q, "WITH RECURSIVE mine (id) AS (SELECT id FROM pub_place WHERE id IN (0");
	for (size_t i = 0; i < rq->viewer->n_grants && i < 40; i++)
		if (rq->viewer->grants[i].role >= ROLE_REGIONAL_CURATOR)
			sql_add(q, ", ?", DBV_INT(rq->viewer->grants[i].place));
	sql_put(q, ") UNION SELECT p.id FROM pub_place p JOIN mine ON p.parent = mine.id)");
}

enum err
curators_place(struct req *rq, const struct places_index *x, const char *field, struct str line,
    int *ret)
{
	struct str rest, head = str_cut(line, ' ', &rest);
	struct places_found found = { 0 };
	int at = places_by_code(x, head);

	if (at < 0)
		at = places_by_code(x, line);
	if (at < 0) {
		TRY(places_find(x, rq->arena, line, 2, PLACES_ALL, &found));
		if (found.n > 0 && !found.guessed &&
		    (found.n == 1 || found.p[0].rank < found.p[1].rank))
			at = found.p[0].place;
	}
	*ret = at;
	if (at >= 0)
		return OK;
	return problem(rq, field,
	    found.n > 1 && !found.guessed ?
		trf(&rq->ui, "Так называются несколько территорий: «%1». Напишите код ОКТМО.",
		    line) :
		trf(&rq->ui, "Нет такой территории: «%1». Напишите код ОКТМО или полное название.",
		    line));
}
