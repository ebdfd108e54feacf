/* list.c - acts: found by words, kind and level; the calendar of editions. */
#include "calendar/calendar.h"
#include "gen/law/q.h"
#include "gen/law/u.h"
#include "gen/law/v.h"
#include "law/find.h"
#include "law/load.h"
#include "law/pages.h"
#include "places/places.h"
#include "text/text.h"

#define PER_PAGE 30
#define PAST_DAYS 180

/* ---- the page --------------------------------------------------------------------------- */

static enum err
fill_choices(struct req *rq, const struct law_find *f, struct view_list *v)
{
	const struct ui *ui = &rq->ui;
	const char *level_names[] = { N_("Федеральный"), N_("Региональный"), N_("Муниципальный") };
	const char *sort_names[] = { N_("По названию"), N_("Сначала новые") };

	v->kinds.p = arena_array(rq->arena, struct law_choice, LAW_KINDS);
	v->levels.p = arena_array(rq->arena, struct law_choice, LAW_LEVELS);
	v->sorts.p = arena_array(rq->arena, struct law_choice, LAW_SORTS);
	if (v->kinds.p == NULL || v->levels.p == NULL || v->sorts.p == NULL)
		return E_NOMEM;
	for (int i = 0; i < LAW_KINDS; i++)
		v->kinds.p[v->kinds.n++] = (struct law_choice){ str_c(law_kinds[i].code),
			str_c(ui->lang == LANG_EN ? law_kinds[i].en : law_kinds[i].ru),
			i == f->kind };
	for (int i = 0; i < LAW_LEVELS; i++)
		v->levels.p[v->levels.n++] = (struct law_choice){ str_c(law_levels[i]),
			tr_z(ui, level_names[i]), i == f->level };
	for (int i = 0; i < LAW_SORTS; i++)
		v->sorts.p[v->sorts.n++] = (struct law_choice){ str_c(law_sorts[i]),
			tr_z(ui, sort_names[i]), i == (int)f->sort };
	return OK;
}

static struct str
act_meta(struct req *rq, const struct law_act *act)
{
	const struct ui *ui = &rq->ui;
	const struct places_index *x;
	struct str kind = str_c(
	    ui->lang == LANG_EN ? law_kinds[act->kind].en : law_kinds[act->kind].ru);
	struct str since = trf(
	    ui, "редакция с %1", law_day_words(ui, law_shown(act, ui->today)->since));
	int at = -1;

	if (act->place != 0 && places_get(rq->th, &x) == OK)
		at = places_by_id(x, act->place);
	if (at < 0)
		return str_fmt(rq->arena, "%.*s · %.*s", FMT(kind), FMT(since));
	return str_fmt(rq->arena, "%.*s · %.*s · %.*s", FMT(kind),
	    FMT(places_label(x, at, rq->arena, ui->lang)), FMT(since));
}

static struct str
act_note(const struct ui *ui, const struct law_act *act)
{
	if (act->repealed.has && act->repealed.v <= ui->today)
		return tr(ui, "Утратил силу");
	return act->editions[0].since > ui->today ? tr(ui, "Ещё не вступил в силу") : S("");
}

/* «ст 39.28 зк»: what is named by its number is one step away. */
static enum err
near_of(struct req *rq, const struct law_index *x, struct str q, struct view_list *v)
{
	struct cites found;
	const struct law_act *act;
	struct str number, eid;
	struct q_article art;
	enum err e;

	if (q.n == 0)
		return OK;
	TRY(cite_find(rq->arena, x->names, q, NULL, &found));
	act = found.n > 0 ? law_cited(x, &found.p[0]) : NULL;
	if (act == NULL || !law_may_see(rq, act))
		return OK;
	number = found.p[0].targets[0].at[CITE_ARTICLE].from;
	eid = number.n > 0 ? law_eid(rq->arena, "st-", number) : S("");
	if (eid.n == 0)
		return OK;
	e = q_article(rq->db, rq->arena, (struct act_id){ act->id }, eid, &art);
	if (e == E_NOT_FOUND)
		return OK;
	TRY(e);
	v->near_url = law_url(rq->arena, act, 0, eid, S(""));
	v->near_name = str_fmt(rq->arena, "ст.\u00a0%.*s %.*s", FMT(number), FMT(act->shrt));
	return OK;
}

/* The same question at another page of the list. */
static struct str
page_url(struct req *rq, const struct law_find *f, int64_t page)
{
	struct str url = law_find_url(rq->arena, "/law", f);

	return str_fmt(rq->arena, "%.*s%cpage=%lld", FMT(url),
	    str_find(url, S("?")) < 0 ? '?' : '&', (long long)page);
}

