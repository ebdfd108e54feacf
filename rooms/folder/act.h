/* act.h - what is done to an item, alike for pages and for programs.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  E_INPUT after problem(); else as folder.h. What is stored joins the caller's transaction.
 * Threads any.
 */
#pragma once
#include "folder/folder_impl.h"

struct folder_item_in { struct str aim; struct opt_int year, asked, got, due, person; };
/* Fills what was not said from what there is. */
MUST_USE enum err folder_item_check(struct req *rq, const struct folder_at *w,
    const struct q_item_get *old, struct folder_item_in *in);
MUST_USE enum err folder_item_store(struct req *rq, const struct folder_at *w,
    const struct q_item_get *old, const struct folder_item_in *in);

struct folder_step_in { struct opt_int day, sum; struct str note; };
MUST_USE enum err folder_step_check(struct req *rq, const struct folder_step_in *in);
/* E_CONFLICT: somebody moved it meanwhile. */
MUST_USE enum err folder_step_store(struct req *rq, const struct folder_at *w,
    const struct q_item_get *old, int to, const struct folder_step_in *in);

struct folder_add_in { struct opt_int year, due, person; struct str aim; };
/* year: of the round that is meant; key: of the measure, as it was asked */
struct folder_found { int64_t entry, measure, year; struct str key; };
/* The measure of this key; E_NOT_FOUND. */
MUST_USE enum err folder_find(struct req *rq, struct str key, struct folder_found *ret);
MUST_USE enum err folder_add_check(struct req *rq, const struct folder_at *w,
    const struct folder_found *f, struct folder_add_in *in);
MUST_USE enum err folder_add_store(struct req *rq, const struct folder_at *w,
    const struct folder_found *f, const struct folder_add_in *in, struct item_id *ret);

/* May this person be responsible here (or is already: `now`)? */
MUST_USE enum err folder_person_check(struct req *rq, const struct folder_at *w, int64_t person,
    struct opt_int now);
/* Who does it, for the history; a service is nobody in particular. */
static inline struct opt_int
folder_author(const struct req *rq)
{
	return (struct opt_int){ rq->viewer->id.v, rq->viewer->id.v != 0 };
}
