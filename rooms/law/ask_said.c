/* ask_said.c - a reader's word about an answer, and what lawyers see of such words.
 *
 * The question is kept with personal data masked, and the addresses of what was shown. Of a reader
 * who signed in it is known whose word it is, so that it can be given out and taken away; to
 * lawyers no name is shown.
 */
#include "gen/law/u.h"
#include "gen/law/v.h"
#include "law/ask_page.h"
#include "law/lawyer_impl.h"
#include "jobs/jobs.h"
#include "text/text.h"

#define PAGE 50
#define FOUND_MAX 600
#define DAY_S 86400

/* ---- saying ------------------------------------------------------------------------------ */

static int
outcome_of(struct str name)
{
	for (int i = LAW_GROUNDED; i <= LAW_UNAVAILABLE; i++)
		if (str_is(name, law_outcome_name((enum law_outcome)i)))
			return i;
	return -1;
}

/* «ru/fz/2006-05-02/59/st-8»: an act of the base that is for all, and an article's address. */
static const struct law_act *
norm_of(const struct law_index *x, struct str at, struct str *ret_eid)
{
	for (size_t i = at.n; i-- > 1;) {
		if (at.p[i] != '/')
			continue;
		const struct law_act *act = law_by_key(x, (struct str){ at.p, i });

		*ret_eid = (struct str){ at.p + i + 1, at.n - i - 1 };
		return act != NULL && act->see == SEE_ALL && ret_eid->n > 0 && ret_eid->n <= 40 &&
			utf8_valid(*ret_eid) ?
		    act :
		    NULL;
	}
	return NULL;
}

/* Only what may have been shown. */
static enum err
found_of(struct req *rq, struct str said, struct str *ret)
{
	const struct law_index *x;
	struct buf b;

	TRY(law_get(rq->th, &x));
	buf_init(&b, rq->arena, FOUND_MAX + 1);
	for (int i = 0; i < ASK_QUOTES && said.n > 0 && said.n <= FOUND_MAX; i++) {
		struct str one = str_cut(said, ' ', &said), eid;

		if (norm_of(x, one, &eid) == NULL)
			continue;
		if (b.n > 0)
			buf_putc(&b, ' ');
		buf_put(&b, one);
	}
	*ret = b.n > 0 ? buf_str(&b) : S("");
	return buf_err(&b);
}

enum err
law_said(struct req *rq)
{
	struct str what = req_form(rq, "do"), question, found;
	int outcome = outcome_of(req_form(rq, "outcome"));
	struct opt_int who = { rq->viewer ? rq->viewer->id.v : 0, rq->viewer != NULL };
	struct ask_talk t;

	ask_talk_read(rq, &rq->in->form, &t);
	if (t.q.text.n == 0 || outcome < 0 || (!str_is(what, "useful") && !str_is(what, "other")))
		return E_SYNTAX;
	TRY(lawyer_masked(rq->arena, t.q.text, &question));
	TRY(found_of(rq, req_form(rq, "found"), &found));
	TRY(db_begin(rq->db));
	if (who.has)
		TRY(q_said_again(rq->db, who.v, question));
	TRY(q_said_add(rq->db,
	    &(struct q_said_add_in){ .author = who, .question = question, .on_day = t.q.day,
		.outcome = outcome, .useful = str_is(what, "useful"), .found = found,
		.now = rq->now }));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Спасибо: ваше слово об ответе записано")));
	return redirect(rq, ask_talk_url(rq->arena, &t.q, t.dated));
}

enum err
law_said_sweep(struct job_run *r)
{
	TRY(db_begin(r->db));
	TRY(q_said_sweep(r->db, r->now - (int64_t)ASK_SAID_DAYS * DAY_S));
	return db_commit(r->db);
}

/* ---- what was said ------------------------------------------------------------------------- */

static struct str
outcome_words(const struct ui *ui, int64_t outcome)
{
	return outcome == LAW_GROUNDED ? tr(ui, "Ответ был") :
	    outcome == LAW_NO_MATCH    ? tr(ui, "Ответа не нашлось") :
					 tr(ui, "Источник был недоступен");
}

static enum err
norms_of(struct req *rq, const struct law_index *x, struct str found, struct heard_norms *ret)
{
	ret->p = arena_array(rq->arena, struct heard_norm, ASK_QUOTES);
	if (ret->p == NULL)
		return E_NOMEM;
	while (found.n > 0 && ret->n < ASK_QUOTES) {
		struct str eid, one = str_cut(found, ' ', &found);
		const struct law_act *act = norm_of(x, one, &eid);

		if (act == NULL)
			continue; /* gone since */
		ret->p[ret->n++] = (struct heard_norm){
			law_url(rq->arena, act, 0, eid, S("")),
			str_fmt(rq->arena, "%s%.*s %.*s", str_starts(eid, S("st-")) ? "ст. " : "",
			    (int)(str_starts(eid, S("st-")) ? eid.n - 3 : eid.n),
			    str_starts(eid, S("st-")) ? eid.p + 3 : eid.p, FMT(act->shrt)) };
	}
	return OK;
}

static enum err
rows_of(struct req *rq, const struct q_said_list_rows *r, struct view_ask_heard *v)
{
	const struct law_index *x;

	TRY(law_get(rq->th, &x));
	v->rows.p = arena_array(rq->arena, struct heard_row, PAGE);
	if (v->rows.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < r->n && i < PAGE; i++) {
		struct heard_row *row = &v->rows.p[v->rows.n++];
		struct law_question q = { .text = r->p[i].question, .in = S(""),
			.day = (int32_t)r->p[i].on_day };

		*row = (struct heard_row){ .q = r->p[i].question,
			.url = ask_talk_url(rq->arena, &q, true),
			.when = ui_moment(&rq->ui, r->p[i].created),
			.outcome = outcome_words(&rq->ui, r->p[i].outcome) };
		TRY(norms_of(rq, x, r->p[i].found, &row->found));
	}
	return OK;
}

enum err
law_heard(struct req *rq)
{
	int64_t before = req_query_int(rq, "before", 0, 0, INT64_MAX), n_other, n_useful;
	bool useful = str_is(req_query(rq, "tab"), "useful");
	struct ui *ui = &rq->ui;
	struct view_ask_heard v = { .page = { .title = tr(ui, "Что говорят об ответах"),
		.nav = "law", .no_index = true }, .next = S("") };
	struct q_said_list_rows r;
	struct law_choice tabs[2];

	v.page.crumbs[v.page.n_crumbs++] =
	    (struct crumb){ tr(ui, "Спросить у закона"), url_law_ask_page(rq->arena) };
	v.page.crumbs[v.page.n_crumbs++] = (struct crumb){ .name = v.page.title };
	TRY(q_said_count(rq->db, false, &n_other));
	TRY(q_said_count(rq->db, true, &n_useful));
	tabs[0] = (struct law_choice){ S("other"), trf(ui, "Не то: %1", ui_num(ui, n_other)),
		!useful };
	tabs[1] = (struct law_choice){ S("useful"), trf(ui, "Полезно: %1", ui_num(ui, n_useful)),
		useful };
	v.tabs = (struct law_choices){ tabs, LEN(tabs) };
	TRY(q_said_list(rq->db, rq->arena, useful, before, PAGE + 1, &r));
	TRY(rows_of(rq, &r, &v));
	if (r.n > PAGE)
		v.next = str_fmt(rq->arena, "/law/ask/said?tab=%s&before=%lld",
		    useful ? "useful" : "other", (long long)r.p[PAGE - 1].id);
	return view_ask_heard(ui, &v);
}
