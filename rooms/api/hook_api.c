/* hook_api.c - endpoints of webhooks for programs: the same acts as on their pages, by token. */
#include "api/hook_impl.h"
#include "calendar/calendar.h"
#include "gen/api/u.h"
#include "places/places.h"

/* ---- what is told ------------------------------------------------------------------ */

static const char *const state_codes[] = { [OUT_WAITING] = "waiting", [OUT_SENDING] = "sending",
	[OUT_SENT] = "delivered", [OUT_FAILED] = "failed", [OUT_DROPPED] = "dropped" };
static const char *const why_codes[] = { [HOOK_BY_HAND] = "by-hand", [HOOK_GONE] = "gone",
	[HOOK_FAILING] = "failing" };

static const char *state_at(int i)
{ return i >= 0 && (size_t)i < LEN(state_codes) ? state_codes[i] : NULL; }
static const char *why_at(int i)
{ return i >= 0 && (size_t)i < LEN(why_codes) ? why_codes[i] : NULL; }

struct hook_out {
	struct str title, address, stopped, url, self;
	struct api_strs events;
	int64_t id, created;
	bool active, allowed;
};
#define API_OBJECT struct hook_out
#define HOOK_FIELDS \
	API_F(id, INT, "Номер веб-хука"), \
	API_F(title, STR, "Название"), \
	API_F(address, STR, "Куда слать"), \
	API_FX(events, CODES, "О чём сообщать", .values = hook_event_code), \
	API_F(active, BOOL, "Работает"), \
	API_FX(stopped, CODE, "Почему остановлен", .null = true, .values = why_at), \
	API_F(allowed, BOOL, "Узел назван в настройке портала hook_hosts"), \
	API_F(created, TIME, "Когда сделан"), \
	API_F(url, URL, "Страница на портале"), \
	API_F(self, URL, "Эта запись в API")
static const struct api_field hook_fields[] = { HOOK_FIELDS };
#undef API_OBJECT
static const struct api_schema hook_schema = { "Webhook",
	N_("Веб-хук: адрес вашей программы и о чём ей сообщать"), hook_fields, LEN(hook_fields),
	sizeof(struct hook_out), NULL };

struct made_out { struct hook_out h; struct str secret; };
#define API_OBJECT struct hook_out	/* it begins with one */
static const struct api_field made_fields[] = {
	HOOK_FIELDS,
	{ "secret", API_STR, offsetof(struct made_out, secret),
	    N_("Секрет для проверки подписи: отдаётся один раз"), false, NULL, NULL },
};
#undef API_OBJECT
static const struct api_schema made_schema = { "WebhookMade", N_("Новый веб-хук и его секрет"),
	made_fields, LEN(made_fields), sizeof(struct made_out), NULL };

struct sent_out {
	struct str webhook_id, event, state, error;
	struct opt_int code;
	int64_t id, created, tried, tries;
};
#define API_OBJECT struct sent_out
static const struct api_field sent_fields[] = {
	API_F(id, INT, "Номер отправки: по нему её повторяют"),
	API_F(webhook_id, STR, "Заголовок webhook-id, при повторах тот же"),
	API_F(event, STR, "Событие"),
	API_FX(state, CODE, "Что с ней стало", .values = state_at),
	API_F(tries, INT, "Сколько было попыток"),
	API_F(code, OINT, "Что ответили на последнюю: код HTTP"),
	API_FX(error, STR, "Почему не дошла", .null = true),
	API_F(created, TIME, "Когда поставлена"),
	API_F(tried, TIME, "Когда была последняя попытка"),
};
#undef API_OBJECT
static const struct api_schema sent_schema = { "WebhookDelivery", N_("Одна отправка веб-хука"),
	sent_fields, LEN(sent_fields), sizeof(struct sent_out), NULL };

