/* solutions.h - step-by-step solutions, as the rest of the portal may see them.
 *
 * Owns    tables solutions_*, entries of kind SOLUTION, everything under /solutions.
 * Memory  the arena given.
 * Errors  as db.h; E_INPUT after import_bad for a row of a file.
 * Threads any; a db handle belongs to one request.
 */
#pragma once
#include "entry/import.h"
#include "web/web.h"

extern const struct room solutions_room;

/* JSONL as in demo/solutions/solutions.jsonl: a solution a line, told apart by `key`; a changed one
 * is a new version. */
MUST_USE enum err solutions_import(struct import *im, struct str data);
/* A topic goes into another; in the caller's transaction. */
MUST_USE enum err solutions_topic_merged(struct db *db, int64_t was, int64_t into);
