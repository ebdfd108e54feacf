/* request.c - the life of a call: bytes in, handler, reply, end. */
#include "http/priv.h"
#include <strings.h>

static struct call *
call_get(struct loop *lp)
{
	struct call *cl = lp->free_calls;
	struct arena *a;
	struct buf body;

	if (cl) {
		lp->free_calls = cl->next;
		if (cl->rq.arena)
			lp->n_free--;
	} else {
		if (!(cl = arena_make(lp->arena, struct call)))
			return NULL;
		buf_init(&cl->body, NULL, 0);
	}
	a = cl->rq.arena ? cl->rq.arena : arena_new(lp->srv->conf.arena_cap);
	body = cl->body;
	*cl = (struct call){ .loop = lp, .body = body };
	cl->rq.arena = a;
	cl->rq.conn = cl;
	if (!a) {
		cl->next = lp->free_calls;
		lp->free_calls = cl;
		return NULL;
	}
	return cl;
}

static void
call_put(struct loop *lp, struct call *cl)
{
	if (cl->rp.release)
		cl->rp.release(cl->rp.hold);
	cl->rp.release = NULL;
	if (cl->body.cap > HTTP_BODY_KEEP || cl->body.limit == 0)
		buf_fini(&cl->body);
	else
		buf_reset(&cl->body);
	if (lp->n_free < HTTP_CALLS_KEEP) {
		arena_reset(cl->rq.arena);
		lp->n_free++;
	} else {
		arena_free(cl->rq.arena);
		cl->rq.arena = NULL;
		buf_fini(&cl->body);
	}
	cl->next = lp->free_calls;
	lp->free_calls = cl;
}

/* The query is read by http_parse_query, from our copy of the target. The library would read it
 * too, into the connection's own block of memory, and hang up when that is full: what it is about
 * to read (it knows where by now) is made empty. The text is its own buffer, const only in name. */
static void
hide_query(const char *uri)
{
	union { const char *in; char *out; } p = { .in = uri };
	char *query = strchr(p.out, '?');

	if (query != NULL)
		query[1] = '\0';
}

void *
http_on_uri(void *cls, const char *uri, struct MHD_Connection *mc)
{
	struct loop *lp = cls;
	struct call *cl = call_get(lp);

	atomic_fetch_add_explicit(&lp->requests, 1, memory_order_relaxed);
	if (!cl)
		return NULL;
	cl->mc = mc;
	cl->start = time_mono_us();
	cl->rq.target = str_dup(cl->rq.arena, str_c(uri));
	hide_query(uri);
	if ((cl->conn = http_conn_of(mc))) {
		http_conn_phase(cl->conn, PHASE_READ, cl->start);
		cl->conn->ending = false; /* it spoke at the last moment */
	}
	atomic_fetch_add(&lp->active, 1);
	return cl;
}

void
http_on_completed(void *cls, struct MHD_Connection *mc, void **con_cls,
    enum MHD_RequestTerminationCode how)
{
	struct loop *lp = cls;
	struct call *cl = *con_cls;
	const struct http_app *app = &lp->srv->app;
	int64_t now = time_mono_us();

	(void)mc;
	(void)how;
	if (!cl)
		return;
	*con_cls = NULL;
	lp->n_away -= cl->away;
	cl->away = false;
	if (cl->conn)
		http_conn_phase(cl->conn, PHASE_IDLE, now);
	if (app->done) {
		bool late = cl->conn && cl->conn->late;
		bool sent = cl->state == CALL_SENT;
		bool bare = cl->rq.verb == HTTP_HEAD || cl->rp.status == 204 ||
		    cl->rp.status == 304;

		app->done(app->data, &cl->rq,
		    sent     ? cl->rp.status :
			late ? 408 :
			       0,
		    sent && !bare ? cl->rp.body.n : 0, now - cl->start);
	}
	call_put(lp, cl);
	atomic_fetch_sub(&lp->active, 1);
}

