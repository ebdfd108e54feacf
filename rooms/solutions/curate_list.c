/* curate_list.c - the curators' desk of solutions: by state, and those that ask for a new look. */
#include "solutions/curate.h"

#include "gen/solutions/u.h"
#include "gen/solutions/v.h"

#define PAGE 50

enum tab { TAB_REVIEW, TAB_DRAFT, TAB_PUBLIC, TAB_ARCHIVED, TAB_CHECK, TAB_N };
static const struct {
	const char *code, *label, *empty, *next;
	int state;
} tabs[TAB_N] = {
	{ "review", N_("На проверке"), N_("На проверке ничего нет"),
	    N_("Сюда попадают черновики, которые отдали на проверку."), SOL_REVIEW },
	{ "draft", N_("Черновики"), N_("Черновиков нет"),
	    N_("Заведите решение: пока оно черновик, его видят только кураторы."), SOL_DRAFT },
	{ "published", N_("Опубликованы"), N_("Опубликованных решений нет"),
	    N_("Здесь будет всё, что видно в списке готовых решений."), SOL_PUBLIC },
	{ "archived", N_("В архиве"), N_("Архив пуст"),
	    N_("Сюда убирают решения, по которым больше не работают. Их история сохраняется."),
	    SOL_ARCHIVED },
	{ "check", N_("Пора проверить"), N_("Всё проверено"),
	    N_("Сюда попадают опубликованные решения, которые не сверяли полгода или у которых "
	       "изменилась норма."), SOL_PUBLIC },
};

/* One solution of this curator; since: the day its norm changed after the last look, 0: none. */
struct mine { const struct q_curated *s; int32_t since; };
struct mines { struct mine *p; size_t n; };

/* ---- which ones ------------------------------------------------------------------------- */

static enum err
norms(struct req *rq, struct mines *m)
{
	int64_t entries[LAW_STALE_MAX];
	int32_t since[LAW_STALE_MAX];

	for (size_t at = 0; at < m->n; at += LAW_STALE_MAX) {
		size_t n = m->n - at < LAW_STALE_MAX ? m->n - at : LAW_STALE_MAX;

		for (size_t i = 0; i < n; i++)
			entries[i] = m->p[at + i].s->entry.v;
		TRY(law_stale(rq->db, rq->arena, entries, n, since));
		for (size_t i = 0; i < n; i++) {
			struct opt_int day = m->p[at + i].s->checked;

			m->p[at + i].since = day.has && day.v >= since[i] ? 0 : since[i];
		}
	}
	return OK;
}

static enum err
mine(struct req *rq, struct mines *ret)
{
	struct q_curated_rows all;

	TRY(q_curated(rq->db, rq->arena, &all));
	*ret = (struct mines){ arena_array(rq->arena, struct mine, all.n + 1), 0 };
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < all.n; i++) {
		struct curators_may may;

		TRY(sol_may(rq, all.p[i].place, &may));
		if (may.edit)
			ret->p[ret->n++] = (struct mine){ &all.p[i], 0 };
	}
	return norms(rq, ret);
}

static bool
stands(const struct mine *m, int tab, int32_t today)
{
	struct opt_int day = m->s->checked;

	if (m->s->state != tabs[tab].state)
		return false;
	return tab != TAB_CHECK || m->since != 0 || !day.has || day.v < today - SOL_CHECK_DAYS;
}

static int64_t
count(const struct mines *m, int tab, int32_t today)
{
	int64_t n = 0;

	for (size_t i = 0; i < m->n; i++)
		n += stands(&m->p[i], tab, today);
	return n;
}

/* ---- rows ------------------------------------------------------------------------------- */

