/* listen.c - the listening sockets, one a loop on the same port.
 *
 * SO_REUSEPORT lets the kernel deal connections out; a socket inherited from
 * the service manager cannot have siblings, so the loops share it.
 */
#define _GNU_SOURCE 1
#include "http/priv.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

enum { BACKLOG = 1024 };

/* "127.0.0.1:8080", "[::1]:8080", "*:8080". */
static enum err
address(struct str s, struct sockaddr_storage *ret, socklen_t *ret_n)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)ret;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)ret;
	char host[HTTP_PEER_TEXT];
	size_t i = s.n;
	int64_t port;

	memset(ret, 0, sizeof *ret);
	while (i && s.p[i - 1] != ':')
		i--;
	if (i < 2 || i > sizeof host || !str_int((struct str){ s.p + i, s.n - i }, &port) ||
	    port < 0 || port > 65535)
		return E_INPUT;
	memcpy(host, s.p, i - 1);
	host[i - 1] = '\0';
	if (strcmp(host, "*") == 0) {
		v6->sin6_addr = in6addr_any;
	} else if (host[0] == '[' && host[i - 2] == ']') {
		host[i - 2] = '\0';
		if (inet_pton(AF_INET6, host + 1, &v6->sin6_addr) != 1)
			return E_INPUT;
	} else {
		if (inet_pton(AF_INET, host, &v4->sin_addr) != 1)
			return E_INPUT;
		v4->sin_family = AF_INET;
		v4->sin_port = htons((uint16_t)port);
		*ret_n = sizeof *v4;
		return OK;
	}
	v6->sin6_family = AF_INET6;
	v6->sin6_port = htons((uint16_t)port);
	*ret_n = sizeof *v6;
	return OK;
}

static int
port_of(int fd)
{
	struct sockaddr_storage ss = { 0 };
	socklen_t n = sizeof ss;

	if (getsockname(fd, (struct sockaddr *)&ss, &n) != 0)
		return 0;
	if (ss.ss_family == AF_INET)
		return ntohs(((struct sockaddr_in *)&ss)->sin_port);
	if (ss.ss_family == AF_INET6)
		return ntohs(((struct sockaddr_in6 *)&ss)->sin6_port);
	return 0;
}

static bool
switch_on(int fd, int level, int option, int value)
{
	return setsockopt(fd, level, option, &value, sizeof value) == 0;
}

static int
open_socket(const struct sockaddr_storage *ss, socklen_t n)
{
	bool wild = ss->ss_family == AF_INET6 &&
	    IN6_IS_ADDR_UNSPECIFIED(&((const struct sockaddr_in6 *)ss)->sin6_addr);
	int fd = socket(ss->ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	/* Accepted sockets inherit TCP_NODELAY: a reply is one write, never held back. */
	if (!switch_on(fd, SOL_SOCKET, SO_REUSEADDR, 1) ||
	    !switch_on(fd, SOL_SOCKET, SO_REUSEPORT, 1) ||
	    !switch_on(fd, IPPROTO_TCP, TCP_NODELAY, 1) ||
	    (ss->ss_family == AF_INET6 && !switch_on(fd, IPPROTO_IPV6, IPV6_V6ONLY, !wild)) ||
	    bind(fd, (const struct sockaddr *)ss, n) != 0 || listen(fd, BACKLOG) != 0) {
		int keep = errno;

		close(fd);
		errno = keep;
		return -1;
	}
	return fd;
}

static enum err
listen_inherited(struct http_server *s)
{
	int flags = fcntl(s->conf.listen_fd, F_GETFL);

	if (flags < 0 || fcntl(s->conf.listen_fd, F_SETFL, flags | O_NONBLOCK) < 0)
		return E_IO;
	(void)switch_on(s->conf.listen_fd, IPPROTO_TCP, TCP_NODELAY, 1);
	for (int i = 0; i < s->conf.loops; i++) {
		s->loops[i].listen_fd = fcntl(s->conf.listen_fd, F_DUPFD_CLOEXEC, 3);
		if (s->loops[i].listen_fd < 0)
			return E_IO;
	}
	s->port = port_of(s->conf.listen_fd);
	return OK;
}

/* Two servers with SO_REUSEPORT would silently share one port: a socket without
 * it tells whether somebody is there already. */
static bool
port_taken(const struct sockaddr_storage *ss, socklen_t n)
{
	int fd = socket(ss->ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool taken;

	if (fd < 0)
		return false;
	(void)switch_on(fd, SOL_SOCKET, SO_REUSEADDR, 1);
	taken = bind(fd, (const struct sockaddr *)ss, n) != 0 && errno == EADDRINUSE;
	close(fd);
	return taken;
}

enum err
http_listen(struct http_server *s)
{
	struct sockaddr_storage ss;
	socklen_t n = 0;

	if (s->conf.listen_fd >= 0)
		return listen_inherited(s);
	if (!s->conf.listen || address(str_c(s->conf.listen), &ss, &n) != OK) {
		log_line(LOG_ERROR, "http_listen", "address=%s hint=\"host:port, "
		    "[ipv6]:port or *:port\"", s->conf.listen ? s->conf.listen : "");
		return E_INPUT;
	}
	for (int i = 0; i < s->conf.loops; i++) {
		struct loop *lp = &s->loops[i];

		if (i == 0 && port_taken(&ss, n))
			errno = EADDRINUSE;
		else
			lp->listen_fd = open_socket(&ss, n);
		if (lp->listen_fd < 0) {
			log_line(LOG_ERROR, "http_listen", "address=%s error=%s",
			    s->conf.listen, strerror(errno));
			return errno == EADDRINUSE ? E_BUSY : E_IO;
		}
		if (i > 0)
			continue;
		/* Port 0: the siblings join whatever the kernel chose. */
		s->port = port_of(lp->listen_fd);
		if (ss.ss_family == AF_INET)
			((struct sockaddr_in *)&ss)->sin_port = htons((uint16_t)s->port);
		else
			((struct sockaddr_in6 *)&ss)->sin6_port = htons((uint16_t)s->port);
	}
	return OK;
}
