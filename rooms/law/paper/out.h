/* out.h - paragraphs being written: blanks, soft hyphens, rows of tables, footnotes.
 *
 * Owns    nothing.
 * Memory  the arena given.
 * Errors  remembered: paper_out_end tells the first; E_INPUT above an act's greatest text.
 * Threads one.
 */
#pragma once
#include "law/paper/paper.h"

struct paper_out {
	struct arena *a;
	struct buf text;	/* what is finished */
	struct buf line;	/* the paragraph at hand */
	struct buf row;		/* the row at hand: cells parted by 0x1f, paragraphs by \n */
	struct buf after;	/* footnotes of the paragraph at hand, a line each */
	struct str number;	/* put before the first letter of the paragraph */
	int tables;		/* how deep in tables */
	bool in_row, gap;
	bool sup, sup_dot;	/* in superscript; its full stop is written */
	struct paper *paper;
};

void paper_out_init(struct paper_out *o, struct arena *a, struct paper *paper);
void paper_put(struct paper_out *o, struct str s);	/* as it stands in the file */
void paper_gap(struct paper_out *o);			/* a blank, when letters follow */
void paper_break(struct paper_out *o);			/* the paragraph ends */
/* A line ends within a paragraph: behind a full stop or the like that is a new paragraph for us. */
void paper_line_end(struct paper_out *o);
void paper_number(struct paper_out *o, struct str s);	/* of a list: «1.», «Статья 5.» */
void paper_sup(struct paper_out *o, bool on);
void paper_footnote(struct paper_out *o, struct str mark, struct str text);
void paper_table(struct paper_out *o, bool begins);
void paper_row(struct paper_out *o, bool begins);
void paper_cell_end(struct paper_out *o);
/* Said once, whatever often it is met. */
void paper_note(struct paper_out *o, struct str what);
MUST_USE enum err paper_out_end(struct paper_out *o, struct str *ret_why);
