/* api_ops.h - the room's operations for programs.
 *
 * Owns    nothing.
 * Memory  static.
 * Errors  none.
 * Threads any.
 */
#pragma once
#include "web/api.h"

#define ALERTS_OPS 5
extern const struct api_op alerts_ops[ALERTS_OPS];
