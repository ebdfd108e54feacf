/* views_cite.h - what the pages show of who cites an act or an article.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  none.
 * Threads one page.
 */
#pragma once
#include "web/frame.h"

struct cited_row { struct str url, title, kind, when, unit, before, quote, after; };
struct cited_rows { struct cited_row *p; size_t n, cap; };
struct cited_kind { struct str url, label, n; bool on; };
struct cited_kinds { struct cited_kind *p; size_t n, cap; };
struct law_cited {
	struct cited_kinds kinds;	/* those that have any; the first is all of them */
	struct cited_rows rows;
	struct str all_url;
	int64_t n;
	bool act;			/* of the whole act */
};
struct view_cited { const struct law_cited *c; };
struct view_cited_rows { const struct cited_rows *rows; bool top; };	/* top: under the h1 */
struct view_cited_all {
	struct page page;
	struct str heading, name, back, prev, next;
	struct law_cited c;
	bool filtered;
};
