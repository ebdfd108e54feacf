/* load_show.c - what a file would bring is shown; then it is stored, or thrown away. */
#include "audit/audit.h"
#include "entry/import_log.h"
#include "gen/law/u.h"
#include "gen/law/v.h"
#include "jobs/jobs.h"
#include "law/cites.h"
#include "law/load.h"
#include "places/places.h"
#include "text/text.h"

#define LINES_SHOWN 100
#define ROWS 2000	/* headings and articles of all acts on a page */
#define DAY_S ((int64_t)86400)

static void
frame(struct req *rq, struct page *p, struct str title)
{
	struct ui *ui = &rq->ui;

	*p = (struct page){ .title = title, .nav = "law", .no_index = true };
	p->crumbs[p->n_crumbs++] = (struct crumb){ tr(ui, "Право"), url_law_list(rq->arena) };
	p->crumbs[p->n_crumbs++] =
	    (struct crumb){ tr(ui, "Загрузить акт"), url_law_load_form(rq->arena) };
	p->crumbs[p->n_crumbs++] = (struct crumb){ .name = title };
}

/* ---- what it would bring -------------------------------------------------------------------- */

static enum err
fill_act(struct req *rq, struct arena *a, struct law_draft *d, size_t rows, struct load_act *v)
{
	const struct places_index *p;
	const struct law_index *x;
	struct str full;
	int at = -1;

	TRY(law_get(rq->th, &x));
	TRY(places_get(rq->th, &p));
	if (d->place.has)
		at = places_by_id(p, d->place.v);
	law_name(a, d->kind, d->meta.number, d->meta.title, d->adopted, &full);
	*v = (struct load_act){ .name = full, .shrt = d->meta.shrt,
		.address = str_fmt(a, "/law/%.*s", FMT(d->key)),
		.place = at >= 0 ? places_label(p, at, a, rq->ui.lang) : S(""),
		.since = law_day_words(&rq->ui, d->since) };
	TRY(load_change(rq, a, law_by_key(x, d->key), d, v));
	if (v->is_new)
		v->note = d->note;
	return load_tree(rq, a, d, req_query(rq, "article"), rows, v);
}

static enum err
fill_lines(struct req *rq, const struct load_read *l, struct view_load_show *v)
{
	struct arena *a = l->keep;

	for (size_t i = 0; i < l->im.problems.n && i < LINES_SHOWN; i++) {
		const struct import_problem *p = &l->im.problems.p[i];
		struct load_line line = { ui_num(&rq->ui, p->line), p->reason };

		TRY(VEC_PUSH(a, &v->bads, line));
	}
	v->bads_left = l->im.bad - (int64_t)v->bads.n;
	for (size_t i = 0; i < l->r.doubts.n && i < LINES_SHOWN; i++) {
		struct load_line line = { ui_num(&rq->ui, l->r.doubts.p[i].line),
			l->r.doubts.p[i].text };

		TRY(VEC_PUSH(a, &v->doubts, line));
	}
	v->doubts_left = (int64_t)(l->r.doubts.n - v->doubts.n);
	for (size_t i = 0; i < l->r.notes.n; i++) {
		struct load_line line = { S(""), l->r.notes.p[i] };

		TRY(VEC_PUSH(a, &v->notes, line));
	}
	return OK;
}

static enum err
preview(struct req *rq, const struct q_load_get *row, struct load_read *l)
{
	struct ui *ui = &rq->ui;
	struct str id = str_fmt(rq->arena, "%lld", (long long)row->id);
	struct view_load_show v = { .self = url_law_load_show(rq->arena, id),
		.file = row->file.n > 0 ? row->file : tr(ui, "вставленный текст"),
		.until = ui_moment(ui, row->expires) };

	frame(rq, &v.page, tr(ui, "Проверьте, что понято"));
	v.back = str_fmt(rq->arena, "/law/import?load=%.*s", FMT(id));
	for (size_t i = 0; i < l->r.drafts.n; i++) {
		struct load_act act;

		TRY(fill_act(rq, l->keep, &l->r.drafts.p[i], ROWS / l->r.drafts.n, &act));
		TRY(VEC_PUSH(l->keep, &v.acts, act));
	}
	TRY(fill_lines(rq, l, &v));
	TRY(load_seen(rq, &l->r, &v.seen));
	return view_load_show(ui, &v);
}

static enum err
done_page(struct req *rq, const struct q_load_get *row)
{
	struct ui *ui = &rq->ui;
	struct view_load_done v = { .title = row->title,
		.url = str_fmt(rq->arena, "/law/%.*s", FMT(row->act)),
		.when = ui_moment(ui, row->created),
		.since = row->began.has ? law_day_words(ui, (int32_t)row->began.v) : S(""),
		.again = str_fmt(rq->arena, "/law/import?act=%.*s", FMT(row->act)) };

	frame(rq, &v.page, tr(ui, "Акт загружен"));
	v.what = trf(ui,
	    "Новых статей: %1, изменённых: %2, без изменений: %3, не принято строк: %4.",
	    ui_num(ui, row->added), ui_num(ui, row->changed), ui_num(ui, row->same),
	    ui_num(ui, row->bad));
	return view_load_done(ui, &v);
}

