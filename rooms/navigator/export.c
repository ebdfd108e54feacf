/* export.c - the measures of a filter as CSV and as XLSX. */
#include "navigator/export.h"

#include <xlsxwriter.h>

#include "calendar/calendar.h"
#include "gen/navigator/u.h"
#include "navigator/pages_impl.h"
#include "web/sheet.h"
#include "web/open.h"

#define EXPORT_MAX 20000		/* rows; the name of the file says when there are more */
#define EXPORT_BYTES (160 * MiB)	/* of a file: 20 000 rows take some 80 */
#define BATCH_ARENA (64 * MiB)
#define XLSX_CELL 32767			/* characters a cell of Excel may hold */

/* A row as it goes out: the columns, then what a municipality adds. */
struct out_row { const struct export_row *r; const struct navigator_card *card; struct str url; };
struct walk {
	struct req *rq;
	struct arena *a;		/* of the batch */
	struct nav_listing l;
	struct nav_filter f;
	struct facet_answer ans;
	bool cut;
	enum err (*write)(struct walk *w, const struct out_row *row);
	export_fn *each;
	lxw_worksheet *sheet;
	lxw_format *day, *money, *wrap;
	uint32_t line;
};

static void
scratch_end(void *a)
{
	arena_free(a);
}

static enum err
walk_batch(struct walk *w, const uint32_t *ords, size_t n)
{
	struct arena *a = w->a;
	struct req sub = *w->rq; /* so that cards and reasons go with the batch, too */
	struct nav_listing l = w->l;
	struct export_row *rows = arena_array(a, struct export_row, n + 1);
	struct navigator_cards cards = { 0 };

	if (rows == NULL)
		return E_NOMEM;
	sub.arena = sub.ui.arena = a;
	l.rq = &sub;
	TRY(export_read(w->rq->db, a, w->l.ix, ords, n, rows));
	if (l.matched)
		TRY(nav_listing_cards(&l, ords, n, &cards));
	for (size_t i = 0; i < n && !w->cut; i++) {
		if (rows[i].key.n == 0)
			continue; /* taken away meanwhile */
		struct out_row row = { &rows[i], i < cards.n ? &cards.p[i] : NULL, S("") };

		row.url = str_fmt(
		    a, "%.*s%.*s", FMT(w->rq->ui.base), FMT(url_navigator_show(a, rows[i].key)));
		TRY(w->write(w, &row));
	}
	return OK;
}

static enum err
walk_all(struct walk *w)
{
	struct arena *a = arena_new(BATCH_ARENA);

	if (a == NULL)
		return E_NOMEM;
	if (arena_defer(w->rq->arena, scratch_end, a) != OK) {
		arena_free(a);
		return E_NOMEM;
	}
	w->a = a;
	for (size_t i = 0; i < w->ans.n && !w->cut; i += EXPORT_BATCH) {
		size_t left = w->ans.n - i;

		arena_reset(a);
		TRY(walk_batch(w, w->ans.ords + i, left < EXPORT_BATCH ? left : EXPORT_BATCH));
	}
	return OK;
}

static void
out_end(void *b)
{
	buf_fini(b);
}

/* A file may be larger than what a request may hold: its bytes lie outside of the arena. */
static enum err
out_large(struct req *rq)
{
	struct buf in_arena = *rq->out;
	enum err e;

	buf_init(rq->out, NULL, EXPORT_BYTES + 4 * MiB);
	e = arena_defer(rq->arena, out_end, rq->out);
	if (e != OK)
		*rq->out = in_arena; /* the page that says so is drawn into it */
	return e;
}

static enum err
walk_open(struct req *rq, struct walk *w)
{
	w->rq = rq;
	TRY(out_large(rq));
	TRY(nav_filter_of(rq, &w->f));
	TRY(nav_listing_open(rq, &w->f, &w->l));
	return nav_listing_ask(&w->l, &w->f, 0, EXPORT_MAX, &w->ans);
}

/* The name says the day, and that not all is in it. */
static enum err
file_name(struct walk *w, const char *type, const char *end)
{
	const struct ui *ui = &w->rq->ui;
	struct str day = ui_day_iso(ui, ui->today);
	bool all = !w->cut && w->ans.n == w->ans.total;

	return reply_file(w->rq, type,
	    all ? trf(ui, "меры-%1%2", day, str_c(end)) :
		  trf(ui, "меры-%1-первые-%2-из-%3%4", day, str_fmt(ui->arena, "%u", w->line),
		      str_fmt(ui->arena, "%u", w->ans.total), str_c(end)));
}

