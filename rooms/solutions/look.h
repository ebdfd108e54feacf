/* look.h - which solutions are looked for: the page's filter, the same for programs.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  as search.h; words that say nothing find nothing.
 * Threads one request.
 */
#pragma once
#include "solutions/sol_impl.h"

enum sol_order { SOL_BY_TITLE, SOL_BY_CHECK };
/* topic 0, level -1, kind empty: any */
struct sol_look { struct str q, kind; int64_t topic; int level, page; enum sol_order order; };
/* Pointers to the cards that fit, in the order asked for: the search's when there are words. */
struct sol_found { const struct q_cards **p; size_t n; };
MUST_USE enum err sol_look_up(struct req *rq, const struct sol_look *l, const struct topics *t,
    const struct q_cards_rows *all, struct sol_found *ret);
