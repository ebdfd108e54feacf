/* xml.h - an XML document being written: elements in elements, closed by name.
 *
 * Owns    nothing.
 * Memory  the caller's buf; names of elements live until they are closed.
 * Errors  the buf keeps its first failure.
 * Threads one document belongs to one thread.
 *
 * Deeper than XML_DEPTH, or an attribute behind text, is a bug.
 */
#pragma once
#include "base/base.h"

#define XML_DEPTH 64

struct xml {
	struct buf *out;
	const char *open[XML_DEPTH];
	int depth;
	bool tag;	/* the last tag still takes attributes */
};
void xml_begin(struct xml *x, struct buf *out);
void xml_open(struct xml *x, const char *name);
void xml_attr(struct xml *x, const char *name, struct str value);
void xml_text(struct xml *x, struct str s);
void xml_line(struct xml *x);	/* a line end between elements, for people who look */
void xml_close(struct xml *x);
