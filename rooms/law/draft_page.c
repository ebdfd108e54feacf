/* draft_page.c - a draft and a model act: chosen, compared word by word, taken away as a table. */
#include "calendar/calendar.h"
#include "gen/law/u.h"
#include "gen/law/v.h"
#include "law/compare.h"
#include "law/draft.h"
#include "text/text.h"

#define SHOWN 40		/* articles that differ, with their words on one page */
#define SHOWN_BYTES (512 * KiB)	/* and their texts together */
#define ROWS 1000		/* articles named on one page */
#define HOUR_S ((int64_t)3600)

static void
frame(struct req *rq, struct page *p, struct str title)
{
	struct ui *ui = &rq->ui;

	*p = (struct page){ .title = title, .nav = "law", .no_index = true };
	p->crumbs[p->n_crumbs++] = (struct crumb){ tr(ui, "Право"), url_law_list(rq->arena) };
	p->crumbs[p->n_crumbs++] = (struct crumb){ .name = title };
}

static struct str
file_words(const struct ui *ui, struct str file)
{
	return file.n > 0 ? file : tr(ui, "вставленный текст");
}

/* ---- the form -------------------------------------------------------------------------------- */

static enum err
fill_files(struct req *rq, struct view_draft_form *v)
{
	const struct ui *ui = &rq->ui;
	struct q_loads_mine_rows r;

	TRY(q_loads_mine(rq->db, rq->arena, rq->viewer->id.v, LOAD_DRAFT, DRAFT_WAITING, &r));
	v->files.p = arena_array(rq->arena, struct load_file, r.n + 1);
	if (v->files.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < r.n; i++) {
		if (r.p[i].expires <= rq->now)
			continue;
		v->files.p[v->files.n++] = (struct load_file){ .title = file_words(ui, r.p[i].file),
			.when = ui_moment(ui, r.p[i].created),
			.url = url_law_draft_show(
			    rq->arena, str_fmt(rq->arena, "%lld", (long long)r.p[i].id)) };
	}
	return OK;
}

static struct str
form_text(const struct req *rq, const char *name, struct str otherwise)
{
	struct str s = req_form(rq, name);

	return s.p == NULL ? otherwise : utf8_valid(s) ? s : S("");
}

/* «/law/ru/fz/2006-05-02/59@2025-03-30», with or without what stands before. */
static const struct law_act *
by_address(const struct law_index *x, struct str typed)
{
	struct str rest, key = typed;
	ptrdiff_t at = str_find(typed, S("/law/"));

	if (at >= 0)
		key = (struct str){ typed.p + at + 5, typed.n - (size_t)at - 5 };
	key = str_cut(key, '@', &rest);
	key = str_cut(key, '?', &rest);
	return law_by_key(x, key);
}

/* What is here already need not be sent again: `row` and `other` are kept rows, or empty. */
static enum err
form_page(struct req *rq, const struct q_load_get *row, const struct q_load_get *other,
    const struct load_choices *acts)
{
	struct ui *ui = &rq->ui;
	struct str model = req_query(rq, "model");
	const struct law_index *x;
	const struct law_act *act;
	struct view_draft_form v = { .text = form_text(rq, "text", S("")),
		.model = form_text(rq, "model", model.p && utf8_valid(model) ? model : S("")),
		.model_text = form_text(rq, "model_text", S("")), .acts = *acts,
		.limit = ui_num(ui, req_settings(rq)->upload_limit) };

	frame(rq, &v.page, tr(ui, "Проект и модельный акт"));
	TRY(law_get(rq->th, &x));
	act = by_address(x, v.model);
	if (act != NULL && law_may_see(rq, act))
		v.model_name = act->full;
	if (row->id != 0) {
		v.load = str_fmt(rq->arena, "%lld", (long long)row->id);
		v.file = file_words(ui, row->file);
		v.until = ui_moment(ui, row->expires);
		v.text = S("");
	}
	if (other->id != 0) {
		v.other_file = file_words(ui, other->file);
		v.model_text = S("");
	}
	TRY(fill_files(rq, &v));
	return view_draft_form(ui, &v);
}

enum err
law_draft_form_page(struct req *rq)
{
	return form_page(rq, &(struct q_load_get){ .id = 0 }, &(struct q_load_get){ .id = 0 },
	    &(struct load_choices){ NULL, 0 });
}

/* ---- which act ---- */

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

