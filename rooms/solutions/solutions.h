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
/* All solutions as such lines, in whatever state, by key; *ret_n: how many. */
MUST_USE enum err solutions_export(
    struct db *db, struct arena *a, struct buf *out, int64_t *ret_n);
/* Two checklists of the demonstration's municipality; may run again. */
MUST_USE enum err solutions_demo(struct web_thread *th, struct arena *a, int64_t now);
/* Steps of checklists at work that are not done and have a day, the nearest first. */
struct solutions_due {
	int64_t id;
	struct str step, solution, remark, url;
	int32_t day;
	int64_t changed;
};
struct solutions_dues { struct solutions_due *p; size_t n; };
MUST_USE enum err solutions_dues(struct db *db, struct arena *a, int64_t place,
    struct str place_code, struct solutions_dues *ret);
/* What happened to a solution (`k` of alerts_once) concerns who works by it: who began a checklist
 * that is at work, and who has a step of it to do; not `but`, whose hand it was. Another entry:
 * nobody. */
struct solutions_news { struct entry_id entry; struct str k; int64_t but, now; };
MUST_USE enum err solutions_concern(
    struct db *db, struct arena *a, const struct solutions_news *news);
/* A published or archived one by its address, to be followed; E_NOT_FOUND. */
MUST_USE enum err solutions_follow(struct db *db, struct arena *a, struct str address,
    struct entry_id *ret, struct str *ret_title);
/* A topic goes into another; in the caller's transaction. */
MUST_USE enum err solutions_topic_merged(struct db *db, int64_t was, int64_t into);
