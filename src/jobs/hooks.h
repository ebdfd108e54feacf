/* hooks.h - webhooks of an endpoint: signed, sent, listed, sent once more.
 *
 * Owns    nothing beside jobs.h; `ref` is the endpoint as its room numbers it, over 0.
 * Memory  the arena given.
 * Errors  as db.h.
 * Threads any; in the caller's transaction.
 */
#pragma once
#include "jobs/jobs.h"

#define HOOK_SECRET_HEAD "whsec_"

/* "whsec_" and 32 bytes of chance in base64. */
MUST_USE enum err hook_secret_new(struct arena *a, struct str *ret);
/* webhook-signature: "v1,…" by each of the secrets. E_INPUT: one of them is none. */
MUST_USE enum err hook_sign(struct arena *a, struct str secrets, struct str id, int64_t at,
    struct str body, struct str *ret);
/* «host:port» of an address; p NULL: none, or one with a name and a password. */
struct str hook_host(struct str url);
/* May webhooks go there, as hook_hosts says? *ret_near: into the operator's own network too. */
bool hook_host_ok(const struct settings *set, struct str url, bool *ret_near);

struct hook_row {
	int64_t id, created, next_at;
	struct opt_int tried;
	enum out_state state;
	int tries, code;		/* code 0: nothing was answered */
	struct str event, error, key;
	struct str url, answer, body;	/* by hook_get alone */
};
struct hook_rows { struct hook_row *p; size_t n; };
/* Newest first, those before `before` (0: from the newest). */
MUST_USE enum err hook_list(struct db *db, struct arena *a, int64_t ref, int64_t before, int limit,
    struct hook_rows *ret);
MUST_USE enum err hook_get(struct db *db, struct arena *a, int64_t ref, int64_t id,
    struct hook_row *ret);
/* Where an endpoint is and what it is signed with. */
struct hook_to { int64_t ref; struct str url, secrets; };
/* Once more, under the same id. E_CONFLICT: it is on its way now, or its body is gone. */
MUST_USE enum err hook_again(struct db *db, const struct hook_to *to, int64_t id, int64_t now);
/* All that were given up or dropped, of those put since then. */
MUST_USE enum err hook_again_failed(
    struct db *db, const struct hook_to *to, int64_t since, int64_t now, int64_t *ret_n);
/* What waits goes there from now on. */
MUST_USE enum err hook_aim(struct db *db, const struct hook_to *to);
MUST_USE enum err hook_drop(struct db *db, int64_t ref, int64_t now);
/* The endpoint is no more: neither is what was sent to it. */
MUST_USE enum err hook_forget(struct db *db, int64_t ref);
/* What was put before and has ended goes, of all endpoints. */
MUST_USE enum err hook_sweep(struct db *db, int64_t before, int64_t *ret_n);
struct hook_tally { int64_t all, waiting, failed; };	/* failed: and dropped */
MUST_USE enum err hook_tally(struct db *db, int64_t ref, struct hook_tally *ret);

struct hook_health {
	bool gone;			/* 410 was answered since `since` */
	struct opt_int failing;		/* nothing but failures, and since when */
	struct opt_int failed;		/* the last of them */
};
MUST_USE enum err hook_health(
    struct db *db, int64_t ref, int64_t since, struct hook_health *ret);
