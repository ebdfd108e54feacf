/* live_test.c - a server on a port of its own: heads, bodies, keep-alive, limits. */
#include "live.h"

static void
keep_alive(void **st)
{
	struct app app = { 0 };
	struct http_server *s = serve(&plain_conf, &app);
	struct got g;
	int fd = dial(s);

	(void)st;
	for (int i = 0; i < 5; i++)
		ask(fd, "GET /a%20b?x=1&y=%D0%B4+z&x=2 HTTP/1.1\r\nHost: x\r\n"
		    "User-Agent: me\r\nCookie: a=b; sid=\"7\"\r\n\r\n", 200,
		    "GET /a b\nx=1\ny=д z\nx=2\ncookie 7\nagent me\npeer 127.0.0.1\ntls 0\n");
	ask(fd, GET("http://x/abs?q=1"), 200, NULL);
	say(fd, "HEAD /big HTTP/1.1\r\nHost: x\r\n\r\n");
	g = hear(fd, true);
	assert_int_equal(g.status, 200);
	assert_int_equal(g.length, 2 * MiB);
	assert_non_null(strstr(g.head, "Content-Type: text/plain; charset=utf-8\r\n"));
	assert_non_null(strstr(g.head, "X-Six: да\r\n"));
	assert_non_null(strstr(g.head, "Date: "));
	say(fd, GET("/big"));
	g = hear(fd, false);
	assert_int_equal(g.n, 2 * MiB);
	assert_memory_equal(g.body + 2 * MiB - 4, "cdef", 4);
	forget(&g);
	say(fd, GET("/same"));
	g = hear(fd, true);
	assert_int_equal(g.status, 304);
	assert_int_equal(g.length, 46); /* of the page that it stands for */
	say(fd, GET("/empty"));
	g = hear(fd, true);
	assert_int_equal(g.status, 204);
	ask(fd, GET("/inject"), 418, NULL);
	close(fd);
	http_stop(s, 2);
	assert_int_equal(app.opened, 5);
	assert_int_equal(app.closed, 5);
	assert_int_equal(app.done, 11);
	assert_int_equal(app.failed, 0);
}

