/* pages_impl.h - the room's handlers, one for each row of routes.def.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  as web.h.
 * Threads as the route's cell `run` says.
 */
#pragma once
#include "navigator/index.h"

#define ROUTE(verb, path, fn, who, at, csrf, body, rate, run) handler nav_##fn;
#include "navigator/routes.def"
#undef ROUTE

/* What this thread keeps drawn: list_cache.c. */
MUST_USE enum err list_cache_new(void **ret);
void list_cache_free(void *state);
enum err nav_open(struct web_thread *th, void **ret);	/* the room's thread_open */
