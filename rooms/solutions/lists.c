/* lists.c - a solution started for a municipality; what it has started. */
#include "solutions/lists.h"

#include "audit/audit.h"
#include "gen/solutions/u.h"
#include "gen/solutions/v.h"
#include "places/places.h"

struct str
sol_list_url(struct arena *a, struct str place, int64_t id)
{
	return url_solutions_task_list(a, place, sol_num(a, id));
}

/* ---- steps of a list ----------------------------------------------------------------- */

enum err
sol_tasks_put(struct db *db, struct arena *a, int64_t list, struct solution_id solution)
{
	struct q_steps_rows steps;

	TRY(q_steps(db, a, solution, &steps));
	for (size_t i = 0; i < steps.n; i++) {
		const struct q_steps *s = &steps.p[i];

		TRY(q_task_put(db,
		    &(struct q_task_put_in){ .list = list, .no = s->no, .code = s->code,
			.title = s->title, .who = s->who, .norm = s->norm, .note = s->note,
			.term = s->term, .unit = s->unit, .since = s->since }));
	}
	return OK;
}

enum err
sol_tasks_days(struct db *db, struct arena *a, int64_t list, int32_t start,
    const struct work_told *told)
{
	struct q_tasks_rows tasks;
	int32_t before = start;

	TRY(q_tasks(db, a, list, &tasks));
	for (size_t i = 0; i < tasks.n; i++) {
		const struct q_tasks *t = &tasks.p[i];
		struct opt_int due = t->due;

		if (!t->done.has) {
			due = sol_due(start, before, t->term, t->unit, t->since, told);
			TRY(q_task_due(db, t->id, due));
		}
		if (due.has)
			before = (int32_t)due.v;
	}
	return OK;
}

enum err
sol_list_start(struct db *db, struct arena *a, const struct q_list_add_in *in,
    const struct work_told *told, int64_t *ret)
{
	TRY(q_list_add(db, in, ret));
	TRY(sol_tasks_put(db, a, *ret, in->solution));
	return sol_tasks_days(db, a, *ret, (int32_t)in->start, told);
}

/* ---- GET /solutions/work ---------------------------------------------------------------- */

static struct sol_work_row
work_row(struct req *rq, struct str place, const struct q_lists *l)
{
	const struct ui *ui = &rq->ui;
	bool open = l->state == 0 && l->next.has;
	int64_t left = l->next.v - ui->today;

	return (struct sol_work_row){ .url = sol_list_url(rq->arena, place, l->id),
		.title = l->title, .start = ui_day(ui, (int32_t)l->start),
		.progress = trf(ui, "%1 из %2", ui_num(ui, l->done), ui_num(ui, l->tasks)),
		.next = open ? ui_day(ui, (int32_t)l->next.v) : S(""),
		.left = open ? ui_left(ui, left) : S(""),
		.soon = open && left >= 0 && left <= SOL_SOON, .late = open && left < 0,
		.closed = l->state != 0, .all = l->done == l->tasks,
		.newer = l->state == 0 && l->now_state == SOL_PUBLIC && l->now_version > l->version,
		.demo = l->demo };
}

static enum err
work_at(struct req *rq, const struct account_work *at, struct sol_work *ret)
{
	struct q_lists_rows r;

	TRY(q_lists(rq->db, rq->arena, at->p->id, &r));
	ret->place = at->label;
	ret->rows.p = arena_array(rq->arena, struct sol_work_row, r.n + 1);
	if (ret->rows.p == NULL)
		return E_NOMEM;
	for (ret->rows.n = 0; ret->rows.n < r.n; ret->rows.n++)
		ret->rows.p[ret->rows.n] = work_row(rq, at->p->code, &r.p[ret->rows.n]);
	return OK;
}

enum err
solutions_work(struct req *rq)
{
	struct view_sol_work v = { .page = { .title = tr(&rq->ui, "Мои решения"),
				       .nav = "solutions", .no_index = true } };
	struct account_works at;

	TRY(account_works(rq, &at));
	sol_crumbs(rq, STR_NONE, &v.page);
	v.places.p = arena_array(rq->arena, struct sol_work, at.n + 1);
	if (v.places.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < at.n; i++)
		TRY(work_at(rq, &at.p[i], &v.places.p[v.places.n++]));
	return view_sol_work(&rq->ui, &v);
}

/* ---- GET, POST /solutions/{solution}/start ---------------------------------------------- */

/* What is at work by the same solution already: nobody needs it twice unawares. */
static enum err
there(struct req *rq, const struct account_works *at, struct solution_id id,
    struct sol_work_rows *ret)
{
	VEC(struct sol_work_row) rows = { 0 };
	struct q_lists_rows r;

