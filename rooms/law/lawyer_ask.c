/* lawyer_ask.c - an employee asks, and sees what became of what was asked. */
#include "gen/law/u.h"
#include "gen/law/v.h"
#include "law/views_lawyer.h"

#define PAGE 30
#define PLACES_MAX 50

struct ask_in { struct str title, text; bool consent; };
static const struct field ask_fields[] = {
	F_TEXT(struct ask_in, title, N_("Вопрос одной строкой"), 10, LAWYER_TITLE),
	F_TEXT(struct ask_in, text, N_("Что случилось и что нужно узнать"), 20, LAWYER_TEXT),
	F_BOOL(struct ask_in, consent, N_("Согласие")),
	F_END
};

static void
crumbs(struct req *rq, struct page *p, struct str last)
{
	p->title = last;
	p->nav = "law";
	p->no_index = true;
	p->crumbs[p->n_crumbs++] = (struct crumb){ tr(&rq->ui, "Вопросы юристу"),
		url_law_questions(rq->arena) };
	p->crumbs[p->n_crumbs++] = (struct crumb){ .name = last };
}

/* ---- what is chosen from ----------------------------------------------------------------- */

static struct lawyer_option
topic_option(const struct ui *ui, const struct topic *t, int64_t now)
{
	return (struct lawyer_option){ str_fmt(ui->arena, "%lld", (long long)t->id),
		lawyer_topic(ui, t->ru, t->en), t->id == now, t->parent != 0 };
}

enum err
lawyer_topics(struct req *rq, int64_t now, struct lawyer_options *ret)
{
	struct topics all;

	TRY(topics_all(rq->db, rq->arena, &all));
	ret->p = arena_array(rq->arena, struct lawyer_option, all.n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < all.n; i++) {
		if (all.p[i].parent != 0)
			continue;
		ret->p[ret->n++] = topic_option(&rq->ui, &all.p[i], now);
		for (size_t k = 0; k < all.n; k++)
			if (all.p[k].parent == all.p[i].id)
				ret->p[ret->n++] = topic_option(&rq->ui, &all.p[k], now);
	}
	return OK;
}

static enum err
place_option(struct req *rq, const struct places_index *x, int at, struct lawyer_options *ret)
{
	if (at < 0)
		return OK;
	for (size_t i = 0; i < ret->n; i++)
		if (str_eq(ret->p[i].value, x->p[at].code))
			return OK;
	if (ret->n < PLACES_MAX)
		ret->p[ret->n++] = (struct lawyer_option){ x->p[at].code,
			places_label(x, at, rq->arena, rq->ui.lang), false, false };
	return OK;
}

/* Where the reader works: the municipality chosen, then the territories of the roles. */
static enum err
place_options(struct req *rq, const struct places_index *x, struct lawyer_options *ret)
{
	const struct viewer *me = rq->viewer;
	int64_t chain[PLACES_DEPTH];
	size_t n = 0;
	int at = places_by_code(x, rq->ui.place_code);

	ret->p = arena_array(rq->arena, struct lawyer_option, PLACES_MAX);
	if (ret->p == NULL)
		return E_NOMEM;
	for (int up = at; up >= 0 && n < LEN(chain); up = x->p[up].parent)
		chain[n++] = x->p[up].id;
	if (at >= 0 && req_may(rq, ROLE_EMPLOYEE, chain, n))
		TRY(place_option(rq, x, at, ret));
	for (size_t i = 0; i < me->n_grants; i++)
		if (me->grants[i].role >= ROLE_EMPLOYEE)
			TRY(place_option(rq, x,
			    me->grants[i].place ? places_by_id(x, me->grants[i].place) : x->country,
			    ret));
	return OK;
}

/* ---- the form ---------------------------------------------------------------------------- */

enum err
lawyer_warn(struct req *rq, struct str text, struct lawyer_warnings *ret)
{
	struct lawyer_finds f;

	TRY(lawyer_private(rq->arena, text, &f));
	ret->p = arena_grow(
	    rq->arena, ret->p, ret->n * sizeof *ret->p, (ret->n + f.n + 1) * sizeof *ret->p);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < f.n; i++)
		ret->p[ret->n++] =
		    (struct lawyer_warning){ tr_z(&rq->ui, f.p[i].what), f.p[i].text };
	return OK;
}

