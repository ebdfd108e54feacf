/* sheet.h - a spreadsheet (XLSX) made in memory.
 *
 * Owns    the file in memory, while it is made.
 * Memory  the bytes go to rq->out.
 * Errors  E_NOMEM, E_IO; what `fill` says.
 * Threads any; it is slow work: a route that makes one says SLOW.
 */
#pragma once
#include "web/web.h"

struct lxw_workbook;
typedef enum err sheet_fill(void *ctx, struct lxw_workbook *book);
/* The file as `fill` makes it, with the day as its date of making: the same rows are the same
 * bytes, and keep their ETag. large: row by row and no row again, for thousands of them. */
MUST_USE enum err sheet_make(struct req *rq, bool large, sheet_fill *fill, void *ctx);
/* Its content type. */
#define SHEET_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
