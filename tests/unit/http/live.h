/* live.h - a small app on a real server, and a client that speaks bytes.
 *
 * Owns    the app's counters, one set a test.
 * Memory  a reply is read into a buffer of its own.
 * Errors  assertions of the test that calls.
 * Threads the app's side runs on the server's threads, the client on the test's.
 */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "http/http.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define ECHO_LIMIT ((size_t)100000)

struct app {
	_Atomic int opened, closed, released, done, failed, batches, batch_rows, wrote, hops;
	_Atomic bool fail_begin, fail_end, hold;
	_Atomic int fail_open;	/* the nth thread_open fails */
	_Atomic int64_t done_bytes;
	_Atomic int last_status;
	int rows;	/* the writer's own */
};

static enum err
app_open(void *data, enum http_next kind, void **ret)
{
	struct app *app = data;

	(void)kind;
	if (atomic_fetch_add(&app->opened, 1) + 1 == app->fail_open) {
		app->opened--;
		return E_DB;
	}
	*ret = app;
	return OK;
}

static void
app_close(void *data, void *ctx)
{
	struct app *app = data;

	if (ctx == data)
		app->closed++;
}

static size_t
app_limit(void *data, const struct http_req *rq)
{
	(void)data;
	if (str_is(rq->path, "/echo"))
		return ECHO_LIMIT;
	return str_is(rq->path, "/nowhere") ? SIZE_MAX : 0;
}

static void
nap_ms(int64_t ms)
{
	usleep((useconds_t)ms * 1000);
}

static void
echo(struct http_req *rq, struct buf *b)
{
	for (size_t i = 0; i < rq->form.n; i++)
		buf_fmt(b, "%.*s=%.*s\n", FMT(rq->form.p[i].name), FMT(rq->form.p[i].value));
	for (size_t i = 0; i < rq->files.n; i++)
		buf_fmt(b, "file %.*s %.*s %.*s %zu\n", FMT(rq->files.p[i].field),
		    FMT(rq->files.p[i].name), FMT(rq->files.p[i].type), rq->files.p[i].data.n);
	buf_fmt(b, "body %zu\n", rq->body.n);
}

static void
show(struct http_req *rq, struct buf *b)
{
	buf_fmt(b, "%.*s %.*s\n", FMT(rq->method), FMT(rq->path));
	for (size_t i = 0; i < rq->query.n; i++)
		buf_fmt(b, "%.*s=%.*s\n", FMT(rq->query.p[i].name), FMT(rq->query.p[i].value));
	buf_fmt(b, "cookie %.*s\nagent %.*s\npeer %.*s\ntls %d\n", FMT(http_cookie(rq, "sid")),
	    FMT(http_header(rq, "user-AGENT")), FMT(rq->peer), rq->tls);
}

static void
let_go(void *hold)
{
	struct app *app = hold;

	app->released++;
}

static enum http_next
app_slow(struct app *app, enum http_next where, struct http_req *rq)
{
	int64_t ms = 0;

	if (where != HTTP_WORKER)
		return HTTP_WORKER;
	if (rq->query.n && str_int(rq->query.p[0].value, &ms))
		nap_ms(ms);
	while (app->hold)
		nap_ms(1);
	return HTTP_DONE;
}

static enum http_next
app_write(struct app *app, enum http_next where, struct http_reply *rp)
{
	if (where != HTTP_WRITER)
		return HTTP_WRITER;
	app->rows++;
	app->wrote++;
	rp->release = let_go;
	rp->hold = app;
	return HTTP_DONE;
}

static enum http_next
app_handle(void *data, void *ctx, enum http_next where, struct http_req *rq,
    struct http_reply *rp)
{
	struct app *app = data;
	struct buf b;

	if (ctx != data)
		return HTTP_DONE;	/* status 0: a 500, which no test expects */
	if (str_is(rq->path, "/slow") && app_slow(app, where, rq) != HTTP_DONE)
		return HTTP_WORKER;
	if (str_is(rq->path, "/write") && app_write(app, where, rp) != HTTP_DONE)
		return HTTP_WRITER;
	if (str_is(rq->path, "/hop") && where != HTTP_WRITER) {
		app->hops++;
		return where == HTTP_DONE ? HTTP_WORKER : HTTP_WRITER;
	}
	if (str_is(rq->path, "/circle"))
		return where == HTTP_WORKER ? HTTP_WRITER : HTTP_WORKER;
	buf_init(&b, rq->arena, 4 * MiB);
	rp->status = 200;
	rp->type = S("text/plain; charset=utf-8");
	if (str_is(rq->path, "/echo"))
		echo(rq, &b);
	else if (str_is(rq->path, "/nowhere"))
		rp->status = 404;
	else if (str_is(rq->path, "/empty"))
		rp->status = 204;
	else if (str_is(rq->path, "/big"))
		while (b.n < 2 * MiB)
			buf_putz(&b, "0123456789abcdef");
	else
		show(rq, &b);
	if (str_is(rq->path, "/same"))
		rp->status = 304;
	if (str_is(rq->path, "/inject")
	    && http_reply_header(rp, rq->arena, "X-A", S("a\r\nSet-Cookie: b")) == E_BUG
	    && http_reply_header(rp, rq->arena, "X A", S("a")) == E_BUG
	    && http_reply_header(rp, rq->arena, "X-A", S("a\0b")) == E_BUG)
		rp->status = 418;
	for (int i = 0; i < 6; i++)
		if (http_reply_header(rp, rq->arena, "X-Six", S("да")) != OK)
			rp->status = 500;
	rp->body = buf_str(&b);
	return HTTP_DONE;
}

