/* change_words.c - a field of a measure's history, as people read it. */
#include "calendar/calendar.h"
#include "navigator/draft_fields.h"
#include "navigator/navigator.h"
#include "text/text.h"

#define SHOWN 160 /* points of a long text */

enum value { V_TEXT, V_DAY, V_MONEY, V_PERCENT, V_NONE };
static const struct { const char *field, *name; enum value value; } fields[] = {
	{ "title", N_("Название"), V_TEXT },
	{ "summary", N_("Коротко"), V_TEXT },
	{ "closes", N_("Срок подачи"), V_DAY },
	{ "opens", N_("Начало приёма"), V_DAY },
	{ "amount_min", N_("Сумма, от"), V_MONEY },
	{ "amount_max", N_("Сумма, до"), V_MONEY },
	{ "cofin_min", N_("Своя доля, от"), V_PERCENT },
	{ "cofin_max", N_("Своя доля, до"), V_PERCENT },
	{ "document_added", N_("Новый документ"), V_TEXT },
	{ "document_removed", N_("Больше не нужен документ"), V_TEXT },
	{ "steps", N_("Что сделать: шаги изменились"), V_NONE },
	{ "what", N_("На что дают"), V_TEXT },
	{ "who", N_("Кому дают"), V_TEXT },
	{ "how_much", N_("Сколько дают"), V_TEXT },
	{ "own_share", N_("О своей доле"), V_TEXT },
	{ "backer", N_("Кто предоставляет"), V_TEXT },
	{ "rule", N_("Условия"), V_TEXT },
	{ "state", N_("Состояние записи"), V_TEXT },
};

static struct str
said(const struct ui *ui, enum value kind, struct str v)
{
	struct str head;
	int64_t n;
	double d;
	int32_t day;

	if (v.n == 0 || kind == V_NONE)
		return S("");
	if (kind == V_DAY && day_parse(v, &day))
		return ui_day(ui, day);
	if (kind == V_MONEY && str_int(v, &n))
		return ui_money(ui, n);
	if (kind == V_PERCENT && str_real(v, &d))
		return ui_cat(ui, ui_real(ui, d), S("\xc2\xa0%"));
	head = utf8_cut(v, SHOWN);
	return head.n < v.n ? ui_cat(ui, head, S("…")) : v;
}

struct navigator_change
navigator_change_words(const struct ui *ui, struct str field, struct str before, struct str after)
{
	enum draft_at f;

	for (size_t i = 0; i < LEN(fields); i++)
		if (str_is(field, fields[i].field))
			return (struct navigator_change){ tr_z(ui, fields[i].name),
				said(ui, fields[i].value, before),
				said(ui, fields[i].value, after) };
	f = draft_field_find(field);
	return (struct navigator_change){ f < DF_N ? tr_z(ui, draft_fields[f].label) : field,
		said(ui, V_TEXT, draft_said(ui, f, before)),
		said(ui, V_TEXT, draft_said(ui, f, after)) };
}
