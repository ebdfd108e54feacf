/* load_form.c - bringing an act in: who may, the form, the file, what of it is missing. */
#include "gen/law/u.h"
#include "gen/law/v.h"
#include "law/load.h"
#include "places/places.h"
#include "text/text.h"

#define NUMBER_POINTS 60
#define TITLE_POINTS 1000
#define SOURCE_POINTS 500
#define PASTED_SHOWN (1 * MiB)	/* a pasted text comes back in its field */
#define HOUR_S ((int64_t)3600)

static const char *const sees[] = { "all", "signed", "territory" };

/* ---- who may ------------------------------------------------------------------------------ */

bool
load_may_all(const struct req *rq)
{
	return req_may(rq, ROLE_LAWYER, (const int64_t[]){ 0 }, 0);
}

enum err
load_may(struct req *rq, const struct places_index *x, int place, bool *ret)
{
	int64_t chain[PLACES_DEPTH];
	struct str name;
	size_t n;

	*ret = load_may_all(rq);
	if (*ret || place < 0)
		return OK;
	TRY(places_chain(rq->th, x->p[place].code, chain, LEN(chain), &n, &name));
	*ret = req_may(rq, ROLE_MUNI_ADMIN, chain, n);
	return OK;
}

bool
load_may_some(const struct req *rq)
{
	return rq->viewer != NULL && (load_may_all(rq) || req_may(rq, ROLE_MUNI_ADMIN, NULL, 0));
}

/* The territory of who administers one alone; -1: several, or all. */
static int
own_place(struct req *rq, const struct places_index *x)
{
	int at = -1;

	for (size_t i = 0; i < rq->viewer->n_grants; i++) {
		const struct grant *g = &rq->viewer->grants[i];

		if (g->role < ROLE_MUNI_ADMIN || g->place == 0)
			continue;
		if (at >= 0)
			return -1;
		at = places_by_id(x, g->place);
	}
	return at;
}

/* ---- what the form says --------------------------------------------------------------------- */

static enum err
text_ok(struct req *rq, const char *field, struct str s, int64_t max)
{
	if (!utf8_valid(s))
		return problem(rq, field, tr(&rq->ui, "Текст содержит знаки, которые не читаются. "
						      "Наберите его заново."));
	if (utf8_len(s) > (size_t)max)
		return problem(rq, field,
		    trf(&rq->ui, "Слишком длинно: %1 знаков, можно не больше %2.",
			ui_num(&rq->ui, (int64_t)utf8_len(s)), ui_num(&rq->ui, max)));
	return OK;
}

static enum err
day_ok(struct req *rq, const char *field, struct str s)
{
	int32_t day;

	if (s.n == 0 || day_parse(s, &day))
		return OK;
	return problem(rq, field, tr(&rq->ui, "Введите дату, например 02.06.2025."));
}

static enum err
place_said(struct req *rq, struct str typed, struct law_meta *m)
{
	const struct places_index *x;
	bool may;
	int at;

	m->level = S("federal");
	if (typed.n == 0 || str_is(typed, "RU")) {
		if (load_may_all(rq))
			return OK;
		return problem(rq, "place", tr(&rq->ui, "Укажите свою территорию: вы загружаете "
							"акты своего муниципалитета."));
	}
	TRY(load_place(rq, typed, &at));
	TRY(places_get(rq->th, &x));
	if (x->p[at].level < PLACE_REGION)
		return problem(rq, "place", tr(&rq->ui, "Нужен субъект или муниципалитет. Для "
							"федерального акта оставьте поле пустым."));
	TRY(load_may(rq, x, at, &may));
	if (!may)
		return problem(rq, "place", trf(&rq->ui, "%1: это не ваша территория. Её акты "
		    "загружает её администратор.", places_heading(x, at, rq->arena)));
	m->oktmo = x->p[at].code;
	m->level = x->p[at].level == PLACE_REGION ? S("regional") : S("municipal");
	return OK;
}

