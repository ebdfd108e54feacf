/* curate.h - what the curators' pages share: who may do what, states, one measure opened for work.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  as web.h.
 * Threads one request, one thread.
 */
#pragma once
#include "navigator/draft_fields.h"
#include "navigator/views_curate.h"
#include "places/places.h"

#define CHECK_DAYS 180	/* «проверено» older than this asks for a new look */

/* The territories of a draft as places; an unknown code is left out. */
MUST_USE enum err curate_may_draft(struct req *rq, const struct draft *d, struct curators_may *ret);

struct curated {
	struct draft d;
	struct draft_kept kept;
	struct curators_may may;
	struct str url;		/* the curators' page of the measure */
};
/* The measure whose key is the path's first parameter; E_NOT_FOUND. */
MUST_USE enum err curate_open(struct req *rq, struct curated *ret);
/* To the measure's page with the reason why this reader may not. */
MUST_USE enum err curate_refuse(struct req *rq, const struct curated *c);

/* One step on; in the caller's transaction, last in it. E_STALE: somebody moved it meanwhile. */
MUST_USE enum err curate_step(struct req *rq, const struct curated *c, int to);
/* There is such a step, and for this reader. */
bool curate_may_step(const struct curated *c, int to);
/* What is missing before it can be published. */
MUST_USE enum err curate_lacks(struct req *rq, const struct curated *c, struct nav_strs *ret);
/* Into the log, last in the transaction of the act itself. */
MUST_USE enum err curate_audit(
    struct req *rq, const struct curated *c, const char *action, struct str detail);

struct str measure_state_word(const struct ui *ui, int state);
const char *measure_state_code(int state);
int measure_state_of(struct str code);	/* -1: no such */

void curate_frame(struct req *rq, struct page *p, struct str title);
struct str user_name(struct req *rq, int64_t user);	/* «импорт» for 0 */

/* SQL of the measures this curator answers for: an AND over `m`, after curators_sql_with. */
void curate_sql_mine(struct req *rq, struct sql *q);

/* suggest.c: what waits for an answer, the oldest first; measure 0: of all. */
MUST_USE enum err suggest_queue(struct req *rq, int64_t measure, struct suggest_rows *ret);
MUST_USE enum err suggest_count(struct req *rq, int64_t *ret);

/* curate_form.c: the form as it was typed or as a draft gives it; a typed one as a draft. */
struct edit_form {
	struct str text[DF_N];
	struct edit_list {
		const struct draft_part *p;
		struct str (*rows)[DRAFT_CELLS]; size_t n;
	} lists[DRAFT_PART_KINDS];
};
MUST_USE enum err edit_form_of(struct req *rq, const struct draft *d, struct edit_form *ret);
MUST_USE enum err edit_form_typed(struct req *rq, struct edit_form *ret);
/* Fills the fields of the form into *d; problems are listed: E_INPUT. */
MUST_USE enum err edit_form_draft(struct req *rq, const struct edit_form *f, struct draft *d);
/* What a browser would send of it: for who has no form but wants the form's checks. */
MUST_USE enum err edit_form_pairs(
    struct req *rq, const struct edit_form *f, struct http_pairs *ret);
/* «add:steps», «del:steps:2», «up:steps:2»; false: not a button of a row. */
bool edit_form_do(struct req *rq, struct edit_form *f, struct str what, struct str *ret_at);
MUST_USE enum err edit_form_view(
    struct req *rq, const struct edit_form *f, struct view_curate_edit *v);

/* curate_edit.c: a form checked whole, with the reader's territories; E_INPUT: problems listed. */
MUST_USE enum err curate_check(struct req *rq, const struct edit_form *f, struct draft *mine,
    struct measure_id *ret_parent);
/* Stores it with its history and alerts, in the caller's transaction; `was`: empty, a new one. */
MUST_USE enum err curate_write(struct req *rq, const struct draft *was, const struct draft *mine,
    bool fresh, struct measure_id parent);

/* curate_links.c */
MUST_USE enum err curate_links(
    struct req *rq, const struct curated *c, struct view_curate_show *v);
