/* reply.c - from a reply to bytes on the connection. */
#include "http/priv.h"

enum { RAW_HEAD_MAX = 8192 };

/* tchar of RFC 9110, 5.6.2. */
static const bool in_token[256] = {
	['!'] = true, ['#'] = true, ['$'] = true, ['%'] = true, ['&'] = true, ['\''] = true,
	['*'] = true, ['+'] = true, ['-'] = true, ['.'] = true, ['^'] = true, ['_'] = true,
	['`'] = true, ['|'] = true, ['~'] = true,
#define TEN(a, b, c, d, e, f, g, h, i, j) [a] = true, [b] = true, [c] = true, [d] = true, \
	[e] = true, [f] = true, [g] = true, [h] = true, [i] = true, [j] = true,
	TEN('0', '1', '2', '3', '4', '5', '6', '7', '8', '9')
	TEN('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j')
	TEN('k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't')
	['u'] = true, ['v'] = true, ['w'] = true, ['x'] = true, ['y'] = true, ['z'] = true,
	TEN('A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J')
	TEN('K', 'L', 'M', 'N', 'O', 'P', 'Q', 'R', 'S', 'T')
	['U'] = true, ['V'] = true, ['W'] = true, ['X'] = true, ['Y'] = true, ['Z'] = true,
#undef TEN
};

static bool
is_token(const char *z)
{
	if (!*z)
		return false;
	for (; *z; z++)
		if (!in_token[(unsigned char)*z])
			return false;
	return true;
}

static bool
is_field_value(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\r' || s.p[i] == '\n' || s.p[i] == '\0')
			return false;
	return true;
}

enum err
http_reply_header(struct http_reply *rp, struct arena *a, const char *name, struct str value)
{
	struct http_pair h, *grown;
	size_t n = rp->headers.n;

	if (!is_token(name) || !is_field_value(value))
		return E_BUG;
	/* Room for four at a time: no capacity is kept, the count tells. */
	if (n % 4 == 0) {
		grown = arena_grow(a, rp->headers.p, n * sizeof h, (n + 4) * sizeof h);
		if (!grown)
			return E_NOMEM;
		rp->headers.p = grown;
	}
	h.name = str_dup(a, str_c(name));
	h.value = str_dup(a, value);
	if (!h.name.p || !h.value.p)
		return E_NOMEM;
	rp->headers.p[rp->headers.n++] = h;
	return OK;
}

static void
reply_drop(struct http_reply *rp)
{
	if (rp->release)
		rp->release(rp->hold);
	*rp = (struct http_reply){ 0 };
}

void
http_refuse(struct call *cl, enum err e)
{
	const struct http_app *app = &cl->loop->srv->app;

	reply_drop(&cl->rp);
	if (app->refuse)
		app->refuse(app->data, &cl->rq, e, &cl->rp);
	if (cl->rp.status == 0)
		cl->rp.status = err_status(e);
	atomic_fetch_add_explicit(&cl->loop->refused, 1, memory_order_relaxed);
}

static bool
add_headers(struct MHD_Response *r, const struct http_reply *rp, struct arena *a)
{
	if (rp->type.n) {
		const char *type = str_z(a, rp->type);

		if (!type || !is_field_value(rp->type) ||
		    MHD_add_response_header(r, "Content-Type", type) != MHD_YES)
			return false;
	}
	for (size_t i = 0; i < rp->headers.n; i++)
		if (MHD_add_response_header(r, rp->headers.p[i].name.p, rp->headers.p[i].value.p) !=
		    MHD_YES)
			return false;
	return true;
}

/* A 304 is sent without its body, but with the Content-Length of the 200 that it
 * stands for (RFC 9110, 8.6), when the handler leaves the body in the reply. */
static struct MHD_Response *
response(const struct http_reply *rp)
{
	union { const char *in; void *out; } body = { .in = rp->body.p };

	if (rp->status == 204)
		return MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
	/* The body lives as long as the call, and the call ends when it was sent. */
	return MHD_create_response_from_buffer(rp->body.n, body.out, MHD_RESPMEM_PERSISTENT);
}

/* libmicrohttpd counts who uses a response: one may be queued for many connections. */
struct http_ready *
http_ready_new(const struct http_reply *rp, struct arena *scratch)
{
	struct MHD_Response *r = response(rp);

	if (r != NULL && !add_headers(r, rp, scratch)) {
		MHD_destroy_response(r);
		r = NULL;
	}
	return (struct http_ready *)r;
}

void
http_ready_free(struct http_ready *r)
{
	if (r != NULL)
		MHD_destroy_response((struct MHD_Response *)r);
}

static enum MHD_Result
send_ready(struct call *cl)
{
	cl->state = CALL_SENT;
	return MHD_queue_response(
	    cl->mc, (unsigned)cl->rp.status, (struct MHD_Response *)cl->rp.ready);
}

/* MHD_NO closes the connection at once: the last resort when memory is out. */
enum MHD_Result
http_send(struct call *cl)
{
	const struct http_reply *rp = &cl->rp;
	struct MHD_Response *r;
	enum MHD_Result done = MHD_NO;

	if (rp->ready != NULL)
		return send_ready(cl);
	r = response(rp);
	if (atomic_load_explicit(&cl->loop->srv->stopping, memory_order_relaxed))
		cl->close = true;
	if (!r)
		return MHD_NO;
	if (add_headers(r, rp, cl->rq.arena) &&
	    (!cl->close || MHD_add_response_header(r, "Connection", "close") == MHD_YES)) {
		done = MHD_queue_response(cl->mc, (unsigned)rp->status, r);
		cl->state = CALL_SENT;
	}
	MHD_destroy_response(r);
	return done;
}

void
http_send_raw(struct call *cl)
{
	const struct http_reply *rp = &cl->rp;
	struct buf b;

	buf_init(&b, NULL, RAW_HEAD_MAX + rp->body.n);
	buf_fmt(&b, "HTTP/1.1 %d Refused\r\nConnection: close\r\nContent-Length: %zu\r\n",
	    rp->status, rp->body.n);
	if (rp->type.n && is_field_value(rp->type))
		buf_fmt(&b, "Content-Type: %.*s\r\n", FMT(rp->type));
	for (size_t i = 0; i < rp->headers.n; i++)
		buf_fmt(
		    &b, "%.*s: %.*s\r\n", FMT(rp->headers.p[i].name), FMT(rp->headers.p[i].value));
	buf_putz(&b, "\r\n");
	buf_put(&b, rp->body);
	if (buf_err(&b) == OK && cl->conn) {
		/* A page of a few kilobytes fits the socket; if not, the client is lost. */
		(void)send(cl->conn->fd, b.p, b.n, MSG_DONTWAIT | MSG_NOSIGNAL);
		cl->state = CALL_SENT;
	}
	buf_fini(&b);
}
