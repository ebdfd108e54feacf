/* api.h - solutions for programs and for files, for the room's row.
 *
 * Owns    nothing.
 * Memory  static tables.
 * Errors  as web/api.h.
 * Threads any.
 */
#pragma once
#include "web/api.h"

#define SOL_OPS 2
extern const struct api_op sol_ops[SOL_OPS];
