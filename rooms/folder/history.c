/* history.c - who changed what, in words. */
#include "calendar/calendar.h"
#include "folder/item.h"

enum kind { K_TEXT, K_STATE, K_DAY, K_SUM, K_PERSON };
static const struct { const char *field; enum kind kind; const char *label; } fields[] = {
	{ "created", K_TEXT, N_("Взяли в папку") },
	{ "state", K_STATE, N_("Состояние") },
	{ "aim", K_TEXT, N_("На что просим") },
	{ "year", K_TEXT, N_("Год") },
	{ "due", K_DAY, N_("Наш срок") },
	{ "asked", K_SUM, N_("Просим") },
	{ "got", K_SUM, N_("Получили") },
	{ "person", K_PERSON, N_("Ответственный") },
	{ "paper_done", K_TEXT, N_("Документ готов") },
	{ "paper_undone", K_TEXT, N_("Документ снова не готов") },
	{ "paper_add", K_TEXT, N_("Документ добавлен в список") },
	{ "paper_drop", K_TEXT, N_("Документ убран из списка") },
	{ "file_add", K_TEXT, N_("Файл приложен") },
	{ "file_drop", K_TEXT, N_("Файл удалён") },
	{ "note_drop", K_DAY, N_("Заметка удалена, она была от") },
};

static struct str
said(const struct ui *ui, enum kind k, struct str v, struct str name)
{
	int32_t day;
	int64_t n;

	if (v.n == 0)
		return S("");
	switch (k) {
	case K_STATE: return folder_label(ui, folder_state_of(v));
	case K_DAY: return day_parse(v, &day) ? ui_day(ui, day) : v;
	case K_SUM: return str_int(v, &n) ? ui_money(ui, n) : v;
	case K_PERSON: return name.n ? name : tr(ui, "прежний ответственный");
	case K_TEXT: break;
	}
	return v;
}

enum err
folder_events_view(struct req *rq, struct view_item *v)
{
	const struct ui *ui = &rq->ui;
	struct q_events_rows e;

	TRY(q_events(rq->db, rq->arena, v->q->id, &e));
	v->events.p = arena_array(rq->arena, struct item_event, e.n + 1);
	if (v->events.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < e.n; i++) {
		int32_t day = day_of(e.p[i].at, ui->tz_min);
		struct item_event ev = { .iso = ui_day_iso(ui, day), .what = e.p[i].field,
			.when = ui_moment(ui, e.p[i].at),
			.who = e.p[i].who.n ? e.p[i].who : tr(ui, "портал") };

		for (size_t k = 0; k < LEN(fields); k++) {
			if (!str_is(e.p[i].field, fields[k].field))
				continue;
			ev.what = tr_z(ui, fields[k].label);
			ev.before = said(ui, fields[k].kind, e.p[i].before, e.p[i].before_name);
			ev.after = said(ui, fields[k].kind, e.p[i].after, e.p[i].after_name);
		}
		v->events.p[v->events.n++] = ev;
	}
	return OK;
}
