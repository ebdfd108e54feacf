/* views_curate.h - what the curators' pages of solutions show.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  none.
 * Threads one page.
 */
#pragma once
#include "web/form.h"
#include "web/frame.h"

/* ---- the desk -------------------------------------------------------------------------- */

struct sol_desk_row {
	struct str url, title, where, note, norm, steps, lists, when, iso;
	bool demo;
};
struct sol_desk_rows { struct sol_desk_row *p; size_t n; };
struct view_sol_desk {
	struct page page;
	struct str where, total, from, to, prev, next, empty, empty_next;
	struct view_choices tabs;	/* states with counts */
	struct sol_desk_rows rows;
};

/* ---- one solution ----------------------------------------------------------------------- */

struct sol_act { struct str label, to, confirm; bool primary, danger; };
struct sol_acts { struct sol_act *p; size_t n; };
struct sol_fact { struct str label, value; };
struct sol_facts { struct sol_fact *p; size_t n; };
struct sol_texts { struct str *p; size_t n; };
struct view_sol_curated {
	struct page page;
	struct str title, situation, state, what_next, why_not, edit_url, history_url, public_url,
	    state_url, checked_url, checked, norm;
	bool may_edit, check_due, shown;	/* shown: readers see it */
	struct sol_acts acts;
	struct sol_facts facts;
	struct sol_texts lacks;		/* what to fill before publishing */
	struct sol_texts unknown;	/* norms in which no reference was found */
};

/* ---- the form --------------------------------------------------------------------------- */

struct sol_group { struct str title, id; struct form_inputs wide, narrow; };
struct sol_groups { struct sol_group *p; size_t n; };
struct view_sol_edit {
	struct page page;
	struct str heading, self, back, seen, key, lead, from_word;
	bool fresh;
	struct sol_groups groups;
	struct form_part steps;
	struct form_clashes clashes;
};

/* ---- history ---------------------------------------------------------------------------- */

struct view_sol_turns {
	struct page page;
	struct str title, url, older, newer;
	struct form_turns turns;
};