static enum err
form_page(struct req *rq, const struct lawyer_warnings *w)
{
	const struct settings *set = req_settings(rq);
	struct view_lawyer_new v = { .warnings = *w };
	struct work_told told = lawyer_told(set);
	const struct places_index *x;
	struct str place;
	int64_t topic = 0;

	crumbs(rq, &v.page, tr(&rq->ui, "Новый вопрос юристу"));
	TRY(places_get(rq->th, &x));
	if (!str_int(ui_old(&rq->ui, "topic", req_query(rq, "topic")), &topic))
		topic = 0;
	TRY(lawyer_topics(rq, topic, &v.topics));
	TRY(place_options(rq, x, &v.places));
	place = ui_old(&rq->ui, "place", v.places.n ? v.places.p[0].value : S(""));
	for (size_t i = 0; i < v.places.n; i++)
		v.places.p[i].on = str_eq(place, v.places.p[i].value);
	v.nowhere = v.places.n == 0;
	v.one = v.places.n == 1;
	v.title = ui_old(&rq->ui, "title", req_query(rq, "title"));
	v.text = ui_old(&rq->ui, "text", req_query(rq, "text"));
	v.consent = ui_old_on(&rq->ui, "consent", S("1"), false);
	v.term = ui_day_long(&rq->ui, work_after(rq->ui.today, (int)set->law_answer_days, &told));
	return view_lawyer_new(&rq->ui, &v);
}

enum err
law_question_new(struct req *rq)
{
	return form_page(rq, &(struct lawyer_warnings){ 0 });
}

/* ---- sending ----------------------------------------------------------------------------- */

struct asked { struct ask_in in; int64_t topic, place; };

/* The rest of the form: topic, territory, how many wait. */
static enum err
ask_check(struct req *rq, const struct places_index *x, struct asked *ret)
{
	struct str topic = req_form(rq, "topic"), place = req_form(rq, "place");
	struct lawyer_options places = { 0 };
	struct topics all;
	enum err e = form_read(rq, ask_fields, &ret->in);
	bool there = false;
	int64_t n;

	if (e != OK && e != E_INPUT)
		return e;
	TRY(topics_all(rq->db, rq->arena, &all));
	if (topic.n > 0 && !str_is(topic, "0")) {
		for (size_t i = 0; i < all.n && str_int(topic, &n); i++)
			if (all.p[i].id == n)
				ret->topic = n;
		if (ret->topic == 0)
			e = problem(rq, "topic", tr(&rq->ui, "Выберите тему из списка."));
	}
	TRY(place_options(rq, x, &places));
	for (size_t i = 0; i < places.n; i++)
		there |= str_eq(place, places.p[i].value);
	if (there)
		ret->place = x->p[places_by_code(x, place)].id;
	else
		e = problem(rq, "place", tr(&rq->ui, "Выберите территорию, где вы работаете."));
	TRY(q_questions_open(rq->db, rq->viewer->id.v, &n));
	if (n >= LAWYER_OPEN)
		e = problem(rq, "title", tr(&rq->ui, "Ответа уже ждут много ваших вопросов: "
		    "дождитесь его или отзовите лишние."));
	return e;
}

static enum err
ask_tell(struct req *rq, const struct places_index *x, int64_t id, const struct asked *a,
    int32_t due)
{
	struct lawyer_post p = lawyer_post(rq, x);
	struct str day = ui_day_long(&(struct ui){ .arena = rq->arena, .lang = LANG_RU }, due);

	return lawyer_tell_all(&p, a->place, S("Вопрос юристу: новый в очереди"),
	    str_fmt(rq->arena, "Здравствуйте!\n\nСотрудник муниципалитета задал вопрос. "
	    "Ответить нужно до: %.*s.\n\nОткрыть и взять: %.*s\n", FMT(day),
	    FMT(lawyer_link(&p, lawyer_url(rq->arena, id)))),
	    str_fmt(rq->arena, "law.new:%lld", (long long)id));
}

