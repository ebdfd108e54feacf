/* export.h - measures of a filter as rows of cells: for CSV, for XLSX, for reading back.
 *
 * Owns    nothing.
 * Memory  cells live in the scratch arena given, until it is reset for the next batch.
 * Errors  as db.h.
 * Threads one request, on a worker.
 */
#pragma once
#include "navigator/list.h"

enum export_kind { COL_TEXT, COL_DAY, COL_NUMBER, COL_RUBLES, COL_LIST, COL_JSON, COL_FLAG };
struct export_column { const char *name; enum export_kind kind; const char *title; int width; };
/* The place of each column: COLUMN_opens. */
enum export_at {
#define COLUMN(name, kind, title, width) COLUMN_##name,
#include "navigator/export_columns.def"
#undef COLUMN
	COLUMN_N
};
extern const struct export_column export_columns[];
extern const size_t export_columns_n;
#define EXPORT_COLUMNS_MAX 48
#define EXPORT_BATCH 50		/* rows read at a time */

/* The values of one measure, by column, as CSV says them: ISO days, plain numbers. */
struct export_row {
	int64_t id, entry, updated;
	struct str key, sum;		/* sum: as stored */
	struct str cells[EXPORT_COLUMNS_MAX];
};
/* At most EXPORT_BATCH of them, in the order of ords; cells in `a`. */
MUST_USE enum err export_read(struct db *db, struct arena *a, const struct nav_index *ix,
    const uint32_t *ords, size_t n, struct export_row *ret);
/* One of them, in whatever state it is; key empty: it is not there. */
MUST_USE enum err export_one(struct db *db, struct arena *a, int64_t id, int64_t entry,
    struct export_row *ret);
/* Of the cells as they are written: draft_read_csv knows an untouched row by it. */
struct str export_sum(struct arena *a, const struct str *values);
/* Every row of the filter to `fn`,
    a batch at a time: at most 20 000 rows and what fits in a file. */
typedef enum err export_fn(struct req *rq, struct arena *batch, const struct export_row *r);
MUST_USE enum err nav_export_each(struct req *rq, const struct nav_filter *f, export_fn *fn);

struct open_set;
extern const struct open_set nav_open_set;	/* open.h */
