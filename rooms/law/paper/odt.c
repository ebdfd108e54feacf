/* odt.c - paragraphs of an OpenDocument text: headings, lists with their numbers, tables, notes. */
#include "law/paper/number.h"
#include "law/paper/out.h"
#include "law/paper/walk.h"

#define STYLES_MAX 2000
#define SUPS_MAX 500
#define MARK_BYTES 100
#define LIST_DEEP NUMBER_LEVELS

struct odt_list { struct str name; struct number_list list; };
struct odt_open { struct odt_list *list; bool item; };	/* item: its number is still to be given */

struct odt {
	struct paper_out out;
	VEC(struct odt_list *) lists;
	VEC(struct str) sups;	/* names of styles in superscript */
	struct odt_list *outline;	/* numbers of headings */
	/* while styles are read */
	struct odt_list *cur;
	struct str style;
	/* while the text is read */
	struct odt_open open[LIST_DEEP];
	int deep, spans, sup_at;	/* sup_at: the span that began it */
	struct buf note;
	struct str mark;
	bool in_body, letters, in_note, in_mark;
};

/* ---- styles: numbers of lists, superscripts ---------------------------------------------- */

static struct odt_list *
list_named(struct odt *c, struct str name)
{
	for (size_t i = c->lists.n; i-- > 0;)
		if (str_eq(c->lists.p[i]->name, name))
			return c->lists.p[i];
	return NULL;
}

static enum number_format
format_of(struct str s)
{
	if (s.n == 0)
		return NUMBER_NONE;
	if (str_starts(s, S("а")))
		return NUMBER_RU;
	if (str_starts(s, S("А")))
		return NUMBER_RU_CAPITAL;
	switch (s.p[0]) {
	case 'a': return NUMBER_LATIN;
	case 'A': return NUMBER_LATIN_CAPITAL;
	case 'i': return NUMBER_ROMAN;
	case 'I': return NUMBER_ROMAN_CAPITAL;
	default: return NUMBER_DECIMAL;
	}
}

static void
level_style(struct walk *w, struct odt *c, bool bullet, const struct walk_attrs *at)
{
	struct str s, before = S(""), after = S("");
	int level = 0, show = 1;
	struct number_level *v;
	struct buf b;

	if (c->cur == NULL || !walk_attr_int(at, "level", &level) || level < 1 ||
	    level > NUMBER_LEVELS - 1)
		return;
	v = &c->cur->list.level[level - 1];
	v->format = bullet                  ? NUMBER_BULLET :
	    walk_attr(at, "num-format", &s) ? format_of(s) :
					      NUMBER_NONE;
	v->start = 1;
	(void)walk_attr_int(at, "start-value", &v->start);
	if (v->format == NUMBER_NONE || bullet)
		return;
	(void)walk_attr(at, "num-prefix", &before);
	(void)walk_attr(at, "num-suffix", &after);
	(void)walk_attr_int(at, "display-levels", &show);
	buf_init(&b, c->out.a, 1 * KiB);
	if (walk_attr(at, "num-list-format", &s) && s.n > 0) { /* «Статья %1%.» of newer files */
		for (size_t i = 0; i < s.n; i++) {
			buf_putc(&b, s.p[i]);
			if (s.p[i] == '%' && i + 2 < s.n && s.p[i + 2] == '%') {
				buf_putc(&b, s.p[i + 1]);
				i += 2;
			}
		}
	} else {
		buf_put(&b, before);
		for (int k = level - show < 0 ? 0 : level - show; k < level; k++)
			buf_fmt(&b, "%%%d%s", k + 1, k + 1 < level ? "." : "");
		buf_put(&b, after);
	}
	if (buf_err(&b) == E_NOMEM)
		walk_fail(w, E_NOMEM);
	v->text = buf_err(&b) == OK ? buf_str(&b) : S("");
}

static void
list_style(struct walk *w, struct odt *c, bool outline, const struct walk_attrs *at)
{
	struct str name = S("");
	struct odt_list *l;

	c->cur = NULL;
	(void)walk_attr(at, "name", &name);
	l = arena_make(c->out.a, struct odt_list);
	if (l == NULL) {
		walk_fail(w, E_NOMEM);
		return;
	}
	if (c->lists.n >= STYLES_MAX) /* its numbers are not printed; no document has so many */
		return;
	l->name = str_dup(c->out.a, name);
	for (int i = 0; i < NUMBER_LEVELS; i++)
		l->list.level[i] = (struct number_level){ .format = NUMBER_NONE, .start = 1 };
	c->cur = l;
	if (outline)
		c->outline = l;
	else if (VEC_PUSH(c->out.a, &c->lists, l) != OK)
		walk_fail(w, E_NOMEM);
}

