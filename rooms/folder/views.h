/* views.h - what the pages of folder/ show.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  none.
 * Threads one page.
 */
#pragma once
#include "folder/folder_impl.h"
#include "web/frame.h"

struct folder_place { struct str url, name; };
struct folder_places { struct folder_place *p; size_t n; };
struct view_start {
	struct page page;
	struct folder_places places, regions;
	bool above;		/* the reader works, but above municipalities or everywhere */
};

/* ---- the board ------------------------------------------------------------------- */

struct board_row {
	struct str url, title, aim, year, person, sum;
	struct str term, left, expected;
	struct str papers;	/* «4 из 7»; empty: no checklist */
	int64_t done, of;
	bool soon, late, demo, work, gone;	/* gone: the measure is published no more */
};
struct board_rows { struct board_row *p; size_t n; };
struct board_group { struct str code, head, sum; struct board_rows rows; };
struct view_board_table { const struct board_group *g; };
struct board_groups { struct board_group *p; size_t n; };
struct board_option { struct str value, label; bool on; };
struct board_options { struct board_option *p; size_t n; };
struct board_gone { struct str iso, when, what, state, who; };
struct board_gone_rows { struct board_gone *p; size_t n; };
struct view_board {
	struct page page;
	const struct folder_at *w;
	struct str heading, summary, nearest, nearest_url;
	struct board_groups groups;
	struct board_options who, years;
	bool filtered, empty, demo, full;
	struct str self, find_url, csv_url, xlsx_url, calendar_url, add_url, all_url;
	struct str asked, got;	/* sums of what is shown; empty: none */
	int64_t n;
	struct board_gone_rows gone;	/* deleted: that it was */
};

/* ---- one item -------------------------------------------------------------------- */

struct item_check {
	int64_t id;
	struct str title, note, person, due, left, url;
	bool required, done, soon, late;
};
struct item_checks { struct item_check *p; size_t n; };
struct item_note { struct str who, when, drop_url; struct html text; };
struct item_notes { struct item_note *p; size_t n; };
struct item_file { struct str url, name, size, who, when, drop_url; };
struct item_files { struct item_file *p; size_t n; };
struct item_event { struct str iso, when, who, what, before, after; };
struct item_events { struct item_event *p; size_t n; };
struct item_step { struct str url, label; };
struct item_steps { struct item_step *p; size_t n; };

struct view_item {
	struct page page;
	const struct folder_at *w;
	const struct q_item_get *q;
	struct str heading, head, next;		/* the state, and what it asks for */
	struct str term, left, expected, closes;
	bool soon, late, work, won, done_all, refused, published;
	struct item_step main;			/* the step that is usual next; label empty: none */
	struct item_steps steps;		/* the others */
	struct str undo_url, undo;		/* undo empty: nothing to take back */
	struct item_checks checks;
	int64_t n_checks, n_done, n_left, move;
	struct item_notes notes;
	struct item_files files;
	struct str limit, kinds;
	struct item_events events;
	struct account_picks people;
	struct str save_url, check_url, note_url, file_url, again_url, remove_url;
	struct str applied, decided, asked, got, since;
};

struct view_item_papers { const struct view_item *i; };
struct view_item_files { const struct view_item *i; };
struct view_item_notes { const struct view_item *i; };
struct view_item_next { const struct view_item *i; };
struct view_item_terms { const struct view_item *i; };
/* Fields that several forms have. */
struct view_item_person { const struct account_picks *people; };
struct view_item_day { struct str label, day; };
struct view_item_text { const char *name; struct str label, now; int max; const char *mode; };

struct view_move {
	struct page page;
	const struct q_item_get *q;
	struct str heading, was, became, meaning, button, code, save_url, back_url;
	bool ask_sum, ask_got, ask_day, risky;
	struct str day_label, day, sum_label, sum;
	int64_t left;			/* required papers that are not ready */
	struct item_steps steps;	/* no step was chosen: these may be */
	struct str seen;
};
struct view_check {
	struct page page;
	struct str title, save_url, back_url, due, note;
	bool done;
	struct account_picks people;
};
struct view_drop { struct page page; struct str name, size, save_url, back_url; };
/* An item or a note; text, instead: may be empty. */
struct view_remove {
	struct page page;
	struct str heading, name, text, what, instead, save_url, back_url;
};

struct view_board_gone { const struct view_board *b; };

/* ---- a region ---------------------------------------------------------------------- */

struct region_row {
	struct str url, place_url, place, title, year, state, person, term, left, idle;
	bool late, soon, demo;
};
struct region_rows { struct region_row *p; size_t n; };
struct region_count { struct str url, name, n; bool here; };
struct region_counts { struct region_count *p; size_t n; };
struct view_region {
	struct page page;
	struct str heading, summary, csv_url;
	struct region_counts states;
	struct region_rows rows;
	int64_t n;		/* that fit; rows: the first of them */
	bool empty, demo;
};

/* ---- putting in ------------------------------------------------------------------ */

struct view_add {
	struct page page;
	const struct folder_at *w;
	struct str title, url, key, save_url, year, year_why, find_url, back_url;
	struct str there_url, there;	/* it is in the folder already, for another year */
	int64_t papers;
	bool chosen;
	struct account_picks people;
};

struct view_calendar {
	struct page page;
	const struct folder_at *w;
	struct str save_url, back_url, since, address;
};
