/* region.h - the folders of a whole region on one page.
 *
 * Owns    nothing of its own.
 * Memory  the request's arena.
 * Errors  as folder.h; E_NOT_FOUND: the place is no region.
 * Threads any.
 */
#pragma once
#include "folder/folder_impl.h"

/* Is the {place} of the path a region? Then the board is this one. */
MUST_USE enum err folder_region_at(struct req *rq, struct folder_at *ret, bool *ret_is);
MUST_USE enum err folder_region_page(struct req *rq, const struct folder_at *w);
MUST_USE enum err folder_region_csv(struct req *rq, const struct folder_at *w);
