/* act.c - an act: what it is, its contents, its editions. */
#include "alerts/alerts.h"
#include "calendar/calendar.h"
#include "gen/law/q.h"
#include "gen/law/v.h"
#include "law/load.h"
#include "law/pages.h"
#include "law/system.h"
#include "places/places.h"

#define ALL_OPEN 60	/* so many articles are shown without folding their chapters */

/* ---- contents --------------------------------------------------------------------- */

struct toc {
	struct arena *a;
	struct q_sections_rows sections;
	int64_t open[OUTLINE_TEXT + 1];	/* headings open now, from the widest */
	struct toc_node *node[OUTLINE_TEXT + 1];
	int n_open;
	bool unfold;
	struct toc_node root;
};

static const struct q_sections *
section_at(const struct toc *t, int64_t id)
{
	for (size_t i = 0; i < t->sections.n; i++)
		if (t->sections.p[i].id.v == id)
			return &t->sections.p[i];
	return NULL;
}

static struct toc_node *
top(struct toc *t)
{
	return t->n_open > 0 ? t->node[t->n_open - 1] : &t->root;
}

static struct toc_node *
add_node(struct toc *t, struct str text, bool open)
{
	struct toc_node *n = arena_make(t->a, struct toc_node);

	if (n == NULL || VEC_PUSH(t->a, &top(t)->kids, n) != OK)
		return NULL;
	n->text = text;
	n->open = open;
	return n;
}

/* Headings down to `section`: those it shares with what is open stay. */
static enum err
go_to(struct toc *t, struct opt_int section)
{
	int64_t chain[OUTLINE_TEXT + 1];
	int n = 0, keep = 0;

	for (int64_t id = section.has ? section.v : 0; id != 0 && n <= OUTLINE_TEXT;) {
		const struct q_sections *s = section_at(t, id);

		chain[n++] = id;
		id = s != NULL ? s->parent : 0;
	}
	while (keep < n && keep < t->n_open && t->open[keep] == chain[n - 1 - keep])
		keep++;
	t->n_open = keep;
	for (; keep < n; keep++) {
		const struct q_sections *s = section_at(t, chain[n - 1 - keep]);
		struct toc_node *node = add_node(
		    t, s ? s->heading : S("…"), t->unfold || keep < n - 1);

		if (node == NULL)
			return E_NOMEM;
		t->node[keep] = node;
		t->open[keep] = chain[n - 1 - keep];
		t->n_open = keep + 1;
	}
	return OK;
}

/* Articles stand in lists: a node without text, the last of its heading. */
static enum err
add_item(struct toc *t, struct toc_row item)
{
	struct toc_nodes *kids = &top(t)->kids;
	struct toc_node *list = kids->n > 0 ? kids->p[kids->n - 1] : NULL;

	if (list == NULL || list->text.n > 0)
		list = add_node(t, S(""), false);
	return list != NULL ? VEC_PUSH(t->a, &list->items, item) : E_NOMEM;
}

static enum err
fill_toc(struct req *rq, const struct law_at *at, struct view_act *v)
{
	struct toc t = { .a = rq->arena };
	struct q_toc_rows rows;

	TRY(q_toc(rq->db, rq->arena, (struct edition_id){ at->ed->id }, &rows));
	TRY(q_sections(rq->db, rq->arena, (struct act_id){ at->act->id }, &t.sections));
	t.unfold = rows.n <= ALL_OPEN;
	v->n_articles = (int64_t)rows.n;
	for (size_t i = 0; i < rows.n; i++) {
		const struct q_toc *r = &rows.p[i];
		struct toc_row item = { .eid = r->eid, .empty = r->empty, .text = r->title };

		if (r->number.n > 0)
			item.text = str_fmt(t.a, "Статья %.*s%s%.*s", FMT(r->number),
			    r->title.n > 0 ? ". " : "", FMT(r->title));
		TRY(go_to(&t, r->section));
		TRY(add_item(&t, item));
	}
	v->toc = t.root.kids;
	return OK;
}

/* ---- the page ------------------------------------------------------------------------ */