/* The same question as files and feeds. */
static void
fill_files(struct req *rq, const struct law_find *f, struct view_list *v)
{
	struct law_find any = *f;

	v->csv_url = law_find_url(rq->arena, "/law.csv", f);
	any.sort = LAW_SORT_TITLE; /* news and days have an order of their own */
	v->atom_url = law_find_url(rq->arena, "/law.atom", &any);
	v->ics_url = law_find_url(rq->arena, "/law.ics", &any);
	v->json_url = law_find_url(rq->arena, "/api/v1/acts", &any);
	v->page.feed_atom = v->atom_url;
}

static enum err
fill_rows(struct req *rq, const struct law_found *acts, size_t from, struct view_list *v)
{
	const struct ui *ui = &rq->ui;

	v->rows.p = arena_array(rq->arena, struct act_row, PER_PAGE);
	if (v->rows.p == NULL)
		return E_NOMEM;
	for (size_t at = from; at < acts->n && v->rows.n < PER_PAGE; at++) {
		const struct law_act *act = acts->p[at];

		v->rows.p[v->rows.n++] = (struct act_row){
			.url = law_url(rq->arena, act, 0, S(""), S("")), .name = act->full,
			.shrt = act->shrt, .meta = act_meta(rq, act), .note = act_note(ui, act),
			.digest = act->digest };
	}
	return OK;
}

enum err
law_list_page(struct req *rq)
{
	struct ui *ui = &rq->ui;
	int64_t page = req_query_int(rq, "page", 1, 1, 100000);
	struct law_find f;
	struct view_list v = { .page = { .title = tr(ui, "Право"), .nav = "law" } };
	const struct law_index *x;
	struct law_found acts;
	struct buf search;
	size_t from;

	law_find_read(rq, &f);
	v.q = v.page.query = f.q;
	TRY(law_get(rq->th, &x));
	TRY(law_find(rq, x, &f, &acts));
	TRY(fill_choices(rq, &f, &v));
	TRY(near_of(rq, x, f.q, &v));
	if ((page - 1) * PER_PAGE >= (int64_t)acts.n)
		page = 1; /* past the end: the first page then */
	from = (size_t)(page - 1) * PER_PAGE;
	v.all = acts.all;
	v.total = (int64_t)acts.n;
	v.filtered = law_find_narrow(&f);
	TRY(fill_rows(rq, &acts, from, &v));
	fill_files(rq, &f, &v);
	v.from = ui_num(ui, (int64_t)from + 1);
	v.to = ui_num(ui, (int64_t)(from + v.rows.n));
	v.prev = page > 1 ? page_url(rq, &f, page - 1) : S("");
	v.next = from + v.rows.n < acts.n ? page_url(rq, &f, page + 1) : S("");
	buf_init(&search, rq->arena, 4 * KiB);
	buf_putz(&search, "/search?kind=article&q=");
	put_url(&search, f.q);
	v.search_url = buf_str(&search);
	v.page.no_index = v.filtered || page > 1;
	v.may_load = load_may_some(rq);
	v.may_draft = rq->viewer != NULL && req_may(rq, ROLE_EMPLOYEE, NULL, 0);
	return view_list(ui, &v);
}

/* ---- the calendar ------------------------------------------------------------------------ */

static struct when_row
when_row(struct req *rq, const struct law_due *d)
{
	const struct ui *ui = &rq->ui;

	return (struct when_row){ .iso = ui_day_iso(ui, d->day),
		.when = law_day_words(ui, d->day), .name = d->act->full,
		.url = law_url(rq->arena, d->act, d->ed ? d->day : 0, S(""), S("")),
		.what = law_due_words(ui, d) };
}

enum err
law_calendar_page(struct req *rq)
{
	struct ui *ui = &rq->ui;
	struct view_calendar v = { .page = { .title = tr(ui, "Вступает в силу"), .nav = "law" } };
	struct law_find f = { .q = S(""), .kind = -1, .level = -1 };
	const struct law_index *x;
	struct law_found acts;
	struct law_dues d;

	v.page.crumbs[v.page.n_crumbs++] = (struct crumb){ tr(ui, "Право"), S("/law") };
	v.page.crumbs[v.page.n_crumbs++] = (struct crumb){ .name = v.page.title };
	TRY(law_get(rq->th, &x));
	TRY(law_find(rq, x, &f, &acts));
	TRY(law_find_dues(rq->arena, &acts, ui->today - PAST_DAYS, &d));
	v.page.feed_atom = S("/law.atom");
	v.next.p = arena_array(rq->arena, struct when_row, d.n + 1);
	v.past.p = arena_array(rq->arena, struct when_row, d.n + 1);
	if (v.next.p == NULL || v.past.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < d.n; i++)
		if (d.p[i].day > ui->today)
			v.next.p[v.next.n++] = when_row(rq, &d.p[i]);
	for (size_t i = d.n; i-- > 0;)
		if (d.p[i].day <= ui->today)
			v.past.p[v.past.n++] = when_row(rq, &d.p[i]);
	return view_calendar(ui, &v);
}
