/* thread.c - see thread.h. */
#define _GNU_SOURCE 1
#include "http/thread.h"
#include <signal.h>

void
gate_init(struct gate *g)
{
	*g = (struct gate){ 0 };
	pthread_mutex_init(&g->lock, NULL);
	pthread_cond_init(&g->told, NULL);
}

void
gate_fini(struct gate *g)
{
	pthread_mutex_destroy(&g->lock);
	pthread_cond_destroy(&g->told);
}

void
gate_tell(struct gate *g, enum err e)
{
	pthread_mutex_lock(&g->lock);
	g->open = true;
	g->err = e;
	pthread_cond_signal(&g->told);
	pthread_mutex_unlock(&g->lock);
}

enum err
gate_wait(struct gate *g)
{
	enum err e;

	pthread_mutex_lock(&g->lock);
	while (!g->open)
		pthread_cond_wait(&g->told, &g->lock);
	g->open = false;
	e = g->err;
	pthread_mutex_unlock(&g->lock);
	return e;
}

bool
thread_start(pthread_t *t, void *(*run)(void *), void *arg, const char *name)
{
	sigset_t all, before;
	int failed;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	failed = pthread_create(t, NULL, run, arg);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (failed)
		return false;
	(void)pthread_setname_np(*t, name);
	return true;
}