static const char *
verdict_word(const struct navigator_card *c)
{
	return c->verdict == MATCH_YES  ? N_("Подходит") :
	    c->verdict == MATCH_UNKNOWN ? N_("Не хватает данных") :
					  N_("Не подходит");
}

/* ---- CSV --------------------------------------------------------------------------- */

static enum err
csv_put(struct walk *w, const struct out_row *row)
{
	struct buf *b = w->rq->out;

	for (size_t i = 0; i < export_columns_n; i++) {
		put_csv(b, row->r->cells[i]);
		buf_putc(b, ',');
	}
	buf_put(b, row->r->sum);
	buf_putc(b, '.');
	buf_put(b, export_sum(w->a, row->r->cells));
	buf_putc(b, ',');
	put_csv(b, row->url);
	if (row->card != NULL) {
		buf_putc(b, ',');
		put_csv(b, tr_z(&w->rq->ui, verdict_word(row->card)));
		buf_putc(b, ',');
		put_csv(b, row->card->reason);
	}
	buf_put(b, S("\r\n"));
	w->line++;
	w->cut = b->n > EXPORT_BYTES;
	return buf_err(b);
}

enum err
nav_list_csv(struct req *rq)
{
	struct walk w = { .write = csv_put };

	TRY(walk_open(rq, &w));
	buf_put(rq->out, S("\xEF\xBB\xBF")); /* without it Excel takes UTF-8 for Windows-1251 */
	for (size_t i = 0; i < export_columns_n; i++) {
		buf_putz(rq->out, export_columns[i].name);
		buf_putc(rq->out, ',');
	}
	buf_put(rq->out, S("sum,url"));
	if (w.l.matched)
		buf_put(rq->out, S(",verdict,reason"));
	buf_put(rq->out, S("\r\n"));
	TRY(walk_all(&w));
	return file_name(&w, "text/csv; charset=utf-8", ".csv");
}

/* ---- open data --------------------------------------------------------------------- */

static const struct open_column *
column(size_t i)
{
	static const char *const formats[] = { [COL_TEXT] = "string", [COL_DAY] = "date",
		[COL_NUMBER] = "decimal", [COL_RUBLES] = "integer", [COL_LIST] = "string",
		[COL_JSON] = "string", [COL_FLAG] = "boolean" };
	static const struct open_column more[] = {
		{ "sum", N_("Сумма строки: по ней видно, менялась ли она"), "string" },
		{ "url", N_("Страница на портале"), "anyURI" },
	};
	static _Thread_local struct open_column one;

	if (i >= export_columns_n)
		return i - export_columns_n < LEN(more) ? &more[i - export_columns_n] : NULL;
	one = (struct open_column){ export_columns[i].name, export_columns[i].title,
		formats[export_columns[i].kind] };
	return &one;
}

const struct open_set nav_open_set = {
	.name = "measures", .title = N_("Меры поддержки муниципалитетов"),
	.about = N_("Меры поддержки и конкурсы: суммы, сроки, кому и на что дают, условия, "
		"документы, "
		"контакты, прошлые приёмы."),
	.subject = N_("меры поддержки, субсидии, гранты, конкурсы, муниципалитеты"),
	.kind = ENTRY_MEASURE, .structure = "20261128", .csv = nav_list_csv, .page = "/navigator",
	.lines = "/api/v1/measures.ndjson", .column = column,
};

/* ---- for others ------------------------------------------------------------------------ */

static enum err
each_put(struct walk *w, const struct out_row *row)
{
	TRY(w->each(w->rq, w->a, row->r));
	w->line++;
	w->cut = w->rq->out->n > EXPORT_BYTES;
	return OK;
}

enum err
nav_export_each(struct req *rq, const struct nav_filter *f, export_fn *fn)
{
	struct walk w = { .rq = rq, .write = each_put, .each = fn, .f = *f };

	TRY(out_large(rq));
	TRY(nav_listing_open(rq, &w.f, &w.l));
	TRY(nav_listing_ask(&w.l, &w.f, 0, EXPORT_MAX, &w.ans));
	return walk_all(&w);
}

/* ---- XLSX ------------------------------------------------------------------------------ */

static enum err
sheet_text(struct walk *w, lxw_col_t col, struct str s)
{
	char *z;

	if (s.n == 0)
		return OK;
	z = str_z(w->a, utf8_cut(s, XLSX_CELL));
	if (z == NULL)
		return E_NOMEM;
	if (worksheet_write_string(w->sheet, w->line, col, z, w->wrap) != LXW_NO_ERROR)
		return E_IO;
	return OK;
}

static void
sheet_day(struct walk *w, lxw_col_t col, int32_t num)
{
	struct day d = day_from(num);
	lxw_datetime when = { .year = d.y, .month = d.m, .day = d.d };

	worksheet_write_datetime(w->sheet, w->line, col, &when, w->day);
}

