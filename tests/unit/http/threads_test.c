/* threads_test.c - the writer's batches, workers, many connections, stopping. */
#include "live.h"
#include <pthread.h>

enum { WRITES = 100, CROWD = 500 };

static void
writer_batches(void **st)
{
	struct app app = { 0 };
	struct http_server *s = serve(&plain_conf, &app);
	int fds[WRITES];

	(void)st;
	for (int i = 0; i < WRITES; i++)
		fds[i] = dial(s);
	for (int i = 0; i < WRITES; i++)
		say(fds[i], GET("/write"));
	for (int i = 0; i < WRITES; i++)
		ask(fds[i], "", 200, NULL);
	assert_int_equal(app.wrote, WRITES);
	assert_int_equal(app.batch_rows, WRITES);
	assert_true(app.batches < WRITES / 2); /* they did gather */
	/* A commit that fails takes back every reply of its batch. */
	app.fail_end = true;
	for (int i = 0; i < WRITES; i++)
		say(fds[i], GET("/write"));
	for (int i = 0; i < WRITES; i++)
		ask(fds[i], "", 503, "E_BUSY");
	assert_int_equal(app.wrote, 2 * WRITES);
	app.fail_end = false;
	app.fail_begin = true;
	ask(fds[0], GET("/write"), 503, "E_BUSY");
	assert_int_equal(app.wrote, 2 * WRITES);
	app.fail_begin = false;
	ask(fds[0], GET("/write"), 200, NULL);
	for (int i = 0; i < WRITES; i++)
		close(fds[i]);
	http_stop(s, 2);
	/* What was held is let go once, whether it was sent or replaced. */
	assert_int_equal(app.released, 2 * WRITES + 1);
	assert_int_equal(app.opened, app.closed);
}

static void
waiting_for_more(void **st)
{
	struct http_conf conf = plain_conf;
	struct app app = { 0 };
	struct http_server *s;
	int fds[10];

	(void)st;
	conf.batch_us = 3000;
	conf.batch_max = 4;
	s = serve(&conf, &app);
	for (size_t i = 0; i < LEN(fds); i++)
		say(fds[i] = dial(s), GET("/write"));
	for (size_t i = 0; i < LEN(fds); i++) {
		ask(fds[i], "", 200, NULL);
		close(fds[i]);
	}
	assert_true(app.batches >= 3); /* never more than batch_max at once */
	http_stop(s, 2);
}

static void
without_writer(void **st)
{
	struct http_conf conf = plain_conf;
	struct app app = { 0 };
	struct http_server *s;
	int fd;

	(void)st;
	conf.one_writer = false;
	s = serve(&conf, &app);
	fd = dial(s);
	ask(fd, GET("/write"), 200, NULL);
	ask(fd, GET("/hop"), 200, NULL);
	close(fd);
	http_stop(s, 2);
	assert_int_equal(app.opened, 4);
	assert_int_equal(app.batches, 0);
	assert_int_equal(app.wrote, 1);
}

static void
moving_on(void **st)
{
	struct app app = { 0 };
	struct http_server *s = serve(&plain_conf, &app);
	int fd = dial(s);

	(void)st;
	ask(fd, GET("/hop"), 200, NULL); /* loop, worker, writer */
	assert_int_equal(app.hops, 2);
	ask(fd, GET("/circle"), 500, "E_BUG");
	close(fd);
	http_stop(s, 2);
}

static void
overflow(void **st)
{
	struct http_conf conf = plain_conf;
	struct http_stats stats;
	struct app app = { 0 };
	struct http_server *s;
	int fds[100], busy = 0;

	(void)st;
	conf.workers = 1;
	s = serve(&conf, &app);
	app.hold = true;
	for (size_t i = 0; i < LEN(fds); i++)
		say(fds[i] = dial(s), GET("/slow"));
	do {
		nap_ms(5);
		http_stats(s, &stats);
	} while (stats.requests < 100 || stats.refused + stats.queued + 1 < 100);
	/* 64 wait behind the one at work, or 63 when it was taken after the rush. */
	assert_in_range(stats.queued, 63, 64);
	assert_int_equal(stats.open, 100);
	close(fds[99]); /* somebody leaves meanwhile */
	app.hold = false;
	for (size_t i = 0; i < LEN(fds) - 1; i++) {
		struct got g = hear(fds[i], false);

		assert_true(g.status == 200 || g.status == 503);
		busy += g.status == 503;
		forget(&g);
		close(fds[i]);
	}
	assert_true(busy >= 34 && busy <= 36);
	http_stop(s, 2);
	assert_int_equal(app.done, 100);
}

