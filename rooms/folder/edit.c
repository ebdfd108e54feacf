/* edit.c - what staff write into an item: terms, who is responsible, papers, notes. */
#include "calendar/calendar.h"
#include "folder/act.h"
#include "folder/item.h"
#include "gen/folder/u.h"
#include "gen/folder/v.h"

static enum err
back(struct req *rq, const struct folder_at *w, int64_t item, const char *anchor)
{
	return redirect(rq,
	    str_fmt(
		rq->arena, "%.*s%s", FMT(folder_item_url(rq->arena, w->p->code, item)), anchor));
}

static struct str
day_text(struct req *rq, struct opt_int v)
{
	return v.has ? ui_day_iso(&rq->ui, (int32_t)v.v) : S("");
}

static struct str
num_text(struct req *rq, struct opt_int v)
{
	return v.has ? folder_num(rq->arena, v.v) : S("");
}

/* ---- POST /folder/{place}/item/{id} ------------------------------------------------------ */

static const struct field item_fields[] = {
	F_TEXT(struct folder_item_in, aim, N_("На что просим"), 0, FOLDER_AIM),
	F_INT(struct folder_item_in, year, N_("Год"), FOLDER_YEAR_MIN, FOLDER_YEAR_MAX),
	F_INT(struct folder_item_in, asked, N_("Просим"), 0, FOLDER_RUBLES),
	F_INT(struct folder_item_in, got, N_("Получили"), 0, FOLDER_RUBLES),
	F_DAY(struct folder_item_in, due, N_("Наш срок")),
	F_END
};

enum err
folder_item_check(struct req *rq, const struct folder_at *w, const struct q_item_get *old,
    struct folder_item_in *in)
{
	int64_t n = 0;

	if (!in->year.has)
		in->year = (struct opt_int){ old->year, true };
	if (old->state != FS_WON)
		in->got = old->got;
	TRY(q_item_year_taken(rq->db, old->id.v, w->p->id, old->entry.v, in->year.v, &n));
	if (n > 0)
		return problem(rq, "year",
		    tr(&rq->ui, "Эта мера за этот год в папке уже есть. Оставьте другой год."));
	return OK;
}

static enum err
item_read(struct req *rq, const struct folder_at *w, const struct q_item_get *old,
    struct folder_item_in *in)
{
	enum err e = form_read(rq, item_fields, in), p;

	if (e != OK && e != E_INPUT)
		return e;
	p = folder_person_read(rq, w, old->person, &in->person);
	if (p != OK && p != E_INPUT)
		return p;
	e = e == OK ? p : e;
	p = folder_item_check(rq, w, old, in);
	return e == OK || (p != OK && p != E_INPUT) ? p : e;
}

static enum err
item_events(struct req *rq, const struct q_item_get *old, const struct folder_item_in *in)
{
	int64_t id = old->id.v;

	TRY(folder_event(rq, id, "aim", old->aim, in->aim));
	TRY(folder_event(rq, id, "year", folder_num(rq->arena, old->year),
	    folder_num(rq->arena, in->year.v)));
	TRY(folder_event(rq, id, "due", day_text(rq, old->due), day_text(rq, in->due)));
	TRY(folder_event(rq, id, "asked", num_text(rq, old->asked), num_text(rq, in->asked)));
	TRY(folder_event(rq, id, "got", num_text(rq, old->got), num_text(rq, in->got)));
	return folder_event(
	    rq, id, "person", num_text(rq, old->person), num_text(rq, in->person));
}

static bool
same(struct opt_int a, struct opt_int b)
{
	return a.has == b.has && (!a.has || a.v == b.v);
}

static bool
same_item(const struct q_item_get *old, const struct folder_item_in *in)
{
	return str_eq(old->aim, in->aim) && old->year == in->year.v && same(old->due, in->due) &&
	    same(old->asked, in->asked) && same(old->got, in->got) && same(old->person, in->person);
}

enum err
folder_item_store(struct req *rq, const struct folder_at *w, const struct q_item_get *old,
    const struct folder_item_in *in)
{
	TRY(item_events(rq, old, in));
	if (!same_item(old, in))
		TRY(hooks_folder(rq, w->p->id, old->id.v, "changed"));
	return q_item_put(rq->db,
	    &(struct q_item_put_in){ .id = old->id,
		.year = in->year.v,
		.aim = in->aim,
		.asked = in->asked,
		.got = in->got,
		.due = in->due,
		.person = in->person,
		.now = rq->now });
}

enum err
folder_item_save(struct req *rq)
{
	struct folder_item_in in = { 0 };
	struct q_item_get old;
	struct folder_at w;
	enum err e;

	TRY(folder_at(rq, &w));
	TRY(folder_item_at(rq, &w, &old));
	e = item_read(rq, &w, &old, &in);
	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		return folder_item_view(rq, &w, &old);
	}
	TRY(e);
	TRY(db_begin(rq->db));
	TRY(folder_item_store(rq, &w, &old, &in));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Сохранено")));
	return back(rq, &w, old.id.v, "");
}

/* ---- papers ------------------------------------------------------------------------------- */

struct paper_in { struct str paper; bool required; };

static const struct field paper_fields[] = {
	F_TEXT(struct paper_in, paper, N_("Документ"), 2, 300),
	F_BOOL(struct paper_in, required, N_("Обязательный")),
	F_END
};

