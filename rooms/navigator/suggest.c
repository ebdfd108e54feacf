/* suggest.c - an employee says what is wrong in a measure; a curator answers. */
#include "account/account.h"
#include "alerts/alerts.h"
#include "audit/audit.h"
#include "gen/navigator/q.h"
#include "gen/navigator/u.h"
#include "gen/navigator/v.h"
#include "jobs/jobs.h"
#include "navigator/curate.h"

#define PAGE 50
#define WAITING_MOST 20	/* of one author for one measure */
#define TEXT_MOST 2000
#define ANSWER_MOST 1000

enum suggestion_state { SUGGESTED, ACCEPTED, DECLINED };

struct suggestion_in { struct str text, answer; };
static const struct field text_field[] = {
	F_TEXT(struct suggestion_in, text, N_("Что не так и как правильно"), 5, TEXT_MOST), F_END
};
static const struct field answer_field[] = {
	F_TEXT(struct suggestion_in, answer, N_("Ответ"), 0, ANSWER_MOST), F_END
};

/* Of what a reader sees: a curator's own fields are left out. */
static bool
shown(enum draft_at f)
{
	return f != DF_note && f != DF_demo && f != DF_parent && f != DF_checked;
}

static struct str
field_label(const struct ui *ui, struct str field)
{
	enum draft_at f = draft_field_find(field);

	return f < DF_N ? tr_z(ui, draft_fields[f].label) : tr(ui, "другое");
}

static struct str
state_word(const struct ui *ui, int64_t state)
{
	return state == ACCEPTED ? tr(ui, "принято") :
	    state == DECLINED    ? tr(ui, "не принято") :
				   tr(ui, "ждёт ответа");
}

/* ---- GET, POST /navigator/{key}/suggest ---------------------------------------------- */

static enum err
suggest_page(struct req *rq, const struct measure *m)
{
	struct view_suggest v = { .title = m->row.title };
	struct str now = ui_old(&rq->ui, "field", req_query(rq, "field"));

	v.measure_url = url_navigator_show(rq->arena, m->row.key);
	v.self = url_navigator_suggest_send(rq->arena, m->row.key);
	v.page.title = trf(&rq->ui, "Исправление: %1", m->row.title);
	v.page.nav = "navigator";
	v.page.no_index = true;
	v.page.crumbs[v.page.n_crumbs++] =
	    (struct crumb){ tr(&rq->ui, "Навигатор"), S("/navigator") };
	v.page.crumbs[v.page.n_crumbs++] = (struct crumb){ m->row.title, v.measure_url };
	v.page.crumbs[v.page.n_crumbs++] = (struct crumb){ .name = tr(&rq->ui, "Исправление") };
	v.fields.p = arena_array(rq->arena, struct view_choice, DF_N + 1);
	if (v.fields.p == NULL)
		return E_NOMEM;
	v.fields.p[v.fields.n++] = (struct view_choice){ .label = tr(&rq->ui, "другое") };
	for (int f = 0; f < DF_N; f++)
		if (shown((enum draft_at)f))
			v.fields.p[v.fields.n++] = (struct view_choice){
				.label = tr_z(&rq->ui, draft_fields[f].label),
				.value = str_c(draft_fields[f].name),
				.on = str_is(now, draft_fields[f].name)
			};
	v.text = ui_old(&rq->ui, "text", S(""));
	return view_suggest(&rq->ui, &v);
}

static enum err
open_measure(struct req *rq, struct measure *m)
{
	return nav_measure(
	    rq->th, rq->db, rq->arena, req_param(rq, 0), rq->ui.today, rq->ui.lang == LANG_EN, m);
}

enum err
nav_suggest(struct req *rq)
{
	struct measure m = { 0 };

	TRY(open_measure(rq, &m));
	return suggest_page(rq, &m);
}

enum err
nav_suggest_send(struct req *rq)
{
	struct measure m = { 0 };
	struct suggestion_in in = { 0 };
	enum draft_at f = draft_field_find(req_form(rq, "field"));
	int64_t waiting;
	enum err e;

	TRY(open_measure(rq, &m));
	e = form_read(rq, text_field, &in);
	TRY(q_suggestions_waiting(rq->db, rq->viewer->id.v, m.row.id, &waiting));
	if (e == OK && waiting >= WAITING_MOST)
		e = problem(rq, "text",
		    tr(&rq->ui,
			"Ваших предложений к этой мере уже много: дождитесь ответа на них."));
	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		return suggest_page(rq, &m);
	}
	TRY(e);
	TRY(db_begin(rq->db));
	TRY(q_suggestion_add(rq->db, &(struct q_suggestion_add_in){ .measure = m.row.id,
		.field = f < DF_N && shown(f) ? str_c(draft_fields[f].name) : S(""),
		.text = in.text, .author = rq->viewer->id.v, .now = rq->now }));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Предложение отправлено куратору: ответ появится на этой странице")));
	return redirect(rq, url_navigator_suggest_mine(rq->arena));
}

/* ---- GET /suggestions: mine ------------------------------------------------------------ */