static void
forms(void **st)
{
	struct app app = { 0 };
	struct http_server *s = serve(&plain_conf, &app);
	int fd = dial(s);

	(void)st;
	post(fd, "application/x-www-form-urlencoded; charset=UTF-8", "a=1&b=%d0%b4&a=+", 200,
	    "a=1\nb=д\na= \nbody 0\n");
	post(fd, "multipart/form-data; boundary=\"q1\"",
	    "--q1\r\nContent-Disposition: form-data; name=\"t\"\r\n\r\nтекст\r\n"
	    "--q1\r\nContent-Disposition: form-data; name=f; filename=\"a%22.png\"\r\n"
	    "Content-Type: image/png\r\n\r\n\r\n--q2\r\n\r\n--q1--\r\n",
	    200, "t=текст\nfile f a\".png image/png 8\nbody 0\n");
	ask(fd, "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
	    "Content-Type: application/json\r\n\r\n"
	    "2\r\n{}\r\n3\r\n   \r\n0\r\n\r\n", 200, "body 5\n");
	ask(fd, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", 200, "body 0\n");
	post(fd, "multipart/form-data; boundary=q", "abcd", 400, "E_SYNTAX");
	post(fd, "multipart/form-data", "abcd", 400, "E_SYNTAX");
	ask(fd, GET("/still-here"), 200, NULL);
	close(fd);
	http_stop(s, 2);
}

static void
too_big(void **st)
{
	struct app app = { 0 };
	struct http_server *s = serve(&plain_conf, &app);
	static char chunk[8192];
	int fd = dial(s);

	(void)st;
	/* Announced: refused before a byte of it has come. */
	ask(fd, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100001\r\n\r\n",
	    413, "E_TOO_BIG");
	assert_true(hung_up(fd));
	close(fd);
	/* No body is wanted here at all; the client sends it none the less. */
	fd = dial(s);
	say(fd, "POST /none HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n");
	for (int i = 0; i < 400; i++)
		say_n(fd, chunk, sizeof chunk);
	ask(fd, "", 413, "E_TOO_BIG");
	close(fd);
	/* Not announced: found out on the way. */
	fd = dial(s);
	say(fd, "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
	for (int i = 0; i < 40; i++) {
		say(fd, "2000\r\n");
		say_n(fd, chunk, sizeof chunk);
		say(fd, "\r\n");
	}
	ask(fd, "0\r\n\r\n", 413, "E_TOO_BIG");
	assert_true(hung_up(fd));
	close(fd);
	/* An address that is not there keeps its own answer. */
	fd = dial(s);
	ask(fd, "POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 999999\r\n\r\nabc", 404,
	    NULL);
	assert_true(hung_up(fd));
	close(fd);
	/* Nobody is asked to go on with a body that would be refused. */
	fd = dial(s);
	ask(fd, "POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
	    "Content-Length: 100001\r\n\r\n", 413, "E_TOO_BIG");
	close(fd);
	fd = dial(s);
	ask(fd, "POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
	    "Content-Length: 3\r\n\r\n", 100, NULL);
	ask(fd, "abc", 200, "body 3\n");
	close(fd);
	http_stop(s, 2);
	assert_int_equal(app.done, 6);
}

/* The library's own reading of a query took its block of memory and ended the connection. */
static void
many_parameters(void **st)
{
	static char head[16384];
	struct http_conf conf = plain_conf;
	struct app app = { 0 };
	struct http_server *s;
	struct buf b;
	int fd;

	(void)st;
	conf.head_limit = 16 * KiB;
	s = serve(&conf, &app);
	for (int n = 250; n <= 3000; n += 250) {
		fd = dial(s);
		buf_init(&b, NULL, sizeof head);
		buf_put(&b, S("GET /echo?"));
		for (int i = 0; i < n; i++)
			buf_fmt(&b, "a%d&", i % 10);
		buf_put(&b, S(" HTTP/1.1\r\nHost: x\r\n\r\n"));
		assert_int_equal(buf_err(&b), OK);
		memcpy(head, b.p, b.n);
		head[b.n] = '\0';
		ask(fd, head, n <= 256 ? 200 : 413, NULL);
		buf_fini(&b);
		close(fd);
	}
	http_stop(s, 2);
}

/* Bytes that never cease to come hide the end of input from a reader who stops at the last one. */
static void
steady_clients(void **st)
{
	struct http_conf conf = plain_conf;
	struct app app = { 0 };
	struct http_server *s;
	int64_t from;
	int fds[8];
	size_t left = LEN(fds);

	(void)st;
	conf.body_s = 1;
	s = serve(&conf, &app);
	for (size_t i = 0; i < LEN(fds); i++)
		say(fds[i] = dial(s),
		    "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\n\r\n");
	for (from = time_mono_us(); left > 0 && time_mono_us() - from < 6000000; usleep(200)) {
		for (size_t i = 0; i < LEN(fds); i++) {
			if (fds[i] >= 0 && send(fds[i], "a", 1, MSG_NOSIGNAL) != 1) {
				close(fds[i]);
				fds[i] = -1;
				left--;
			}
		}
	}
	assert_int_equal(left, 0);
	http_stop(s, 2);
	assert_int_equal(app.last_status, 408);
}

static void
slow_clients(void **st)
{
	struct http_conf conf = plain_conf;
	struct app app = { 0 };
	struct http_server *s;
	int body, head, line, idle;

	(void)st;
	conf.body_s = 1;
	conf.idle_s = 2;
	s = serve(&conf, &app);
	body = dial(s);
	head = dial(s);
	line = dial(s);
	idle = dial(s);
	say(body, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n");
	say(head, "GET / HTTP/1.1\r\n");
	say(line, "GET ");
	for (int i = 0; i < 17; i++) { /* a byte now and then does not help */
		say(body, "a");
		say(head, i % 2 ? "b\r\n" : "a:");
		say(line, "/");
		nap_ms(200);
	}
	ask(body, "", 408, NULL);
	assert_true(hung_up(body));
	ask(head, "", 408, NULL);
	assert_true(hung_up(line));
	assert_true(hung_up(idle));
	close(body);
	close(head);
	close(line);
	close(idle);
	http_stop(s, 2);
	assert_int_equal(app.last_status, 408); /* so the log says */
}

static void
malformed(void **st)
{
	static const struct { const char *text; int status; } bad[] = {
		{ "GET /../etc HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
		{ "GET /a/%2e%2e/b HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
		{ "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
		{ "GET /%FF HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
		{ "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
		{ "GET /%0a HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
		{ "GET nowhere HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
		{ "GET / HTTP/1.1\r\n\r\n", 400 },
		{ "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
		{ "GET /a\tb HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
		{ "GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n", 400 },
		{ "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400 },
		{ "GET /\r\n\r\n", 0 },
		{ "GET / HTTP/9\r\n\r\n", 0 },
		{ "\x16\x03\x01\x02\r\n\r\n", 0 },
		{ "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400 },
		{ "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1x\r\n\r\nab", 400 },
		{ "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: +3\r\n\r\nabc", 400 },
		{ "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n"
		  "\r\nab", 413 },
		{ "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n"
		  "\r\nab", 400 },
		{ "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n"
		  "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400 },
		{ "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n"
		  "\r\n0\r\n\r\n", 400 },
		{ "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
		  "\r\nzz\r\n\r\n", 0 },
		{ "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length : 3\r\n\r\nabc", 400 },
	};
	struct app app = { 0 };
	struct http_server *s = serve(&plain_conf, &app);

	(void)st;
	for (size_t i = 0; i < LEN(bad); i++) {
		int fd = dial(s);
		struct got g;

		say(fd, bad[i].text);
		(void)shutdown(fd, SHUT_WR);
		g = hear(fd, false);
		/* 0: the library's own refusal or a closed connection, but never success */
		if (bad[i].status ? g.status != bad[i].status : g.status && g.status < 400)
			fail_msg("%s: %d", bad[i].text, g.status);
		if (!ended(fd))
			fail_msg("%s: not closed after %d", bad[i].text, g.status);
		forget(&g);
		close(fd);
	}
	http_stop(s, 2);
}

static void
long_heads(void **st)
{
	struct app app = { 0 };
	struct http_server *s = serve(&plain_conf, &app);
	static const size_t sizes[] = { 100, 7000, 8200, 20000, 200000 };
	static char pad[200001];

	(void)st;
	memset(pad, 'a', sizeof pad - 1);
	for (size_t i = 0; i < LEN(sizes); i++) {
		int fd = dial(s);
		struct got g;

		say(fd, "GET /a HTTP/1.1\r\nHost: x\r\nCookie: sid=");
		say_n(fd, pad, sizes[i]);
		say(fd, "\r\n\r\n");
		g = hear(fd, false);
		if (sizes[i] < 8000)
			assert_int_equal(g.status, 200);
		else if (sizes[i] < 16000)
			assert_int_equal(g.status, 413);
		else
			assert_true(g.status == 0 || g.status >= 400);
		forget(&g);
		close(fd);
	}
	http_stop(s, 2);
}

static void
proxies(void **st)
{
	static const char ask_for[] = "GET /p HTTP/1.1\r\nHost: x\r\n"
	    "X-Forwarded-For: 9.9.9.9, 1.2.3.4\r\nX-Forwarded-For: 10.1.2.3\r\n"
	    "X-Forwarded-Proto: http, https\r\n\r\n";
	struct http_conf conf = plain_conf;
	struct app app = { 0 };
	struct http_server *s = serve(&conf, &app);
	int fd = dial(s);

	(void)st;
	ask(fd, ask_for, 200, "GET /p\ncookie \nagent \npeer 127.0.0.1\ntls 0\n");
	close(fd);
	http_stop(s, 2);
	conf.trusted_proxies = " ::1, 127.0.0.1,10.0.0.0/8";
	conf.listen = "*:0"; /* both families: IPv4 is shown as itself */
	s = serve(&conf, &app);
	fd = dial(s);
	ask(fd, ask_for, 200, "GET /p\ncookie \nagent \npeer 1.2.3.4\ntls 1\n");
	ask(fd, "GET /p HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 5.5.5.5, junk, "
	    "10.0.0.9\r\n\r\n", 200, "GET /p\ncookie \nagent \npeer 10.0.0.9\ntls 0\n");
	ask(fd, "GET /p HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: [2001:DB8::1]:443\r\n\r\n", 200,
	    "GET /p\ncookie \nagent \npeer 2001:db8::1\ntls 0\n");
	close(fd);
	http_stop(s, 2);
	conf.trusted_proxies = "10.0.0.0/99";
	assert_int_equal(http_start(&conf, &(struct http_app){ 0 }, &s), E_INPUT);
}

static void
pipelining(void **st)
{
	struct app app = { 0 };
	struct http_server *s = serve(&plain_conf, &app);
	int fd = dial(s);

	(void)st;
	say(fd, "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nPOST /echo HTTP/1.1\r\nHost: x\r\n"
	    "Content-Length: 2\r\n\r\nabGET /slow?ms=20 HTTP/1.1\r\nHost: x\r\n\r\n"
	    "GET /4 HTTP/1.1\r\nHost: x\r\n\r\n");
	ask(fd, "", 200, "GET /1\ncookie \nagent \npeer 127.0.0.1\ntls 0\n");
	ask(fd, "", 200, "body 2\n");
	ask(fd, "", 200, "GET /slow\nms=20\ncookie \nagent \npeer 127.0.0.1\ntls 0\n");
	ask(fd, "", 200, "GET /4\ncookie \nagent \npeer 127.0.0.1\ntls 0\n");
	close(fd);
	http_stop(s, 2);
}

static void
addresses(void **st)
{
	static const char *const wrong[] = { "", ":80", "127.0.0.1", "127.0.0.1:99999",
		"localhost:1", "[::1:80", "1.2.3.4:x" };
	struct http_conf conf = plain_conf;
	struct app app = { 0 };
	struct http_server *s, *twice = NULL;
	char taken[40];
	int fd;

	(void)st;
	for (size_t i = 0; i < LEN(wrong); i++) {
		conf.listen = wrong[i];
		assert_int_equal(http_start(&conf, &(struct http_app){ 0 }, &s), E_INPUT);
	}
	s = serve(&plain_conf, &app);
	(void)snprintf(taken, sizeof taken, "127.0.0.1:%d", http_port(s));
	conf.listen = taken;
	assert_int_equal(http_start(&conf, &(struct http_app){ 0 }, &twice), E_BUSY);
	http_stop(s, 2);
	/* A socket handed down by the service manager. */
	fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&(struct sockaddr_in){
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) },
	    sizeof(struct sockaddr_in)), 0);
	assert_int_equal(listen(fd, 5), 0);
	conf.listen_fd = fd;
	s = serve(&conf, &app);
	for (int i = 0; i < 10; i++) {
		int c = dial(s);

		ask(c, GET("/in"), 200, NULL);
		close(c);
	}
	http_stop(s, 2);
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keep_alive),
		cmocka_unit_test(forms),
		cmocka_unit_test(too_big),
		cmocka_unit_test(many_parameters),
		cmocka_unit_test(slow_clients), cmocka_unit_test(steady_clients),
		cmocka_unit_test(malformed),
		cmocka_unit_test(long_heads),
		cmocka_unit_test(proxies),
		cmocka_unit_test(pipelining),
		cmocka_unit_test(addresses),
	};

	log_level_set((enum log_level)(LOG_ERROR + 1));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
