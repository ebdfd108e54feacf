/* service_test.c - a service manager played by the test: real sockets, a child process. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "cli/service.h"
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* The manager's end, bound to `name` as NOTIFY_SOCKET spells it. */
static int
manager(const char *name)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	struct timeval limit = { .tv_sec = 5 };
	size_t n = strlen(name);
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	assert_true(fd >= 0 && n < sizeof at.sun_path);
	memcpy(at.sun_path, name, n);
	if (name[0] == '@')
		at.sun_path[0] = '\0';
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	n += offsetof(struct sockaddr_un, sun_path);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, (socklen_t)n), 0);
	assert_int_equal(setenv("NOTIFY_SOCKET", name, 1), 0);
	return fd;
}

static void
heard(int fd, const char *state)
{
	char got[200];
	ssize_t n = recv(fd, got, sizeof got - 1, 0);

	assert_true(n > 0);
	got[n] = '\0';
	assert_string_equal(got, state);
}

static void
tells_by_file(void **st)
{
	char dir[] = "/tmp/veche-service-XXXXXX", name[64];
	int fd;

	(void)st;
	assert_non_null(mkdtemp(dir));
	snprintf(name, sizeof name, "%s/notify", dir);
	fd = manager(name);
	service_tell("READY=1\nSTATUS=serving");
	heard(fd, "READY=1\nSTATUS=serving");
	service_tell("STOPPING=1");
	heard(fd, "STOPPING=1");
	close(fd);
	unlink(name);
	service_tell("READY=1"); /* nobody there: said in the log, nothing more */
	assert_int_equal(rmdir(dir), 0);
}

static void
tells_by_name(void **st)
{
	char name[64], got[200] = { 0 };
	long long at = 0;
	int64_t before = time_mono_us();
	int fd;

	(void)st;
	snprintf(name, sizeof name, "@veche-service-test-%d", (int)getpid());
	fd = manager(name);
	service_tell("READY=1");
	heard(fd, "READY=1");
	service_reloading();
	assert_true(recv(fd, got, sizeof got - 1, 0) > 0);
	assert_int_equal(sscanf(got, "RELOADING=1\nMONOTONIC_USEC=%lld", &at), 1);
	assert_true(at >= before && at <= time_mono_us());
	close(fd);
}

static void
tells_nobody(void **st)
{
	static const char *const wrong[] = { "", "@", "/", "relative/path", "vsock:2:1234" };
	char longer[300];

	(void)st;
	for (size_t i = 0; i < LEN(wrong); i++) {
		assert_int_equal(setenv("NOTIFY_SOCKET", wrong[i], 1), 0);
		service_tell("READY=1");
	}
	memset(longer, 'a', sizeof longer);
	longer[0] = '/';
	longer[sizeof longer - 1] = '\0';
	assert_int_equal(setenv("NOTIFY_SOCKET", longer, 1), 0);
	service_tell("READY=1");
	assert_int_equal(unsetenv("NOTIFY_SOCKET"), 0);
	service_tell("READY=1");
}

/* ---- the socket handed over ---------------------------------------------------- */

enum kind { LISTENING, BOUND_ONLY, DATAGRAM, FILE_AT, NOTHING };

static int
make(enum kind kind)
{
	struct sockaddr_in any = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd;

	if (kind == FILE_AT)
		return open("/dev/null", O_RDONLY);
	if (kind == NOTHING)
		return -1;
	fd = socket(AF_INET, kind == DATAGRAM ? SOCK_DGRAM : SOCK_STREAM, 0);
	if (bind(fd, (struct sockaddr *)&any, sizeof any) != 0 ||
	    (kind == LISTENING && listen(fd, 1) != 0))
		return -1;
	return fd;
}

/* In a child whose descriptor 3 is of that kind: 0 a socket was given, 1 none, 2 refused. */
static int
handed(enum kind kind, bool for_us, const char *fds)
{
	pid_t child = fork();
	int status, fd, got = 99;
	char pid[24];
	enum err e;

	assert_true(child >= 0);
	if (child > 0) {
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFEXITED(status));
		return WEXITSTATUS(status);
	}
	close(3);
	fd = make(kind);
	if (fd >= 0 && fd != 3 && dup2(fd, 3) != 3)
		_exit(90);
	snprintf(pid, sizeof pid, "%d", (int)getpid() + (for_us ? 0 : 1));
	setenv("LISTEN_PID", pid, 1);
	if (fds)
		setenv("LISTEN_FDS", fds, 1);
	setenv("LISTEN_FDNAMES", "veche.socket", 1);
	e = service_socket(&got);
	if (getenv("LISTEN_PID") || getenv("LISTEN_FDS") || getenv("LISTEN_FDNAMES"))
		_exit(91);
	if (e != OK)
		_exit(e == E_INPUT && got == 99 ? 2 : 92);
	if (got == -1)
		_exit(1);
	_exit(got == 3 && (fcntl(3, F_GETFD) & FD_CLOEXEC) ? 0 : 93);
}

static void
takes_the_socket(void **st)
{
	(void)st;
	assert_int_equal(handed(LISTENING, true, "1"), 0);
	assert_int_equal(handed(LISTENING, false, "1"), 1);
	assert_int_equal(handed(NOTHING, true, NULL), 1);
}

static void
refuses_others(void **st)
{
	(void)st;
	assert_int_equal(handed(BOUND_ONLY, true, "1"), 2);
	assert_int_equal(handed(DATAGRAM, true, "1"), 2);
	assert_int_equal(handed(FILE_AT, true, "1"), 2);
	assert_int_equal(handed(NOTHING, true, "1"), 2);
	assert_int_equal(handed(LISTENING, true, "2"), 2);
	assert_int_equal(handed(LISTENING, true, "one"), 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_by_file), cmocka_unit_test(tells_by_name),
		cmocka_unit_test(tells_nobody), cmocka_unit_test(takes_the_socket),
		cmocka_unit_test(refuses_others),
	};

	return cmocka_run_group_tests_name("service", tests, NULL, NULL);
}
