/* ask_page.c - a question in plain words: passages, a refusal, or no source, told apart. */
#include "gen/law/u.h"
#include "gen/law/v.h"
#include "law/ask_page.h"
#include "law/missed.h"
#include "text/text.h"

static struct str
why_words(const struct ui *ui, const struct law_quote *q)
{
	if (q->named)
		return tr(ui, "статья названа в вопросе");
	if (q->situation.n > 0 && q->words.n > 0)
		return trf(ui, "так же спрашивают: «%1»; общие слова: %2", q->situation, q->words);
	if (q->situation.n > 0)
		return trf(ui, "так же спрашивают: «%1»", q->situation);
	return q->words.n > 0 ? trf(ui, "общие слова: %1", q->words) : S("");
}

/* Whether it is the norm of today, and of the next months. */
static struct str
change_words(const struct ui *ui, const struct law_quote *q)
{
	struct str day = law_day_words(ui, q->change_day);

	switch (q->change) {
	case LAW_CHANGED: return trf(ui, "Норма изменилась: с %1 статья действует в другой "
		"редакции.", day);
	case LAW_CHANGES: return trf(ui, "Норма изменится: с %1 вступит в силу другая редакция "
		"статьи.", day);
	case LAW_ENDED: return trf(ui, "Норма изменилась: с %1 статья не действует.", day);
	case LAW_ENDS: return trf(ui, "Норма изменится: с %1 статья перестанет действовать.", day);
	case LAW_SAME: break;
	}
	return S("");
}

static struct str
short_name(struct arena *a, const struct law_quote *q)
{
	return q->number.n > 0 ? str_fmt(a, "ст. %.*s %.*s", FMT(q->number), FMT(q->act->shrt)) :
				 q->act->shrt;
}

/* What is shown of an article: the passage, or its title alone. */
static struct said_row
row_of(struct req *rq, const struct law_quote *q, size_t no)
{
	struct ui *ui = &rq->ui;

	return (struct said_row){ .url = q->url,
		.ref = q->ref.n > 0 ? q->ref : short_name(rq->arena, q),
		.title = q->title, .quote = q->text, .since = law_day_words(ui, q->since),
		.why = why_words(ui, q), .digest = q->act->digest,
		.change = change_words(ui, q), .change_url = q->change_url,
		.id = str_fmt(rq->arena, "ref-%zu", no) };
}

