/* work.c - the commands for what goes on behind the pages: jobs, audit. */
#include <stdio.h>
#include <stdlib.h>

#include "audit/audit.h"
#include "cli/cli.h"
#include "jobs/jobs.h"

#define RUN_MAX 100000
#define LIST_USUAL 50

static enum err
thread_open(void *data, struct db *db, struct web_thread **ret)
{
	return web_thread_new(data, db, ret);
}

static void
thread_close(void *data, struct web_thread *th)
{
	(void)data;
	web_thread_free(th);
}

void
cli_jobs(struct cli *c, const struct portal *p, struct jobs_conf *ret)
{
	const struct job_kind **kinds;
	size_t n = 0, at = 0;

	for (size_t i = 0; i < all_rooms_n; i++)
		n += all_rooms[i]->n_jobs;
	kinds = arena_array(c->arena, const struct job_kind *, n + 1);
	for (size_t i = 0; kinds && i < all_rooms_n; i++)
		for (size_t k = 0; k < all_rooms[i]->n_jobs; k++)
			kinds[at++] = &all_rooms[i]->jobs[k];
	*ret = (struct jobs_conf){ .set = c->set, .kinds = kinds, .n_kinds = at,
		.open = thread_open, .close = thread_close, .data = (void *)(uintptr_t)p };
}

/* ---- jobs ----------------------------------------------------------------------------- */

static int
jobs_run(struct cli *c, struct db *db)
{
	struct portal p = cli_portal(c);
	struct jobs_conf conf;
	int n = 0;
	enum err e;

	cli_jobs(c, &p, &conf);
	e = jobs_run_due(&conf, db, time_now(), RUN_MAX, &n);
	if (e != OK)
		return cli_err("задания", e);
	if (!c->quiet)
		fprintf(stderr, "Выполнено заданий: %d\n", n);
	return n > 0 ? EXIT_DONE : EXIT_NOTHING;
}

static void
job_print(const struct job_row *j, bool json)
{
	static const char *const states[] = { "waiting", "running", "done", "failed", "cancelled" };
	struct buf b;

	if (!json) {
		printf("%lld\t%s\t%.*s\t%lld/%lld\t%.*s\n", (long long)j->id, states[j->state],
		    FMT(j->kind), (long long)j->done, (long long)j->total, FMT(j->note));
		return;
	}
	buf_init(&b, NULL, 1 * MiB);
	buf_fmt(&b, "{\"id\":%lld,\"state\":\"%s\",\"kind\":\"", (long long)j->id,
	    states[j->state]);
	put_json(&b, j->kind);
	buf_fmt(&b, "\",\"tries\":%d,\"done\":%lld,\"total\":%lld,\"note\":\"", j->tries,
	    (long long)j->done, (long long)j->total);
	put_json(&b, j->note);
	buf_put(&b, S("\"}\n"));
	fwrite(b.p, 1, b.n, stdout);
	buf_fini(&b);
}

static int
jobs_show(struct cli *c, struct db *db)
{
	struct job_rows rows;
	enum err e = jobs_list(db, c->arena, S(""), -1, 0, LIST_USUAL, &rows);

	if (e != OK)
		return cli_err("задания", e);
	for (size_t i = 0; i < rows.n; i++)
		job_print(&rows.p[i], c->json);
	return rows.n > 0 ? EXIT_DONE : EXIT_NOTHING;
}

static int
jobs_change(struct cli *c, struct db *db, bool retry)
{
	int64_t id;
	enum err e;

	if (c->n_args < 2 || !str_int(str_c(c->args[1]), &id))
		return cli_usage(
		    "jobs %s: назовите номер задания; их видно в veche jobs list", c->args[0]);
	e = retry ? jobs_retry(db, id, time_now()) : jobs_cancel(db, id, time_now());
	if (e == E_CONFLICT)
		return cli_fail(retry ? "задания %lld нет, или оно ещё не кончилось" :
					"задания %lld нет, или оно уже кончилось",
		    (long long)id);
	return e == OK ? EXIT_DONE : cli_err("задание", e);
}

