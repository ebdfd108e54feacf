/* docx_parts.c - numbering.xml, styles.xml, footnotes.xml of a DOCX. */
#include "law/paper/docx.h"

#define PARTS_MAX 4000		/* lists, styles or footnotes of one document */
#define BASED_MAX 20		/* styles may stand on each other in a ring */

/* ---- numbering --------------------------------------------------------------------- */

struct abstract { int id; struct number_list list; };
struct numbering {
	struct docx_parts *d;
	VEC(struct abstract *) abstracts;
	struct abstract *cur;	/* being described */
	struct number_list *num; /* of the w:num at hand */
	int level, num_id, over; /* over: the level that a w:num sets anew */
};

static enum number_format
format_of(struct str s)
{
	static const struct { const char *name; enum number_format f; } of[] = {
		{ "russianLower", NUMBER_RU }, { "russianUpper", NUMBER_RU_CAPITAL },
		{ "lowerLetter", NUMBER_LATIN }, { "upperLetter", NUMBER_LATIN_CAPITAL },
		{ "lowerRoman", NUMBER_ROMAN }, { "upperRoman", NUMBER_ROMAN_CAPITAL },
		{ "bullet", NUMBER_BULLET }, { "none", NUMBER_NONE } };

	for (size_t i = 0; i < LEN(of); i++)
		if (str_is(s, of[i].name))
			return of[i].f;
	return NUMBER_DECIMAL;
}

static void
ignore_end(struct walk *w, struct str name)
{
	(void)w, (void)name;
}

static void
ignore_text(struct walk *w, struct str s)
{
	(void)w, (void)s;
}

static void
abstract_start(struct walk *w, struct numbering *c, const struct walk_attrs *at)
{
	struct abstract *n = arena_make(c->d->a, struct abstract);

	c->num = NULL;
	c->cur = NULL;
	if (n == NULL || c->abstracts.n >= PARTS_MAX || VEC_PUSH(c->d->a, &c->abstracts, n) != OK) {
		walk_fail(w, E_NOMEM);
		return;
	}
	if (!walk_attr_int(at, "abstractNumId", &n->id))
		n->id = -1;
	for (int i = 0; i < NUMBER_LEVELS; i++) /* Word counts from nought unless told */
		n->list.level[i].start = 0;
	c->cur = n;
	c->level = -1;
}

static void
level_start(struct numbering *c, struct str name, const struct walk_attrs *at)
{
	struct number_level *v;
	struct str s;

	if (str_is(name, "lvl")) {
		c->level = -1;
		if (walk_attr_int(at, "ilvl", &c->level) && c->level >= NUMBER_LEVELS)
			c->level = -1;
	}
	if (c->level < 0)
		return;
	v = c->num != NULL ? &c->num->level[c->level] : &c->cur->list.level[c->level];
	v->said = true;
	if (str_is(name, "start"))
		(void)walk_attr_int(at, "val", &v->start);
	else if (str_is(name, "numFmt") && walk_attr(at, "val", &s))
		v->format = format_of(s);
	else if (str_is(name, "lvlText") && walk_attr(at, "val", &s))
		v->text = str_dup(c->d->a, s);
}

/* Lists of one abstract numbering count on together unless one begins anew. */
static void
num_of(struct walk *w, struct numbering *c, const struct walk_attrs *at)
{
	int id = -1;

	c->num = NULL;
	if (!walk_attr_int(at, "val", &id))
		return;
	for (size_t i = 0; i < c->abstracts.n; i++)
		if (c->abstracts.p[i]->id == id)
			c->num = &c->abstracts.p[i]->list;
	if (c->num != NULL &&
	    (c->d->nums.n >= PARTS_MAX ||
		VEC_PUSH(c->d->a, &c->d->nums, ((struct docx_num){ c->num_id, c->num })) != OK))
		walk_fail(w, E_NOMEM);
}

