/* navigator.c - the room: its routes, and what it keeps per thread. */
#include "navigator/navigator.h"

#include "navigator/api_impl.h"
#include "navigator/kept.h"
#include "navigator/links.h"
#include "navigator/pages_impl.h"

#define ROUTE(verb, path, fn, who, at, csrf, body, rate, run) \
	{ #verb, path, #fn, nav_##fn, ROLE_##who, at, csrf, body, rate, run },
static const struct route routes[] = {
#include "navigator/routes.def"
};
#undef ROUTE

static const struct job_kind jobs[] = {
	{ .name = "navigator.links", .title = N_("Проверка ссылок мер"), .fn = nav_links_job,
	    .every_s = 86400, .max_tries = 3, .lease_s = 120 },
};

const struct room navigator_room = {
	.name = "navigator", .title = N_("Навигатор"), .url = "/navigator",
	.routes = routes, .n_routes = LEN(routes), .thread_open = nav_open,
	.thread_close = list_cache_free,
	.jobs = jobs, .n_jobs = LEN(jobs),
	.ops = nav_ops, .n_ops = NAV_OPS, .open = &nav_open_set,
	.person = &navigator_person_hook,
};
