/* home.h - the front page, the desk, search over everything, the portal's own pages.
 *
 * Owns    no tables; addresses /, /search, /about, /help, /accessibility, /privacy, /health and
 *         what robots ask for.
 * Memory  the request's arena.
 * Errors  as web.h.
 * Threads any; nothing is shared.
 */
#pragma once
#include "web/web.h"

extern const struct room home_room;
