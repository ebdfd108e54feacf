/* docx.h - what the parts of a DOCX tell each other: numbering, styles, footnotes.
 *
 * Owns    nothing.
 * Memory  the arena of the reading.
 * Errors  as paper.h.
 * Threads one.
 */
#pragma once
#include "law/paper/number.h"
#include "law/paper/walk.h"

struct docx_num { int id; struct number_list *list; };
struct docx_style { struct str id, based; int num, level, struck, sup; };	/* -1: not said */
struct docx_foot { int id; struct str text; };

struct docx_parts {
	struct arena *a;
	VEC(struct docx_num) nums;
	VEC(struct docx_style) styles;
	VEC(struct docx_foot) feet;
};

MUST_USE enum err docx_numbering(struct docx_parts *d, struct str xml, struct str *ret_why);
MUST_USE enum err docx_styles(struct docx_parts *d, struct str xml, struct str *ret_why);
MUST_USE enum err docx_footnotes(struct docx_parts *d, struct str xml, struct str *ret_why);
struct number_list *docx_list(const struct docx_parts *d, int num);	/* NULL: none */
/* List and level of a style, through what it is based on; -1: it has none. */
void docx_style_list(const struct docx_parts *d, struct str style, int *ret_num, int *ret_level);
/* Is text of the style struck through, is it raised? */
void docx_style_looks(const struct docx_parts *d, struct str style, bool *ret_struck,
    bool *ret_sup);
bool docx_on(const struct walk_attrs *at);	/* <w:strike/> is, <w:strike w:val="0"/> is not */
struct str docx_foot_text(const struct docx_parts *d, int id);
