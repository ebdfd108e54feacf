/* portal.c - threads of the portal: each with its own database handle and rooms' state. */
#include "web/web_impl.h"

#include <pthread.h>

#define THREAD_ARENA (8 * MiB)
#define WORDS_LOOP 4096	/* normal forms a thread remembers: loops mark words in every list, */
#define WORDS_REST 512		/* the writer and workers now and then */

static pthread_mutex_t router_lock = PTHREAD_MUTEX_INITIALIZER;
static struct arena *router_arena;
static struct router *router;

const struct router *
portal_router(const struct portal *p)
{
	(void)p;
	return router;
}

static enum err
router_once(const struct portal *p)
{
	enum err e = OK;

	pthread_mutex_lock(&router_lock);
	if (router == NULL) {
		router_arena = arena_new(1 * MiB);
		e = router_arena ? router_new(router_arena, p->rooms, p->n_rooms, &router) :
				   E_NOMEM;
	}
	pthread_mutex_unlock(&router_lock);
	return e;
}

static enum err
open_rooms(struct web_thread *th)
{
	const struct portal *p = th->portal;

	for (size_t i = 0; i < p->n_rooms && i < WEB_ROOMS; i++)
		if (p->rooms[i]->thread_open != NULL)
			TRY(p->rooms[i]->thread_open(th, &th->rooms[i]));
	return OK;
}

static enum err
thread_make(const struct portal *p, enum http_next kind, struct web_thread **ret)
{
	struct arena *a = arena_new(THREAD_ARENA);
	struct web_thread *th = a ? arena_make(a, struct web_thread) : NULL;

	if (th == NULL) {
		arena_free(a);
		return E_NOMEM;
	}
	th->arena = a;
	th->portal = p;
	th->kind = kind;
	*ret = th;
	return OK;
}

static enum err
thread_fill(struct web_thread *th)
{
	const struct settings *set = th->portal->set;
	bool degraded = false;

	TRY(router_once(th->portal));
	TRY(text_words_new(set->dictionaries.p, th->kind == HTTP_DONE ? WORDS_LOOP : WORDS_REST,
	    &th->words, &degraded));
	TRY(search_new(th->words, &th->search));
	if (th->kind == HTTP_DONE && set->page_cache > 0)
		TRY(cache_new((size_t)set->page_cache * MiB, &th->cache));
	return open_rooms(th);
}

void
web_thread_free(struct web_thread *th)
{
	if (th == NULL)
		return;
	for (size_t i = 0; i < th->portal->n_rooms && i < WEB_ROOMS; i++)
		if (th->portal->rooms[i]->thread_close != NULL && th->rooms[i] != NULL)
			th->portal->rooms[i]->thread_close(th->rooms[i]);
	snaps_release(th);
	cache_free(th->cache);
	search_free(th->search);
	text_words_free(th->words);
	if (th->own_db)
		db_close(th->db);
	arena_free(th->arena);
}

enum err
web_thread_new(const struct portal *p, struct db *db, struct web_thread **ret)
{
	struct web_thread *th;
	enum err e;

	TRY(thread_make(p, HTTP_WORKER, &th));
	th->db = db;
	e = thread_fill(th);
	if (e != OK) {
		web_thread_free(th);
		return e;
	}
	*ret = th;
	return OK;
}

enum err portal_thread_open(void *data, enum http_next kind, void **ret_ctx);
void portal_thread_close(void *data, void *ctx);

enum err
portal_thread_open(void *data, enum http_next kind, void **ret_ctx)
{
	const struct portal *p = data;
	struct web_thread *th;
	enum err e;

	TRY(thread_make(p, kind, &th));
	e = db_open(p->set->db.p, kind == HTTP_DONE ? DB_READ : DB_WRITE, &th->db);
	if (e == OK) {
		th->own_db = true;
		e = thread_fill(th);
	}
	if (e != OK) {
		web_thread_free(th);
		return e;
	}
	*ret_ctx = th;
	return OK;
}

void
portal_thread_close(void *data, void *ctx)
{
	(void)data;
	web_thread_free(ctx);
}
