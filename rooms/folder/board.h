/* board.h - which items of a folder are shown, for the page and its files.
 *
 * Owns    nothing.
 * Memory  the arena given.
 * Errors  none of its own: what an address does not say well is left out.
 * Threads any.
 */
#pragma once
#include "folder/folder_impl.h"

enum folder_who { FW_ALL, FW_NONE, FW_ONE };
struct folder_filter { enum folder_who who; int64_t person, year; };	/* year 0: all */

MUST_USE enum err folder_filter_read(struct req *rq, struct folder_filter *ret);
bool folder_filter_takes(const struct folder_filter *f, const struct folder_row *r);
struct str folder_filter_url(struct arena *a, struct str path, const struct folder_filter *f);
struct str folder_expected_words(const struct ui *ui, const struct folder_row *r);