enum err
load_said(struct req *rq, const struct q_load_get *row, struct law_meta *ret)
{
	size_t before = rq->problems.n;
	bool seen = false;
	enum err e;

	*ret = (struct law_meta){ .kind = row->kind, .number = row->number, .title = row->title,
		.adopted = row->adopted, .edition = row->since, .see = row->see,
		.source = row->source };
	if (row->kind.n > 0 && law_kind_find(row->kind) < 0)
		(void)problem(rq, "kind", tr(&rq->ui, "Выберите одно из предложенного."));
	(void)text_ok(rq, "number", row->number, NUMBER_POINTS);
	(void)text_ok(rq, "title", row->title, TITLE_POINTS);
	(void)text_ok(rq, "source", row->source, SOURCE_POINTS);
	(void)day_ok(rq, "adopted", row->adopted);
	(void)day_ok(rq, "since", row->since);
	for (size_t i = 0; i < LEN(sees); i++)
		seen = seen || str_is(row->see, sees[i]);
	if (!seen)
		(void)problem(rq, "see", tr(&rq->ui, "Выберите одно из предложенного."));
	e = utf8_valid(row->place) && utf8_len(row->place) <= 200 ?
	    place_said(rq, row->place, ret) :
	    problem(rq, "place", tr(&rq->ui, "Введите название или код ОКТМО."));
	if (e != OK && e != E_INPUT)
		return e;
	if (e == OK && str_is(row->see, "territory") && ret->oktmo.n == 0)
		(void)problem(rq, "see", tr(&rq->ui, "Акт без территории не спрятать для её "
		    "сотрудников: назовите территорию или выберите «всем»."));
	return rq->problems.n > before ? E_INPUT : OK;
}

/* ---- what the file and the base add ---------------------------------------------------------- */

/* A short name nobody gave is made of number or title. */
static bool
made_short(const struct law_meta *m)
{
	return str_eq(m->shrt, m->number) || str_eq(m->shrt, utf8_cut(m->title, 60));
}

/* What an act of the base is called stays, unless the file says otherwise; the code by which files
 * and situations name acts is not taken from whoever brings one. */
static void
as_known(struct req *rq, const struct law_index *x, struct law_draft *d)
{
	const struct law_act *act = law_by_key(x, d->key);

	d->digest = false;
	d->author = rq->viewer->id.v;
	if (act != NULL) {
		d->meta.act = act->code;
		d->repealed = act->repealed;
		if (made_short(&d->meta) && act->shrt.n > 0)
			d->meta.shrt = act->shrt;
		return;
	}
	if (!load_may_all(rq) || str_starts(d->meta.act, S(".")))
		d->meta.act = S("");
	for (size_t i = 0; i < x->n; i++)
		if (d->meta.act.n > 0 && str_eq(x->p[i].code, d->meta.act))
			d->meta.act = S("");
}

static enum err
missing(struct req *rq, const struct law_draft *d, bool several)
{
	struct ui *ui = &rq->ui;

	if (d->meta.title.n == 0)
		return problem(rq, "title", several ?
		    tr(ui, "В файле есть акт без названия: добавьте поле law в его строки.") :
		    tr(ui, "Назовите акт: в файле его названия нет."));
	if (d->meta.kind.n == 0 && str_starts(d->why, S("нет вида")))
		return problem(rq, "kind", tr(ui, "Выберите вид акта: по названию его не понять."));
	if (d->meta.adopted.n == 0)
		return problem(rq, "adopted", tr(ui, "Когда акт принят? Введите дату, например "
						     "02.06.2025."));
	return problem(rq, "file", d->why);
}

