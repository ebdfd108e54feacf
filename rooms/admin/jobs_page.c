/* jobs_page.c - the queue of jobs: what goes on, what failed and why, run it again. */
#include "admin/admin_impl.h"

#include "gen/admin/u.h"
#include "gen/admin/v.h"
#include "jobs/tally.h"

static const struct { const char *code, *tab, *word, *tag, *icon; } states[] = {
	[JOB_WAITING] = { "waiting", N_("Ждут"), N_("ждёт"), "", "hourglass" },
	[JOB_RUNNING] = { "running", N_("Идут"), N_("идёт"), " v-tag--blue", "loader-2" },
	[JOB_DONE] = { "done", N_("Сделаны"), N_("сделано"), " v-tag--green", "check" },
	[JOB_FAILED] = { "failed", N_("Не удались"), N_("не удалось"), " v-tag--red",
	    "alert-circle" },
	[JOB_CANCELLED] = { "cancelled", N_("Отменены"), N_("отменено"), "", "ban" },
};

static int
state_asked(const struct req *rq)
{
	struct str s = req_query(rq, "state");

	for (size_t i = 0; i < LEN(states); i++)
		if (str_is(s, states[i].code))
			return (int)i;
	return -1;
}

/* The same list with another state, kind or page. */
static struct str
list_url(struct req *rq, const char *state, struct str kind, int64_t before)
{
	struct buf b;

	buf_init(&b, rq->arena, 4 * KiB);
	buf_put(&b, url_admin_jobs(rq->arena));
	if (*state)
		buf_fmt(&b, "?state=%s", state);
	if (kind.n > 0) {
		buf_fmt(&b, "%ckind=", *state ? '&' : '?');
		put_url(&b, kind);
	}
	if (before > 0)
		buf_fmt(&b, "%cbefore=%lld", *state || kind.n > 0 ? '&' : '?', (long long)before);
	return buf_str(&b);
}

static struct str
tab_words(const struct ui *ui, const char *word, int64_t n)
{
	struct str w = tr_z(ui, word), num = ui_num(ui, n);

	return str_fmt(ui->arena, "%.*s %.*s", FMT(w), FMT(num));
}

