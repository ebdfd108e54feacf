/* law.h - the room of acts, as the rest of the portal may see it.
 *
 * Owns    nothing yet but the reading of units (tree.h).
 * Memory  the caller's.
 * Errors  see tree.h.
 * Threads any.
 */
#pragma once
#include "web/web.h"

extern const struct room law_room;
/* Questions to lawyers and answers of a topic that is merged into another; in the caller's
 * transaction. */
MUST_USE enum err law_topic_merged(struct db *db, int64_t was, int64_t into);