static enum err
ask_put(struct req *rq, const struct places_index *x, const struct asked *a)
{
	const struct settings *set = req_settings(rq);
	struct work_told told = lawyer_told(set);
	int32_t due = work_after(rq->ui.today, (int)set->law_answer_days, &told);
	struct lawyer_case c = { .asker = true };

	TRY(db_begin(rq->db));
	TRY(q_question_add(rq->db,
	    &(struct q_question_add_in){ .asker = rq->viewer->id.v,
		.place = a->place,
		.topic = a->topic,
		.title = a->in.title,
		.text = a->in.text,
		.consent = a->in.consent ? LC_SAID : LC_NONE,
		.due = due,
		.up_on = { due, lawyer_above(x, a->place) != 0 },
		.now = rq->now },
	    &c.q.id));
	c.q.place = a->place;
	TRY(lawyer_step(rq, c.q.id.v, LP_ASK, S(""), 0, NULL));
	TRY(ask_tell(rq, x, c.q.id.v, a, due));
	TRY(lawyer_audit(rq, &c, "law.ask", S("")));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Вопрос отправлен юристам. О ходе дела придёт письмо")));
	return redirect(rq, lawyer_url(rq->arena, c.q.id.v));
}

enum err
law_question_add(struct req *rq)
{
	struct lawyer_warnings w = { 0 };
	const struct places_index *x;
	struct asked a = { 0 };
	enum err e;

	TRY(places_get(rq->th, &x));
	e = ask_check(rq, x, &a);
	if (e != OK && e != E_INPUT)
		return e;
	TRY(lawyer_warn(rq, req_form(rq, "title"), &w));
	TRY(lawyer_warn(rq, req_form(rq, "text"), &w));
	if (w.n > 0 && e == OK && !str_is(req_form(rq, "sure"), "1"))
		e = problem(rq, "sure", tr(&rq->ui, "В тексте есть похожее на личные данные: "
		    "уберите их или отметьте, что без них нельзя."));
	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		return form_page(rq, &w);
	}
	return ask_put(rq, x, &a);
}

/* ---- mine --------------------------------------------------------------------------------- */

enum err
law_questions(struct req *rq)
{
	int64_t before = req_query_int(rq, "before", 0, 0, INT64_MAX);
	struct view_lawyer_mine v = { .more = before > 0 };
	const struct ui *ui = &rq->ui;
	struct q_questions_mine_rows r;

	TRY(q_questions_mine(rq->db, rq->arena, rq->viewer->id.v, before, PAGE + 1, &r));
	v.page = (struct page){ .title = tr(ui, "Мои вопросы юристу"), .nav = "law",
		.no_index = true };
	v.lawyer = req_may(rq, ROLE_LAWYER, NULL, 0);
	v.rows.p = arena_array(rq->arena, struct lawyer_row, r.n + 1);
	if (v.rows.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < r.n && i < PAGE; i++) {
		const struct q_questions_mine *q = &r.p[i];
		struct lawyer_row *row = &v.rows.p[v.rows.n++];
		bool open = q->state < LS_ANSWERED;

		*row = (struct lawyer_row){ .url = lawyer_url(rq->arena, q->id.v),
			.title = q->title, .state = lawyer_state_word(ui, q->state, true),
			.topic = lawyer_topic(ui, q->topic_ru, q->topic_en),
			.place = q->place_name, .when = ui_moment(ui, q->created),
			.answered = q->state == LS_ANSWERED, .wants = q->state == LS_ASKED,
			.demo = q->demo };
		if (open && q->state != LS_ASKED)
			row->term = lawyer_due_words(
			    ui, req_settings(rq), q->due, &row->late, &row->soon);
	}
	if (r.n > PAGE)
		v.older = str_fmt(rq->arena, "%.*s?before=%lld", FMT(url_law_questions(rq->arena)),
		    (long long)r.p[PAGE - 1].id.v);
	return view_lawyer_mine(&rq->ui, &v);
}