static enum err
fill_tabs(struct req *rq, int state, struct str kind, struct tab_list *ret)
{
	struct jobs_tally t;

	TRY(jobs_tally(rq->db, rq->arena, rq->now, &t));
	ret->p = arena_array(rq->arena, struct tab, LEN(states) + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	ret->p[ret->n++] = (struct tab){ tr(&rq->ui, "Все"), list_url(rq, "", kind, 0), state < 0 };
	for (size_t i = 0; i < LEN(states); i++)
		ret->p[ret->n++] = (struct tab){ tab_words(&rq->ui, states[i].tab, t.by_state[i]),
			list_url(rq, states[i].code, kind, 0), state == (int)i };
	return OK;
}

/* ---- kinds ------------------------------------------------------------------------------- */

static struct str
next_words(const struct ui *ui, const struct job_nexts *n, const char *kind)
{
	for (size_t i = 0; i < n->n; i++)
		if (str_is(n->p[i].kind, kind))
			return n->p[i].at <= ui->now ? tr(ui, "сейчас") : ui_moment(ui, n->p[i].at);
	return S("");
}

/* All kinds for the filter; for running by hand those of the schedule: they need no argument. */
static enum err
fill_kinds(struct req *rq, struct str kind, struct view_jobs *v)
{
	const struct portal *p = thread_portal(rq->th);
	const struct ui *ui = &rq->ui;
	struct job_nexts nexts;
	size_t n = 0;

	for (size_t i = 0; i < p->n_rooms; i++)
		n += p->rooms[i]->n_jobs;
	TRY(jobs_nexts(rq->db, rq->arena, &nexts));
	v->kinds.p = arena_array(rq->arena, struct option, n + 1);
	v->run.p = arena_array(rq->arena, struct kind_line, n + 1);
	if (v->kinds.p == NULL || v->run.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < p->n_rooms; i++) {
		for (size_t k = 0; k < p->rooms[i]->n_jobs; k++) {
			const struct job_kind *j = &p->rooms[i]->jobs[k];
			struct str title = tr_z(ui, j->title);

			v->kinds.p[v->kinds.n++] = (struct option){ str_c(j->name), title,
				str_is(kind, j->name) };
			if (j->every_s > 0)
				v->run.p[v->run.n++] = (struct kind_line){ str_c(j->name), title,
					admin_span(ui, j->every_s),
					next_words(ui, &nexts, j->name) };
		}
	}
	return OK;
}

/* ---- rows --------------------------------------------------------------------------------- */

static struct str
row_time(const struct ui *ui, const struct job_row *j)
{
	if (j->ended > 0)
		return ui_moment(ui, j->ended);
	if (j->state == JOB_RUNNING)
		return trf(ui, "начато %1", ui_moment(ui, j->started));
	if (j->run_at > ui->now)
		return trf(ui, "не раньше %1", ui_moment(ui, j->run_at));
	return trf(ui, "поставлено %1", ui_moment(ui, j->created));
}

static struct job_line
line_of(const struct req *rq, const struct job_row *j)
{
	const struct ui *ui = &rq->ui;
	size_t s = (size_t)j->state < LEN(states) ? (size_t)j->state : JOB_WAITING;

	return (struct job_line){ .id = j->id, .done = j->done, .total = j->total,
		.kind = admin_kind_title(rq, j->kind), .arg = j->arg, .note = j->note,
		.state = tr_z(ui, states[s].word), .tag = str_c(states[s].tag),
		.icon = str_c(states[s].icon), .when = row_time(ui, j),
		.tries = ui_num(ui, j->tries),
		.bar_id = str_fmt(ui->arena, "j-%lld", (long long)j->id),
		.retry = s == JOB_DONE || s == JOB_FAILED || s == JOB_CANCELLED,
		.cancel = s == JOB_WAITING || s == JOB_RUNNING,
		.running = s == JOB_RUNNING && j->total > 0 };
}

enum err
admin_jobs(struct req *rq)
{
	int state = state_asked(rq);
	struct str kind = req_query(rq, "kind");
	struct view_jobs v = { .runner = req_settings(rq)->jobs_runner };
	struct job_rows rows;

	if (admin_kind(rq, kind) == NULL)
		kind = S("");
	TRY(admin_page(rq, tr(&rq->ui, "Задания"), "jobs", &v.page, &v.tabs));
	TRY(fill_tabs(rq, state, kind, &v.states));
	TRY(fill_kinds(rq, kind, &v));
	TRY(jobs_list(rq->db, rq->arena, kind, state,
	    req_query_int(rq, "before", 0, 0, INT64_MAX), ADMIN_PAGE, &rows));
	v.rows.p = arena_array(rq->arena, struct job_line, rows.n + 1);
	if (v.rows.p == NULL)
		return E_NOMEM;
	for (; v.rows.n < rows.n; v.rows.n++)
		v.rows.p[v.rows.n] = line_of(rq, &rows.p[v.rows.n]);
	v.asked = state >= 0 || kind.n > 0;
	v.state = state >= 0 ? str_c(states[state].code) : S("");
	v.refresh = rq->ui.here;
	if (rows.n == ADMIN_PAGE)
		v.older = list_url(rq, v.state.n ? states[state].code : "", kind,
		    rows.p[rows.n - 1].id);
	return view_jobs(&rq->ui, &v);
}

/* ---- acts ------------------------------------------------------------------------------------ */

static enum err
form_number(struct req *rq, int64_t *ret)
{
	return str_int(str_trim(req_form(rq, "id")), ret) && *ret > 0 ? OK : E_NOT_FOUND;
}

/* Notes it, and back to the list with a word. */
static enum err
acted(struct req *rq, const char *action, int64_t id, const char *word)
{
	TRY(admin_note(rq, action, str_fmt(rq->arena, "job:%lld", (long long)id), S("")));
	TRY(db_commit(rq->db));
	TRY(notice(rq, word));
	return redirect(rq, url_admin_jobs(rq->arena));
}

/* Somebody was quicker: no harm, the list says how it is. */
static enum err
too_late(struct req *rq, const char *word)
{
	db_rollback(rq->db);
	TRY(notice(rq, word));
	return redirect(rq, url_admin_jobs(rq->arena));
}

enum err
admin_job_retry(struct req *rq)
{
	int64_t id;
	enum err e;

	TRY(form_number(rq, &id));
	TRY(db_begin(rq->db));
	e = jobs_retry(rq->db, id, rq->now);
	if (e == E_CONFLICT)
		return too_late(rq, N_("Это задание сейчас ждёт или идёт: повторять его рано"));
	TRY(e);
	return acted(rq, "admin.job_retry", id, N_("Задание поставлено в очередь ещё раз"));
}

enum err
admin_job_cancel(struct req *rq)
{
	int64_t id;
	enum err e;

	TRY(form_number(rq, &id));
	TRY(db_begin(rq->db));
	e = jobs_cancel(rq->db, id, rq->now);
	if (e == E_CONFLICT)
		return too_late(rq, N_("Это задание уже закончилось: отменять нечего"));
	TRY(e);
	return acted(rq, "admin.job_cancel", id, N_("Задание отменено; его можно запустить снова"));
}

enum err
admin_job_run(struct req *rq)
{
	const struct job_kind *k = admin_kind(rq, req_form(rq, "kind"));
	int64_t id = 0;

	if (k == NULL || k->every_s == 0)
		return E_NOT_FOUND;
	TRY(db_begin(rq->db));
	TRY(jobs_put(rq->db, k->name, S(""), S("page"), rq->viewer->id.v, rq->now, 0, &id));
	return acted(rq, "admin.job_run", id, N_("Задание поставлено в очередь"));
}