enum err
folder_check_add(struct req *rq)
{
	struct paper_in in = { 0 };
	struct q_item_get q;
	struct check_id id;
	struct folder_at w;
	int64_t n;
	enum err e;

	TRY(folder_at(rq, &w));
	TRY(folder_item_at(rq, &w, &q));
	e = form_read(rq, paper_fields, &in);
	TRY(q_check_count(rq->db, q.id, &n));
	if (n >= FOLDER_CHECKS)
		e = problem(rq, "paper",
		    tr(&rq->ui, "В списке уже 200 документов, больше не поместится."));
	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		return folder_item_view(rq, &w, &q);
	}
	TRY(e);
	TRY(db_begin(rq->db));
	TRY(q_check_add(rq->db, q.id, in.paper, in.required, S(""), &id));
	TRY(folder_event(rq, q.id.v, "paper_add", S(""), in.paper));
	TRY(q_item_touch(rq->db, q.id, rq->now));
	TRY(db_commit(rq->db));
	return back(rq, &w, q.id.v, "#h-docs");
}

struct check_in { struct opt_int due, person; struct str about; };

static const struct field check_fields[] = {
	F_DAY(struct check_in, due, N_("Срок")),
	F_TEXT(struct check_in, about, N_("Пометка"), 0, 500),
	F_END
};

static enum err
check_at(struct req *rq, const struct folder_at *w, struct check_id *ret_id,
    struct q_check_get *ret)
{
	TRY(folder_id(rq, &ret_id->v));
	return q_check_get(rq->db, rq->arena, *ret_id, w->p->id, ret);
}

static enum err
check_view(struct req *rq, const struct folder_at *w, struct check_id id,
    const struct q_check_get *c)
{
	struct ui *ui = &rq->ui;
	struct view_check v = { .page = { .title = c->title }, .title = c->title, .done = c->done,
		.note = ui_old(ui, "about", c->note),
		.due = c->due.has ? ui_day_field(ui, (int32_t)c->due.v) : S("") };

	v.back_url = folder_item_url(rq->arena, w->p->code, c->item.v);
	v.save_url = url_folder_check_save(rq->arena, w->p->code, folder_num(rq->arena, id.v));
	folder_crumbs(ui, w, c->item_title, v.back_url, c->title, &v.page);
	TRY(folder_people(rq, w, c->person, S(""), &v.people));
	return view_check(ui, &v);
}

enum err
folder_check_page(struct req *rq)
{
	struct q_check_get c;
	struct check_id id;
	struct folder_at w;

	TRY(folder_at(rq, &w));
	TRY(check_at(rq, &w, &id, &c));
	return check_view(rq, &w, id, &c);
}

static enum err
check_tick(struct req *rq, struct check_id id, const struct q_check_get *c, bool done)
{
	if (c->done == done) /* somebody was quicker: it is as was wanted */
		return OK;
	TRY(q_check_done(rq->db, id, done));
	return folder_event(rq, c->item.v, done ? "paper_done" : "paper_undone", S(""), c->title);
}

static enum err
check_details(struct req *rq, const struct folder_at *w, struct check_id id,
    const struct q_check_get *c)
{
	struct check_in in = { 0 };
	enum err e = form_read(rq, check_fields, &in);
	enum err p = folder_person_read(rq, w, c->person, &in.person);

	TRY(e);
	TRY(p);
	return q_check_put(rq->db, id, in.due, in.person, in.about);
}

static enum err
check_drop(struct req *rq, struct check_id id, const struct q_check_get *c)
{
	if (!str_is(req_form(rq, "sure"), "1"))
		return problem(rq, "sure",
		    tr(&rq->ui, "Отметьте, что документ и правда нужно убрать."));
	TRY(q_check_drop(rq->db, id));
	return folder_event(rq, c->item.v, "paper_drop", S(""), c->title);
}

enum err
folder_check_save(struct req *rq)
{
	struct str act = req_form(rq, "do");
	struct q_check_get c;
	struct check_id id;
	struct folder_at w;
	enum err e;

	TRY(folder_at(rq, &w));
	TRY(check_at(rq, &w, &id, &c));
	TRY(db_begin(rq->db));
	if (str_is(act, "drop"))
		e = check_drop(rq, id, &c);
	else if (str_is(act, "done") || str_is(act, "undone"))
		e = check_tick(rq, id, &c, str_is(act, "done"));
	else
		e = check_details(rq, &w, id, &c);
	if (e == E_INPUT) {
		db_rollback(rq->db);
		FORM_AGAIN(rq);
		return check_view(rq, &w, id, &c);
	}
	TRY(e);
	TRY(q_item_touch(rq->db, c.item, rq->now));
	TRY(db_commit(rq->db));
	return back(rq, &w, c.item.v, "#h-docs");
}

/* ---- notes -------------------------------------------------------------------------------- */

struct note_in { struct str text; };

static const struct field note_fields[] = {
	F_TEXT(struct note_in, text, N_("Заметка"), 1, FOLDER_NOTE),
	F_END
};

enum err
folder_note_add(struct req *rq)
{
	struct note_in in = { 0 };
	struct q_item_get q;
	struct folder_at w;
	int64_t n;
	enum err e;

	TRY(folder_at(rq, &w));
	TRY(folder_item_at(rq, &w, &q));
	e = form_read(rq, note_fields, &in);
	TRY(q_note_count(rq->db, q.id, &n));
	if (n >= FOLDER_CHECKS)
		e = problem(rq, "text", tr(&rq->ui, "Заметок уже 200, больше не поместится."));
	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		return folder_item_view(rq, &w, &q);
	}
	TRY(e);
	TRY(db_begin(rq->db));
	TRY(q_note_add(
	    rq->db, q.id, in.text, (struct opt_int){ rq->viewer->id.v, true }, rq->now));
	TRY(q_item_touch(rq->db, q.id, rq->now));
	TRY(db_commit(rq->db));
	return back(rq, &w, q.id.v, "#h-notes");
}
