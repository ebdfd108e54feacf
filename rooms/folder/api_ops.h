/* api_ops.h - the folder's operations for programs (api.c), for the room's row.
 *
 * Owns    nothing.
 * Memory  static tables.
 * Errors  none.
 * Threads any.
 */
#pragma once
#include "web/api.h"

#define FOLDER_OPS 4
extern const struct api_op folder_ops[FOLDER_OPS];
