/* brute.h - a second, slow way to say whether a rule fits, for tests only.
 *
 * Owns    nothing.
 * Memory  none but json-c's.
 * Errors  none: rules and passports must be good.
 * Threads one.
 *
 * Nothing of rooms/navigator/match is used: the rule is read from its JSON as it stands,
 * the passport is a JSON object of codes, strings and numbers. The tree of the tests:
 *
 *   RU 1 ─┬─ FD-AA 2 ─┬─ 10000000 10 ─┬─ 10100000 101 ── 10101000 1011
 *         │           │               └─ 10200000 102
 *         │           └─ 20000000 20 ─── 20100000 201
 *         └─ FD-BB 3 ──── 30000000 30 ─── 30100000 301
 *   Former: 10900000 is now 10100000 and 10200000; 20900000 is now 20100000.
 */
#pragma once
#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BRUTE_NO, BRUTE_UNKNOWN, BRUTE_YES };
int brute(struct json_object *rule, struct json_object *passport, const char *applicant);

struct tree_row { const char *code; int64_t id; const char *parent, *became; };
extern const struct tree_row tree[];
extern const size_t tree_n;
const struct tree_row *tree_find(const char *code);
