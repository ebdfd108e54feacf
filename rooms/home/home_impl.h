/* home_impl.h - handlers of home/: they live in home.c, search.c and site.c.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  as web.h.
 * Threads any.
 */
#pragma once
#include "home/home.h"
#include "web/api.h"

#define ROUTE(verb, path, fn, who, at, csrf, body, rate, run) handler home_##fn;
#include "home/routes.def"
#undef ROUTE

#define HOME_OPS 1
extern const struct api_op home_ops[HOME_OPS];	/* api.c */
