/* learn.h - what lawyers' answers teach, and whether an overlay is the index it stands for.
 *
 * Owns    nothing.
 * Memory  `a` for what lasts, `one` for a question.
 * Errors  as ask.h.
 * Threads any.
 */
#pragma once
#include "load.h"

/* Deals the answerable questions to two halves; one is learned as if lawyers had answered it,
 * the other asked, and the other way round. Prints the mean of the deals beside what is known
 * without. */
MUST_USE enum err learn(
    struct arena *a, struct arena *one, struct text_words *w, const struct loaded *in);
/* N articles by turns lose, change or keep their situations: answers of the overlay beside those
 * of a whole build, and the time of both. */
MUST_USE enum err overlay_same(struct arena *a, struct arena *one, struct text_words *w,
    const struct loaded *in, int n, bool *ret_good);
