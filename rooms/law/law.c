/* law.c - the room in the list of rooms. */
#include "law/law.h"

#include "law/kept.h"
#include "law/lawyer_impl.h"

#define ROUTE(verb, path, fn, who, at, csrf, body, rate, run) \
	{ #verb, path, #fn, law_##fn, ROLE_##who, at, csrf, body, rate, run },
static const struct route routes[] = {
#include "law/routes.def"
};
#undef ROUTE

static const struct job_kind jobs[] = {
	{ .name = "law.terms", .title = N_("Сроки вопросов юристам"), .fn = law_terms_job,
	    .every_s = 900, .max_tries = 3 },
};

const struct room law_room = {
	.name = "law", .title = N_("Право"), .url = "/law/answers",
	.routes = routes, .n_routes = LEN(routes),
	.jobs = jobs, .n_jobs = LEN(jobs),
	.person = &law_person_hook,
};