static enum err
rows_of(struct req *rq, const struct law_quote *q, size_t n, struct said_rows *ret)
{
	ret->p = arena_array(rq->arena, struct said_row, n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (; ret->n < n; ret->n++)
		ret->p[ret->n] = row_of(rq, &q[ret->n], ret->n + 1);
	return OK;
}

static struct str
refusal(const struct ui *ui, const struct law_answer *said)
{
	switch (said->reason) {
	case ASK_EMPTY: return tr(ui, "В вопросе нет слов, по которым можно искать.");
	case ASK_ORDER: return tr(ui, "Это указание программе, а не вопрос о праве.");
	case ASK_LANGUAGE: return tr(ui, "Вопрос не на русском языке, а акты — на русском.");
	case ASK_ABSENT:
		return trf(ui, "Похоже, ответ в акте, которого в базе нет: %1.", said->outside);
	case ASK_NO_LAW: return trf(ui, "Похоже, этого не решает ни один акт: %1.", said->outside);
	case ASK_NONE:
	case ASK_WEAK: break;
	}
	return tr(ui, "В базе нет нормы, которая отвечает на этот вопрос.");
}

/* ---- what goes on from here ------------------------------------------------------------ */

/* The form for a lawyer with the question in it, and what was found. */
static struct str
ask_lawyer_url(struct req *rq, const struct ask_talk *t, const struct law_answer *said)
{
	struct str text = t->q.text;
	struct buf b;

	buf_init(&b, rq->arena, 32 * KiB);
	buf_put(&b, url_law_question_new(rq->arena));
	buf_putz(&b, "?title=");
	put_url(&b, utf8_cut(text, 150));
	buf_putz(&b, "&text=");
	if (said->after.n > 0)
		put_url(&b, str_fmt(rq->arena, "%.*s\n", FMT(said->after)));
	put_url(&b, text);
	if (said->outcome == LAW_GROUNDED && said->n > 0)
		put_url(&b, S("\n\nЧто нашёл портал:"));
	else if (said->outcome == LAW_NO_MATCH)
		put_url(&b, S("\n\nПортал ответа не нашёл."));
	for (size_t i = 0; i < said->n && said->outcome == LAW_GROUNDED; i++)
		put_url(&b,
		    str_fmt(rq->arena, "\n- %.*s: %.*s",
			FMT(short_name(rq->arena, &said->quote[i])), FMT(said->quote[i].url)));
	return buf_err(&b) == OK ? buf_str(&b) : url_law_question_new(rq->arena);
}

/* The questions before this one, each with the way back to it. */
static enum err
turns_of(struct req *rq, const struct ask_talk *t, struct ask_turns *ret)
{
	ret->p = arena_array(rq->arena, struct ask_turn, t->q.n_was + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < t->q.n_was; i++) {
		struct law_question then = t->q;

		then.text = t->q.was[i];
		then.n_was = i;
		then.in = S("");
		ret->p[ret->n++] = (struct ask_turn){ t->q.was[i],
			ask_talk_url(rq->arena, &then, t->dated) };
	}
	return OK;
}

/* What the question may mean; a choice asks it again of that act or topic. */
static enum err
meant_of(struct req *rq, const struct ask_talk *t, const struct law_answer *said,
    struct view_ask *v)
{
	struct ui *ui = &rq->ui;

	v->meant.p = arena_array(rq->arena, struct ask_meant, said->n_choices + 1);
	if (v->meant.p == NULL)
		return E_NOMEM;
	v->meant_lead = said->differ == LAW_BY_ACT ?
	    tr(ui, "Об этом говорят разные акты. Выберите, какой нужен:") :
	    said->differ == LAW_BY_TOPIC ?
	    tr(ui, "Это бывает в разных делах. Выберите, о чём речь:") :
	    tr(ui, "Подходят разные статьи. Выберите, какая ближе:");
	for (size_t i = 0; i < said->n_choices; i++) {
		const struct law_meant *m = &said->choice[i];
		struct law_question next = t->q;

		next.in = m->in;
		v->meant.p[v->meant.n++] = (struct ask_meant){ m->label, m->hint,
			m->near.situation, ask_talk_url(rq->arena, &next, t->dated) };
	}
	return OK;
}

/* Where a reader's word about the answer says it was found. */
static struct str
found_of(struct arena *a, const struct law_answer *said)
{
	struct buf b;

	buf_init(&b, a, 4 * KiB);
	for (size_t i = 0; i < said->n && said->outcome == LAW_GROUNDED; i++)
		buf_fmt(&b, "%s%.*s/%.*s", i ? " " : "", FMT(said->quote[i].act->key),
		    FMT(said->quote[i].eid));
	return b.n > 0 && buf_err(&b) == OK ? buf_str(&b) : S("");
}

static enum err
answer_into(struct req *rq, const struct ask_talk *t, struct view_ask *v)
{
	struct law_question again = t->q;
	struct law_answer said;

	TRY(law_ask_now(rq->th, rq->arena, &t->q, &said));
	v->grounded = said.outcome == LAW_GROUNDED;
	v->refused = said.outcome == LAW_NO_MATCH;
	v->building = said.building;
	v->mended = said.mended;
	v->after = said.after;
	v->chosen = said.chosen;
	v->day = law_day_words(&rq->ui, said.day);
	v->today = said.day == rq->ui.today;
	v->outcome = str_c(law_outcome_name(said.outcome));
	v->lead = said.lead;
	v->model = said.model;
	v->reworded = said.reworded;
	v->found = found_of(rq->arena, &said);
	v->lawyer_url = ask_lawyer_url(rq, t, &said);
	v->self = ask_talk_url(rq->arena, &t->q, t->dated);
	v->dated_url = ask_talk_url(rq->arena, &t->q, true);
	again.in = S("");
	v->all_url = ask_talk_url(rq->arena, &again, t->dated);
	if (v->refused) {
		v->refusal = refusal(&rq->ui, &said);
		if (said.reason == ASK_WEAK || said.reason == ASK_ABSENT)
			law_missed_note(rq, v->q);
	}
	TRY(turns_of(rq, t, &v->turns));
	TRY(rows_of(rq, said.quote, said.n, &v->rows));
	return said.wide ? meant_of(rq, t, &said, v) : OK;
}

enum err
law_ask_page(struct req *rq)
{
	struct ui *ui = &rq->ui;
	struct view_ask v = { .page = { .title = tr(ui, "Спросить у закона"), .nav = "law" } };
	struct ask_talk t;

	ask_talk_read(rq, &rq->in->query, &t);
	v.q = t.q.text;
	v.in = t.q.in;
	v.asked = v.q.n > 0;
	v.on = t.dated ? ui_day_field(ui, t.q.day) : t.on;
	if (t.on_bad)
		v.on_bad = tr(ui, "Такой даты нет. Напишите день, месяц и год: 02.06.2025");
	v.dated = t.dated;
	v.page.no_index = v.asked || t.on.n > 0;
	v.keeps = req_settings(rq)->law_missed_days > 0;
	v.page.crumbs[v.page.n_crumbs++] =
	    (struct crumb){ tr(ui, "Право"), url_law_list(rq->arena) };
	v.limited = v.asked && !t.on_bad && !guest_may_ask(rq);
	v.asked = v.asked && !t.on_bad && !v.limited;
	if (v.limited) {
		rq->status = 429;
		TRY(reply_header(rq, "Retry-After", S("60")));
	}
	if (v.asked) {
		TRY(answer_into(rq, &t, &v));
		law_missed_due(rq);
	}
	return view_ask(ui, &v);
}
