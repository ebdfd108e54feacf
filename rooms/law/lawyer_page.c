/* lawyer_page.c - one question: the thread, the term, and what this reader may do with it. */
#include "calendar/calendar.h"
#include "gen/law/u.h"
#include "gen/law/v.h"
#include "law/views_lawyer.h"

static struct str
name_of(const struct ui *ui, struct opt_int id, struct str name)
{
	if (!id.has)
		return tr(ui, "портал");
	return name.n > 0 ? name : tr(ui, "сотрудник");
}

static enum err
turns(struct req *rq, const struct lawyer_case *c, struct view_lawyer_question *v)
{
	const struct ui *ui = &rq->ui;
	struct q_steps_of_rows s;
	struct lawyer_norms n;

	TRY(q_steps_of(rq->db, rq->arena, c->q.id, &s));
	v->turns.p = arena_array(rq->arena, struct lawyer_turn, s.n + 1);
	if (v->turns.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < s.n; i++) {
		struct lawyer_turn *t = &v->turns.p[v->turns.n++];
		const struct q_steps_of *k = &s.p[i];

		*t = (struct lawyer_turn){ .when = ui_moment(ui, k->at),
			.iso = ui_day_iso(ui, day_of(k->at, ui->tz_min)),
			.what = lawyer_step_word(ui, k->kind),
			.who = name_of(ui, k->author, k->author_name),
			.ask = k->kind == LP_BACK, .answer = k->kind == LP_ANSWER };
		if (k->place_name.n > 0)
			t->what = trf(ui, "%1: %2", t->what, k->place_name);
		if (k->kind == LP_ANSWER || k->text.n == 0)
			continue; /* the answer stands above, whole */
		TRY(lawyer_prose_on(rq, k->text, day_of(k->at, ui->tz_min), &t->text, &n));
		t->has = true;
	}
	return OK;
}

static enum err
ways(struct req *rq, const struct lawyer_case *c, struct view_lawyer_question *v)
{
	int64_t up = c->q.at_place;

	v->ways.p = arena_array(rq->arena, struct lawyer_option, PLACES_DEPTH);
	if (v->ways.p == NULL)
		return E_NOMEM;
	while ((up = lawyer_above(c->x, up)) != 0 && v->ways.n < PLACES_DEPTH) {
		int at = places_by_id(c->x, up);

		v->ways.p[v->ways.n++] = (struct lawyer_option){ c->x->p[at].code,
			trf(&rq->ui, "выше: %1", places_label(c->x, at, rq->arena, rq->ui.lang)),
			str_eq(ui_old(&rq->ui, "up", S("")), c->x->p[at].code), false };
	}
	return OK;
}

static enum err
rates(struct req *rq, const struct lawyer_case *c, struct view_lawyer_question *v)
{
	v->rates.p = arena_array(rq->arena, struct lawyer_option, LAWYER_RATES);
	if (v->rates.p == NULL)
		return E_NOMEM;
	for (int i = LAWYER_RATES; i > 0; i--)
		v->rates.p[v->rates.n++] = (struct lawyer_option){
			str_fmt(rq->arena, "%d", i), lawyer_rate_word(&rq->ui, i),
			c->q.rating.has && c->q.rating.v == i, false };
	return OK;
}

/* Who may press what: the same as question_act and queue_act ask again. */
static void
may(const struct lawyer_case *c, struct view_lawyer_question *v)
{
	int64_t s = c->q.state;

	v->open = s < LS_ANSWERED;
	v->may_claim = c->acts && s == LS_WAITS;
	v->may_answer = c->holds && s == LS_CLAIMED;
	v->may_release = c->holds && (s == LS_CLAIMED || s == LS_ASKED);
	v->may_pass = c->acts && (s == LS_WAITS || (s == LS_CLAIMED && c->holds));
	v->may_reply = c->asker && s == LS_ASKED;
	v->may_withdraw = c->asker && v->open;
	v->may_rate = c->asker && s == LS_ANSWERED;
	v->may_consent = v->may_rate;
	v->consented = c->q.consent == LC_AGAIN;
	v->unsaid = c->q.consent == LC_NONE || c->q.consent == LC_SAID;
}

static void
words(struct req *rq, const struct lawyer_case *c, struct view_lawyer_question *v)
{
	const struct ui *ui = &rq->ui;
	struct str id = str_fmt(rq->arena, "%lld", (long long)c->q.id.v);

	v->number = trf(ui, "Вопрос № %1", id);
	v->title = c->q.title;
	v->state = lawyer_state_word(ui, c->q.state, c->asker);
	v->topic = lawyer_topic(ui, c->q.topic_ru, c->q.topic_en);
	v->place = lawyer_place(ui, c->x, c->q.place);
	v->at_place = c->q.at_place == c->q.place ? S("") : lawyer_place(ui, c->x, c->q.at_place);
	v->asker = c->q.asker.has ? name_of(ui, c->q.asker, c->q.asker_name) :
				    tr(ui, "автор удалил учётную запись");
	v->lawyer = c->q.lawyer.has ? name_of(ui, c->q.lawyer, c->q.lawyer_name) : S("");
	v->when = ui_moment(ui, c->q.created);
	if (c->q.answered.has)
		v->answered = ui_moment(ui, c->q.answered.v);
	if (c->q.state == LS_WAITS || c->q.state == LS_CLAIMED)
		v->term = lawyer_due_words(ui, req_settings(rq), c->q.due, &v->late, &v->soon);
	if (c->q.rating.has)
		v->rated = lawyer_rate_word(ui, c->q.rating.v);
	v->self = lawyer_url(rq->arena, c->q.id.v);
	v->act = url_law_queue_act(rq->arena, id);
	v->queue = url_law_queue(rq->arena);
}

enum err
lawyer_question_page(struct req *rq, const struct lawyer_case *c, const struct lawyer_warnings *w)
{
	struct view_lawyer_question v = { .c = c, .warnings = *w };
	struct lawyer_norms n;

	words(rq, c, &v);
	may(c, &v);
	v.page = (struct page){ .title = v.number, .nav = "law", .no_index = true };
	v.page.crumbs[v.page.n_crumbs++] = c->asker ?
	    (struct crumb){ tr(&rq->ui, "Вопросы юристу"), url_law_questions(rq->arena) } :
	    (struct crumb){ tr(&rq->ui, "Вопросы юристам"), url_law_queue(rq->arena) };
	v.page.crumbs[v.page.n_crumbs++] = (struct crumb){ .name = v.number };
	TRY(lawyer_prose_on(rq, c->q.text, day_of(c->q.created, rq->ui.tz_min), &v.text, &n));
	if (c->q.state == LS_ANSWERED)
		TRY(lawyer_prose_on(rq, c->q.answer,
		    day_of(c->q.answered.has ? c->q.answered.v : rq->now, rq->ui.tz_min), &v.answer,
		    &v.norms));
	TRY(turns(rq, c, &v));
	if (v.may_pass)
		TRY(ways(rq, c, &v));
	if (v.may_rate)
		TRY(rates(rq, c, &v));
	TRY(lawyer_publish_link(rq, c, &v));
	return view_lawyer_question(&rq->ui, &v);
}

enum err
law_question(struct req *rq)
{
	struct lawyer_case c;

	TRY(lawyer_case(rq, &c));
	return lawyer_question_page(rq, &c, &(struct lawyer_warnings){ 0 });
}
