/* changes.h - what a new version of a measure changed.
 *
 * Owns    nothing: the history is the entry's, the events are those of the room alerts.
 * Memory  the arena given.
 * Errors  as db.h.
 * Threads any.
 */
#pragma once
#include "entry/entry.h"
#include "navigator/draft.h"

struct nav_changes {
	struct revision_field f[24]; size_t n;	/* as the tables have them; days 2026-12-01 */
	size_t n_entry;		/* the first ones are the entry's own: it keeps them itself */
	bool was;		/* it was there and published */
};
/* The stored measure of the same key against the draft; before anything is written. */
MUST_USE enum err nav_changes_find(struct db *db, struct arena *a, const struct draft *d,
    struct nav_changes *ret);
/* Into the history and to those who follow; in the transaction that stores the draft. */
MUST_USE enum err nav_changes_keep(struct db *db, struct arena *a, struct entry_id entry,
    int64_t author, int64_t now, const struct nav_changes *c);
