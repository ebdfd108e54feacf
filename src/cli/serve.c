/* serve.c - the portal on the network: start, stop by signal, the drainer of the search queue. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "account/account.h"
#include "api/api.h"
#include "cli/cli.h"
#include "cli/service.h"
#include "gen/steps.h"
#include "http/http.h"
#include "jobs/jobs.h"
#include "places/places.h"
#include "web/frame.h"
#include "web/metrics.h"

#define DRAIN_BATCH 50		/* entries a transaction: the writer never waits long */
#define DRAIN_IDLE_MS 500

struct drain { const struct settings *set; volatile sig_atomic_t stop; pthread_t thread; };

struct portal
cli_portal(const struct cli *c)
{
	return (struct portal){
		.set = c->set, .rooms = all_rooms, .n_rooms = all_rooms_n,
		.hooks = { .viewer = account_viewer, .place_chain = places_chain,
			.place_zone = places_zone, .bearer = api_bearer_viewer },
		.version = VECHE_VERSION, .conf = c->conf,
	};
}

/* It looks at every entry: not before the socket is open, and on a handle of its own, whose
 * mapped pages go with it. */
static void
check_index(const struct settings *set)
{
	struct db *db;

	if (db_open(set->db.p, DB_READ, &db) != OK)
		return;
	if (search_check(db) == E_CONFLICT)
		log_line(LOG_WARN, "search_index_old", "do=\"veche rebuild search\"");
	db_close(db);
}

/* One drainer a process feeds the search index from its queue. */
static void *
drain_run(void *arg)
{
	struct drain *d = arg;
	struct text_words *words = NULL;
	struct search *s = NULL;
	struct db *db = NULL;
	bool degraded;

	if (text_words_new(d->set->dictionaries.p, 16384, &words, &degraded) != OK ||
	    search_new(words, &s) != OK || db_open(d->set->db.p, DB_WRITE, &db) != OK) {
		log_line(LOG_ERROR, "drain_not_started", "why=\"database or memory\"");
	} else {
		check_index(d->set);
		text_words_warm(words); /* the dictionary is read here, not in the first question */
		while (!d->stop) {
			int n = 0;
			enum err e = search_drain(s, db, DRAIN_BATCH, &n);

			if (e != OK)
				log_line(LOG_WARN, "drain_failed", "err=%s", err_name(e));
			if (e != OK || n == 0)
				usleep(DRAIN_IDLE_MS * 1000);
		}
	}
	db_close(db);
	search_free(s);
	text_words_free(words);
	return NULL;
}

static struct http_conf
http_settings(const struct settings *set, bool pg)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	int loops = (int)set->loops;

	if (loops == 0)
		loops = (int)(cores < 1 ? 1 : cores) * (pg ? 4 : 1);
	return (struct http_conf){
		.listen = set->listen.p, .listen_fd = -1, .loops = loops,
		.workers = (int)set->workers + (pg ? loops : 0), .one_writer = !pg,
		.max_conns = (int)set->max_conns, .max_conns_per_ip = (int)set->max_conns_per_ip,
		.idle_s = (int)set->idle_timeout, .body_s = (int)set->body_timeout,
		.head_limit = 16 * KiB, .arena_cap = (size_t)set->request_memory * MiB,
		.batch_max = (int)set->batch_max, .batch_us = 500,
		.trusted_proxies = set->trusted_proxies.p,
	};
}

static void
signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGHUP);
}

/* On a terminal SIGHUP means that it was closed; under a manager, that the file changed. */
static void
wait_for_end(struct cli *c, bool terminal)
{
	sigset_t set;
	int sig = 0;

	signals(&set);
	while (sig != SIGTERM && sig != SIGINT && !(sig == SIGHUP && terminal)) {
		if (sig == SIGHUP) {
			service_reloading();
			cli_reload(c);
			service_tell("READY=1");
		}
		sigwait(&set, &sig);
	}
}

/* Signals are taken by wait_for_end alone: threads inherit the mask. */
static void
block_signals(void)
{
	sigset_t set;

	signals(&set);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
}

static int
run(struct cli *c, bool pg)
{
	struct portal p = cli_portal(c);
	struct http_conf conf = http_settings(c->set, pg);
	struct drain d = { .set = c->set };
	bool terminal = isatty(STDERR_FILENO) == 1;
	struct jobs_runner *jobs = NULL;
	struct http_server *srv;
	struct jobs_conf work;
	struct http_app app;
	enum err e;

	frame_rooms(all_rooms, all_rooms_n);
	block_signals();
	e = service_socket(&conf.listen_fd);
	if (e == OK)
		e = web_app(&p, &app);
	if (e == OK)
		e = http_start(&conf, &app, &srv);
	if (e != OK)
		return cli_err("портал не запустился (адрес занят?)", e);
	metrics_server(srv);
	cli_jobs(c, &p, &work);
	if (c->set->jobs_runner && jobs_start(&work, &jobs) != OK)
		log_line(LOG_ERROR, "jobs_not_started", "why=memory");
	pthread_create(&d.thread, NULL, drain_run, &d);
	log_line(LOG_INFO, "started", "listen=%s port=%d loops=%d db=%s version=%s",
	    conf.listen_fd < 0 ? conf.listen : "inherited", http_port(srv), conf.loops,
	    pg ? "postgresql" : "sqlite", VECHE_VERSION);
	service_tell("READY=1");
	wait_for_end(c, terminal);
	service_tell("STOPPING=1");
	log_line(LOG_INFO, "stopping", "grace=%lld", (long long)c->set->stop_grace);
	d.stop = 1;
	metrics_server(NULL);
	http_stop(srv, (int)c->set->stop_grace);
	jobs_stop(jobs);
	pthread_join(d.thread, NULL);
	return EXIT_DONE;
}

int
cmd_serve(struct cli *c)
{
	struct db *db;
	bool pg;
	enum err e;

	if (c->n_args > 0)
		return cli_usage("serve: лишнее слово «%s»", c->args[0]);
	if (cli_db_ready(c, &db) != OK)
		return EXIT_FAILED;
	pg = db_kind(db) == DB_PG;
	e = web_secret(db, c->set);
	db_close(db);
	return e == OK ? run(c, pg) : cli_err("секрет форм", e);
}
