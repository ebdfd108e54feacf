/* frame.h - masthead and foot around every page. Views call them by {{use}}. */
#pragma once
#include "web/ui.h"

MUST_USE enum err view_page_head(struct ui *ui, const struct page *p);
MUST_USE enum err view_page_foot(struct ui *ui, const struct page *p);
/* The list of what is wrong in a form that came back, with links to the fields. */
MUST_USE enum err view_form_errors(struct ui *ui);
struct room;
void frame_rooms(const struct room *const *rooms, size_t n);	/* once, at start */
