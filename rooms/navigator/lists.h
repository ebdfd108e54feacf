/* lists.h - the closed lists of a measure: numbers stored, codes said, labels shown.
 *
 * Owns    nothing.
 * Memory  static tables.
 * Errors  none: an unknown code is 0.
 * Threads any.
 */
#pragma once
#include "navigator/navigator.h"

enum list { LIST_level, LIST_money, LIST_applicant, LIST_stage, LIST_recurrence, LIST_unit,
	LIST_amount, LIST_cofin, LIST_deadline, LIST_status };

struct list_value { enum list list; int no; const char *code, *ru, *en; };

/* The number of a code, 0 when there is none. */
int list_no(enum list l, struct str code);
/* NULL when there is none. */
const struct list_value *list_value(enum list l, int no);
const char *list_code(enum list l, int no);
struct str list_label(const struct ui *ui, enum list l, int64_t no);
/* "municipality,tos" or a JSON-ish list to a bit mask: bit no - 1. false: an unknown code. */
bool list_mask(enum list l, struct str codes, int64_t *ret);
int list_size(enum list l);

/* Values that are worked out, not stored. Days are local day numbers. */
int amount_band(struct opt_int min, struct opt_int max);
int cofin_band(struct opt_real min, struct opt_real max);
int status_of(struct opt_int opens, struct opt_int closes, int32_t today);
#define SOON_DAYS 7	/* «скоро закроется» */
