/* out.c - letters of a file become paragraphs of an act, one a line. */
#include "law/paper/out.h"

#include "law/outline.h"
#include "text/text.h"

#define CELL '\x1f'

void
paper_out_init(struct paper_out *o, struct arena *a, struct paper *paper)
{
	*o = (struct paper_out){ .a = a, .paper = paper };
	buf_init(&o->text, a, OUTLINE_TEXT_MAX);
	buf_init(&o->line, a, 4 * MiB);
	buf_init(&o->row, a, 4 * MiB);
	buf_init(&o->after, a, 1 * MiB);
}

/* ---- letters ------------------------------------------------------------------------- */

enum what { KEEP, GAP, DROP, HYPHEN };

/* Bytes of the character at `s`, and what to do with it. */
static size_t
look(struct str s, enum what *ret)
{
	unsigned char c = (unsigned char)s.p[0], d = s.n > 1 ? (unsigned char)s.p[1] : 0;
	unsigned char e = s.n > 2 ? (unsigned char)s.p[2] : 0;

	*ret = KEEP;
	if (c == ' ' || (c >= '\t' && c <= '\r')) {
		*ret = GAP;
		return 1;
	}
	if (c < ' ' || c == 0x7f) {
		*ret = DROP;
		return 1;
	}
	if (c == 0xc2 && (d == 0xa0 || d == 0xad)) { /* no-break space, soft hyphen */
		*ret = d == 0xa0 ? GAP : DROP;
		return 2;
	}
	if (c == 0xe2 && d == 0x80 && e >= 0x80 && e <= 0xaf) {
		*ret = e <= 0x8a || e == 0xa8 || e == 0xa9 || e == 0xaf ? GAP :
		    e <= 0x8f || (e >= 0xaa && e <= 0xae)               ? DROP :
		    e == 0x91                                           ? HYPHEN :
									  KEEP;
		return 3;
	}
	if ((c == 0xe2 && d == 0x81 && e == 0xa0) || (c == 0xef && d == 0xbb && e == 0xbf)) {
		*ret = DROP;
		return 3;
	}
	return 1;
}

/* Does the paragraph begin as a heading, or with a number? Then «39¹» is the number 39.1. */
static bool
numbered(struct str line)
{
	static const char *const heads[] = { "Стать", "СТАТЬ", "Глав", "ГЛАВ", "Раздел", "РАЗДЕЛ",
		"Приложени", "ПРИЛОЖЕНИ", "§" };
	size_t n = 0;

	for (size_t i = 0; i < LEN(heads); i++)
		if (str_starts(line, str_c(heads[i])))
			return line.n < 80;
	while (n < line.n && ((line.p[n] >= '0' && line.p[n] <= '9') || line.p[n] == '.'))
		n++;
	return n == line.n;
}

