/* lawyer_act.c - steps: of the asker (reply, rate, consent, withdraw) and of the lawyer (claim,
 * release, ask back, answer, pass on). Each is taken only from the state that allows it, so of two
 * who press at once one hears that the other was first. */
#include "gen/law/u.h"
#include "gen/law/v.h"
#include "law/views_lawyer.h"

struct text_in { struct str reply, back, answer, reason; };
static const struct field reply_field[] = {
	F_TEXT(struct text_in, reply, N_("Уточнение"), 2, LAWYER_TEXT), F_END
};
static const struct field back_field[] = {
	F_TEXT(struct text_in, back, N_("Что уточнить"), 5, LAWYER_TEXT), F_END
};
static const struct field answer_field[] = {
	F_TEXT(struct text_in, answer, N_("Ответ"), 20, LAWYER_TEXT), F_END
};
static const struct field pass_field[] = {
	F_TEXT(struct text_in, reason, N_("Почему передаёте"), 5, LAWYER_NOTE), F_END
};

/* Somebody was first, or the page is old: the present page says what became of it. */
static enum err
stale(struct req *rq, const struct lawyer_case *c)
{
	db_rollback(rq->db);
	TRY(notice(rq, N_("Не сделано: вопрос уже изменился, вот как он выглядит теперь")));
	return redirect(rq, lawyer_url(rq->arena, c->q.id.v));
}

/* The end of every step: the log, the commit, what to show. */
static enum err
done(struct req *rq, const struct lawyer_case *c, const char *action, const char *said)
{
	TRY(lawyer_audit(rq, c, action, S("")));
	TRY(db_commit(rq->db));
	TRY(notice(rq, said));
	return redirect(rq, lawyer_url(rq->arena, c->q.id.v));
}

static enum err
again(struct req *rq, const struct lawyer_case *c)
{
	FORM_AGAIN(rq);
	return lawyer_question_page(rq, c, &(struct lawyer_warnings){ 0 });
}

static enum err
tell_one(struct req *rq, const struct lawyer_case *c, int64_t user, int64_t step,
    struct str subject, const char *text)
{
	struct lawyer_post p = lawyer_post(rq, c->x);

	return lawyer_tell(&p, user, subject,
	    str_fmt(rq->arena, "Здравствуйте!\n\n%s\n\nОткрыть: %.*s\n", text,
		FMT(lawyer_link(&p, lawyer_url(rq->arena, c->q.id.v)))),
	    str_fmt(rq->arena, "law.step:%lld", (long long)step));
}

/* ---- the asker ------------------------------------------------------------------------- */

static enum err
reply(struct req *rq, const struct lawyer_case *c)
{
	struct work_told told = lawyer_told(req_settings(rq));
	struct text_in in = { 0 };
	enum err e = form_read(rq, reply_field, &in);
	int64_t n, step;
	int32_t due = (int32_t)c->q.due;
	int waited;

	if (e == E_INPUT)
		return again(rq, c);
	TRY(e);
	waited = work_between((int32_t)c->q.paused.v, rq->ui.today, &told);
	if (c->q.paused.has && waited > 0)
		due = work_after(due, waited, &told);
	TRY(db_begin(rq->db));
	TRY(q_question_reply(rq->db,
	    &(struct q_question_reply_in){ .id = c->q.id,
		.asker = rq->viewer->id.v,
		.due = due,
		.up_on = { due > c->q.up_on.v ? due : c->q.up_on.v, c->q.up_on.has },
		.now = rq->now },
	    &n));
	if (n == 0)
		return stale(rq, c);
	TRY(lawyer_step(rq, c->q.id.v, LP_REPLY, in.reply, 0, &step));
	TRY(tell_one(rq, c, c->q.lawyer.v, step, S("Вопрос юристу: автор уточнил"),
	    "Автор вопроса, который вы ведёте, ответил на вашу просьбу уточнить."));
	return done(rq, c, "law.reply", N_("Уточнение отправлено юристу"));
}

static enum err
withdraw(struct req *rq, const struct lawyer_case *c)
{
	int64_t n, step;

	if (!str_is(req_form(rq, "sure"), "1")) {
		(void)problem(rq, "sure", tr(&rq->ui, "Отметьте, что ответ больше не нужен."));
		return again(rq, c);
	}
	TRY(db_begin(rq->db));
	TRY(q_question_withdraw(rq->db, c->q.id, rq->viewer->id.v, rq->now, &n));
	if (n == 0)
		return stale(rq, c);
	TRY(lawyer_step(rq, c->q.id.v, LP_WITHDRAW, S(""), 0, &step));
	TRY(tell_one(rq, c, c->q.lawyer.v, step, S("Вопрос юристу: автор отозвал"),
	    "Автор отозвал вопрос, который вы ведёте: отвечать не нужно."));
	return done(rq, c, "law.withdraw", N_("Вопрос отозван"));
}

