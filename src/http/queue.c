/* queue.c - the writer, which commits in groups, and the workers.
 *
 * A durable commit costs a disk's turn whether it carries one request or
 * fifty: the writer takes what has gathered while it committed the last.
 */
#define _GNU_SOURCE 1
#include "http/priv.h"
#include <unistd.h>

struct worker {
	struct http_server *srv;
	struct queue *q;
	enum http_next kind;
	pthread_t thread;
	bool started;
};

static void
queue_init(struct queue *q, size_t cap)
{
	pthread_condattr_t attr;

	*q = (struct queue){ .cap = cap };
	q->tail = &q->head;
	pthread_mutex_init(&q->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&q->more, &attr);
	pthread_condattr_destroy(&attr);
}

static struct queue *
queue_for(struct http_server *s, enum http_next where)
{
	return where == HTTP_WRITER && s->conf.one_writer ? &s->write_q : &s->work_q;
}

/* With the lock held. */
static void
append(struct queue *q, struct call *cl)
{
	cl->next = NULL;
	*q->tail = cl;
	q->tail = &cl->next;
	q->n++;
	pthread_cond_signal(&q->more);
}

bool
http_queue_put(struct call *cl, enum http_next where)
{
	struct queue *q = queue_for(cl->loop->srv, where);
	bool room;

	pthread_mutex_lock(&q->lock);
	room = q->n < q->cap && !q->abandon;
	if (room) {
		cl->state = CALL_QUEUED;
		cl->where = where;
		cl->loop->n_away += !cl->away;
		cl->away = true;
		MHD_suspend_connection(cl->mc);
		append(q, cl);
	}
	pthread_mutex_unlock(&q->lock);
	return room;
}

static void
finish(struct call *cl)
{
	static const uint64_t one = 1;
	int wake = cl->loop->wake_fd;

	cl->state = CALL_READY;
	MHD_resume_connection(cl->mc); /* from here on it is the loop's again */
	(void)!write(wake, &one, sizeof one);
}

/* A handler has returned `next`: to the loop with the reply, or on to another thread. */
static void
settle(struct call *cl, enum http_next next)
{
	struct queue *q;
	bool refused = false;

	if (next == HTTP_DONE && cl->rp.status >= 200 && cl->rp.status <= 599) {
		finish(cl);
		return;
	}
	if (next == HTTP_DONE || next == cl->where || ++cl->hops > HTTP_HOPS_MAX) {
		http_refuse(cl, E_BUG);
		finish(cl);
		return;
	}
	q = queue_for(cl->loop->srv, next);
	cl->where = next;
	pthread_mutex_lock(&q->lock);
	refused = q->abandon;
	if (!refused) /* past the cap: it was let in once, and work has gone into it */
		append(q, cl);
	pthread_mutex_unlock(&q->lock);
	if (refused) {
		http_refuse(cl, E_BUSY);
		finish(cl);
	}
}

static void
refuse_all(struct call **batch, size_t n, enum err e)
{
	for (size_t i = 0; i < n; i++) {
		http_refuse(batch[i], e);
		finish(batch[i]);
	}
}

/* With the lock held: two are waiting, more may be about to come. */
static void
wait_for_more(struct queue *q, size_t max, int us)
{
	int64_t end = time_mono_us() + us;
	struct timespec ts = { .tv_sec = end / 1000000, .tv_nsec = end % 1000000 * 1000 };

	while (q->n < max && !q->stop && !q->abandon)
		if (pthread_cond_timedwait(&q->more, &q->lock, &ts) != 0)
			return;
}

/* Take up to `max`; 0: the queue has ended. */
static size_t
take(struct queue *q, struct call **batch, size_t max, int us, bool *ret_abandon)
{
	size_t n = 0;

	pthread_mutex_lock(&q->lock);
	while (q->n == 0 && !q->stop)
		pthread_cond_wait(&q->more, &q->lock);
	if (us > 0 && q->n >= 2 && q->n < max)
		wait_for_more(q, max, us);
	while (n < max && q->head) {
		batch[n++] = q->head;
		q->head = q->head->next;
		q->n--;
	}
	if (!q->head)
		q->tail = &q->head;
	*ret_abandon = q->abandon;
	pthread_mutex_unlock(&q->lock);
	return n;
}

