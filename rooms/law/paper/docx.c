/* docx.c - paragraphs of a Word document: runs, lists, tables, footnotes; not what is deleted or
 * struck through. */
#include "law/paper/docx.h"
#include "law/paper/out.h"

struct docx {
	struct paper_out out;
	struct docx_parts parts;
	struct str style;	/* of the paragraph at hand */
	int num, level;		/* said by the paragraph itself; -1: not said */
	int feet;		/* footnotes so far */
	bool props, letters, counted;	/* in pPr, in t; the paragraph's number was given */
	bool struck;		/* the run at hand is */
};

static void
number_paragraph(struct walk *w, struct docx *c)
{
	int num = c->num, level = c->level, of_num = -1, of_level = -1;
	struct number_list *l;
	struct str s;

	c->counted = true;
	docx_style_list(&c->parts, c->style, &of_num, &of_level);
	num = num >= 0 ? num : of_num;
	level = level >= 0 ? level : of_level >= 0 ? of_level : 0;
	if (num <= 0 || level >= NUMBER_LEVELS)
		return;
	l = docx_list(&c->parts, num);
	if (l == NULL)
		return;
	if (number_next(c->out.a, l, level, &s) != OK)
		walk_fail(w, E_NOMEM);
	else
		paper_number(&c->out, s);
}

static void
props(struct docx *c, struct str name, const struct walk_attrs *at)
{
	struct str v;

	if (str_is(name, "pStyle") && walk_attr(at, "val", &v))
		c->style = str_dup(c->out.a, v);
	else if (str_is(name, "numId"))
		(void)walk_attr_int(at, "val", &c->num);
	else if (str_is(name, "ilvl"))
		(void)walk_attr_int(at, "val", &c->level);
}

/* Elements whose text is not the document's: deleted, moved away, said twice, codes of fields. */
static bool
passed(struct docx *c, struct str name)
{
	static const char *const names[] = { "del", "moveFrom", "Fallback", "instrText", "delText",
		"delInstrText", "sectPr", "tblPr", "trPr", "tcPr", "sdtPr", "rPrChange",
		"pPrChange", "sectPrChange" };

	for (size_t i = 0; i < LEN(names); i++) {
		if (!str_is(name, names[i]))
			continue;
		if (i < 2)
			paper_note(&c->out, S("в файле непринятые исправления: удаляемое не взято, "
					      "добавляемое взято"));
		return true;
	}
	return false;
}

#define RAISED 3	/* half points: more is superscript as LibreOffice writes it */

static void
run_looks(struct docx *c, struct str name, const struct walk_attrs *at)
{
	bool sup;
	struct str v;
	int raised;

	if (str_is(name, "vertAlign") && walk_attr(at, "val", &v)) {
		paper_sup(&c->out, str_is(v, "superscript"));
	} else if (str_is(name, "position")) {
		if (walk_attr_int(at, "val", &raised) && raised > RAISED)
			paper_sup(&c->out, true);
	} else if (str_is(name, "strike") || str_is(name, "dstrike")) {
		c->struck = docx_on(at);
	} else if (str_is(name, "rStyle") && walk_attr(at, "val", &v)) {
		docx_style_looks(&c->parts, v, &c->struck, &sup);
		paper_sup(&c->out, sup);
	}
}

static void
run_start(struct walk *w, struct docx *c, struct str name, const struct walk_attrs *at)
{
	int id;

	(void)w;
	if (str_is(name, "tab")) {
		paper_gap(&c->out);
	} else if (str_is(name, "br") || str_is(name, "cr")) {
		paper_line_end(&c->out);
	} else if (str_is(name, "noBreakHyphen")) {
		paper_put(&c->out, S("-"));
	} else if (str_is(name, "footnoteReference") && !c->struck &&
	    walk_attr_int(at, "id", &id)) {
		struct str mark = str_fmt(c->out.a, "%d", ++c->feet);

		paper_sup(&c->out, false);
		paper_footnote(&c->out, mark, docx_foot_text(&c->parts, id));
	} else if (str_is(name, "drawing") || str_is(name, "pict")) {
		paper_note(&c->out, S("картинки не взяты: текст на них портал не видит"));
	} else if (str_is(name, "object")) {
		paper_note(&c->out, S("вложенные объекты не взяты"));
	} else {
		run_looks(c, name, at);
	}
}

