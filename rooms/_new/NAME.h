/* NAME.h - the room, as the rest of the portal may see it.
 *
 * Owns    tables NAME_*; everything under /NAME.
 * Memory  whatever a function hands out lives in the arena it was given.
 * Errors  on anything but OK the ret_ arguments are left as they were.
 * Threads any; a db handle belongs to one request.
 */
#pragma once
#include "web/web.h"

extern const struct room NAME_room;
