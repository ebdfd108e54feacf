/* law.c - the room: its routes and jobs. */
#include "jobs/jobs.h"
#include "law/api_law.h"
#include "law/ask_page.h"
#include "law/cites.h"
#include "law/draft.h"
#include "law/kept.h"
#include "law/lawyer_impl.h"
#include "law/load.h"
#include "law/missed.h"
#include "law/system.h"
#include "law/wording.h"

enum err law_list(struct req *rq) { return law_list_page(rq); }
enum err law_list_csv(struct req *rq) { return law_list_csv_file(rq); }
enum err law_list_atom(struct req *rq) { return law_list_atom_feed(rq); }
enum err law_list_ics(struct req *rq) { return law_list_ics_feed(rq); }
enum err law_systems(struct req *rq) { return law_systems_page(rq); }
enum err law_system(struct req *rq) { return law_system_page(rq); }
enum err law_system_add(struct req *rq) { return law_system_add_form(rq); }
enum err law_system_save(struct req *rq) { return law_system_save_form(rq); }
enum err law_system_drop(struct req *rq) { return law_system_drop_form(rq); }
enum err law_calendar(struct req *rq) { return law_calendar_page(rq); }
enum err law_act(struct req *rq) { return law_act_page(rq); }
enum err law_who_cites(struct req *rq) { return law_cited_page(rq); }
enum err law_who_act(struct req *rq) { return law_cited_act_page(rq); }
enum err law_compare(struct req *rq) { return law_compare_page(rq); }
enum err law_akn_file(struct req *rq) { return law_akn_page(rq); }
enum err law_article(struct req *rq) { return law_article_page(rq, 0); }
enum err law_unit1(struct req *rq) { return law_article_page(rq, 1); }
enum err law_unit2(struct req *rq) { return law_article_page(rq, 2); }
enum err law_unit3(struct req *rq) { return law_article_page(rq, 3); }
enum err law_unit4(struct req *rq) { return law_article_page(rq, 4); }
enum err law_draft_form(struct req *rq) { return law_draft_form_page(rq); }
enum err law_draft_send(struct req *rq) { return law_draft_send_page(rq); }
enum err law_draft_show(struct req *rq) { return law_draft_show_page(rq); }
enum err law_draft_drop(struct req *rq) { return law_draft_drop_page(rq); }
enum err law_load_form(struct req *rq) { return law_load_form_page(rq); }
enum err law_load_send(struct req *rq) { return law_load_send_page(rq); }
enum err law_load_show(struct req *rq) { return law_load_show_page(rq); }
enum err law_load_act(struct req *rq) { return law_load_act_page(rq); }

#define ROUTE(verb, path, fn, who, at, csrf, body, rate, run) \
	{ #verb, path, #fn, law_##fn, ROLE_##who, at, csrf, body, rate, run },
static const struct route routes[] = {
#include "law/routes.def"
};
#undef ROUTE

static const struct job_kind jobs[] = {
	{ .name = "law.show", .title = N_("Право: редакции, вступившие в силу, — в поиск"),
	    .fn = law_show_due, .every_s = 3600, .lease_s = 300 },
	{ .name = LAW_CITES_JOB, .title = N_("Право: кто на что ссылается"), .fn = law_cites_job,
	    .every_s = 60, .lease_s = 300 },
	{ .name = "law.terms", .title = N_("Сроки вопросов юристам"), .fn = law_terms_job,
	    .every_s = 900, .max_tries = 3 },
	{ .name = "law.said", .title = N_("Право: старые отзывы об ответах"),
	    .fn = law_said_sweep, .every_s = 86400, .max_tries = 3 },
	{ .name = "law.loads", .title = N_("Право: файлы, о которых не решили, — удалить"),
	    .fn = law_loads_sweep, .every_s = 3600, .max_tries = 3 },
	{ .name = "law.missed", .title = N_("Старые вопросы без ответа — забыть"),
	    .fn = law_missed_job, .every_s = 86400, .max_tries = 3 },
};

const struct room law_room = {
	.name = "law", .title = N_("Право"), .url = "/law",
	.thread_open = law_missed_open, .thread_close = law_missed_close,
	.routes = routes, .n_routes = LEN(routes), .jobs = jobs, .n_jobs = LEN(jobs),
	.ops = law_ops, .n_ops = LAW_OPS, .person = &law_person_hook,
};
