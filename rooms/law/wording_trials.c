/* wording_trials.c - questions that edits are tried on, and those that residents asked in vain. */
#include "audit/audit.h"
#include "gen/law/q.h"
#include "gen/law/u.h"
#include "gen/law/v.h"
#include "law/missed.h"
#include "law/wording_impl.h"
#include "text/text.h"

#define SHOWN_MISSED 50
#define DAY_S 86400

struct trial_in { struct str question, act, article; };
static const struct field trial_fields[] = {
	F_TEXT(struct trial_in, question, N_("Вопрос"), 5, WORDING_QUESTION),
	F_TEXT(struct trial_in, act, N_("Акт"), 0, 200),
	F_TEXT(struct trial_in, article, N_("Номер статьи"), 0, 40),
	F_END
};

/* ---- the page --------------------------------------------------------------------- */

static struct str
id_of(struct arena *a, int64_t id)
{
	return str_fmt(a, "%lld", (long long)id);
}

static enum err
trial_row(struct req *rq, struct arena *scratch, const struct law_asker *k,
    const struct q_trials_all *r, struct trial_row *ret)
{
	const struct ui *ui = &rq->ui;
	const struct law_unit *u = r->article.n > 0 ? wording_find(k, r->act, r->article) : NULL;
	struct trial_place p = { .words = S("") };

	*ret = (struct trial_row){ .question = r->question, .id = id_of(rq->arena, r->id),
		.edit_url = str_fmt(rq->arena, "%.*s?edit=%lld#f-question",
		    FMT(url_law_trials(rq->arena)), (long long)r->id) };
	if (r->article.n > 0 && u == NULL) {
		ret->name = str_fmt(rq->arena, "%.*s, %.*s", FMT(r->act), FMT(r->article));
		ret->now = tr(ui, "такой статьи сейчас нет в базе: вопрос не проверяется");
		ret->mark = TRIAL_OTHER;
		return OK;
	}
	if (u != NULL)
		ret->name = wording_name(rq->arena, u);
	else
		ret->expected = tr(ui, "ответа быть не должно");
	if (law_asker_index(k) == NULL)
		return OK;
	TRY(trial_ask(rq, scratch, k, law_asker_index(k), r->question, u, &p));
	ret->mark = p.place == 1 ? TRIAL_BETTER : p.place > 1 ? TRIAL_OTHER : TRIAL_WORSE;
	ret->now = p.place != 1 ? tr(ui, "сейчас:") :
	    u                   ? tr(ui, "находится первой") :
				  tr(ui, "ответа нет, как и нужно");
	ret->found = p.place == 1 ? S("") : p.words;
	return OK;
}

static enum err
rows(struct req *rq, const struct law_asker *k, struct view_wording_trials *v)
{
	struct arena *scratch = arena_new(TRIAL_BYTES);
	struct q_trials_all_rows t = { 0 };
	int64_t good = 0;
	enum err e = scratch ? OK : E_NOMEM;

	if (e == OK)
		e = q_trials_all(rq->db, rq->arena, TRIALS_MOST, &t);
	v->rows.p = e == OK ? arena_array(rq->arena, struct trial_row, t.n + 1) : NULL;
	if (e == OK && v->rows.p == NULL)
		e = E_NOMEM;
	for (size_t i = 0; e == OK && i < t.n; i++) {
		e = trial_row(rq, scratch, k, &t.p[i], &v->rows.p[v->rows.n++]);
		good += v->rows.p[i].mark == TRIAL_BETTER;
	}
	arena_free(scratch);
	TRY(e);
	v->full = t.n >= TRIALS_MOST;
	v->summary = trf(&rq->ui, "Вопросов: %1. Сейчас верно: %2.", ui_num(&rq->ui, (int64_t)t.n),
	    ui_num(&rq->ui, good));
	return OK;
}

