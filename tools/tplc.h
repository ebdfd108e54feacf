/* tplc.h - what the two halves of tplc share: pages' words and pages' HTML.
 *
 * Owns    nothing.
 * Memory  never freed.
 * Errors  end the program, at the line of the page.
 * Threads one.
 */
#pragma once
#include "tool.h"

enum place { IN_TEXT, IN_TAG, IN_VALUE, IN_URL, IN_SRCDOC };

struct block {
	const char *word;
	int line;
	int depth;	/* elements open at its start: each branch returns to it */
	int place_no;	/* the tag or value it began in: it ends in the same one */
	bool start_in, start_out, has_else;
};

struct elem { const char *name; int line; };

struct tpl {
	const char *room;
	const char *file, *p, *counted;
	int line;
	struct tbuf head, code;
	struct tbuf lit;	/* markup not yet written */
	const char *view;
	int view_line;
	bool split;		/* {{body}} is still to come */
	const char *views[1000];
	int n_views;
	struct block blocks[64];
	int n_blocks;
	struct elem open[128];
	int n_open;
	enum place place;
	int place_no, n_places;
	bool after_block;	/* blanks here are invisible: a block-level tag came before */
	bool at_start;		/* in a URL: nothing of it was written yet */
};

#define DIE(t, ...) die_at((t)->file, tpl_line(t, (t)->p), __VA_ARGS__)

/* The innermost block; NULL when there is none. */
static inline struct block *
tpl_block(struct tpl *t)
{
	return t->n_blocks ? &t->blocks[t->n_blocks - 1] : NULL;
}

int tpl_line(struct tpl *t, const char *p);
void tpl_indent(struct tpl *t);
void tpl_flush(struct tpl *t);		/* markup gathered so far becomes a buf_put */
void tpl_mark(struct tpl *t, int line);	/* the next C line belongs to this line of the page */

/* Each takes what it knows off t->p. */
void tpl_word(struct tpl *t);		/* {{...}} */
void tpl_text(struct tpl *t);
void tpl_tag(struct tpl *t);