struct again_out { int64_t queued; };
#define API_OBJECT struct again_out
static const struct api_field again_fields[] = {
	API_F(queued, INT, "Сколько отправок поставлено заново"),
};
#undef API_OBJECT
static const struct api_schema again_schema = { "WebhookReplay", N_("Что будет послано ещё раз"),
	again_fields, LEN(again_fields), sizeof(struct again_out), NULL };

/* ---- what is taken ------------------------------------------------------------------- */

struct hook_body_in { struct str title, address; struct api_strs events; bool active; };
#define API_OBJECT struct hook_body_in
static const struct api_input new_inputs[] = {
	API_IN(title, STR, N_("Название, 2–100 знаков"), .required = true, .min = 2, .max = 100),
	API_IN(address, STR, N_("Куда слать: https://…"), .required = true, .min = 1,
	    .max = HOOK_URL_MAX),
	API_IN(events, CODES, N_("О чём сообщать; folder.changed — если токену дано folder:read"),
	    .required = true, .values = hook_event_code, .max = 10),
};
static const struct api_input patch_inputs[] = {
	API_IN(title, STR, N_("Название, 2–100 знаков"), .min = 2, .max = 100),
	API_IN(address, STR, N_("Куда слать: https://…"), .min = 1, .max = HOOK_URL_MAX),
	API_IN(events, CODES, N_("О чём сообщать; folder.changed — если токену дано folder:read"),
	    .values = hook_event_code, .max = 10),
	API_IN(active, BOOL, N_("false — остановить, true — включить"), .null = false),
};
#undef API_OBJECT
static const struct api_body new_body = { "WebhookNew", N_("Куда и о чём сообщать"), new_inputs,
	LEN(new_inputs), false };
static const struct api_body patch_body = { "WebhookPatch",
	N_("Что изменить; не названное остаётся"), patch_inputs, LEN(patch_inputs), true };

struct again_in { struct opt_int since; };
#define API_OBJECT struct again_in
static const struct api_input again_inputs[] = {
	API_IN(since, DAY, N_("С какого дня"), .required = true),
};
#undef API_OBJECT
static const struct api_body again_body = { "WebhookReplayNew",
	N_("С какого дня повторить то, что не дошло"), again_inputs, LEN(again_inputs), false };

/* ---- operations ------------------------------------------------------------------------ */

#define PATH_PLACE N_("Код территории по ОКТМО")
#define PATH_HOOK N_("Код территории по ОКТМО, номер веб-хука или отправки")
#define AT "/api/v1/places/24707000/hooks"

