/* add.c - a measure goes into the folder: its papers become the checklist. */
#include "calendar/calendar.h"
#include "folder/act.h"
#include "folder/views.h"
#include "gen/folder/u.h"
#include "gen/folder/v.h"

/* The round that is meant: the one that is open or will be, else the next one expected. */
static enum err
round_year(struct req *rq, const struct navigator_card *c, struct str *ret_why, int64_t *ret)
{
	const struct ui *ui = &rq->ui;
	struct forecast f = { 0 };

	*ret = day_from(ui->today).y;
	*ret_why = S("");
	if (c->closes.has && c->closes.v >= ui->today) {
		*ret = day_from((int32_t)c->closes.v).y;
		*ret_why = trf(ui, "Приём до %1.", ui_day(ui, (int32_t)c->closes.v));
		return OK;
	}
	if (!c->closes.has)
		return OK;
	TRY(navigator_forecasts(rq, &c->id, 1, &f));
	if (f.sure != FC_NONE) {
		*ret = day_from(f.to).y;
		*ret_why = forecast_words(ui, &f);
	}
	return OK;
}

static enum err
card_of(struct req *rq, struct str key, int64_t *ret_entry, struct navigator_card *ret)
{
	struct navigator_cards cards;

	TRY(navigator_by_key(rq, key, ret_entry));
	TRY(navigator_by_entry(rq, ret_entry, 1, &cards));
	*ret = cards.p[0];
	return ret->id ? OK : E_NOT_FOUND;
}

static enum err
already(struct req *rq, const struct folder_at *w, int64_t entry, int64_t *year, struct view_add *v)
{
	struct q_item_of_rows have;

	TRY(q_item_of(rq->db, rq->arena, w->p->id, entry, &have));
	if (have.n == 0)
		return OK;
	v->there_url = folder_item_url(rq->arena, w->p->code, have.p[0].id.v);
	v->there = trf(&rq->ui, "%1 год, %2", folder_num(rq->arena, have.p[0].year),
	    folder_label(&rq->ui, have.p[0].state));
	for (size_t i = have.n; i > 0; i--) /* the first year that is free */
		if (have.p[i - 1].year == *year)
			++*year;
	return OK;
}

static enum err
page(struct req *rq, const struct folder_at *w, struct str key)
{
	struct view_add v = { .w = w, .key = key };
	struct navigator_papers papers;
	struct navigator_card c;
	int64_t entry, year;

	v.find_url = str_fmt(rq->arena, "/navigator?place=%.*s", FMT(w->p->code));
	v.back_url = url_folder_board(rq->arena, w->p->code);
	v.save_url = url_folder_add(rq->arena, w->p->code);
	v.page.title = tr(&rq->ui, "Взять меру в папку");
	folder_crumbs(&rq->ui, w, v.page.title, S(""), S(""), &v.page);
	if (key.n == 0)
		return view_add(&rq->ui, &v);
	TRY(card_of(rq, key, &entry, &c));
	TRY(navigator_papers(rq, c.id, &papers));
	TRY(round_year(rq, &c, &v.year_why, &year));
	TRY(already(rq, w, entry, &year, &v));
	TRY(folder_people(
	    rq, w, (struct opt_int){ rq->viewer->id.v, true }, rq->viewer->name, &v.people));
	v.chosen = true;
	v.title = c.title;
	v.url = c.url;
	v.back_url = c.url;
	v.papers = (int64_t)papers.n;
	v.year = ui_old(&rq->ui, "year", folder_num(rq->arena, year));
	return view_add(&rq->ui, &v);
}

enum err
folder_add_page(struct req *rq)
{
	struct folder_at w;

	TRY(folder_at(rq, &w));
	return page(rq, &w, str_trim(req_query(rq, "measure")));
}

/* ---- POST --------------------------------------------------------------------------------- */