static void
put_sup(struct paper_out *o, char digit)
{
	static const char *const sups[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
	struct str line = buf_str(&o->line);
	bool after_digit = line.n > 0 && line.p[line.n - 1] >= '0' && line.p[line.n - 1] <= '9';

	if (o->sup_dot) {
		buf_putc(&o->line, digit);
	} else if (after_digit && numbered(line)) {
		o->sup_dot = true;
		buf_putc(&o->line, '.');
		buf_putc(&o->line, digit);
	} else {
		buf_putz(&o->line, sups[digit - '0']);
	}
}

static void
put_char(struct paper_out *o, struct str s)
{
	if (o->line.n == 0 && o->number.n > 0) {
		buf_put(&o->line, o->number);
		buf_putc(&o->line, ' ');
		o->number = S("");
	} else if (o->gap && o->line.n > 0) {
		buf_putc(&o->line, ' ');
	}
	o->gap = false;
	if (o->sup && s.n == 1 && s.p[0] >= '0' && s.p[0] <= '9')
		put_sup(o, s.p[0]);
	else
		buf_put(&o->line, s);
}

void
paper_put(struct paper_out *o, struct str s)
{
	for (size_t at = 0; at < s.n;) {
		struct str left = { s.p + at, s.n - at };
		enum what what;
		size_t n = look(left, &what);

		if (what == GAP)
			o->gap = true;
		else if (what == HYPHEN)
			put_char(o, S("-"));
		else if (what == KEEP)
			put_char(o, (struct str){ left.p, n });
		at += n;
	}
}

void
paper_gap(struct paper_out *o)
{
	o->gap = true;
}

void
paper_sup(struct paper_out *o, bool on)
{
	o->sup = on;
	o->sup_dot = false;
}

void
paper_number(struct paper_out *o, struct str s)
{
	o->number = s;
}

/* ---- paragraphs, rows --------------------------------------------------------------- */

static void
flush(struct buf *from, struct buf *to)
{
	if (from->n > 0) {
		buf_put(to, buf_str(from));
		buf_putc(to, '\n');
	}
	if (buf_err(from) != OK && to->err == OK)
		to->err = from->err;
	buf_reset(from);
}

void
paper_break(struct paper_out *o)
{
	flush(&o->line, o->in_row ? &o->row : &o->text);
	o->gap = false;
	o->number = S("");
	if (!o->in_row && o->after.n > 0) {
		buf_put(&o->text, buf_str(&o->after));
		buf_reset(&o->after);
	}
}

void
paper_line_end(struct paper_out *o)
{
	if (o->line.n > 0 && strchr(".;:", o->line.p[o->line.n - 1]) != NULL)
		paper_break(o);
	else
		paper_gap(o);
}

void
paper_footnote(struct paper_out *o, struct str mark, struct str text)
{
	struct str s = str_fmt(o->a, "[%.*s]", FMT(mark));

	for (size_t i = 0; i < s.n; i++) /* not by paper_put: a mark is no part of a number */
		put_char(o, (struct str){ s.p + i, 1 });
	if (text.n > 0)
		buf_fmt(&o->after, "[%.*s] %.*s\n", FMT(mark), FMT(text));
}

void
paper_table(struct paper_out *o, bool begins)
{
	paper_break(o);
	if (begins)
		o->tables++;
	else if (o->tables > 0)
		o->tables--;
}

void
paper_cell_end(struct paper_out *o)
{
	paper_break(o);
	if (o->in_row && o->tables == 1)
		buf_putc(&o->row, CELL);
}

/* A row of several cells is one line; a lone cell, or a page laid out by a table, is paragraphs. */
static void
put_row(struct paper_out *o, struct str row)
{
	size_t filled = 0, lines = 0, most = 0;
	bool was = false, joined, first = true;

	for (size_t i = 0; i < row.n; i++) {
		if (row.p[i] == CELL) {
			filled += was;
			most = lines > most ? lines : most;
			was = false;
			lines = 0;
		} else {
			was = true;
			lines += row.p[i] == '\n';
		}
	}
	joined = filled > 1 && most <= PAPER_CELL_LINES;
	while (row.n > 0) {
		struct str rest, cell = str_cut(row, CELL, &rest);

		cell = str_trim(cell);
		if (joined && cell.n > 0 && !first)
			buf_putz(&o->text, " | ");
		for (size_t i = 0; i < cell.n; i++)
			buf_putc(&o->text, joined && cell.p[i] == '\n' ? ' ' : cell.p[i]);
		if (!joined && cell.n > 0)
			buf_putc(&o->text, '\n');
		first = first && cell.n == 0;
		row = rest.p ? rest : S("");
	}
	if (joined)
		buf_putc(&o->text, '\n');
}

void
paper_row(struct paper_out *o, bool begins)
{
	paper_break(o);
	if (o->tables > 1)
		return;
	if (begins == o->in_row)
		return;
	o->in_row = begins;
	if (begins)
		return;
	if (o->row.n > 0 && o->row.p[o->row.n - 1] != CELL)
		buf_putc(&o->row, CELL);
	if (buf_err(&o->row) != OK && o->text.err == OK)
		o->text.err = o->row.err;
	put_row(o, buf_str(&o->row));
	buf_reset(&o->row);
	paper_break(o);
}

void
paper_note(struct paper_out *o, struct str what)
{
	for (size_t i = 0; i < o->paper->notes.n; i++)
		if (str_eq(o->paper->notes.p[i], what))
			return;
	if (o->paper->notes.n < PAPER_NOTES && VEC_PUSH(o->a, &o->paper->notes, what) != OK)
		o->text.err = E_NOMEM;
}

enum err
paper_out_end(struct paper_out *o, struct str *ret_why)
{
	enum err e;

	o->tables = o->tables > 1 ? 1 : o->tables;
	paper_row(o, false);
	paper_break(o);
	e = buf_err(&o->text);
	if (e == E_LIMIT) {
		*ret_why = S("текст больше 16 МиБ: разделите его на части");
		return E_INPUT;
	}
	TRY(e);
	o->paper->text = o->text.p ? buf_str(&o->text) : S("");
	if (!utf8_valid(o->paper->text)) {
		*ret_why = S(
		    "в файле испорчены буквы: откройте его в редакторе и сохраните заново");
		return E_INPUT;
	}
	if (o->paper->text.n == 0) {
		*ret_why = S("в файле нет текста: если это снимки страниц, нужен файл, "
			     "где текст можно выделить");
		return E_INPUT;
	}
	return OK;
}
