/* work.h - working days by the production calendar of Russia.
 *
 * Owns    the table of moved days (workdays.def).
 * Memory  none.
 * Errors  none: a year whose moved days nobody has told is counted by the Labour Code alone.
 * Threads pure.
 *
 * Saturdays, Sundays and the holidays of article 112 of the Labour Code are free; a holiday on a
 * weekend moves to the next working day, but for those of January. The government moves further
 * days each year: those known to the portal stand in workdays.def, others in two settings.
 */
#pragma once
#include "calendar/calendar.h"

/* Days told by the operator: ISO dates parted by commas or blanks; both may be empty. */
struct work_told { struct str off, on; };

/* Is everything there a date? *ret_bad: the first that is not. */
bool work_told_good(struct str days, struct str *ret_bad);
bool work_day(int32_t day, const struct work_told *told);
/* The n-th working day after `day`; n 0: `day` itself. */
int32_t work_after(int32_t day, int n, const struct work_told *told);
/* Working days in (from, to]; negative when `to` is earlier. */
int work_between(int32_t from, int32_t to, const struct work_told *told);