static void
override_start(struct walk *w, struct numbering *c, const struct walk_attrs *at)
{
	struct number_list *own;

	c->level = -1;
	if (c->num == NULL || c->d->nums.n == 0)
		return;
	own = arena_make(c->d->a, struct number_list);
	if (own == NULL) {
		walk_fail(w, E_NOMEM);
		return;
	}
	*own = *c->num;
	c->num = c->d->nums.p[c->d->nums.n - 1].list = own;
	if (walk_attr_int(at, "ilvl", &c->level) && c->level >= NUMBER_LEVELS)
		c->level = -1;
}

static int
num_order(const void *va, const void *vb)
{
	const struct docx_num *a = va, *b = vb;

	return (a->id > b->id) - (a->id < b->id);
}

static void
numbering_start(struct walk *w, struct str name, const struct walk_attrs *at)
{
	struct numbering *c = w->ctx;

	if (str_is(name, "abstractNum")) {
		abstract_start(w, c, at);
	} else if (str_is(name, "num")) {
		c->cur = NULL;
		if (!walk_attr_int(at, "numId", &c->num_id))
			c->num_id = -1;
	} else if (str_is(name, "abstractNumId") && c->cur == NULL) {
		num_of(w, c, at);
	} else if (str_is(name, "lvlOverride")) {
		override_start(w, c, at);
	} else if (str_is(name, "startOverride")) {
		if (c->num != NULL && c->level >= 0)
			(void)walk_attr_int(at, "val", &c->num->level[c->level].start);
	} else if (c->cur != NULL || c->num != NULL) {
		level_start(c, name, at);
	}
}

enum err
docx_numbering(struct docx_parts *d, struct str xml, struct str *ret_why)
{
	struct numbering c = { .d = d, .level = -1, .num_id = -1 };
	struct walk w = { .ctx = &c, .start = numbering_start, .end = ignore_end,
		.text = ignore_text };

	TRY(walk_xml(&w, xml, ret_why));
	if (d->nums.n > 1)
		qsort(d->nums.p, d->nums.n, sizeof *d->nums.p, num_order);
	return OK;
}

struct number_list *
docx_list(const struct docx_parts *d, int num)
{
	struct docx_num k = { num, NULL }, *n = NULL;

	if (d->nums.n > 0)
		n = bsearch(&k, d->nums.p, d->nums.n, sizeof k, num_order);
	return n != NULL ? n->list : NULL;
}

/* ---- styles ---------------------------------------------------------------------------- */

bool
docx_on(const struct walk_attrs *at)
{
	struct str v;

	if (!walk_attr(at, "val", &v))
		return true;
	return !(str_is(v, "0") || str_is(v, "false") || str_is(v, "off"));
}

static void
style_says(struct docx_parts *d, struct docx_style *s, struct str name,
    const struct walk_attrs *at)
{
	struct str v;

	if (str_is(name, "basedOn") && walk_attr(at, "val", &v))
		s->based = str_dup(d->a, v);
	else if (str_is(name, "numId"))
		(void)walk_attr_int(at, "val", &s->num);
	else if (str_is(name, "ilvl"))
		(void)walk_attr_int(at, "val", &s->level);
	else if (str_is(name, "strike") || str_is(name, "dstrike"))
		s->struck = docx_on(at);
	else if (str_is(name, "vertAlign") && walk_attr(at, "val", &v))
		s->sup = str_is(v, "superscript");
}

static void
styles_start(struct walk *w, struct str name, const struct walk_attrs *at)
{
	struct docx_parts *d = w->ctx;
	struct docx_style *s = d->styles.n > 0 ? &d->styles.p[d->styles.n - 1] : NULL;
	struct str v;

	if (str_is(name, "style")) {
		struct docx_style n = { .num = -1, .level = -1, .struck = -1, .sup = -1 };

		if (walk_attr(at, "styleId", &v))
			n.id = str_dup(d->a, v);
		if (d->styles.n >= PARTS_MAX || VEC_PUSH(d->a, &d->styles, n) != OK)
			walk_fail(w, E_NOMEM);
	} else if (s != NULL) {
		style_says(d, s, name, at);
	}
}

