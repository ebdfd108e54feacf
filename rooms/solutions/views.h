/* views.h - what the room's pages show.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  none.
 * Threads one page.
 */
#pragma once
#include "law/law.h"
#include "navigator/navigator.h"
#include "solutions/sol_impl.h"
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
	bool demo, archived;
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