const struct api_op hook_ops[HOOK_OPS] = {
	{ .route = "api_list", .id = "listWebhooks", .tag = "webhooks",
	    .title = N_("Веб-хуки территории"), .about = N_("Все, новые сверху, без секретов."),
	    .shape = API_LIST, .of = &hook_schema, .pages = true, .path_about = PATH_PLACE,
	    .scope = SCOPE_HOOKS, .example = AT },
	{ .route = "api_add", .id = "addWebhook", .tag = "webhooks",
	    .title = N_("Добавить веб-хук"),
	    .about = N_("Секрет приходит в ответе, больше его не узнать. С Idempotency-Key запрос "
			"можно повторять."),
	    .shape = API_ITEM, .of = &made_schema, .path_about = PATH_PLACE,
	    .scope = SCOPE_HOOKS, .takes = &new_body, .made = true,
	    .sample = "{\"title\":\"1C\",\"address\":\"https://hooks.example.org/in\","
		"\"events\":[\"measure.published\"]}",
	    .example = AT },
	{ .route = "api_show", .id = "getWebhook", .tag = "webhooks", .title = N_("Один веб-хук"),
	    .about = N_("Его ETag нужен, чтобы изменить его или удалить."), .shape = API_ITEM,
	    .of = &hook_schema, .path_about = PATH_HOOK, .scope = SCOPE_HOOKS,
	    .example = AT "/1" },
	{ .route = "api_change", .id = "changeWebhook", .tag = "webhooks",
	    .title = N_("Изменить веб-хук"),
	    .about = N_("Что ждёт отправки, уйдёт по новому адресу. Остановленному не шлют "
			"ничего."),
	    .shape = API_ITEM, .of = &hook_schema, .path_about = PATH_HOOK,
	    .scope = SCOPE_HOOKS, .takes = &patch_body, .match = true,
	    .sample = "{\"active\":true}", .example = AT "/1" },
	{ .route = "api_drop", .id = "deleteWebhook", .tag = "webhooks",
	    .title = N_("Удалить веб-хук"), .about = N_("Вместе со списком отправленного."),
	    .shape = API_NONE, .path_about = PATH_HOOK, .scope = SCOPE_HOOKS, .match = true,
	    .example = AT "/1" },
	{ .route = "api_secret", .id = "rotateWebhookSecret", .tag = "webhooks",
	    .title = N_("Сменить секрет"),
	    .about = N_("Новый секрет приходит в ответе, больше его не узнать. Ещё сутки отправки "
			"подписаны обоими: за это время замените его у себя."),
	    .shape = API_ITEM, .of = &made_schema, .path_about = PATH_HOOK, .scope = SCOPE_HOOKS,
	    .match = true, .example = AT "/1/secret" },
	{ .route = "api_ping", .id = "pingWebhook", .tag = "webhooks",
	    .title = N_("Послать пробное событие"),
	    .about = N_("Событие ping; дошло ли оно, показывает список отправленного. 409 — "
			"веб-хук остановлен."),
	    .shape = API_NONE, .path_about = PATH_HOOK, .scope = SCOPE_HOOKS,
	    .example = AT "/1/ping" },
	{ .route = "api_sent", .id = "listWebhookDeliveries", .tag = "webhooks",
	    .title = N_("Отправленное"), .about = N_("Новые сверху. Что в отправке, показывает "
		"страница."),
	    .shape = API_LIST, .of = &sent_schema, .pages = true, .path_about = PATH_HOOK,
	    .scope = SCOPE_HOOKS, .example = AT "/1/deliveries" },
	{ .route = "api_resend", .id = "replayWebhookDelivery", .tag = "webhooks",
	    .title = N_("Послать ещё раз"),
	    .about = N_("Под тем же webhook-id. 409 — веб-хук остановлен, отправка в пути или её "
			"текст уже убран."),
	    .shape = API_NONE, .path_about = PATH_HOOK, .scope = SCOPE_HOOKS,
	    .example = AT "/1/deliveries/1/replay" },
	{ .route = "api_resend_all", .id = "replayWebhook", .tag = "webhooks",
	    .title = N_("Повторить всё, что не дошло"),
	    .about = N_("Из поставленного с этого дня. 409 — веб-хук остановлен."),
	    .shape = API_ITEM, .of = &again_schema, .path_about = PATH_HOOK,
	    .scope = SCOPE_HOOKS, .takes = &again_body, .sample = "{\"since\":\"2026-12-01\"}",
	    .example = AT "/1/replay" },
};

/* ---- reading ----------------------------------------------------------------------------- */

struct at { int64_t place; struct str code; };

static enum err
place_of(struct req *rq, struct at *ret)
{
	const struct places_index *x;
	int at;

	TRY(places_get(rq->th, &x));
	at = places_by_code(x, req_param(rq, 0));
	if (at < 0)
		return E_NOT_FOUND;
	*ret = (struct at){ x->p[at].id, x->p[at].code };
	return OK;
}

/* The endpoint of the path, if it is of this very territory. */
static enum err
hook_of(struct req *rq, struct at *w, struct q_hook_get *ret)
{
	struct hook_id id;

	TRY(place_of(rq, w));
	if (!str_int(req_param(rq, 1), &id.v))
		return E_NOT_FOUND;
	TRY(q_hook_get(rq->db, rq->arena, id, ret));
	return ret->place == w->place ? OK : E_NOT_FOUND;
}