static void
row_of(struct req *rq, const struct places_index *x, const struct mine *m, struct sol_desk_row *r)
{
	const struct ui *ui = &rq->ui;
	const struct q_curated *s = m->s;
	int32_t day = day_of(s->updated, ui->tz_min);
	int at = s->place.has ? places_by_id(x, s->place.v) : -1;

	*r = (struct sol_desk_row){ .title = s->title,
		.url = url_solutions_curate_one(rq->arena, s->key),
		.where = at >= 0 ? x->p[at].name : tr(ui, "вся страна"),
		.steps = ui_num(ui, s->steps), .lists = ui_num(ui, s->lists),
		.note = s->checked.has ? ui_day_field(ui, (int32_t)s->checked.v) :
					 tr(ui, "ещё не проверяли"),
		.when = ui_day(ui, day), .iso = ui_day_iso(ui, day), .demo = s->demo };
	if (m->since != 0)
		r->norm = trf(ui, "норма изменилась с %1", ui_day_field(ui, m->since));
}

static enum err
rows(struct req *rq, const struct mines *m, int tab, int64_t page, struct view_sol_desk *v)
{
	const struct places_index *x;
	int64_t at = 0;

	TRY(places_get(rq->th, &x));
	v->rows.p = arena_array(rq->arena, struct sol_desk_row, PAGE);
	if (v->rows.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < m->n && v->rows.n < PAGE; i++)
		if (stands(&m->p[i], tab, rq->ui.today) && at++ >= (page - 1) * PAGE)
			row_of(rq, x, &m->p[i], &v->rows.p[v->rows.n++]);
	v->where = curators_where(rq, x);
	return OK;
}

/* ---- the page --------------------------------------------------------------------------- */

static struct str
tab_url(struct req *rq, int tab, int64_t page)
{
	return str_fmt(rq->arena, page > 1 ? "%.*s?state=%s&page=%lld" : "%.*s?state=%s",
	    FMT(url_solutions_curate(rq->arena)), tabs[tab].code, (long long)page);
}

/* Without a wish: what waits for this curator, else what is published. */
static int
tab_of(struct req *rq, const int64_t n[TAB_N])
{
	struct str asked = req_query(rq, "state");

	for (int i = 0; i < TAB_N; i++)
		if (str_is(asked, tabs[i].code))
			return i;
	return n[TAB_REVIEW] > 0 ? TAB_REVIEW : n[TAB_DRAFT] > 0 ? TAB_DRAFT : TAB_PUBLIC;
}

static void
pager(struct req *rq, int tab, int64_t page, int64_t total, struct view_sol_desk *v)
{
	v->total = ui_num(&rq->ui, total);
	v->from = ui_num(&rq->ui, (page - 1) * PAGE + 1);
	v->to = ui_num(&rq->ui, (page - 1) * PAGE + (int64_t)v->rows.n);
	if (page > 1)
		v->prev = tab_url(rq, tab, page - 1);
	if (page * PAGE < total)
		v->next = tab_url(rq, tab, page + 1);
}

enum err
solutions_curate(struct req *rq)
{
	int64_t n[TAB_N], page = req_query_int(rq, "page", 1, 1, 100000);
	struct view_sol_desk v = { 0 };
	struct mines m;
	int tab;

	TRY(mine(rq, &m));
	for (int i = 0; i < TAB_N; i++)
		n[i] = count(&m, i, rq->ui.today);
	tab = tab_of(rq, n);
	if ((page - 1) * PAGE >= n[tab])
		page = 1;
	sol_desk_frame(rq, &v.page, tr(&rq->ui, "Стол куратора решений"));
	v.page.crumbs[v.page.n_crumbs - 1].url = S("");
	v.tabs.p = arena_array(rq->arena, struct view_choice, TAB_N);
	if (v.tabs.p == NULL)
		return E_NOMEM;
	for (int i = 0; i < TAB_N; i++)
		v.tabs.p[v.tabs.n++] = (struct view_choice){ .label = tr_z(&rq->ui, tabs[i].label),
			.url = tab_url(rq, i, 1), .count = ui_num(&rq->ui, n[i]), .on = i == tab };
	v.empty = tr_z(&rq->ui, tabs[tab].empty);
	v.empty_next = tr_z(&rq->ui, tabs[tab].next);
	TRY(rows(rq, &m, tab, page, &v));
	pager(rq, tab, page, n[tab], &v);
	return view_sol_desk(&rq->ui, &v);
}
