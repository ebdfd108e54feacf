/* loads.h - a file of measures compared with what is kept, and taken field by field.
 *
 * Owns    tables navigator_source, navigator_source_row, navigator_load, navigator_load_row.
 * Memory  the request's arena; a row's own while a file is read.
 * Errors  as db.h. A bad row is kept with its reason, it is no error.
 * Threads one request, on a worker.
 *
 * Three texts of each field: what the source said when a curator last decided, what it says now,
 * what the portal keeps. A field is proposed when the source changed it and the portal has it
 * otherwise: so what was corrected in the portal is not asked about again with every file.
 */
#pragma once
#include "gen/navigator/q.h"
#include "navigator/curate.h"

#define LOAD_ROWS 5000	/* of a file; larger ones go by the command line */
enum load_kind { LOAD_NEW = 1, LOAD_CHANGED, LOAD_BAD };

/* Which of our fields a column of the file is: «key», a name of draft_fields, or empty. */
struct load_map {
	struct str columns[64], fields[64];
	size_t n;
	struct str level, money, backer; /* of rows that say nothing of them */
};
/* The columns of a CSV with what is remembered of them, else guessed by their names. */
MUST_USE enum err load_map_of(
    struct req *rq, struct str data, struct str remembered, struct load_map *ret);
MUST_USE enum err load_map_text(struct arena *a, const struct load_map *m, struct str *ret);
/* A row as our own JSON; E_INPUT: *ret_why. */
MUST_USE enum err load_map_row(struct arena *a, const struct load_map *m,
    const struct csv_row *row, struct str source, struct str *ret_json, struct str *ret_why);

/* Reads the file, row by row, into navigator_load_row; in transactions of its own. */
MUST_USE enum err load_compare(
    struct req *rq, int64_t id, const struct q_load_get *load, const struct load_map *m);
/* A stored row as a draft; E_INPUT: *ret_why. */
MUST_USE enum err load_draft(struct req *rq, struct arena *a, struct str json, struct draft *ret,
    struct str *ret_why);