static const struct field add_fields[] = {
	F_INT(struct folder_add_in, year, N_("Год"), FOLDER_YEAR_MIN, FOLDER_YEAR_MAX),
	F_DAY(struct folder_add_in, due, N_("Наш срок")),
	F_TEXT(struct folder_add_in, aim, N_("На что просим"), 0, FOLDER_AIM),
	F_END
};

enum err
folder_find(struct req *rq, struct str key, struct folder_found *ret)
{
	struct navigator_card c;
	struct str why;

	TRY(card_of(rq, key, &ret->entry, &c));
	ret->measure = c.id;
	ret->key = key;
	return round_year(rq, &c, &why, &ret->year);
}

enum err
folder_add_check(struct req *rq, const struct folder_at *w, const struct folder_found *f,
    struct folder_add_in *in)
{
	enum err p = OK;
	int64_t n = 0;

	if (!in->year.has)
		in->year = (struct opt_int){ f->year, true };
	TRY(q_item_year_taken(rq->db, 0, w->p->id, f->entry, in->year.v, &n));
	if (n > 0)
		p = problem(rq, "year",
		    tr(&rq->ui, "Эта мера за этот год в папке уже есть. Назовите другой год."));
	TRY(q_item_count(rq->db, w->p->id, &n));
	if (n >= FOLDER_ITEMS)
		p = problem(rq, "year",
		    tr(&rq->ui, "В папке уже 500 записей. Скажите администратору портала."));
	return p;
}

static enum err
add_read(struct req *rq, const struct folder_at *w, const struct folder_found *f,
    struct folder_add_in *in)
{
	enum err e = form_read(rq, add_fields, in);
	enum err p;

	if (e != OK && e != E_INPUT)
		return e;
	p = folder_person_read(
	    rq, w, (struct opt_int){ rq->viewer->id.v, true }, &in->person);
	if (p != OK && p != E_INPUT)
		return p;
	e = e == OK ? p : e;
	p = folder_add_check(rq, w, f, in);
	return e == OK || (p != OK && p != E_INPUT) ? p : e;
}

enum err
folder_add_store(struct req *rq, const struct folder_at *w, const struct folder_found *f,
    const struct folder_add_in *in, struct item_id *ret)
{
	struct navigator_papers papers;
	struct check_id check;

	TRY(navigator_papers(rq, f->measure, &papers));
	TRY(q_item_add(rq->db,
	    &(struct q_item_add_in){ .place = w->p->id,
		.entry = f->entry,
		.year = in->year.v,
		.state = FS_INTERESTED,
		.aim = in->aim,
		.due = in->due,
		.person = in->person,
		.author = folder_author(rq),
		.now = rq->now },
	    ret));
	for (size_t i = 0; i < papers.n && i < FOLDER_CHECKS; i++)
		TRY(q_check_add(rq->db, *ret, papers.p[i].title, papers.p[i].required,
		    papers.p[i].note, &check));
	TRY(folder_event(rq, ret->v, "created", S(""), folder_num(rq->arena, in->year.v)));
	TRY(hooks_folder(rq, w->p->id, ret->v, "added"));
	return folder_note(
	    rq, w, "folder.add", ret->v, str_fmt(rq->arena, "/navigator/%.*s", FMT(f->key)));
}

enum err
folder_add(struct req *rq)
{
	struct str key = str_trim(req_form(rq, "measure"));
	struct folder_add_in in = { 0 };
	struct folder_found f;
	struct item_id id;
	struct folder_at w;
	enum err e;

	TRY(folder_at(rq, &w));
	TRY(folder_find(rq, key, &f));
	e = add_read(rq, &w, &f, &in);
	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		return page(rq, &w, key);
	}
	TRY(e);
	TRY(db_begin(rq->db));
	TRY(folder_add_store(rq, &w, &f, &in, &id));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Мера в папке. Список документов взят из её условий.")));
	return redirect(rq, folder_item_url(rq->arena, w.p->code, id.v));
}