static enum err
app_begin(void *data, void *ctx)
{
	struct app *app = data;

	if (ctx != data || app->fail_begin)
		return E_DB;
	app->rows = 0;
	return OK;
}

static enum err
app_end(void *data, void *ctx)
{
	struct app *app = data;

	(void)ctx;
	app->batches++;
	app->batch_rows += app->rows;
	nap_ms(5);	/* a commit: meanwhile others gather */
	return app->fail_end ? E_DB : OK;
}

static void
app_refuse(void *data, const struct http_req *rq, enum err e, struct http_reply *rp)
{
	(void)data;
	(void)rq;
	rp->status = err_status(e);
	rp->body = str_c(err_name(e));
	rp->type = S("text/plain");
	rp->body_static = true;
}

static void
app_done(void *data, const struct http_req *rq, int status, size_t bytes, int64_t us)
{
	struct app *app = data;

	(void)rq;
	app->done++;
	app->done_bytes += (int64_t)bytes;
	app->last_status = status;
	app->failed += us < 0;
}

static UNUSED const struct http_conf plain_conf = {
	.listen = "127.0.0.1:0", .listen_fd = -1, .loops = 2, .workers = 2, .one_writer = true,
	.max_conns = 2000, .max_conns_per_ip = 0, .idle_s = 30, .body_s = 30,
	.head_limit = 8192, .arena_cap = 8 * MiB, .batch_max = 64, .batch_us = 0,
	.trusted_proxies = "",
};

static UNUSED struct http_server *
serve(const struct http_conf *conf, struct app *app)
{
	const struct http_app face = { app, app_open, app_close, app_limit, app_handle,
		app_begin, app_end, app_refuse, app_done };
	struct http_server *s = NULL;

	assert_int_equal(http_start(conf, &face, &s), OK);
	assert_true(http_port(s) > 0);
	return s;
}

static UNUSED int
dial(const struct http_server *s)
{
	struct sockaddr_in sin = { .sin_family = AF_INET, .sin_port = htons((uint16_t)http_port(s)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct timeval limit = { .tv_sec = 20 };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_true(fd >= 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	assert_int_equal(connect(fd, (struct sockaddr *)&sin, sizeof sin), 0);
	return fd;
}

static UNUSED void
say_n(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t k = send(fd, p, n, MSG_NOSIGNAL);

		if (k <= 0)
			return;	/* the server has hung up: what it said is read next */
		p += k;
		n -= (size_t)k;
	}
}

static UNUSED void
say(int fd, const char *z)
{
	say_n(fd, z, strlen(z));
}

struct got {
	int status;	/* 0: the connection ended without a reply */
	char head[4096];
	char *body;	/* NUL-ended */
	size_t n;
	size_t length;	/* as the head claims; SIZE_MAX: it does not */
};

/* One reply off the connection; `is_head`: its body is not sent. */
static UNUSED struct got
hear(int fd, bool is_head)
{
	struct got g = { .length = SIZE_MAX };
	size_t n = 0;
	const char *field;

	while (n + 1 < sizeof g.head && (n < 4 || memcmp(g.head + n - 4, "\r\n\r\n", 4) != 0)) {
		if (recv(fd, g.head + n, 1, 0) != 1)
			return g;
		n++;
	}
	g.head[n] = '\0';
	assert_int_equal(sscanf(g.head, "HTTP/1.%*d %d", &g.status), 1);
	if ((field = strstr(g.head, "Content-Length: ")))
		g.length = strtoul(field + 16, NULL, 10);
	if (is_head || g.length == SIZE_MAX)
		return g;
	g.body = calloc(1, g.length + 1);
	assert_non_null(g.body);
	while (g.n < g.length) {
		ssize_t k = recv(fd, g.body + g.n, g.length - g.n, 0);

		if (k <= 0)
			break;
		g.n += (size_t)k;
	}
	return g;
}

static UNUSED void
forget(struct got *g)
{
	free(g->body);
	g->body = NULL;
}

static UNUSED bool
hung_up(int fd)
{
	char c;
	ssize_t n = recv(fd, &c, 1, 0);

	return n == 0 || (n < 0 && errno != EAGAIN);
}

/* Read to the end: true when it comes, and without another reply of success. */
static UNUSED bool
ended(int fd)
{
	char rest[4096] = { 0 };
	size_t n = 0;
	ssize_t k = 1;

	while (n + 1 < sizeof rest && (k = recv(fd, rest + n, sizeof rest - 1 - n, 0)) > 0)
		n += (size_t)k;
	return (k == 0 || (k < 0 && errno != EAGAIN)) && !strstr(rest, "HTTP/1.1 2");
}

/* Say, hear, compare status and body (NULL: any). */
static UNUSED void
ask(int fd, const char *request, int status, const char *body)
{
	struct got g;

	say(fd, request);
	g = hear(fd, strncmp(request, "HEAD", 4) == 0);
	if (g.status != status)
		print_message("to %.60s: %s%s\n", request, g.head, g.body ? g.body : "");
	assert_int_equal(g.status, status);
	if (body)
		assert_string_equal(g.body, body);
	forget(&g);
}

/* A POST to /echo whose length is counted here. */
static UNUSED void
post(int fd, const char *type, const char *body, int status, const char *answer)
{
	char request[2048];

	(void)snprintf(request, sizeof request, "POST /echo HTTP/1.1\r\nHost: x\r\n"
	    "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n%s", type, strlen(body), body);
	ask(fd, request, status, answer);
}

#define GET(path) "GET " path " HTTP/1.1\r\nHost: x\r\n\r\n"
