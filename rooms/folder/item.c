/* item.c - the page of one item: what is next, papers, terms, notes, files, history. */
#include "calendar/calendar.h"
#include "folder/item.h"
#include "folder/moves.h"
#include "gen/folder/u.h"
#include "gen/folder/v.h"

/* ---- the state and what it asks for ---------------------------------------------------- */

static struct str
next_words(const struct ui *ui, const struct q_item_get *q, int64_t left)
{
	switch (q->state) {
	case FS_INTERESTED:
		return tr(
		    ui, "Решите, будете ли подавать заявку. Если да, начните собирать документы.");
	case FS_PREPARING:
		return left > 0 ? trf(ui, "Осталось обязательных документов: %1. Когда подадите, "
					  "отметьте это здесь.", ui_num(ui, left)) :
				  tr(ui, "Обязательные документы готовы. Подайте заявку и отметьте "
					 "это здесь.");
	case FS_APPLIED: return tr(ui, "Ждём решения. Когда его объявят, запишите итог.");
	case FS_WON: return tr(ui, "Итог записан. Дальше — работа по соглашению и отчёт.");
	case FS_REFUSED:
		return tr(ui, "Итог записан. Причину отказа полезно оставить в заметках: меру "
			      "могут открыть снова.");
	case FS_PUT_OFF: return tr(ui, "Запись отложена. Вернуть её в работу можно в любой день.");
	default: return S("");
	}
}

static enum err
steps(struct req *rq, const struct folder_at *w, struct view_item *v)
{
	struct str base = url_folder_move_page(
	    rq->arena, w->p->code, folder_num(rq->arena, v->q->id.v));

	v->steps.p = arena_array(rq->arena, struct item_step, folder_steps_n);
	if (v->steps.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < folder_steps_n; i++) {
		const struct folder_step *s = &folder_steps[i];
		struct item_step one = { str_fmt(rq->arena, "%.*s?to=%s", FMT(base),
					     folder_states[s->to].code),
			tr_z(&rq->ui, s->button) };

		if (s->from != v->q->state)
			continue;
		if (s->usual)
			v->main = one;
		else
			v->steps.p[v->steps.n++] = one;
	}
	return OK;
}

static enum err
undo(struct req *rq, const struct folder_at *w, struct view_item *v)
{
	struct q_move_last m;
	enum err e = q_move_last(rq->db, rq->arena, v->q->id, &m);

	if (e == E_NOT_FOUND || (e == OK && m.became != v->q->state))
		return OK;
	TRY(e);
	v->undo_url = url_folder_undo(rq->arena, w->p->code, folder_num(rq->arena, v->q->id.v));
	v->move = m.id;
	v->undo = trf(&rq->ui, "%1: было «%2», стало «%3»", ui_moment(&rq->ui, m.at),
	    folder_label(&rq->ui, m.was), folder_label(&rq->ui, m.became));
	if (m.who.n > 0)
		v->undo = trf(&rq->ui, "%1, %2", v->undo, m.who);
	return OK;
}

/* ---- parts ------------------------------------------------------------------------------ */

static enum err
checks(struct req *rq, const struct folder_at *w, struct view_item *v, struct opt_int *ret_next)
{
	const struct ui *ui = &rq->ui;
	struct q_checks_rows c;

	TRY(q_checks(rq->db, rq->arena, v->q->id, &c));
	v->checks.p = arena_array(rq->arena, struct item_check, c.n + 1);
	if (v->checks.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < c.n; i++) {
		const struct q_checks *k = &c.p[i];
		int64_t left = k->due.v - ui->today;

		v->checks.p[v->checks.n++] = (struct item_check){ .id = k->id.v,
			.title = k->title,
			.note = k->note,
			.person = k->person_name.n ? k->person_name : S(""),
			.due = k->due.has ? ui_day(ui, (int32_t)k->due.v) : S(""),
			.left = k->due.has && !k->done ? ui_left(ui, left) : S(""),
			.url = url_folder_check_page(
			    rq->arena, w->p->code, folder_num(rq->arena, k->id.v)),
			.required = k->required,
			.done = k->done,
			.soon = k->due.has && !k->done && left >= 0 && left <= FOLDER_SOON,
			.late = k->due.has && !k->done && left < 0 };
		v->n_done += k->done;
		v->n_left += k->required && !k->done;
		if (k->due.has && !k->done && (!ret_next->has || k->due.v < ret_next->v))
			*ret_next = k->due;
	}
	v->n_checks = (int64_t)c.n;
	return OK;
}

static enum err
notes(struct req *rq, const struct folder_at *w, struct view_item *v)
{
	struct q_notes_rows n;

	TRY(q_notes(rq->db, rq->arena, v->q->id, &n));
	v->notes.p = arena_array(rq->arena, struct item_note, n.n + 1);
	if (v->notes.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < n.n; i++)
		v->notes.p[v->notes.n++] = (struct item_note){
			.who = n.p[i].who.n ? n.p[i].who : tr(&rq->ui, "портал"),
			.when = ui_moment(&rq->ui, n.p[i].created),
			.drop_url = url_folder_note_drop_page(
			    rq->arena, w->p->code, folder_num(rq->arena, n.p[i].id.v)),
			.text = ui_prose(&rq->ui, n.p[i].text) };
	return OK;
}

