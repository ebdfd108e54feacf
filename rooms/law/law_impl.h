/* law_impl.h - what the files of the room share.
 *
 * Owns    as law.h.
 * Memory  the request's arena, or the import's.
 * Errors  as law.h.
 * Threads as law.h.
 */
#pragma once
#include "law/law.h"

#include "entry/entry.h"
#include "law/outline.h"

/* ---- an edition before it is stored ------------------------------------------------- */

struct law_head { enum outline_kind kind; int parent; struct str text; int64_t id; };
struct law_item {
	int head;		/* index of its heading; -1: none */
	struct str eid, number, title, notes, body;
	int64_t line;		/* of the file */
	int again;		/* how many after it asked for its address */
};
struct law_aka { struct str old, target; };	/* a unit's former address */
struct law_draft {
	struct law_meta meta;
	/* what meta means, when it means something: draft_ready */
	struct str key;
	enum law_kind kind;
	enum law_level level;
	int32_t adopted, since;
	struct opt_int repealed, place;
	int see;
	bool digest, points;
	struct str note;
	VEC(struct law_head) heads;
	VEC(struct law_item) items;
	struct law_slots { uint32_t *p; size_t cap; } slots; /* items by address: law_item_at */
	VEC(struct law_aka) akas;
	int64_t line;		/* where it begins in the file */
	struct str why;		/* it cannot be stored: what is missing or wrong; empty: it can */
	int64_t author;		/* user who brings it; 0: the command line */
};

/* A file read through, before anything is stored. */
struct law_doubt { int64_t line; struct str text; };	/* like a heading, left to the text */
struct law_reading {
	VEC(struct law_draft) drafts;
	VEC(struct law_doubt) doubts;
	VEC(struct str) notes;	/* what of a document was passed over */
};
/* Bad lines are problems of `im`, the drafts lie in `keep`. Nothing is written. */
MUST_USE enum err law_read(struct web_thread *th, struct import *im, const struct law_file *f,
    struct arena *keep, struct law_reading *ret);

/* The room's notion of an article's address: «39.36-1» → "st-39.36-1"; p NULL: no number. */
struct str law_eid(struct arena *a, const char *head, struct str number);
/* Fills what follows from d->meta; false: *ret_why says what is missing or wrong. */
MUST_USE enum err law_draft_ready(struct web_thread *th, struct arena *a, struct law_draft *d,
    struct str *ret_why);
/* The row of acts.csv for this act (and this edition, when given); false: there is none. */
MUST_USE enum err law_meta_find(struct import *im, struct str csv, struct str act,
    struct str edition, struct law_meta *ret, bool *ret_found);
/* What `over` says goes before what `under` says. */
struct law_meta law_meta_join(struct law_meta over, struct law_meta under);
/* Adds kind and adoption day of acts that everybody knows. */
void law_meta_known(struct arena *a, struct law_meta *m);
/* The part of a name before «@» or «.»; *ret_edition what stands behind «@». */
struct str law_file_act(struct str name, struct str *ret_edition);
/* Articles of a plain text; `told` gets what looks like a heading. */
MUST_USE enum err law_read_text(struct arena *a, struct str text, struct law_draft *d,
    struct law_reading *told);
/* More than any act has; a file with more was made to keep us busy. */
#define LAW_ITEMS_MAX 50000	/* articles of an act, and headings */
#define LAW_DRAFTS_MAX 1000	/* acts of a file */
/* The item of this address; NULL: none has it. */
struct law_item *law_item_at(struct law_draft *d, struct str eid);
/* Puts it last; E_LIMIT above LAW_ITEMS_MAX. After an item's eid was changed, law_item_known. */
MUST_USE enum err law_item_add(struct arena *a, struct law_draft *d, const struct law_item *it);
MUST_USE enum err law_item_known(struct arena *a, struct law_draft *d, const struct law_item *it);
/* The same address twice: the second and those after it get a number of their own. */
MUST_USE enum err law_item_unique(struct arena *a, struct law_draft *d, struct str *eid);
void law_put_reading(struct buf *b, struct arena *scratch, const struct law_reading *r);

/* In the caller's transaction; counts what it did in `im`. */
MUST_USE enum err law_store(struct import *im, struct law_draft *d);
/* Entries of the act and of its articles become those of the edition of the day; `all`: each is
 * written again, for something of the act itself has changed. */
MUST_USE enum err law_show(struct db *db, struct arena *row, struct act_id act, int32_t today,
    int64_t now, bool all);
/* The job: editions that have come into force are found from now on. */
struct job_run;
MUST_USE enum err law_show_due(struct job_run *r);
/* Whose answers are to be checked, is told; of the job below. */
MUST_USE enum err law_recheck_tell(struct job_run *r);
/* The job: what changed texts cite. */
MUST_USE enum err law_cites_job(struct job_run *r);

/* ---- words --------------------------------------------------------------------------- */

/* «Федеральный закон от 02.05.2006 № 59-ФЗ «О порядке …»», and the same behind «ст. 8». */
void law_name(struct arena *a, enum law_kind kind, struct str number, struct str title,
    int32_t adopted, struct str *ret_full);
struct str law_name_of(struct arena *a, enum law_kind kind, struct str full, struct str shrt);
/* «Статья 8»; a text outside of articles is called by its title. */
struct str law_article_name(struct arena *a, struct str number, struct str title);

/* Headings that an article stands under. */
MUST_USE enum err law_stand_under(struct db *db, struct arena *a, const struct law_act *act,
    struct opt_int section, struct law_article *ret);
