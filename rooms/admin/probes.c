/* probes.c - for machines that watch: is the portal ready, and what it counts of itself.
 *
 * /metrics is the text format of Prometheus, version 0.0.4. It tells nothing of persons, but how
 * busy an office is is nobody's business: it is shown on this machine, or to who knows a word.
 */
#include "admin/admin_impl.h"

#include <sodium.h>
#include <stdio.h>

#include "db/copy.h"
#include "gen/admin/q.h"
#include "gen/steps.h"
#include "jobs/tally.h"
#include "web/metrics.h"

#define TOKEN_MAX 512
#define TOKEN_LEAST 16

/* ---- ready ------------------------------------------------------------------------------- */

/* One thing asked: its line in the answer; false: not ready. */
static bool
probe(struct req *rq, const char *what, bool good)
{
	buf_fmt(rq->out, "%s %s\n", what, good ? "ok" : "fail");
	if (!good)
		log_line(LOG_WARN, "not_ready", "what=%s", what);
	return good;
}

enum err
admin_ready(struct req *rq)
{
	int64_t n, disk = db_disk_free(req_settings(rq)->db.p);
	bool alive, tables, room;
	int pending = 1;

	rq->type = S("text/plain; charset=utf-8");
	alive = probe(rq, "database", q_topic_count(rq->db, &n) == OK);
	tables = probe(rq, "tables", alive &&
	    db_migrate_pending(rq->db, db_steps, db_steps_n, &pending) == OK && pending == 0);
	room = probe(rq, "disk", disk < 0 || disk >= req_settings(rq)->disk_least * (int64_t)MiB);
	if (alive && tables && room)
		return buf_err(rq->out);
	rq->status = 503;
	TRY(reply_header(rq, "Retry-After", S("10")));
	return buf_err(rq->out);
}

/* ---- who may read metrics ----------------------------------------------------------------- */

/* A proxy on this machine brings the world's requests from 127.0.0.1: it says so by a header. */
static bool
from_here(const struct http_req *in)
{
	static const char *const through[] = { "X-Forwarded-For", "Forwarded", "Via", "X-Real-IP" };

	for (size_t i = 0; i < LEN(through); i++)
		if (http_header(in, through[i]).p != NULL)
			return false;
	return str_starts(in->peer, S("127.")) || str_is(in->peer, "::1") ||
	    str_starts(in->peer, S("::ffff:127."));
}

/* The file is read each time, so a new word needs no restart. With none in it nobody enters. */
static bool
token_fits(const struct settings *set, struct str bearer)
{
	char raw[TOKEN_MAX];
	struct str want;
	FILE *f = fopen(set->metrics_token_file.p, "rb");
	size_t n;

	if (f == NULL) {
		log_line(LOG_ERROR, "no_metrics_token_file", "file=%.*s",
		    FMT(set->metrics_token_file));
		return false;
	}
	n = fread(raw, 1, sizeof raw, f);
	fclose(f);
	while (n > 0 && (unsigned char)raw[n - 1] <= ' ')
		n--;
	want = (struct str){ raw, n };
	if (want.n < TOKEN_LEAST) {
		log_line(LOG_ERROR, "metrics_token_too_short", "bytes=%zu need=%d", want.n,
		    TOKEN_LEAST);
		return false;
	}
	return bearer.n == want.n && sodium_memcmp(bearer.p, want.p, want.n) == 0;
}

static bool
may_read(const struct req *rq)
{
	const struct settings *set = req_settings(rq);
	struct str auth = http_header(rq->in, "Authorization");

	if (set->metrics_token_file.n == 0)
		return from_here(rq->in);
	if (!str_starts(auth, S("Bearer ")))
		return false;
	return token_fits(set, str_trim((struct str){ auth.p + 7, auth.n - 7 }));
}

/* ---- metrics ---------------------------------------------------------------------- */

