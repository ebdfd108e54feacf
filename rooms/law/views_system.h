/* views_system.h - links to legal systems outside, and the pages that configure them.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  none.
 * Threads one page.
 */
#pragma once
#include "web/frame.h"

struct system_row { struct str title, url; };
struct system_rows { struct system_row *p; size_t n, cap; };
struct view_system_links { const struct system_rows *rows; };

struct system_choice { struct str value, label; bool on; };
struct system_choices { struct system_choice *p; size_t n; };
struct system_name { struct str name, about; };
struct system_names { struct system_name *p; size_t n; };
/* What a template makes of an act and of a part of an article that everybody knows. */
struct system_tried { struct str act, unit; };
struct system_line { struct str title, url, template, level, sort; bool on; };
struct system_lines { struct system_line *p; size_t n; };
struct system_form {
	struct str title, template, sort;
	bool on;
	struct system_choices levels;
	struct system_tried tried;	/* shown when `try` was pressed or the row is there */
};
struct view_system_fields { const struct system_form *f; };
struct view_system_help { const struct system_names *names; };
struct view_system_tried { const struct system_tried *t; };
struct view_systems {
	struct page page;
	struct system_lines rows;
	struct system_form f;
	struct system_names names;
	bool full;
};
struct view_system {
	struct page page;
	struct str heading, save_url, drop_url;
	struct system_form f;
	struct system_names names;
};
