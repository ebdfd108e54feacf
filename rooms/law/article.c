/* article.c - one article on one day: its text, its editions, its neighbours. */
#include "alerts/alerts.h"
#include "calendar/calendar.h"
#include "gen/law/q.h"
#include "gen/law/v.h"
#include "law/pages.h"
#include "law/system.h"
#include "text/text.h"

/* The unit of the path: «ch-3/p-2». */
static struct str
unit_of_path(struct req *rq, int n)
{
	struct buf b;

	buf_init(&b, rq->arena, 1 * KiB);
	for (int i = 0; i < n; i++) {
		if (i > 0)
			buf_putc(&b, '/');
		buf_put(&b, req_param(rq, 5 + i));
	}
	return b.n > 0 ? buf_str(&b) : S("");
}

static struct str
toc_text(struct arena *a, struct str number, struct str title)
{
	if (number.n == 0)
		return title;
	return title.n == 0 ? str_fmt(a, "Статья %.*s", FMT(number)) :
			      str_fmt(a, "%.*s. %.*s", FMT(number), FMT(title));
}

static struct str
name_of(const struct ui *ui, struct str number, struct str title)
{
	return number.n > 0 ? trf(ui, "Статья %1", number) : title;
}

/* ---- editions of the article -------------------------------------------------------- */

static int64_t
version_in(const struct q_versions_of_rows *rows, int64_t edition)
{
	for (size_t i = 0; i < rows->n; i++)
		if (rows->p[i].edition == edition)
			return rows->p[i].version.v;
	return 0;
}

/* Newest first; editions that left the article as it was make one row. */
static enum err
fill_editions(struct req *rq, const struct law_at *at, struct article_id article, struct str eid,
    struct edition_rows *ret, int32_t *ret_before)
{
	struct q_versions_of_rows rows;
	int64_t before = 0;
	int32_t last = 0;

	*ret_before = 0;
	TRY(q_versions_of(rq->db, rq->arena, article, &rows));
	ret->p = arena_array(rq->arena, struct edition_row, at->act->n_editions + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < at->act->n_editions; i++) {
		const struct law_edition *ed = &at->act->editions[i];
		int64_t v = version_in(&rows, ed->id);
		bool same = i > 0 && v == before;

		if (v != 0 && !same) {
			struct edition_row *r = &ret->p[ret->n++];

			*r = (struct edition_row){ .when = law_day_words(&rq->ui, ed->since),
				.iso = ui_day_iso(&rq->ui, ed->since),
				.url = law_url(rq->arena, at->act, ed->since, eid, S("")) };
			if (ed->since <= at->ed->since)
				*ret_before = last;
			last = ed->since;
		}
		if (v != 0 && ed == at->ed && ret->n > 0)
			ret->p[ret->n - 1].here = true;
		before = v;
	}
	for (size_t i = 0; i < ret->n / 2; i++) {
		struct edition_row r = ret->p[i];

		ret->p[i] = ret->p[ret->n - 1 - i];
		ret->p[ret->n - 1 - i] = r;
	}
	return OK;
}

/* ---- where it stands ------------------------------------------------------------------ */

static enum err
fill_toc(struct req *rq, const struct law_at *at, struct opt_int section, struct str eid,
    struct toc_rows *ret)
{
	struct q_toc_section_rows rows;

	if (!section.has)
		return OK;
	TRY(q_toc_section(
	    rq->db, rq->arena, (struct edition_id){ at->ed->id }, section.v, &rows));
	for (size_t i = 0; i < rows.n; i++)
		TRY(VEC_PUSH(rq->arena, ret,
		    ((struct toc_row){ .eid = rows.p[i].eid,
			.text = toc_text(rq->arena, rows.p[i].number, rows.p[i].title),
			.here = str_eq(rows.p[i].eid, eid) })));
	return OK;
}