static enum err
missed(struct req *rq, struct view_wording_trials *v)
{
	int64_t days = req_settings(rq)->law_missed_days;
	const struct ui *ui = &rq->ui;
	struct q_missed_newest_rows m;

	v->keeps = days > 0;
	v->days = ui_num(ui, days);
	law_missed_write(rq->db, rq->arena);
	TRY(q_missed_newest(rq->db, rq->arena, rq->now - days * DAY_S, SHOWN_MISSED, &m));
	v->missed.p = arena_array(rq->arena, struct missed_row, m.n + 1);
	if (v->missed.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < m.n; i++)
		v->missed.p[v->missed.n++] = (struct missed_row){ .question = m.p[i].question,
			.when = ui_moment(ui, m.p[i].at), .id = id_of(rq->arena, m.p[i].id),
			.times = m.p[i].times > 1 ? trf(ui, "%1 %2", ui_num(ui, m.p[i].times),
			    trn(ui, m.p[i].times, "раз|раза|раз")) : S(""),
			.take_url = str_fmt(rq->arena, "%.*s?missed=%lld#f-question",
			    FMT(url_law_trials(rq->arena)), (long long)m.p[i].id) };
	return OK;
}

/* What the form holds: what was typed, the trial to be changed, or a question that was missed. */
static enum err
form(struct req *rq, struct view_wording_trials *v)
{
	bool back = rq->status == 422;
	struct q_trial_get t = { S(""), S(""), S("") };
	struct str edit = back ? req_form(rq, "id") : req_query(rq, "edit");
	struct str from = back ? req_form(rq, "missed") : req_query(rq, "missed");
	enum err e = OK;
	int64_t id;

	v->edit = v->from = S("");
	if (str_int(edit, &id) && id > 0) {
		e = q_trial_get(rq->db, rq->arena, id, &t);
		v->edit = e == OK ? edit : S("");
	} else if (str_int(from, &id) && id > 0) {
		e = q_missed_get(rq->db, rq->arena, id, &t.question);
		v->from = e == OK ? from : S("");
	}
	if (e != OK && e != E_NOT_FOUND)
		return e;
	v->question = ui_old(&rq->ui, "question", t.question);
	v->act = ui_old(&rq->ui, "act", t.act);
	v->article = ui_old(&rq->ui, "article", t.article);
	return OK;
}

static enum err
page(struct req *rq)
{
	struct view_wording_trials v = { .may_edit = wording_may_edit(rq) };
	const struct law_asker *k;

	v.page = (struct page){ .title = tr(&rq->ui, "Пробные вопросы"), .nav = "law",
		.no_index = true };
	v.page.crumbs[v.page.n_crumbs++] =
	    (struct crumb){ tr(&rq->ui, "Право"), url_law_list(rq->arena) };
	v.page.crumbs[v.page.n_crumbs++] =
	    (struct crumb){ tr(&rq->ui, "Жизненные ситуации"), url_law_wordings(rq->arena) };
	TRY(law_asker_today(rq, &k));
	TRY(form(rq, &v));
	TRY(wording_acts(rq, k, v.act, &v.acts));
	TRY(rows(rq, k, &v));
	TRY(missed(rq, &v));
	return view_wording_trials(&rq->ui, &v);
}

enum err
law_trials(struct req *rq)
{
	return page(rq);
}

/* ---- changing it ------------------------------------------------------------------ */

static enum err
again(struct req *rq)
{
	FORM_AGAIN(rq);
	return page(rq);
}

static enum err
done(struct req *rq, const char *detail, const char *said)
{
	TRY(audit_add(rq->db, rq->arena, rq->now,
	    &(struct audit_event){ .action = "law.trial", .actor = rq->viewer->id.v,
		.object = url_law_trials(rq->arena), .peer = rq->in->peer,
		.detail = str_c(detail) }));
	TRY(db_commit(rq->db));
	TRY(notice(rq, said));
	return redirect(rq, url_law_trials(rq->arena));
}

