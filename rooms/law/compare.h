/* compare.h - a comparison as a file: what changed, article by article, in a table.
 *
 * Owns    nothing.
 * Memory  the file grows on the heap and ends with the request.
 * Errors  as doc.h and db.h.
 * Threads one request.
 */
#pragma once
#include "doc/doc.h"
#include "law/pages.h"

struct compare_file {
	struct req *rq;
	struct doc doc;
	struct arena *words;	/* of one article: emptied by compare_row */
	int64_t rows;
};

/* From here on the answer is a file: rq->out is where it will be. */
MUST_USE enum err compare_open(
    struct req *rq, enum doc_format f, const struct doc_head *head, struct compare_file **ret);
MUST_USE enum err compare_row(
    struct compare_file *f, struct str name, struct str what, const struct diff_spans *spans);
/* `total`: what the last row of the table says. `name`: of the file, without its end. */
MUST_USE enum err compare_close(struct compare_file *f, struct str total, struct str name);
