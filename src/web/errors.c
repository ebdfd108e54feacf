/* errors.c - how a request ends badly: a page of our own, always whole. */
#include <stdio.h>

#include "gen/web/v.h"
#include "web/api.h"
#include "web/web_impl.h"

/* default-src 'none' and each thing named: nothing inline, nothing from elsewhere. */
#define CSP(more) "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " \
	"font-src 'self'; connect-src 'self'; form-action 'self'" more "; base-uri 'none'; " \
	"frame-ancestors 'none'; manifest-src 'self'"
#define CSP_FILE "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"

static char csp[KiB] = CSP("");		/* set once at start, then const */

/* "https://id.example:8443" of an address; empty when it could end the policy's word. */
static struct str
origin_of(struct str url)
{
	ptrdiff_t at = str_find(url, S("://"));
	size_t n = at < 0 ? 0 : (size_t)at + 3;

	if (!str_starts(url, S("https://")) && !str_starts(url, S("http://")))
		return S("");
	while (n < url.n && url.p[n] != '/') {
		if ((unsigned char)url.p[n] <= ' ' || (unsigned char)url.p[n] >= 0x7f ||
		    strchr("@;,'\"*?#\\", url.p[n]) != NULL)
			return S("");
		n++;
	}
	return (struct str){ url.p, n };
}

/* A form of ours that ends at a service of sign-in is followed by the browser only to where the
 * policy lets forms lead, redirects included. */
void
web_form_to(const struct settings *set)
{
	struct str rest = set->oidc_origins, all[8] = { set->oidc_issuer, set->esia_url };
	char more[sizeof csp / 2] = "";
	size_t n = 2, at = 0;

	while (rest.n > 0 && n < LEN(all))
		all[n++] = str_trim(str_cut(rest, ',', &rest));
	for (size_t i = 0; i < n; i++) {
		struct str o = origin_of(all[i]);
		int len = o.n > 0 ? snprintf(more + at, sizeof more - at, " %.*s", FMT(o)) : 0;

		if (len > 0 && (size_t)len < sizeof more - at)
			at += (size_t)len;
		more[at] = '\0';
	}
	(void)snprintf(csp, sizeof csp, CSP("%s"), more);
}

enum err
safe_headers(struct http_reply *rp, struct arena *a, bool html)
{
	TRY(http_reply_header(rp, a, "X-Content-Type-Options", S("nosniff")));
	TRY(http_reply_header(rp, a, "Referrer-Policy", S("same-origin")));
	if (!html) /* opened by itself a file runs nothing and stands in nobody's frame */
		return http_reply_header(rp, a, "Content-Security-Policy", S(CSP_FILE));
	TRY(http_reply_header(rp, a, "Content-Security-Policy", str_c(csp)));
	TRY(http_reply_header(rp, a, "Cross-Origin-Opener-Policy", S("same-origin")));
	TRY(http_reply_header(
	    rp, a, "Permissions-Policy", S("camera=(), geolocation=(), microphone=()")));
	return http_reply_header(rp, a, "X-Frame-Options", S("DENY"));
}

enum lang
lang_pick(const struct http_req *in, const struct settings *set)
{
	struct str c = http_cookie(in, "veche_lang"), accept;
	ptrdiff_t ru, en;

	if (str_is(c, "ru") || str_is(c, "en"))
		return str_is(c, "en") ? LANG_EN : LANG_RU;
	accept = http_header(in, "Accept-Language");
	ru = str_find(accept, S("ru"));
	en = str_find(accept, S("en"));
	if (ru >= 0 || en < 0)
		return accept.n == 0 || ru < 0 ? (str_is(set->language, "en") ? LANG_EN : LANG_RU) :
						 LANG_RU;
	return LANG_EN;
}

struct err_words { enum err e; const char *head, *next; };

static const struct err_words words[] = {
	{ E_NOT_FOUND, N_("Страница не найдена"),
	    N_("Попробуйте поиск вверху страницы или начните с главной.") },
	{ E_GONE, N_("Запись удалена"), N_("Поищите похожую: поиск вверху страницы.") },
	{ E_AUTH, N_("Нужен вход"), N_("После входа вы вернётесь на эту страницу.") },
	{ E_DENIED, N_("Нет прав на это действие"),
	    N_("Права на территории выдаёт её администратор. "
	    "Если они вам нужны по работе, обратитесь к нему.") },
	{ E_RATE, N_("Слишком часто"),
	    N_("Ограничение защищает портал от перегрузки и снимется само через минуту.") },
	{ E_LIMIT, N_("Сейчас не сохранить"),
	    N_("Читать портал можно. Вернитесь к форме кнопкой «Назад»: введённое обычно остаётся "
	    "в ней, и отправить её можно будет, когда место появится.") },
	{ E_BUSY, N_("Повторите через минуту"),
	    N_("Обновите эту страницу. Если вы отправляли форму, сначала посмотрите, "
	    "не сохранилась ли она.") },
};
static const struct err_words fault = {
	E_BUG, N_("Не получилось"),
	N_("То, что уже было сохранено, цело. "
	    "Если ошибка повторится, сообщите администратору номер запроса.")
};
static const struct err_words refusal = { E_SYNTAX, N_("Запрос не принят"),
	N_("Вернитесь назад и исправьте то, что названо выше.") };

