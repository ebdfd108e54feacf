/* hook.c - one webhook endpoint: its page, and what is done on it. */
#include "api/hook_impl.h"
#include "api/views.h"
#include "calendar/calendar.h"
#include "gen/api/u.h"
#include "gen/api/v.h"

#define SHOWN 50
#define AGAIN_DAYS 7	/* what the form of repeating begins with */

enum err
hook_at(struct req *rq, struct q_hook_get *ret)
{
	struct hook_id id;
	bool may;

	if (!str_int(req_param(rq, 0), &id.v))
		return E_NOT_FOUND;
	TRY(q_hook_get(rq->db, rq->arena, id, ret));
	TRY(endpoint_may(rq, ret->place, &may));
	return may ? OK : E_NOT_FOUND;
}

static struct str
url_of(struct req *rq, int64_t id)
{
	return str_fmt(rq->arena, "/account/hooks/%lld", (long long)id);
}

/* ---- what was sent -------------------------------------------------------------------- */

static const struct { const char *word, *tag, *icon; } states[] = {
	[OUT_WAITING] = { N_("ждёт отправки"), " v-tag--blue", "clock" },
	[OUT_SENDING] = { N_("отправляется"), " v-tag--blue", "send" },
	[OUT_SENT] = { N_("доставлен"), " v-tag--green", "circle-check" },
	[OUT_FAILED] = { N_("не дошёл"), " v-tag--red", "alert-circle" },
	[OUT_DROPPED] = { N_("снят"), "", "ban" },
};

static size_t
state_of(const struct hook_row *h)
{
	return (size_t)h->state < LEN(states) ? (size_t)h->state : OUT_WAITING;
}

static struct str
event_words(const struct ui *ui, struct str code)
{
	for (int i = 0; hook_event_code(i) != NULL; i++)
		if (str_is(code, hook_event_code(i)))
			return hook_event_words(ui, i);
	return str_is(code, "ping") ? tr(ui, "проверка связи") : code;
}

static struct str
answer_words(const struct ui *ui, const struct hook_row *h)
{
	if (h->code > 0)
		return str_fmt(ui->arena, "%d", h->code);
	if (h->tries == 0)
		return S("—");
	return h->state == OUT_SENT ? S("—") : tr(ui, "ответа не было");
}

static enum err
sent_of(struct req *rq, int64_t id, struct view_hook *v)
{
	int64_t before = req_query_int(rq, "before", 0, 0, INT64_MAX);
	struct ui *ui = &rq->ui;
	struct hook_rows rows;

	TRY(hook_list(rq->db, rq->arena, id, before, SHOWN, &rows));
	v->first = before == 0;
	v->sent.p = arena_array(rq->arena, struct sent_row, rows.n + 1);
	if (v->sent.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < rows.n; i++) {
		const struct hook_row *h = &rows.p[i];

		v->sent.p[v->sent.n++] = (struct sent_row){ .id = h->id,
			.event = event_words(ui, h->event), .code = h->event,
			.when = ui_moment(ui, h->tried.has ? h->tried.v : h->created),
			.state = tr_z(ui, states[state_of(h)].word),
			.tag = states[state_of(h)].tag, .icon = states[state_of(h)].icon,
			.answer = answer_words(ui, h) };
	}
	if (rows.n == SHOWN)
		v->older = str_fmt(rq->arena, "/account/hooks/%lld?before=%lld", (long long)id,
		    (long long)rows.p[rows.n - 1].id);
	return OK;
}

static struct str
tally_words(const struct ui *ui, const struct hook_tally *t)
{
	return trf(ui, "Всего: %1, ждут отправки: %2, не дошло: %3.", ui_num(ui, t->all),
	    ui_num(ui, t->waiting), ui_num(ui, t->failed));
}

/* ---- the page --------------------------------------------------------------------------- */

