/* api.h - the API as people and programs find it: its description and its page.
 *
 * Owns    /api, /api/openapi.json, /account/tokens; table api_token.
 * Memory  the request's arena.
 * Errors  as web.h.
 * Threads any.
 *
 * The operations are in the rooms whose records they tell (struct api_op, web/api.h).
 */
#pragma once
#include "web/web.h"

extern const struct room api_room;

/* web_hooks.bearer: whose token of the API this is. E_AUTH: nobody's, or it works no more, and
 * rq->why says which. */
MUST_USE enum err api_bearer_viewer(struct req *rq, struct str token);

/* Idempotency-Key: the same request again does nothing and gets the answer of the first time, for a
 * day. In the caller's transaction, before anything is done; *ret_kept: that answer is written, end
 * here. E_INPUT: the key is none, or was another request's (rq->why). */
MUST_USE enum err api_once_begin(struct req *rq, bool *ret_kept);
/* After the answer was written: keeps it, in the same transaction as what was done. */
MUST_USE enum err api_once_end(struct req *rq, struct str location);