static void
write_batch(struct worker *w, void *ctx, struct call **batch, size_t n)
{
	const struct http_app *app = &w->srv->app;
	enum http_next next[HTTP_BATCH_MAX];
	enum err e = app->batch_begin ? app->batch_begin(app->data, ctx) : OK;
	size_t i;

	if (e == OK) {
		for (i = 0; i < n; i++)
			next[i] = app->handle(
			    app->data, ctx, HTTP_WRITER, &batch[i]->rq, &batch[i]->rp);
		if (app->batch_end)
			e = app->batch_end(app->data, ctx);
	}
	if (e != OK) {
		log_line(LOG_WARN, "http_batch", "error=%s requests=%zu", err_name(e), n);
		/* No room will not mend itself by trying again; anything else may. */
		refuse_all(batch, n, e == E_LIMIT || e == E_NOMEM ? e : E_BUSY);
		return;
	}
	for (i = 0; i < n; i++)
		settle(batch[i], next[i]);
}

static void *
worker_run(void *arg)
{
	struct worker *w = arg;
	const struct http_conf *conf = &w->srv->conf;
	const struct http_app *app = &w->srv->app;
	bool writer = w->kind == HTTP_WRITER, abandon;
	struct call *batch[HTTP_BATCH_MAX];
	size_t n, max = writer ? (size_t)conf->batch_max : 1;
	void *ctx = NULL;
	enum err e = app->thread_open ? app->thread_open(app->data, w->kind, &ctx) : OK;

	gate_tell(&w->srv->gate, e);
	if (e != OK)
		return NULL;
	while ((n = take(w->q, batch, max, writer ? conf->batch_us : 0, &abandon))) {
		if (abandon)
			refuse_all(batch, n, E_BUSY);
		else if (writer)
			write_batch(w, ctx, batch, n);
		else
			settle(*batch,
			    app->handle(
				app->data, ctx, batch[0]->where, &batch[0]->rq, &batch[0]->rp));
	}
	if (app->thread_close)
		app->thread_close(app->data, ctx);
	return NULL;
}

enum err
http_queues_start(struct http_server *s)
{
	size_t i, n = (size_t)s->conf.workers + s->conf.one_writer;

	queue_init(&s->write_q, HTTP_QUEUE_WRITER);
	queue_init(&s->work_q, HTTP_QUEUE_WORKER * (size_t)s->conf.workers);
	if (!(s->workers = arena_array(s->arena, struct worker, n)))
		return E_NOMEM;
	for (i = 0; i < n; i++) {
		struct worker *w = &s->workers[i];
		bool writer = i == 0 && s->conf.one_writer;

		*w = (struct worker){ .srv = s };
		w->kind = writer ? HTTP_WRITER : HTTP_WORKER;
		w->q = writer ? &s->write_q : &s->work_q;
		if (!thread_start(&w->thread, worker_run, w, writer ? "writer" : "worker"))
			return E_NOMEM;
		w->started = true;
		s->n_workers = i + 1;
		TRY(gate_wait(&s->gate));
	}
	return OK;
}

static void
raise_flags(struct queue *q, bool stop)
{
	pthread_mutex_lock(&q->lock);
	q->abandon = true;
	q->stop |= stop;
	pthread_cond_broadcast(&q->more);
	pthread_mutex_unlock(&q->lock);
}

void
http_queues_stop(struct http_server *s)
{
	if (!s->write_q.tail) /* never started */
		return;
	/* First both refuse what is new, so that neither feeds the other any more. */
	raise_flags(&s->write_q, false);
	raise_flags(&s->work_q, false);
	raise_flags(&s->write_q, true);
	raise_flags(&s->work_q, true);
	for (size_t i = 0; i < s->n_workers; i++)
		if (s->workers[i].started)
			pthread_join(s->workers[i].thread, NULL);
	s->n_workers = 0;
	pthread_cond_destroy(&s->write_q.more);
	pthread_cond_destroy(&s->work_q.more);
}

size_t
http_queued(struct http_server *s)
{
	size_t n;

	pthread_mutex_lock(&s->write_q.lock);
	n = s->write_q.n;
	pthread_mutex_unlock(&s->write_q.lock);
	pthread_mutex_lock(&s->work_q.lock);
	n += s->work_q.n;
	pthread_mutex_unlock(&s->work_q.lock);
	return n;
}
