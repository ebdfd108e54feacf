/* export.c - the board as a file: CSV and XLSX with the same columns, by the same filter. */
#include <xlsxwriter.h>

#include "calendar/calendar.h"
#include "folder/board.h"
#include "folder/region.h"
#include "text/text.h"
#include "web/sheet.h"

#define CELL_CHARS 32767	/* of a cell of XLSX */

enum cell { C_TEXT, C_DAY, C_RUBLES, C_NUMBER };
struct value { enum cell kind; struct str s; struct opt_int n; };

static const struct { const char *title; int width; enum cell kind; } columns[] = {
	{ N_("Мера"), 50, C_TEXT }, { N_("Год"), 8, C_NUMBER }, { N_("Состояние"), 18, C_TEXT },
	{ N_("На что просим"), 40, C_TEXT }, { N_("Срок"), 12, C_DAY },
	{ N_("Какой срок"), 24, C_TEXT }, { N_("Ответственный"), 24, C_TEXT },
	{ N_("Документов готово"), 10, C_NUMBER }, { N_("Документов всего"), 10, C_NUMBER },
	{ N_("Просим, ₽"), 16, C_RUBLES }, { N_("Получили, ₽"), 16, C_RUBLES },
	{ N_("Подали"), 12, C_DAY }, { N_("Решили"), 12, C_DAY },
	{ N_("Следующий приём"), 40, C_TEXT }, { N_("Страница"), 40, C_TEXT },
};
#define COLUMNS LEN(columns)

/* The values of one row, as many as columns. */
static void
values_of(struct req *rq, const struct folder_at *w, const struct folder_row *r,
    struct value v[COLUMNS])
{
	const struct ui *ui = &rq->ui;
	const struct q_items *q = &r->q;
	bool term = r->term.of != FT_NONE;
	struct str path = folder_item_url(rq->arena, w->p->code, q->id.v);
	const struct value row[COLUMNS] = { { .s = q->title }, { .n = { q->year, true } },
		{ .s = folder_label(ui, q->state) }, { .s = q->aim },
		{ .n = { r->term.day, term } }, { .s = folder_term_words(ui, &r->term) },
		{ .s = q->person_name }, { .n = { q->done, true } }, { .n = { q->checks, true } },
		{ .n = q->asked }, { .n = q->got }, { .n = q->applied }, { .n = q->decided },
		{ .s = folder_expected_words(ui, r) }, { .s = ui_cat(ui, ui->base, path) } };

	for (size_t i = 0; i < COLUMNS; i++) {
		v[i] = row[i];
		v[i].kind = columns[i].kind;
	}
}

struct export { struct folder_at w; struct folder_filter f; struct folder_rows rows; };

static enum err
open_export(struct req *rq, struct export *x)
{
	TRY(folder_at(rq, &x->w));
	TRY(folder_filter_read(rq, &x->f));
	return folder_rows(rq, x->w.p->id, &x->rows);
}

static enum err
named(struct req *rq, const struct export *x, const char *type, const char *end)
{
	struct str name = trf(
	    &rq->ui, "Папка %1 %2", x->w.p->short_name, ui_day_iso(&rq->ui, rq->ui.today));

	return reply_file(rq, type, ui_cat(&rq->ui, name, str_c(end)));
}

/* ---- CSV ---------------------------------------------------------------------------------- */

enum err
folder_board_csv(struct req *rq)
{
	struct value v[COLUMNS];
	struct export x;
	bool region;

	TRY(folder_region_at(rq, &x.w, &region));
	if (region)
		return folder_region_csv(rq, &x.w);
	TRY(open_export(rq, &x));
	buf_put(rq->out, S("\xEF\xBB\xBF")); /* without it Excel takes UTF-8 for Windows-1251 */
	for (size_t i = 0; i < COLUMNS; i++) {
		buf_put(rq->out, i ? S(",") : S(""));
		put_csv(rq->out, tr_z(&rq->ui, columns[i].title));
	}
	buf_put(rq->out, S("\r\n"));
	for (size_t k = 0; k < x.rows.n; k++) {
		if (!folder_filter_takes(&x.f, &x.rows.p[k]))
			continue;
		values_of(rq, &x.w, &x.rows.p[k], v);
		for (size_t i = 0; i < COLUMNS; i++) {
			buf_put(rq->out, i ? S(",") : S(""));
			if (v[i].kind == C_TEXT)
				put_csv(rq->out, v[i].s);
			else if (v[i].n.has && v[i].kind == C_DAY)
				put_day_iso(rq->out, (int32_t)v[i].n.v);
			else if (v[i].n.has)
				buf_int(rq->out, v[i].n.v);
		}
		buf_put(rq->out, S("\r\n"));
	}
	return named(rq, &x, "text/csv; charset=utf-8", ".csv");
}

