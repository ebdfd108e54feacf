/* kept.h - what the room keeps about a person (person.h).
 *
 * Owns    nothing of its own.
 * Memory  const.
 * Errors  as person.h.
 * Threads any.
 */
#pragma once
#include "web/person.h"

extern const struct person_hook law_person_hook;
