/* endpoint.c - where webhooks go: made, changed, stopped, given a new secret, taken away. */
#include "api/hook_impl.h"
#include "audit/audit.h"
#include "text/text.h"

#define TITLE_MAX 100

enum err
endpoint_may(struct req *rq, int64_t place, bool *ret)
{
	int64_t none[1] = { 0 };

	if (place != 0)
		return service_may(rq, ROLE_MUNI_ADMIN, place, ret);
	*ret = req_may(rq, ROLE_ADMIN, none, 0);
	return OK;
}

/* ---- what was given -------------------------------------------------------------------- */

/* As curl and the receiver's server read it: no blanks, no letters that must be spelt otherwise. */
static bool
plain(struct str url)
{
	for (size_t i = 0; i < url.n; i++)
		if (url.p[i] < 0x21 || url.p[i] > 0x7e)
			return false;
	return url.n <= HOOK_URL_MAX;
}

static enum err
check_url(struct req *rq, struct str url)
{
	struct str host = hook_host(url);
	bool near;

	if (!plain(url))
		return problem(rq, "url", tr(&rq->ui, "Адрес пишется латиницей, без пробелов, не "
		    "длиннее 500 знаков. Русское имя узла запишите в виде xn--…"));
	if ((!str_starts(url, S("https://")) && !str_starts(url, S("http://"))) || host.n == 0)
		return problem(rq, "url", tr(&rq->ui, "Нужен полный адрес: https://узел/путь, без "
		    "имени и пароля."));
	(void)hook_host_ok(req_settings(rq), url, &near);
	if (!near && !str_starts(url, S("https://")))
		return problem(rq, "url", tr(&rq->ui, "Начните адрес с https://, чтобы по дороге "
		    "веб-хук никто не прочёл. По http можно только внутри своей сети: оператор "
		    "портала пишет такой узел в hook_hosts с плюсом."));
	return OK;
}

enum err
endpoint_check(struct req *rq, const struct endpoint_in *in)
{
	enum err e = check_url(rq, in->url);
	size_t n = utf8_len(in->title);

	if (n < 2 || n > TITLE_MAX)
		e = problem(rq, "title", tr(&rq->ui, "Назовите веб-хук: от 2 до 100 знаков, чтобы "
		    "узнать его потом."));
	if (in->events == 0)
		e = problem(rq, "event", tr(&rq->ui, "Отметьте, о чём сообщать."));
	return e;
}

/* ---- what it is signed with -------------------------------------------------------------- */

struct str
endpoint_secrets(struct arena *a, struct str secret, struct str old, struct opt_int old_until,
    int64_t now)
{
	if (old.n == 0 || !old_until.has || old_until.v <= now)
		return secret;
	return str_fmt(a, "%.*s %.*s", FMT(secret), FMT(old));
}

enum err
endpoint_to(struct req *rq, const struct q_hook_get *q, struct hook_to *ret)
{
	*ret = (struct hook_to){ .ref = q->id.v, .url = q->url,
		.secrets = endpoint_secrets(
		    rq->arena, q->secret, q->old_secret, q->old_until, rq->now) };
	return ret->secrets.p ? OK : E_NOMEM;
}

enum err
endpoint_hold(struct req *rq, struct q_hook_get *q, struct hook_to *ret)
{
	int64_t n;

	TRY(q_hook_hold(rq->db, q->id, &n));
	TRY(q_hook_get(rq->db, rq->arena, q->id, q));
	return endpoint_to(rq, q, ret);
}

struct str
endpoint_key(struct arena *a, struct hook_id id, int64_t event)
{
	return str_fmt(a, "msg_%lld_%lld", (long long)id.v, (long long)event);
}

struct str
endpoint_why(const struct ui *ui, int64_t why)
{
	if (why == HOOK_GONE)
		return tr(ui, "получатель ответил 410: больше не слать");
	if (why == HOOK_FAILING)
		return tr(ui, "адрес слишком долго отвечал только ошибками");
	return tr(ui, "остановлен вручную");
}

struct endpoint_look
endpoint_look(struct req *rq, int64_t state, struct str url)
{
	struct ui *ui = &rq->ui;
	bool near;

	if (state == 0)
		return (struct endpoint_look){ tr(ui, "остановлен"), " v-tag--red", "ban" };
	if (!hook_host_ok(req_settings(rq), url, &near))
		return (struct endpoint_look){ tr(ui, "ждёт разрешения"), " v-tag--amber",
			"clock" };
	return (struct endpoint_look){ tr(ui, "работает"), " v-tag--green", "circle-check" };
}

/* ---- acts ---------------------------------------------------------------------------------- */

static enum err
note(struct req *rq, const char *action, struct hook_id id, int64_t place, struct str detail)
{
	return audit_add(rq->db, rq->arena, rq->now,
	    &(struct audit_event){ .action = action, .actor = rq->viewer->id.v,
		.object = str_fmt(rq->arena, "hook:%lld", (long long)id.v), .place = place,
		.peer = rq->in->peer, .detail = detail });
}