static enum err
judge(struct req *rq, const struct q_load_get *row, const struct law_index *x, struct load_read *l)
{
	bool several = l->r.drafts.n > 1;
	size_t before = rq->problems.n;

	if (l->r.drafts.n > LOAD_ACTS)
		return problem(rq, "file", trf(&rq->ui, "В файле больше %1 актов: разделите его "
		    "или загрузите командой «veche import acts».", ui_num(&rq->ui, LOAD_ACTS)));
	if (several && (row->number.n > 0 || row->title.n > 0))
		return problem(rq, row->title.n > 0 ? "title" : "number",
		    tr(&rq->ui, "В файле несколько актов, у каждого свои номер и название. "
				"Очистите эти поля."));
	for (size_t i = 0; i < l->r.drafts.n; i++) {
		struct law_draft *d = &l->r.drafts.p[i];

		if (d->why.n > 0) {
			(void)missing(rq, d, several);
			continue;
		}
		as_known(rq, x, d);
		for (size_t k = 0; k < i; k++)
			if (str_eq(l->r.drafts.p[k].key, d->key))
				(void)problem(rq, "file", trf(&rq->ui, "В файле дважды один акт: "
				    "%1. Оставьте один.", d->meta.shrt));
	}
	return rq->problems.n > before ? E_INPUT : OK;
}

enum err
load_acts(struct req *rq, const struct q_load_get *row, struct load_read *ret)
{
	const struct law_index *x;
	struct load_bytes b;
	struct law_meta said;
	struct arena *a;

	TRY(load_said(rq, row, &said));
	TRY(load_memory(rq, &a));
	TRY(load_bytes_of(rq, a, row, &b));
	TRY(load_read(rq, &b, &said, ret));
	if (ret->refused.n > 0)
		return problem(rq, "file", ret->refused);
	TRY(law_get(rq->th, &x));
	return judge(rq, row, x, ret);
}

/* ---- the form -------------------------------------------------------------------------------- */

static enum err
fill_choices(struct req *rq, const struct q_load_get *row, struct view_load_form *v)
{
	const struct ui *ui = &rq->ui;
	const char *names[] = { N_("Всем"), N_("Вошедшим на портал"),
		N_("Только сотрудникам территории") };

	v->kinds.p = arena_array(rq->arena, struct load_choice, LAW_KINDS);
	v->sees.p = arena_array(rq->arena, struct load_choice, LEN(sees));
	if (v->kinds.p == NULL || v->sees.p == NULL)
		return E_NOMEM;
	for (int i = 0; i < LAW_KINDS; i++)
		v->kinds.p[v->kinds.n++] = (struct load_choice){ str_c(law_kinds[i].code),
			str_c(ui->lang == LANG_EN ? law_kinds[i].en : law_kinds[i].ru),
			str_is(row->kind, law_kinds[i].code) };
	for (size_t i = 0; i < LEN(sees); i++)
		v->sees.p[v->sees.n++] = (struct load_choice){ str_c(sees[i]), tr_z(ui, names[i]),
			str_is(row->see, sees[i]) };
	return OK;
}

static enum err
fill_files(struct req *rq, struct view_load_form *v)
{
	const struct ui *ui = &rq->ui;
	struct q_loads_mine_rows r;

	TRY(q_loads_mine(rq->db, rq->arena, rq->viewer->id.v, LOAD_ACT, LOAD_HISTORY, &r));
	v->files.p = arena_array(rq->arena, struct load_file, r.n + 1);
	if (v->files.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < r.n; i++) {
		const struct q_loads_mine *m = &r.p[i];
		bool waits = m->state == 0;
		struct load_file *f = &v->files.p[v->files.n];

		if (m->expires <= rq->now)
			continue;
		*f = (struct load_file){ .file = m->file, .when = ui_moment(ui, m->created),
			.url = url_law_load_show(
			    rq->arena, str_fmt(rq->arena, "%lld", (long long)m->id)),
			.title = m->title.n > 0 ? m->title : tr(ui, "Без названия"),
			.waits = waits };
		f->what = waits ?
		    trf(ui, "ждёт вашего решения до %1", ui_moment(ui, m->expires)) :
		    trf(ui, "новых статей %1, изменённых %2, без изменений %3",
			ui_num(ui, m->added), ui_num(ui, m->changed), ui_num(ui, m->same));
		v->files.n++;
	}
	return OK;
}

