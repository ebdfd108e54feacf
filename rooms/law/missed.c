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

/* Under the lock: have they lain long enough, or is there no place for more? */
static bool
ripe(int64_t since)
{
	return n_pending == PENDING || (n_pending > 0 && pending[0].at <= since);
}

static bool
is_ripe(int64_t since)
{
	bool yes;

	pthread_mutex_lock(&lock);
	yes = ripe(since);
	pthread_mutex_unlock(&lock);
	return yes;
}

static size_t
take(struct missed *to, int64_t since)
{
	size_t n = 0;

	pthread_mutex_lock(&lock);
	if (ripe(since)) {
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

/* Best effort: what cannot be written lies on, and the page that asked goes on without it. */
static void
write_since(struct db *db, struct arena *a, int64_t since)
{
	struct missed *m = is_ripe(since) ? arena_array(a, struct missed, PENDING) : NULL;
	size_t n = m ? take(m, since) : 0;
	enum err e = n > 0 ? write_all(db, a, m, n) : OK;

	if (e == OK)
		return;
	lay(m, n);
	log_line(LOG_WARN, "missed_questions_wait", "err=%s n=%zu", err_name(e), n);
}

void
law_missed_write(struct db *db, struct arena *a)
{
	write_since(db, a, INT64_MAX);
}

void
law_missed_due(struct req *rq)
{
	write_since(rq->db, rq->arena, rq->now - PENDING_S);
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

enum err
law_missed_open(struct web_thread *th, void **ret)
{
	*ret = th;
	return OK;
}

/* Those that answer questions end before those that only read. */
void
law_missed_close(void *thread)
{
	struct arena *a = arena_new(1 * MiB);

	if (a != NULL)
		law_missed_write(thread_db(thread), a);
	arena_free(a);
}

enum err
law_missed_job(struct job_run *r)
{
	return q_missed_old(r->db, r->now - r->set->law_missed_days * DAY_S);
}