static enum err
rate(struct req *rq, const struct lawyer_case *c)
{
	int64_t n, v = 0;

	if (!str_int(req_form(rq, "rating"), &v) || v < 1 || v > LAWYER_RATES) {
		(void)problem(rq, "rating", tr(&rq->ui, "Выберите оценку."));
		return again(rq, c);
	}
	TRY(db_begin(rq->db));
	TRY(q_question_rate(rq->db, c->q.id, rq->viewer->id.v, v, rq->now, &n));
	if (n == 0)
		return stale(rq, c);
	TRY(lawyer_step(rq, c->q.id.v, LP_RATE, S(""), 0, NULL));
	return done(rq, c, "law.rate", N_("Оценка записана"));
}

static enum err
consent(struct req *rq, const struct lawyer_case *c, bool yes)
{
	bool was = false;
	int64_t n;

	TRY(db_begin(rq->db));
	TRY(q_question_consent(
	    rq->db, c->q.id, rq->viewer->id.v, yes ? LC_AGAIN : LC_REFUSED, rq->now, &n));
	if (n == 0)
		return stale(rq, c);
	if (!yes)
		TRY(lawyer_unpublish(rq, c, &was));
	TRY(lawyer_step(rq, c->q.id.v, yes ? LP_CONSENT : LP_REFUSE, S(""), 0, NULL));
	return done(rq, c, yes ? "law.consent" : "law.refuse",
	    yes     ? N_("Спасибо: юрист подготовит ответ без личных данных") :
		was ? N_("Записали: ответ снят с публикации") :
		      N_("Записали: ответ не будет опубликован"));
}

enum err
law_question_act(struct req *rq)
{
	struct str what = req_form(rq, "do");
	struct lawyer_case c;

	TRY(lawyer_case(rq, &c));
	if (!c.asker)
		return stale(rq, &c);
	if (str_is(what, "reply"))
		return reply(rq, &c);
	if (str_is(what, "withdraw"))
		return withdraw(rq, &c);
	if (str_is(what, "rate"))
		return rate(rq, &c);
	if (str_is(what, "consent") || str_is(what, "refuse"))
		return consent(rq, &c, str_is(what, "consent"));
	return stale(rq, &c);
}

/* ---- the lawyer ---------------------------------------------------------------------------- */

static enum err
claim(struct req *rq, const struct lawyer_case *c)
{
	int64_t n, step;

	TRY(db_begin(rq->db));
	TRY(q_question_claim(rq->db, c->q.id, rq->viewer->id.v, rq->now, &n));
	if (n == 0)
		return stale(rq, c);
	TRY(lawyer_step(rq, c->q.id.v, LP_CLAIM, S(""), 0, &step));
	TRY(tell_one(rq, c, c->q.asker.v, step, S("Ваш вопрос взял юрист"),
	    "Юрист взял ваш вопрос и готовит ответ."));
	return done(rq, c, "law.claim", N_("Вопрос ваш: другие юристы его не возьмут"));
}

static enum err
release(struct req *rq, const struct lawyer_case *c)
{
	int64_t n;

	TRY(db_begin(rq->db));
	TRY(q_question_free(rq->db, c->q.id, rq->viewer->id.v, rq->now, &n));
	if (n == 0)
		return stale(rq, c);
	TRY(lawyer_step(rq, c->q.id.v, LP_RELEASE, S(""), 0, NULL));
	return done(rq, c, "law.release", N_("Вопрос вернулся в очередь"));
}

static enum err
back(struct req *rq, const struct lawyer_case *c)
{
	struct text_in in = { 0 };
	enum err e = form_read(rq, back_field, &in);
	int64_t n, step;

	if (e == E_INPUT)
		return again(rq, c);
	TRY(e);
	TRY(db_begin(rq->db));
	TRY(q_question_back(rq->db, c->q.id, rq->viewer->id.v, rq->ui.today, rq->now, &n));
	if (n == 0)
		return stale(rq, c);
	TRY(lawyer_step(rq, c->q.id.v, LP_BACK, in.back, 0, &step));
	TRY(tell_one(rq, c, c->q.asker.v, step, S("Юрист просит уточнить вопрос"),
	    "Юристу не хватает сведений, чтобы ответить. Пока вы не ответите, срок стоит."));
	return done(rq, c, "law.back", N_("Просьба уточнить отправлена автору"));
}

