/* missed.c - questions that found nothing, for lawyers to learn from.
 *
 * A reader does not wait for the disk: his question is laid by in memory and written with
 * others, when there are PENDING of them, when one has lain for PENDING_S and somebody asks,
 * before a lawyer looks, and when the process ends. What a crash loses is a hint, not a record.
 */
#include "law/missed.h"

#include <pthread.h>

#include "gen/law/q.h"
#include "jobs/jobs.h"
#include "law/lawyer_impl.h"
#include "law/wording.h"
#include "text/text.h"

#define DAY_S 86400
#define MISSED_POINTS 300

enum { PENDING = 32, PENDING_S = 10 };

struct missed {
	char text[4 * MISSED_POINTS];
	size_t n;
	int64_t at;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct missed pending[PENDING];
static size_t n_pending;

/* Takes all that lie there; with `since` only when the oldest is no younger. */
static size_t
take(struct missed *to, int64_t since)
{
	size_t n = 0;

	pthread_mutex_lock(&lock);
	if (n_pending == PENDING || (n_pending > 0 && pending[0].at <= since)) {
		n = n_pending;
		memcpy(to, pending, n * sizeof *to);
		n_pending = 0;
	}
	pthread_mutex_unlock(&lock);
	return n;
}

/* Laid by; when there is no place left it is lost, as it is when the database is. */
static void
lay(const struct missed *m, size_t n)
{
	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < n && n_pending < PENDING; i++)
		pending[n_pending++] = m[i];
	pthread_mutex_unlock(&lock);
}

static enum err
missed_put(struct db *db, struct arena *a, const struct missed *m)
{
	struct str masked, folded;
	int64_t n;

	TRY(lawyer_masked(a, (struct str){ m->text, m->n }, &masked));
	folded = text_fold(a, masked);
	if (folded.p == NULL)
		return E_NOMEM;
	TRY(q_missed_count(db, &n));
	return n < MISSED_MOST ? q_missed_put(db, masked, folded, m->at) : OK;
}

static enum err
write_all(struct db *db, struct arena *a, const struct missed *m, size_t n)
{
	enum err e = OK;

	TRY(db_begin(db));
	for (size_t i = 0; e == OK && i < n; i++)
		e = missed_put(db, a, &m[i]);
	if (e == OK)
		return db_commit(db);
	db_rollback(db);
	return e;
}

static enum err
write_since(struct db *db, struct arena *a, int64_t since)
{
	struct missed *m = arena_array(a, struct missed, PENDING);
	size_t n;
	enum err e;

	if (m == NULL)
		return E_NOMEM;
	n = take(m, since);
	if (n == 0)
		return OK;
	e = write_all(db, a, m, n);
	if (e != OK)
		lay(m, n);
	return e;
}

enum err
law_missed_write(struct db *db, struct arena *a)
{
	return write_since(db, a, INT64_MAX);
}

enum err
law_missed_due(struct req *rq)
{
	bool due;

	pthread_mutex_lock(&lock);
	due = n_pending == PENDING || (n_pending > 0 && pending[0].at <= rq->now - PENDING_S);
	pthread_mutex_unlock(&lock);
	return due ? write_since(rq->db, rq->arena, rq->now - PENDING_S) : OK;
}

void
law_missed_note(struct req *rq, struct str question)
{
	struct str s = utf8_cut(question, MISSED_POINTS);
	struct missed m = { .n = s.n, .at = rq->now };

	if (req_settings(rq)->law_missed_days == 0 || s.n > sizeof m.text)
		return;
	memcpy(m.text, s.p, s.n);
	lay(&m, 1);
}

void
law_missed_close(void *thread)
{
	struct arena *a = arena_new(1 * MiB);

	if (a != NULL && law_missed_write(thread_db(thread), a) != OK)
		log_line(LOG_WARN, "missed_questions_wait", "err=write");
	arena_free(a);
}

enum err
law_missed_open(struct web_thread *th, void **ret)
{
	*ret = th;
	return OK;
}

enum err
law_missed_job(struct job_run *r)
{
	return q_missed_old(r->db, r->now - r->set->law_missed_days * DAY_S);
}
