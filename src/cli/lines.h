/* lines.h - commands that answer standard input: a whole text, or lines of JSON one by one.
 *
 * Owns    nothing.
 * Memory  what a line gives is forgotten before the next; LINE_MAX_BYTES for a line or a text.
 * Errors  a bad line is named on stderr and passed over: the exit code is EXIT_PARTLY.
 * Threads one.
 */
#pragma once
#include <json-c/json.h>

#include "base/base.h"

struct cli_line {
	struct json_object *o;	/* an object */
	struct arena *arena;	/* of this line */
	struct buf *out;	/* printed when the line was answered */
};
/* What is wrong with the line, as words behind its number, or NULL. */
typedef const char *cli_line_fn(void *ctx, const struct cli_line *l, enum err *ret_err);
/* Every line through fn; an exit code. `command` begins what is said on stderr. */
int cli_json_lines(const char *command, cli_line_fn *fn, void *ctx);
/* A text or a whole number of the object; p NULL: neither. Lives as long as the object. */
struct str cli_member(struct json_object *o, const char *key);
/* E_TOO_BIG: more than 32 MiB. */
MUST_USE enum err cli_all_of_input(struct arena *a, struct str *ret);
