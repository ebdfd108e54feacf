/* hook.h - one webhook on its way: where it may go, how it is signed, what was answered.
 *
 * Owns    nothing.
 * Memory  the arena given.
 * Errors  none: an attempt has an outcome.
 * Threads a curl handle belongs to one.
 */
#pragma once
#include <curl/curl.h>

#include "jobs/priv.h"

/* What became of an attempt. */
enum outcome { SENT, LATER, NEVER };

struct hook_out { struct str id, url, secrets, body; int64_t now; };
struct hook_answer { long code; struct str text; };	/* text: its beginning */
enum outcome hook_send(CURL *curl, struct arena *a, const struct settings *set,
    const struct hook_out *h, struct hook_answer *said, char *error, size_t n);
