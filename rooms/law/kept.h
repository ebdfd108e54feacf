/* kept.h - what the room keeps about a person.
 *
 * Owns    nothing.
 * Memory  static tables.
 * Errors  none.
 * Threads any; tables are const.
 */
#pragma once
#include "web/person.h"

extern const struct person_hook law_person_hook;