static struct str
event_codes(struct arena *a, unsigned set)
{
	struct buf b;

	buf_init(&b, a, 1 * KiB);
	for (int i = 0; hook_event_code(i) != NULL; i++)
		if (set & hook_event_bit(i))
			buf_fmt(&b, "%s%s", b.n ? " " : "", hook_event_code(i));
	return b.n ? buf_str(&b) : S("");
}

/* Who is written to when it stops: of a service, whoever made its token. */
static enum err
maker(struct req *rq, struct opt_int *ret)
{
	int64_t author = rq->viewer->id.v;

	if (author == 0 && rq->token != 0)
		TRY(q_token_author(rq->db, (struct token_id){ rq->token }, &author));
	*ret = (struct opt_int){ author, author != 0 };
	return OK;
}

enum err
endpoint_make(struct req *rq, const struct endpoint_in *in, struct hook_id *ret,
    struct str *ret_secret)
{
	struct opt_int author;
	int64_t n;

	TRY(q_hook_count(rq->db, in->place, &n));
	if (n >= HOOKS_MAX)
		return problem(rq, "title", tr(&rq->ui, "На этой территории уже 20 веб-хуков. "
		    "Удалите те, которыми никто не пользуется."));
	TRY(maker(rq, &author));
	TRY(hook_secret_new(rq->arena, ret_secret));
	TRY(q_hook_add(rq->db,
	    &(struct q_hook_add_in){ .place = in->place, .title = in->title, .url = in->url,
		.events = in->events, .secret = *ret_secret, .lang = rq->ui.lang,
		.author = author, .now = rq->now },
	    ret));
	return note(rq, "api.hook_add", *ret, in->place, event_codes(rq->arena, in->events));
}

enum err
endpoint_set(struct req *rq, const struct q_hook_get *q, const struct endpoint_in *in)
{
	struct q_hook_get new = *q;
	struct hook_to to;
	int64_t n;

	TRY(q_hook_set(rq->db, q->id, in->title, in->url, in->events, &n));
	TRY(n == 1 ? OK : E_NOT_FOUND);
	new.url = in->url;
	TRY(endpoint_to(rq, &new, &to));
	TRY(hook_aim(rq->db, &to));
	return note(rq, "api.hook_change", q->id, q->place, event_codes(rq->arena, in->events));
}

/* What waits for one that is stopped is not sent; it can be asked for again later. */
enum err
endpoint_turn(struct req *rq, const struct q_hook_get *q, bool on)
{
	int64_t n;

	if (on) /* a 410 of this very second was before */
		TRY(q_hook_on(rq->db, q->id, rq->now + 1, &n));
	else
		TRY(q_hook_off(rq->db, q->id, HOOK_BY_HAND, &n));
	if (n == 0) /* it is so already */
		return OK;
	if (!on)
		TRY(hook_drop(rq->db, q->id.v, rq->now));
	return note(rq, on ? "api.hook_on" : "api.hook_off", q->id, q->place, S(""));
}

enum err
endpoint_rotate(struct req *rq, const struct q_hook_get *q, struct str *ret)
{
	struct q_hook_get new = *q;
	struct hook_to to;
	int64_t n;

	TRY(hook_secret_new(rq->arena, ret));
	TRY(q_hook_rotate(rq->db, q->id, *ret, rq->now + HOOK_OLD_S, &n));
	TRY(n == 1 ? OK : E_NOT_FOUND);
	TRY(q_hook_get(rq->db, rq->arena, q->id, &new));
	TRY(endpoint_to(rq, &new, &to));
	TRY(hook_aim(rq->db, &to));
	return note(rq, "api.hook_secret", q->id, q->place, S(""));
}

enum err
endpoint_drop(struct req *rq, const struct q_hook_get *q)
{
	int64_t n;

	TRY(q_hook_drop(rq->db, q->id, &n));
	TRY(n == 1 ? OK : E_NOT_FOUND);
	TRY(hook_forget(rq->db, q->id.v));
	return note(rq, "api.hook_drop", q->id, q->place, S(""));
}

enum err
endpoint_ping(struct req *rq, const struct q_hook_get *q)
{
	struct q_events_new v = { .kind = HOOK_PING, .at = rq->now };
	struct hook h = { .event = str_c(hook_code_of(HOOK_PING)), .ref = q->id.v };
	struct hook_to to;

	TRY(endpoint_to(rq, q, &to));
	TRY(q_event_ping(rq->db, HOOK_PING, rq->now, &v.id));
	TRY(hook_body(&rq->ui, &v, S(""), q->id.v, &h.body));
	h.url = to.url;
	h.secret = to.secrets;
	h.key = endpoint_key(rq->arena, q->id, v.id);
	TRY(h.key.p ? OK : E_NOMEM);
	return hook_put(rq->db, &h, rq->now, NULL);
}
