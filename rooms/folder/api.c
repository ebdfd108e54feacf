/* api.c - the folder for programs: the same acts as on its pages, by token. */
#include "api/api.h"
#include "folder/act.h"
#include "folder/api_ops.h"
#include "folder/moves.h"
#include "gen/folder/u.h"

static const char *
state_at(int i)
{
	return i >= 0 && i + 1 < FS_N ? folder_states[i + 1].code : NULL;
}

/* ---- what is told ------------------------------------------------------------------ */

struct item_out {
	struct str measure, title, state, aim, person_name, url, self;
	struct opt_int asked, got, due, applied, decided, person;
	int64_t id, year, created;
	bool demo;
};
#define API_OBJECT struct item_out
static const struct api_field item_fields[] = {
	API_F(id, INT, "Номер записи"),
	API_FX(measure, STR, "Ключ меры", .null = true),
	API_F(title, STR, "Название меры"),
	API_F(year, INT, "Год приёма"),
	API_FX(state, CODE, "Как далеко дело", .values = state_at),
	API_FX(aim, STR, "На что просим", .null = true),
	API_F(asked, OINT, "Просим, ₽"),
	API_F(got, OINT, "Получили, ₽"),
	API_F(due, DAY, "Наш срок"),
	API_F(applied, DAY, "Когда подали"),
	API_F(decided, DAY, "Когда решили"),
	API_F(person, OINT, "Номер ответственного"),
	API_FX(person_name, STR, "Имя ответственного", .null = true),
	API_F(created, TIME, "Когда взяли в папку"),
	API_F(demo, BOOL, "Учебный пример"),
	API_F(url, URL, "Страница на портале"),
	API_F(self, URL, "Эта запись в API"),
};
#undef API_OBJECT
static const struct api_schema item_schema = { "FolderItem",
	N_("Запись папки: мера в приёме одного года"), item_fields, LEN(item_fields),
	sizeof(struct item_out), NULL };

/* ---- what is taken ------------------------------------------------------------------- */