static struct str
num(struct arena *a, int64_t n)
{
	return str_fmt(a, "%lld", (long long)n);
}

static enum err
events_of(struct req *rq, unsigned set, struct api_strs *ret)
{
	ret->n = 0;
	ret->p = arena_array(rq->arena, struct str, API_EVENTS);
	if (ret->p == NULL)
		return E_NOMEM;
	for (int i = 0; hook_event_code(i) != NULL; i++)
		if (set & hook_event_bit(i))
			ret->p[ret->n++] = str_c(hook_event_code(i));
	return OK;
}

static enum err
out_of(struct req *rq, const struct at *w, const struct q_hook_get *q, struct hook_out *ret)
{
	bool near;

	*ret = (struct hook_out){ .title = q->title, .address = q->url,
		.stopped = q->state ? S("") : str_c(why_codes[q->why]),
		.url = url_api_hook(rq->arena, num(rq->arena, q->id.v)),
		.self = url_api_api_show(rq->arena, w->code, num(rq->arena, q->id.v)),
		.id = q->id.v, .created = q->created, .active = q->state != 0,
		.allowed = hook_host_ok(req_settings(rq), q->url, &near) };
	return events_of(rq, (unsigned)q->events, &ret->events);
}

enum err
hook_api_list(struct req *rq)
{
	struct api_list list = { .next = S("") };
	int64_t last = INT64_MAX, skip;
	struct q_hooks_at_rows q;
	struct hook_out *out;
	struct api_page page;
	struct at w;

	TRY(api_ask(rq, &page));
	TRY(place_of(rq, &w));
	if (page.last.n > 0 && !str_int(page.last, &last))
		return E_BUG; /* the cursor is sealed */
	skip = page.skip;
	TRY(q_hook_count(rq->db, w.place, &list.total));
	TRY(q_hooks_at(rq->db, rq->arena, w.place, last, page.limit, &q));
	out = arena_array(rq->arena, struct hook_out, q.n + 1);
	if (out == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < q.n; i++) {
		const struct q_hooks_at *h = &q.p[i];

		TRY(out_of(rq, &w,
		    &(struct q_hook_get){ .id = h->id, .title = h->title, .url = h->url,
			.events = h->events, .state = h->state, .why = h->why,
			.created = h->created },
		    &out[i]));
	}
	list.p = out;
	list.n = q.n;
	if (q.n > 0 && skip + (int64_t)q.n < list.total)
		TRY(api_next(rq, skip + (int64_t)q.n, num(rq->arena, out[q.n - 1].id), &list.next));
	return api_answer_list(rq, &list);
}

enum err
hook_api_show(struct req *rq)
{
	struct api_page page;
	struct q_hook_get q;
	struct hook_out out;
	struct at w;

	TRY(api_ask(rq, &page));
	TRY(hook_of(rq, &w, &q));
	TRY(out_of(rq, &w, &q, &out));
	return api_answer_tagged(rq, &out);
}

enum err
hook_api_sent(struct req *rq)
{
	struct api_list list = { .next = S("") };
	struct hook_tally tally;
	struct hook_rows rows;
	struct api_page page;
	struct sent_out *out;
	struct q_hook_get q;
	int64_t last = 0;
	struct at w;

	TRY(api_ask(rq, &page));
	TRY(hook_of(rq, &w, &q));
	if (page.last.n > 0 && !str_int(page.last, &last))
		return E_BUG; /* the cursor is sealed */
	TRY(hook_tally(rq->db, q.id.v, &tally));
	TRY(hook_list(rq->db, rq->arena, q.id.v, last, page.limit, &rows));
	out = arena_array(rq->arena, struct sent_out, rows.n + 1);
	if (out == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < rows.n; i++) {
		const struct hook_row *h = &rows.p[i];

		out[i] = (struct sent_out){ .id = h->id, .webhook_id = h->key, .event = h->event,
			.state = str_c(state_codes[h->state]), .error = h->error,
			.code = { h->code, h->code > 0 }, .created = h->created,
			.tried = h->tried.has ? h->tried.v : 0, .tries = h->tries };
	}
	list.p = out;
	list.n = rows.n;
	list.total = tally.all;
	if (rows.n > 0 && page.skip + (int64_t)rows.n < list.total)
		TRY(api_next(rq, page.skip + (int64_t)rows.n, num(rq->arena, out[rows.n - 1].id),
		    &list.next));
	return api_answer_list(rq, &list);
}

