/* diff.h - what became of a text, word by word.
 *
 * Owns    nothing.
 * Memory  spans in the caller's arena; they point into the two texts, which must outlive them.
 * Errors  E_NOMEM.
 * Threads pure.
 */
#pragma once
#include "base/base.h"

enum diff_kind { DIFF_SAME, DIFF_GONE, DIFF_CAME };
struct diff_span { enum diff_kind kind; struct str text; };
struct diff_spans { struct diff_span *p; size_t n, cap; };

/* In order; what is the same and what went make `was`, what is the same and what came `now`.
 * A part of more than 1200 words with changes at both its ends is shown whole. */
MUST_USE enum err word_diff(
    struct arena *a, struct str was, struct str now, struct diff_spans *ret);
