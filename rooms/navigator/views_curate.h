/* views_curate.h - what the curators' pages show.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  none.
 * Threads one page.
 */
#pragma once
#include "navigator/views_measure.h"

/* ---- the desk -------------------------------------------------------------------- */

struct desk_row {
	struct str title, url, state, backer, level, where, note, ill, when, iso;
	struct str norm;	/* «норма изменилась с 01.01.2027» */
	int64_t entry;
	struct opt_int checked;
};
struct desk_rows { struct desk_row *p; size_t n; };
struct view_curate_list {
	struct page page;
	struct str where, total, from, to, prev, next;
	struct view_choices tabs;	/* states with counts */
	struct str empty, empty_next;
	struct desk_rows rows;
	struct str suggestions;		/* how many wait; empty: none */
	bool may_load;
};

/* ---- suggestions of corrections ---------------------------------------------------- */

struct suggest_row {
	int64_t id;
	struct str title, url, edit_url, field, text, who, when, answer, state;
	bool yes, no;
};
struct suggest_rows { struct suggest_row *p; size_t n; };
struct view_suggest {
	struct page page;
	struct str title, measure_url, self, text;
	struct view_choices fields;
};
struct view_suggest_mine { struct page page; struct suggest_rows rows; struct str older; };
struct view_suggest_queue {
	struct page page;
	struct suggest_rows rows;
	struct str more;
	int64_t bad;		/* the one whose answer came back */
};

/* ---- one measure ----------------------------------------------------------------- */

struct curate_act { struct str label, to, confirm; bool primary, danger; };
struct curate_acts { struct curate_act *p; size_t n; };
struct curate_fact { struct str label, value; };
struct curate_facts { struct curate_fact *p; size_t n; };
struct curate_link { struct str url, word, status, target, when, since; bool ill, moved; };
struct curate_links { struct curate_link *p; size_t n; };
struct view_curate_show {
	struct page page;
	struct str title, summary, url, state, state_code, what_next, why_not;
	struct str edit_url, rule_url, history_url, public_url, state_url, checked_url;
	struct str checked, checked_by;
	bool check_due, may_edit;
	struct curate_acts acts;
	struct curate_facts facts;
	struct suggest_rows suggestions;
	struct curate_links links;
	struct str links_url;		/* where a new check is asked for; empty: it is off */
	struct nav_strs lacks;		/* what to fill before publishing */
};

/* ---- the form -------------------------------------------------------------------- */

struct curate_group { struct str title, id; struct form_inputs wide, narrow; };
struct curate_groups { struct curate_group *p; size_t n; };
struct view_curate_edit {
	struct page page;
	struct str heading, self, back, seen, base, key;
	bool fresh, published;
	struct curate_groups groups;
	struct form_parts parts;
	struct form_clashes clashes;
};

/* ---- files of measures -------------------------------------------------------------- */

struct load_item { struct str source, file, when, url; int64_t waiting, bad; bool to_map; };
struct load_items { struct load_item *p; size_t n; };
struct view_loads { struct page page; struct str source; struct load_items rows; };
struct load_column { struct str name; struct view_choices fields; };
struct load_columns { struct load_column *p; size_t n; };
struct view_load_map {
	struct page page;
	struct str source, file, self, backer;
	struct load_columns columns;
	struct view_choices levels, moneys;
};
struct load_field { struct str label, name; struct diff_spans diff; };
struct load_fields { struct load_field *p; size_t n; };
struct load_change {
	int64_t id, line;
	struct str key, title;
	bool fresh;
	struct load_fields fields;
};
struct load_changes { struct load_change *p; size_t n; };
struct load_bad { int64_t line; struct str key, reason; };
struct load_bads { struct load_bad *p; size_t n; };
struct view_load {
	struct page page;
	struct str source, file, self, bad_url;
	int64_t fresh, changed, same, bad, done;
	struct load_changes rows;
	struct load_bads bads;
};

/* ---- history --------------------------------------------------------------------- */

struct view_curate_history {
	struct page page;
	struct str title, url, older, newer;
	struct form_turns turns;
};