static struct str
size_words(const struct ui *ui, int64_t bytes)
{
	int64_t tenths = bytes * 10 / (int64_t)MiB;

	return bytes < (int64_t)MiB ? trf(ui, "%1 КиБ", ui_num(ui, (bytes + 1023) / 1024)) :
				      trf(ui, "%1 МиБ", ui_real(ui, (double)tenths / 10));
}

/* The file that is here already; a pasted text stands in its field again. */
static enum err
fill_load(struct req *rq, const struct q_load_get *row, struct view_load_form *v)
{
	struct load_bytes b;
	struct arena *a;

	if (row->id == 0) {
		v->text = ui_old(&rq->ui, "text", S(""));
		if (!utf8_valid(v->text))
			v->text = S("");
		return OK;
	}
	v->load = str_fmt(rq->arena, "%lld", (long long)row->id);
	v->until = ui_moment(&rq->ui, row->expires);
	v->size = size_words(&rq->ui, row->size);
	v->file = row->file.n > 0 ? row->file : tr(&rq->ui, "вставленный текст");
	if (row->file.n > 0 || row->size > (int64_t)PASTED_SHOWN)
		return OK;
	TRY(load_memory(rq, &a));
	TRY(load_bytes_of(rq, a, row, &b));
	v->text = utf8_valid(b.data) ? b.data : S("");
	return OK;
}

enum err
load_form_page(struct req *rq, const struct q_load_get *row)
{
	struct ui *ui = &rq->ui;
	struct view_load_form v = { .page = { .title = tr(ui, "Загрузить акт"), .nav = "law",
					.no_index = true },
		.number = row->number, .title = row->title, .adopted = row->adopted,
		.since = row->since, .place = row->place, .source = row->source,
		.all = load_may_all(rq), .nowhere = !load_may_some(rq) };

	v.page.crumbs[v.page.n_crumbs++] =
	    (struct crumb){ tr(ui, "Право"), url_law_list(rq->arena) };
	v.page.crumbs[v.page.n_crumbs++] = (struct crumb){ .name = v.page.title };
	v.limit = ui_num(ui, req_settings(rq)->upload_limit);
	TRY(fill_choices(rq, row, &v));
	TRY(fill_load(rq, row, &v));
	TRY(fill_files(rq, &v));
	return view_load_form(ui, &v);
}

/* A new edition of an act of the base: what is known of it stands in the form. */
static enum err
of_act(struct req *rq, struct str key, struct q_load_get *row)
{
	const struct places_index *x;
	const struct law_index *all;
	const struct law_act *act;
	int at = -1;

	TRY(law_get(rq->th, &all));
	act = law_by_key(all, key);
	if (act == NULL || !law_may_see(rq, act))
		return OK;
	TRY(places_get(rq->th, &x));
	if (act->place != 0)
		at = places_by_id(x, act->place);
	row->kind = str_c(law_kinds[act->kind].code);
	row->number = act->number;
	row->title = act->title;
	row->adopted = ui_day_field(&rq->ui, act->adopted);
	row->place = at >= 0 ? x->p[at].code : S("");
	row->see = str_c(sees[act->see >= 0 && act->see < (int)LEN(sees) ? act->see : 0]);
	return OK;
}

static struct q_load_get
empty_row(void)
{
	return (struct q_load_get){ .file = S(""), .kind = S(""), .number = S(""), .title = S(""),
		.adopted = S(""), .since = S(""), .place = S(""), .see = S("all"),
		.source = S(""), .act = S("") };
}

enum err
law_load_form_page(struct req *rq)
{
	struct str load = req_query(rq, "load"), act = req_query(rq, "act");
	struct q_load_get row = empty_row();
	const struct places_index *x;
	int at;

	if (load.n > 0) {
		TRY(load_mine(rq, load, LOAD_ACT, &row));
		return row.state == 0 ? load_form_page(rq, &row) :
					redirect(rq, url_law_load_show(rq->arena, load));
	}
	TRY(places_get(rq->th, &x));
	at = load_may_all(rq) ? -1 : own_place(rq, x);
	if (at >= 0)
		row.place = x->p[at].code;
	if (act.n > 0)
		TRY(of_act(rq, act, &row));
	return load_form_page(rq, &row);
}

