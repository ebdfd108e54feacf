/* wording.h - an article's situations as lawyers edit them in the portal.
 *
 * Owns    tables law_wording, law_wording_step, law_trial.
 * Memory  the arena given.
 * Errors  as db.h.
 * Threads any; a db handle belongs to one request.
 *
 * What lawyers wrote of an article stands instead of what files say of it. A newer file does not
 * take its place: the page shows both until somebody decides.
 */
#pragma once
#include "entry/import.h"
#include "law/answer.h"

#define WORDING_LINES 40	/* questions of an article, and words */
#define WORDING_QUESTION 300	/* characters of one */
#define WORDING_WORD 80
#define WORDING_TEXT (32 * KiB)	/* bytes of each list */
#define TRIALS_MOST 500
#define MISSED_MOST 1000	/* kept */
#define MISSED_TRIED 100	/* tried with an edit, newest first */

struct law_lines { struct str questions, words; };	/* lines of a text */
struct law_wording {
	struct str act, article;	/* as law_situation names them */
	struct law_lines now, file;
	struct str file_sum;
	bool edited, conflict;		/* conflict: the files have changed since the edit */
	int64_t last;			/* number of the last edit; 0: none */
};
MUST_USE enum err law_wording_get(struct db *db, struct arena *a, struct str act,
    struct str article, struct law_wording *ret);
/* In the caller's transaction. What the files say anyway is no edit: they are followed again. */
struct law_effect { int better, worse, other; };
MUST_USE enum err law_wording_put(struct db *db, const struct law_wording *w,
    const struct law_lines *now, const struct law_effect *effect, int64_t author, int64_t at);

/* Lines trimmed, blank ones left out, in an arena. */
MUST_USE enum err law_lines_clean(struct arena *a, struct str text, struct str *ret);
MUST_USE enum err law_lines_split(struct arena *a, struct str text, struct ask_words *ret);
/* The lines of `a` that `b` has not. */
MUST_USE enum err law_lines_less(struct arena *arena, struct str a, struct str b,
    struct ask_words *ret);

/* ---- with imports -------------------------------------------------------------------- */

/* What files say of each edited article; of two such lists, what differs. */
struct law_wording_sum { struct str act, article, sum; };
struct law_wording_sums { struct law_wording_sum *p; size_t n; };
MUST_USE enum err law_wording_sums(struct db *db, struct arena *a, struct law_wording_sums *ret);

/* A question to try edits on, of a file or a form. *ret_new false: it was there. */
MUST_USE enum err law_trial_add(struct db *db, struct arena *a, struct str question,
    struct str act, struct str article, int64_t author, int64_t now, bool *ret_new);
