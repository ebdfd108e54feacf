/* api.h - the API as people and programs find it: its description and its page.
 *
 * Owns    /api, /api/openapi.json, /account/tokens, /account/hooks; tables api_token, api_hook.
 * Memory  the request's arena.
 * Errors  as web.h.
 * Threads any.
 *
 * The operations are in the rooms whose records they tell (struct api_op, web/api.h).
 */
#pragma once
#include "entry/entry.h"
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

/* ---- what webhooks are told of: rooms say so in their own transactions, before audit_add ---- */

enum hook_event {
	HOOK_PUBLISHED = 1,	/* a measure is public; each time it becomes so */
	HOOK_CHANGED = 2,	/* a public measure has changed */
	HOOK_ARCHIVED = 4,	/* it is public no more */
	HOOK_FOLDER = 8,
	HOOK_PING = 16,		/* somebody tries an endpoint */
};
/* Names of fields and raw values, as in the entry's history; values over 300 points are cut. What
 * is told is what everybody may read at this moment: say nothing of drafts. */
MUST_USE enum err hooks_measure(struct db *db, struct arena *a, enum hook_event what,
    struct entry_id entry, const struct revision_field *f, size_t n, int64_t now);
/* act: "added", "changed", "removed". Several in one request are told as the first. */
MUST_USE enum err hooks_folder(struct req *rq, int64_t place, int64_t item, const char *act);
/* What was not told yet is told to nobody (the demonstration is loaded). */
MUST_USE enum err hooks_quiet(struct db *db);
