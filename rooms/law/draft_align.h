/* draft_align.h - which article of a draft is which of the model act.
 *
 * Owns    nothing.
 * Memory  the caller's arena.
 * Errors  E_NOMEM.
 * Threads pure.
 *
 * First the same number and title, then a title that each has once (the number may differ), then
 * the same words, then the same number, if what stands there is about the same.
 */
#pragma once
#include "base/base.h"

#define ALIGN_MAX 5000	/* articles a side: pairs are looked for one by one */

struct align_item { struct str eid, title, body; };
/* model or draft -1: the other side alone has it. moved: under another number. */
struct align_row { int model, draft; bool moved; };
struct align_rows { struct align_row *p; size_t n; };

/* In the order of the draft; what it lacks stands where the model has it. */
MUST_USE enum err align_items(struct arena *a, const struct align_item *model, size_t n_model,
    const struct align_item *draft, size_t n_draft, struct align_rows *ret);
