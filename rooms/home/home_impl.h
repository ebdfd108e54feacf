/* home_impl.h - handlers of home/: they live in home.c, search.c and site.c.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  as web.h.
 * Threads any.
 */
#pragma once
#include "home/home.h"

#define ROUTE(verb, path, fn, who, at, csrf, body, rate, run) handler home_##fn;
#include "home/routes.def"
#undef ROUTE
