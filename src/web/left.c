/* left.c - how many days are left to a term, in words. */
#include "web/ui.h"

struct str
ui_left(const struct ui *ui, int64_t left)
{
	if (left < 0)
		return trf(
		    ui, "просрочено на %1 %2", ui_num(ui, -left), trn(ui, -left, "день|дня|дней"));
	if (left == 0)
		return tr(ui, "сегодня последний день");
	return trf(ui, "%1 %2", ui_num(ui, left), trn(ui, left, "день|дня|дней"));
}