static void
start(struct walk *w, struct str name, const struct walk_attrs *at)
{
	struct docx *c = w->ctx;

	c->letters = false;
	if (passed(c, name)) {
		walk_skip(w);
		return;
	}
	if (c->props) {
		props(c, name, at);
		return;
	}
	if (str_is(name, "p")) {
		paper_break(&c->out);
		c->style = S("");
		c->num = c->level = -1;
		c->counted = false;
	} else if (str_is(name, "pPr")) {
		c->props = true;
	} else if (str_is(name, "t")) {
		c->letters = true;
	} else if (str_is(name, "tbl")) {
		paper_table(&c->out, true);
	} else if (str_is(name, "tr")) {
		paper_row(&c->out, true);
	} else if (str_is(name, "r")) {
		paper_sup(&c->out, false);
		c->struck = false;
		if (!c->counted)
			number_paragraph(w, c);
	} else {
		run_start(w, c, name, at);
	}
}

static void
end(struct walk *w, struct str name)
{
	struct docx *c = w->ctx;

	c->letters = false;
	if (str_is(name, "pPr")) {
		c->props = false;
	} else if (c->props) {
		return;
	} else if (str_is(name, "p")) {
		paper_break(&c->out);
	} else if (str_is(name, "tbl")) {
		paper_table(&c->out, false);
	} else if (str_is(name, "tr")) {
		paper_row(&c->out, false);
	} else if (str_is(name, "tc")) {
		paper_cell_end(&c->out);
	}
}

static void
text(struct walk *w, struct str s)
{
	struct docx *c = w->ctx;

	if (c->letters && c->struck)
		paper_note(&c->out, S("зачёркнутый текст не взят"));
	else if (c->letters)
		paper_put(&c->out, s);
	if (c->out.text.err != OK || c->out.line.err != OK)
		walk_fail(w, c->out.text.err != OK ? c->out.text.err : c->out.line.err);
}

static enum err
parts(struct docx *c, struct unzip *z, struct str *main, struct str *ret_why)
{
	static const struct {
		const char *name;
		enum err (*read)(struct docx_parts *, struct str, struct str *);
	} of[] = { { "word/numbering.xml", docx_numbering }, { "word/styles.xml", docx_styles },
		{ "word/footnotes.xml", docx_footnotes } };
	struct str xml;

	for (size_t i = 0; i < LEN(of); i++) {
		TRY(unzip_part(z, of[i].name, &xml, ret_why));
		if (xml.p != NULL)
			TRY(of[i].read(&c->parts, xml, ret_why));
	}
	TRY(unzip_part(z, "word/document.xml", main, ret_why));
	if (main->p == NULL) /* as some portals of Microsoft name it */
		TRY(unzip_part(z, "word/document2.xml", main, ret_why));
	if (main->p != NULL)
		return OK;
	*ret_why = S("в файле нет текста (word/document.xml): сохраните его заново как DOCX");
	return E_INPUT;
}

enum err
paper_docx(struct arena *a, struct str data, struct paper *ret, struct str *ret_why)
{
	struct docx c = { .parts = { .a = a }, .num = -1, .level = -1 };
	struct walk w = { .ctx = &c, .start = start, .end = end, .text = text };
	struct unzip *z;
	struct str main;
	enum err e;

	*ret = (struct paper){ 0 };
	paper_out_init(&c.out, a, ret);
	TRY(unzip_open(a, data, &z, ret_why));
	e = parts(&c, z, &main, ret_why);
	unzip_close(z);
	TRY(e);
	e = walk_xml(&w, main, ret_why);
	if (e == OK || e == E_LIMIT)
		return paper_out_end(&c.out, ret_why);
	return e;
}