static const struct err_words *
words_of(enum err e)
{
	for (size_t i = 0; i < LEN(words); i++)
		if (words[i].e == e)
			return &words[i];
	return err_status(e) >= 500 ? &fault : &refusal;
}

static enum err
draw(struct req *rq, enum err e)
{
	const struct err_words *w = words_of(e);
	struct view_error v = {
		.page = { .title = tr_z(&rq->ui, w->head), .no_index = true },
		.status = err_status(e),
		.head = tr_z(&rq->ui, w->head), .text = tr_z(&rq->ui, err_text(e)),
		.next = tr_z(&rq->ui, w->next), .id = rq->id,
		.login = e == E_AUTH, .back = rq->ui.here,
	};

	return view_error(&rq->ui, &v);
}

/* A few words that need no memory, for when the page itself cannot be drawn. */
static void
plain(struct http_reply *rp, enum err e)
{
	rp->status = err_status(e);
	rp->body = str_c(err_text(e));
	rp->type = S("text/plain; charset=utf-8");
	rp->body_static = true;
}

void
error_page(struct req *rq, enum err e)
{
	enum err drawn;

	rq->status = err_status(e);
	rq->type = S("text/html; charset=utf-8");
	rq->ui.fragment = false;
	rq->ui.cacheable = false;
	buf_reset(rq->out);
	drawn = api_is(rq->in->path) ? api_problem(rq, e) : draw(rq, e);
	if (drawn != OK) {
		buf_reset(rq->out);
		plain(rq->rp, drawn == E_NOMEM ? drawn : e);
		return;
	}
	if (e == E_RATE)
		(void)(reply_header(rq, "Retry-After", S("60")) == OK);
	if (e == E_BUSY)
		(void)(reply_header(rq, "Retry-After", S("5")) == OK);
	rq->rp->status = rq->status;
}

/* A program is told in its own way, before there is a route or a room. */
static enum err
bare_problem(const struct portal *p, const struct http_req *in, enum err e, struct http_reply *rp)
{
	static const struct route none = { .verb = "", .path = "", .name = "none" };
	static const struct room nowhere = { .name = "web" };
	struct buf out;
	struct req rq = { .in = in, .rp = rp, .arena = in->arena, .status = err_status(e),
		.route = &none, .room = &nowhere, .id = in->id, .out = &out,
		.ui = { .arena = in->arena, .out = &out, .lang = lang_pick(in, p->set),
		    .path = in->path, .base = web_base(in, p->set) } };

	buf_init(&out, in->arena, 16 * KiB);
	TRY(api_problem(&rq, e));
	TRY(safe_headers(rp, in->arena, true));
	TRY(http_reply_header(rp, in->arena, "Cache-Control", S("no-store")));
	TRY(http_reply_header(rp, in->arena, "Access-Control-Allow-Origin", S("*")));
	if (e == E_BUSY)
		TRY(http_reply_header(rp, in->arena, "Retry-After", S("5")));
	rp->status = rq.status;
	rp->body = buf_str(&out);
	rp->type = rq.type;
	return OK;
}

/* Without the frame, which may want the database: a whole page all the same. */
static enum err
bare_page(const struct portal *p, const struct http_req *in, enum err e, struct http_reply *rp)
{
	const struct err_words *w = words_of(e);
	struct ui ui = { .arena = in->arena, .lang = lang_pick(in, p->set) };
	struct view_refused v = { .status = err_status(e), .head = tr_z(&ui, w->head),
		.text = tr_z(&ui, err_text(e)), .next = tr_z(&ui, w->next) };
	struct buf out;

	if (api_is(in->path))
		return bare_problem(p, in, e, rp);
	buf_init(&out, in->arena, 16 * KiB);
	ui.out = &out;
	TRY(view_refused(&ui, &v));
	TRY(safe_headers(rp, in->arena, true));
	TRY(http_reply_header(rp, in->arena, "Cache-Control", S("no-store")));
	if (e == E_BUSY)
		TRY(http_reply_header(rp, in->arena, "Retry-After", S("5")));
	rp->status = err_status(e);
	rp->body = buf_str(&out);
	rp->type = S("text/html; charset=utf-8");
	return OK;
}

void
refuse_page(void *data, const struct http_req *in, enum err e, struct http_reply *rp)
{
	if (data != NULL && in != NULL && in->arena != NULL) {
		if (bare_page(data, in, e, rp) == OK)
			return;
		*rp = (struct http_reply){ 0 };
	}
	plain(rp, e);
	if (in != NULL && in->arena != NULL && safe_headers(rp, in->arena, false) != OK)
		plain(rp, e); /* without them: memory is out */
}
