/* tasks.c - one checklist: its steps with days, and who is to do them. */
#include "solutions/tasks.h"

#include "gen/solutions/u.h"
#include "gen/solutions/v.h"

enum err
sol_list_at(struct req *rq, struct sol_at *ret)
{
	int64_t id;

	TRY(places_get(rq->th, &ret->x));
	ret->at = places_by_code(ret->x, req_param(rq, 0));
	if (ret->at < 0 || ret->x->p[ret->at].level < PLACE_MUNI ||
	    !str_int(req_param(rq, 1), &id) || id <= 0)
		return E_NOT_FOUND;
	ret->p = &ret->x->p[ret->at];
	return q_list_get(rq->db, rq->arena, id, ret->p->id, &ret->l);
}

const char *
sol_task_field(struct arena *a, const char *name, int64_t task)
{
	struct str s = str_fmt(a, "%s-%lld", name, (long long)task);

	return s.p ? s.p : name;
}

/* ---- a step --------------------------------------------------------------------------- */

static void
task_days(const struct ui *ui, const struct q_tasks *t, struct sol_task_row *ret)
{
	int64_t left = t->due.v - ui->today;

	ret->term = sol_term_words(ui, t->term, t->unit, t->since);
	if (t->due.has)
		ret->due = ui_day(ui, (int32_t)t->due.v);
	if (t->done.has) {
		ret->done = trf(ui, "%1, %2", ui_moment(ui, t->done.v),
		    t->done_name.n ? t->done_name : tr(ui, "прежний сотрудник"));
	} else if (t->due.has) {
		ret->left = ui_left(ui, left);
		ret->soon = left >= 0 && left <= SOL_SOON;
		ret->late = left < 0;
	}
}

static enum err
task_row(struct req *rq, const struct account_people *staff, const struct q_tasks *t,
    struct sol_task_row *ret)
{
	const char *person = sol_task_field(rq->arena, "person", t->id);
	const char *remark = sol_task_field(rq->arena, "remark", t->id);

	*ret = (struct sol_task_row){ .id = sol_num(rq->arena, t->id), .title = t->title,
		.who = t->who, .person = t->person_name, .remark = t->remark, .code = t->code,
		.is_done = t->done.has, .has_norm = t->norm.n > 0, .has_note = t->note.n > 0,
		.person_field = str_c(person), .remark_field = str_c(remark),
		.typed = ui_old(&rq->ui, remark, t->remark) };
	ret->person_bad = ui_problem(&rq->ui, person);
	ret->remark_bad = ui_problem(&rq->ui, remark);
	task_days(&rq->ui, t, ret);
	TRY(account_picks(rq, staff, t->person, t->person_name, person, &ret->people));
	TRY(law_prose(rq, t->norm, &ret->norm));
	return law_prose(rq, t->note, &ret->note);
}

/* Templates of documents are those of the solution as it is now. */
static enum err
files(struct req *rq, const struct sol_at *a, struct sol_task_rows *tasks)
{
	struct q_steps_rows steps;

	TRY(q_steps(rq->db, rq->arena, a->l.solution, &steps));
	for (size_t i = 0; i < tasks->n; i++) {
		for (size_t k = 0; k < steps.n; k++) {
			if (steps.p[k].file_name.n == 0 ||
			    !str_eq(steps.p[k].code, tasks->p[i].code))
				continue;
			tasks->p[i].file = steps.p[k].file_name;
			tasks->p[i].file_url = url_solutions_file(
			    rq->arena, a->l.key, tasks->p[i].code);
		}
	}
	return OK;
}

/* ---- the page --------------------------------------------------------------------------- */

static enum err
rows(struct req *rq, const struct sol_at *a, const struct q_tasks_rows *r,
    struct view_sol_tasks *v)
{
	struct account_people staff;

	TRY(account_staff(rq->db, rq->arena, a->p->id, ROLE_EMPLOYEE, rq->now, &staff));
	v->tasks.p = arena_array(rq->arena, struct sol_task_row, r->n + 1);
	if (v->tasks.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < r->n; i++) {
		TRY(task_row(rq, &staff, &r->p[i], &v->tasks.p[v->tasks.n++]));
		v->n_done += r->p[i].done.has;
	}
	v->n_tasks = (int64_t)r->n;
	return a->l.now_state == SOL_PUBLIC ? files(rq, a, &v->tasks) : OK;
}

static void
nearest(const struct ui *ui, const struct q_tasks_rows *r, struct view_sol_tasks *v)
{
	struct opt_int next = { 0 };
	int64_t left;

	for (size_t i = 0; i < r->n; i++)
		if (!r->p[i].done.has && r->p[i].due.has && (!next.has || r->p[i].due.v < next.v))
			next = r->p[i].due;
	left = next.v - ui->today;
	if (!next.has)
		return;
	v->next = ui_day(ui, (int32_t)next.v);
	v->left = ui_left(ui, left);
	v->soon = left >= 0 && left <= SOL_SOON;
	v->late = left < 0;
}

enum err
sol_tasks_view(struct req *rq, const struct sol_at *a)
{
	struct view_sol_tasks v = { .page = { .title = a->l.title, .nav = "solutions",
					.no_index = true } };
	struct q_tasks_rows r;

	TRY(q_tasks(rq->db, rq->arena, a->l.id, &r));
	TRY(rows(rq, a, &r, &v));
	nearest(&rq->ui, &r, &v);
	v.title = a->l.title;
	v.place = places_label(a->x, a->at, rq->arena, rq->ui.lang);
	v.self = sol_list_url(rq->arena, a->p->code, a->l.id);
	v.solution = url_solutions_one(rq->arena, a->l.key);
	v.history = url_solutions_history(rq->arena, a->l.key);
	v.calendar = str_fmt(rq->arena, "/folder/%.*s/calendar", FMT(a->p->code));
	v.start = ui_day_long(&rq->ui, (int32_t)a->l.start);
	v.start_field = ui_old(&rq->ui, "start", ui_day_field(&rq->ui, (int32_t)a->l.start));
	v.progress = trf(
	    &rq->ui, "%1 из %2", ui_num(&rq->ui, v.n_done), ui_num(&rq->ui, v.n_tasks));
	v.closed = a->l.state != 0;
	v.all = v.n_done == v.n_tasks;
	v.newer = sol_newer(a);
	v.archived = a->l.now_state == SOL_ARCHIVED;
	v.demo = a->l.demo;
	if (v.newer)
		TRY(sol_news(rq, a->l.solution, &r, &v.news));
	sol_crumbs(rq, tr(&rq->ui, "Мои решения"), &v.page);
	v.page.crumbs[v.page.n_crumbs - 1].url = url_solutions_work(rq->arena);
	return view_sol_tasks(&rq->ui, &v);
}

enum err
solutions_task_list(struct req *rq)
{
	struct sol_at a;

	TRY(sol_list_at(rq, &a));
	return sol_tasks_view(rq, &a);
}
