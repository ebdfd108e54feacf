/* admin.h - the room, as the rest of the portal may see it.
 *
 * Owns    everything under /admin, /ready and /metrics; no tables.
 * Memory  the request's arena.
 * Errors  as web.h.
 * Threads any; a db handle belongs to one request.
 */
#pragma once
#include "web/web.h"

extern const struct room admin_room;
