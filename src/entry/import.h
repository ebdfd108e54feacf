/* import.h - many rows in, the bad ones named, nothing half-written.
 *
 * Owns    nothing; rows go to the room that reads them.
 * Memory  problems live in the import's arena; each row has a scratch arena.
 * Errors  a bad row is a problem with its line and reason, not an error; an error ends the import
 *         and takes back the batch under way.
 * Threads one.
 */
#pragma once
#include "base/base.h"
#include "db/db.h"

#define IMPORT_PROBLEMS_MAX 1000	/* kept with words; more are only counted */
#define IMPORT_LINE_MAX (1 * MiB)

/* raw: the row as it came; points into the data that was given. */
struct import_problem { int64_t line; struct str key, reason, raw; };
enum import_did { IMPORT_ADDED, IMPORT_CHANGED, IMPORT_SAME };

struct import {
	struct db *db;
	struct arena *arena;	/* of the whole import: problems */
	struct arena *row;	/* reset before each row */
	int64_t now;
	int32_t today;
	bool dry_run;		/* everything is checked, nothing is kept */
	int64_t line;		/* of the row at hand, from 1 */
	struct str raw;		/* its text as it came, without the line's end */
	int64_t read, added, changed, same, bad;
	VEC(struct import_problem) problems;
	void (*progress)(void *ctx, int64_t bytes, int64_t total);	/* may be NULL */
	void *progress_ctx;
};

/* One row. OK with *ret_did; E_INPUT after import_bad(); any other error ends the import. */
typedef enum err import_row(
    void *ctx, struct import *im, struct str text, enum import_did *ret_did);
/* One row of a CSV file by the names of its header; a missing column is p NULL. */
struct csv_row { const struct str *names, *values; size_t n; };
struct str csv_get(const struct csv_row *r, const char *name);
typedef enum err import_csv_row(void *ctx, struct import *im, const struct csv_row *row,
    enum import_did *ret_did);

/* Why this row is not taken: a sentence for a person. Returns E_INPUT. */
enum err import_bad(struct import *im, struct str key, struct str reason);

/* A line a row; blank lines and lines that begin with # are passed over. Rows are committed by
 * the batch; each row is a savepoint of its own. */
MUST_USE enum err import_lines(struct import *im, struct str data, import_row *fn, void *ctx);
/* RFC 4180 with a header; "," or ";" by what the header has; BOM allowed. */
MUST_USE enum err import_csv(struct import *im, struct str data, import_csv_row *fn, void *ctx);
/* The fields of one row of this CSV, parted as the CSV's header is. */
MUST_USE enum err import_split(struct arena *a, struct str data, struct str raw,
    const struct str **ret, size_t *ret_n);
/* A whole file into memory, at most `limit` bytes: E_IO, E_TOO_BIG. */
MUST_USE enum err file_read(const char *path, size_t limit, struct arena *a, struct str *ret);
