/* list_impl.h - what the page of the list is put together from.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  E_NOMEM; as db.h.
 * Threads one request.
 */
#pragma once
#include "gen/navigator/v.h"
#include "navigator/list.h"

/* Facets with their counts, the regions' choice, the hidden fields. */
MUST_USE enum err list_facets_make(const struct ui *ui, const struct nav_filter *f, bool matched,
    const struct facet_answer *ans, struct view_list *v);
/* Parts drawn before on this thread, n 0: not yet; and drawing them. */
struct list_drawn { struct html html; bool demo; };
struct list_drawn list_row_drawn(const struct req *rq, const struct nav_index *ix, uint32_t ord);
MUST_USE enum err list_row_draw(struct req *rq, const struct nav_index *ix, uint32_t ord,
    const struct view_card_row *r, struct html *ret);
struct html list_facets_drawn(const struct req *rq, const struct nav_index *ix);
MUST_USE enum err list_facets_draw(struct req *rq, const struct nav_index *ix,
    const struct view_list *v, struct html *ret);
/* Chips of what is chosen; advice when nothing was found. */
MUST_USE enum err list_chips_make(struct nav_listing *l, const struct nav_filter *f,
    const struct facet_answer *ans, struct view_list *v);