static enum err
fill_around(struct req *rq, const struct law_at *at, int64_t sort, struct view_article *v)
{
	struct q_toc_at_rows rows;

	TRY(q_toc_at(
	    rq->db, rq->arena, (struct edition_id){ at->ed->id }, sort - 1, sort + 1, &rows));
	for (size_t i = 0; i < rows.n; i++) {
		struct str url = law_url(rq->arena, at->act, at->dated, rows.p[i].eid, S(""));
		struct str name = name_of(&rq->ui, rows.p[i].number, rows.p[i].title);

		if (rows.p[i].sort < sort) {
			v->prev_url = url;
			v->prev = name;
		} else if (rows.p[i].sort > sort) {
			v->next_url = url;
			v->next = name;
		}
	}
	return OK;
}

/* ---- the page ---------------------------------------------------------------------------- */

static enum err
fill_text(struct req *rq, const struct law_at *at, struct law_article *art, struct str unit,
    struct view_article *v)
{
	struct law_text t = { .rq = rq, .at = at, .art = art, .unit = unit };
	struct tree_span span;

	TRY(law_units(&t, &v->units));
	v->empty = art->text.n == 0;
	v->ref = law_ref(rq->arena, at->act, art, &t.tree, S(""));
	if (unit.n > 0) {
		v->unit_name = law_unit_name(rq->arena, &t.tree, at->act->names, unit);
		v->unit_missing = v->unit_name.n == 0 || !tree_find(&t.tree, unit, &span);
		v->unit_id = law_anchor(rq->arena, unit);
		if (!v->unit_missing)
			v->ref = law_ref(rq->arena, at->act, art, &t.tree, unit);
		/* the first line of a unit has no anchor of its own */
		if (str_ends(unit, S("/abz-1")))
			v->unit_id.n -= S("/abz-1").n;
	}
	TRY(system_links(
	    rq, at, art, &t.tree, v->unit_missing ? S("") : unit, &v->systems));
	v->since = trf(&rq->ui, "редакция с %1", ui_day_field(&rq->ui, at->ed->since));
	v->address = ui_cat(&rq->ui, rq->ui.base,
	    law_url(rq->arena, at->act, at->dated ? at->dated : at->ed->since, art->eid,
		v->unit_missing ? S("") : unit));
	return OK;
}

static enum err
draw(struct req *rq, const struct law_at *at, struct law_article *art, struct q_version_in *row,
    struct str unit, struct str bad)
{
	struct ui *ui = &rq->ui;
	struct view_article v = { .notes = row->notes, .section = art->section,
		.chapter = art->chapter, .kicker = at->act->full,
		.act_url = law_url(rq->arena, at->act, at->dated, S(""), S("")) };
	struct str name = name_of(ui, art->number, art->title);
	int32_t before;

	v.base = v.act_url;
	v.heading = art->number.n > 0 && art->title.n > 0 ?
	    ui_cat(ui, ui_cat(ui, name, S(". ")), art->title) :
	    name;
	v.page = (struct page){ .title = ui_cat(ui, ui_cat(ui, name, S(" ")), at->act->shrt),
		.no_index = at->dated != 0 || unit.n > 0 };
	law_crumbs(rq, at, true, &v.page);
	v.page.crumbs[v.page.n_crumbs++] = (struct crumb){ .name = name };
	law_fill_asof(rq, at, art->eid, unit, bad, &v.asof);
	TRY(fill_text(rq, at, art, unit, &v));
	TRY(fill_toc(rq, at, row->section, art->eid, &v.toc));
	TRY(fill_around(rq, at, row->sort, &v));
	TRY(fill_editions(rq, at, (struct article_id){ art->article }, art->eid, &v.editions,
	    &before));
	if (before != 0)
		v.compare_url = str_fmt(rq->arena, "%.*s/compare?from=%.*s&to=%.*s&article=%.*s",
		    FMT(law_url(rq->arena, at->act, 0, S(""), S(""))),
		    FMT(ui_day_iso(ui, before)), FMT(ui_day_iso(ui, at->ed->since)),
		    FMT(art->eid));
	if (at->act->see <= SEE_SIGNED)
		v.follow_url = alerts_follow_url(
		    rq->arena, law_url(rq->arena, at->act, 0, art->eid, S("")));
	TRY(law_cited_fill(rq, at, art->eid, &v.cited));
	return view_article(ui, &v);
}

