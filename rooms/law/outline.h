/* outline.h - a whole act from its plain text: sections, chapters, articles, annexes.
 *
 * Owns    nothing.
 * Memory  the outline in the caller's arena; numbers and titles point into the text.
 * Errors  E_NOMEM; E_TOO_BIG above OUTLINE_TEXT_MAX. No text is wrong: what looks like a heading
 *         and was not taken for one is among the doubts, for a person to look at.
 * Threads pure.
 *
 * An act without articles (an order, a decision) gives OUTLINE_TEXT: what stands in no article.
 * The inside of an article or of a text is for tree_parse.
 */
#pragma once
#include "base/base.h"

#define OUTLINE_TEXT_MAX (16 * MiB)
#define OUTLINE_TOP UINT32_MAX

enum outline_kind {	/* from the widest */
	OUTLINE_ANNEX,		/* «Приложение № 1»               */
	OUTLINE_SECTION,	/* «Раздел I. …», «II. …»         */
	OUTLINE_CHAPTER,	/* «Глава 1. …»                   */
	OUTLINE_SUB,		/* «§ 1. …»                       */
	OUTLINE_ARTICLE,	/* «Статья 39.36-1. …»            */
	OUTLINE_TEXT,
};

struct outline_node {
	enum outline_kind kind;
	bool odd;		/* its number is that of the article before */
	uint32_t parent;	/* an earlier node, or OUTLINE_TOP */
	size_t from, body, to;	/* body: behind the heading; to: with all that is under it */
	struct str number;	/* «39.36-1», «II»; empty: an annex without a number, a text */
	struct str title;	/* may run over lines */
};
struct outline_doubt { size_t from, to; };
struct outline {
	struct outline_node *p;
	size_t n, cap;
	struct { struct outline_doubt *p; size_t n, cap; } doubts;
};

MUST_USE enum err outline_parse(struct arena *a, struct str text, struct outline *ret);
