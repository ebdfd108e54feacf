/* terms.c - what an item waits for next, and the whole folder in that order. */
#include <stdlib.h>

#include "calendar/calendar.h"
#include "folder/folder_impl.h"

static bool
year_is(struct opt_int day, int64_t year)
{
	return day.has && day_from((int32_t)day.v).y == year;
}

static void
nearer(struct folder_term *t, enum folder_term_of of, struct opt_int day)
{
	if (day.has && (t->of == FT_NONE || day.v < t->day))
		*t = (struct folder_term){ of, (int32_t)day.v };
}

struct folder_term
folder_term(const struct folder_facts *f, int32_t today)
{
	struct folder_term t = { 0 };
	bool ours = f->closes.has && (year_is(f->closes, f->year) || year_is(f->opens, f->year));

	if (f->state == FS_APPLIED)
		nearer(&t, FT_OWN, f->due); /* when the decision is expected */
	if (!folder_at_work(f->state))
		return t;
	if (ours && f->closes.v < today)
		return (struct folder_term){ FT_GONE, (int32_t)f->closes.v };
	if (ours)
		nearer(&t, FT_CLOSES, f->closes);
	nearer(&t, FT_OWN, f->due);
	nearer(&t, FT_PAPER, f->paper);
	return t;
}

/* ---- words ------------------------------------------------------------------------- */

struct str
folder_term_words(const struct ui *ui, const struct folder_term *t)
{
	struct str day = ui_day(ui, t->day);

	switch (t->of) {
	case FT_CLOSES: return trf(ui, "приём до %1", day);
	case FT_OWN: return trf(ui, "наш срок %1", day);
	case FT_PAPER: return trf(ui, "документ до %1", day);
	case FT_GONE: return trf(ui, "приём закрыт %1", day);
	case FT_NONE: break;
	}
	return S("");
}

/* ---- the folder -------------------------------------------------------------------- */

static int
by_term(const void *a, const void *b)
{
	const struct folder_row *p = a, *r = b;
	bool pn = p->term.of == FT_NONE, rn = r->term.of == FT_NONE;

	if (pn != rn)
		return pn ? 1 : -1;
	if (!pn && p->term.day != r->term.day)
		return p->term.day < r->term.day ? -1 : 1;
	return p->q.id.v < r->q.id.v ? -1 : p->q.id.v > r->q.id.v;
}

/* The next round matters to what waits for one and has none. */
static bool
wants_forecast(const struct folder_row *r)
{
	return folder_at_work(r->q.state) && r->card->id != 0 && r->card->status == NAV_CLOSED;
}

static enum err
expect(struct req *rq, struct folder_rows *rows)
{
	int64_t *ids = arena_array(rq->arena, int64_t, rows->n + 1);
	struct forecast *f = arena_array(rq->arena, struct forecast, rows->n + 1);
	size_t n = 0;

	if (ids == NULL || f == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < rows->n; i++)
		if (wants_forecast(&rows->p[i]))
			ids[n++] = rows->p[i].card->id;
	if (n == 0)
		return OK;
	TRY(navigator_forecasts(rq, ids, n, f));
	n = 0;
	for (size_t i = 0; i < rows->n; i++)
		if (wants_forecast(&rows->p[i]))
			rows->p[i].next = f[n++];
	return OK;
}

enum err
folder_rows(struct req *rq, int64_t place, struct folder_rows *ret)
{
	struct q_items_rows q;
	struct navigator_cards cards;
	struct folder_rows out = { 0 };
	int64_t *entries;

	TRY(q_items(rq->db, rq->arena, place, &q));
	entries = arena_array(rq->arena, int64_t, q.n + 1);
	out.p = arena_array(rq->arena, struct folder_row, q.n + 1);
	if (entries == NULL || out.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < q.n; i++)
		entries[i] = q.p[i].entry.v;
	TRY(navigator_by_entry(rq, entries, q.n, &cards));
	for (size_t i = 0; i < q.n; i++) {
		const struct navigator_card *c = &cards.p[i];
		struct folder_row *r = &out.p[out.n++];

		*r = (struct folder_row){ .q = q.p[i], .card = c };
		r->term = folder_term(
		    &(struct folder_facts){ q.p[i].state, q.p[i].year, q.p[i].due,
			q.p[i].next_check, c->opens, c->closes },
		    rq->ui.today);
	}
	TRY(expect(rq, &out));
	qsort(out.p, out.n, sizeof *out.p, by_term);
	*ret = out;
	return OK;
}