static void
style_start(struct walk *w, struct odt *c, struct str name, const struct walk_attrs *at)
{
	struct str s;

	if (str_is(name, "list-style") || str_is(name, "outline-style")) {
		list_style(w, c, str_is(name, "outline-style"), at);
	} else if (str_is(name, "list-level-style-number") || str_is(name, "outline-level-style")) {
		level_style(w, c, false, at);
	} else if (str_is(name, "list-level-style-bullet")) {
		level_style(w, c, true, at);
	} else if (str_is(name, "style")) {
		c->cur = NULL;
		c->style = walk_attr(at, "name", &s) ? str_dup(c->out.a, s) : S("");
	} else if (str_is(name, "text-properties") && c->style.n > 0 &&
	    walk_attr(at, "text-position", &s) && str_starts(s, S("super")) &&
	    c->sups.n < SUPS_MAX) {
		if (VEC_PUSH(c->out.a, &c->sups, c->style) != OK)
			walk_fail(w, E_NOMEM);
	}
}

static bool
is_sup(const struct odt *c, const struct walk_attrs *at)
{
	struct str s;

	if (!walk_attr(at, "style-name", &s))
		return false;
	for (size_t i = 0; i < c->sups.n; i++)
		if (str_eq(c->sups.p[i], s))
			return true;
	return false;
}

/* ---- text --------------------------------------------------------------------------------- */

static void
list_begins(struct odt *c, const struct walk_attrs *at)
{
	struct odt_list *up = c->deep > 0 && c->deep <= LIST_DEEP ? c->open[c->deep - 1].list :
								    NULL;
	struct str s;
	bool goes_on = walk_attr(at, "continue-list", &s) ||
	    (walk_attr(at, "continue-numbering", &s) && str_is(s, "true"));

	paper_break(&c->out);
	if (++c->deep > LIST_DEEP)
		return;
	c->open[c->deep - 1] = (struct odt_open){ up, false };
	if (walk_attr(at, "style-name", &s) && list_named(c, s) != NULL)
		c->open[c->deep - 1].list = list_named(c, s);
	if (c->deep == 1 && c->open[0].list != NULL && !goes_on)
		memset(c->open[0].list->list.begun, 0, sizeof c->open[0].list->list.begun);
}

static void
item_begins(struct odt *c, const struct walk_attrs *at)
{
	struct odt_list *l;
	int start;

	paper_break(&c->out);
	if (c->deep < 1 || c->deep > LIST_DEEP)
		return;
	c->open[c->deep - 1].item = true;
	l = c->open[c->deep - 1].list;
	if (l != NULL && walk_attr_int(at, "start-value", &start)) {
		l->list.begun[c->deep - 1] = true;
		l->list.at[c->deep - 1] = start - 1;
	}
}

static void
number_with(struct walk *w, struct odt *c, struct odt_list *l, int level)
{
	struct str s;

	if (l == NULL || level < 0 || level >= NUMBER_LEVELS)
		return;
	if (number_next(c->out.a, &l->list, level, &s) != OK)
		walk_fail(w, E_NOMEM);
	else
		paper_number(&c->out, s);
}

static void
paragraph(struct walk *w, struct odt *c, bool heading, const struct walk_attrs *at)
{
	int level = 1;
	struct str s;

	if (c->in_note) {
		if (c->note.n > 0)
			buf_putc(&c->note, ' ');
		return;
	}
	paper_break(&c->out);
	c->spans = 0;
	c->sup_at = -1;
	paper_sup(&c->out, false);
	if (c->deep > 0 && c->deep <= LIST_DEEP && c->open[c->deep - 1].item) {
		c->open[c->deep - 1].item = false;
		number_with(w, c, c->open[c->deep - 1].list, c->deep - 1);
	} else if (heading && c->outline != NULL && c->deep == 0) {
		(void)walk_attr_int(at, "outline-level", &level);
		if (!walk_attr(at, "is-list-header", &s) || !str_is(s, "true"))
			number_with(w, c, c->outline, level - 1);
	}
}

static void
note_begins(struct odt *c)
{
	c->in_note = true;
	c->mark = S("");
	buf_init(&c->note, c->out.a, 64 * KiB);
}

static void
note_ends(struct odt *c)
{
	c->in_note = false;
	paper_footnote(&c->out, c->mark.n > 0 ? c->mark : S("*"),
	    c->note.n > 0 ? str_trim(buf_str(&c->note)) : S(""));
}

static bool
passed(struct odt *c, struct str name)
{
	static const char *const names[] = { "tracked-changes", "annotation", "forms",
		"sequence-decls", "user-field-decls", "variable-decls", "desc", "title",
		"object", "binary-data", "ruby-text" };

	for (size_t i = 0; i < LEN(names); i++) {
		if (!str_is(name, names[i]))
			continue;
		if (i == 0)
			paper_note(&c->out, S("в файле непринятые исправления: удаляемое не взято, "
					      "добавляемое взято"));
		return true;
	}
	return false;
}