static int
style_order(const void *va, const void *vb)
{
	const struct docx_style *a = va, *b = vb;

	return str_cmp(a->id, b->id);
}

enum err
docx_styles(struct docx_parts *d, struct str xml, struct str *ret_why)
{
	struct walk w = { .ctx = d, .start = styles_start, .end = ignore_end,
		.text = ignore_text };

	TRY(walk_xml(&w, xml, ret_why));
	if (d->styles.n > 1)
		qsort(d->styles.p, d->styles.n, sizeof *d->styles.p, style_order);
	return OK;
}

static const struct docx_style *
style_named(const struct docx_parts *d, struct str id)
{
	struct docx_style k = { .id = id };

	return d->styles.n == 0 || id.n == 0 ?
	    NULL :
	    bsearch(&k, d->styles.p, d->styles.n, sizeof k, style_order);
}

void
docx_style_looks(const struct docx_parts *d, struct str style, bool *ret_struck, bool *ret_sup)
{
	const struct docx_style *s = style_named(d, style);
	int struck = -1, sup = -1;

	for (int deep = 0; deep < BASED_MAX && s != NULL; deep++) {
		struck = struck < 0 ? s->struck : struck;
		sup = sup < 0 ? s->sup : sup;
		s = style_named(d, s->based);
	}
	*ret_struck = struck > 0;
	*ret_sup = sup > 0;
}

void
docx_style_list(const struct docx_parts *d, struct str style, int *ret_num, int *ret_level)
{
	*ret_num = *ret_level = -1;
	for (int deep = 0; deep < BASED_MAX; deep++) {
		const struct docx_style *s = style_named(d, style);

		if (s == NULL)
			return;
		if (*ret_level < 0)
			*ret_level = s->level;
		if (s->num >= 0) {
			*ret_num = s->num;
			return;
		}
		style = s->based;
	}
}

/* ---- footnotes ------------------------------------------------------------------------- */

struct feet { struct docx_parts *d; struct buf text; int id; bool letters; };

static void
feet_start(struct walk *w, struct str name, const struct walk_attrs *at)
{
	struct feet *c = w->ctx;

	if (str_is(name, "footnote") || str_is(name, "endnote")) {
		buf_init(&c->text, c->d->a, 64 * KiB);
		if (!walk_attr_int(at, "id", &c->id))
			c->id = -1;
	}
	c->letters = str_is(name, "t");
	if (str_is(name, "p") && c->text.n > 0)
		buf_putc(&c->text, ' ');
}

static void
feet_end(struct walk *w, struct str name)
{
	struct feet *c = w->ctx;
	struct docx_foot f = { c->id, str_trim(buf_str(&c->text)) };

	c->letters = false;
	if (!str_is(name, "footnote") || f.text.n == 0)
		return;
	if (c->d->feet.n >= PARTS_MAX || VEC_PUSH(c->d->a, &c->d->feet, f) != OK)
		walk_fail(w, E_NOMEM);
}

static void
feet_text(struct walk *w, struct str s)
{
	struct feet *c = w->ctx;

	for (size_t i = 0; c->letters && i < s.n; i++)
		buf_putc(&c->text, (unsigned char)s.p[i] < ' ' ? ' ' : s.p[i]);
}

enum err
docx_footnotes(struct docx_parts *d, struct str xml, struct str *ret_why)
{
	struct feet c = { .d = d, .id = -1 };
	struct walk w = { .ctx = &c, .start = feet_start, .end = feet_end, .text = feet_text };

	buf_init(&c.text, d->a, 64 * KiB);
	return walk_xml(&w, xml, ret_why);
}

struct str
docx_foot_text(const struct docx_parts *d, int id)
{
	for (size_t i = 0; i < d->feet.n; i++)
		if (d->feet.p[i].id == id)
			return d->feet.p[i].text;
	return S("");
}
