/* list.c - acts: found by words, kind and level; the calendar of editions. */
#include <stdlib.h>

#include "calendar/calendar.h"
#include "gen/law/q.h"
#include "gen/law/u.h"
#include "gen/law/v.h"
#include "law/load.h"
#include "places/places.h"
#include "text/text.h"

#define PER_PAGE 30
#define ASK_POINTS 200
#define PAST_DAYS 180

enum sort { SORT_TITLE, SORT_DATE, SORTS };
static const char *const sorts[SORTS] = { "title", "date" };
static const char *const levels[LAW_LEVELS] = { "federal", "regional", "municipal" };

struct ask { struct str q; int kind, level; enum sort sort; int64_t page; };

/* ---- the question -------------------------------------------------------------------- */

static struct ask
ask_read(const struct req *rq)
{
	struct str q = str_trim(req_query(rq, "q")), level = req_query(rq, "level");
	struct ask a = { .q = q.n > 0 && utf8_valid(q) ? utf8_cut(q, ASK_POINTS) : S(""),
		.kind = law_kind_find(req_query(rq, "kind")), .level = -1,
		.page = req_query_int(rq, "page", 1, 1, 100000) };

	for (int i = 0; i < LAW_LEVELS; i++)
		if (str_is(level, levels[i]))
			a.level = i;
	if (str_is(req_query(rq, "sort"), sorts[SORT_DATE]))
		a.sort = SORT_DATE;
	return a;
}

static struct str
ask_url(const struct req *rq, const struct ask *a, int64_t page)
{
	struct buf b;

	buf_init(&b, rq->arena, 4 * KiB);
	buf_fmt(&b, "/law?page=%lld&sort=%s", (long long)page, sorts[a->sort]);
	if (a->kind >= 0)
		buf_fmt(&b, "&kind=%s", law_kinds[a->kind].code);
	if (a->level >= 0)
		buf_fmt(&b, "&level=%s", levels[a->level]);
	buf_putz(&b, "&q=");
	put_url(&b, a->q);
	return buf_str(&b);
}

/* Every word typed stands in the name, the short name or the number. */
static bool
has_words(struct arena *a, const struct law_act *act, struct str folded)
{
	struct str hay = text_fold(
	    a, str_fmt(a, "%.*s %.*s %.*s", FMT(act->full), FMT(act->shrt), FMT(act->number)));

	while (folded.n > 0) {
		struct str word = str_cut(folded, ' ', &folded);

		if (word.n > 0 && str_find(hay, word) < 0)
			return false;
	}
	return true;
}

static int
by_sort(const void *p, const void *q, void *ctx)
{
	const struct law_act *a = *(const struct law_act *const *)p;
	const struct law_act *b = *(const struct law_act *const *)q;
	enum sort sort = *(const enum sort *)ctx;
	int c = 0;

	if (sort == SORT_DATE)
		c = (a->adopted < b->adopted) - (a->adopted > b->adopted);
	else if (a->level != b->level)
		c = (a->level > b->level) - (a->level < b->level);
	if (c == 0)
		c = str_cmp(a->title, b->title);
	return c ? c : (a->id > b->id) - (a->id < b->id);
}

static enum err
pick(struct req *rq, const struct law_index *x, struct ask *ask, const struct law_act ***ret,
    size_t *ret_n, int64_t *ret_all)
{
	struct str folded = text_fold(rq->arena, ask->q);
	const struct law_act **p = arena_array(rq->arena, const struct law_act *, x->n + 1);
	size_t n = 0;

	if (p == NULL)
		return E_NOMEM;
	*ret_all = 0;
	for (size_t i = 0; i < x->n; i++) {
		const struct law_act *act = &x->p[i];

		if (!law_may_see(rq, act))
			continue;
		++*ret_all;
		if ((ask->kind < 0 || (int)act->kind == ask->kind) &&
		    (ask->level < 0 || (int)act->level == ask->level) &&
		    has_words(rq->arena, act, folded))
			p[n++] = act;
	}
	if (n > 1)
		qsort_r(p, n, sizeof *p, by_sort, &ask->sort);
	*ret = p;
	*ret_n = n;
	return OK;
}

/* ---- the page --------------------------------------------------------------------------- */