enum err
law_load_show_page(struct req *rq)
{
	struct q_load_get row;
	struct load_read l;
	enum err e;

	TRY(load_mine(rq, req_param(rq, 0), LOAD_ACT, &row));
	if (row.state != 0)
		return done_page(rq, &row);
	e = load_acts(rq, &row, &l);
	if (e == E_INPUT) { /* it was kept before it was complete */
		FORM_AGAIN(rq);
		return load_form_page(rq, &row);
	}
	TRY(e);
	return preview(rq, &row, &l);
}

/* ---- storing --------------------------------------------------------------------------------- */

static enum err
note_act(struct req *rq, const struct law_draft *d)
{
	return audit_add(rq->db, rq->arena, rq->now,
	    &(struct audit_event){ .action = "law.import", .actor = rq->viewer->id.v,
		.object = str_fmt(rq->arena, "/law/%.*s", FMT(d->key)),
		.place = d->place.has ? d->place.v : 0, .peer = rq->in->peer,
		.detail = str_fmt(rq->arena, "articles=%zu", d->items.n) });
}

static enum err
told(struct req *rq, const struct q_load_get *row, struct load_read *l, int64_t began_us)
{
	struct import_run run = { .kind = S("acts"), .source = row->file, .file = row->file,
		.via = IMPORT_BY_PAGE, .author = rq->viewer->id.v, .ref = row->id,
		.began = rq->now, .took_ms = (time_mono_us() - began_us) / 1000, .err = S("") };
	int64_t id;

	return import_told(rq->db, &l->im, &run, l->data, false, &id);
}

/* All acts of the file in one transaction. *ret_late: somebody else's click was first. */
static enum err
store(struct req *rq, const struct q_load_get *row, struct load_read *l, bool *ret_late)
{
	struct import *im = &l->im;
	const struct law_draft *first = &l->r.drafts.p[0];
	int64_t began_us = time_mono_us(), n, job;

	im->dry_run = false;
	im->added = im->changed = im->same = 0;
	TRY(db_begin(rq->db));
	TRY(q_load_take(rq->db, row->id, &n));
	*ret_late = n == 0;
	if (*ret_late) {
		db_rollback(rq->db);
		return OK;
	}
	for (size_t i = 0; i < l->r.drafts.n; i++)
		TRY(law_store(im, &l->r.drafts.p[i]));
	TRY(q_load_stored(rq->db,
	    &(struct q_load_stored_in){ .id = row->id, .act = first->key,
		.title = utf8_cut(first->meta.title, 300), .began = { first->since, true },
		.added = im->added, .changed = im->changed, .same = im->same, .bad = im->bad,
		.now = rq->now, .expires = rq->now + LOAD_HISTORY_DAYS * DAY_S }));
	TRY(q_load_pieces_drop(rq->db, row->id));
	TRY(version_bump(rq->db, "law"));
	TRY(told(rq, row, l, began_us));
	/* followers hear of it, what cites it is marked: at once, not in a minute */
	TRY(jobs_put(rq->db, LAW_CITES_JOB, S(""), S("load"), rq->viewer->id.v, rq->now,
	    0, &job));
	for (size_t i = 0; i < l->r.drafts.n; i++)
		TRY(note_act(rq, &l->r.drafts.p[i]));
	return db_commit(rq->db);
}

static enum err
drop(struct req *rq, const struct q_load_get *row)
{
	TRY(db_begin(rq->db));
	TRY(q_load_drop(rq->db, row->id, rq->viewer->id.v));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Файл удалён, в базе ничего не изменилось")));
	return redirect(rq, url_law_load_form(rq->arena));
}

static enum err
save(struct req *rq, const struct q_load_get *row)
{
	struct str seen;
	struct load_read l;
	bool late;
	enum err e = load_acts(rq, row, &l);

	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		return load_form_page(rq, row);
	}
	TRY(e);
	TRY(load_seen(rq, &l.r, &seen));
	if (!str_eq(seen, req_form(rq, "seen"))) {
		(void)problem(rq, "seen", tr(&rq->ui, "Пока вы смотрели, акт в базе изменили. "
		    "Сравнение сделано заново: проверьте его и загрузите."));
		FORM_AGAIN(rq);
		return preview(rq, row, &l);
	}
	TRY(store(rq, row, &l, &late));
	if (!late)
		TRY(notice(rq, N_("Акт загружен")));
	return redirect(rq, url_law_load_show(rq->arena, req_param(rq, 0)));
}

enum err
law_load_act_page(struct req *rq)
{
	struct q_load_get row;
	struct str what = req_form(rq, "do");

	if (!load_may_some(rq))
		return E_DENIED;
	TRY(load_mine(rq, req_param(rq, 0), LOAD_ACT, &row));
	if (row.state != 0)
		return redirect(rq, url_law_load_show(rq->arena, req_param(rq, 0)));
	if (str_is(what, "drop"))
		return drop(rq, &row);
	return str_is(what, "save") ? save(rq, &row) : E_SYNTAX;
}
