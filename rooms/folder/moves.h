/* moves.h - which steps there are from a state, and what each means.
 *
 * Owns    nothing.
 * Memory  static tables.
 * Errors  none.
 * Threads any.
 */
#pragma once
#include "folder/folder_impl.h"

struct folder_step {
	int from, to;
	const char *button;	/* msgids */
	const char *meaning;
	bool usual;		/* the main button of the page */
};
extern const struct folder_step folder_steps[];
extern const size_t folder_steps_n;
/* NULL: there is no such step. */
const struct folder_step *folder_step(int64_t from, int to);
