/* measure_dates.c - deadlines of a measure and of what stands above and below it; past rounds. */
#include "gen/navigator/u.h"
#include "navigator/measure_view.h"

#define STEP_SOON 7 /* days before a step's date that mark it */

/* ---- the measure's own term ------------------------------------------------------ */

void
nav_due_view(const struct ui *ui, const struct measure *m, struct view_measure *v)
{
	const struct q_measure_get *r = &m->row;

	v->due_soon = m->status == NAV_SOON;
	v->open = m->status == NAV_OPEN || m->status == NAV_SOON || m->status == NAV_ONGOING;
	v->status = list_label(ui, LIST_status, m->status);
	switch ((enum navigator_status)m->status) {
	case NAV_UPCOMING:
		v->due_head = tr(ui, "приём откроется");
		v->due_day = ui_day(ui, (int32_t)r->opens.v);
		return;
	case NAV_ONGOING: v->due_head = tr(ui, "заявки принимают без срока"); return;
	case NAV_CLOSED:
		v->due_head = tr(ui, "приём закрыт");
		v->due_day = ui_day(ui, (int32_t)r->closes.v);
		return;
	case NAV_OPEN:
	case NAV_SOON:
		v->due_head = tr(ui, "до");
		v->due_day = ui_day(ui, (int32_t)r->closes.v);
		v->due_left = nav_left(ui, r->closes.v - ui->today);
	}
}

/* ---- the chain ------------------------------------------------------------------- */

static struct measure_stage
stage(const struct ui *ui, struct str key, struct str title, int64_t level, struct str backer,
    struct opt_int opens, struct opt_int closes)
{
	struct measure_stage s = {
		.title = title, .url = url_navigator_show(ui->arena, key), .backer = backer
	};

	s.level = level == 1 ? tr(ui, "Федеральный отбор") :
	    level == 2       ? tr(ui, "Отбор в регионе") :
	    level == 3       ? tr(ui, "Отбор в муниципалитете") :
			       tr(ui, "Отбор организатора");
	if (opens.has && opens.v > ui->today)
		s.date = trf(ui, "с %1", ui_day(ui, (int32_t)opens.v));
	else if (closes.has)
		s.date = trf(ui, "до\xC2\xA0%1", ui_day(ui, (int32_t)closes.v));
	else
		s.date = tr(ui, "без срока");
	if (closes.has && !(opens.has && opens.v > ui->today))
		s.left = nav_left(ui, closes.v - ui->today);
	s.late = closes.has && closes.v < ui->today;
	return s;
}

/* Are the territories of a selection below those of the municipality that asks? */
static enum err
child_is_ours(struct req *rq, const struct places_index *x, const struct q_child_places_rows *all,
    struct measure_id child, const struct nav_asker *who, bool *ret)
{
	struct nav_terms t = { 0 };
	int64_t *ids = arena_array(rq->arena, int64_t, all->n + 1);
	size_t n = 0;

	if (ids == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < all->n; i++)
		if (all->p[i].measure.v == child.v)
			ids[n++] = all->p[i].place;
	TRY(nav_terms_places(rq->arena, x, ids, n, &t));
	*ret = who->place >= 0 && n > 0 && nav_reaches(&t, &who->passport);
	return OK;
}

static enum err
stages_below(struct req *rq, const struct places_index *x, const struct measure *m,
    const struct nav_asker *who, struct view_measure *v)
{
	struct q_children_rows kids;
	struct q_child_places_rows places;

	TRY(q_children(rq->db, rq->arena, m->row.id, &kids));
	TRY(q_child_places(rq->db, rq->arena, m->row.id, &places));
	v->chain.p = arena_array(rq->arena, struct measure_stage, kids.n + 8);
	v->others.p = arena_array(rq->arena, struct measure_stage, kids.n + 1);
	if (v->chain.p == NULL || v->others.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < kids.n; i++) {
		const struct q_children *k = &kids.p[i];
		struct measure_stage s = stage(
		    &rq->ui, k->key, k->title, k->level, k->backer_name, k->opens, k->closes);

		TRY(child_is_ours(rq, x, &places, k->id, who, &s.ours));
		if (s.ours)
			v->chain.p[v->chain.n++] = s;
		else
			v->others.p[v->others.n++] = s;
	}
	if (kids.n > 0 && who->place < 0)
		v->chain_note = tr(&rq->ui,
		    "Заявки на эту меру собирают регионы. Назовите муниципалитет, "
		    "и здесь появится срок вашего региона.");
	else if (kids.n > 0 && v->chain.n == 0)
		v->chain_note = tr(&rq->ui,
		    "Отбора вашего региона в Навигаторе нет: срок спросите в "
		    "правительстве региона. Он раньше федерального.");
	return OK;
}

/* From what the municipality does first up to the federal term. */
enum err
nav_chain_view(struct req *rq, const struct places_index *x, const struct measure *m,
    const struct nav_asker *who, struct view_measure *v)
{
	enum { MOST = 4 }; /* levels above; a loop in the data ends too */
	struct measure_id up = m->row.parent;
	struct measure_stage own = stage(&rq->ui, m->row.key, m->row.title, m->row.level,
	    m->row.backer_name, m->row.opens, m->row.closes);

	TRY(stages_below(rq, x, m, who, v));
	own.here = true;
	own.ours = v->chain.n == 0; /* the first step is the reader's */
	v->chain.p[v->chain.n++] = own;
	for (int i = 0; i < MOST && up.v != 0; i++) {
		struct q_measure_head h;
		enum err e = q_measure_head(rq->db, rq->arena, up, &h);

		if (e == E_NOT_FOUND) /* put away meanwhile */
			return OK;
		TRY(e);
		v->chain.p[v->chain.n++] = stage(
		    &rq->ui, h.key, h.title, h.level, h.backer_name, h.opens, h.closes);
		up = h.parent;
	}
	return OK;
}