static enum err
fill_choices(struct req *rq, const struct ask *a, struct view_list *v)
{
	const struct ui *ui = &rq->ui;
	const char *level_names[] = { N_("Федеральный"), N_("Региональный"), N_("Муниципальный") };
	const char *sort_names[] = { N_("По названию"), N_("Сначала новые") };

	v->kinds.p = arena_array(rq->arena, struct law_choice, LAW_KINDS);
	v->levels.p = arena_array(rq->arena, struct law_choice, LAW_LEVELS);
	v->sorts.p = arena_array(rq->arena, struct law_choice, SORTS);
	if (v->kinds.p == NULL || v->levels.p == NULL || v->sorts.p == NULL)
		return E_NOMEM;
	for (int i = 0; i < LAW_KINDS; i++)
		v->kinds.p[v->kinds.n++] = (struct law_choice){ str_c(law_kinds[i].code),
			str_c(ui->lang == LANG_EN ? law_kinds[i].en : law_kinds[i].ru),
			i == a->kind };
	for (int i = 0; i < LAW_LEVELS; i++)
		v->levels.p[v->levels.n++] = (struct law_choice){ str_c(levels[i]),
			tr_z(ui, level_names[i]), i == a->level };
	for (int i = 0; i < SORTS; i++)
		v->sorts.p[v->sorts.n++] = (struct law_choice){ str_c(sorts[i]),
			tr_z(ui, sort_names[i]), i == (int)a->sort };
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

enum err
law_list_page(struct req *rq)
{
	struct ui *ui = &rq->ui;
	struct ask a = ask_read(rq);
	struct view_list v = { .page = { .title = tr(ui, "Право"), .nav = "law",
				   .query = a.q }, .q = a.q };
	const struct law_act **acts;
	const struct law_index *x;
	struct buf search;
	size_t n, at;

	TRY(law_get(rq->th, &x));
	TRY(pick(rq, x, &a, &acts, &n, &v.all));
	TRY(fill_choices(rq, &a, &v));
	TRY(near_of(rq, x, a.q, &v));
	if ((a.page - 1) * PER_PAGE >= (int64_t)n)
		a.page = 1; /* past the end: the first page then */
	v.total = (int64_t)n;
	v.filtered = a.q.n > 0 || a.kind >= 0 || a.level >= 0;
	v.rows.p = arena_array(rq->arena, struct act_row, PER_PAGE);
	if (v.rows.p == NULL)
		return E_NOMEM;
	for (at = (size_t)(a.page - 1) * PER_PAGE; at < n && v.rows.n < PER_PAGE; at++)
		v.rows.p[v.rows.n++] = (struct act_row){
			.url = law_url(rq->arena, acts[at], 0, S(""), S("")),
			.name = acts[at]->full, .shrt = acts[at]->shrt,
			.meta = act_meta(rq, acts[at]), .note = act_note(ui, acts[at]),
			.digest = acts[at]->digest };
	v.from = ui_num(ui, (a.page - 1) * PER_PAGE + 1);
	v.to = ui_num(ui, (int64_t)at);
	v.prev = a.page > 1 ? ask_url(rq, &a, a.page - 1) : S("");
	v.next = at < n ? ask_url(rq, &a, a.page + 1) : S("");
	buf_init(&search, rq->arena, 4 * KiB);
	buf_putz(&search, "/search?kind=article&q=");
	put_url(&search, a.q);
	v.search_url = buf_str(&search);
	v.page.no_index = v.filtered || a.page > 1;
	v.may_load = load_may_some(rq);
	v.may_draft = rq->viewer != NULL && req_may(rq, ROLE_EMPLOYEE, NULL, 0);
	return view_list(ui, &v);
}

/* ---- the calendar ------------------------------------------------------------------------ */

struct due { int32_t day; const struct law_act *act; bool ends; };
struct dues { struct due *p; size_t n, cap; };

static int
by_day(const void *p, const void *q)
{
	const struct due *a = p, *b = q;

	return a->day != b->day ? (a->day > b->day) - (a->day < b->day) :
				  (a->act->id > b->act->id) - (a->act->id < b->act->id);
}

static enum err
gather(struct req *rq, const struct law_index *x, struct dues *ret)
{
	int32_t from = rq->ui.today - PAST_DAYS;

	for (size_t i = 0; i < x->n; i++) {
		const struct law_act *act = &x->p[i];

		if (!law_may_see(rq, act))
			continue;
		for (size_t k = 0; k < act->n_editions; k++)
			if (act->editions[k].since >= from)
				TRY(VEC_PUSH(rq->arena, ret,
				    ((struct due){ act->editions[k].since, act, false })));
		if (act->repealed.has && act->repealed.v >= from)
			TRY(VEC_PUSH(rq->arena, ret,
			    ((struct due){ (int32_t)act->repealed.v, act, true })));
	}
	if (ret->n > 1)
		qsort(ret->p, ret->n, sizeof *ret->p, by_day);
	return OK;
}

static struct when_row
when_row(struct req *rq, const struct due *d)
{
	const struct ui *ui = &rq->ui;
	bool first = d->act->editions[0].since == d->day;

	return (struct when_row){ .iso = ui_day_iso(ui, d->day),
		.when = law_day_words(ui, d->day), .name = d->act->full,
		.url = law_url(rq->arena, d->act, d->ends ? 0 : d->day, S(""), S("")),
		.what = d->ends ? tr(ui, "акт утрачивает силу") :
		    first	? tr(ui, "первая редакция в базе") :
				  tr(ui, "новая редакция") };
}

enum err
law_calendar_page(struct req *rq)
{
	struct ui *ui = &rq->ui;
	struct view_calendar v = { .page = { .title = tr(ui, "Вступает в силу"), .nav = "law" } };
	const struct law_index *x;
	struct dues d = { 0 };

	v.page.crumbs[v.page.n_crumbs++] = (struct crumb){ tr(ui, "Право"), S("/law") };
	v.page.crumbs[v.page.n_crumbs++] = (struct crumb){ .name = v.page.title };
	TRY(law_get(rq->th, &x));
	TRY(gather(rq, x, &d));
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
