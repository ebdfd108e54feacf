/* alerts.c - the page of what has come; the room. */
#include "alerts/alerts_impl.h"
#include "alerts/api_ops.h"
#include "alerts/views.h"
#include "alerts/kept.h"
#include "gen/alerts/u.h"
#include "gen/alerts/v.h"

#define PAGE_ROWS 30

/* ---- GET /alerts ------------------------------------------------------------------- */

static enum err
rows_of(const struct ui *ui, const struct q_inbox *q, size_t n, struct alert_rows *ret)
{
	ret->p = arena_array(ui->arena, struct alert_row, n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < n; i++) {
		struct alert_row *r = &ret->p[ret->n++];

		*r = (struct alert_row){ .id = q[i].id.v, .url = q[i].url, .title = q[i].title,
			.what = event_title(ui, q[i].kind, q[i].due, q[i].url),
			.when = ui_moment(ui, q[i].at), .from = q[i].sub_title,
			.unread = !q[i].seen.has, .due = q[i].kind == ALERT_DUE };
		TRY(event_changes(ui, q[i].changes, &r->changes));
	}
	return OK;
}

/* The two questions differ by one condition and have the same columns. */
static enum err
read_rows(struct req *rq, bool all, int64_t before, struct q_inbox_rows *ret)
{
	struct user_id me = rq->viewer->id;
	struct q_inbox_unread_rows u;

	if (all)
		return q_inbox(rq->db, rq->arena, me, before, PAGE_ROWS + 1, ret);
	TRY(q_inbox_unread(rq->db, rq->arena, me, before, PAGE_ROWS + 1, &u));
	*ret = (struct q_inbox_rows){ arena_array(rq->arena, struct q_inbox, u.n + 1), u.n };
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < u.n; i++)
		ret->p[i] = (struct q_inbox){ u.p[i].id, u.p[i].kind, u.p[i].due, u.p[i].changes,
			u.p[i].at, u.p[i].url, u.p[i].title, u.p[i].seen, u.p[i].sub_title };
	return OK;
}

enum err
alerts_inbox(struct req *rq)
{
	struct ui *ui = &rq->ui;
	struct view_inbox v = { .page = { .title = tr(ui, "Оповещения"), .no_index = true } };
	int64_t before = req_query_int(rq, "before", INT64_MAX, 1, INT64_MAX), follows;
	struct q_inbox_rows q;

	TRY(q_unread(rq->db, rq->viewer->id, &v.unread));
	TRY(q_sub_count(rq->db, rq->viewer->id, &follows));
	v.follows = follows > 0;
	v.all = v.unread == 0 || str_is(req_query(rq, "show"), "all");
	TRY(read_rows(rq, v.all, before, &q));
	if (q.n > PAGE_ROWS) {
		q.n = PAGE_ROWS;
		v.more_url = str_fmt(rq->arena, "/alerts?%sbefore=%lld", v.all ? "show=all&" : "",
		    (long long)q.p[q.n - 1].id.v);
	}
	v.last = q.n > 0 ? q.p[0].id.v : 0;
	TRY(rows_of(ui, q.p, q.n, &v.rows));
	return view_inbox(ui, &v);
}

/* ---- POST /alerts: read -------------------------------------------------------------- */

enum err
alerts_mark(struct req *rq)
{
	bool one = str_is(req_form(rq, "do"), "one");
	int64_t id = 0, n = 0;

	if (!str_int(req_form(rq, one ? "id" : "last"), &id))
		return E_NOT_FOUND;
	TRY(db_begin(rq->db));
	if (one)
		TRY(q_read_one(rq->db, rq->viewer->id, (struct item_id){ id }, rq->now, &n));
	else
		TRY(q_read_all(rq->db, rq->viewer->id, id, rq->now, &n));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Отмечено прочитанным")));
	return redirect(rq, url_alerts_inbox(rq->arena));
}

/* ---- the room ------------------------------------------------------------------------- */

#define ROUTE(verb, path, fn, who, at, csrf, body, rate, run) \
	{ #verb, path, #fn, alerts_##fn, ROLE_##who, at, csrf, body, rate, run },
static const struct route routes[] = {
#include "alerts/routes.def"
};
#undef ROUTE

static const struct job_kind jobs[] = {
	{ .name = ALERTS_JOB, .title = N_("Оповещения: новости подписчикам"), .fn = alerts_tell,
	    .every_s = 60, .lease_s = 120 },
	{ .name = ALERTS_REMIND, .title = N_("Оповещения: напоминания о сроках"),
	    .fn = alerts_remind, .every_s = 3600, .lease_s = 120 },
};

const struct room alerts_room = {
	.name = "alerts", .title = NULL, .url = "/alerts",
	.routes = routes, .n_routes = LEN(routes), .jobs = jobs, .n_jobs = LEN(jobs),
	.person = &alerts_person_hook, .ops = alerts_ops, .n_ops = ALERTS_OPS,
};