static void
head(struct buf *b, const char *name, const char *type, const char *help)
{
	buf_fmt(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void
gauge(struct buf *b, const char *name, const char *help, int64_t v)
{
	head(b, name, "gauge", help);
	buf_fmt(b, "%s %lld\n", name, (long long)v);
}

static void
count(struct buf *b, const char *name, const char *help, int64_t v)
{
	head(b, name, "counter", help);
	buf_fmt(b, "%s %lld\n", name, (long long)v);
}

static void
put_requests(struct buf *b, const struct metrics *m)
{
	head(b, "veche_requests_total", "counter", "Requests answered, by class of route and "
	    "status.");
	for (int c = 0; c < METRICS_CLASSES; c++) {
		for (int s = 0; s < METRICS_STATUSES; s++) {
			char code[8] = "other";

			if (m->requests[c][s] == 0)
				continue;
			if (metrics_statuses[s] != 0)
				snprintf(code, sizeof code, "%d", metrics_statuses[s]);
			buf_fmt(b, "veche_requests_total{class=\"%s\",status=\"%s\"} %lld\n",
			    metrics_class_names[c], code, (long long)m->requests[c][s]);
		}
	}
}

static void
put_seconds(struct buf *b, int64_t us)
{
	buf_fmt(b, "%lld.%06lld", (long long)(us / 1000000), (long long)(us % 1000000));
}

static void
put_histogram(struct buf *b, const struct metrics *m)
{
	static const char *const name = "veche_request_duration_seconds";

	head(b, name, "histogram", "From the first byte of a request to the last of its answer.");
	for (int c = 0; c < METRICS_CLASSES; c++) {
		int64_t sum = 0;

		for (int k = 0; k < METRICS_BOUNDS; k++) {
			sum += m->took[c][k];
			buf_fmt(b, "%s_bucket{class=\"%s\",le=\"%g\"} %lld\n", name,
			    metrics_class_names[c], (double)metrics_bounds[k] / 1e6,
			    (long long)sum);
		}
		sum += m->took[c][METRICS_BOUNDS];
		buf_fmt(b, "%s_bucket{class=\"%s\",le=\"+Inf\"} %lld\n%s_sum{class=\"%s\"} ", name,
		    metrics_class_names[c], (long long)sum, name, metrics_class_names[c]);
		put_seconds(b, m->took_us[c]);
		buf_fmt(b, "\n%s_count{class=\"%s\"} %lld\n", name, metrics_class_names[c],
		    (long long)sum);
	}
}

static void
put_states(struct buf *b, const char *name, const char *help, const char *const *states,
    const int64_t *n, size_t len)
{
	head(b, name, "gauge", help);
	for (size_t i = 0; i < len; i++)
		buf_fmt(b, "%s{state=\"%s\"} %lld\n", name, states[i], (long long)n[i]);
}

static enum err
put_database(struct req *rq)
{
	static const char *const jobs[] = { "waiting", "running", "done", "failed", "cancelled" };
	static const char *const out[] = { "waiting", "sending", "sent", "failed", "dropped" };
	struct buf *b = rq->out;
	struct jobs_tally t;
	int64_t size, index, free = db_disk_free(req_settings(rq)->db.p);

	TRY(jobs_tally(rq->db, rq->arena, rq->now, &t));
	TRY(db_size(rq->db, &size));
	TRY(q_search_waits(rq->db, &index));
	put_states(b, "veche_jobs", "Jobs by state; ended ones of the last 30 days.", jobs,
	    t.by_state, LEN(jobs));
	gauge(b, "veche_job_late_seconds", "How long the job due longest has waited.", t.late_s);
	put_states(b, "veche_outbox", "Letters and webhooks by "
	    "state.", out, t.out_by_state, LEN(out));
	gauge(b, "veche_search_queue", "Entries the search index has not seen yet.", index);
	gauge(b, "veche_database_bytes", "Size of the database.", size);
	if (free >= 0)
		gauge(b, "veche_disk_free_bytes", "Free space beside the database.", free);
	return OK;
}

static void
put_process(struct buf *b)
{
	int64_t here = mem_resident();
	struct http_stats st;

	if (here > 0)
		gauge(b, "process_resident_memory_bytes", "Resident memory of this process.",
		    here);
	if (!metrics_server_stats(&st))
		return;
	gauge(b, "veche_connections", "Open connections.", st.open);
	count(b, "veche_connections_refused_total", "Connections refused: too many.", st.refused);
	gauge(b, "veche_queue", "Requests that wait for the writer or a worker.", st.queued);
}

enum err
admin_metrics(struct req *rq)
{
	struct buf *b = rq->out;
	struct metrics m;

	rq->type = S("text/plain; charset=utf-8");
	if (!may_read(rq)) {
		rq->status = 401;
		buf_put(b, S("metrics: from this machine, or with a token\n"));
		return reply_header(rq, "WWW-Authenticate", S("Bearer realm=\"metrics\""));
	}
	rq->type = S("text/plain; version=0.0.4; charset=utf-8");
	metrics_read(&m);
	head(b, "veche_info", "gauge", "Which program this is.");
	buf_fmt(b, "veche_info{version=\"%s\",database=\"%s\"} 1\n",
	    thread_portal(rq->th)->version, db_kind(rq->db) == DB_PG ? "postgresql" : "sqlite");
	put_requests(b, &m);
	put_histogram(b, &m);
	count(b, "veche_sent_bytes_total", "Bytes of bodies sent.", m.bytes);
	count(b, "veche_page_cache_hits_total", "Pages of guests taken from the "
	    "cache.", m.cache_hits);
	count(b, "veche_page_cache_misses_total", "Pages of guests made anew.", m.cache_misses);
	put_process(b);
	TRY(put_database(rq));
	return buf_err(b);
}