/* ---- steps ----------------------------------------------------------------------- */

enum err
nav_steps_view(struct req *rq, const struct measure *m, struct view_measure *v)
{
	const struct ui *ui = &rq->ui;
	struct q_steps_rows rows;

	TRY(q_steps(rq->db, rq->arena, m->row.id, &rows));
	v->steps.p = arena_array(rq->arena, struct measure_step, rows.n + 1);
	if (v->steps.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < rows.n; i++) {
		struct measure_step *s = &v->steps.p[v->steps.n++];
		int64_t left = rows.p[i].due.v - ui->today;

		*s = (struct measure_step){ .title = rows.p[i].title };
		TRY(nav_prose(rq, m, rows.p[i].text, &s->text));
		if (!rows.p[i].due.has)
			continue;
		s->due = ui_day(ui, (int32_t)rows.p[i].due.v);
		s->left = nav_left(ui, left);
		s->past = left < 0;
		s->near = left >= 0 && left <= STEP_SOON;
	}
	return OK;
}

/* ---- rounds ---------------------------------------------------------------------- */

static struct str
count_or_dash(const struct ui *ui, struct opt_int v)
{
	return v.has ? ui_num(ui, v.v) : S("—");
}

static struct str
round_dates(const struct ui *ui, const struct q_rounds *r)
{
	if (r->opens.has && r->closes.has)
		return trf(ui, "%1 — %2", ui_day(ui, (int32_t)r->opens.v),
		    ui_day(ui, (int32_t)r->closes.v));
	if (r->opens.has)
		return trf(ui, "с %1", ui_day(ui, (int32_t)r->opens.v));
	if (r->closes.has)
		return trf(ui, "до\xC2\xA0%1", ui_day(ui, (int32_t)r->closes.v));
	return tr(ui, "даты неизвестны");
}

static struct str
round_share(const struct ui *ui, const struct q_rounds *r)
{
	if (!r->applications.has || !r->winners.has || r->applications.v <= 0)
		return S("—");
	return ui_cat(ui,
	    ui_num(ui, (r->winners.v * 100 + r->applications.v / 2) / r->applications.v),
	    S("\xc2\xa0%"));
}

static struct str
chance(const struct ui *ui, const struct q_rounds_rows *rows)
{
	int64_t won = 0, asked = 0, n = 0;

	for (size_t i = 0; i < rows->n; i++) {
		if (!rows->p[i].applications.has || !rows->p[i].winners.has)
			continue;
		won += rows->p[i].winners.v;
		asked += rows->p[i].applications.v;
		n++;
	}
	if (asked <= 0)
		return S("");
	return trf(ui, "поддержали %1 из %2 заявок, данные за %3 %4", ui_num(ui, won),
	    ui_num(ui, asked), ui_num(ui, n), trn(ui, n, "приём|приёма|приёмов"));
}

enum err
nav_forecast(struct arena *a, const struct q_rounds_rows *rounds, struct opt_int opens,
    struct opt_int closes, int32_t today, struct forecast *ret)
{
	struct forecast_round *r = arena_array(a, struct forecast_round, rounds->n + 1);
	size_t n = 0;

	if (r == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < rounds->n; i++)
		r[n++] = (struct forecast_round){ rounds->p[i].opens, rounds->p[i].closes };
	r[n++] = (struct forecast_round){ opens, closes };
	*ret = forecast_next(r, n, today);
	return OK;
}

/* Whether it comes again: a single one does not, and one without a term has no rounds. */
static bool
recurs(const struct measure *m)
{
	return m->row.recurrence != list_no(LIST_recurrence, S("oneoff")) &&
	    m->status != NAV_ONGOING;
}

enum err
nav_rounds_view(struct req *rq, const struct measure *m, struct view_measure *v)
{
	const struct ui *ui = &rq->ui;
	struct q_rounds_rows rows;
	struct forecast f;

	TRY(q_rounds(rq->db, rq->arena, m->row.id, &rows));
	v->rounds.p = arena_array(rq->arena, struct measure_round, rows.n + 1);
	if (v->rounds.p == NULL)
		return E_NOMEM;
	v->rounds_demo = m->row.demo;
	for (size_t i = 0; i < rows.n; i++) {
		const struct q_rounds *r = &rows.p[i];

		v->rounds.p[v->rounds.n++] =
		    (struct measure_round){ .year = str_fmt(rq->arena, "%lld", (long long)r->year),
			    .dates = round_dates(ui, r),
			    .applications = count_or_dash(ui, r->applications),
			    .winners = count_or_dash(ui, r->winners),
			    .share = round_share(ui, r),
			    .budget = r->budget.has ? ui_money(ui, r->budget.v) : S("—"),
			    /* of a demonstration the caption says it once for all */
			    .note = m->row.demo ? S("") : r->note,
			    .now = r->closes.has && r->closes.v >= ui->today };
	}
	v->chance = chance(ui, &rows);
	if (!recurs(m) || m->status == NAV_UPCOMING) /* the coming one has its day already */
		return OK;
	TRY(nav_forecast(rq->arena, &rows, m->row.opens, m->row.closes, ui->today, &f));
	v->forecast = forecast_words(ui, &f);
	v->closed = m->status == NAV_CLOSED;
	return OK;
}
