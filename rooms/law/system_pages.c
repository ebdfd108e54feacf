/* system_pages.c - the administrator says where acts stand in legal systems outside. */
#include "audit/audit.h"
#include "calendar/calendar.h"
#include "gen/law/q.h"
#include "gen/law/u.h"
#include "gen/law/v.h"
#include "law/system.h"

#define SORT_MAX 1000

static const char *const levels[] = { "any", "federal", "regional", "municipal", NULL };

struct system_in {
	struct str title, template;
	struct opt_int sort;
	int level;		/* of levels: 0 any */
	bool active;
};
static const struct field fields[] = {
	F_TEXT(struct system_in, title, N_("Название"), 2, 60),
	F_TEXT(struct system_in, template, N_("Адрес"), 1, SYSTEM_TEMPLATE),
	F_CHOICE(struct system_in, level, N_("Для каких актов"), levels),
	F_INT(struct system_in, sort, N_("Порядок"), 0, SORT_MAX),
	F_BOOL(struct system_in, active, N_("Показывать ссылки")),
	F_END
};

/* ---- the form ---------------------------------------------------------------------- */

static struct str
level_name(const struct ui *ui, int i)
{
	static const char *const words[] = { N_("Любые акты"), N_("Федеральные"),
		N_("Региональные"), N_("Муниципальные") };

	return tr_z(ui, words[i]);
}

static enum err
fill_levels(struct req *rq, int on, struct system_choices *ret)
{
	ret->p = arena_array(rq->arena, struct system_choice, LEN(levels));
	if (ret->p == NULL)
		return E_NOMEM;
	for (int i = 0; levels[i] != NULL; i++)
		ret->p[ret->n++] = (struct system_choice){ str_c(levels[i]),
			level_name(&rq->ui, i),
			ui_old_on(&rq->ui, "level", str_c(levels[i]), i == on) };
	return OK;
}

static enum err
fill_names(struct req *rq, struct system_names *ret)
{
	ret->p = arena_array(rq->arena, struct system_name, SYSTEM_VALUES);
	if (ret->p == NULL)
		return E_NOMEM;
	for (int i = 0; i < SYSTEM_VALUES; i++)
		ret->p[ret->n++] =
		    (struct system_name){ str_fmt(rq->arena, "{%s}", system_infos[i].name),
			    tr_z(&rq->ui, system_infos[i].about) };
	return OK;
}

/* What the template makes of an act that everybody knows, and of a part of an article of it. */
static void
try_out(struct req *rq, struct str template, struct system_tried *ret)
{
	struct system_of of = { { [SYSTEM_kind] = S("fz"), [SYSTEM_number] = S("59-ФЗ"),
		[SYSTEM_no] = S("59"), [SYSTEM_date] = S("2006-05-02"),
		[SYSTEM_day] = S("02.05.2006"), [SYSTEM_year] = S("2006"),
		[SYSTEM_title] =
		    S("О порядке рассмотрения обращений граждан Российской Федерации"),
		[SYSTEM_short] = S("59-ФЗ"), [SYSTEM_key] = S("ru/fz/2006-05-02/59"),
		[SYSTEM_edition] = S("2025-03-30") } };

	if (system_flaw(&rq->ui, template).n > 0)
		return;
	ret->act = system_fill(rq->arena, template, &of);
	of.v[SYSTEM_article] = S("8");
	of.v[SYSTEM_part] = S("3");
	ret->unit = system_fill(rq->arena, template, &of);
}

/* The row as it is, or as it was typed. */
static enum err
fill_form(struct req *rq, const struct q_system_get *row, struct system_form *ret)
{
	bool typed = rq->ui.typed != NULL;

	*ret = (struct system_form){ .title = row->title, .template = row->template,
		.sort = str_fmt(rq->arena, "%lld", (long long)row->sort),
		.on = typed ? req_form(rq, "active").n > 0 : row->active };
	try_out(rq, typed ? str_trim(req_form(rq, "template")) : row->template, &ret->tried);
	return fill_levels(rq, row->level.has ? (int)row->level.v + 1 : 0, &ret->levels);
}

