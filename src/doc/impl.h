/* impl.h - what each format of a document writes.
 *
 * Owns    nothing.
 * Memory  as doc.h.
 * Errors  as doc.h.
 * Threads as doc.h.
 */
#pragma once
#include "doc/doc.h"
#include "doc/zip.h"

struct doc_kind {
	const char *name, *end, *type;
	void (*open)(struct doc *d);		/* up to the rows */
	void (*band)(struct doc *d, struct str text);
	void (*cell)(struct doc *d, const struct doc_cell *c);
	void (*row)(struct doc *d, bool begin);
	void (*close)(struct doc *d);		/* behind the rows */
	enum err (*parts)(struct doc *d, struct arena *a, struct zipper *z);
};
extern const struct doc_kind doc_docx, doc_odt;

/* Each line of the cell in a paragraph of its own: `open` and `close` stand around it, `run`
 * writes a piece of it. */
struct doc_paragraphs {
	const char *open, *close;
	void (*run)(struct buf *b, enum doc_mark mark, struct str text);
};
void doc_put_cell(struct buf *b, const struct doc_cell *c, const struct doc_paragraphs *how);
