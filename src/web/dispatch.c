/* dispatch.c - a request's way through the portal; the one place where it ends. */
#include <sodium.h>
#include <stdio.h>

#include "text/text.h"
#include "web/api.h"
#include "web/metrics.h"
#include "web/web_impl.h"

#define PAGE_LIMIT (32 * MiB)	/* a finished page or export in memory */
#define UPLOAD_FORM (64 * KiB)	/* fields beside an uploaded file */
#define PAGE_USUAL (32 * KiB)	/* room made at once: fewer steps of growing */

const struct portal *thread_portal(const struct web_thread *th) { return th->portal; }
struct db *thread_db(const struct web_thread *th) { return th->db; }
struct text_words *thread_words(const struct web_thread *th) { return th->words; }
struct search *req_search(const struct req *rq) { return rq->th->search; }
const struct settings *req_settings(const struct req *rq) { return rq->th->portal->set; }

struct str
req_param(const struct req *rq, int i)
{
	return i < WEB_PARAMS ? rq->params[i] : STR_NONE;
}

void *
thread_room_state(const struct web_thread *th, const struct room *room)
{
	for (size_t i = 0; i < th->portal->n_rooms; i++)
		if (th->portal->rooms[i] == room)
			return th->rooms[i];
	return NULL;
}

void *
room_state(const struct req *rq, const struct room *room)
{
	return thread_room_state(rq->th, room);
}

/* ---- what a handler says besides its page ------------------------------------- */

enum err
reply_header(struct req *rq, const char *name, struct str value)
{
	return http_reply_header(rq->rp, rq->arena, name, value);
}

enum err
redirect(struct req *rq, struct str path)
{
	rq->status = 303;
	/* a path of ours only: no other host, no scheme; browsers drop tabs and line ends */
	for (size_t i = 0; i < path.n; i++)
		if ((unsigned char)path.p[i] <= ' ' || path.p[i] == 0x7f)
			path = S("/");
	if (path.n == 0 || path.p[0] != '/' || str_starts(path, S("//")) ||
	    str_starts(path, S("/\\")))
		path = S("/");
	return reply_header(rq, "Location", path);
}

enum err
redirect_forever(struct req *rq, struct str path)
{
	TRY(redirect(rq, path));
	rq->status = 301;
	return OK;
}

enum err
cookie_set(struct req *rq, const char *name, struct str value, int64_t max_age_s, bool http_only)
{
	struct buf b;

	buf_init(&b, rq->arena, 4 * KiB);
	buf_fmt(&b, "%s%s=", rq->in->tls ? HTTP_COOKIE_HOST : "", name);
	put_url(&b, value);
	buf_put(&b, S("; Path=/; SameSite=Lax"));
	if (max_age_s != 0)
		buf_fmt(&b, "; Max-Age=%lld", (long long)(max_age_s < 0 ? 0 : max_age_s));
	if (http_only)
		buf_put(&b, S("; HttpOnly"));
	if (rq->in->tls)
		buf_put(&b, S("; Secure"));
	TRY(buf_err(&b));
	return reply_header(rq, "Set-Cookie", buf_str(&b));
}

enum err
notice(struct req *rq, const char *ru)
{
	return cookie_set(rq, "veche_done", str_c(ru), 30, true);
}

bool
wants_fragment(const struct req *rq)
{
	return str_is(http_header(rq->in, "HX-Request"), "true") &&
	    !str_is(http_header(rq->in, "HX-Boosted"), "true") &&
	    !str_is(http_header(rq->in, "HX-History-Restore-Request"), "true");
}

/* ---- a request begins ------------------------------------------------------------ */

static enum theme
theme_pick(const struct http_req *in)
{
	static const char *const names[] = { "light", "dark", "contrast", "black" };
	struct str c = http_cookie(in, "veche_theme");

	for (size_t i = 0; i < LEN(names); i++)
		if (str_is(c, names[i]))
			return (enum theme)(i + 1);
	return THEME_AUTO;
}

/* Unlike any other, which is all a log needs: begun by chance, then counted. */
static void
new_id(struct req *rq)
{
	struct web_thread *th = rq->th;

	if (th->seq == 0)
		rand_bytes(&th->seq, sizeof th->seq);
	rq->id = str_fmt(
	    rq->arena, "%016llx", (unsigned long long)(++th->seq * 0x9e3779b97f4a7c15u));
}

