/* ask_talk.c - a dialogue as an address: nothing of it is kept by the portal. */
#include "calendar/calendar.h"
#include "gen/law/u.h"
#include "law/ask_page.h"
#include "text/text.h"

static struct str
question_of(struct str s)
{
	s = str_trim(s);
	return s.n > 0 && utf8_valid(s) ? utf8_cut(s, ASK_POINTS) : S("");
}

#define TURN_POINTS 200	/* of a question before: the whole address must stay an address */

/* Of too many the newest stay. */
static void
was_put(struct law_question *q, struct str s)
{
	s = utf8_cut(question_of(s), TURN_POINTS);
	if (s.n == 0)
		return;
	if (q->n_was == LAW_TURNS) {
		memmove(q->was, q->was + 1, (LAW_TURNS - 1) * sizeof *q->was);
		q->n_was--;
	}
	q->was[q->n_was++] = s;
}

void
ask_talk_read(struct req *rq, const struct http_pairs *from, struct ask_talk *ret)
{
	struct ask_talk t = { .q = { .text = S(""), .in = S(""), .day = rq->ui.today },
		.on = S("") };
	bool seen = false;

	for (size_t i = 0; i < from->n; i++) {
		struct str name = from->p[i].name, value = from->p[i].value;

		if (str_is(name, "q") && !seen) {
			t.q.text = question_of(value);
			seen = true;
		} else if (str_is(name, "was") || str_is(name, "was[]")) {
			was_put(&t.q, value);
		} else if (str_is(name, "in") && value.n < 200 && utf8_valid(value)) {
			t.q.in = value;
		} else if (str_is(name, "on") && value.n < 100 && utf8_valid(value)) {
			t.on = str_trim(value);
		}
	}
	if (t.on.n > 0) {
		t.dated = day_parse(t.on, &t.q.day);
		t.on_bad = !t.dated;
	}
	*ret = t;
}

struct str
ask_talk_url(struct arena *a, const struct law_question *q, bool dated)
{
	struct buf b;
	char mark = '?';

	buf_init(&b, a, 64 * KiB);
	buf_put(&b, url_law_ask_page(a));
	for (size_t i = 0; i < q->n_was; i++, mark = '&') {
		buf_fmt(&b, "%cwas=", mark);
		put_url(&b, q->was[i]);
	}
	if (q->text.n > 0) {
		buf_fmt(&b, "%cq=", mark);
		put_url(&b, q->text);
		mark = '&';
	}
	if (q->in.n > 0) {
		buf_fmt(&b, "%cin=", mark);
		put_url(&b, q->in);
		mark = '&';
	}
	if (dated) {
		buf_fmt(&b, "%con=", mark);
		put_day_iso(&b, q->day);
	}
	return buf_err(&b) == OK ? buf_str(&b) : STR_NONE;
}
