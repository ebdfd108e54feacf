/* import_json.h - a row of an import that is a line of JSON.
 *
 * Owns    nothing.
 * Memory  the object is the caller's: json_object_put.
 * Errors  E_INPUT after import_bad: the line is not UTF-8, not JSON to its end, not an object.
 * Threads one.
 */
#pragma once
#include <json-c/json.h>

#include "entry/import.h"

MUST_USE enum err import_json(struct import *im, struct str text, struct json_object **ret);
/* Text or a whole number under the key, trimmed and copied; empty: neither. p NULL: E_NOMEM. */
struct str import_member(struct arena *a, struct json_object *o, const char *key);