/* ---- writing -------------------------------------------------------------------------------- */

static unsigned
bits_of(const struct api_strs *codes)
{
	unsigned set = 0;

	for (size_t k = 0; k < codes->n; k++)
		for (int i = 0; hook_event_code(i) != NULL; i++)
			if (str_is(codes->p[k], hook_event_code(i)))
				set |= hook_event_bit(i);
	return set;
}

/* Names of the form's fields in what was said of them become those of the record. */
static enum err
check(struct req *rq, const struct endpoint_in *in)
{
	enum err e = endpoint_check(rq, in);

	for (size_t i = 0; i < rq->problems.n; i++) {
		struct problem *p = &rq->problems.p[i];

		if (strcmp(p->field, "url") == 0)
			p->field = "address";
		else if (strcmp(p->field, "event") == 0)
			p->field = "events";
	}
	if (in->events & HOOK_FOLDER && !(rq->scopes & SCOPE_FOLDER_READ))
		e = problem(rq, "events",
		    tr(&rq->ui, "О папке узнаёт только токен с разрешением folder:read."));
	return e;
}

static enum err
made(struct req *rq, const struct at *w, struct hook_id id, struct str secret)
{
	struct made_out out = { .secret = secret };
	struct q_hook_get q;

	TRY(q_hook_get(rq->db, rq->arena, id, &q));
	TRY(out_of(rq, w, &q, &out.h));
	TRY(api_answer_made(rq, &out, out.h.self));
	rq->etag = api_tag(rq, &hook_schema, &out.h); /* the record's, without the secret */
	TRY(rq->etag.p ? OK : E_NOMEM);
	return api_once_end(rq, api_absolute(&rq->ui, out.h.self));
}

enum err
hook_api_add(struct req *rq)
{
	struct hook_body_in body = { .title = S(""), .address = S("") };
	struct endpoint_in in;
	struct api_page page;
	struct str secret;
	struct hook_id id;
	uint32_t given;
	struct at w;
	bool kept;

	TRY(api_ask(rq, &page));
	TRY(place_of(rq, &w));
	TRY(db_begin(rq->db));
	TRY(api_once_begin(rq, &kept));
	if (kept)
		return db_commit(rq->db);
	TRY(api_read(rq, &body, &given));
	in = (struct endpoint_in){ body.title, body.address, bits_of(&body.events), w.place };
	TRY(check(rq, &in));
	TRY(endpoint_make(rq, &in, &id, &secret));
	TRY(made(rq, &w, id, secret));
	return db_commit(rq->db);
}

/* Held, and the same that the program has read. */
static enum err
held(struct req *rq, struct at *w, struct q_hook_get *q)
{
	struct hook_out out;
	struct hook_to to;

	TRY(hook_of(rq, w, q));
	TRY(endpoint_hold(rq, q, &to));
	TRY(out_of(rq, w, q, &out));
	return api_match(rq, api_tag(rq, &hook_schema, &out));
}

