/* conn.c - connections: their deadlines, and closing without cutting off a reply.
 *
 * libmicrohttpd's timeout starts again with every byte, so that a client who
 * sends one a minute holds a connection for ever. Here a phase has an end.
 */
#define _GNU_SOURCE 1
#include "http/priv.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define SECOND ((int64_t)1000000)

enum {
	LINGER_US = 2000000,	/* how long unread input is listened to */
	LINGER_READS = 64,	/* reads of a socket in one turn        */
};

/* A socket closed with input unread sends RST, and the reply that was to say
 * "too big" is lost with it. A copy of the descriptor keeps it open meanwhile. */
static void
linger_begin(struct loop *lp, int fd)
{
	int copy;

	if (lp->n_linger == HTTP_LINGER_MAX || (copy = fcntl(fd, F_DUPFD_CLOEXEC, 3)) < 0)
		return;
	(void)shutdown(copy, SHUT_WR);
	lp->linger[lp->n_linger++] = (struct farewell){ copy, time_mono_us() + LINGER_US };
}

static bool
linger_over(struct farewell *l, int64_t now)
{
	char waste[16 * 1024];
	ssize_t n;

	for (int i = 0; i < LINGER_READS; i++) {
		n = recv(l->fd, waste, sizeof waste, MSG_DONTWAIT);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n == 0 || errno != EAGAIN || now > l->until;
	}
	return now > l->until;
}

bool
http_linger_step(struct loop *lp, int64_t now)
{
	size_t i = 0;

	while (i < lp->n_linger) {
		if (linger_over(&lp->linger[i], now)) {
			close(lp->linger[i].fd);
			lp->linger[i] = lp->linger[--lp->n_linger];
		} else {
			i++;
		}
	}
	return lp->n_linger > 0;
}

void
http_linger_end(struct loop *lp)
{
	while (lp->n_linger)
		close(lp->linger[--lp->n_linger].fd);
}

static struct conn *
conn_begin(struct loop *lp, struct MHD_Connection *mc)
{
	const union MHD_ConnectionInfo *fd, *sa;
	struct conn *c = lp->free_conns;

	fd = MHD_get_connection_info(mc, MHD_CONNECTION_INFO_CONNECTION_FD);
	sa = MHD_get_connection_info(mc, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	if (!fd)
		return NULL;
	if (c)
		lp->free_conns = c->next;
	else if (!(c = arena_make(lp->arena, struct conn)))
		return NULL;
	*c = (struct conn){ .fd = fd->connect_fd, .since = time_mono_us(), .next = lp->conns };
	if (lp->conns)
		lp->conns->prev = c;
	lp->conns = c;
	http_peer_read(lp->srv, sa ? sa->client_addr : NULL, c);
	return c;
}

static void
conn_end(struct loop *lp, struct conn *c)
{
	if (c->linger && !atomic_load(&lp->srv->halt))
		linger_begin(lp, c->fd);
	if (c->prev)
		c->prev->next = c->next;
	else
		lp->conns = c->next;
	if (c->next)
		c->next->prev = c->prev;
	c->next = lp->free_conns;
	lp->free_conns = c;
}

void
http_on_conn(void *cls, struct MHD_Connection *mc, void **sock_ctx,
    enum MHD_ConnectionNotificationCode what)
{
	struct loop *lp = cls;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		*sock_ctx = conn_begin(lp, mc);
		atomic_fetch_add_explicit(&lp->open, 1, memory_order_relaxed);
	} else {
		if (*sock_ctx)
			conn_end(lp, *sock_ctx);
		*sock_ctx = NULL;
		atomic_fetch_sub_explicit(&lp->open, 1, memory_order_relaxed);
	}
}

struct conn *
http_conn_of(struct MHD_Connection *mc)
{
	const union MHD_ConnectionInfo *info;

	info = MHD_get_connection_info(mc, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	return info ? info->socket_context : NULL;
}

void
http_conn_phase(struct conn *c, enum phase p, int64_t now)
{
	c->phase = p;
	c->since = now;
}

void
http_conn_reap(struct loop *lp, int64_t now)
{
	static const char late[] = "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n"
	    "Content-Length: 0\r\n\r\n";
	const struct http_conf *conf = &lp->srv->conf;
	int n_late = 0;

	for (struct conn *c = lp->conns; c; c = c->next) {
		int64_t age = now - c->since;

		/* Asked to end a turn ago, and still here: bytes that came with the end of input
		 * hid it, and may go on hiding it for ever. After this they answer with RST. */
		if (c->ending) {
			(void)shutdown(c->fd, SHUT_RDWR);
			continue;
		}
		if (c->phase == PHASE_READ && age > conf->body_s * SECOND) {
			(void)send(c->fd, late, sizeof late - 1, MSG_DONTWAIT | MSG_NOSIGNAL);
			c->late = true;
			n_late++;
		} else if (c->phase != PHASE_IDLE || age <= conf->idle_s * SECOND) {
			continue;
		}
		/* libmicrohttpd reads the end of input and closes. */
		(void)shutdown(c->fd, SHUT_RD);
		c->phase = PHASE_WORK;
		c->ending = true;
	}
	/* One line a turn, whatever their number: an attack must not fill the disk. */
	if (n_late > 0)
		log_line(LOG_WARN, "http_late", "connections=%d after_s=%d answer=408", n_late,
		    conf->body_s);
}
