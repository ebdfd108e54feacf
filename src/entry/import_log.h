/* import_log.h - which files came in, from whom, with what result; and the rows that did not.
 *
 * Owns    tables entry_import, entry_import_bad.
 * Memory  the caller's arena.
 * Errors  as db.h.
 * Threads any; a db handle belongs to one request.
 *
 * A trial run leaves no trace: it changed nothing.
 */
#pragma once
#include "entry/import.h"

enum import_via { IMPORT_BY_COMMAND = 1, IMPORT_BY_PAGE, IMPORT_BY_DEMO };
enum import_outcome {
	IMPORT_WHOLE = 1,	/* every row is in, or was there already */
	IMPORT_PARTLY,		/* some were refused */
	IMPORT_NONE,		/* all were refused, or there was none */
	IMPORT_BROKEN,		/* an error ended it: `err` */
	IMPORT_WAITS,		/* rows wait for a person's word */
	IMPORT_OUTCOMES
};
#define IMPORT_BAD_DAYS 365	/* refused rows are kept so long; what came of a file, for good */

struct import_run {
	int64_t id;
	struct str kind;	/* "places", "outlines", "measures" */
	struct str source;	/* as its bringer calls it: a path, an organization */
	struct str file;	/* name of an uploaded one */
	enum import_via via;
	int64_t author;		/* user; 0: nobody who signed in */
	int64_t ref;		/* the room's number of it; 0: none */
	int64_t began, took_ms;
	int64_t read, added, changed, same, bad, declined;
	enum import_outcome outcome;
	struct str err;		/* name of what ended it */
	struct str header;	/* of a CSV, as a line of CSV */
};
struct import_runs { struct import_run *p; size_t n; };

/* What came of it, by the numbers of the run. */
enum import_outcome import_outcome(const struct import_run *r);

/* Writes down a file that was read: kind, source, file, via, author, ref, began, took_ms and err
 * are of `run`, the rest is counted by `im`, whose problems point into `data`. In a transaction of
 * its own, or in the caller's. An earlier one of the same kind and ref is replaced. */
MUST_USE enum err import_told(struct db *db, struct import *im, const struct import_run *run,
    struct str data, bool csv, int64_t *ret_id);
/* Of those that waited in the file `ref` so many were decided. In the caller's transaction; a file
 * that was never written down (it came before there was a log) is passed over. */
struct import_more { int64_t added, changed, declined; };
MUST_USE enum err import_decided(struct db *db, struct arena *a, const char *kind, int64_t ref,
    const struct import_more *more);

/* Newest first. kind empty, outcome 0: all; before 0: from the newest. */
struct import_ask { struct str kind; int outcome; int64_t before; int limit; };
MUST_USE enum err import_list(struct db *db, struct arena *a, const struct import_ask *ask,
    struct import_runs *ret);
MUST_USE enum err import_find(struct db *db, struct arena *a, int64_t id, struct import_run *ret);

/* Refused rows in the order of the file: as they came, CSV as a line of CSV with commas. */
struct import_refused { int64_t line; struct str key, reason, raw; };
struct import_refuseds { struct import_refused *p; size_t n; };
MUST_USE enum err import_refused(struct db *db, struct arena *a, int64_t id, int limit,
    struct import_refuseds *ret);
MUST_USE enum err import_refused_count(struct db *db, int64_t id, int64_t *ret);
