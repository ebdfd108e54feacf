/* views.h - what the page of the API is drawn from.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  none.
 * Threads one page.
 */
#pragma once
#include "web/frame.h"
#include "web/ui.h"

/* A parameter or a field: its codes are listed when the list is closed. */
struct api_row { struct str name, type, about, codes, of; };
struct api_rows_view { struct api_row *p; size_t n; };
struct guide_op {
	struct str id, path, title, about, example, schema;
	bool list, lines;
	struct api_rows_view params, more;
};
struct guide_ops { struct guide_op *p; size_t n; };
struct guide_schema { struct str name, about; struct api_rows_view fields; };
struct guide_schemas { struct guide_schema *p; size_t n; };
struct guide_problem { struct str code, title; int status; };
struct guide_problems { struct guide_problem *p; size_t n; };
struct view_guide_rows { const struct api_rows_view *rows; struct str caption; };
struct view_guide {
	struct page page;
	struct str base;
	struct guide_ops ops;
	struct guide_schemas schemas;
	struct guide_problems problems;
};

/* ---- open data ----------------------------------------------------------------------- */

struct open_row {
	struct str id, title, about, subject, changed, meta, data, structure, page, lines;
	struct api_rows_view columns;
};
struct open_rows { struct open_row *p; size_t n; };
struct view_open {
	struct page page;
	struct open_rows sets;
	struct str owner, person, phone, mail, license;
};