enum err
nav_suggest_mine(struct req *rq)
{
	struct view_suggest_mine v = { 0 };
	int64_t before = req_query_int(rq, "before", 0, 0, INT64_MAX);
	struct q_suggestions_mine_rows r;

	TRY(q_suggestions_mine(rq->db, rq->arena, rq->viewer->id.v, before, PAGE, &r));
	v.page.title = tr(&rq->ui, "Мои предложения");
	v.page.nav = "navigator";
	v.page.no_index = true;
	v.page.crumbs[v.page.n_crumbs++] =
	    (struct crumb){ tr(&rq->ui, "Навигатор"), S("/navigator") };
	v.page.crumbs[v.page.n_crumbs++] =
	    (struct crumb){ .name = tr(&rq->ui, "Мои предложения") };
	v.rows.p = arena_array(rq->arena, struct suggest_row, r.n + 1);
	if (v.rows.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < r.n; i++) {
		const struct q_suggestions_mine *s = &r.p[i];

		v.rows.p[v.rows.n++] = (struct suggest_row){ .id = s->id, .title = s->title,
			.url = s->measure_state == MEASURE_PUBLISHED ?
			    url_navigator_show(rq->arena, s->key) : S(""),
			.field = field_label(&rq->ui, s->field), .text = s->text,
			.when = ui_moment(&rq->ui, s->created), .answer = s->answer,
			.state = state_word(&rq->ui, s->state), .yes = s->state == ACCEPTED,
			.no = s->state == DECLINED };
	}
	if (r.n == PAGE)
		v.older = str_fmt(
		    rq->arena, "/suggestions?before=%lld", (long long)r.p[r.n - 1].id);
	return view_suggest_mine(&rq->ui, &v);
}

/* ---- GET /curation/suggestions: the queue ------------------------------------------------- */

static void
row_of(struct req *rq, const struct db_cur *c, struct suggest_row *r)
{
	const struct ui *ui = &rq->ui;
	struct str key = str_dup(rq->arena, db_col_text(c, 1));

	*r = (struct suggest_row){ .id = db_col_int(c, 0),
		.url = url_navigator_curate_show(rq->arena, key),
		.edit_url = url_navigator_curate_edit(rq->arena, key),
		.title = str_dup(rq->arena, db_col_text(c, 2)),
		.field = field_label(ui, db_col_text(c, 3)),
		.text = str_dup(rq->arena, db_col_text(c, 4)),
		.who = db_col_null(c, 5) ? tr(ui, "сотрудник") :
					   str_dup(rq->arena, db_col_text(c, 5)),
		.when = ui_moment(ui, db_col_int(c, 6)) };
}

static void
queue_from(struct req *rq, struct sql *q, bool count, int64_t measure)
{
	sql_init(q, rq->arena);
	curators_sql_with(rq, q);
	if (count)
		sql_put(q, "SELECT COUNT(*)");
	else
		sql_put(q, "SELECT s.id, m.key, m.title, s.field, s.text, u.name, s.created");
	sql_put(q, " FROM navigator_suggestion s JOIN navigator_measure m ON m.id = s.measure"
	    " LEFT JOIN pub_user u ON u.id = s.author WHERE s.state = 0");
	if (measure != 0)
		sql_add(q, "AND m.id = ?", DBV_INT(measure));
	curate_sql_mine(rq, q);
}

enum err
suggest_queue(struct req *rq, int64_t measure, struct suggest_rows *ret)
{
	struct db_cur cur;
	struct sql q;
	bool row;

	ret->p = arena_array(rq->arena, struct suggest_row, PAGE);
	if (ret->p == NULL)
		return E_NOMEM;
	queue_from(rq, &q, false, measure);
	sql_add(&q, "ORDER BY s.id LIMIT ?", DBV_INT(PAGE));
	TRY(db_query_sql(rq->db, &q, &cur));
	for (;;) {
		TRY(db_next(&cur, &row));
		if (!row)
			return OK;
		if (ret->n < PAGE)
			row_of(rq, &cur, &ret->p[ret->n++]);
	}
}

enum err
suggest_count(struct req *rq, int64_t *ret)
{
	struct db_cur cur;
	struct sql q;
	bool row;

	queue_from(rq, &q, true, 0);
	TRY(db_query_sql(rq->db, &q, &cur));
	TRY(db_next(&cur, &row));
	*ret = row ? db_col_int(&cur, 0) : 0;
	db_cur_close(&cur);
	return OK;
}

static enum err
queue_page(struct req *rq, int64_t bad)
{
	struct view_suggest_queue v = { .bad = bad };
	int64_t n;

	curate_frame(rq, &v.page, tr(&rq->ui, "Предложения исправлений"));
	v.page.crumbs[v.page.n_crumbs++] =
	    (struct crumb){ .name = tr(&rq->ui, "Предложения исправлений") };
	TRY(suggest_queue(rq, 0, &v.rows));
	TRY(suggest_count(rq, &n));
	if (n > (int64_t)v.rows.n)
		v.more = trf(&rq->ui, "Ждут ещё %1: появятся здесь, когда ответите на эти.",
		    ui_num(&rq->ui, n - (int64_t)v.rows.n));
	return view_suggest_queue(&rq->ui, &v);
}

