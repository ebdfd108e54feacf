/* terms.c - when a step must be done by, and how that is said. */
#include "solutions/sol_impl.h"

struct work_told
sol_told(const struct settings *set)
{
	return (struct work_told){ set->days_off, set->days_work };
}

struct opt_int
sol_due(int32_t start, int32_t before, int64_t term, int64_t unit, int64_t since,
    const struct work_told *told)
{
	int32_t from = since == SOL_FROM_BEFORE ? before : start;

	if (unit == SOL_CALENDAR)
		return (struct opt_int){ from + term, true };
	if (unit == SOL_WORKING)
		return (struct opt_int){ work_after(from, (int)term, told), true };
	return (struct opt_int){ 0 };
}

struct str
sol_term_words(const struct ui *ui, int64_t term, int64_t unit, int64_t since)
{
	struct str days;

	if (unit == SOL_NO_TERM)
		return S("");
	if (term == 0)
		return since == SOL_FROM_BEFORE ? tr(ui, "сразу после предыдущего шага") :
						  tr(ui, "в день начала");
	days = ui_cat(ui, ui_num(ui, term), S("\xc2\xa0"));
	days = ui_cat(ui, days,
	    unit == SOL_WORKING ?
		trn(ui, term, "рабочий день|рабочих дня|рабочих дней") :
		trn(ui, term, "календарный день|календарных дня|календарных дней"));
	return since == SOL_FROM_BEFORE ? trf(ui, "%1 после предыдущего шага", days) :
					  trf(ui, "%1 со дня начала", days);
}