static void
frame(struct req *rq, struct str title, bool one, struct page *ret)
{
	const struct ui *ui = &rq->ui;

	*ret = (struct page){ .title = title, .nav = "admin", .no_index = true };
	ret->crumbs[ret->n_crumbs++] = (struct crumb){ tr(ui, "Управление"), S("/admin") };
	if (one)
		ret->crumbs[ret->n_crumbs++] = (struct crumb){ tr(ui, "Внешние правовые системы"),
			url_law_systems(rq->arena) };
	ret->crumbs[ret->n_crumbs++] = (struct crumb){ title, S("") };
}

/* ---- pages -------------------------------------------------------------------------- */

static struct str
id_text(struct req *rq, int64_t id)
{
	return str_fmt(rq->arena, "%lld", (long long)id);
}

static enum err
list_page(struct req *rq)
{
	struct q_system_get none = { .title = S(""), .template = S(""), .active = true };
	const struct ui *ui = &rq->ui;
	struct view_systems v = { 0 };
	struct q_systems_rows rows;

	TRY(q_systems(rq->db, rq->arena, &rows));
	frame(rq, tr(ui, "Внешние правовые системы"), false, &v.page);
	v.rows.p = arena_array(rq->arena, struct system_line, rows.n + 1);
	if (v.rows.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < rows.n; i++) {
		const struct q_systems *r = &rows.p[i];

		v.rows.p[v.rows.n++] = (struct system_line){ .title = r->title,
			.template = r->template, .sort = ui_num(ui, r->sort), .on = r->active,
			.level = level_name(ui, r->level.has ? (int)r->level.v + 1 : 0),
			.url = url_law_system(rq->arena, id_text(rq, r->id.v)) };
	}
	v.full = rows.n >= SYSTEM_MAX;
	TRY(fill_form(rq, &none, &v.f));
	TRY(fill_names(rq, &v.names));
	return view_systems(&rq->ui, &v);
}

static enum err
one_page(struct req *rq, const struct q_system_get *row)
{
	struct str id = id_text(rq, row->id.v);
	struct view_system v = { .heading = row->title,
		.save_url = url_law_system_save(rq->arena, id),
		.drop_url = url_law_system_drop(rq->arena, id) };

	frame(rq, row->title, true, &v.page);
	TRY(fill_form(rq, row, &v.f));
	TRY(fill_names(rq, &v.names));
	return view_system(&rq->ui, &v);
}

static enum err
row_asked(struct req *rq, struct q_system_get *ret)
{
	int64_t id;

	TRY(str_int(req_param(rq, 0), &id) ? OK : E_NOT_FOUND);
	return q_system_get(rq->db, rq->arena, (struct system_id){ id }, ret);
}

enum err
law_systems_page(struct req *rq)
{
	return list_page(rq);
}

enum err
law_system_page(struct req *rq)
{
	struct q_system_get row;

	TRY(row_asked(rq, &row));
	return one_page(rq, &row);
}

/* ---- saving ---------------------------------------------------------------------------- */

/* self 0: a new row. */
static enum err
read_form(struct req *rq, int64_t self, struct system_in *in)
{
	enum err e = form_read(rq, fields, in);
	struct q_system_titled_rows same;
	struct q_systems_rows all;
	struct str flaw;

	if (e != OK && e != E_INPUT)
		return e;
	if (in->title.n > 0) {
		TRY(q_system_titled(rq->db, rq->arena, in->title, &same));
		if (same.n > 0 && same.p[0].id.v != self)
			e = problem(rq, "title",
			    trf(&rq->ui, "Система «%1» уже есть. Откройте её или назовите эту "
				"иначе.", in->title));
	}
	flaw = in->template.n > 0 ? system_flaw(&rq->ui, in->template) : S("");
	if (flaw.n > 0)
		e = problem(rq, "template", flaw);
	if (self != 0)
		return e;
	TRY(q_systems(rq->db, rq->arena, &all));
	return all.n < SYSTEM_MAX ? e :
	    problem(rq, "title", trf(&rq->ui, "Систем не больше %1. Удалите ненужную.",
		ui_num(&rq->ui, SYSTEM_MAX)));
}

/* The form comes back as it was typed: refused, or only tried. */
static void
again(struct req *rq, enum err e)
{
	if (e == E_INPUT)
		FORM_AGAIN(rq);
	else
		rq->ui.typed = &rq->in->form;
	db_rollback(rq->db);
}

static bool
only_tried(const struct req *rq)
{
	return str_is(req_form(rq, "do"), "try");
}

static struct opt_int
level_of(const struct system_in *in)
{
	return (struct opt_int){ in->level - 1, in->level > 0 };
}

