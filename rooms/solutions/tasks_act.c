/* tasks_act.c - a checklist worked on: steps ticked off, undone, given to people; a later version
 * taken. */
#include "audit/audit.h"
#include "solutions/tasks.h"

static enum err
did(struct req *rq, const struct sol_at *a, const char *action, int64_t task, const char *said)
{
	struct str url = sol_list_url(rq->arena, a->p->code, a->l.id);

	TRY(audit_add(rq->db, rq->arena, rq->now,
	    &(struct audit_event){ .action = action, .actor = rq->viewer->id.v,
		.object = str_fmt(rq->arena, "solutions:%lld", (long long)a->l.id),
		.place = a->p->id, .peer = rq->in->peer,
		.detail = task ? str_fmt(rq->arena, "step:%lld", (long long)task) : S("") }));
	TRY(db_commit(rq->db));
	TRY(notice(rq, said));
	/* back to the step that was at hand */
	if (task)
		url = str_fmt(rq->arena, "%.*s#t-%lld", FMT(url), (long long)task);
	return redirect(rq, url);
}

static enum err
stale(struct req *rq, const struct sol_at *a)
{
	db_rollback(rq->db);
	TRY(notice(rq, N_("Не сделано: кто-то уже изменил это, вот как оно выглядит теперь")));
	return redirect(rq, sol_list_url(rq->arena, a->p->code, a->l.id));
}

static enum err
again(struct req *rq, const struct sol_at *a)
{
	db_rollback(rq->db);
	FORM_AGAIN(rq);
	return sol_tasks_view(rq, a);
}

/* ---- one step ------------------------------------------------------------------------- */

struct set_in { struct str remark; struct opt_int person; };

static enum err
set_read(struct req *rq, const struct sol_at *a, const struct q_tasks *t, struct set_in *in)
{
	struct field f[] = { F_TEXT(struct set_in, remark, N_("Заметка"), 0, SOL_REMARK), F_END };
	struct account_people staff;
	enum err e, p;

	f[0].name = sol_task_field(rq->arena, "remark", t->id);
	e = form_read(rq, f, in);
	if (e != OK && e != E_INPUT)
		return e;
	TRY(account_staff(rq->db, rq->arena, a->p->id, ROLE_EMPLOYEE, rq->now, &staff));
	p = account_pick_read(rq, &staff, t->person,
	    sol_task_field(rq->arena, "person", t->id), &in->person);
	return p != OK ? p : e;
}

static enum err
set(struct req *rq, const struct sol_at *a, int64_t task)
{
	const struct q_tasks *t = NULL;
	struct set_in in = { 0 };
	struct q_tasks_rows r;
	int64_t n;
	enum err e;

	TRY(q_tasks(rq->db, rq->arena, a->l.id, &r));
	for (size_t i = 0; i < r.n; i++)
		if (r.p[i].id == task)
			t = &r.p[i];
	if (t == NULL)
		return stale(rq, a);
	e = set_read(rq, a, t, &in);
	if (e == E_INPUT)
		return again(rq, a);
	TRY(e);
	TRY(q_task_set(rq->db, task, a->l.id, in.person, in.remark, &n));
	return n ? did(rq, a, "solutions.set", task, N_("Сохранено")) : stale(rq, a);
}

static enum err
act_on_task(struct req *rq, const struct sol_at *a, struct str what)
{
	int64_t task = 0, n = 0, me = rq->viewer->id.v;

	if (!str_int(req_form(rq, "task"), &task) || task <= 0 || a->l.state != 0)
		return stale(rq, a);
	if (str_is(what, "set"))
		return set(rq, a, task);
	if (str_is(what, "done")) {
		TRY(q_task_done(
		    rq->db, task, a->l.id, rq->now, (struct opt_int){ me, me != 0 }, &n));
		return n ? did(rq, a, "solutions.done", task, N_("Шаг отмечен")) : stale(rq, a);
	}
	TRY(q_task_undone(rq->db, task, a->l.id, &n));
	return n ? did(rq, a, "solutions.undone", task, N_("Отметка снята")) : stale(rq, a);
}

/* ---- the whole list -------------------------------------------------------------------- */

/* What was done stays as it was done; the rest becomes the new version's. */
static enum err
take(struct req *rq, const struct sol_at *a)
{
	struct work_told told = sol_told(req_settings(rq));
	struct q_steps_rows steps;
	struct q_tasks_rows was;

	TRY(q_steps(rq->db, rq->arena, a->l.solution, &steps));
	TRY(q_tasks(rq->db, rq->arena, a->l.id, &was));
	for (size_t i = 0; i < was.n; i++) {
		bool there = false;

		for (size_t k = 0; k < steps.n && !there; k++)
			there = str_eq(steps.p[k].code, was.p[i].code);
		if (!there)
			TRY(q_task_drop(rq->db, was.p[i].id));
	}
	TRY(sol_tasks_put(rq->db, rq->arena, a->l.id, a->l.solution));
	TRY(sol_tasks_days(rq->db, rq->arena, a->l.id, (int32_t)a->l.start, &told));
	TRY(q_list_taken(rq->db, a->l.id, a->l.now_version, a->l.start, rq->now));
	return did(
	    rq, a, "solutions.take", 0, N_("Новая версия взята, сделанные шаги остались как были"));
}

static enum err
move_start(struct req *rq, const struct sol_at *a)
{
	struct work_told told = sol_told(req_settings(rq));
	int32_t start;
	enum err e = sol_start_read(rq, &start);

	if (e == E_INPUT)
		return again(rq, a);
	TRY(e);
	TRY(q_list_taken(rq->db, a->l.id, a->l.version, start, rq->now));
	TRY(sol_tasks_days(rq->db, rq->arena, a->l.id, start, &told));
	return did(rq, a, "solutions.move", 0, N_("День начала изменён, сроки посчитаны заново"));
}

enum err
solutions_task_act(struct req *rq)
{
	struct str what = req_form(rq, "do");
	struct sol_at a;
	int64_t n;

	TRY(sol_list_at(rq, &a));
	TRY(db_begin(rq->db));
	TRY(q_list_hold(rq->db, a.l.id, a.p->id, &n));
	TRY(sol_list_at(rq, &a)); /* as it is now that nobody else changes it */
	if (str_is(what, "close") && a.l.state == 0) {
		TRY(q_list_state(rq->db, a.l.id, 1, rq->now));
		return did(rq, &a, "solutions.close", 0, N_("Решение закрыто"));
	}
	if (str_is(what, "open") && a.l.state != 0) {
		TRY(q_list_state(rq->db, a.l.id, 0, rq->now));
		return did(rq, &a, "solutions.open", 0, N_("Решение снова в работе"));
	}
	if (str_is(what, "take") && sol_newer(&a))
		return take(rq, &a);
	if (str_is(what, "start") && a.l.state == 0)
		return move_start(rq, &a);
	if (str_is(what, "done") || str_is(what, "undone") || str_is(what, "set"))
		return act_on_task(rq, &a, what);
	return stale(rq, &a);
}
