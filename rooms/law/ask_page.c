/* ask_page.c - a question in plain words: passages, a refusal, or no source, told apart. */
#include "gen/law/u.h"
#include "gen/law/v.h"
#include "law/answer.h"
#include "law/pages.h"
#include "law/wording.h"
#include "text/text.h"

#define QUESTION_POINTS 700

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

/* What is shown of an article: the passage, or its title alone. */
static struct said_row
row_of(struct req *rq, const struct law_quote *q, size_t no)
{
	struct ui *ui = &rq->ui;
	struct str name = q->number.n > 0 ?
	    str_fmt(rq->arena, "ст. %.*s %.*s", FMT(q->number), FMT(q->act->shrt)) :
	    q->act->shrt;

	return (struct said_row){ .url = q->url, .ref = q->ref.n > 0 ? q->ref : name,
		.title = q->title, .quote = q->text, .since = law_day_words(ui, q->since),
		.why = why_words(ui, q), .digest = q->act->digest,
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

/* The form for a lawyer, with the question in it. */
static struct str
ask_lawyer_url(struct req *rq, struct str question)
{
	struct buf b;

	buf_init(&b, rq->arena, 16 * KiB);
	buf_put(&b, url_law_question_new(rq->arena));
	buf_putz(&b, "?text=");
	put_url(&b, question);
	return buf_err(&b) == OK ? buf_str(&b) : url_law_question_new(rq->arena);
}

/* Lawyers learn from it what is asked in vain; a reader does not wait for a busy database. */
static void
missed(struct req *rq, struct str question)
{
	enum err e = law_missed_note(rq, question);

	if (e != OK)
		log_line(LOG_WARN, "missed_question_lost", "err=%s", err_name(e));
}

static enum err
answer_into(struct req *rq, struct view_ask *v)
{
	const struct law_asker *asker;
	struct law_answer said;

	TRY(law_asker_get(rq->th, &asker));
	TRY(law_ask(asker, rq->db, thread_words(rq->th), rq->arena, v->q, &said));
	v->grounded = said.outcome == LAW_GROUNDED;
	v->refused = said.outcome == LAW_NO_MATCH;
	v->mended = said.mended;
	v->day = law_day_words(&rq->ui, said.day);
	if (v->refused) {
		v->refusal = refusal(&rq->ui, &said);
		if (said.reason == ASK_WEAK || said.reason == ASK_ABSENT)
			missed(rq, v->q);
	}
	TRY(rows_of(rq, said.quote, said.n, &v->rows));
	return said.wide ? rows_of(rq, said.choice, said.n_choices, &v->choices) : OK;
}

enum err
law_ask_page(struct req *rq)
{
	struct ui *ui = &rq->ui;
	struct str q = str_trim(req_query(rq, "q"));
	struct view_ask v = { .page = { .title = tr(ui, "Спросить у закона"), .nav = "law" } };

	v.q = q.n > 0 && utf8_valid(q) ? utf8_cut(q, QUESTION_POINTS) : S("");
	v.asked = v.q.n > 0;
	v.keeps = req_settings(rq)->law_missed_days > 0;
	v.page.no_index = v.asked;
	v.page.crumbs[v.page.n_crumbs++] =
	    (struct crumb){ tr(ui, "Право"), url_law_list(rq->arena) };
	v.lawyer_url = ask_lawyer_url(rq, v.q);
	if (v.asked)
		TRY(answer_into(rq, &v));
	return view_ask(ui, &v);
}
