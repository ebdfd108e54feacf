/* curate.h - what the curators' pages of solutions share: one opened for work, its form, its words.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  as web.h.
 * Threads one request.
 *
 * Who may do what with a solution is told in places.h: by its territory, as with measures.
 */
#pragma once
#include "places/places.h"
#include "solutions/views.h"

#define SOL_CHECK_DAYS 180	/* «проверено» older than this asks for a new look */

struct sol_curated {
	struct sol_draft d;
	struct q_solution row;
	struct curators_may may;
	struct str url;		/* the curators' page of the solution */
};
/* The solution whose key is the path's first parameter; E_NOT_FOUND. */
MUST_USE enum err sol_open(struct req *rq, struct sol_curated *ret);
/* To the solution's page with the reason why this reader may not. */
MUST_USE enum err sol_refuse(struct req *rq, const struct sol_curated *c);
MUST_USE enum err sol_may(struct req *rq, struct opt_int place, struct curators_may *ret);
/* Does this reader curate anything at all? */
bool sol_curates(const struct req *rq);
void sol_desk_frame(struct req *rq, struct page *p, struct str title);
MUST_USE enum err sol_audit(
    struct req *rq, struct str key, const char *action, struct str detail);

/* ---- fields in words (field_words.c) --------------------------------------------------- */

struct sol_says { struct req *rq; struct topics topics; const struct places_index *x; };
MUST_USE enum err sol_says_begin(struct req *rq, struct sol_says *ret);
/* «Норма»; p NULL: it is not told to people. */
struct str sol_field_label(const struct ui *ui, struct str head);
/* «Норма, шаг 2»; no 0: without a step. */
struct str sol_field_of(const struct ui *ui, struct str head, int64_t no);
struct str sol_field_said(const struct sol_says *s, struct str head, struct str text);

/* ---- the form (curate_form.c) ----------------------------------------------------------- */

enum sol_at {
	SA_title, SA_situation, SA_topic, SA_level, SA_kinds, SA_place, SA_owner, SA_measures,
	SA_demo, SA_N
};
enum sol_cell {
	SC_code, SC_title, SC_who, SC_term, SC_days, SC_from, SC_norm, SC_note, SC_file, SC_text,
	SC_N
};
/* As it was typed, or as a draft gives it. */
struct sol_form {
	struct str text[SA_N];
	struct str (*steps)[SC_N]; size_t n;
};
MUST_USE enum err sol_form_of(struct req *rq, const struct sol_draft *d, struct sol_form *ret);
MUST_USE enum err sol_form_typed(struct req *rq, struct sol_form *ret);
/* Fills the fields of the form into *d: what the form does not have stays; problems are listed:
 * E_INPUT. `was`: the stored one, whose measures need not be published now. */
MUST_USE enum err sol_form_draft(struct req *rq, const struct sol_form *f,
    const struct sol_draft *was, struct sol_draft *d);
/* «add:steps», «del:steps:2», «up:steps:2»; false: not a button of a row. */
bool sol_form_do(struct sol_form *f, struct str what);
/* curate_form_view.c */
MUST_USE enum err sol_form_view(
    struct req *rq, const struct sol_form *f, struct view_sol_edit *v);