int
cmd_jobs(struct cli *c)
{
	const char *what = c->n_args > 0 ? c->args[0] : "";
	bool run = strcmp(what, "run") == 0, list = strcmp(what, "list") == 0;
	bool retry = strcmp(what, "retry") == 0, cancel = strcmp(what, "cancel") == 0;
	struct db *db;
	int code;

	if (!run && !list && !retry && !cancel)
		return cli_usage("jobs: run, list, retry или cancel");
	if (cli_db_ready(c, &db) != OK)
		return EXIT_FAILED;
	code = run ? jobs_run(c, db) : list ? jobs_show(c, db) : jobs_change(c, db, retry);
	db_close(db);
	return code;
}

/* ---- audit ------------------------------------------------------------------------------ */

static int
audit_check(struct cli *c, struct db *db)
{
	int64_t n = 0, bad = 0;
	struct bar bar;
	enum err e;

	bar_start(&bar, c, "Журнал");
	e = audit_verify(db, c->arena, bar_progress, &bar, &n, &bad);
	bar_end(&bar);
	if (e != OK)
		return cli_err("журнал", e);
	if (bad != 0)
		return cli_fail(
		    "журнал: запись %lld не сходится с цепочкой: её изменили или убрали",
		    (long long)bad);
	printf("записей: %lld, цепочка цела\n", (long long)n);
	return EXIT_DONE;
}

static void
audit_print(const struct audit_row *r, bool json)
{
	const struct { const char *name; struct str v; } texts[] = { { "action", r->action },
		{ "object", r->object }, { "peer", r->peer }, { "detail", r->detail },
		{ "hash", r->hash } };
	struct buf b;

	if (!json) {
		printf("%lld\t%lld\t%lld\t%.*s\t%.*s\t%.*s\n", (long long)r->id, (long long)r->at,
		    (long long)r->actor, FMT(r->action), FMT(r->object), FMT(r->detail));
		return;
	}
	buf_init(&b, NULL, 1 * MiB);
	buf_fmt(&b, "{\"id\":%lld,\"at\":%lld,\"actor\":%lld,\"place\":%lld", (long long)r->id,
	    (long long)r->at, (long long)r->actor, (long long)r->place);
	for (size_t i = 0; i < LEN(texts); i++) {
		buf_fmt(&b, ",\"%s\":\"", texts[i].name);
		put_json(&b, texts[i].v);
		buf_putc(&b, '"');
	}
	buf_put(&b, S("}\n"));
	fwrite(b.p, 1, b.n, stdout);
	buf_fini(&b);
}

static int
audit_show(struct cli *c, struct db *db)
{
	const char *action = cli_opt(c, "action"), *limit = cli_opt(c, "limit");
	struct audit_ask ask = { .action = str_c(action), .limit = LIST_USUAL };
	struct audit_rows rows;
	int64_t n;
	enum err e;

	if (limit && (!str_int(str_c(limit), &n) || n < 1 || n > 1000))
		return cli_usage("audit list --limit: число от 1 до 1000");
	if (limit)
		ask.limit = (int)n;
	e = audit_list(db, c->arena, &ask, &rows);
	if (e != OK)
		return cli_err("журнал", e);
	for (size_t i = 0; i < rows.n; i++)
		audit_print(&rows.p[i], c->json);
	return rows.n > 0 ? EXIT_DONE : EXIT_NOTHING;
}

int
cmd_audit(struct cli *c)
{
	const char *what = c->n_args > 0 ? c->args[0] : "";
	bool verify = strcmp(what, "verify") == 0;
	struct db *db;
	int code;

	if (!verify && strcmp(what, "list") != 0)
		return cli_usage("audit: verify или list");
	if (cli_db_ready(c, &db) != OK)
		return EXIT_FAILED;
	code = verify ? audit_check(c, db) : audit_show(c, db);
	db_close(db);
	return code;
}