/* ---- sent ---- */

static struct str
typed(struct req *rq, const char *name)
{
	struct str s = str_trim(req_form(rq, name));

	return s.p != NULL && utf8_valid(s) ? s : S("");
}

static void
read_form(struct req *rq, struct q_load_get *row)
{
	row->kind = typed(rq, "kind");
	row->number = typed(rq, "number");
	row->title = typed(rq, "title");
	row->adopted = typed(rq, "adopted");
	row->since = typed(rq, "since");
	row->place = typed(rq, "place");
	row->see = typed(rq, "see");
	row->source = typed(rq, "source");
}

static bool
fits(const struct q_load_get *row)
{
	const struct str all[] = { row->kind, row->number, row->title, row->adopted, row->since,
		row->place, row->see, row->source };

	for (size_t i = 0; i < LEN(all); i++)
		if (all[i].n > 4 * KiB)
			return false;
	return true;
}

/* What can be read is kept, even when the form is not complete: the file need not be sent again. */
static enum err
keep(struct req *rq, struct q_load_get *row, const struct load_bytes *b)
{
	TRY(db_begin(rq->db));
	if (row->id == 0) {
		row->expires = rq->now + LOAD_HOURS * HOUR_S;
		TRY(q_load_add(
		    rq->db, rq->viewer->id.v, LOAD_ACT, rq->now, row->expires, &row->id));
	}
	if (b->data.n > 0) {
		TRY(load_keep(rq, row->id, b));
		row->file = b->name;
		row->size = (int64_t)b->data.n;
	}
	if (fits(row))
		TRY(q_load_form(rq->db,
		    &(struct q_load_form_in){ .id = row->id, .kind = row->kind,
			.number = row->number, .title = row->title, .adopted = row->adopted,
			.since = row->since, .place = row->place, .see = row->see,
			.source = row->source }));
	TRY(q_loads_trim(rq->db, rq->viewer->id.v, LOAD_ACT, LOAD_WAITING));
	return db_commit(rq->db);
}

/* Is there anything to read in it? Told before it is kept. */
static enum err
readable(struct req *rq, const struct load_bytes *b)
{
	struct load_read l;

	TRY(load_read(rq, b, &(struct law_meta){ 0 }, &l));
	return l.refused.n > 0 ? problem(rq, "file", l.refused) : OK;
}

static enum err
sent(struct req *rq, struct q_load_get *row)
{
	struct load_bytes b;
	struct load_read l;

	TRY(load_given(rq, "file", "text", &b));
	if (b.data.n == 0 && row->id == 0)
		return problem(rq, "file", tr(&rq->ui, "Выберите файл или вставьте текст."));
	if (b.data.n > 0)
		TRY(readable(rq, &b));
	TRY(keep(rq, row, &b));
	return load_acts(rq, row, &l);
}

enum err
law_load_send_page(struct req *rq)
{
	struct q_load_get row = empty_row();
	struct str load = req_form(rq, "load");
	enum err e;

	if (!load_may_some(rq))
		return E_DENIED;
	if (load.n > 0) {
		e = load_mine(rq, load, LOAD_ACT, &row);
		if (e != OK && e != E_NOT_FOUND)
			return e;
		if (e == E_NOT_FOUND || row.state != 0)
			row = empty_row(); /* it was decided on, or its time has passed */
	}
	read_form(rq, &row);
	e = sent(rq, &row);
	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		return load_form_page(rq, &row);
	}
	TRY(e);
	return redirect(
	    rq, url_law_load_show(rq->arena, str_fmt(rq->arena, "%lld", (long long)row.id)));
}