static enum err
gone(struct req *rq)
{
	db_rollback(rq->db);
	TRY(notice(rq, N_("Этого вопроса уже нет: кто-то убрал его раньше")));
	return redirect(rq, url_law_trials(rq->arena));
}

static enum err
checked(struct req *rq, struct trial_in *in)
{
	struct lawyer_warnings w = { 0 };
	const struct law_asker *k;
	enum err e = form_read(rq, trial_fields, in);

	if (e != OK)
		return e;
	if (str_find(in->question, S("\n")) >= 0)
		e = problem(rq, "question", tr(&rq->ui, "Вопрос — одна строка."));
	TRY(lawyer_warn(rq, in->question, &w));
	if (w.n > 0)
		e = problem(rq, "question", trf(&rq->ui, "Похоже на личные данные: %1. Пробный "
		    "вопрос видят все юристы — уберите их.", w.p[0].text));
	if ((in->act.n == 0) != (in->article.n == 0))
		return problem(rq, "article", tr(&rq->ui, "Назовите и акт, и номер статьи. Если "
		    "ответа быть не должно, оставьте пустыми оба."));
	TRY(law_asker_today(rq, &k));
	if (in->article.n > 0 && wording_find(k, in->act, in->article) == NULL)
		e = problem(rq, "article", tr(&rq->ui, "В этом акте нет такой статьи на сегодня: "
		    "проверьте номер."));
	return e;
}

static enum err
save(struct req *rq)
{
	struct trial_in in = { 0 };
	int64_t id = 0, from = 0, n;
	bool new = true;
	enum err e = checked(rq, &in);

	if (e == E_INPUT)
		return again(rq);
	TRY(e);
	TRY(q_trials_count(rq->db, &n));
	if (!str_int(req_form(rq, "id"), &id))
		id = 0;
	if (id == 0 && n >= TRIALS_MOST) {
		(void)problem(rq, "question",
		    tr(&rq->ui, "Пробных вопросов уже много: уберите лишние."));
		return again(rq);
	}
	TRY(db_begin(rq->db));
	if (id > 0) {
		TRY(q_trial_put(rq->db,
		    &(struct q_trial_put_in){ .id = id, .question = in.question,
			.folded = text_fold(rq->arena, in.question), .act = in.act,
			.article = in.article, .author = rq->viewer->id.v, .now = rq->now }, &n));
		new = n > 0;
	} else {
		TRY(law_trial_add(rq->db, rq->arena, in.question, in.act, in.article,
		    rq->viewer->id.v, rq->now, &new));
	}
	if (!new) {
		db_rollback(rq->db);
		(void)problem(rq, "question", tr(&rq->ui, "Такой пробный вопрос уже есть."));
		return again(rq);
	}
	if (str_int(req_form(rq, "missed"), &from))
		TRY(q_missed_drop(rq->db, from, &n));
	return done(rq, id > 0 ? "change" : "add", N_("Пробный вопрос сохранён"));
}

static enum err
drop(struct req *rq, bool missed_one)
{
	int64_t id, n = 0;

	if (!str_int(req_form(rq, missed_one ? "missed" : "id"), &id))
		return E_NOT_FOUND;
	if (!str_is(req_form(rq, "sure"), "1")) {
		(void)problem(rq, "sure", tr(&rq->ui, "Отметьте, что вопрос нужно убрать."));
		return again(rq);
	}
	TRY(db_begin(rq->db));
	if (missed_one)
		TRY(q_missed_drop(rq->db, id, &n));
	else
		TRY(q_trial_drop(rq->db, id, &n));
	if (n == 0)
		return gone(rq);
	return done(rq, missed_one ? "missed_drop" : "drop", N_("Вопрос убран"));
}

enum err
law_trials_act(struct req *rq)
{
	struct str what = req_form(rq, "do");

	if (str_is(what, "drop") || str_is(what, "dismiss"))
		return drop(rq, str_is(what, "dismiss"));
	return save(rq);
}
