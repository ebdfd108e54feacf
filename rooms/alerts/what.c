/* what.c - what can be followed: a filter of measures, a municipality, one measure, a norm, a
 * solution. */
#include "alerts/alerts_impl.h"
#include "law/law.h"
#include "navigator/navigator.h"
#include "places/places.h"
#include "solutions/solutions.h"
#include "text/text.h"

static enum err
read_filter(struct req *rq, struct str address, struct alerts_what *w)
{
	w->kind = SUB_FILTER;
	TRY(navigator_filter_name(rq, address, &w->target, &w->title));
	w->url = w->target;
	return OK;
}

/* The measures that fit a municipality, and those that may. */
static enum err
read_place(struct req *rq, struct str code, struct alerts_what *w)
{
	const struct places_index *x;
	struct str label;
	int at;

	TRY(places_get(rq->th, &x));
	at = places_by_code(x, code);
	if (at < 0 || x->p[at].level < PLACE_MUNI)
		return E_INPUT;
	TRY(navigator_filter_name(rq,
	    str_fmt(rq->arena, "/navigator?verdict=unknown&verdict=yes&place=%.*s", FMT(code)),
	    &w->target, &label));
	if (str_find(w->target, S("verdict=")) < 0) /* no municipality in force any more */
		return E_INPUT;
	w->kind = SUB_PLACE;
	w->title = trf(&rq->ui, "Подходит муниципалитету: %1", str_dup(rq->arena, x->p[at].name));
	w->url = w->target;
	return OK;
}

static enum err
read_entry(struct req *rq, struct str address, struct alerts_what *w)
{
	enum err e = navigator_entry(rq->db, rq->arena, address, &w->entry, &w->title);

	w->kind = SUB_ENTRY;
	w->target = w->url = address;
	return e == E_NOT_FOUND ? E_INPUT : e;
}

/* An act, an article, an answer of a lawyer, or answers of a topic. */
static enum err
read_law(struct req *rq, struct str address, struct alerts_what *w)
{
	struct law_follow f;

	TRY(law_follow(rq, address, &f));
	w->kind = f.entry.v != 0 ? SUB_ENTRY : SUB_FILTER;
	w->entry = f.entry;
	w->target = w->url = f.target;
	w->title = utf8_cut(f.title, ALERTS_TITLE_MAX);
	return OK;
}

static enum err
read_solution(struct req *rq, struct str address, struct alerts_what *w)
{
	enum err e = solutions_follow(rq->db, rq->arena, address, &w->entry, &w->title);

	w->kind = SUB_ENTRY;
	w->target = w->url = address;
	return e == E_NOT_FOUND ? E_INPUT : e;
}

enum err
what_read(struct req *rq, struct str address, struct alerts_what *ret)
{
	struct alerts_what w = { .asked = address };
	struct str place = S("/places/");
	enum err e;

	if (address.n == 0 || !utf8_valid(address))
		return E_INPUT;
	if (str_starts(address, place))
		e = read_place(rq,
		    (struct str){ address.p + place.n, address.n - place.n }, &w);
	else if (str_starts(address, S("/navigator/")))
		e = read_entry(rq, address, &w);
	else if (str_starts(address, S("/law/")))
		e = read_law(rq, address, &w);
	else if (str_starts(address, S("/solutions/")))
		e = read_solution(rq, address, &w);
	else
		e = read_filter(rq, address, &w);
	TRY(e);
	*ret = w;
	return OK;
}

enum err
what_takes(struct web_thread *th, struct db *db, struct arena *a, struct str target, int64_t now,
    const int64_t *entries, size_t n, bool *ret)
{
	enum err e;

	if (str_starts(target, S("/law/")))
		return law_follow_takes(db, a, target, entries, n, ret);
	e = navigator_filter_takes(th, db, a, target, now, entries, n, ret);

	if (e == E_INPUT) { /* what it named is gone: nothing rather than everything */
		memset(ret, 0, n * sizeof *ret);
		return OK;
	}
	return e;
}
