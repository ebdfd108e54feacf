/* item.h - the page of an item, drawn again by whoever changes a part of it.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  as folder.h.
 * Threads any.
 */
#pragma once
#include "folder/views.h"

MUST_USE enum err folder_item_view(struct req *rq, const struct folder_at *w,
    const struct q_item_get *q);
MUST_USE enum err folder_events_view(struct req *rq, struct view_item *v);
struct str folder_size_words(const struct ui *ui, int64_t bytes);
