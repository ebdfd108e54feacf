/* server.c - starting and stopping the whole. */
#define _GNU_SOURCE 1
#include "http/priv.h"
#include <time.h>

enum { LAST_REPLIES_US = 1000000 };	/* for what the workers gave back last */

static int64_t
active(struct http_server *s)
{
	int64_t n = 0;

	for (int i = 0; i < s->conf.loops; i++)
		n += atomic_load(&s->loops[i].active);
	return n;
}

static void
wait_idle(struct http_server *s, int64_t us)
{
	const struct timespec nap = { .tv_nsec = 2000000 };
	int64_t end = time_mono_us() + us;

	while (active(s) > 0 && time_mono_us() < end)
		(void)nanosleep(&nap, NULL);
}

static void
server_end(struct http_server *s)
{
	struct arena *a = s->arena;

	atomic_store(&s->halt, true);
	for (int i = 0; i < s->conf.loops; i++)
		http_loop_join(&s->loops[i]);
	gate_fini(&s->gate);
	arena_free(a); /* the server itself is in it */
}

static void
conf_clamp(struct http_conf *c)
{
	c->loops = c->loops < 1 ? 1 : c->loops;
	c->workers = c->workers < 1 ? 1 : c->workers;
	c->max_conns = c->max_conns < c->loops ? c->loops : c->max_conns;
	c->max_conns_per_ip = c->max_conns_per_ip < 0 ? 0 : c->max_conns_per_ip;
	c->idle_s = c->idle_s < 1 ? 1 : c->idle_s;
	c->body_s = c->body_s < 1 ? 1 : c->body_s;
	c->head_limit = c->head_limit < KiB ? KiB : c->head_limit;
	c->arena_cap = c->arena_cap < 64 * KiB ? 64 * KiB : c->arena_cap;
	c->batch_max = c->batch_max < 1 ? 1 : c->batch_max;
	c->batch_max = c->batch_max > HTTP_BATCH_MAX ? HTTP_BATCH_MAX : c->batch_max;
	c->batch_us = c->batch_us < 0 ? 0 : c->batch_us;
}

static enum err
server_start(struct http_server *s)
{
	TRY(http_proxies_read(s, str_c(s->conf.trusted_proxies)));
	TRY(http_listen(s));
	/* Whoever serves a request finds writer and workers at their posts. */
	TRY(http_queues_start(s));
	for (int i = 0; i < s->conf.loops; i++)
		TRY(http_loop_start(&s->loops[i]));
	return OK;
}

enum err
http_start(const struct http_conf *c, const struct http_app *app, struct http_server **ret)
{
	struct arena *a = arena_new(SIZE_MAX);
	struct http_server *s = a ? arena_make(a, struct http_server) : NULL;
	enum err e;

	if (!s) {
		if (a)
			arena_free(a);
		return E_NOMEM;
	}
	s->arena = a;
	s->conf = *c;
	s->app = *app;
	conf_clamp(&s->conf);
	if (!(s->loops = arena_array(a, struct loop, (size_t)s->conf.loops))) {
		arena_free(a);
		return E_NOMEM;
	}
	gate_init(&s->gate);
	for (int i = 0; i < s->conf.loops; i++) {
		s->loops[i].srv = s;
		s->loops[i].listen_fd = -1;
		s->loops[i].wake_fd = -1;
	}
	e = server_start(s);
	if (e != OK) {
		atomic_store(&s->stopping, true);
		http_queues_stop(s);
		server_end(s);
		return e;
	}
	*ret = s;
	return OK;
}

int
http_port(const struct http_server *s)
{
	return s->port;
}

void
http_stop(struct http_server *s, int grace_s)
{
	atomic_store(&s->stopping, true);
	wait_idle(s, (int64_t)grace_s * 1000000);
	/* A handler at work is waited for: nothing in C can end it safely. */
	http_queues_stop(s);
	wait_idle(s, LAST_REPLIES_US);
	server_end(s);
}

void
http_stats(struct http_server *s, struct http_stats *ret)
{
	struct http_stats st = { 0 };

	for (int i = 0; i < s->conf.loops; i++) {
		st.requests += atomic_load_explicit(&s->loops[i].requests, memory_order_relaxed);
		st.open += atomic_load_explicit(&s->loops[i].open, memory_order_relaxed);
		st.refused += atomic_load_explicit(&s->loops[i].refused, memory_order_relaxed);
	}
	st.queued = (int64_t)http_queued(s);
	*ret = st;
}
