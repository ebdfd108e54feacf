/* law.c - the room: its routes and jobs. */
#include "jobs/jobs.h"
#include "law/kept.h"
#include "law/pages.h"

#define ROUTE ROOM_ROUTE_DECL
#include "law/routes.def"
#undef ROUTE

static enum err list(struct req *rq) { return law_list_page(rq); }
static enum err calendar(struct req *rq) { return law_calendar_page(rq); }
static enum err act(struct req *rq) { return law_act_page(rq); }
static enum err compare(struct req *rq) { return law_compare_page(rq); }
static enum err article(struct req *rq) { return law_article_page(rq, 0); }
static enum err unit1(struct req *rq) { return law_article_page(rq, 1); }
static enum err unit2(struct req *rq) { return law_article_page(rq, 2); }
static enum err unit3(struct req *rq) { return law_article_page(rq, 3); }
static enum err unit4(struct req *rq) { return law_article_page(rq, 4); }

static const struct route routes[] = {
#define ROUTE ROOM_ROUTE_ROW
#include "law/routes.def"
#undef ROUTE
};

static const struct job_kind jobs[] = {
	{ .name = "law.show", .title = N_("Право: редакции, вступившие в силу, — в поиск"),
	    .fn = law_show_due, .every_s = 3600, .lease_s = 300 },
};

const struct room law_room = {
	.name = "law", .title = N_("Право"), .url = "/law",
	.routes = routes, .n_routes = LEN(routes), .jobs = jobs, .n_jobs = LEN(jobs),
	.person = &law_person_hook,
};
