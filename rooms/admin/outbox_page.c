/* outbox_page.c - letters and webhooks on their way: what waits, what failed, send it again. */
#include "admin/admin_impl.h"

#include "gen/admin/u.h"
#include "gen/admin/v.h"
#include "jobs/tally.h"

static const struct { const char *code, *tab, *word, *tag, *icon; } states[] = {
	[OUT_WAITING] = { "waiting", N_("Ждут отправки"), N_("ждёт"), "", "hourglass" },
	[OUT_SENDING] = { "sending", N_("Уходят"), N_("уходит"), " v-tag--blue", "send" },
	[OUT_SENT] = { "sent", N_("Ушли"), N_("ушло"), " v-tag--green", "check" },
	[OUT_FAILED] = { "failed", N_("Не ушли"), N_("не ушло"), " v-tag--red", "alert-circle" },
	[OUT_DROPPED] = { "dropped", N_("Не нужны"), N_("не нужно: отписка"), "", "ban" },
};
static const struct { const char *code, *name; enum out_channel c; } channels[] = {
	{ "mail", N_("письма"), OUT_MAIL },
	{ "hook", N_("веб-хуки"), OUT_HOOK },
};

static int
state_asked(const struct req *rq)
{
	struct str s = req_query(rq, "state");

	for (size_t i = 0; i < LEN(states); i++)
		if (str_is(s, states[i].code))
			return (int)i;
	return -1;
}

/* 0: both. */
static int
channel_asked(const struct req *rq)
{
	struct str s = req_query(rq, "channel");

	for (size_t i = 0; i < LEN(channels); i++)
		if (str_is(s, channels[i].code))
			return (int)channels[i].c;
	return 0;
}

static struct str
list_url(struct req *rq, int state, int channel, int64_t before)
{
	struct buf b;
	char sep = '?';

	buf_init(&b, rq->arena, 1 * KiB);
	buf_put(&b, url_admin_outbox(rq->arena));
	if (state >= 0) {
		buf_fmt(&b, "%cstate=%s", sep, states[state].code);
		sep = '&';
	}
	for (size_t i = 0; i < LEN(channels); i++) {
		if ((int)channels[i].c != channel)
			continue;
		buf_fmt(&b, "%cchannel=%s", sep, channels[i].code);
		sep = '&';
	}
	if (before > 0)
		buf_fmt(&b, "%cbefore=%lld", sep, (long long)before);
	return buf_str(&b);
}

static enum err
fill_tabs(struct req *rq, int state, int channel, struct view_outbox *v)
{
	const struct ui *ui = &rq->ui;
	struct jobs_tally t;

	TRY(jobs_tally(rq->db, rq->arena, rq->now, &t));
	v->states.p = arena_array(rq->arena, struct tab, LEN(states) + 1);
	v->channels.p = arena_array(rq->arena, struct option, LEN(channels));
	if (v->states.p == NULL || v->channels.p == NULL)
		return E_NOMEM;
	v->states.p[v->states.n++] =
	    (struct tab){ tr(ui, "Все"), list_url(rq, -1, channel, 0), state < 0 };
	for (size_t i = 0; i < LEN(states); i++) {
		struct str w = tr_z(ui, states[i].tab), n = ui_num(ui, t.out_by_state[i]);

		v->states.p[v->states.n++] = (struct tab){
			str_fmt(rq->arena, "%.*s %.*s", FMT(w), FMT(n)),
			list_url(rq, (int)i, channel, 0), state == (int)i };
	}
	for (size_t i = 0; i < LEN(channels); i++)
		v->channels.p[v->channels.n++] = (struct option){ str_c(channels[i].code),
			tr_z(ui, channels[i].name), (int)channels[i].c == channel };
	v->no_server = req_settings(rq)->mail_url.n == 0 && t.out_by_state[OUT_WAITING] > 0;
	return OK;
}

static struct str
row_time(const struct ui *ui, const struct out_row *o)
{
	if (o->state == OUT_SENT && o->sent_at > 0)
		return trf(ui, "ушло %1", ui_moment(ui, o->sent_at));
	if (o->state == OUT_WAITING && o->next_at > ui->now)
		return trf(ui, "следующая попытка %1", ui_moment(ui, o->next_at));
	return trf(ui, "поставлено %1", ui_moment(ui, o->created));
}

static struct letter_line
line_of(const struct ui *ui, const struct out_row *o)
{
	size_t s = (size_t)o->state < LEN(states) ? (size_t)o->state : OUT_WAITING;
	bool hook = o->channel == OUT_HOOK;

	return (struct letter_line){ .id = o->id,
		.to = admin_masked(ui->arena, o->to, o->channel), .subject = o->subject,
		.topic = o->topic, .channel = hook ? tr(ui, "веб-хук") : tr(ui, "письмо"),
		.state = tr_z(ui, states[s].word), .tag = str_c(states[s].tag),
		.icon = str_c(states[s].icon), .when = row_time(ui, o),
		.tries = ui_num(ui, o->tries), .error = o->error,
		.retry = s == OUT_FAILED || s == OUT_WAITING };
}

enum err
admin_outbox(struct req *rq)
{
	int state = state_asked(rq), channel = channel_asked(rq);
	struct view_outbox v = { 0 };
	struct out_rows rows;

	TRY(admin_page(rq, tr(&rq->ui, "Исходящие"), "outbox", &v.page, &v.tabs));
	TRY(fill_tabs(rq, state, channel, &v));
	TRY(outbox_list(rq->db, rq->arena, state, channel, 0,
	    req_query_int(rq, "before", 0, 0, INT64_MAX), ADMIN_PAGE, &rows));
	v.rows.p = arena_array(rq->arena, struct letter_line, rows.n + 1);
	if (v.rows.p == NULL)
		return E_NOMEM;
	for (; v.rows.n < rows.n; v.rows.n++)
		v.rows.p[v.rows.n] = line_of(&rq->ui, &rows.p[v.rows.n]);
	v.state = state >= 0 ? str_c(states[state].code) : S("");
	v.asked = state >= 0 || channel != 0;
	if (rows.n == ADMIN_PAGE)
		v.older = list_url(rq, state, channel, rows.p[rows.n - 1].id);
	return view_outbox(&rq->ui, &v);
}

enum err
admin_letter_retry(struct req *rq)
{
	int64_t id = 0;
	enum err e;

	if (!str_int(str_trim(req_form(rq, "id")), &id) || id <= 0)
		return E_NOT_FOUND;
	TRY(db_begin(rq->db));
	e = outbox_retry(rq->db, id, rq->now);
	if (e == E_CONFLICT || e == E_NOT_FOUND) {
		db_rollback(rq->db);
		TRY(notice(rq, N_("Это письмо уже уходит или ушло: повторять нечего")));
		return redirect(rq, url_admin_outbox(rq->arena));
	}
	TRY(e);
	TRY(admin_note(rq, "admin.letter_retry",
	    str_fmt(rq->arena, "outbox:%lld", (long long)id), S("")));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Отправим ещё раз в ближайшую минуту")));
	return redirect(rq, url_admin_outbox(rq->arena));
}