static void
inside(struct odt *c, struct str name, const struct walk_attrs *at)
{
	if (str_is(name, "s") || str_is(name, "tab")) {
		paper_gap(&c->out);
	} else if (str_is(name, "line-break") && !c->in_note) {
		paper_line_end(&c->out);
	} else if (str_is(name, "span")) {
		c->spans++;
		if (c->sup_at < 0 && !c->in_note && is_sup(c, at)) {
			c->sup_at = c->spans;
			paper_sup(&c->out, true);
		}
	} else if (str_is(name, "note-citation")) {
		c->in_mark = true;
	} else if (str_is(name, "note")) {
		note_begins(c);
	} else if (str_is(name, "image")) {
		paper_note(&c->out, S("картинки не взяты: текст на них портал не видит"));
	}
}

static void
start(struct walk *w, struct str name, const struct walk_attrs *at)
{
	struct odt *c = w->ctx;

	if (!c->in_body) {
		c->in_body = str_is(name, "body");
		style_start(w, c, name, at);
		return;
	}
	if (passed(c, name)) {
		walk_skip(w);
	} else if (str_is(name, "p") || str_is(name, "h")) {
		c->letters = true;
		paragraph(w, c, str_is(name, "h"), at);
	} else if (str_is(name, "list")) {
		list_begins(c, at);
	} else if (str_is(name, "list-item")) {
		item_begins(c, at);
	} else if (str_is(name, "table")) {
		paper_table(&c->out, true);
	} else if (str_is(name, "table-row")) {
		paper_row(&c->out, true);
	} else {
		inside(c, name, at);
	}
}

static void
end(struct walk *w, struct str name)
{
	struct odt *c = w->ctx;

	if (!c->in_body)
		return;
	if (str_is(name, "p") || str_is(name, "h")) {
		if (!c->in_note) {
			c->letters = false;
			paper_break(&c->out);
		}
	} else if (str_is(name, "list")) {
		c->deep -= c->deep > 0;
	} else if (str_is(name, "table")) {
		paper_table(&c->out, false);
	} else if (str_is(name, "table-row")) {
		paper_row(&c->out, false);
	} else if (str_is(name, "table-cell")) {
		paper_cell_end(&c->out);
	} else if (str_is(name, "span")) {
		if (c->sup_at == c->spans) {
			c->sup_at = -1;
			paper_sup(&c->out, false);
		}
		c->spans--;
	} else if (str_is(name, "note-citation")) {
		c->in_mark = false;
	} else if (str_is(name, "note") && c->in_note) {
		note_ends(c);
	}
}

static void
text(struct walk *w, struct str s)
{
	struct odt *c = w->ctx;

	if (!c->in_body || !c->letters)
		return;
	if (c->in_mark && c->mark.n + s.n < MARK_BYTES)
		c->mark = str_fmt(c->out.a, "%.*s%.*s", FMT(c->mark), FMT(s));
	else if (c->in_note && !c->in_mark)
		for (size_t i = 0; i < s.n; i++)
			buf_putc(&c->note, (unsigned char)s.p[i] < ' ' ? ' ' : s.p[i]);
	else if (!c->in_mark)
		paper_put(&c->out, s);
	if (c->out.text.err != OK || c->out.line.err != OK)
		walk_fail(w, c->out.text.err != OK ? c->out.text.err : c->out.line.err);
}

enum err
paper_odt(struct arena *a, struct str data, struct paper *ret, struct str *ret_why)
{
	struct odt c = { .sup_at = -1 };
	struct walk w = { .ctx = &c, .start = start, .end = end, .text = text };
	struct str styles, content = STR_NONE;
	struct unzip *z;
	enum err e;

	*ret = (struct paper){ 0 };
	paper_out_init(&c.out, a, ret);
	TRY(unzip_open(a, data, &z, ret_why));
	e = unzip_part(z, "styles.xml", &styles, ret_why);
	if (e == OK)
		e = unzip_part(z, "content.xml", &content, ret_why);
	unzip_close(z);
	TRY(e);
	if (content.p == NULL) {
		*ret_why = S("в файле нет текста (content.xml): сохраните его заново как ODT");
		return E_INPUT;
	}
	if (styles.p != NULL)
		TRY(walk_xml(&w, styles, ret_why));
	w = (struct walk){ .ctx = &c, .start = start, .end = end, .text = text };
	c.cur = NULL;
	e = walk_xml(&w, content, ret_why);
	if (e == OK || e == E_LIMIT)
		return paper_out_end(&c.out, ret_why);
	return e;
}
