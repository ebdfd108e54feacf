/* find.h - acts by words, kind and level: one question for the list, its files, feeds, programs.
 *
 * Owns    nothing.
 * Memory  the request's arena; acts lie in the snapshot.
 * Errors  E_NOMEM.
 * Threads one request.
 */
#pragma once
#include "law/law.h"

enum law_sort { LAW_SORT_TITLE, LAW_SORT_DATE, LAW_SORTS };
extern const char *const law_sorts[LAW_SORTS];		/* "title", "date" */
extern const char *const law_levels[LAW_LEVELS + 1];	/* "federal", …, NULL */

struct law_find {
	struct str q;
	int kind, level;	/* -1: any */
	enum law_sort sort;
};
/* From the address; what is not known there is left out. */
void law_find_read(const struct req *rq, struct law_find *ret);
bool law_find_narrow(const struct law_find *f);		/* does it leave anything out? */
/* «/law.csv?q=…&kind=fz»: the same question elsewhere; p NULL: memory is out. */
struct str law_find_url(struct arena *a, const char *path, const struct law_find *f);

/* Every word stands in the name, the short name or the number. folded: text_fold of the words. */
bool law_find_words(struct arena *a, const struct law_act *act, struct str folded);

/* What this reader may see of it, in order; all: how many acts he may see at all. */
struct law_found { const struct law_act **p; size_t n; int64_t all; };
MUST_USE enum err law_find(struct req *rq, const struct law_index *x, const struct law_find *f,
    struct law_found *ret);

/* Days on which something begins or ends to be in force, from `from` on, by day. */
struct law_due {
	int32_t day;
	const struct law_act *act;
	const struct law_edition *ed;	/* NULL: the act ends */
};
struct law_dues { struct law_due *p; size_t n, cap; };
MUST_USE enum err law_find_dues(
    struct arena *a, const struct law_found *acts, int32_t from, struct law_dues *ret);
struct str law_due_words(const struct ui *ui, const struct law_due *d);	/* «новая редакция» */