struct new_in { struct str measure; struct folder_add_in f; };
#define API_OBJECT struct new_in
#define NEW_AT(name, type, about, ...) \
	{ #name, API_##type, offsetof(struct new_in, f.name), about, __VA_ARGS__ }
static const struct api_input new_inputs[] = {
	API_IN(measure, STR, N_("Ключ меры"), .required = true, .min = 1, .max = 100),
	NEW_AT(year, OINT, N_("Год приёма; без него — ближайший"), .min = FOLDER_YEAR_MIN,
	    .max = FOLDER_YEAR_MAX),
	NEW_AT(due, DAY, N_("Наш срок"), .null = true),
	NEW_AT(aim, STR, N_("На что просим"), .null = true, .max = FOLDER_AIM),
	NEW_AT(person, OINT, N_("Номер ответственного"), .null = true, .min = 1,
	    .max = INT64_MAX),
};
#undef API_OBJECT
static const struct api_body new_body = { "FolderItemNew", N_("Какую меру взять в папку"),
	new_inputs, LEN(new_inputs), false };

struct patch_in { struct folder_item_in f; struct str state, note; struct opt_int day; };
#define API_OBJECT struct patch_in
#define PATCH_AT(name, type, about, ...) \
	{ #name, API_##type, offsetof(struct patch_in, f.name), about, __VA_ARGS__ }
static const struct api_input patch_inputs[] = {
	PATCH_AT(aim, STR, N_("На что просим"), .null = true, .max = FOLDER_AIM),
	PATCH_AT(year, OINT, N_("Год приёма"), .min = FOLDER_YEAR_MIN, .max = FOLDER_YEAR_MAX),
	PATCH_AT(asked, OINT, N_("Просим, ₽"), .null = true, .max = FOLDER_RUBLES),
	PATCH_AT(got, OINT, N_("Получили, ₽: у записи, которую поддержали"), .null = true,
	    .max = FOLDER_RUBLES),
	PATCH_AT(due, DAY, N_("Наш срок"), .null = true),
	PATCH_AT(person, OINT, N_("Номер ответственного"), .null = true, .min = 1,
	    .max = INT64_MAX),
	API_IN(state, CODE, N_("Следующий шаг; не всякий шаг есть из всякого состояния"),
	    .values = state_at),
	API_IN(day, DAY, N_("День шага: когда подали или решили; без него — сегодня"),
	    .null = true),
	API_IN(note, STR, N_("Заметка к шагу"), .max = FOLDER_NOTE),
};
#undef API_OBJECT
static const struct api_body patch_body = { "FolderItemPatch",
	N_("Что изменить; не названное остаётся"), patch_inputs, LEN(patch_inputs), true };

/* ---- operations ------------------------------------------------------------------------ */

static const struct api_param list_params[] = {
	{ .name = "state", .want = API_WANT_CODE, .about = N_("Как далеко дело"), .many = true,
	    .values = state_at },
	{ .name = "year", .want = API_WANT_NUMBER, .about = N_("Год приёма"),
	    .min = FOLDER_YEAR_MIN, .max = FOLDER_YEAR_MAX },
};
#define PATH_ITEM N_("Код муниципалитета по ОКТМО или номер записи")

const struct api_op folder_ops[FOLDER_OPS] = {
	{ .route = "api_list", .id = "listFolder", .tag = "folder", .title = N_("Папка"),
	    .about = N_("Все записи по порядку номеров."), .shape = API_LIST, .of = &item_schema,
	    .params = list_params, .n_params = LEN(list_params), .pages = true,
	    .path_about = N_("Код муниципалитета по ОКТМО"), .scope = SCOPE_FOLDER_READ,
	    .example = "/api/v1/places/24707000/folder?state=preparing" },
	{ .route = "api_show", .id = "getFolderItem", .tag = "folder",
	    .title = N_("Одна запись папки"),
	    .about = N_("Её ETag нужен, чтобы потом изменить её."), .shape = API_ITEM,
	    .of = &item_schema, .path_about = PATH_ITEM, .scope = SCOPE_FOLDER_READ,
	    .example = "/api/v1/places/24707000/folder/1" },
	{ .route = "api_add", .id = "addFolderItem", .tag = "folder",
	    .title = N_("Взять меру в папку"),
	    .about = N_("Документы меры становятся её списком. С Idempotency-Key запрос можно "
			"повторять: мера берётся один раз."),
	    .shape = API_ITEM, .of = &item_schema,
	    .path_about = N_("Код муниципалитета по ОКТМО"), .scope = SCOPE_FOLDER_WRITE,
	    .takes = &new_body, .made = true, .sample = "{\"measure\":\"clean-water\"}",
	    .example = "/api/v1/places/24707000/folder" },
	{ .route = "api_change", .id = "changeFolderItem", .tag = "folder",
	    .title = N_("Изменить запись папки"),
	    .about = N_("Поля и шаг пишутся вместе, с историей, как на странице. Записи не "
			"удаляются: от меры отказываются шагом put-off."),
	    .shape = API_ITEM, .of = &item_schema, .path_about = PATH_ITEM,
	    .scope = SCOPE_FOLDER_WRITE, .takes = &patch_body, .match = true,
	    .sample = "{\"state\":\"preparing\",\"due\":\"2027-02-01\"}",
	    .example = "/api/v1/places/24707000/folder/1" },
};

/* ---- reading ----------------------------------------------------------------------------- */

static struct str
self_of(struct arena *a, const struct folder_at *w, int64_t id)
{
	return url_folder_api_show(a, w->p->code, folder_num(a, id));
}

static struct str
key_of(struct str url)
{
	struct str head = S("/navigator/");

	return str_starts(url, head) ? (struct str){ url.p + head.n, url.n - head.n } : S("");
}

static struct item_out
out_of(struct req *rq, const struct folder_at *w, const struct q_item_get *q)
{
	return (struct item_out){ .measure = key_of(q->url), .title = q->title,
		.state = str_c(folder_states[q->state].code), .aim = q->aim,
		.person_name = q->person_name, .asked = q->asked, .got = q->got, .due = q->due,
		.applied = q->applied, .decided = q->decided, .person = q->person, .id = q->id.v,
		.year = q->year, .created = q->created, .demo = q->demo,
		.url = folder_item_url(rq->arena, w->p->code, q->id.v),
		.self = self_of(rq->arena, w, q->id.v) };
}

static struct item_out
row_of(struct req *rq, const struct folder_at *w, const struct q_items *q)
{
	return out_of(rq, w,
	    &(struct q_item_get){ .id = q->id, .year = q->year, .state = q->state, .aim = q->aim,
		.asked = q->asked, .got = q->got, .due = q->due, .applied = q->applied,
		.decided = q->decided, .person = q->person, .person_name = q->person_name,
		.demo = q->demo, .created = q->created, .title = q->title, .url = q->url });
}

/* Is it of one of the states that were asked for, and of the year? */
static bool
takes(const struct req *rq, const struct q_items *q, int64_t year)
{
	const struct http_pairs *p = &rq->in->query;
	bool asked = false, met = false;

	for (size_t i = 0; i < p->n; i++) {
		if (!str_is(p->p[i].name, "state") && !str_is(p->p[i].name, "state[]"))
			continue;
		asked = true;
		met |= folder_state_of(p->p[i].value) == q->state;
	}
	return (!asked || met) && (year == 0 || q->year == year);
}

enum err
folder_api_list(struct req *rq)
{
	struct api_list list = { .next = S("") };
	int64_t year, last = 0, skip = 0;
	struct q_items_rows q;
	struct item_out *out;
	struct api_page page;
	struct folder_at w;

	TRY(api_ask(rq, &page));
	TRY(folder_at(rq, &w));
	year = req_query_int(rq, "year", 0, FOLDER_YEAR_MIN, FOLDER_YEAR_MAX);
	if (page.last.n > 0 && !str_int(page.last, &last))
		return E_BUG; /* the cursor is sealed */
	TRY(q_items(rq->db, rq->arena, w.p->id, &q));
	out = arena_array(rq->arena, struct item_out, (size_t)page.limit);
	if (out == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < q.n; i++) {
		if (!takes(rq, &q.p[i], year))
			continue;
		list.total++;
		if (q.p[i].id.v <= last) {
			skip++;
		} else if (list.n < (size_t)page.limit) {
			out[list.n++] = row_of(rq, &w, &q.p[i]);
		}
	}
	list.p = out;
	if (skip + (int64_t)list.n < list.total)
		TRY(api_next(rq, skip + (int64_t)list.n, folder_num(rq->arena, out[list.n - 1].id),
		    &list.next));
	return api_answer_list(rq, &list);
}

enum err
folder_api_show(struct req *rq)
{
	struct api_page page;
	struct q_item_get q;
	struct item_out out;
	struct folder_at w;

	TRY(api_ask(rq, &page));
	TRY(folder_at(rq, &w));
	TRY(folder_item_at(rq, &w, &q));
	out = out_of(rq, &w, &q);
	return api_answer_tagged(rq, &out);
}

/* ---- writing -------------------------------------------------------------------------------- */

static enum err
made(struct req *rq, const struct folder_at *w, struct item_id id)
{
	struct q_item_get q;
	struct item_out out;

	TRY(q_item_get(rq->db, rq->arena, id, w->p->id, &q));
	out = out_of(rq, w, &q);
	TRY(api_answer_made(rq, &out, out.self));
	return api_once_end(rq, api_absolute(&rq->ui, out.self));
}

static enum err
add(struct req *rq, const struct folder_at *w, struct new_in *in, struct item_id *ret)
{
	struct folder_found f;
	enum err e = folder_find(rq, in->measure, &f), p = OK;

	if (e == E_NOT_FOUND)
		return problem(rq, "measure",
		    tr(&rq->ui, "Такой меры нет: возьмите ключ из списка мер."));
	TRY(e);
	if (in->f.person.has)
		p = folder_person_check(rq, w, in->f.person.v, (struct opt_int){ 0 });
	if (p != OK && p != E_INPUT)
		return p;
	TRY(folder_add_check(rq, w, &f, &in->f));
	TRY(p);
	return folder_add_store(rq, w, &f, &in->f, ret);
}

enum err
folder_api_add(struct req *rq)
{
	struct new_in in = { .measure = S(""), .f.aim = S("") };
	struct api_page page;
	struct item_id id = { 0 };
	struct folder_at w;
	uint32_t given;
	bool kept;

	TRY(api_ask(rq, &page));
	TRY(folder_at(rq, &w));
	TRY(db_begin(rq->db));
	TRY(api_once_begin(rq, &kept));
	if (kept)
		return db_commit(rq->db);
	TRY(api_read(rq, &in, &given));
	TRY(add(rq, &w, &in, &id));
	TRY(made(rq, &w, id));
	return db_commit(rq->db);
}

/* What was not named stays as it is. */
static void
keep(uint32_t given, const struct q_item_get *old, struct folder_item_in *f)
{
	const struct api_body *b = &patch_body;

	if (!api_given(b, given, "aim"))
		f->aim = old->aim;
	if (!api_given(b, given, "asked"))
		f->asked = old->asked;
	if (!api_given(b, given, "got"))
		f->got = old->got;
	if (!api_given(b, given, "due"))
		f->due = old->due;
	if (!api_given(b, given, "person"))
		f->person = old->person;
}

static enum err
change(struct req *rq, const struct folder_at *w, const struct q_item_get *old,
    struct patch_in *in, uint32_t given)
{
	enum err e = OK, p = OK;
	int to = folder_state_of(in->state);

	keep(given, old, &in->f);
	if (api_given(&patch_body, given, "got") && old->state != FS_WON && to != FS_WON)
		e = problem(rq, "got",
		    tr(&rq->ui, "Сколько получили, пишут у записи, которую поддержали."));
	if (in->f.person.has && api_given(&patch_body, given, "person"))
		p = folder_person_check(rq, w, in->f.person.v, old->person);
	if (p != OK && p != E_INPUT)
		return p;
	TRY(folder_item_check(rq, w, old, &in->f));
	TRY(e);
	TRY(p);
	return folder_item_store(rq, w, old, &in->f);
}

static enum err
step(struct req *rq, const struct folder_at *w, struct item_id id, struct patch_in *in,
    struct opt_int got)
{
	struct folder_step_in s = { .day = in->day, .note = in->note };
	int to = folder_state_of(in->state);
	struct q_item_get now;

	TRY(q_item_get(rq->db, rq->arena, id, w->p->id, &now));
	if ((to == 0 || to == now.state) && !in->day.has && in->note.n == 0)
		return OK;
	if (to == 0 || to == now.state)
		return problem(rq, "state",
		    tr(&rq->ui, "День и заметка пишутся вместе с шагом: "
			"назовите новое состояние."));
	if (folder_step(now.state, to) == NULL)
		return problem(rq, "state",
		    tr(&rq->ui, "Такого шага из нынешнего состояния нет."));
	s.sum = to == FS_WON ? got : now.asked;
	TRY(folder_step_check(rq, &s));
	return folder_step_store(rq, w, &now, to, &s);
}

enum err
folder_api_change(struct req *rq)
{
	struct patch_in in = { .f.aim = S(""), .state = S(""), .note = S("") };
	struct opt_int got;
	struct q_item_get q;
	struct item_out out;
	struct api_page page;
	struct folder_at w;
	uint32_t given;
	int64_t id, n;

	TRY(api_ask(rq, &page));
	TRY(folder_at(rq, &w));
	TRY(folder_id(rq, &id));
	TRY(db_begin(rq->db));
	TRY(q_item_hold(rq->db, (struct item_id){ id }, w.p->id, &n));
	TRY(folder_item_at(rq, &w, &q));
	out = out_of(rq, &w, &q);
	TRY(api_match(rq, api_tag(rq, &item_schema, &out)));
	TRY(api_read(rq, &in, &given));
	got = in.f.got;
	TRY(change(rq, &w, &q, &in, given));
	TRY(step(rq, &w, q.id, &in, got));
	TRY(folder_item_at(rq, &w, &q));
	out = out_of(rq, &w, &q);
	TRY(api_answer_tagged(rq, &out));
	return db_commit(rq->db);
}
