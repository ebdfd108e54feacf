/* doc.h - a document of one wide table, as DOCX or ODT, written row by row.
 *
 * Owns    nothing.
 * Memory  the text grows on the heap until doc_fini; the archive goes to the caller's buf.
 * Errors  the first failure sticks and comes out of doc_close: E_NOMEM, E_LIMIT, E_TOO_BIG.
 * Threads one document belongs to one thread.
 *
 * A4 across, a heading, paragraphs before the table, a head row that repeats on each page, rows
 * of as many cells as the head has, and bands: a row of one cell. Marked words differ by line
 * and weight, not by colour alone.
 */
#pragma once
#include "base/base.h"

enum doc_format { DOC_DOCX, DOC_ODT, DOC_FORMATS };
const char *doc_type(enum doc_format f);	/* MIME */
const char *doc_end(enum doc_format f);		/* ".docx" */
bool doc_find(struct str name, enum doc_format *ret);	/* "docx" */

enum doc_mark { DOC_PLAIN, DOC_GONE, DOC_CAME };
struct doc_run { enum doc_mark mark; struct str text; };	/* "\n": a new paragraph */
struct doc_cell { const struct doc_run *p; size_t n; };

#define DOC_COLS 4
struct doc_head {
	struct str title, lang;			/* lang: "ru-RU" */
	const struct str *lead; size_t n_lead;
	struct str cols[DOC_COLS]; int n_cols;
};
struct doc {
	struct buf text;
	struct doc_head head;
	enum doc_format format;
};
/* `head` is copied, its strings are not. `limit`: bytes the text may grow to. */
void doc_open(struct doc *d, enum doc_format f, const struct doc_head *head, size_t limit);
void doc_band(struct doc *d, struct str text);
void doc_row(struct doc *d, const struct doc_cell *cells);	/* head.n_cols of them */
/* Writes the whole document into `out`; doc_fini is still to be called. */
MUST_USE enum err doc_close(struct doc *d, struct arena *a, struct buf *out);
void doc_fini(struct doc *d);

/* Text of an XML document: escaped, and without what XML cannot hold. */
void doc_xml(struct buf *b, struct str s);
