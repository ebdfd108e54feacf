/* audit.h - who did what, when: append-only, each row sealed by the hash of the one before.
 *
 * Owns    tables audit, audit_head.
 * Memory  the caller's arena.
 * Errors  as db.h.
 * Threads any; a db handle belongs to one request. Rows are put one after another: on PostgreSQL
 *         a transaction that has put one holds the head until it ends, so put it last.
 *
 * No personal data goes in: people are told by number, things by address. What somebody typed
 * stays out; what changed is told by names of fields. So erasing a person leaves the chain whole.
 */
#pragma once
#include "base/base.h"
#include "db/db.h"

/* action: "account.login", "navigator.publish" - room and verb, as in audit.def. */
struct audit_event {
	const char *action;
	int64_t actor;		/* user; 0: the system or a guest */
	struct str object;	/* address or "kind:id"; may be empty */
	int64_t place;		/* territory it concerns; 0: none */
	struct str peer;	/* address of the client; empty for the command line and jobs */
	struct str detail;	/* names of fields, numbers: no personal data */
};

/* In the caller's transaction: what is rolled back was not done. */
MUST_USE enum err audit_add(struct db *db, struct arena *a, int64_t now,
    const struct audit_event *ev);

struct audit_row {
	int64_t id, at, actor, place;
	struct str action, object, peer, detail, hash;
};
struct audit_rows { struct audit_row *p; size_t n; };
/* What to look for; empty and 0 ask for all. `action` is a beginning: "account." takes the room. */
struct audit_ask {
	struct str action, object;
	int64_t actor;
	struct opt_int from, until;	/* UTC seconds, until is not included */
	int64_t before;			/* ids below it: the next page; 0 the newest */
	int limit;			/* at most 1000 */
};
/* Newest first. */
MUST_USE enum err audit_list(struct db *db, struct arena *a, const struct audit_ask *ask,
    struct audit_rows *ret);

/* Every row against its hash and the one before. *ret_bad: the first that does not fit, 0: none;
 * *ret_n: rows read. `tick` may be NULL. A row cut off the end shows by the head. */
MUST_USE enum err audit_verify(struct db *db, struct arena *a,
    void (*tick)(void *p, int64_t done, int64_t total), void *p, int64_t *ret_n, int64_t *ret_bad);
