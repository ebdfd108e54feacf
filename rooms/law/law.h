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