/* One act is meant; with several `acts` has them, to be chosen from. */
static enum err
which(struct req *rq, struct str typed, const struct law_act **ret, struct load_choices *acts)
{
	struct str folded = text_fold(rq->arena, typed);
	const struct law_index *x;
	const struct law_act *found = NULL;
	size_t n = 0;

	TRY(law_get(rq->th, &x));
	*ret = by_address(x, typed);
	if (*ret != NULL && law_may_see(rq, *ret))
		return OK;
	acts->p = arena_array(rq->arena, struct load_choice, DRAFT_ACTS);
	if (acts->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < x->n && folded.n > 0; i++) {
		const struct law_act *act = &x->p[i];

		if (!law_may_see(rq, act) || !has_words(rq->arena, act, folded))
			continue;
		n++;
		if (found == NULL || str_eq(act->shrt, typed) || str_eq(act->number, typed))
			found = act;
		if (acts->n < DRAFT_ACTS)
			acts->p[acts->n++] = (struct load_choice){ act->key, act->full, false };
	}
	*ret = found;
	if (n == 1)
		return OK;
	if (n == 0)
		return problem(rq, "model", tr(&rq->ui, "Такого акта в базе нет. Напишите номер "
		    "или слово из названия, вставьте адрес его страницы или приложите его текст."));
	return problem(rq, "model", n > DRAFT_ACTS ?
	    trf(&rq->ui, "Так называются %1 актов: уточните или выберите из первых.",
		ui_num(&rq->ui, (int64_t)n)) :
	    tr(&rq->ui, "Так называется не один акт: выберите ниже."));
}

/* ---- sent ---- */

struct sending {
	struct req *rq;
	struct q_load_get row, other;
	struct load_bytes draft, model;
	const struct law_act *act;
	struct load_choices acts;
};

static enum err
readable(struct req *rq, const char *field, const struct load_bytes *b)
{
	struct load_read l;

	TRY(load_read(rq, b, &(struct law_meta){ 0 }, &l));
	return l.refused.n > 0 ? problem(rq, field, l.refused) : OK;
}

static enum err
put_file(struct req *rq, enum load_what what, const struct load_bytes *b, struct q_load_get *row)
{
	if (b->data.n == 0)
		return OK;
	if (row->id == 0) {
		row->expires = rq->now + DRAFT_HOURS * HOUR_S;
		TRY(q_load_add(rq->db, rq->viewer->id.v, what, rq->now, row->expires, &row->id));
	}
	row->file = b->name;
	return load_keep(rq, row->id, b);
}

static enum err
keep(struct sending *s)
{
	struct req *rq = s->rq;
	struct str act = s->act != NULL && s->model.data.n == 0 ? s->act->key : S("");

	TRY(db_begin(rq->db));
	TRY(put_file(rq, LOAD_MODEL, &s->model, &s->other));
	TRY(put_file(rq, LOAD_DRAFT, &s->draft, &s->row));
	if (s->row.id != 0)
		TRY(q_load_against(rq->db, s->row.id, act, act.n > 0 ? 0 : s->other.id));
	TRY(q_loads_trim(rq->db, rq->viewer->id.v, LOAD_DRAFT, DRAFT_WAITING));
	TRY(q_loads_trim(rq->db, rq->viewer->id.v, LOAD_MODEL, DRAFT_WAITING));
	return db_commit(rq->db);
}

static enum err
number(struct req *rq, int64_t id, enum load_what what, struct q_load_get *ret)
{
	enum err e = load_mine(rq, str_fmt(rq->arena, "%lld", (long long)id), what, ret);

	if (e == E_NOT_FOUND) /* its time has passed: it is sent again */
		*ret = (struct q_load_get){ .id = 0 };
	return e == E_NOT_FOUND ? OK : e;
}

/* A file that is no use is told of and forgotten; the other one stays. */
static enum err
look(struct sending *s)
{
	struct req *rq = s->rq;
	struct str chosen = req_form(rq, "act"), typed = str_trim(form_text(rq, "model", S("")));
	size_t before = rq->problems.n;
	enum err e = load_given(rq, "file", "text", &s->draft);

	if (e == OK && s->draft.data.n > 0)
		e = readable(rq, "file", &s->draft);
	else if (e == OK && s->row.id == 0)
		e = problem(rq, "file", tr(&rq->ui, "Выберите файл проекта или вставьте текст."));
	if (e == E_INPUT)
		s->draft = (struct load_bytes){ S(""), S("") };
	else
		TRY(e);
	e = load_given(rq, "model_file", "model_text", &s->model);
	if (e == OK && s->model.data.n > 0)
		e = readable(rq, "model_file", &s->model);
	else if (e == OK && (chosen.n > 0 || typed.n > 0))
		e = which(rq, chosen.n > 0 ? chosen : typed, &s->act, &s->acts);
	else if (e == OK && s->other.id == 0)
		e = problem(rq, "model", tr(&rq->ui, "С чем сравнить? Назовите акт базы или "
						     "приложите текст."));
	if (e == E_INPUT)
		s->model = (struct load_bytes){ S(""), S("") };
	else
		TRY(e);
	return rq->problems.n > before ? E_INPUT : OK;
}

