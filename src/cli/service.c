/* service.c - see service.h. */
#include "cli/service.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define FIRST_FD 3	/* where the protocol puts the first descriptor */

/* "/run/x" is a file; "@x" a name in the kernel's own space, its first byte a NUL. */
static bool
address(const char *name, struct sockaddr_un *ret, socklen_t *ret_n)
{
	size_t n = strlen(name);

	*ret = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (n < 2 || n >= sizeof ret->sun_path || (name[0] != '/' && name[0] != '@'))
		return false;
	memcpy(ret->sun_path, name, n);
	if (name[0] == '@')
		ret->sun_path[0] = '\0';
	*ret_n = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n);
	return true;
}

static bool
tell(const char *name, const char *state)
{
	struct sockaddr_un to;
	size_t len = strlen(state);
	socklen_t n = 0;
	ssize_t sent;
	int fd;

	if (!address(name, &to, &n)) {
		errno = EINVAL;
		return false;
	}
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return false;
	do
		sent = sendto(fd, state, len, MSG_NOSIGNAL, (struct sockaddr *)&to, n);
	while (sent < 0 && errno == EINTR);
	close(fd);
	return sent == (ssize_t)len;
}

void
service_tell(const char *state)
{
	const char *name = getenv("NOTIFY_SOCKET");

	if (name != NULL && *name && !tell(name, state))
		log_line(LOG_WARN, "service_not_told", "socket=%s error=%s", name, strerror(errno));
}

void
service_reloading(void)
{
	char state[80];

	snprintf(
	    state, sizeof state, "RELOADING=1\nMONOTONIC_USEC=%lld", (long long)time_mono_us());
	service_tell(state);
}

static bool
listens(int fd)
{
	int type = 0, on = 0;
	socklen_t n = sizeof type, m = sizeof on;

	return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &n) == 0 && type == SOCK_STREAM &&
	    getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &on, &m) == 0 && on != 0;
}

enum err
service_socket(int *ret_fd)
{
	const char *pid = getenv("LISTEN_PID"), *fds = getenv("LISTEN_FDS");
	int64_t owner = 0, n = 0;
	/* Another process's: a shell between the manager and us passed them on. */
	bool ours = pid && fds && str_int(str_c(pid), &owner) && owner == getpid();
	bool good = ours && str_int(str_c(fds), &n) && n == 1 && listens(FIRST_FD);

	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_FDNAMES");
	if (!ours) {
		*ret_fd = -1;
		return OK;
	}
	if (!good) {
		log_line(LOG_ERROR, "service_socket",
		    "sockets=%lld hint=\"one listening stream socket, as in veche.socket\"",
		    (long long)n);
		return E_INPUT;
	}
	if (fcntl(FIRST_FD, F_SETFD, FD_CLOEXEC) != 0)
		return E_IO;
	*ret_fd = FIRST_FD;
	return OK;
}