static enum err
saved(struct req *rq, const char *action, int64_t id, struct str detail, const char *word)
{
	TRY(version_bump(rq->db, "content"));
	TRY(audit_add(rq->db, rq->arena, rq->now,
	    &(struct audit_event){ .action = action, .actor = rq->viewer->id.v,
		.object = str_fmt(rq->arena, "law_system:%lld", (long long)id),
		.peer = rq->in->peer, .detail = detail }));
	TRY(db_commit(rq->db));
	TRY(notice(rq, word));
	return redirect(rq, url_law_systems(rq->arena));
}

enum err
law_system_add_form(struct req *rq)
{
	struct system_in in = { 0 };
	struct system_id id;
	enum err e;

	TRY(db_begin(rq->db));
	e = read_form(rq, 0, &in);
	if (e == E_INPUT || (e == OK && only_tried(rq))) {
		again(rq, e);
		return list_page(rq);
	}
	TRY(e);
	TRY(q_system_add(rq->db, &(struct q_system_add_in){ .title = in.title,
		.template = in.template, .level = level_of(&in),
		.sort = in.sort.has ? in.sort.v : 0, .active = in.active, .now = rq->now }, &id));
	return saved(rq, "law.system_put", id.v, S("new"), N_("Система добавлена"));
}

static struct str
changed(struct req *rq, const struct q_system_get *was, const struct system_in *in)
{
	struct opt_int level = level_of(in);
	struct buf b;

	buf_init(&b, rq->arena, 256);
	if (!str_eq(was->title, in->title))
		buf_put(&b, S(" title"));
	if (!str_eq(was->template, in->template))
		buf_put(&b, S(" template"));
	if (was->level.has != level.has || (level.has && was->level.v != level.v))
		buf_put(&b, S(" level"));
	if (in->sort.has && was->sort != in->sort.v)
		buf_put(&b, S(" sort"));
	if (was->active != in->active)
		buf_put(&b, in->active ? S(" on") : S(" off"));
	return b.n > 0 ? str_trim(buf_str(&b)) : S("");
}

enum err
law_system_save_form(struct req *rq)
{
	struct system_in in = { 0 };
	struct q_system_get row;
	int64_t n;
	enum err e;

	TRY(db_begin(rq->db));
	TRY(row_asked(rq, &row));
	e = read_form(rq, row.id.v, &in);
	if (e == E_INPUT || (e == OK && only_tried(rq))) {
		again(rq, e);
		return one_page(rq, &row);
	}
	TRY(e);
	TRY(q_system_set(rq->db, &(struct q_system_set_in){ .id = row.id, .title = in.title,
		.template = in.template, .level = level_of(&in),
		.sort = in.sort.has ? in.sort.v : row.sort, .active = in.active,
		.now = rq->now }, &n));
	return saved(
	    rq, "law.system_put", row.id.v, changed(rq, &row, &in), N_("Система сохранена"));
}

enum err
law_system_drop_form(struct req *rq)
{
	struct q_system_get row;
	int64_t n;

	TRY(db_begin(rq->db));
	TRY(row_asked(rq, &row));
	if (!str_is(req_form(rq, "sure"), "yes")) {
		(void)problem(rq, "sure", tr(&rq->ui, "Отметьте, что систему нужно удалить."));
		rq->status = 422;
		rq->ui.problems = &rq->problems; /* the other form stays as the row is */
		db_rollback(rq->db);
		return one_page(rq, &row);
	}
	TRY(q_system_drop(rq->db, row.id, &n));
	return saved(rq, "law.system_drop", row.id.v, S(""), N_("Система удалена"));
}

/* ---- the demonstration ------------------------------------------------------------------- */

/* One that is off and leads nowhere: what a template looks like. */
enum err
law_system_demo(struct db *db, struct arena *a, int64_t now)
{
	struct str title = S("law.example.org");
	struct q_system_titled_rows same;
	struct system_id id;

	TRY(q_system_titled(db, a, title, &same));
	if (same.n > 0)
		return OK;
	return q_system_add(db, &(struct q_system_add_in){ .title = title,
		.template = S("https://law.example.org/{kind}/{date}/{number}"
			      "[#st-{article}][.ch-{part}]"),
		.level = { LAW_FEDERAL, true }, .active = false, .now = now }, &id);
}
