/* cites.h - who cites what, and citations of any room's text as links.
 *
 * Owns    table law_cite: derived from the texts of entries, made again at any time.
 * Memory  the arena given, or the request's; strings may point into the text that was given.
 * Errors  as db.h; E_NOMEM. A reference that the base does not know is no error: no row, no link.
 * Threads as law.h.
 *
 * A row is shown to whoever may see the citing entry, and to nobody else: law_cite_see.
 */
#pragma once
#include "law/law.h"

/* ---- what a reference means --------------------------------------------------------- */

/* Has this act an article of this address, in any edition? */
typedef enum err law_has_fn(void *ctx, int64_t act, struct str eid, bool *ret);
struct law_meaning {
	const struct law_index *x;
	struct arena *a;
	law_has_fn *has; void *ctx;
	const struct law_act *act;	/* the citing act; NULL: the text is of no act */
	struct str eid;			/* the citing article */
};
struct law_means {
	const struct law_act *act;	/* NULL: the base does not know it */
	struct str eid, unit;		/* eid empty: the whole act */
	bool there;			/* the act has, or had, such an article */
};
MUST_USE enum err law_means_of(const struct law_meaning *m, const struct cite *c,
    const struct cite_target *t, struct law_means *ret);
/* law_has_fn over the tables; ctx is a struct law_has_db. */
struct law_has_db { struct db *db; struct arena *a; };
MUST_USE enum err law_has_db(void *ctx, int64_t act, struct str eid, bool *ret);

/* ---- the table -------------------------------------------------------------------------- */

/* Everything that waits, in transactions of a few hundred entries; *ret_n entries looked at.
 * `told` (may be NULL) is called between them. A new act makes every text be looked through. */
typedef enum err law_cites_told(void *ctx, int64_t done, int64_t total);
MUST_USE enum err law_cites_run(struct db *db, const struct settings *set, int64_t now,
    law_cites_told *told, void *ctx, int64_t *ret_n);
/* The same over all entries: what `veche rebuild cites` does. */
MUST_USE enum err law_cites_rebuild(struct db *db, const struct settings *set, int64_t now,
    law_cites_told *told, void *ctx, int64_t *ret_n);
#define LAW_CITES_JOB "law.cites"

/* ---- links in a text of any room ------------------------------------------------------- */

/* How one reference is shown: as it stood on the text's own day and, where the norm says something
 * else today, where to read that. */
struct law_mark {
	size_t from, to;	/* bytes of the text */
	struct str url;		/* empty: the base has no such act or article */
	struct str now_url;	/* empty: it says today what it said then */
	int32_t now_since;
};
struct law_marks { struct law_mark *p; size_t n, cap; };
MUST_USE enum err law_marks_of(struct req *rq, struct str text, int32_t day,
    const struct cites *found, struct law_marks *ret);
/* «сейчас действует редакция с 01.01.2027» */
struct str law_now_words(const struct ui *ui, int32_t since);