static enum err
fill_editions(struct req *rq, const struct law_at *at, struct view_act *v)
{
	const struct law_act *act = at->act;
	const struct ui *ui = &rq->ui;

	v->editions.p = arena_array(rq->arena, struct edition_row, act->n_editions + 1);
	if (v->editions.p == NULL)
		return E_NOMEM;
	for (size_t i = act->n_editions; i-- > 0;) {
		const struct law_edition *e = &act->editions[i];

		v->editions.p[v->editions.n++] =
		    (struct edition_row){ .when = law_day_words(ui, e->since),
			    .iso = ui_day_iso(ui, e->since),
			    .url = law_url(rq->arena, act, e->since, S(""), S("")),
			    .note = e->since > ui->today ? tr(ui, "ещё не вступила в силу") :
				e == law_on(act, ui->today) ? tr(ui, "действует сейчас") :
							      S(""),
			    .here = e == at->ed };
	}
	if (act->n_editions < 2)
		return OK;
	v->compare_url =
	    ui_cat(ui, law_url(rq->arena, act, 0, S(""), S("")), S("/compare"));
	TRY(law_choose_edition(rq, act, act->editions[act->n_editions - 2].since, &v->from));
	return law_choose_edition(rq, act, act->editions[act->n_editions - 1].since, &v->to);
}

static struct str
place_name(struct req *rq, const struct law_act *act)
{
	const struct places_index *x;
	int at;

	if (act->place == 0 || places_get(rq->th, &x) != OK ||
	    (at = places_by_id(x, act->place)) < 0)
		return S("");
	return places_label(x, at, rq->arena, rq->ui.lang);
}

/* What a reader with more rights may do from here. */
static enum err
fill_more(struct req *rq, const struct law_act *act, struct view_act *v)
{
	const struct places_index *x;
	bool may;

	if (rq->viewer == NULL)
		return OK;
	TRY(places_get(rq->th, &x));
	TRY(load_may(rq, x, act->place != 0 ? places_by_id(x, act->place) : -1, &may));
	if (may)
		v->load_url = str_fmt(rq->arena, "/law/import?act=%.*s", FMT(act->key));
	if (req_may(rq, ROLE_EMPLOYEE, NULL, 0))
		v->draft_url = str_fmt(rq->arena, "/law/compare/draft?model=%.*s", FMT(act->key));
	return OK;
}

enum err
law_act_page(struct req *rq)
{
	struct ui *ui = &rq->ui;
	struct view_act v = { 0 };
	struct law_at at;
	struct str bad;
	bool done;

	TRY(law_path(rq, &at));
	TRY(law_asked_day(rq, &at, S(""), S(""), &done, &bad));
	if (done)
		return OK;
	v.page = (struct page){ .title = at.act->shrt, .description = at.act->full,
		.no_index = at.dated != 0 };
	law_crumbs(rq, &at, false, &v.page);
	v.page.crumbs[v.page.n_crumbs++] = (struct crumb){ .name = at.act->shrt };
	v.kicker = str_c(
	    ui->lang == LANG_EN ? law_kinds[at.act->kind].en : law_kinds[at.act->kind].ru);
	v.name = at.act->full;
	v.shrt = at.act->shrt;
	v.adopted = law_day_words(ui, at.act->adopted);
	v.place = place_name(rq, at.act);
	v.base = law_url(rq->arena, at.act, at.dated, S(""), S(""));
	v.akn_url = ui_cat(ui, v.base, S("/akn"));
	law_fill_asof(rq, &at, S(""), S(""), bad, &v.asof);
	TRY(fill_toc(rq, &at, &v));
	TRY(fill_editions(rq, &at, &v));
	if (at.act->see <= SEE_SIGNED)
		v.follow_url =
		    alerts_follow_url(rq->arena, law_url(rq->arena, at.act, 0, S(""), S("")));
	TRY(fill_more(rq, at.act, &v));
	TRY(law_cited_fill(rq, &at, S(""), &v.cited));
	TRY(system_links(rq, &at, NULL, NULL, S(""), &v.systems));
	return view_act(ui, &v);
}
