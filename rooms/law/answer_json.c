/* answer_json.c - an answer for programs. */
#include "calendar/calendar.h"
#include "law/answer.h"

static void
put_member(struct buf *b, const char *key, struct str value)
{
	buf_fmt(b, "\"%s\": \"", key);
	put_json(b, value);
	buf_putc(b, '"');
}

/* A further one, unless it is empty. */
static void
put_more(struct buf *b, const char *key, struct str value)
{
	if (value.n == 0)
		return;
	buf_putz(b, ", ");
	put_member(b, key, value);
}

static void
put_change(struct buf *b, const struct law_quote *q)
{
	if (q->change == LAW_SAME)
		return;
	buf_fmt(b, ", \"change\": {\"kind\": \"%s\", \"on\": \"", law_change_name(q->change));
	put_day_iso(b, q->change_day);
	buf_putc(b, '"');
	put_more(b, "url", q->change_url);
	buf_putc(b, '}');
}

static void
put_why(struct buf *b, const struct law_quote *q)
{
	if (q->text.n == 0)
		return;
	buf_fmt(b, ", \"why\": {\"named\": %s", q->named ? "true" : "false");
	put_more(b, "asked_as", q->situation);
	put_more(b, "words", q->words);
	buf_putc(b, '}');
}

static void
put_quote(struct buf *b, const struct law_quote *q)
{
	buf_putz(b, "{\"act\": {");
	put_member(b, "short", q->act->shrt);
	buf_putz(b, ", ");
	put_member(b, "number", q->act->number);
	buf_putz(b, ", ");
	put_member(b, "title", q->act->title);
	buf_putz(b, "}, ");
	put_member(b, "article", q->number);
	buf_putz(b, ", ");
	put_member(b, "title", q->title);
	buf_putz(b, ", ");
	put_member(b, "unit", q->unit);
	buf_putz(b, ", \"edition\": \"");
	put_day_iso(b, q->since);
	buf_putz(b, "\", ");
	put_member(b, "text", q->text);
	buf_putz(b, ", ");
	put_member(b, "url", q->url);
	put_more(b, "reference", q->ref);
	buf_fmt(b, ", \"digest\": %s", q->act->digest ? "true" : "false");
	put_why(b, q);
	put_change(b, q);
	buf_fmt(b, ", \"score\": %.4f}", q->score);
}

static void
put_list(struct buf *b, const char *key, const struct law_quote *q, size_t n)
{
	buf_fmt(b, ", \"%s\": [", key);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_putz(b, ", ");
		put_quote(b, &q[i]);
	}
	buf_putc(b, ']');
}

static void
put_choices(struct buf *b, const struct law_answer *said)
{
	static const char *const differ[] = { [LAW_BY_ACT] = "act", [LAW_BY_TOPIC] = "topic",
		[LAW_BY_ARTICLE] = "article" };

	buf_fmt(b, ", \"choices_by\": \"%s\", \"choices\": [", differ[said->differ]);
	for (size_t i = 0; i < said->n_choices; i++) {
		const struct law_meant *m = &said->choice[i];

		buf_putz(b, i > 0 ? ", {" : "{");
		put_member(b, "label", m->label);
		put_more(b, "hint", m->hint);
		put_more(b, "in", m->in);
		put_more(b, "url", m->near.url);
		buf_putc(b, '}');
	}
	buf_putc(b, ']');
}

void
law_answer_json(struct buf *b, const struct law_answer *said)
{
	static const char *const reasons[] = { [ASK_NONE] = "", [ASK_EMPTY] = "empty",
		[ASK_ORDER] = "order", [ASK_LANGUAGE] = "language", [ASK_ABSENT] = "absent",
		[ASK_NO_LAW] = "no_law", [ASK_WEAK] = "weak" };
	bool grounded = said->outcome == LAW_GROUNDED;

	buf_fmt(b, "\"outcome\": \"%s\"", law_outcome_name(said->outcome));
	put_list(b, "quotes", said->quote, grounded ? said->n : 0);
	if (said->outcome == LAW_NO_MATCH) {
		buf_fmt(b, ", \"reason\": \"%s\"", reasons[said->reason]);
		put_more(b, "outside", said->outside);
		put_list(b, "nearest", said->quote, said->n);
	}
	if (said->outcome == LAW_UNAVAILABLE)
		buf_fmt(b, ", \"reason\": \"%s\"", said->building ? "building" : "empty_base");
	if (said->wide)
		put_choices(b, said);
	put_more(b, "mended", said->mended);
	put_more(b, "after", said->after);
	put_more(b, "chosen", said->chosen);
	if (said->lead.n > 0 || said->reworded) {
		buf_putz(b, ", \"model\": {");
		put_member(b, "name", said->model);
		put_more(b, "lead", said->lead);
		buf_fmt(b, ", \"reworded\": %s}", said->reworded ? "true" : "false");
	}
	buf_putz(b, ", \"as_of\": \"");
	put_day_iso(b, said->day);
	buf_putc(b, '"');
}
