/* views_wording.h - what the pages of life situations show.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  none.
 * Threads one page.
 */
#pragma once
#include "law/views_lawyer.h"

struct wording_texts { struct str *p; size_t n; };

/* ---- the list ------------------------------------------------------------------------- */

struct wording_row {
	struct str url, name, title, said;	/* said: «6 вопросов, 8 слов» */
	bool none, edited, conflict, learned;
};
struct wording_rows { struct wording_row *p; size_t n; };
struct view_wording_list {
	struct page page;
	struct str q, article, summary, prev, next, state;
	struct lawyer_options acts;
	struct lawyer_tabs tabs;
	struct wording_rows rows;
	bool filtered, may_edit, empty_base;
};

/* ---- one article ------------------------------------------------------------------------ */

struct wording_step {
	struct str when, who, effect, back_url;
	struct wording_texts came, gone;
};
struct wording_steps { struct wording_step *p; size_t n; };
struct wording_taught { struct str url, text; };
struct wording_taughts { struct wording_taught *p; size_t n; };
struct view_wording_edit {
	struct page page;
	struct str name, title, article_url, self, seen, questions, words, file_url, from_word;
	struct lawyer_warnings warnings;	/* personal data */
	struct wording_texts only_file, only_here;
	struct wording_steps steps;
	struct wording_taughts taught;
	bool may_edit, edited, conflict, digest;
};

struct view_wording_area { struct str name, label, hint, now; int rows, max; };

/* ---- what an edit changes ------------------------------------------------------------------ */

/* name: of the article that should answer */
struct trial_said { struct str question, was, becomes, expected, name, verdict; int mark; };
struct trial_saids { struct trial_said *p; size_t n; };
struct view_trial_list { const struct trial_saids *rows; };
struct view_wording_try {
	struct page page;
	struct str name, title, self, save, seen, questions, words, seal, effect, took;
	struct wording_texts came, gone, notes;
	struct trial_saids lines, changed;
	bool sure, nothing_tried, same, worse;
};

/* ---- questions to try on -------------------------------------------------------------------- */

struct trial_row { struct str question, expected, name, now, found, id, edit_url; int mark; };
struct trial_rows { struct trial_row *p; size_t n; };
struct missed_row { struct str question, when, times, id, take_url; };
struct missed_rows { struct missed_row *p; size_t n; };
struct view_wording_trials {
	struct page page;
	struct str question, act, article, edit, from, summary, days;
	struct lawyer_options acts;
	struct trial_rows rows;
	struct missed_rows missed;
	bool may_edit, full, keeps;
};