struct str
web_base(const struct http_req *in, const struct settings *set)
{
	if (set->base_url.n > 0)
		return set->base_url;
	return str_fmt(in->arena, "%s://%.*s", in->tls ? "https" : "http",
	    FMT(http_header(in, "Host")));
}

static enum err
start(struct web_thread *th, struct http_req *in, struct http_reply *rp, struct req *rq)
{
	struct buf *out = arena_make(in->arena, struct buf);

	*rq = (struct req){ .in = in, .rp = rp, .db = th->db, .arena = in->arena, .out = out,
		.now = time_now(), .status = 200, .type = S("text/html; charset=utf-8"), .th = th };
	if (out == NULL)
		return E_NOMEM;
	buf_init(out, in->arena, PAGE_LIMIT);
	rq->ui = (struct ui){ .out = out, .arena = in->arena, .now = rq->now,
		.tz_min = (int)th->portal->set->time_zone, .path = in->path, .here = in->target,
		.lang = lang_pick(in, th->portal->set), .theme = theme_pick(in) };
	rq->ui.today = day_of(rq->now, rq->ui.tz_min);
	return OK;
}

/* Only a page that draws a form needs a token, and a guest the cookie it is bound to. */
static struct str
make_csrf(struct ui *ui)
{
	struct req *rq = (struct req *)ui; /* ui stands first in it */

	if (ui->csrf.n == 0 && csrf_token(rq, &ui->csrf) != OK)
		ui->out->err = E_NOMEM;
	return ui->csrf;
}

/* What only a page that is made needs; one from the cache does without. */
static enum err
identify(struct req *rq)
{
	rq->ui.base = web_base(rq->in, rq->th->portal->set);
	return rq->ui.base.p != NULL ? OK : E_NOMEM;
}

/* Who reads, which municipality, what notice: only for pages that are not shared. */
static enum err
personal(struct req *rq)
{
	struct str sid = http_cookie(rq->in, "veche_sid"),
		   place = http_cookie(rq->in, "veche_place");
	struct str done = http_cookie(rq->in, "veche_done");
	struct http_pairs said;
	const struct web_hooks *h = &rq->th->portal->hooks;
	int64_t chain[8];
	size_t n;

	if (api_is(rq->in->path)) /* no cookie counts: any page anywhere may ask for it */
		return api_bearer(rq);
	if (sid.n > 0 && h->viewer != NULL)
		TRY(h->viewer(rq, sid, &rq->viewer));
	rq->ui.viewer = rq->viewer;
	if (place.n > 0 && h->place_chain != NULL) {
		enum err e = h->place_chain(
		    rq->th, place, chain, LEN(chain), &n, &rq->ui.place_name);

		if (e == OK) {
			rq->ui.place_code = place;
			if (h->place_zone != NULL)
				rq->ui.tz_min = h->place_zone(place, rq->ui.tz_min);
		} else if (e != E_NOT_FOUND)
			return e;
	}
	if (done.n > 0 && done.n < 1200) {
		/* cookie_set wrote it percent-encoded: read as a query of one name */
		if (http_parse_query(rq->arena, done, 1, &said) == OK && said.n == 1 &&
		    utf8_valid(said.p[0].name))
			rq->ui.done = tr_(rq->ui.lang, said.p[0].name.p, said.p[0].name.n);
		TRY(cookie_set(rq, "veche_done", S(""), -1, true));
	}
	rq->ui.csrf_make = make_csrf;
	return OK;
}

/* ---- a request ends ---------------------------------------------------------------- */