/* There is such an article, and not in this edition: where it is. */
static enum err
draw_none(struct req *rq, const struct law_at *at, struct q_article *art, struct str eid)
{
	struct ui *ui = &rq->ui;
	struct view_none v = { .act_name = at->act->full,
		.act_url = law_url(rq->arena, at->act, at->dated, S(""), S("")),
		.heading = art->number.n > 0 ?
		    trf(ui, "Статьи %1 в этой редакции нет", art->number) :
		    tr(ui, "Этого раздела в этой редакции нет") };
	int32_t before;

	v.page = (struct page){ .title = v.heading, .no_index = true };
	law_crumbs(rq, at, true, &v.page);
	law_fill_asof(rq, at, eid, S(""), S(""), &v.asof);
	v.asof.link = S("");
	TRY(fill_editions(rq, at, art->id, eid, &v.editions, &before));
	rq->status = 404;
	return view_none(ui, &v);
}

/* The number it has now, when it was numbered otherwise before. */
static enum err
moved(struct req *rq, const struct law_at *at, struct str eid, struct str unit)
{
	struct str whole = unit.n > 0 ? str_fmt(rq->arena, "%.*s/%.*s", FMT(eid), FMT(unit)) : eid;
	struct str target;
	enum err e = q_alias(rq->db, rq->arena, (struct act_id){ at->act->id }, whole, &target);

	if (e == E_NOT_FOUND && unit.n > 0) {
		TRY(q_alias(rq->db, rq->arena, (struct act_id){ at->act->id }, eid, &target));
		target = str_fmt(rq->arena, "%.*s/%.*s", FMT(target), FMT(unit));
	} else {
		TRY(e);
	}
	return redirect_forever(rq, law_url(rq->arena, at->act, at->dated, target, S("")));
}

enum err
law_article_page(struct req *rq, int units)
{
	struct str eid = req_param(rq, 4), unit = unit_of_path(rq, units), bad;
	struct law_at at;
	struct law_article art;
	struct q_article row;
	struct q_version_in v;
	bool done;
	enum err e;

	TRY(law_path(rq, &at));
	TRY(law_asked_day(rq, &at, eid, unit, &done, &bad));
	if (done)
		return OK;
	e = q_article(rq->db, rq->arena, (struct act_id){ at.act->id }, eid, &row);
	if (e == E_NOT_FOUND)
		return moved(rq, &at, eid, unit);
	TRY(e);
	e = q_version_in(rq->db, rq->arena, (struct edition_id){ at.ed->id }, row.id, &v);
	if (e == E_NOT_FOUND)
		return draw_none(rq, &at, &row, eid);
	TRY(e);
	art = (struct law_article){ .article = row.id.v, .version = v.id.v, .eid = eid,
		.number = row.number, .title = v.title, .text = v.body, .section = S(""),
		.chapter = S("") };
	TRY(law_stand_under(rq->db, rq->arena, at.act, v.section, &art));
	if (unit.n > 0) { /* a unit that moved within its article or out of it */
		struct tree t;
		struct tree_span s;

		TRY(tree_parse(rq->arena, art.text, at.act->names, &t));
		e = tree_find(&t, unit, &s) ? OK : moved(rq, &at, eid, unit);
		if (e == OK && rq->status >= 300 && rq->status < 400)
			return OK;
		if (e != OK && e != E_NOT_FOUND)
			return e;
	}
	return draw(rq, &at, &art, &v, unit, bad);
}