enum err
nav_suggest_list(struct req *rq)
{
	return queue_page(rq, 0);
}

/* ---- POST /curation/suggestions/{id} --------------------------------------------------------- */

/* Which measure it is about, and may this reader answer? E_NOT_FOUND. */
static enum err
answer_open(struct req *rq, int64_t id, struct q_suggestion_get *s, struct curators_may *may)
{
	struct draft *d = arena_make(rq->arena, struct draft);
	struct draft_kept kept;

	if (d == NULL)
		return E_NOMEM;
	TRY(q_suggestion_get(rq->db, rq->arena, id, s));
	TRY(draft_load(rq->db, rq->arena, s->key, d, &kept));
	return curate_may_draft(rq, d, may);
}

/* To the author: a letter and a line among the alerts. Who may not enter any more gets none. */
static enum err
answer_tell(struct req *rq, int64_t id, bool yes, const struct q_suggestion_get *s,
    struct str answer)
{
	struct str said = yes ? tr(&rq->ui, "принято") : tr(&rq->ui, "отклонено");
	struct reached who;
	struct revision_field f = { "", STR_NONE, STR_NONE };
	struct mail m = { .user = s->author, .topic = S("navigator") };
	enum err e;

	f = (struct revision_field){ "suggestion", yes ? S("accepted") : S("declined"), answer };
	TRY(alerts_answer(rq->db, rq->arena, (struct user_id){ s->author }, s->entry,
	    str_fmt(rq->arena, "suggestion:%lld", (long long)id), &f, rq->now));
	e = account_reach(rq->db, rq->arena, (struct user_id){ s->author }, &who);
	if (e == E_NOT_FOUND)
		return OK;
	TRY(e);
	m.to = who.email;
	m.to_name = who.name;
	m.subject = trf(&rq->ui, "Ваше предложение: %1", said);
	m.text = trf(&rq->ui, "Здравствуйте!\n\nНа ваше предложение исправить меру «%1» ответили: "
	    "%2.\n\n%3\n\nВаши предложения и ответы: %4\n", s->title, said,
	    answer.n > 0 ? answer : tr(&rq->ui, "Спасибо: мера будет исправлена."),
	    ui_cat(&rq->ui, rq->ui.base, S("/suggestions")));
	m.key = str_fmt(rq->arena, "navigator.answer:%lld", (long long)id);
	e = mail_put(rq->db, &m, rq->now, NULL);
	return e == E_INPUT ? OK : e; /* no such address: the page has it */
}

static enum err
answer_put(struct req *rq, int64_t id, bool yes, const struct q_suggestion_get *s,
    struct str answer)
{
	int64_t n;

	TRY(db_begin(rq->db));
	TRY(q_suggestion_answer(rq->db, &(struct q_suggestion_answer_in){ .id = id,
		.state = yes ? ACCEPTED : DECLINED, .answer = answer,
		.curator = rq->viewer->id.v, .now = rq->now }, &n));
	if (n > 0)
		TRY(answer_tell(rq, id, yes, s, answer));
	if (n > 0)
		TRY(audit_add(rq->db, rq->arena, rq->now,
		    &(struct audit_event){ .action = "navigator.answer",
			.actor = rq->viewer->id.v, .object = url_navigator_show(rq->arena, s->key),
			.peer = rq->in->peer, .detail = yes ? S("accepted") : S("declined") }));
	TRY(db_commit(rq->db));
	if (n == 0)
		TRY(notice(rq, N_("На это предложение уже ответил другой куратор")));
	else
		TRY(notice(rq,
		    yes ? N_("Принято: исправьте меру, автор увидит ответ") :
			  N_("Отклонено: автор увидит ваш ответ")));
	return redirect(rq,
	    yes && n > 0 ? url_navigator_curate_edit(rq->arena, s->key) :
			   url_navigator_suggest_list(rq->arena));
}

enum err
nav_suggest_answer(struct req *rq)
{
	struct suggestion_in in = { 0 };
	struct q_suggestion_get s;
	struct curators_may may;
	bool yes = str_is(req_form(rq, "do"), "accept");
	int64_t id;
	enum err e;

	if (!str_int(req_param(rq, 0), &id))
		return E_NOT_FOUND;
	TRY(answer_open(rq, id, &s, &may));
	if (!may.edit) {
		TRY(notice(rq, N_("Не сохранили: этой мере нужен куратор её территории")));
		return redirect(rq, url_navigator_suggest_list(rq->arena));
	}
	e = form_read(rq, answer_field, &in);
	if (e == OK && !yes && in.answer.n == 0)
		e = problem(rq, "answer", tr(&rq->ui, "Напишите автору, почему не приняли."));
	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		return queue_page(rq, id);
	}
	TRY(e);
	return answer_put(rq, id, yes, &s, in.answer);
}