/* ---- XLSX ----------------------------------------------------------------------------------- */

struct sheet { lxw_worksheet *sheet; lxw_format *day, *money, *wrap, *bold; };

static enum err
cell(struct req *rq, const struct sheet *s, lxw_row_t row, lxw_col_t col, const struct value *v)
{
	lxw_datetime when;
	struct day d;
	char *z;

	if (v->kind == C_TEXT) {
		z = str_z(rq->arena, utf8_cut(v->s, CELL_CHARS));
		if (v->s.n == 0)
			return OK;
		if (z == NULL)
			return E_NOMEM;
		return worksheet_write_string(s->sheet, row, col, z, s->wrap) == LXW_NO_ERROR ?
		    OK :
		    E_IO;
	}
	if (!v->n.has)
		return OK;
	if (v->kind == C_DAY) {
		d = day_from((int32_t)v->n.v);
		when = (lxw_datetime){ .year = d.y, .month = d.m, .day = d.d };
		worksheet_write_datetime(s->sheet, row, col, &when, s->day);
		return OK;
	}
	worksheet_write_number(
	    s->sheet, row, col, (double)v->n.v, v->kind == C_RUBLES ? s->money : NULL);
	return OK;
}

static enum err
sheet_head(struct req *rq, lxw_workbook *book, struct sheet *s)
{
	s->sheet = workbook_add_worksheet(book, NULL);
	s->day = workbook_add_format(book);
	s->money = workbook_add_format(book);
	s->wrap = workbook_add_format(book);
	s->bold = workbook_add_format(book);
	if (!s->sheet || !s->day || !s->money || !s->wrap || !s->bold)
		return E_NOMEM;
	format_set_num_format(s->day, "dd.mm.yyyy");
	format_set_num_format(s->money, "#,##0");
	format_set_text_wrap(s->wrap);
	format_set_align(s->wrap, LXW_ALIGN_VERTICAL_TOP);
	format_set_bold(s->bold);
	for (size_t i = 0; i < COLUMNS; i++) {
		char *z = str_z(rq->arena, tr_z(&rq->ui, columns[i].title));

		worksheet_set_column(s->sheet, (lxw_col_t)i, (lxw_col_t)i, columns[i].width, NULL);
		if (z == NULL ||
		    worksheet_write_string(s->sheet, 0, (lxw_col_t)i, z, s->bold) != LXW_NO_ERROR)
			return E_NOMEM;
	}
	worksheet_freeze_panes(s->sheet, 1, 1);
	return OK;
}

struct book { struct req *rq; struct export x; };

static enum err
fill_book(void *ctx, lxw_workbook *book)
{
	struct req *rq = ((struct book *)ctx)->rq;
	const struct export *x = &((struct book *)ctx)->x;
	struct value v[COLUMNS];
	struct sheet s;
	lxw_row_t at = 0;

	TRY(sheet_head(rq, book, &s));
	for (size_t k = 0; k < x->rows.n; k++) {
		if (!folder_filter_takes(&x->f, &x->rows.p[k]))
			continue;
		values_of(rq, &x->w, &x->rows.p[k], v);
		at++;
		for (size_t i = 0; i < COLUMNS; i++)
			TRY(cell(rq, &s, at, (lxw_col_t)i, &v[i]));
	}
	worksheet_autofilter(s.sheet, 0, 0, at ? at : 1, (lxw_col_t)(COLUMNS - 1));
	return OK;
}

enum err
folder_board_xlsx(struct req *rq)
{
	struct book b = { .rq = rq };

	TRY(open_export(rq, &b.x));
	TRY(sheet_make(rq, false, fill_book, &b));
	return named(rq, &b.x, SHEET_TYPE, ".xlsx");
}
