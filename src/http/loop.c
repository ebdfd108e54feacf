/* loop.c - one event loop: a daemon of libmicrohttpd driven by a thread of ours.
 *
 * Driving it ourselves (no internal polling thread) gives each loop a beginning
 * and an end of its own, where its database handle is opened and closed, and a
 * turn now and then for deadlines, without a lock.
 */
#include "http/priv.h"
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum {
	TURN_MS = 100,		/* the longest sleep: how soon a stop is seen */
	LINGER_MS = 10,
	REAP_US = 500000,
};

/* A daemon that is driven from outside is not woken by MHD_resume_connection (0.9.75 drops
 * MHD_USE_ITC then): while calls are away, the turn ends by their eventfd too. */
static bool
wait_away(struct loop *lp, int ms)
{
	struct pollfd fds[2] = { { .fd = lp->epoll_fd, .events = POLLIN },
		{ .fd = lp->wake_fd, .events = POLLIN } };
	MHD_UNSIGNED_LONG_LONG due;
	uint64_t n;

	if (MHD_get_timeout(lp->mhd, &due) == MHD_YES && due < (unsigned)ms)
		ms = (int)due;
	if (poll(fds, LEN(fds), ms) > 0 && fds[1].revents != 0)
		(void)!read(lp->wake_fd, &n, sizeof n);
	return MHD_run(lp->mhd) == MHD_YES;
}

static void
turn(struct loop *lp, int64_t *reaped)
{
	int ms = lp->n_linger ? LINGER_MS : TURN_MS;
	bool ok;

	int64_t now;
	bool stopping;

	ok = lp->n_away > 0 ? wait_away(lp, ms) : MHD_run_wait(lp->mhd, ms) == MHD_YES;
	if (!ok)
		log_line(LOG_ERROR, "http_loop", "error=\"polling failed\"");
	now = time_mono_us();
	if (lp->n_linger)
		(void)http_linger_step(lp, now);
	if (now - *reaped >= REAP_US) {
		http_conn_reap(lp, now);
		*reaped = now;
	}
	stopping = atomic_load_explicit(&lp->srv->stopping, memory_order_relaxed);
	if (stopping && lp->listen_fd >= 0) {
		(void)MHD_quiesce_daemon(lp->mhd);
		close(lp->listen_fd);
		lp->listen_fd = -1;
	}
}

static void *
loop_run(void *arg)
{
	struct loop *lp = arg;
	struct http_server *s = lp->srv;
	int64_t reaped = time_mono_us();
	enum err e = OK;

	if (s->app.thread_open)
		e = s->app.thread_open(s->app.data, HTTP_DONE, &lp->ctx);
	gate_tell(&s->gate, e);
	if (e == OK)
		while (!atomic_load_explicit(&s->halt, memory_order_relaxed))
			turn(lp, &reaped);
	if (lp->listen_fd >= 0)
		(void)MHD_quiesce_daemon(lp->mhd);
	MHD_stop_daemon(lp->mhd);
	lp->mhd = NULL;
	http_linger_end(lp);
	if (e == OK && s->app.thread_close)
		s->app.thread_close(s->app.data, lp->ctx);
	return NULL;
}

static unsigned
share(const struct http_server *s, int total)
{
	return (unsigned)((total + s->conf.loops - 1) / s->conf.loops);
}

/* Targets are decoded by http_parse_path, once, and from the untouched text. */
static size_t
no_unescape(void *cls, struct MHD_Connection *mc, char *text)
{
	(void)cls;
	(void)mc;
	return strlen(text);
}

static struct MHD_Daemon *
daemon_start(struct loop *lp)
{
	const struct http_conf *c = &lp->srv->conf;
	/* The library keeps the head, what it knows of its fields and the reply's head in one
	 * block, which it clears for each request: no more than these need. */
	size_t memory = c->head_limit + 12 * KiB;
	/* At strictness 1 version 0.9.75 sends the head of its own refusals twice; what it
	 * would have checked (Host, blanks in names and targets) head.c checks. */
	const int strict = 0;
	/* Behind a proxy all connections come from one address. */
	unsigned per_ip = lp->srv->n_proxies ? 0 : share(lp->srv, c->max_conns_per_ip);

	return MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL,
	    http_on_access, lp, MHD_OPTION_LISTEN_SOCKET, lp->listen_fd,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, memory, MHD_OPTION_CONNECTION_LIMIT,
	    share(lp->srv, c->max_conns), MHD_OPTION_PER_IP_CONNECTION_LIMIT, per_ip,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)c->idle_s, MHD_OPTION_URI_LOG_CALLBACK,
	    http_on_uri, lp, MHD_OPTION_UNESCAPE_CALLBACK, no_unescape, NULL,
	    MHD_OPTION_NOTIFY_COMPLETED, http_on_completed, lp, MHD_OPTION_NOTIFY_CONNECTION,
	    http_on_conn, lp, MHD_OPTION_STRICT_FOR_CLIENT, strict, MHD_OPTION_END);
}

enum err
http_loop_start(struct loop *lp)
{
	const union MHD_DaemonInfo *info;

	if (!(lp->arena = arena_new(SIZE_MAX)))
		return E_NOMEM;
	if ((lp->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) < 0)
		return E_IO;
	if (!(lp->mhd = daemon_start(lp)))
		return E_IO;
	info = MHD_get_daemon_info(lp->mhd, MHD_DAEMON_INFO_EPOLL_FD);
	lp->epoll_fd = info ? info->epoll_fd : -1;
	if (!thread_start(&lp->thread, loop_run, lp, "loop")) {
		(void)MHD_quiesce_daemon(lp->mhd);
		MHD_stop_daemon(lp->mhd);
		return E_NOMEM;
	}
	lp->started = true;
	return gate_wait(&lp->srv->gate);
}

void
http_loop_join(struct loop *lp)
{
	if (lp->started)
		pthread_join(lp->thread, NULL);
	lp->started = false;
	if (lp->listen_fd >= 0)
		close(lp->listen_fd);
	lp->listen_fd = -1;
	if (lp->wake_fd >= 0)
		close(lp->wake_fd);
	lp->wake_fd = -1;
	for (struct call *cl = lp->free_calls; cl; cl = cl->next) {
		if (cl->rq.arena)
			arena_free(cl->rq.arena);
		buf_fini(&cl->body);
	}
	if (lp->arena)
		arena_free(lp->arena);
	lp->arena = NULL;
}