static enum err
answer(struct req *rq, const struct lawyer_case *c)
{
	struct text_in in = { 0 };
	enum err e = form_read(rq, answer_field, &in);
	int64_t n, step;

	if (e == E_INPUT)
		return again(rq, c);
	TRY(e);
	TRY(db_begin(rq->db));
	TRY(q_question_answer(rq->db, c->q.id, rq->viewer->id.v, in.answer, rq->now, &n));
	if (n == 0)
		return stale(rq, c);
	TRY(lawyer_step(rq, c->q.id.v, LP_ANSWER, in.answer, 0, &step));
	TRY(tell_one(rq, c, c->q.asker.v, step, S("Юрист ответил на ваш вопрос"),
	    "На ваш вопрос есть ответ. Прочитайте его и скажите, помог ли он."));
	return done(rq, c, "law.answer", N_("Ответ отправлен автору"));
}

/* Where to: above, as chosen, or a territory that was typed. E_INPUT: told. */
static enum err
pass_where(struct req *rq, const struct lawyer_case *c, int64_t *ret)
{
	struct str typed = str_trim(req_form(rq, "other")), up = req_form(rq, "up");
	int at;

	*ret = 0;
	if (typed.n > 0)
		TRY(account_place_typed(rq, "other", typed, ret));
	else if (up.n > 0 && (at = places_by_code(c->x, up)) >= 0)
		*ret = c->x->p[at].id;
	if (*ret == 0)
		return problem(rq, "other", tr(&rq->ui, "Выберите, кому передать: юристам выше "
		    "или другой территории."));
	if (*ret == c->q.at_place)
		return problem(rq, "other", tr(&rq->ui, "Вопрос уже у юристов этой территории."));
	return OK;
}

static enum err
pass_tell(struct req *rq, const struct lawyer_case *c, int64_t to, int64_t step)
{
	struct lawyer_post p = lawyer_post(rq, c->x);

	return lawyer_tell_all(&p, to, S("Вам передали вопрос юристу"),
	    str_fmt(rq->arena, "Здравствуйте!\n\nЮрист другой территории передал вопрос вам: "
	    "причина на странице.\n\nОткрыть и взять: %.*s\n",
	    FMT(lawyer_link(&p, lawyer_url(rq->arena, c->q.id.v)))),
	    str_fmt(rq->arena, "law.step:%lld", (long long)step));
}

static enum err
pass(struct req *rq, const struct lawyer_case *c)
{
	const struct settings *set = req_settings(rq);
	struct text_in in = { 0 };
	enum err e = form_read(rq, pass_field, &in), where;
	int32_t from = rq->ui.today;
	int64_t to, n, step;

	if (e != OK && e != E_INPUT)
		return e;
	where = pass_where(rq, c, &to);
	if (e == E_INPUT || where == E_INPUT)
		return again(rq, c);
	TRY(where);
	TRY(db_begin(rq->db));
	TRY(q_question_pass(rq->db,
	    &(struct q_question_pass_in){ .id = c->q.id,
		.me = rq->viewer->id.v,
		.was = c->q.at_place,
		.at_place = to,
		.up_on = c->q.due >= from ?
		    (struct opt_int){ c->q.due, lawyer_above(c->x, to) != 0 } :
		    lawyer_up_on(set, c->x, to, from),
		.now = rq->now },
	    &n));
	if (n == 0)
		return stale(rq, c);
	TRY(lawyer_step(rq, c->q.id.v, LP_PASS, in.reason, to, &step));
	TRY(pass_tell(rq, c, to, step));
	TRY(lawyer_audit(rq, c, "law.pass", str_fmt(rq->arena, "to=%lld", (long long)to)));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Вопрос передан")));
	return redirect(rq, c->side || c->asker ? url_law_queue(rq->arena) : S("/"));
}

enum err
law_queue_act(struct req *rq)
{
	struct str what = req_form(rq, "do");
	struct lawyer_case c;
	int64_t s;

	TRY(lawyer_case(rq, &c));
	s = c.q.state;
	if (!c.acts)
		return stale(rq, &c);
	if (str_is(what, "claim") && s == LS_WAITS)
		return claim(rq, &c);
	if (str_is(what, "release") && c.holds)
		return release(rq, &c);
	if (str_is(what, "back") && c.holds && s == LS_CLAIMED)
		return back(rq, &c);
	if (str_is(what, "answer") && c.holds && s == LS_CLAIMED)
		return answer(rq, &c);
	if (str_is(what, "pass") && (s == LS_WAITS || (s == LS_CLAIMED && c.holds)))
		return pass(rq, &c);
	return stale(rq, &c);
}