enum err
hook_api_change(struct req *rq)
{
	struct hook_body_in body;
	struct endpoint_in in;
	struct hook_out out;
	struct api_page page;
	struct q_hook_get q;
	uint32_t given;
	struct at w;

	TRY(api_ask(rq, &page));
	TRY(db_begin(rq->db));
	TRY(held(rq, &w, &q));
	body = (struct hook_body_in){ .title = q.title, .address = q.url, .active = q.state != 0 };
	TRY(events_of(rq, (unsigned)q.events, &body.events));
	TRY(api_read(rq, &body, &given));
	in = (struct endpoint_in){ body.title, body.address, bits_of(&body.events), q.place };
	TRY(check(rq, &in));
	if (!str_eq(in.title, q.title) || !str_eq(in.url, q.url) || in.events != q.events)
		TRY(endpoint_set(rq, &q, &in));
	if (body.active != (q.state != 0))
		TRY(endpoint_turn(rq, &q, body.active));
	TRY(q_hook_get(rq->db, rq->arena, q.id, &q));
	TRY(out_of(rq, &w, &q, &out));
	TRY(api_answer_tagged(rq, &out));
	return db_commit(rq->db);
}

enum err
hook_api_secret(struct req *rq)
{
	struct made_out out;
	struct api_page page;
	struct q_hook_get q;
	struct str secret;
	struct at w;

	TRY(api_ask(rq, &page));
	TRY(db_begin(rq->db));
	TRY(held(rq, &w, &q));
	TRY(endpoint_rotate(rq, &q, &secret));
	out.secret = secret;
	TRY(out_of(rq, &w, &q, &out.h));
	TRY(api_answer(rq, &out));
	rq->etag = api_tag(rq, &hook_schema, &out.h); /* the record's, without the secret */
	TRY(rq->etag.p ? OK : E_NOMEM);
	return db_commit(rq->db);
}

enum err
hook_api_drop(struct req *rq)
{
	struct api_page page;
	struct q_hook_get q;
	struct at w;

	TRY(api_ask(rq, &page));
	TRY(db_begin(rq->db));
	TRY(held(rq, &w, &q));
	TRY(endpoint_drop(rq, &q));
	TRY(api_answer_none(rq));
	return db_commit(rq->db);
}

/* One that is stopped sends nothing. */
static enum err
awake(struct req *rq, struct q_hook_get *q, struct hook_to *ret)
{
	struct at w;

	TRY(hook_of(rq, &w, q));
	TRY(endpoint_hold(rq, q, ret));
	return q->state != 0 ? OK : E_CONFLICT;
}

enum err
hook_api_resend(struct req *rq)
{
	struct api_page page;
	struct q_hook_get q;
	struct hook_row h;
	struct hook_to to;
	int64_t id;

	TRY(api_ask(rq, &page));
	TRY(db_begin(rq->db));
	TRY(awake(rq, &q, &to));
	if (!str_int(req_param(rq, 2), &id))
		return E_NOT_FOUND;
	TRY(hook_get(rq->db, rq->arena, q.id.v, id, &h));
	TRY(hook_again(rq->db, &to, h.id, rq->now));
	TRY(api_answer_none(rq));
	return db_commit(rq->db);
}

enum err
hook_api_resend_all(struct req *rq)
{
	struct again_in in = { 0 };
	struct again_out out;
	struct api_page page;
	struct q_hook_get q;
	struct hook_to to;
	uint32_t given;

	TRY(api_ask(rq, &page));
	TRY(db_begin(rq->db));
	TRY(awake(rq, &q, &to));
	TRY(api_read(rq, &in, &given));
	TRY(hook_again_failed(
	    rq->db, &to, day_start((int32_t)in.since.v, rq->ui.tz_min), rq->now, &out.queued));
	TRY(api_answer(rq, &out));
	return db_commit(rq->db);
}

enum err
hook_api_ping(struct req *rq)
{
	struct api_page page;
	struct q_hook_get q;
	struct hook_to to;

	TRY(api_ask(rq, &page));
	TRY(db_begin(rq->db));
	TRY(awake(rq, &q, &to));
	TRY(endpoint_ping(rq, &q));
	TRY(api_answer_none(rq));
	return db_commit(rq->db);
}