struct str
folder_size_words(const struct ui *ui, int64_t bytes)
{
	enum { K = 1024 };

	if (bytes < K)
		return trf(ui, "%1 Б", ui_num(ui, bytes));
	if (bytes < K * K)
		return trf(ui, "%1 КБ", ui_num(ui, (bytes + K / 2) / K));
	bytes = (bytes * 10 + K * K / 2) / (K * K); /* tenths */
	return trf(ui, "%1 МБ", ui_real(ui, (double)bytes / 10));
}

static enum err
files(struct req *rq, const struct folder_at *w, struct view_item *v)
{
	struct q_files_rows f;

	TRY(q_files(rq->db, rq->arena, v->q->id, &f));
	v->files.p = arena_array(rq->arena, struct item_file, f.n + 1);
	if (v->files.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < f.n; i++) {
		struct str id = folder_num(rq->arena, f.p[i].id.v);

		v->files.p[v->files.n++] = (struct item_file){
			.url = url_folder_file_get(rq->arena, w->p->code, id),
			.drop_url = url_folder_file_drop_page(rq->arena, w->p->code, id),
			.name = f.p[i].name,
			.size = folder_size_words(&rq->ui, f.p[i].size),
			.who = f.p[i].who.n ? f.p[i].who : tr(&rq->ui, "портал"),
			.when = ui_moment(&rq->ui, f.p[i].created) };
	}
	v->limit = folder_size_words(&rq->ui, req_settings(rq)->upload_limit * (int64_t)MiB);
	return OK;
}

/* ---- terms ------------------------------------------------------------------------------ */

static enum err
terms(struct req *rq, const struct navigator_card *c, struct opt_int paper, struct view_item *v)
{
	const struct ui *ui = &rq->ui;
	const struct q_item_get *q = v->q;
	struct folder_term t = folder_term(
	    &(struct folder_facts){ q->state, q->year, q->due, paper, c->opens, c->closes },
	    ui->today);
	struct forecast f = { 0 };
	int64_t left = t.day - (int64_t)ui->today;

	v->term = folder_term_words(ui, &t);
	if (t.of != FT_NONE && t.of != FT_GONE)
		v->left = ui_left(ui, left);
	v->soon = t.of != FT_NONE && left >= 0 && left <= FOLDER_SOON;
	v->late = t.of != FT_NONE && left < 0;
	v->published = c->id != 0;
	if (c->closes.has)
		v->closes = ui_day(ui, (int32_t)c->closes.v);
	if (!v->published || c->status != NAV_CLOSED)
		return OK;
	TRY(navigator_forecasts(rq, &c->id, 1, &f));
	v->expected = forecast_words(ui, &f);
	return OK;
}

static void
facts(const struct ui *ui, struct view_item *v)
{
	const struct q_item_get *q = v->q;

	v->since = ui_moment(ui, q->created);
	if (q->applied.has)
		v->applied = ui_day(ui, (int32_t)q->applied.v);
	if (q->decided.has)
		v->decided = ui_day(ui, (int32_t)q->decided.v);
	if (q->asked.has)
		v->asked = ui_money(ui, q->asked.v);
	if (q->got.has)
		v->got = ui_money(ui, q->got.v);
	v->work = folder_at_work(q->state);
	v->won = q->state == FS_WON;
	v->refused = q->state == FS_REFUSED;
}

static void
links(struct arena *a, const struct folder_at *w, struct view_item *v)
{
	struct str id = folder_num(a, v->q->id.v), key = v->q->url;

	v->save_url = url_folder_item_save(a, w->p->code, id);
	v->check_url = url_folder_check_add(a, w->p->code, id);
	v->remove_url = url_folder_remove_page(a, w->p->code, id);
	v->note_url = url_folder_note_add(a, w->p->code, id);
	v->file_url = url_folder_file_add(a, w->p->code, id);
	if ((v->won || v->refused) && str_starts(key, S("/navigator/"))) {
		key = (struct str){ key.p + 11, key.n - 11 };
		v->again_url = str_fmt(
		    a, "%.*s?measure=%.*s", FMT(url_folder_add_page(a, w->p->code)), FMT(key));
	}
}

enum err
folder_item_view(struct req *rq, const struct folder_at *w, const struct q_item_get *q)
{
	struct view_item v = { .w = w, .q = q };
	struct navigator_cards cards;
	struct opt_int paper = { 0 };

	TRY(navigator_by_entry(rq, &q->entry.v, 1, &cards));
	v.heading = q->title;
	v.head = folder_head(&rq->ui, q->state);
	v.page.title = q->title;
	folder_crumbs(&rq->ui, w, q->title, S(""), S(""), &v.page);
	facts(&rq->ui, &v);
	TRY(checks(rq, w, &v, &paper));
	v.next = next_words(&rq->ui, q, v.n_left);
	TRY(terms(rq, &cards.p[0], paper, &v));
	TRY(steps(rq, w, &v));
	TRY(undo(rq, w, &v));
	TRY(notes(rq, w, &v));
	TRY(files(rq, w, &v));
	TRY(folder_events_view(rq, &v));
	TRY(folder_people(rq, w, q->person, q->person_name, &v.people));
	links(rq->arena, w, &v);
	return view_item(&rq->ui, &v);
}

enum err
folder_item(struct req *rq)
{
	struct folder_at w;
	struct q_item_get q;

	TRY(folder_at(rq, &w));
	TRY(folder_item_at(rq, &w, &q));
	return folder_item_view(rq, &w, &q);
}
