/* units_told.h - what is known of each article's situations, told to its unit.
 *
 * Owns    nothing.
 * Memory  `keep` for what the units hold, `scratch` for the work.
 * Errors  E_NOMEM.
 * Threads one.
 */
#pragma once
#include "law/answer.h"
#include "law/situations.h"

/* Fills said, the counts and the marks of every unit. */
MUST_USE enum err law_units_tell(struct arena *keep, struct arena *scratch,
    const struct ask_source *src, const struct law_edits *edits, struct law_unit *u, size_t n);
