/* load.h - a file that somebody brings by a page: kept until they decide, read anew each time.
 *
 * Owns    tables law_load, law_load_piece.
 * Memory  the request's arena for rows and words; what a file holds lies in load_memory, which
 *         ends with the request.
 * Errors  as db.h; E_INPUT with problem(): the file or the form is not good.
 * Threads one request, on a worker.
 *
 * A row belongs to its author: to anybody else there is no such row.
 */
#pragma once
#include "gen/law/q.h"
#include "law/pages.h"

#define LOAD_HOURS 48		/* a file that nobody decided on is kept so long */
#define LOAD_WAITING 10		/* files of one person that wait; the oldest give way */
#define LOAD_HISTORY_DAYS 365	/* what was stored is remembered in the list of its author */
#define LOAD_HISTORY 20		/* rows of that list */
#define LOAD_ACTS 50		/* acts of a file; those with more come by the command */
#define LOAD_MEMORY (512 * MiB)	/* a file read through */

enum load_what { LOAD_ACT = 1, LOAD_DRAFT, LOAD_MODEL };

/* ---- bytes (load_keep.c) ----------------------------------------------------------------- */

/* A file of the form, else what was pasted; data.n 0: neither. */
struct load_bytes { struct str name, data; };
/* `file`, `text`: names of the fields. E_INPUT: the file is larger than the portal takes. */
MUST_USE enum err load_given(
    struct req *rq, const char *file, const char *text, struct load_bytes *ret);
/* In the caller's transaction: the row gets these bytes in place of what it had. */
MUST_USE enum err load_keep(struct req *rq, int64_t id, const struct load_bytes *b);
MUST_USE enum err load_bytes_of(
    struct req *rq, struct arena *a, const struct q_load_get *row, struct load_bytes *ret);
MUST_USE enum err load_memory(struct req *rq, struct arena **ret);
/* The row the path or the form names, when it is this reader's; E_NOT_FOUND. */
MUST_USE enum err load_mine(
    struct req *rq, struct str id, enum load_what what, struct q_load_get *ret);
struct job_run;
MUST_USE enum err law_loads_sweep(struct job_run *r);

/* ---- reading (load_read.c) ------------------------------------------------------------------- */

struct load_read {
	struct arena *keep;
	struct import im;
	struct law_reading r;
	struct str data;
	struct str refused;	/* why nothing of it can be read, a sentence; or empty */
};
MUST_USE enum err load_read(struct req *rq, const struct load_bytes *b, const struct law_meta *said,
    struct load_read *ret);

/* A territory as people type it: code or name; -1: problem() says what is wrong. */
MUST_USE enum err load_place(struct req *rq, struct str typed, int *ret);

/* ---- an act (load_form.c, load_show.c) ---- */

/* Whose acts this reader may bring: all, or those of the territories that they administer. */
bool load_may_all(const struct req *rq);
MUST_USE enum err load_may(struct req *rq, const struct places_index *x, int place, bool *ret);
bool load_may_some(const struct req *rq);

/* What the form says of the act; E_INPUT: problems are listed. */
MUST_USE enum err load_said(struct req *rq, const struct q_load_get *row, struct law_meta *ret);
/* Reads the file and completes each act by what the base knows of it. */
MUST_USE enum err load_acts(struct req *rq, const struct q_load_get *row, struct load_read *ret);
MUST_USE enum err load_form_page(struct req *rq, const struct q_load_get *row);
enum err law_load_form_page(struct req *rq);
enum err law_load_send_page(struct req *rq);
enum err law_load_show_page(struct req *rq);
enum err law_load_act_page(struct req *rq);

/* ---- what a preview shows (load_tree.c, load_change.c) ---- */

/* At most `rows` headings and articles with their units; `article`: the one whose units are asked
 * for. */
MUST_USE enum err load_tree(struct req *rq, struct arena *a, const struct law_draft *d,
    struct str article, size_t rows, struct load_act *v);
/* What becomes of an act that is there; `was` NULL: it is not. */
MUST_USE enum err load_change(struct req *rq, struct arena *a, const struct law_act *was,
    struct law_draft *d, struct load_act *v);
/* The state of the base that a preview was made against. */
MUST_USE enum err load_seen(struct req *rq, const struct law_reading *r, struct str *ret);