static void
crowd(void **st)
{
	static const char *const requests[] = { GET("/a"), GET("/write"), GET("/slow?ms=1"),
		"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc" };
	struct http_conf conf = plain_conf;
	struct app app = { 0 };
	struct http_server *s;
	static int fds[CROWD];

	(void)st;
	conf.workers = 8;
	s = serve(&conf, &app);
	for (int i = 0; i < CROWD; i++)
		fds[i] = dial(s);
	for (int round = 0; round < 4; round++) {
		for (int i = 0; i < CROWD; i++)
			say(fds[i], requests[(i + round) % 4]);
		for (int i = 0; i < CROWD; i++)
			ask(fds[i], "", 200, NULL);
	}
	for (int i = 0; i < CROWD; i++)
		close(fds[i]);
	http_stop(s, 2);
	assert_int_equal(app.done, 4 * CROWD);
	assert_int_equal(app.opened, app.closed);
}

struct stopping { struct http_server *s; int grace_s; };

static void *
stop_run(void *arg)
{
	struct stopping *p = arg;

	http_stop(p->s, p->grace_s);
	return NULL;
}

static void
graceful_stop(void **st)
{
	struct app app = { 0 };
	struct http_server *s = serve(&plain_conf, &app);
	struct sockaddr_in sin = { .sin_family = AF_INET, .sin_port = htons((uint16_t)http_port(s)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct stopping how = { s, 10 };
	int busy = dial(s), idle = dial(s), late = socket(AF_INET, SOCK_STREAM, 0);
	struct got g;
	pthread_t t;

	(void)st;
	ask(idle, GET("/a"), 200, NULL);
	say(busy, GET("/slow?ms=700"));
	nap_ms(100);
	assert_int_equal(pthread_create(&t, NULL, stop_run, &how), 0);
	nap_ms(300);
	/* New ones are turned away, the one under way is finished and closed. */
	assert_int_not_equal(connect(late, (struct sockaddr *)&sin, sizeof sin), 0);
	ask(idle, GET("/b"), 200, NULL);
	assert_true(hung_up(idle));
	g = hear(busy, false);
	assert_int_equal(g.status, 200);
	assert_non_null(strstr(g.head, "Connection: close\r\n"));
	forget(&g);
	pthread_join(t, NULL);
	assert_int_equal(app.done, 3);
	assert_int_equal(app.opened, app.closed);
	close(busy);
	close(idle);
	close(late);
}

static void
impatient_stop(void **st)
{
	struct http_conf conf = plain_conf;
	struct app app = { 0 };
	struct stopping how = { NULL, 0 };
	int fds[10], uploading, finished = 0;
	pthread_t t;

	(void)st;
	conf.workers = 1;
	how.s = serve(&conf, &app);
	app.hold = true;
	uploading = dial(how.s);
	say(uploading, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc");
	for (size_t i = 0; i < LEN(fds); i++)
		say(fds[i] = dial(how.s), GET("/slow"));
	nap_ms(200);
	assert_int_equal(pthread_create(&t, NULL, stop_run, &how), 0);
	nap_ms(200);
	app.hold = false; /* the one at work ends; those behind it are refused */
	for (size_t i = 0; i < LEN(fds); i++) {
		struct got g = hear(fds[i], false);

		assert_true(g.status == 200 || g.status == 503);
		finished += g.status == 200;
		forget(&g);
		close(fds[i]);
	}
	assert_int_equal(finished, 1);
	pthread_join(t, NULL);
	assert_true(hung_up(uploading));
	close(uploading);
	assert_int_equal(app.done, 11);
}

static void
failed_start(void **st)
{
	(void)st;
	for (int nth = 1; nth <= 5; nth++) { /* 1 writer, 2 workers, 2 loops */
		struct app app = { .fail_open = nth };
		const struct http_app face = { &app, app_open, app_close, app_limit, app_handle,
			app_begin, app_end, app_refuse, app_done };
		struct http_server *s = NULL;

		assert_int_equal(http_start(&plain_conf, &face, &s), E_DB);
		assert_null(s);
		assert_int_equal(app.opened, app.closed);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writer_batches),
		cmocka_unit_test(waiting_for_more),
		cmocka_unit_test(without_writer),
		cmocka_unit_test(moving_on),
		cmocka_unit_test(overflow),
		cmocka_unit_test(crowd),
		cmocka_unit_test(graceful_stop),
		cmocka_unit_test(impatient_stop),
		cmocka_unit_test(failed_start),
	};

	log_level_set((enum log_level)(LOG_ERROR + 1));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
