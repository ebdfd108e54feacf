/* akn.h - an act in Akoma Ntoso 1.0: its own structure, no guessing at headings.
 *
 * Owns    nothing.
 * Memory  the arena given.
 * Errors  as paper.h.
 * Threads pure.
 */
#pragma once
#include "law/law_impl.h"
#include "law/paper/paper.h"

/* Headings, articles and what the file says of the act (number, title, days, kind) into `d`. */
MUST_USE enum err paper_akn(struct arena *a, struct str data, struct law_draft *d,
    struct paper *ret, struct str *ret_why);