/* Lists of codes as words; the rest as it is. */
static enum err
sheet_words(struct walk *w, lxw_col_t col, const char *name, struct str s)
{
	static const struct { const char *name; enum list list; } lists[] = {
		{ "level", LIST_level }, { "money", LIST_money }, { "recurrence", LIST_recurrence },
		{ "applicants", LIST_applicant }, { "stages", LIST_stage },
		{ "amount_unit", LIST_unit },
	};
	struct buf b;

	for (size_t i = 0; i < LEN(lists); i++) {
		if (strcmp(name, lists[i].name) != 0)
			continue;
		buf_init(&b, w->a, 4 * KiB);
		while (s.n > 0) {
			int no = list_no(lists[i].list, str_cut(s, ',', &s));

			if (b.n > 0)
				buf_put(&b, S(", "));
			buf_put(&b, list_label(&w->rq->ui, lists[i].list, no));
		}
		return sheet_text(w, col, buf_str(&b));
	}
	return sheet_text(w, col, s);
}

static enum err
sheet_cell(struct walk *w, lxw_col_t col, const struct export_column *c, struct str s)
{
	double number;
	int32_t num;

	if (s.n == 0)
		return OK;
	switch (c->kind) {
	case COL_DAY:
		if (day_parse(s, &num))
			sheet_day(w, col, num);
		return OK;
	case COL_NUMBER:
	case COL_RUBLES:
		if (str_real(s, &number))
			worksheet_write_number(w->sheet, w->line, col, number,
			    c->kind == COL_RUBLES ? w->money : NULL);
		return OK;
	case COL_FLAG: return sheet_text(w, col, tr(&w->rq->ui, "да"));
	case COL_TEXT:
	case COL_LIST:
	case COL_JSON: break;
	}
	return sheet_words(w, col, c->name, s);
}

static enum err
sheet_put(struct walk *w, const struct out_row *row)
{
	lxw_col_t col = 0;

	w->line++;
	for (size_t i = 0; i < export_columns_n; i++)
		TRY(sheet_cell(w, col++, &export_columns[i], row->r->cells[i]));
	TRY(sheet_text(w, col++, row->url));
	if (row->card == NULL)
		return OK;
	TRY(sheet_text(w, col++, tr_z(&w->rq->ui, verdict_word(row->card))));
	return sheet_text(w, col, row->card->reason);
}

static enum err
sheet_head(struct walk *w, lxw_workbook *book)
{
	static const char *const more[] = { N_("Страница"), N_("Подходит ли"), N_("Почему") };
	lxw_format *bold = workbook_add_format(book);
	lxw_col_t n = (lxw_col_t)export_columns_n, all = (lxw_col_t)(n + (w->l.matched ? 3 : 1));

	if (bold == NULL)
		return E_NOMEM;
	format_set_bold(bold);
	for (lxw_col_t i = 0; i < all; i++) {
		const char *ru = i < n ? export_columns[i].title : more[i - n];
		char *z = str_z(w->rq->arena, tr_z(&w->rq->ui, ru));

		worksheet_set_column(w->sheet, i, i, i < n ? export_columns[i].width : 40, NULL);
		if (z == NULL || worksheet_write_string(w->sheet, 0, i, z, bold) != LXW_NO_ERROR)
			return E_NOMEM;
	}
	worksheet_freeze_panes(w->sheet, 1, 2);
	worksheet_autofilter(
	    w->sheet, 0, 0, w->ans.n ? (lxw_row_t)w->ans.n : 1, (lxw_col_t)(all - 1));
	return OK;
}

static enum err
fill_book(void *ctx, lxw_workbook *book)
{
	struct walk *w = ctx;
	char *name = str_z(w->rq->arena, tr(&w->rq->ui, "Меры поддержки"));

	w->sheet = workbook_add_worksheet(book, name);
	w->day = workbook_add_format(book);
	w->money = workbook_add_format(book);
	w->wrap = workbook_add_format(book);
	if (w->sheet == NULL || w->day == NULL || w->money == NULL || w->wrap == NULL)
		return E_NOMEM;
	format_set_num_format(w->day, "dd.mm.yyyy");
	format_set_num_format(w->money, "#,##0");
	format_set_align(w->wrap, LXW_ALIGN_VERTICAL_TOP);
	TRY(sheet_head(w, book));
	return walk_all(w);
}

enum err
nav_list_xlsx(struct req *rq)
{
	struct walk w = { .write = sheet_put };

	TRY(walk_open(rq, &w));
	TRY(sheet_make(rq, true, fill_book, &w));
	return file_name(&w, SHEET_TYPE, ".xlsx");
}