static uint64_t
fold(uint64_t a, uint64_t b)
{
	__extension__ unsigned __int128 m = (unsigned __int128)a * b;

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

/* Weak (W/): packed and plain bytes share it. It need not withstand an attack, only tell
 * pages apart: two sums of 64 bits with a key of ours cost a tenth of a cryptographic hash,
 * which is a fifth of a page. */
static struct str
etag_of(struct arena *a, struct str body)
{
	const uint64_t *k = guard_key();
	uint64_t x = k[0], y = k[1], w[4] = { 0 };

	for (; body.n >= sizeof w; body.p += sizeof w, body.n -= sizeof w) {
		memcpy(w, body.p, sizeof w);
		x = fold(w[0] ^ k[2], w[1] ^ x);
		y = fold(w[2] ^ k[3], w[3] ^ y);
	}
	memset(w, 0, sizeof w);
	if (body.n > 0)
		memcpy(w, body.p, body.n);
	x = fold(w[0] ^ k[2] ^ body.n, w[1] ^ x);
	y = fold(w[2] ^ k[3], w[3] ^ y);
	return str_fmt(a, "W/\"%016llx%016llx\"", (unsigned long long)fold(x ^ k[1], y ^ k[2]),
	    (unsigned long long)(x + (y << 32 | y >> 32)));
}

static enum err
packed(struct req *rq)
{
	struct str gz;

	if (!pack_accepts(http_header(rq->in, "Accept-Encoding"), "gzip"))
		return OK;
	gz = pack_quick(rq->arena, rq->rp->body);
	if (gz.p == NULL)
		return OK;
	rq->rp->body = gz;
	return reply_header(rq, "Content-Encoding", S("gzip"));
}

static enum err
finish_headers(struct req *rq, bool shared, struct str etag)
{
	TRY(safe_headers(rq->rp, rq->arena, true));
	if (rq->id.n > 0)
		TRY(reply_header(rq, "X-Request-Id", rq->id));
	TRY(reply_header(rq, "Vary", S("Cookie, Accept-Language, Accept-Encoding, HX-Request")));
	if (etag.n > 0)
		TRY(reply_header(rq, "ETag", etag));
	if (api_is(rq->in->path))
		TRY(reply_header(rq, "Access-Control-Allow-Origin", S("*")));
	return reply_header(
	    rq, "Cache-Control", shared ? S("private, no-cache") : S("private, no-store"));
}

static bool
reads(const struct req *rq)
{
	return rq->status == 200 && (rq->in->verb == HTTP_GET || rq->in->verb == HTTP_HEAD);
}

/* The bytes, the tag, the packing; 304 when the reader has this very page. */
static enum err
finish(struct req *rq, bool shared)
{
	struct str etag = STR_NONE;

	TRY(buf_err(rq->out));
	rq->rp->status = rq->status;
	rq->rp->type = rq->type;
	rq->rp->body = buf_str(rq->out);
	if (rq->etag.n > 0)
		etag = rq->etag;
	else if (reads(rq))
		etag = etag_of(rq->arena, rq->rp->body);
	TRY(finish_headers(rq, shared, etag));
	if (etag.n > 0 && reads(rq) &&
	    http_etag_match(http_header(rq->in, "If-None-Match"), etag)) {
		rq->rp->status = 304; /* the body is not sent; its length is told */
		return OK;
	}
	return rq->etag.n > 0 ? OK : packed(rq); /* packed bytes would want another strong tag */
}

/* The one place where a request ends, well or badly. */
static void
run(struct req *rq, bool shared)
{
	enum err e = identify(rq);
	size_t own = rq->rp->headers.n;

	if (e == OK && !shared)
		e = personal(rq);
	if (e == OK)
		e = guard(rq);
	if (e == OK)
		e = rq->route->fn(rq);
	if (e == OK && rq->rp->body.p == NULL)
		e = finish(rq, shared);
	if (e == OK)
		return;
	db_rollback(rq->db);
	rq->rp->body = STR_NONE; /* nothing of the page that failed */
	rq->out = rq->ui.out; /* nor of the file it may have been */
	rq->rp->headers.n = own;
	rq->etag = STR_NONE;
	if (err_level(e) > 0)
		log_line(err_level(e) > 1 ? LOG_ERROR : LOG_INFO, "request_failed",
		    "id=%.*s err=%s route=%s/%s db=%s", FMT(rq->id), err_name(e),
		    rq->room->name, rq->route->name, e == E_DB ? db_message(rq->db) : "");
	if (e == E_AUTH && (rq->in->verb == HTTP_GET || rq->in->verb == HTTP_HEAD) &&
	    !wants_fragment(rq) && !api_is(rq->in->path)) {
		struct buf to;

		buf_init(&to, rq->arena, 8 * KiB);
		buf_put(&to, S("/login?back="));
		put_url(&to, rq->ui.here);
		if (buf_err(&to) == OK && redirect(rq, buf_str(&to)) == OK) {
			buf_reset(rq->out);
			(void)(finish(rq, false) == OK);
			return;
		}
	}
	error_page(rq, e);
	e = rq->rp->body.p == NULL ? finish(rq, false) : OK;
	if (e != OK) /* not what went wrong first: that its page could not be made */
		refuse_page(NULL, rq->in, e, rq->rp);
}

/* ---- pages that guests share ----------------------------------------------------------- */

static bool
may_share(const struct req *rq)
{
	const struct http_req *in = rq->in;

	return rq->route->run == CACHE && rq->th->cache != NULL && !wants_fragment(rq) &&
	    !api_by_token(rq) &&
	    (in->verb == HTTP_GET || in->verb == HTTP_HEAD) &&
	    http_cookie(in, "veche_sid").n == 0 && http_cookie(in, "veche_place").n == 0 &&
	    http_cookie(in, "veche_done").n == 0;
}

/* One number for all that a shared page depends on besides its address. */
static enum err
share_version(struct req *rq, int64_t *ret)
{
	TRY(version_get(rq->th, "content", ret));
	*ret = (*ret * 64 + (int)rq->ui.lang * 8 + (int)rq->ui.theme) * 65536 + rq->ui.today;
	return OK;
}

/* The same head and bytes for every guest: laid out once, then only queued. */
static enum err
ready_page(struct req *rq, struct cached *c, bool gz)
{
	struct http_ready **ready = &c->ready[gz];

	rq->rp->body = gz ? c->gz : c->body;
	if (*ready == NULL) {
		rq->id = STR_NONE;
		TRY(finish_headers(rq, true, c->etag));
		if (gz)
			TRY(reply_header(rq, "Content-Encoding", S("gzip")));
		*ready = http_ready_new(rq->rp, rq->arena);
	}
	rq->rp->ready = *ready;
	return OK;
}

static enum err
serve_cached(struct req *rq, struct cached *c)
{
	rq->rp->status = 200;
	rq->rp->type = c->type;
	if (!http_etag_match(http_header(rq->in, "If-None-Match"), c->etag))
		return ready_page(rq, c, c->gz.n > 0 &&
		    pack_accepts(http_header(rq->in, "Accept-Encoding"), "gzip"));
	rq->rp->body = c->body;
	rq->rp->status = 304; /* the body is not sent; its length is told */
	return finish_headers(rq, true, c->etag);
}

/* Packed once for all who will ask. */
static void
remember(struct req *rq, uint64_t key, struct str name, int64_t version)
{
	struct str body = buf_str(rq->out);
	struct cached page = { .body = body, .gz = pack_gzip(rq->arena, body),
		.etag = etag_of(rq->arena, body), .type = rq->type };

	if (page.etag.p != NULL)
		cache_put(rq->th->cache, key, name, version, &page);
}

static void
shared_page(struct req *rq)
{
	struct str name = str_fmt(rq->arena, "%.*s %.*s", FMT(http_header(rq->in, "Host")),
	    FMT(rq->in->target));
	uint64_t key = str_hash(name) ^ ((uint64_t)rq->ui.lang << 8 | (uint64_t)rq->ui.theme);
	struct cached *hit;
	int64_t version;

	rq->ui.cacheable = true;
	if (name.p == NULL || share_version(rq, &version) != OK) { /* no name is no page's name */
		run(rq, true);
		return;
	}
	hit = cache_get(rq->th->cache, key, name, version, rq->rp);
	metrics_cache(hit != NULL);
	if (hit != NULL) {
		if (serve_cached(rq, hit) != OK)
			refuse_page(NULL, rq->in, E_NOMEM, rq->rp);
		return;
	}
	run(rq, true);
	if (rq->rp->status == 200 && rq->out->n > 0)
		remember(rq, key, name, version);
}

/* ---- from http/ --------------------------------------------------------------------------- */

static bool
room_enters(struct req *rq, enum http_next where, enum http_next *ret)
{
	enum http_next want = HTTP_DONE;

	if (rq->route->run == WRITE)
		want = HTTP_WRITER;
	else if (rq->route->run == SLOW || api_by_token(rq)) /* that it was used is written down */
		want = HTTP_WORKER;
	*ret = want;
	return where == want || (want == HTTP_WRITER && where == HTTP_WORKER);
}

static void
not_found(struct req *rq, enum err e, struct str allow)
{
	static const struct route none = { .verb = "", .path = "", .name = "none" };
	static const struct room nowhere = { .name = "web" };

	rq->route = &none;
	rq->room = &nowhere;
	if (identify(rq) != OK || personal(rq) != OK)
		rq->ui.cacheable = true;
	if (e == E_METHOD && allow.n > 0)
		(void)(reply_header(rq, "Allow", allow) == OK);
	error_page(rq, e);
	if (rq->rp->body.p == NULL && finish(rq, false) != OK)
		refuse_page(NULL, rq->in, e, rq->rp);
}

static enum http_next
web_handle(void *data, void *ctx, enum http_next where, struct http_req *in, struct http_reply *rp)
{
	struct web_thread *th = ctx;
	struct str allow = STR_NONE;
	enum http_next next;
	struct req *rq;
	bool mine = false;
	enum err e;

	(void)data;
	snaps_rest(th);
	th->pinned = false;
	if (where == HTTP_DONE && str_starts(in->path, S("/a/"))) {
		in->mark = METRICS_ASSET;
		e = serve_asset(in, rp, &mine);
		if (mine && e == OK)
			return HTTP_DONE;
	}
	rq = arena_make(in->arena, struct req);
	if (rq == NULL || start(th, in, rp, rq) != OK) {
		refuse_page(NULL, in, E_NOMEM, rp);
		return HTTP_DONE;
	}
	new_id(rq);
	in->id = rq->id;
	e = router_find(portal_router(th->portal), in->verb, in->path, &rq->route, &rq->room,
	    rq->params, &allow);
	if (e != OK) {
		not_found(rq, e, allow);
		return HTTP_DONE;
	}
	if (!room_enters(rq, where, &next))
		return next;
	in->mark = metrics_class(rq->route->run);
	if (!api_by_token(rq) &&
	    !rate_ok(rq->route->rate, in->peer, time_mono_us(), th->portal->set)) {
		not_found(rq, E_RATE, STR_NONE);
		return HTTP_DONE;
	}
	if (may_share(rq))
		shared_page(rq);
	else
		run(rq, false);
	if (strstr(rq->route->path, "{token}") != NULL) /* a secret: the log has the row's path */
		in->path = str_c(rq->route->path);
	return HTTP_DONE;
}

size_t
route_body(const struct route *r, const struct settings *set)
{
	return r->body == BODY_UPLOAD ? (size_t)set->upload_limit * MiB + UPLOAD_FORM : r->body;
}

static size_t
web_body_limit(void *data, const struct http_req *head)
{
	const struct portal *p = data;
	const struct route *rt;
	const struct room *room;
	struct str params[WEB_PARAMS], allow;

	if (router_find(portal_router(p), head->verb, head->path, &rt, &room, params, &allow) != OK)
		return SIZE_MAX;
	return route_body(rt, p->set);
}

static void
web_done(void *data, const struct http_req *in, int status, size_t bytes, int64_t us)
{
	const struct portal *p = data;

	metrics_request(in->mark, status, bytes, us);
	if (p->set->access_log) /* no query string: it may hold what a person typed */
		log_line(LOG_INFO, "request",
		    "id=%.*s method=%.*s path=%.*s status=%d bytes=%zu us=%lld", FMT(in->id),
		    FMT(in->method), FMT(in->path), status, bytes, (long long)us);
}

static enum err batch_begin(void *data, void *ctx)
{ (void)data; return db_batch_begin(((struct web_thread *)ctx)->db); }

static enum err
batch_end(void *data, void *ctx)
{
	struct web_thread *th = ctx;
	enum err e = db_batch_commit(th->db);

	(void)data;
	if (e != OK)
		db_batch_rollback(th->db);
	return e;
}

/* portal.c */
enum err portal_thread_open(void *data, enum http_next kind, void **ret_ctx);
void portal_thread_close(void *data, void *ctx);

enum err
web_app(const struct portal *p, struct http_app *ret)
{
	web_form_to(p->set);
	*ret = (struct http_app){
		.data = (void *)(uintptr_t)p,
		.thread_open = portal_thread_open,
		.thread_close = portal_thread_close,
		.body_limit = web_body_limit,
		.handle = web_handle,
		.batch_begin = batch_begin,
		.batch_end = batch_end,
		.refuse = refuse_page,
		.done = web_done,
	};
	return OK;
}
