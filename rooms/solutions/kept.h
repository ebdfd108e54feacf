/* kept.h - what the room keeps about a person (kept.c).
 *
 * Owns    nothing.
 * Memory  none.
 * Errors  as person.h.
 * Threads const.
 */
#pragma once
#include "web/person.h"

extern const struct person_hook solutions_person_hook;
