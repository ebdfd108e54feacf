/* tree.h - the tests' tree of brute.h as the engine wants it.
 *
 * Owns    nothing.
 * Memory  the caller's arena.
 * Errors  E_NOT_FOUND, E_NOMEM.
 * Threads any.
 */
#pragma once
#include "navigator/match/match.h"

extern const struct match_places tree_places;
void tree_home(struct passport *p, const char *code);	/* the chain of a municipality */