	for (size_t i = 0; i < at->n; i++) {
		TRY(q_lists(rq->db, rq->arena, at->p[i].p->id, &r));
		for (size_t k = 0; k < r.n; k++)
			if (r.p[k].solution.v == id.v && r.p[k].state == 0)
				TRY(VEC_PUSH(
				    rq->arena, &rows, work_row(rq, at->p[i].p->code, &r.p[k])));
	}
	*ret = (struct sol_work_rows){ rows.p, rows.n };
	return OK;
}

static enum err
start_view(struct req *rq, const struct q_solution *s, const struct account_works *at)
{
	struct view_sol_start v = { .page = { .title = trf(&rq->ui, "Начать: %1", s->title),
					.nav = "solutions", .no_index = true } };

	v.title = s->title;
	v.back = url_solutions_one(rq->arena, s->key);
	v.self = url_solutions_start(rq->arena, s->key);
	v.start = ui_old(&rq->ui, "start", ui_day_field(&rq->ui, rq->ui.today));
	sol_crumbs(rq, s->title, &v.page);
	v.page.crumbs[v.page.n_crumbs - 1].url = v.back;
	TRY(there(rq, at, s->id, &v.there));
	v.places.p = arena_array(rq->arena, struct sol_option, at->n + 1);
	if (v.places.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < at->n; i++)
		v.places.p[v.places.n++] = (struct sol_option){ at->p[i].p->code, at->p[i].label,
			ui_old_on(&rq->ui, "place", at->p[i].p->code, i == 0), false };
	return view_sol_start(&rq->ui, &v);
}

static enum err
published(struct req *rq, struct q_solution *ret)
{
	TRY(q_solution(rq->db, rq->arena, req_param(rq, 0), ret));
	return ret->state == SOL_PUBLIC ? OK : E_NOT_FOUND;
}

enum err
solutions_start_page(struct req *rq)
{
	struct account_works at;
	struct q_solution s;

	TRY(published(rq, &s));
	TRY(account_works(rq, &at));
	return start_view(rq, &s, &at);
}

enum err
sol_start_read(struct req *rq, int32_t *ret)
{
	static const struct field fields[] = { F_DAY(struct sol_start_in, start, N_("День начала")),
		F_END };
	struct sol_start_in in = { 0 };

	TRY(form_read(rq, fields, &in));
	if (!in.start.has)
		return problem(
		    rq, "start", tr(&rq->ui, "Назовите день начала: от него идут сроки."));
	if (in.start.v < rq->ui.today - SOL_AROUND || in.start.v > rq->ui.today + SOL_AROUND)
		return problem(
		    rq, "start", tr(&rq->ui, "День начала — не дальше года от сегодня."));
	*ret = (int32_t)in.start.v;
	return OK;
}

static enum err
place_read(struct req *rq, const struct account_works *at, const struct place **ret)
{
	int64_t n;

	for (size_t i = 0; i < at->n; i++)
		if (str_eq(at->p[i].p->code, req_form(rq, "place")))
			*ret = at->p[i].p;
	if (*ret == NULL)
		return problem(rq, "place",
		    tr(&rq->ui, "Выберите муниципалитет, в котором вы работаете."));
	TRY(q_list_open(rq->db, (*ret)->id, &n));
	if (n >= SOL_LISTS)
		return problem(rq, "place",
		    tr(&rq->ui, "Здесь уже 100 начатых решений: закройте те, что закончены."));
	return OK;
}

static enum err
begin(struct req *rq, const struct q_solution *s, const struct place *p, int32_t start)
{
	struct work_told told = sol_told(req_settings(rq));
	int64_t id;

	TRY(db_begin(rq->db));
	TRY(sol_list_start(rq->db, rq->arena,
	    &(struct q_list_add_in){ .place = p->id, .solution = s->id, .version = s->version,
		.start = start, .author = { rq->viewer->id.v, rq->viewer->id.v != 0 },
		.now = rq->now }, &told, &id));
	TRY(audit_add(rq->db, rq->arena, rq->now,
	    &(struct audit_event){ .action = "solutions.start", .actor = rq->viewer->id.v,
		.object = str_fmt(rq->arena, "solutions:%lld", (long long)id), .place = p->id,
		.peer = rq->in->peer, .detail = s->key }));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Решение начато: отмечайте шаги по мере дела")));
	return redirect(rq, sol_list_url(rq->arena, p->code, id));
}

enum err
solutions_start(struct req *rq)
{
	const struct place *p = NULL;
	struct account_works at;
	struct q_solution s;
	int32_t start = 0;
	enum err e, where;

	TRY(published(rq, &s));
	TRY(account_works(rq, &at));
	where = place_read(rq, &at, &p);
	e = sol_start_read(rq, &start);
	e = where != OK && (e == OK || e == E_INPUT) ? where : e;
	if (e != OK && e != E_INPUT)
		return e;
	if (e == E_INPUT || p == NULL) {
		FORM_AGAIN(rq);
		return start_view(rq, &s, &at);
	}
	return begin(rq, &s, p, start);
}
