/* odt.c - paragraphs of an OpenDocument text: headings, lists with their numbers, tables, notes;
 * not what is struck through. */
#include "law/paper/number.h"
#include "law/paper/out.h"
#include "law/paper/walk.h"

#define STYLES_MAX 2000
#define LOOKS_MAX 500
#define MARK_BYTES 100
#define LIST_DEEP NUMBER_LEVELS

struct odt_list { struct str name; struct number_list list; };
/* Of a style whose text is not plain; names of paragraphs' styles are apart from those of words. */
struct odt_look { struct str name; bool para, sup, struck; };
struct odt_open { struct odt_list *list; bool item; };	/* item: its number is still to be given */

struct odt {
	struct paper_out out;
	VEC(struct odt_list *) lists;
	VEC(struct odt_look) looks;
	struct odt_list *outline;	/* numbers of headings */
	/* while styles are read */
	struct odt_list *cur;
	struct odt_look look;
	/* while the text is read */
	struct odt_open open[LIST_DEEP];
	int deep, spans;
	int sup_at, struck_at;	/* the span that began it; 0: the paragraph did; -1: none */
	struct buf note;
	struct str mark;
	bool in_body, letters, in_note, in_mark;
};

/* ---- styles: numbers of lists, superscripts, what is struck -------------------------------- */

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

static struct odt_look *
look_named(struct odt *c, struct str name, bool para)
{
	for (size_t i = c->looks.n; i-- > 0;)
		if (c->looks.p[i].para == para && str_eq(c->looks.p[i].name, name))
			return &c->looks.p[i];
	return NULL;
}

/* Plain ones are not kept, but in place of another: content.xml uses names of styles.xml anew. */
static void
look_kept(struct walk *w, struct odt *c)
{
	struct odt_look *was = look_named(c, c->look.name, c->look.para);

	if (was != NULL)
		*was = c->look;
	else if ((c->look.sup || c->look.struck) && c->looks.n < LOOKS_MAX &&
	    VEC_PUSH(c->out.a, &c->looks, c->look) != OK)
		walk_fail(w, E_NOMEM);
}

/* A style looks as the one it comes of, until it says otherwise. */
static void
look_begins(struct walk *w, struct odt *c, const struct walk_attrs *at)
{
	struct str name, family, parent;
	const struct odt_look *up = NULL;

	c->cur = NULL;
	c->look = (struct odt_look){ .name = S("") };
	if (!walk_attr(at, "name", &name))
		return;
	c->look.name = str_dup(c->out.a, name);
	c->look.para = walk_attr(at, "family", &family) && str_is(family, "paragraph");
	if (walk_attr(at, "parent-style-name", &parent))
		up = look_named(c, parent, c->look.para);
	if (up != NULL) {
		c->look.sup = up->sup;
		c->look.struck = up->struck;
	}
	look_kept(w, c);
}

/* «super 58%», and «33% 80%» where it was raised by hand. */
static void
look_says(struct walk *w, struct odt *c, const struct walk_attrs *at)
{
	struct str s;

	if (c->look.name.n == 0)
		return;
	if (walk_attr(at, "text-position", &s))
		c->look.sup = str_starts(s, S("super")) ||
		    (s.n > 0 && s.p[0] >= '1' && s.p[0] <= '9');
	if (walk_attr(at, "text-line-through-style", &s))
		c->look.struck = !str_is(s, "none");
	look_kept(w, c);
}

static void
style_start(struct walk *w, struct odt *c, struct str name, const struct walk_attrs *at)
{
	if (str_is(name, "list-style") || str_is(name, "outline-style")) {
		c->look.name = S("");
		list_style(w, c, str_is(name, "outline-style"), at);
	} else if (str_is(name, "list-level-style-number") || str_is(name, "outline-level-style")) {
		level_style(w, c, false, at);
	} else if (str_is(name, "list-level-style-bullet")) {
		level_style(w, c, true, at);
	} else if (str_is(name, "style")) {
		look_begins(w, c, at);
	} else if (str_is(name, "default-style")) {
		c->look.name = S("");
	} else if (str_is(name, "text-properties")) {
		look_says(w, c, at);
	}
}

static struct odt_look
look_of(struct odt *c, const struct walk_attrs *at, bool para)
{
	struct odt_look *l = NULL;
	struct str s;

	if (walk_attr(at, "style-name", &s))
		l = look_named(c, s, para);
	return l != NULL ? *l : (struct odt_look){ .name = S("") };
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
	c->struck_at = look_of(c, at, true).struck ? 0 : -1;
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
span_begins(struct odt *c, const struct walk_attrs *at)
{
	struct odt_look look = look_of(c, at, false);

	c->spans++;
	if (c->in_note)
		return;
	if (c->sup_at < 0 && look.sup) {
		c->sup_at = c->spans;
		paper_sup(&c->out, true);
	}
	if (c->struck_at < 0 && look.struck)
		c->struck_at = c->spans;
}

static void
span_ends(struct odt *c)
{
	if (c->sup_at == c->spans) {
		c->sup_at = -1;
		paper_sup(&c->out, false);
	}
	if (c->struck_at > 0 && c->struck_at == c->spans)
		c->struck_at = -1;
	c->spans--;
}

static void
inside(struct odt *c, struct str name, const struct walk_attrs *at)
{
	if (str_is(name, "s") || str_is(name, "tab")) {
		paper_gap(&c->out);
	} else if (str_is(name, "line-break") && !c->in_note) {
		paper_line_end(&c->out);
	} else if (str_is(name, "span")) {
		span_begins(c, at);
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
	if (passed(c, name) || (c->struck_at >= 0 && str_is(name, "note"))) {
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
		span_ends(c);
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
	else if (!c->in_mark && c->struck_at >= 0)
		paper_note(&c->out, S("зачёркнутый текст не взят"));
	else if (!c->in_mark)
		paper_put(&c->out, s);
	if (c->out.text.err != OK || c->out.line.err != OK)
		walk_fail(w, c->out.text.err != OK ? c->out.text.err : c->out.line.err);
}

enum err
paper_odt(struct arena *a, struct str data, struct paper *ret, struct str *ret_why)
{
	struct odt c = { .sup_at = -1, .struck_at = -1 };
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
