/* What the pages of the golden tests show. */
#pragma once
#include "web/ui.h"

struct post { int64_t id; struct html body; };
struct view_list {
	struct str title, url;
	struct { const struct post *p; size_t n; } posts;
	bool locked;
	int64_t n;
};
struct view_foot { int x; };

struct str pick(const struct view_list *v, const char *what);
void helper(struct ui *ui, int64_t n);
void bare(struct ui *ui);