enum err
law_draft_send_page(struct req *rq)
{
	struct sending s = { .rq = rq };
	int64_t id;
	enum err e;

	if (str_int(req_form(rq, "load"), &id)) {
		TRY(number(rq, id, LOAD_DRAFT, &s.row));
		if (s.row.other != 0)
			TRY(number(rq, s.row.other, LOAD_MODEL, &s.other));
	}
	e = look(&s);
	if (e != OK && e != E_INPUT)
		return e;
	TRY(keep(&s));
	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		return form_page(rq, &s.row, &s.other, &s.acts);
	}
	return redirect(
	    rq, url_law_draft_show(rq->arena, str_fmt(rq->arena, "%lld", (long long)s.row.id)));
}

/* ---- compared ---- */

struct against {
	struct req *rq;
	struct arena *a;
	struct q_load_get row, other;
	const struct law_act *act;
	struct draft_side model, draft;
	struct view_draft_show v;
	struct compare_file *file;	/* NULL: a page is wanted */
	int64_t one;			/* a single row is asked for; 0: all */
	int64_t changed, came, gone, moved, at;
	size_t bytes;
};

static enum err
sides(struct against *c)
{
	struct req *rq = c->rq;
	const struct law_index *x;

	TRY(load_mine(rq, req_param(rq, 0), LOAD_DRAFT, &c->row));
	TRY(load_memory(rq, &c->a));
	if (c->row.other != 0) {
		TRY(load_mine(rq, str_fmt(rq->arena, "%lld", (long long)c->row.other), LOAD_MODEL,
		    &c->other));
		TRY(draft_side_file(rq, c->a, &c->other, "model_file", &c->model));
	} else {
		TRY(law_get(rq->th, &x));
		c->act = law_by_key(x, c->row.act);
		if (c->act == NULL || !law_may_see(rq, c->act))
			return problem(
			    rq, "model", tr(&rq->ui, "Выберите, с чем сравнить проект."));
		TRY(draft_side_act(rq, c->a, c->act, law_shown(c->act, rq->ui.today), &c->model));
	}
	return draft_side_file(rq, c->a, &c->row, "file", &c->draft);
}

/* The two texts as they are compared: a title that changed speaks first. */
static enum err
spans_of(struct against *c, struct arena *a, const struct align_row *r, struct diff_spans *ret)
{
	struct str was = S(""), now = S("");
	const struct align_item *m = r->model < 0 ? NULL : &c->model.items[r->model];
	const struct align_item *d = r->draft < 0 ? NULL : &c->draft.items[r->draft];
	bool titled = m != NULL && d != NULL && !str_eq(m->title, d->title);

	if (m != NULL)
		was = titled ? str_fmt(a, "%.*s\n%.*s", FMT(m->title), FMT(m->body)) : m->body;
	if (d != NULL)
		now = titled ? str_fmt(a, "%.*s\n%.*s", FMT(d->title), FMT(d->body)) : d->body;
	if ((was.n > 0 && was.p == NULL) || (now.n > 0 && now.p == NULL))
		return E_NOMEM;
	c->bytes += was.n + now.n;
	return word_diff(a, was, now, ret);
}

static bool
says_the_same(const struct against *c, const struct align_row *r)
{
	return r->model >= 0 && r->draft >= 0 &&
	    str_eq(c->model.items[r->model].body, c->draft.items[r->draft].body) &&
	    str_eq(c->model.items[r->model].title, c->draft.items[r->draft].title);
}

static struct str
what_of(const struct against *c, const struct align_row *r)
{
	const struct ui *ui = &c->rq->ui;

	return r->draft < 0     ? tr(ui, "нет в проекте") :
	    r->model < 0        ? tr(ui, "есть только в проекте") :
	    says_the_same(c, r) ? tr(ui, "тот же текст под другим номером") :
				  tr(ui, "изложена иначе");
}

static enum err
row_page(struct against *c, const struct align_row *r, struct draft_row *row)
{
	struct view_draft_show *v = &c->v;

	if (c->one == 0 && v->rows.n >= ROWS) {
		v->left++;
		return OK;
	}
	row->shown = c->one != 0 || ((int)v->rows.n < SHOWN && c->bytes < SHOWN_BYTES);
	if (row->shown)
		TRY(spans_of(c, c->a, r, &row->words));
	else
		row->url = str_fmt(c->a, "%.*s?row=%lld", FMT(v->self), (long long)c->at);
	return VEC_PUSH(c->a, &v->rows, *row);
}

