/* cite.h - references to acts and to their units, found in any Russian text.
 *
 * Owns    the grammar of references (words.def, indexed once in the process) and the acts
 *         most cited (acts.def).
 * Memory  results in the caller's arena; their strings are parts of the text, of the context
 *         or of the tables, or copies in the arena: all three must outlive the result.
 * Errors  E_NOMEM; E_TOO_BIG for a text above CITE_TEXT_MAX.
 * Threads struct cite_names is built once and then shared by readers; the rest is pure.
 *
 * One pass, no backtracking further than a fixed number of words: the time is linear in the
 * text whatever it holds (cite_find_steps tells the steps, for tests).
 */
#pragma once
#include "base/base.h"

#define CITE_TEXT_MAX (64 * MiB)

enum cite_kind {
	CITE_NONE,
#define KIND(id, name) CITE_##id,
#include "cite/kinds.def"
#undef KIND
	CITE_KINDS
};
const char *cite_kind_name(enum cite_kind k);	/* «федеральный закон»; NULL for CITE_NONE */
/* The kind by the first words of an act's name: «Жилищный кодекс …», «Решение Совета …». */
enum cite_kind cite_kind_of(struct str name);

/* An act as a text names it: what is not said is empty. */
struct cite_act {
	enum cite_kind kind;
	struct str shrt;	/* «ЖК РФ», «ГОСТ Р» */
	struct str number;	/* «59-ФЗ» */
	struct str date;	/* 2006-05-02 */
	struct str issuer;	/* «Правительство Российской Федерации» */
	struct str title;	/* when the text knows the act by it */
};

/* ---- names of acts -------------------------------------------------------- */

struct cite_names;
/* The built-in table alone; add to it before it is shared. */
MUST_USE enum err cite_names_new(struct arena *a, struct cite_names **ret);
/* Another act by its name: «Устав города Тейково», «Правила благоустройства города Орла».
 * Case endings, letters' case and ё do not matter. A name that begins with «О …» is a title
 * and is known after the word for the kind of act. `id` comes back in cite.known_id. */
MUST_USE enum err cite_names_add(
    struct arena *a, struct cite_names *n, const struct cite_act *act, struct str name, int64_t id);

/* ---- what is found --------------------------------------------------------- */

enum cite_level {	/* from the widest */
	CITE_SECTION, CITE_CHAPTER, CITE_ARTICLE, CITE_PART, CITE_POINT, CITE_SUBPOINT,
	CITE_PARAGRAPH, CITE_LEVELS
};
const char *cite_level_name(enum cite_level l);	/* "section", … */

struct cite_value { struct str from, to; };	/* `to` is empty unless it is a range */

struct cite_target {	/* all empty: the whole act */
	struct cite_value at[CITE_LEVELS];
	struct str annex;	/* «3»; «б/н» without a number */
	struct str other;	/* «параграф 1», «примечание» */
};

enum cite_relative { CITE_ABSOLUTE, CITE_THIS_ACT, CITE_THIS_ARTICLE, CITE_NAMED_BEFORE };

struct cite {
	size_t from, to;	/* bytes of the text, end exclusive */
	size_t start, end;	/* the same in code points */
	struct cite_act act;
	enum cite_relative relative;
	const struct cite_act *known;	/* the act of the tables when one was recognised */
	int64_t known_id;		/* its id when it was added at run time, else 0 */
	struct cite_target *targets;
	size_t n_targets;		/* 1 or more */
	struct str defines;		/* «далее - Закон № 131-ФЗ»: the name from here on */
};
struct cites { struct cite *p; size_t n; };

/* Where the text stands; all may be empty. */
struct cite_context {
	struct cite_act act;	/* the citing act; kind by cite_kind_of, or CITE_NONE */
	struct str article, chapter, section;	/* numbers, or headings that hold them */
	struct str enclosing;	/* number of the part or point in which the text stands */
};

/* Citations in order; they never overlap. */
MUST_USE enum err cite_find(struct arena *a, const struct cite_names *names, struct str text,
    const struct cite_context *ctx, struct cites *ret);
/* The same, and how many tokens were looked at. */
MUST_USE enum err cite_find_steps(struct arena *a, const struct cite_names *names, struct str text,
    const struct cite_context *ctx, struct cites *ret, uint64_t *ret_steps);

/* One citation as a JSON object: start, end, quote, act, targets, defines. */
void cite_put_json(struct buf *b, struct str text, const struct cite *c);
