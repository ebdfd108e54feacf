/* views.h - what the frame's own pages show. */
#pragma once
#include "web/form.h"
#include "web/frame.h"
#include "web/ui.h"

struct nav_item { struct str title, url; bool here; };
struct nav_items { struct nav_item *p; size_t n; };

struct crumb_list { const struct crumb *p; size_t n; };
struct problem_list { const struct problem *p; size_t n; };

struct view_frame {
	const struct page *page;
	struct nav_items nav;
	struct crumb_list crumbs;
	struct str choice;		/* light, dark, contrast, black; empty: as the system */
	struct str theme, ground;	/* of <html> */
	struct str query;		/* in the search box */
};
struct view_input { const struct form_input *in; };
struct view_part { const struct form_part *p; };
struct view_clashes { const struct form_clashes *c; };
struct view_turns { const struct form_turns *t; };
struct view_diff { const struct diff_spans *d; };
struct view_problems { struct problem_list list; };
struct view_refused { int status; struct str head, text, next; };
struct view_error {
	struct page page;
	int status;
	struct str head, text, next, id, back;
	bool login;
};