static enum err
told_row(struct against *c, const struct align_row *r)
{
	struct draft_row out = { .what = what_of(c, r) };
	struct diff_spans spans;

	if (!r->moved && says_the_same(c, r)) {
		c->v.same++;
		return OK;
	}
	c->at++;
	c->gone += r->draft < 0;
	c->came += r->model < 0;
	c->moved += r->moved;
	c->changed += r->model >= 0 && r->draft >= 0 && !says_the_same(c, r);
	if (c->one != 0 && c->one != c->at)
		return OK;
	out.name = r->draft < 0 ? c->model.names[r->model] : c->draft.names[r->draft];
	if (r->moved)
		out.was = trf(&c->rq->ui, "в модельном акте: %1", c->model.names[r->model]);
	if (c->file == NULL)
		return row_page(c, r, &out);
	TRY(spans_of(c, c->file->words, r, &spans));
	if (out.was.n > 0)
		out.what = str_fmt(c->a, "%.*s; %.*s", FMT(out.what), FMT(out.was));
	return compare_row(c->file, out.name, out.what, &spans);
}

static enum err
compare(struct against *c)
{
	const struct ui *ui = &c->rq->ui;
	struct align_rows rows;

	TRY(align_items(c->a, c->model.items, c->model.n, c->draft.items, c->draft.n, &rows));
	for (size_t i = 0; i < rows.n; i++)
		TRY(told_row(c, &rows.p[i]));
	c->v.sum = trf(ui, "Изложено иначе: %1, нет в проекте: %2, есть только в проекте: %3, под "
	    "другим номером: %4, совпадает: %5.", ui_num(ui, c->changed), ui_num(ui, c->gone),
	    ui_num(ui, c->came), ui_num(ui, c->moved), ui_num(ui, c->v.same));
	return OK;
}

/* ---- as a page, as a file ---- */

static enum err
as_file(struct against *c, enum doc_format format)
{
	const struct ui *ui = &c->rq->ui;
	struct str lead[3] = { trf(ui, "Модельный акт: %1", c->model.title),
		trf(ui, "Проект: %1", c->draft.title),
		tr(ui, "Зачёркнуто — есть в модельном акте, но не в проекте; подчёркнуто — есть "
		       "только в проекте.") };
	const struct doc_head head = { .title = tr(ui, "Сравнительная таблица"),
		.lang = S("ru-RU"), .lead = lead, .n_lead = LEN(lead),
		.cols = { tr(ui, "Модельный акт"), tr(ui, "Проект") }, .n_cols = 2 };

	TRY(compare_open(c->rq, format, &head, &c->file));
	TRY(compare(c));
	return compare_close(c->file, c->v.sum, tr(ui, "Проект и модельный акт"));
}

static enum err
as_page(struct against *c)
{
	struct req *rq = c->rq;
	struct view_draft_show *v = &c->v;

	frame(rq, &v->page, tr(&rq->ui, "Чем проект отличается"));
	v->page.crumbs[1] = (struct crumb){ tr(&rq->ui, "Проект и модельный акт"),
		url_law_draft_form(rq->arena) };
	v->page.crumbs[v->page.n_crumbs++] = (struct crumb){ .name = v->page.title };
	v->draft = c->draft.title;
	v->model = c->model.title;
	v->until = ui_moment(&rq->ui, c->row.expires);
	v->file_url = str_fmt(rq->arena, "%.*s?format=", FMT(v->self));
	v->one = c->one != 0;
	if (c->act != NULL)
		v->model_url = law_url(rq->arena, c->act, 0, S(""), S(""));
	TRY(compare(c));
	if (v->one && v->rows.n == 0)
		return E_NOT_FOUND;
	return view_draft_show(&rq->ui, v);
}

enum err
law_draft_show_page(struct req *rq)
{
	struct against c = { .rq = rq, .one = req_query_int(rq, "row", 0, 0, 100000) };
	struct str as = req_query(rq, "format");
	enum doc_format format;
	enum err e = sides(&c);

	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		return form_page(rq, &c.row, &c.other, &(struct load_choices){ NULL, 0 });
	}
	TRY(e);
	c.v.self = url_law_draft_show(rq->arena, req_param(rq, 0));
	if (as.n > 0)
		return doc_find(as, &format) ? as_file(&c, format) : E_NOT_FOUND;
	return as_page(&c);
}

enum err
law_draft_drop_page(struct req *rq)
{
	struct q_load_get row;

	TRY(load_mine(rq, req_param(rq, 0), LOAD_DRAFT, &row));
	TRY(db_begin(rq->db));
	TRY(q_load_drop(rq->db, row.id, rq->viewer->id.v));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Проект удалён с портала")));
	return redirect(rq, url_law_draft_form(rq->arena));
}
