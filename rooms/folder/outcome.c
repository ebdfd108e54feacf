/* outcome.c - what other rooms' pages say of folders: how towns like ours fared, what waits. */
#include "folder/folder_impl.h"
#include "gen/folder/u.h"

/* Who applied, in the order of places; won beside. */
struct applied { VEC(struct q_outcomes) rows; struct arena *a; };

static enum err
take(void *ctx, const struct q_outcomes *row)
{
	struct applied *all = ctx;

	return VEC_PUSH(all->a, &all->rows, *row);
}

static const struct q_outcomes *
outcome_of(const struct applied *all, int64_t place)
{
	size_t lo = 0, hi = all->rows.n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (all->rows.p[mid].place == place)
			return &all->rows.p[mid];
		if (all->rows.p[mid].place < place)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

/* Likeness is worked out only when enough have applied at all. */
static enum err
outcome(struct req *rq, const struct places_index *x, int at, int64_t entry,
    struct folder_outcome *ret)
{
	struct applied all = { .a = rq->arena };
	struct folder_outcome o = { 0 };
	struct places_likes like;

	*ret = o;
	TRY(q_outcomes(rq->db, entry, FS_APPLIED, FS_WON, take, &all));
	if (all.rows.n < FOLDER_LEAST)
		return OK;
	TRY(places_similar(x, at, FOLDER_SIMILAR, rq->arena, &rq->ui, &like));
	for (size_t i = 0; i < like.n && like.p[i].score >= FOLDER_LIKE; i++) {
		const struct q_outcomes *r = outcome_of(&all, x->p[like.p[i].place].id);

		o.similar++;
		o.applied += r != NULL;
		o.won += r != NULL && r->got;
		o.demo |= r != NULL && r->demo;
	}
	if (o.applied >= FOLDER_LEAST)
		*ret = o;
	return OK;
}

enum err
folder_of_measure(struct req *rq, struct str place_code, struct str key, int64_t entry,
    struct folder_measure *ret)
{
	struct folder_measure m = { 0 };
	const struct places_index *x;
	struct q_item_of_rows have;
	int at;

	*ret = m;
	TRY(folder_may(rq, place_code, &m.may));
	if (!m.may)
		return OK;
	TRY(places_get(rq->th, &x));
	at = places_by_code(x, place_code);
	TRY(q_item_of(rq->db, rq->arena, x->p[at].id, entry, &have));
	if (have.n > 0) {
		m.item_url = folder_item_url(rq->arena, x->p[at].code, have.p[0].id.v);
		m.state = folder_label(&rq->ui, have.p[0].state);
		m.year_text = folder_num(rq->arena, have.p[0].year);
	} else {
		m.add_url = str_fmt(rq->arena, "%.*s?measure=%.*s",
		    FMT(url_folder_add_page(rq->arena, x->p[at].code)), FMT(key));
	}
	if (x->p[at].level == PLACE_MUNI && x->p[at].now)
		TRY(outcome(rq, x, at, entry, &m.outcome));
	*ret = m;
	return OK;
}

/* ---- the desk ------------------------------------------------------------------------------- */

enum err
folder_desk(struct req *rq, struct str place_code, struct folder_desk *ret)
{
	struct folder_desk d = { 0 };
	const struct places_index *x;
	struct folder_rows rows;
	const struct place *p;

	*ret = d;
	TRY(folder_may(rq, place_code, &d.may));
	if (!d.may)
		return OK;
	TRY(places_get(rq->th, &x));
	p = &x->p[places_by_code(x, place_code)];
	d.url = url_folder_board(rq->arena, p->code);
	TRY(folder_rows(rq, p->id, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct folder_row *r = &rows.p[i];
		int64_t left = r->term.day - (int64_t)rq->ui.today;

		d.n_work += folder_at_work(r->q.state);
		if (r->term.of == FT_NONE)
			continue;
		d.n_late += left < 0;
		if (d.title.n > 0 || left < 0)
			continue;
		d.title = r->q.title;
		d.item_url = folder_item_url(rq->arena, p->code, r->q.id.v);
		d.day = r->term.day;
		d.left = left;
	}
	*ret = d;
	return OK;
}