static void
facts(struct req *rq, const struct q_hook_get *q, struct view_hook *v)
{
	struct endpoint_look look = endpoint_look(rq, q->state, q->url);
	struct ui *ui = &rq->ui;
	bool near;

	v->id = q->id.v;
	v->title = q->title;
	v->url = q->url;
	v->on = q->state != 0;
	v->where = q->place_name.n ? q->place_name : tr(ui, "весь портал");
	v->events = hook_events_words(ui, (unsigned)q->events);
	v->state = look.state;
	v->tag = look.tag;
	v->icon = look.icon;
	if (!v->on)
		v->why = endpoint_why(ui, q->why);
	v->made = ui_day(ui, day_of(q->created, ui->tz_min));
	if (q->author_name.n > 0)
		v->made = trf(ui, "%1, %2", v->made, q->author_name);
	if (q->old_until.has && q->old_until.v > rq->now)
		v->old_until = ui_moment(ui, q->old_until.v);
	if (!hook_host_ok(req_settings(rq), q->url, &near))
		v->forbidden = hook_host(q->url);
}

enum err
hook_page(struct req *rq, const struct q_hook_get *q, struct str secret)
{
	struct ui *ui = &rq->ui;
	struct view_hook v = { .secret = secret };
	struct hook_tally tally;

	v.page = (struct page){ .title = trf(ui, "Веб-хук «%1»", q->title), .no_index = true,
		.crumbs = { { tr(ui, "Профиль"), S("/account") },
			{ tr(ui, "Веб-хуки"), S("/account/hooks") }, { q->title, S("") } },
		.n_crumbs = 3 };
	facts(rq, q, &v);
	TRY(sent_of(rq, q->id.v, &v));
	TRY(hook_tally(rq->db, q->id.v, &tally));
	v.tally = tally_words(ui, &tally);
	v.failed = tally.failed > 0;
	v.since = ui_old(ui, "since", ui_day_field(ui, ui->today - AGAIN_DAYS));
	return view_hook(ui, &v);
}

enum err
api_hook(struct req *rq)
{
	struct q_hook_get q;

	TRY(hook_at(rq, &q));
	return hook_page(rq, &q, S(""));
}

/* ---- acts ---------------------------------------------------------------------------------- */

/* As on making one: shown once, so no redirect. */
enum err
api_hook_secret(struct req *rq)
{
	struct q_hook_get q;
	struct str secret;

	TRY(hook_at(rq, &q));
	TRY(db_begin(rq->db));
	TRY(endpoint_rotate(rq, &q, &secret));
	TRY(db_commit(rq->db));
	TRY(q_hook_get(rq->db, rq->arena, q.id, &q));
	return hook_page(rq, &q, secret);
}

enum err
api_hook_ping(struct req *rq)
{
	struct q_hook_get q;

	TRY(hook_at(rq, &q));
	if (q.state == 0) {
		TRY(notice(rq, N_("Веб-хук остановлен: сначала включите его")));
		return redirect(rq, url_of(rq, q.id.v));
	}
	TRY(db_begin(rq->db));
	TRY(endpoint_ping(rq, &q));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Проверка отправлена: обновите страницу через несколько секунд")));
	return redirect(rq, url_of(rq, q.id.v));
}

enum err
api_hook_turn(struct req *rq)
{
	bool on = str_is(req_form(rq, "to"), "on");
	struct q_hook_get q;

	TRY(hook_at(rq, &q));
	TRY(db_begin(rq->db));
	TRY(endpoint_turn(rq, &q, on));
	TRY(db_commit(rq->db));
	TRY(notice(rq, on ? N_("Веб-хук включён") : N_("Веб-хук остановлен")));
	return redirect(rq, url_of(rq, q.id.v));
}

enum err
api_hook_remove_page(struct req *rq)
{
	struct ui *ui = &rq->ui;
	struct view_hook_drop v = { 0 };
	struct hook_tally tally;
	struct q_hook_get q;

	TRY(hook_at(rq, &q));
	TRY(hook_tally(rq->db, q.id.v, &tally));
	v.id = q.id.v;
	v.title = q.title;
	v.tally = tally_words(ui, &tally);
	v.page = (struct page){ .title = tr(ui, "Удаление веб-хука"), .no_index = true,
		.crumbs = { { tr(ui, "Веб-хуки"), S("/account/hooks") },
			{ q.title, url_of(rq, q.id.v) }, { tr(ui, "Удаление"), S("") } },
		.n_crumbs = 3 };
	return view_hook_drop(ui, &v);
}

