/* tree.h - the units of one article, read from its plain text: parts, points, paragraphs.
 *
 * Owns    nothing.
 * Memory  the tree in the caller's arena; numbers point into the text, which must outlive it.
 * Errors  E_NOMEM; E_TOO_BIG above TREE_TEXT_MAX. There is no text that is wrong: what is
 *         not understood is a paragraph, what looks wrong is a unit with TREE_ODD.
 * Threads pure.
 *
 * One pass over the lines: the time is linear in the text whatever it holds. Ranges are bytes of
 * the text, end exclusive, and never cut a code point.
 */
#pragma once
#include "base/base.h"

#define TREE_TEXT_MAX (4 * MiB)
#define TREE_TOP UINT32_MAX	/* the parent of what stands directly in the article */

enum tree_kind {
	TREE_DOT,	/* «1.»                                              */
	TREE_BRACKET,	/* «1)»                                              */
	TREE_LETTER,	/* «а)»                                              */
	TREE_REMARK,	/* «Примечание.», «Примечания.»: the rest of the article is under it */
	TREE_PARAGRAPH,	/* a line without a number                           */
	TREE_NOTE,	/* «(в ред. …)»: about the text, not of it; has no address */
};

/* What an act calls its «1.»: a part (ЖК, 44-ФЗ) or a point (ГК, ЗК). */
enum tree_names { TREE_PARTS, TREE_POINTS };

enum tree_flag {
	TREE_REPEALED = 1,	/* «утратила силу»                                      */
	TREE_EMPTY = 2,		/* a number and nothing behind it                       */
	TREE_ODD = 4,		/* its number was there already, or goes back           */
};

struct tree_node {
	enum tree_kind kind;
	unsigned flags;		/* of enum tree_flag */
	uint32_t parent;	/* an earlier node, or TREE_TOP */
	uint32_t depth;		/* 0: directly in the article */
	size_t from, to;	/* with all that is under it */
	size_t body, lead_to;	/* its own first line behind the number */
	struct str number;	/* «1.1», «а»; empty: has none */
	struct str eid;		/* «ch-3/p-2/pp-a/abz-2», within the article; empty: TREE_NOTE */
	uint32_t lines;		/* lines of its own so far, for the numbers of paragraphs */
	bool listed;		/* stands in a list that goes on by «;» */
};
struct tree { struct tree_node *p; size_t n, cap; size_t odd; };

MUST_USE enum err tree_parse(
    struct arena *a, struct str text, enum tree_names names, struct tree *ret);

struct tree_span { size_t from, to; };
/* What an address leads to. The first paragraph of a unit is its first line: «ch-1/abz-1». */
bool tree_find(const struct tree *t, struct str eid, struct tree_span *ret);

/* How an act speaks of its own units: weigh all its articles, then ask. Else parts. */
struct tree_votes { size_t parts, points; };
void tree_weigh(struct str text, struct tree_votes *v);
enum tree_names tree_names_of(const struct tree_votes *v);

/* ---- lines: tree_line.c, for tree.c and outline.c ------------------------------------- */

struct tree_line {
	enum tree_kind kind;
	size_t from, body, to;	/* without blanks at its ends; body: behind the number */
	struct str number;
	bool upper;		/* begins with a capital */
	char last;		/* its last byte: . ; : or another */
};
struct tree_lines { struct tree_line *p; size_t n, cap; };
MUST_USE enum err tree_lines(struct arena *a, struct str text, struct tree_lines *ret);
bool tree_repealed(struct str body);
/* At a place of a line: lengths of what stands there (0: nothing); a capital; behind blanks. */
size_t tree_number(struct str s, size_t at);
size_t tree_small(struct str s, size_t at);
bool tree_capital(struct str s, size_t at);
size_t tree_blanks(struct str s, size_t at);
