/* thread.h - starting a thread and hearing whether it could begin.
 *
 * Owns    nothing.
 * Memory  none.
 * Errors  false when the system has no thread left.
 * Threads gate_tell from the new thread, gate_wait from the one that started it.
 */
#pragma once
#include "base/base.h"
#include <pthread.h>

struct gate {
	pthread_mutex_t lock;
	pthread_cond_t told;
	bool open;
	enum err err;
};

void gate_init(struct gate *g);
void gate_fini(struct gate *g);
void gate_tell(struct gate *g, enum err e);
MUST_USE enum err gate_wait(struct gate *g);	/* until told; ready for the next thread */
/* All signals are blocked in it: they are the main thread's. */
MUST_USE bool thread_start(pthread_t *t, void *(*run)(void *), void *arg, const char *name);
