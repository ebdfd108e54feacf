/* views_load.h - what the pages of import and of drafts show.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  none.
 * Threads one request.
 */
#pragma once
#include "text/diff.h"
#include "web/frame.h"

struct load_choice { struct str value, label; bool on; };
struct load_choices { struct load_choice *p; size_t n; };

/* ---- bringing an act in --------------------------------------------------------------- */

struct load_file { struct str title, file, when, url, what; bool waits; };
struct load_files { struct load_file *p; size_t n; };
struct view_load_form {
	struct page page;
	struct load_choices kinds, sees;
	struct str number, title, adopted, since, place, source, text;
	struct str load, file, size, until;	/* a file that is here already; empty: none */
	struct str limit;
	struct load_files files;
	bool nowhere, all;
};
/* A text field of the form with its hint and problem. */
struct view_load_field { struct str name, label, hint, value; int64_t max; };
struct view_load_day { struct str name, label, hint, value; };

struct load_line { struct str where, what; };
struct load_lines { struct load_line *p; size_t n, cap; };
struct load_unit { struct str no, text, tag; int depth; };
struct load_units { struct load_unit *p; size_t n, cap; };
struct load_row {		/* of the tree: a heading or an article */
	struct str name, note, url;
	int depth;
	bool heading, repealed, here;
	struct load_units units;
};
struct load_rows { struct load_row *p; size_t n, cap; };
struct load_diff { struct str name, what; struct diff_spans words; bool shown; };
struct load_diffs { struct load_diff *p; size_t n, cap; };
struct load_act {
	struct str name, shrt, address, place, see, since, note, counts;
	struct str was, was_url, change;	/* the edition it is compared with */
	bool is_new, same, replaces, digest;
	struct load_lines about;	/* what else of the act changes */
	struct load_lines odd;		/* numbers out of order */
	struct load_diffs diffs;
	int64_t diffs_left, rows_left, odd_left;
	struct load_rows rows;
};
struct load_acts { struct load_act *p; size_t n, cap; };
struct view_load_show {
	struct page page;
	struct str file, self, back, seen, until;
	struct load_acts acts;
	struct load_lines bads, doubts, notes;
	int64_t bads_left, doubts_left;
};
struct view_load_lines { const struct load_lines *lines; struct str where, what, caption; };
struct view_load_act_tree { const struct load_act *a; };
struct view_load_act_change { const struct load_act *a; };
struct view_load_done {
	struct page page;
	struct str title, url, what, when, since, again;
};

/* ---- a draft against a model act -------------------------------------------------------- */

struct draft_row { struct str name, what, was, url; struct diff_spans words; bool shown; };
struct draft_rows { struct draft_row *p; size_t n, cap; };
struct view_draft_form {
	struct page page;
	struct str text, model, model_name, model_text, load, file, other_file, until, limit;
	struct load_choices acts;		/* several are called so */
	struct load_files files;
};
struct view_draft_show {
	struct page page;
	struct str draft, model, model_url, self, until, file_url, sum;
	struct draft_rows rows;
	int64_t left, same;
	bool one;
};