enum err
api_hook_remove(struct req *rq)
{
	struct q_hook_get q;

	TRY(hook_at(rq, &q));
	TRY(db_begin(rq->db));
	TRY(endpoint_drop(rq, &q));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Веб-хук удалён")));
	return redirect(rq, S("/account/hooks"));
}

/* ---- one that was sent ---------------------------------------------------------------------- */

static enum err
sent_at(struct req *rq, struct q_hook_get *q, struct hook_row *ret)
{
	int64_t id;

	TRY(hook_at(rq, q));
	if (!str_int(req_param(rq, 1), &id))
		return E_NOT_FOUND;
	return hook_get(rq->db, rq->arena, q->id.v, id, ret);
}

enum err
api_hook_sent(struct req *rq)
{
	struct ui *ui = &rq->ui;
	struct view_hook_sent v = { 0 };
	struct q_hook_get q;
	struct hook_row h;

	TRY(sent_at(rq, &q, &h));
	v.id = h.id;
	v.hook = q.id.v;
	v.event = event_words(ui, h.event);
	v.state = tr_z(ui, states[state_of(&h)].word);
	v.tag = states[state_of(&h)].tag;
	v.icon = states[state_of(&h)].icon;
	v.key = h.key;
	v.url = h.url;
	v.created = ui_moment(ui, h.created);
	v.tries = ui_num(ui, h.tries);
	if (h.tried.has)
		v.tried = ui_moment(ui, h.tried.v);
	if (h.state == OUT_WAITING && h.next_at > rq->now)
		v.next = ui_moment(ui, h.next_at);
	if (h.code > 0)
		v.code = str_fmt(rq->arena, "%d", h.code);
	v.error = h.error;
	v.answer = h.answer;
	v.body = h.body;
	v.on = q.state != 0;
	v.moves = h.state == OUT_SENDING;
	v.page = (struct page){ .title = h.key, .no_index = true,
		.crumbs = { { tr(ui, "Веб-хуки"), S("/account/hooks") },
			{ q.title, url_of(rq, q.id.v) }, { h.key, S("") } }, .n_crumbs = 3 };
	return view_hook_sent(ui, &v);
}

enum err
api_hook_resend(struct req *rq)
{
	struct q_hook_get q;
	struct hook_row h;
	struct hook_to to;
	enum err e = OK;

	TRY(sent_at(rq, &q, &h));
	TRY(db_begin(rq->db));
	TRY(endpoint_hold(rq, &q, &to));
	if (q.state != 0)
		e = hook_again(rq->db, &to, h.id, rq->now);
	if (e != OK && e != E_CONFLICT)
		return e;
	TRY(db_commit(rq->db));
	TRY(notice(rq, q.state == 0 ? N_("Веб-хук остановлен: сначала включите его") :
		e == OK             ? N_("Пошлём ещё раз в ближайшую минуту") :
				      N_("Повторить нельзя: он отправляется сейчас, или его "
					 "текст уже убран")));
	return redirect(rq, url_of(rq, q.id.v));
}

enum err
api_hook_resend_all(struct req *rq)
{
	struct q_hook_get q;
	struct hook_to to;
	int64_t n = 0;
	int32_t day;

	TRY(hook_at(rq, &q));
	if (!day_parse(str_trim(req_form(rq, "since")), &day)) {
		(void)problem(rq, "since", tr(&rq->ui, "Введите день, например 02.06.2025."));
		FORM_AGAIN(rq);
		return hook_page(rq, &q, S(""));
	}
	TRY(db_begin(rq->db));
	TRY(endpoint_hold(rq, &q, &to));
	if (q.state != 0)
		TRY(hook_again_failed(rq->db, &to, day_start(day, rq->ui.tz_min), rq->now, &n));
	TRY(db_commit(rq->db));
	TRY(notice(rq,
	    q.state == 0 ? N_("Веб-хук остановлен: сначала включите его") :
		n > 0 ? N_("Пошлём ещё раз всё, что не дошло с того дня") :
			N_("С того дня дошло всё: повторять нечего")));
	return redirect(rq, url_of(rq, q.id.v));
}
