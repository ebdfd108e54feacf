/* runner.c - the thread that runs jobs, and the one that empties the outbox.
 *
 * Both sleep until something is due: a look costs one indexed read twice a second, no write.
 */
#include "jobs/priv.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "gen/jobs/q.h"

#define LOOK_MS 500
#define RECLAIM_S 15
#define SWEEP_S 3600
#define SWEEP_DONE_S (14 * 86400)
#define SWEEP_FAILED_S (90 * 86400)
#define JOB_RETRY_S 30

int64_t
retry_after(int64_t base, int tries)
{
	int64_t s = base;
	uint32_t r;

	for (int i = 1; i < tries && s < RETRY_MAX_S; i++)
		s *= 2;
	s = s > RETRY_MAX_S ? RETRY_MAX_S : s;
	rand_bytes(&r, sizeof r);
	return s + (s >= 10 ? r % (s / 10) : 0);
}

/* ---- one job -------------------------------------------------------------------- */

static const struct job_kind *
kind_of(const struct jobs_conf *c, struct str name)
{
	for (size_t i = 0; i < c->n_kinds; i++)
		if (str_is(name, c->kinds[i]->name))
			return c->kinds[i];
	return NULL;
}

static bool
worth_another(enum err e)
{
	return e == E_BUSY || e == E_IO || e == E_DB || e == E_NOMEM || e == E_CONFLICT ||
	    e == E_LIMIT; /* a full disk: somebody will make room */
}

/* How it ended, unless somebody cancelled it or took it over meanwhile: then that stands. */
static enum err
settle(struct db *db, const struct job *j, const struct job_kind *k, enum err e, struct str note,
    int64_t now)
{
	int max = k && k->max_tries ? k->max_tries : JOB_TRIES;
	int64_t changed = 0;

	if (note.n == 0 && e != OK)
		note = str_c(err_name(e));
	note = note.p ? note : S("");
	if (e != OK && e != E_GONE)
		log_line(LOG_WARN, "job_failed", "id=%lld kind=%.*s err=%s try=%d",
		    (long long)j->id,
		    FMT(j->kind), err_name(e), j->tries);
	if (k && worth_another(e) && j->tries < max)
		return q_again(
		    db, j->id, j->tries, note, now + retry_after(JOB_RETRY_S, j->tries), &changed);
	return q_ended(db, &(struct q_ended_in){ .id = j->id, .tries = j->tries,
		.state = e == OK ? JOB_DONE : JOB_FAILED, .note = note, .now = now }, &changed);
}

static enum err
run_job(const struct jobs_conf *c, struct db *db, struct web_thread *th, struct arena *a,
    const struct job *j, int64_t now)
{
	const struct job_kind *k = kind_of(c, j->kind);
	struct job_priv priv = { .kind = k };
	struct job_run r = { .db = db, .arena = a, .set = c->set, .th = th, .now = now, .job = j,
		.priv = &priv };
	int max = k && k->max_tries ? k->max_tries : JOB_TRIES;
	enum err e;

	if (k == NULL)
		return settle(db, j, k, E_NOT_FOUND, S("unknown kind"), now);
	if (j->tries > max) /* its process died each time */
		return settle(db, j, k, E_LIMIT, S("it ended its process too often"), now);
	if (k->lease_s)
		TRY(q_lease_set(db, j->id, now + k->lease_s));
	e = k->fn(&r);
	db_rollback(db); /* left open by an error */
	return settle(db, j, k, e, priv.note, time_now());
}

enum err
job_step(const struct jobs_conf *c, struct db *db, struct web_thread *th, int64_t now,
    bool *ret_ran)
{
	struct arena *a = arena_new((size_t)JOB_ARENA * MiB);
	struct q_take t;
	enum err e;

	*ret_ran = false;
	if (a == NULL)
		return E_NOMEM;
	e = q_take(db, a, now, now + JOB_LEASE_S, &t);
	if (e == OK) {
		struct job j = { .id = t.id, .kind = t.kind, .arg = t.arg, .tries = (int)t.tries,
			.author = t.author.v };

		*ret_ran = true;
		e = run_job(c, db, th, a, &j, now);
	} else if (e == E_NOT_FOUND) {
		e = OK;
	}
	arena_free(a);
	return e;
}

enum err
job_schedule(const struct jobs_conf *c, struct db *db, int64_t now, bool first)
{
	for (size_t i = 0; i < c->n_kinds; i++) {
		const struct job_kind *k = c->kinds[i];
		int64_t due = 0;

		if (k->every_s == 0)
			continue;
		if (first)
			TRY(q_schedule_first(db, str_c(k->name), now));
		TRY(db_begin(db));
		TRY(q_schedule_due(db, str_c(k->name), now, now + k->every_s, &due));
		if (due == 1)
			TRY(jobs_put(db, k->name, S(""), S("schedule"), 0, now, now, NULL));
		TRY(db_commit(db));
	}
	return OK;
}

enum err
jobs_run_due(const struct jobs_conf *c, struct db *db, int64_t now, int max, int *ret_n)
{
	struct web_thread *th = NULL;
	int64_t changed;
	bool ran = true;
	int n = 0;
	enum err e = c->open(c->data, db, &th);

	if (e == OK)
		e = job_schedule(c, db, now, true);
	if (e == OK)
		e = q_reclaim(db, now, &changed);
	if (e == OK)
		e = mail_sweep(db, c->set, now);
	while (e == OK && ran && n < max) {
		e = job_step(c, db, th, now, &ran);
		n += ran;
	}
	db_rollback(db);
	if (th)
		c->close(c->data, th);
	*ret_n = n;
	return e;
}