/* A refusal that leaves input unread ends the connection. */
static enum MHD_Result
refuse_now(struct call *cl, enum err e)
{
	http_refuse(cl, e);
	cl->close = true;
	if (cl->conn) {
		cl->conn->linger = cl->has_body;
		cl->conn->phase = PHASE_WORK;
	}
	return http_send(cl);
}

static enum MHD_Result
handle(struct call *cl)
{
	struct loop *lp = cl->loop;
	const struct http_app *app = &lp->srv->app;
	enum http_next next;

	if (cl->conn)
		cl->conn->phase = PHASE_WORK;
	next = app->handle(app->data, lp->ctx, HTTP_DONE, &cl->rq, &cl->rp);
	if (next != HTTP_DONE) {
		if (http_queue_put(cl, next))
			return MHD_YES;
		http_refuse(cl, E_BUSY);
	} else if (cl->rp.status < 200 || cl->rp.status > 599) {
		http_refuse(cl, E_BUG);
	}
	return http_send(cl);
}

static enum MHD_Result
on_head(struct call *cl, const char *method)
{
	const struct http_app *app = &cl->loop->srv->app;
	enum err e = cl->rq.target.p ? http_head_read(cl, method) : E_NOMEM;

	if (e != OK)
		return refuse_now(cl, e);
	cl->state = CALL_BODY;
	if (!cl->has_body)
		return MHD_YES;
	cl->body_limit = app->body_limit(app->data, &cl->rq);
	if (cl->body_limit == SIZE_MAX) { /* no such address: its body is not wanted */
		cl->close = true;
		if (cl->conn)
			cl->conn->linger = true;
		return handle(cl);
	}
	if (cl->body_length > cl->body_limit || cl->body_limit == 0)
		return refuse_now(cl, E_TOO_BIG);
	cl->body.limit = cl->body_limit;
	return MHD_YES;
}

/* No reply can be queued while a body is coming, so it goes past the library. */
static enum MHD_Result
refuse_midway(struct call *cl, enum err e)
{
	http_refuse(cl, e);
	if (cl->conn)
		cl->conn->linger = true;
	http_send_raw(cl);
	return MHD_NO;
}

static enum MHD_Result
on_data(struct call *cl, const char *data, size_t *data_n)
{
	if (*data_n > cl->body_limit - cl->body.n)
		return refuse_midway(cl, E_TOO_BIG);
	buf_put(&cl->body, (struct str){ data, *data_n });
	if (buf_err(&cl->body) != OK)
		return refuse_midway(cl, E_NOMEM);
	*data_n = 0;
	return MHD_YES;
}

static enum err
body_read(struct call *cl)
{
	struct http_req *rq = &cl->rq;
	struct str rest, boundary, body = buf_str(&cl->body);
	struct str kind = str_trim(str_cut(cl->type, ';', &rest));

	if (body.n == 0)
		return OK;
	if (kind.n == 33 && strncasecmp(kind.p, "application/x-www-form-urlencoded", 33) == 0)
		return http_parse_query(rq->arena, body, HTTP_FORM_MAX, &rq->form);
	if (http_boundary(cl->type, &boundary))
		return http_parse_multipart(
		    rq->arena, body, boundary, HTTP_FORM_MAX, &rq->form, &rq->files);
	rq->body = body;
	return OK;
}

static enum MHD_Result
on_whole(struct call *cl)
{
	enum err e = cl->has_body ? body_read(cl) : OK;

	if (e == OK)
		return handle(cl);
	http_refuse(cl, e);
	return http_send(cl);
}

enum MHD_Result
http_on_access(void *cls, struct MHD_Connection *mc, const char *url, const char *method,
    const char *version, const char *data, size_t *data_n, void **con_cls)
{
	struct call *cl = *con_cls;

	(void)cls;
	(void)mc;
	(void)url;
	if (!cl)
		return MHD_NO;
	switch (cl->state) {
	case CALL_NEW: cl->version = version; return on_head(cl, method);
	case CALL_BODY: return *data_n ? on_data(cl, data, data_n) : on_whole(cl);
	case CALL_READY: return http_send(cl);
	case CALL_QUEUED:
	case CALL_SENT: break;
	}
	*data_n = 0;
	return MHD_YES;
}
