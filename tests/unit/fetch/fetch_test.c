/* fetch_test.c - which addresses may be asked, and how a question ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <arpa/inet.h>
#include <cmocka.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fetch/fetch.h"

static struct arena *a;

static int
setup(void **state)
{
	(void)state;
	a = arena_new(4 * MiB);
	return a ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

/* ---- addresses ---------------------------------------------------------------------------- */

static bool
outer(const char *text)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6 };
	struct sockaddr_in four = { .sin_family = AF_INET };

	if (inet_pton(AF_INET, text, &four.sin_addr) == 1)
		return addr_outer((const struct sockaddr *)(const void *)&four);
	assert_int_equal(inet_pton(AF_INET6, text, &six.sin6_addr), 1);
	return addr_outer((const struct sockaddr *)(const void *)&six);
}

static void
networks(void **state)
{
	static const char *const out[] = { "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0",
		"172.15.255.255", "172.32.0.1", "192.167.0.1", "192.169.0.1", "100.63.255.255",
		"100.128.0.1", "223.255.255.255", "2a02:6b8::1", "2001:4860::1",
		"::ffff:1.1.1.1", "64:ff9b::808:808", "2002:808:808::1" };
	static const char *const in[] = { "0.0.0.0", "10.1.2.3", "127.0.0.1", "127.255.255.255",
		"169.254.169.254", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1",
		"198.18.0.1", "192.0.0.1", "224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1",
		"fc00::1", "fd00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
		"64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2001::1", "::8.8.8.8" };
	struct sockaddr other = { .sa_family = AF_UNIX };

	(void)state;
	for (size_t i = 0; i < LEN(out); i++)
		if (!outer(out[i]))
			fail_msg("%s is taken for an inner one", out[i]);
	for (size_t i = 0; i < LEN(in); i++)
		if (outer(in[i]))
			fail_msg("%s is taken for an outer one", in[i]);
	assert_false(addr_outer(&other));
}

static void
parts(void **state)
{
	(void)state;
	assert_true(str_is(url_origin(S("https://id.example:8443/a")), "https://id.example:8443"));
	assert_true(str_is(url_authority(S("http://a.example?b")), "a.example"));
	assert_true(str_is(url_host(S("https://id.example:8443/a")), "id.example"));
	assert_true(str_is(url_host(S("http://[::1]:80/")), "[::1]"));
	assert_true(url_authority(S("id.example")).p == NULL);
	assert_true(url_loopback(S("http://localhost:1/")));
	assert_false(url_loopback(S("http://localhost.example/")));
	assert_false(url_loopback(S("http://127.0.0.1@a.example/")));
}

/* ---- asking ------------------------------------------------------------------------------- */

/* Answers one connection with these bytes and keeps what it was asked. */
struct other { int fd, port; const char *say; char heard[2000]; pthread_t thread; };

static void *
serve(void *p)
{
	struct other *o = p;
	int fd = accept(o->fd, NULL, NULL);
	ssize_t n;

	if (fd < 0)
		return NULL;
	n = read(fd, o->heard, sizeof o->heard - 1);
	o->heard[n > 0 ? n : 0] = '\0';
	if (o->say != NULL)
		(void)!write(fd, o->say, strlen(o->say));
	else
		(void)!read(fd, o->heard + n, 1); /* says nothing until the other side goes */
	close(fd);
	return NULL;
}

static void
listen_on(struct other *o, const char *say)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof at;

	*o = (struct other){ .fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), .say = say };
	assert_true(o->fd >= 0);
	assert_int_equal(bind(o->fd, (struct sockaddr *)&at, sizeof at), 0);
	assert_int_equal(listen(o->fd, 1), 0);
	assert_int_equal(getsockname(o->fd, (struct sockaddr *)&at, &n), 0);
	o->port = ntohs(at.sin_port);
	assert_int_equal(pthread_create(&o->thread, NULL, serve, o), 0);
}

static struct fetched
ask(struct other *o, const char *say, struct str body, size_t max)
{
	const struct str heads[] = { S("Accept: text/plain"), S("X-Mark: 7") };
	struct fetched got;

	listen_on(o, say);
	assert_int_equal(fetch(a, &(struct fetch){ .heads = heads, .n_heads = LEN(heads),
		.url = str_fmt(a, "http://127.0.0.1:%d/a", o->port), .body = body,
		.timeout_ms = say ? 5000 : 300, .max = max }, &got), OK);
	close(o->fd);
	assert_int_equal(pthread_join(o->thread, NULL), 0);
	return got;
}

static void
answers(void **state)
{
	struct other o;
	struct fetched got;

	(void)state;
	got = ask(&o, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", STR_NONE, 100);
	assert_int_equal(got.end, FETCH_ANSWERED);
	assert_int_equal(got.status, 200);
	assert_int_equal(got.body.n, 2);
	assert_non_null(strstr(o.heard, "GET /a HTTP/1.1\r\n"));
	assert_non_null(strstr(o.heard, "\r\nX-Mark: 7\r\n"));
	got = ask(&o, "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", S("q=1"), 100);
	assert_int_equal(got.end, FETCH_ANSWERED);
	assert_int_equal(got.status, 503);
	assert_true(got.body.p != NULL && got.body.n == 0);
	assert_non_null(strstr(o.heard, "POST /a HTTP/1.1\r\n"));
	got = ask(&o, "HTTP/1.1 302 Go\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n", STR_NONE, 9);
	assert_int_equal(got.status, 302);
}

static void
no_answers(void **state)
{
	struct other o;
	struct fetched got = ask(
	    &o, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n123456789", STR_NONE, 4);

	(void)state;
	assert_int_equal(got.end, FETCH_TOO_BIG);
	got = ask(&o, NULL, STR_NONE, 100);
	assert_int_equal(got.end, FETCH_LATE);
	got = ask(&o, "", STR_NONE, 100);
	assert_int_equal(got.end, FETCH_UNREACHABLE);
	assert_true(got.why != NULL && got.why[0] != '\0');
	/* not HTTP at all, and nobody there */
	assert_int_equal(fetch(a, &(struct fetch){ .url = S("file:///etc/passwd"),
		.timeout_ms = 1000, .max = 100 }, &got), OK);
	assert_int_equal(got.end, FETCH_UNREACHABLE);
	assert_int_equal(got.body.n, 0);
	assert_int_equal(fetch(a, &(struct fetch){ .timeout_ms = 1000, .max = 100,
		.url = str_fmt(a, "http://127.0.0.1:%d/", o.port) }, &got), OK);
	assert_int_equal(got.end, FETCH_UNREACHABLE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(networks),
		cmocka_unit_test(parts),
		cmocka_unit_test_setup_teardown(answers, setup, teardown),
		cmocka_unit_test_setup_teardown(no_answers, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