/* ---- the threads ------------------------------------------------------------------- */

struct jobs_runner {
	struct jobs_conf conf;
	pthread_t jobs, out;
	bool jobs_on, out_on;
	_Atomic bool stop;
	pthread_mutex_t lock;	/* only for the sleep */
	pthread_cond_t wake;
};

static void
nap(struct jobs_runner *r, int ms)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += ms / 1000;
	until.tv_nsec += (long)(ms % 1000) * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&r->lock);
	if (!atomic_load(&r->stop))
		pthread_cond_timedwait(&r->wake, &r->lock, &until);
	pthread_mutex_unlock(&r->lock);
}

/* Now and then: what a dead process left behind, the clock of the schedule, old rows. */
static enum err
housekeep(const struct jobs_conf *c, struct db *db, int64_t now, int64_t *last)
{
	int64_t n = 0;

	if (*last != 0 && now - *last < RECLAIM_S)
		return OK;
	TRY(job_schedule(c, db, now, *last == 0));
	TRY(q_reclaim(db, now, &n));
	if (n > 0)
		log_line(LOG_INFO, "jobs_reclaimed", "n=%lld", (long long)n);
	if (*last == 0 || now / SWEEP_S != *last / SWEEP_S) {
		TRY(q_sweep(db, now - SWEEP_DONE_S, now - SWEEP_FAILED_S, &n));
		TRY(mail_sweep(db, c->set, now));
	}
	*last = now;
	return OK;
}

static enum err
jobs_turn(struct jobs_runner *r, struct db *db, struct web_thread **th, int64_t *last,
    bool *ret_ran)
{
	const struct jobs_conf *c = &r->conf;
	int64_t now = time_now();
	struct opt_int due;

	*ret_ran = false;
	TRY(housekeep(c, db, now, last));
	TRY(q_due(db, &due));
	if (!due.has || due.v > now)
		return OK;
	if (*th == NULL) /* not before there is something to do: it takes memory */
		TRY(c->open(c->data, db, th));
	return job_step(c, db, *th, now, ret_ran);
}

static void *
jobs_main(void *arg)
{
	struct jobs_runner *r = arg;
	struct web_thread *th = NULL;
	struct db *db = NULL;
	int64_t last = 0;

	while (!atomic_load(&r->stop)) {
		bool ran = false;
		enum err e = db ? OK : db_open(r->conf.set->db.p, DB_WRITE, &db);

		if (e == OK)
			e = jobs_turn(r, db, &th, &last, &ran);
		if (e != OK) {
			log_line(LOG_WARN, "jobs", "err=%s", err_name(e));
			if (db) /* it could not be opened yet */
				db_rollback(db);
		}
		if (!ran)
			nap(r, e == OK ? LOOK_MS : 4 * LOOK_MS);
	}
	if (th)
		r->conf.close(r->conf.data, th);
	db_close(db);
	return NULL;
}

static enum err
out_turn(struct sender *s, struct db *db, struct arena *a, bool *ret_tried)
{
	int64_t now = time_now();
	struct opt_int due;

	*ret_tried = false;
	TRY(sender_due(s, db, a, &due));
	return due.has && due.v <= now ? sender_step(s, db, now, ret_tried) : OK;
}

static void *
out_main(void *arg)
{
	struct jobs_runner *r = arg;
	struct arena *a = arena_new(1 * MiB);
	struct sender *s = NULL;
	struct db *db = NULL;
	int64_t gap = 60000 / (r->conf.set->mail_per_minute ? r->conf.set->mail_per_minute : 1);

	if (a == NULL || sender_new(r->conf.set, &s) != OK) {
		log_line(LOG_ERROR, "sender_not_started", "why=memory");
		arena_free(a);
		return NULL;
	}
	while (!atomic_load(&r->stop)) {
		bool tried = false;
		enum err e = db ? OK : db_open(r->conf.set->db.p, DB_WRITE, &db);

		if (e == OK)
			e = out_turn(s, db, a, &tried);
		if (e != OK)
			log_line(LOG_WARN, "outbox", "err=%s", err_name(e));
		arena_reset(a);
		if (tried && gap > 0)
			nap(r, (int)gap);
		else if (!tried)
			nap(r, e == OK ? LOOK_MS : 4 * LOOK_MS);
	}
	sender_free(s);
	db_close(db);
	arena_free(a);
	return NULL;
}

enum err
jobs_start(const struct jobs_conf *c, struct jobs_runner **ret)
{
	struct jobs_runner *r = calloc(1, sizeof *r); /* checksrc: allow calloc a thread's life */

	if (r == NULL)
		return E_NOMEM;
	r->conf = *c;
	pthread_mutex_init(&r->lock, NULL);
	pthread_cond_init(&r->wake, NULL);
	r->jobs_on = pthread_create(&r->jobs, NULL, jobs_main, r) == 0;
	r->out_on = r->jobs_on && pthread_create(&r->out, NULL, out_main, r) == 0;
	if (!r->out_on) {
		jobs_stop(r);
		return E_NOMEM;
	}
	*ret = r;
	return OK;
}

void
jobs_stop(struct jobs_runner *r)
{
	if (r == NULL)
		return;
	pthread_mutex_lock(&r->lock);
	atomic_store(&r->stop, true);
	pthread_cond_broadcast(&r->wake);
	pthread_mutex_unlock(&r->lock);
	if (r->jobs_on)
		pthread_join(r->jobs, NULL);
	if (r->out_on)
		pthread_join(r->out, NULL);
	pthread_cond_destroy(&r->wake);
	pthread_mutex_destroy(&r->lock);
	free(r); /* checksrc: allow free paired with calloc in jobs_start */
}
