/* changes.h - what a new version of a measure changed, for those who follow it.
 *
 * Owns    nothing: the events are those of the room alerts; the history is kept by draft_store.c.
 * Memory  the arena given.
 * Errors  as db.h.
 * Threads any.
 */
#pragma once
#include "entry/entry.h"
#include "navigator/draft.h"

struct nav_changes {
	struct revision_field f[24]; size_t n;	/* as the tables have them; days 2026-12-01 */
	bool was;		/* it was there and published */
};
/* The stored measure of the same key against the draft; before anything is written. */
MUST_USE enum err nav_changes_find(struct db *db, struct arena *a, const struct draft *d,
    struct nav_changes *ret);
/* To those who follow; in the transaction that stores the draft, and only when it is published. */
MUST_USE enum err nav_changes_tell(struct db *db, struct arena *a, struct entry_id entry,
    int64_t now, const struct nav_changes *c);
