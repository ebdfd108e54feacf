/* stop.c - no more letters of one subscription: one click, no sign-in (RFC 8058). */
#include "alerts/alerts_impl.h"
#include "alerts/views.h"
#include "gen/alerts/u.h"
#include "gen/alerts/v.h"

static enum err
show(struct req *rq, const struct q_sub_token *s, bool done)
{
	struct ui *ui = &rq->ui;
	struct view_stop v = { .page = { .title = tr(ui, "Письма по подписке"), .no_index = true },
		.title = s->title, .done = done,
		.was_off = s->mail == 0 || s->state == SUB_ENDED,
		.action = url_alerts_stop(rq->arena, req_param(rq, 0)) };

	return view_stop(ui, &v);
}

enum err
alerts_stop_ask(struct req *rq)
{
	struct q_sub_token s;

	TRY(q_sub_token(rq->db, rq->arena, req_param(rq, 0), &s));
	return show(rq, &s, false);
}

/* The answer is the page itself: a mail program must not be sent elsewhere. */
enum err
alerts_stop(struct req *rq)
{
	struct q_sub_token s;
	int64_t n;

	TRY(db_begin(rq->db));
	TRY(q_sub_token(rq->db, rq->arena, req_param(rq, 0), &s));
	TRY(q_sub_no_mail(rq->db, s.id));
	TRY(q_letter_none(rq->db, s.id));
	TRY(mail_drop(rq->db, s.user.v, letters_topic(rq->arena, s.id), rq->now, &n));
	TRY(db_commit(rq->db));
	return show(rq, &s, true);
}
