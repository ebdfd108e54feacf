/* views.h - what the room's pages show.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  none.
 * Threads one page.
 */
#pragma once
#include "account/account.h"
#include "law/law.h"
#include "navigator/navigator.h"
#include "solutions/sol_impl.h"
#include "solutions/views_curate.h"
#include "web/frame.h"

struct sol_option { struct str value, label; bool on, child; };
struct sol_options { struct sol_option *p; size_t n; };
struct sol_row { struct str url, title, situation, level, topic, kinds, steps; bool demo; };
struct sol_rows { struct sol_row *p; size_t n; };
struct view_sol_list {
	struct page page;
	struct str q, prev, next, count;
	struct sol_options topics, kinds, levels, orders;
	struct sol_rows rows;
	bool filtered, none;	/* none: nothing is published at all */
	struct str work_url;	/* empty: the reader works nowhere */
	bool curates;
};

struct view_sol_prose { const struct law_prose *t; };
struct sol_step_row {
	struct str no, title, who, term, file, file_url;
	struct law_prose norm, note;
	bool has_norm, has_note;
};
struct sol_step_rows { struct sol_step_row *p; size_t n; };
struct sol_link { struct str url, title, note; };
struct sol_links { struct sol_link *p; size_t n; };
struct view_sol_one {
	struct page page;
	struct str title, level, topic, topic_url, kinds, owner, checked, version, history;
	struct law_prose situation;
	struct sol_step_rows steps;
	struct sol_links measures, answers;
	struct str stale;	/* a norm in it has changed since: «с 01.01.2027» */
	bool demo, archived, draft;
	struct str start_url;	/* empty: nothing to begin */
	struct str follow_url;	/* empty: not to be followed */
	struct str curate_url;	/* empty: the reader does not curate it */
};

struct sol_change { struct str what, was, now; };
struct sol_changes { struct sol_change *p; size_t n; };
struct sol_version { struct str no, when, iso; struct sol_changes changes; };
struct sol_versions { struct sol_version *p; size_t n; };
struct view_sol_history {
	struct page page;
	struct str title, back;
	struct sol_versions versions;
};

/* ---- checklists ---------------------------------------------------------------------- */

struct sol_work_row {
	struct str url, title, start, progress, next, left;
	bool soon, late, closed, all, newer, demo;
};
struct sol_work_rows { struct sol_work_row *p; size_t n; };
struct sol_work { struct str place; struct sol_work_rows rows; };
struct sol_works { struct sol_work *p; size_t n; };
struct view_sol_work { struct page page; struct sol_works places; };
struct view_sol_nowhere { struct str url; };
struct view_sol_work_row { const struct sol_work_row *r; };

struct view_sol_start {
	struct page page;
	struct str title, back, self, start;
	struct sol_options places;
	struct sol_work_rows there;
};
struct view_sol_start_day { struct str value; };

struct sol_task_row {
	struct str id, code, title, who, term, due, left, done, person, remark, file, file_url;
	struct str person_field, person_bad, remark_field, remark_bad, typed;
	struct law_prose norm, note;
	struct account_picks people;
	bool is_done, soon, late, has_norm, has_note;
};
struct sol_task_rows { struct sol_task_row *p; size_t n; };
struct sol_new { struct str what, title; };
struct sol_news { struct sol_new *p; size_t n; };
struct view_sol_tasks {
	struct page page;
	struct str title, place, self, solution, history, calendar, start, start_field, next, left,
	    progress;
	struct sol_task_rows tasks;
	struct sol_news news;
	int64_t n_done, n_tasks;
	bool closed, newer, archived, demo, all, soon, late;
};
struct view_sol_tasks_new { const struct view_sol_tasks *v; };
struct view_sol_tasks_end { const struct view_sol_tasks *v; };
struct view_sol_task { const struct view_sol_tasks *v; const struct sol_task_row *s; };

/* «Готовые решения» and, when it is not empty, what stands below it. */
void sol_crumbs(const struct req *rq, struct str last, struct page *ret);
