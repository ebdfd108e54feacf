/* api.h - the API as people and programs find it: its description and its page.
 *
 * Owns    /api, /api/openapi.json.
 * Memory  the request's arena.
 * Errors  as web.h.
 * Threads any.
 *
 * The operations are in the rooms whose records they tell (struct api_op, web/api.h).
 */
#pragma once
#include "web/web.h"

extern const struct room api_room;
