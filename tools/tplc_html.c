/* tplc_html.c - the HTML of a page: places, tags, text to be translated. */
#include <stdio.h>
#include <stdlib.h>
#include "tplc.h"

static const char VOID_TAGS[] =
    " area base br col embed hr img input link meta source track wbr ";
static const char BLOCK_TAGS[] =
    " address article aside base blockquote body br caption col colgroup datalist dd details"
    " dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header"
    " hgroup hr html legend li link main menu meta nav noscript ol optgroup option p pre"
    " script search section source style summary table tbody td template tfoot th thead"
    " title tr track ul ";
static const char URL_ATTRS[] =
    " href src action formaction poster cite data ping manifest xlink:href ";
/* Values that name things for the machine: never translated. */
static const char CODE_ATTRS[] = " id class name for form list pattern lang type rel srcset ";

static bool
listed(const char *list, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = list; n && (p = strstr(p, name)) != NULL; p++)
		if (p[-1] == ' ' && p[n] == ' ')
			return true;
	return false;
}

int
tpl_line(struct tpl *t, const char *p)
{
	for (; t->counted < p; t->counted++)
		t->line += *t->counted == '\n';
	return t->line;
}

/* ---- writing C ---------------------------------------------------------- */

void
tpl_indent(struct tpl *t)
{
	for (int i = 0; i <= t->n_blocks; i++)
		tb_putc(&t->code, '\t');
}

/* How much of p goes on one line of the generated source. */
static size_t
piece_len(const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && i < 90) {
		i++;
		if (p[i - 1] == '\n' || (p[i - 1] == '>' && i > 56))
			return i;
	}
	while (i < n && ((unsigned char)p[i] & 0xC0) == 0x80)
		i++;
	return i;
}

void
tpl_flush(struct tpl *t)
{
	const char *p = t->lit.p;
	size_t left = t->lit.n;

	while (left) {
		size_t room = 3500; /* -Woverlength-strings begins at 4095 */

		tpl_indent(t);
		tb_puts(&t->code, "buf_put(out, S(");
		for (size_t n; left && room > 100; p += n, left -= n, room -= n) {
			n = piece_len(p, left);
			if (room < 3500) {
				tb_putc(&t->code, '\n');
				tpl_indent(t);
				tb_puts(&t->code, "    ");
			}
			tb_literal(&t->code, p, n);
		}
		tb_puts(&t->code, "));\n");
	}
	t->lit.n = 0;
}

void
tpl_mark(struct tpl *t, int line)
{
	tpl_flush(t);
	tb_fmt(&t->code, "#line %d ", line);
	tb_literal(&t->code, t->file, strlen(t->file));
	tb_putc(&t->code, '\n');
	tpl_indent(t);
}

/* ---- static text --------------------------------------------------------- */

static bool
has_cyrillic(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)p[i] >= 0xD0 && (unsigned char)p[i] <= 0xD3)
			return true;
	return false;
}

static void
put_utf8(struct tbuf *b, unsigned long c)
{
	if (c < 0x80) {
		tb_putc(b, (char)c);
	} else if (c < 0x800) {
		tb_putc(b, (char)(0xC0 | c >> 6));
		tb_putc(b, (char)(0x80 | (c & 63)));
	} else if (c < 0x10000) {
		tb_putc(b, (char)(0xE0 | c >> 12));
		tb_putc(b, (char)(0x80 | (c >> 6 & 63)));
		tb_putc(b, (char)(0x80 | (c & 63)));
	} else {
		tb_putc(b, (char)(0xF0 | c >> 18));
		tb_putc(b, (char)(0x80 | (c >> 12 & 63)));
		tb_putc(b, (char)(0x80 | (c >> 6 & 63)));
		tb_putc(b, (char)(0x80 | (c & 63)));
	}
}

/* An entity at p becomes its character in b; returns its length. */
static size_t
entity(struct tpl *t, struct tbuf *b, const char *p, size_t n)
{
	static const struct { const char *name; unsigned code; } known[] = {
		{ "&nbsp;", 0xA0 }, { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' },
		{ "&quot;", '"' }, { "&apos;", '\'' }, { "&mdash;", 0x2014 },
		{ "&ndash;", 0x2013 }, { "&laquo;", 0xAB }, { "&raquo;", 0xBB },
		{ "&shy;", 0xAD }, { "&hellip;", 0x2026 }, { "&copy;", 0xA9 },
		{ "&rarr;", 0x2192 }, { "&larr;", 0x2190 }, { "&times;", 0xD7 },
		{ "&middot;", 0xB7 }, { "&bull;", 0x2022 }, { "&thinsp;", 0x2009 },
	};
	const char *semi = memchr(p, ';', n);
	char *end = NULL;
	unsigned long code = 0;

	for (size_t i = 0; i < LEN(known); i++) {
		if (strncmp(p, known[i].name, strlen(known[i].name)) == 0) {
			put_utf8(b, known[i].code);
			return strlen(known[i].name);
		}
	}
	if (p[1] == '#' && semi) {
		code = p[2] == 'x' ? strtoul(p + 3, &end, 16) : strtoul(p + 2, &end, 10);
		if (end == semi && code > 0 && code < 0x110000) {
			put_utf8(b, code);
			return (size_t)(semi - p) + 1;
		}
	}
	if (n > 1 && word_len(p + 1) > 0)
		DIE(t, "unknown entity %.*s", (int)word_len(p + 1) + 1, p);
	tb_putc(b, '&'); /* "R & D" */
	return 1;
}

static void
put_tr(struct tpl *t, const char *p, size_t n)
{
	struct tbuf id = { 0 };

	for (size_t i = 0; i < n;)
		if (p[i] == '&')
			i += entity(t, &id, p + i, n - i);
		else
			tb_putc(&id, p[i++]);
	tpl_flush(t);
	tpl_indent(t);
	tb_puts(&t->code, "put_tr(out, ui, ");
	tb_literal(&t->code, id.p, id.n);
	tb_puts(&t->code, ");\n");
}

/* Runs of blanks become one space. */
static struct tbuf
collapse(const char *p, size_t n)
{
	struct tbuf b = { 0 };

	for (size_t i = 0; i < n; i++)
		if (!is_blank(p[i]))
			tb_putc(&b, p[i]);
		else if (i == 0 || !is_blank(p[i - 1]))
			tb_putc(&b, ' ');
	return b;
}

static void
put_static(struct tpl *t, const char *p, size_t n, bool translate)
{
	if (n == 0)
		return;
	if (translate && has_cyrillic(p, n))
		put_tr(t, p, n);
	else
		tb_put(&t->lit, p, n);
}

/* Would blanks before this point be invisible? Looks past {{words}}. */
static bool
block_tag_at(const char *p)
{
	char name[16] = { 0 };
	size_t n;

	while (is_blank(*p) || strncmp(p, "{{end}}", 7) == 0 || strncmp(p, "{{#", 3) == 0) {
		const char *end = *p == '{' ? strstr(p, "}}") : NULL;

		p = end ? end + 2 : p + 1;
	}
	if (strncmp(p, "{{view ", 7) == 0 || *p == '\0')
		return true;
	if (*p++ != '<')
		return false;
	p += *p == '/';
	n = word_len(p);
	if (n == 0 || n >= sizeof name)
		return *p == '!';
	memcpy(name, p, n);
	return listed(BLOCK_TAGS, name);
}

void
tpl_text(struct tpl *t)
{
	const char *p = t->p, *q, *head, *tail;
	bool raw = false, next_block;
	struct tbuf core;

	for (q = p; *q && *q != '<' && strncmp(q, "{{", 2) != 0; q++)
		if (strncmp(q, "}}", 2) == 0)
			DIE(t, "stray }}");
	t->p = q;
	for (int i = 0; i < t->n_open; i++)
		raw |= listed(" pre textarea ", t->open[i].name);
	if (raw) {
		put_static(t, p, (size_t)(q - p), true);
		return;
	}
	for (head = p; head < q && is_blank(*head); head++)
		continue;
	for (tail = q; tail > head && is_blank(tail[-1]); tail--)
		continue;
	next_block = block_tag_at(q);
	if (head == q) {
		if (!memchr(p, '\n', (size_t)(q - p)) || (!t->after_block && !next_block))
			if (t->view)
				tb_putc(&t->lit, ' ');
		return;
	}
	if (!t->view)
		DIE(t, "text before the first {{view}}");
	if (head > p && !(t->after_block && memchr(p, '\n', (size_t)(head - p))))
		tb_putc(&t->lit, ' ');
	core = collapse(head, (size_t)(tail - head));
	put_static(t, core.p, core.n, true);
	if (tail < q && !(next_block && memchr(tail, '\n', (size_t)(q - tail))))
		tb_putc(&t->lit, ' ');
	t->after_block = false;
}

/* ---- tags ------------------------------------------------------------------ */

static void
enter(struct tpl *t, enum place place)
{
	t->place = place;
	t->place_no = ++t->n_places;
}

/* Back to a place; whatever {{if}} began within must have ended there. */
static void
leave(struct tpl *t, enum place place, int no)
{
	const struct block *b = tpl_block(t);

	if (b && b->place_no == t->place_no)
		DIE(t, "{{%s}} of line %d is not ended within its tag or value", b->word, b->line);
	t->place = place;
	t->place_no = no;
}

static bool
starts_nocase(const char *p, const char *low)
{
	while (is_blank(*p))
		p++;
	for (; *low; p++, low++)
		if ((*p | (*p >= 'A' && *p <= 'Z' ? 32 : 0)) != *low)
			return false;
	return true;
}

static void
value(struct tpl *t, const char *name, char quote)
{
	bool url = t->place == IN_URL, code = url || listed(CODE_ATTRS, name);

	t->at_start = true;
	if ((url || strcmp(name, "srcset") == 0) && (starts_nocase(t->p, "data:") ||
	    starts_nocase(t->p, "javascript:") || starts_nocase(t->p, "vbscript:")))
		DIE(t, "%s holds code or data, not an address", name);
	while (*t->p != quote) {
		const char *p = t->p, *head, *tail;
		struct tbuf c;

		if (strncmp(p, "{{", 2) == 0) {
			tpl_word(t);
			continue;
		}
		while (*t->p && *t->p != quote && strncmp(t->p, "{{", 2) != 0)
			t->p++;
		if (!*t->p)
			die_at(t->file, t->line, "the value of %s has no closing quote", name);
		t->at_start = false;
		if (code || !has_cyrillic(p, (size_t)(t->p - p))) {
			tb_put(&t->lit, p, (size_t)(t->p - p));
			continue;
		}
		c = collapse(p, (size_t)(t->p - p));
		if (c.n == 0)
			continue;
		head = c.p + (*c.p == ' ');
		tail = c.p + c.n - (c.p[c.n - 1] == ' ');
		tb_puts(&t->lit, head > c.p ? " " : "");
		put_static(t, head, (size_t)(tail - head), true);
		tb_puts(&t->lit, *tail ? " " : "");
	}
	t->p++;
}

static void
attribute(struct tpl *t, struct tbuf *seen, int outer_blocks)
{
	size_t n = strcspn(t->p, " \t\r\n\f=>/\"'<{");
	char *name = tool_dup(t->p, n), quote;
	int place_no = t->place_no;

	if (n == 0 || (strncmp(t->p + n, "{{", 2) == 0 && strncmp(t->p + n, "{{e", 3) != 0))
		DIE(t, n ? "an expression cannot be part of an attribute's name" :
		    "'%c' where an attribute's name is wanted", *t->p);
	if (strcmp(name, "style") == 0 || strncmp(name, "on", 2) == 0)
		DIE(t, "attribute %s is not allowed: use classes and script files", name);
	if (t->n_blocks == outer_blocks) {
		if (listed(seen->p, name))
			DIE(t, "attribute %s is given twice", name);
		tb_fmt(seen, "%s ", name);
	}
	tb_fmt(&t->lit, " %s", name);
	t->p += n;
	if (*t->p != '=')
		return;
	quote = t->p[1];
	if (quote != '"' && quote != '\'')
		DIE(t, "the value of %s is not quoted", name);
	t->p += 2;
	tb_fmt(&t->lit, "=%c", quote);
	enter(t, listed(URL_ATTRS, name) ? IN_URL :
	    strcmp(name, "srcdoc") == 0 ? IN_SRCDOC : IN_VALUE);
	value(t, name, quote);
	leave(t, IN_TAG, place_no);
	tb_putc(&t->lit, quote);
	if (!is_blank(*t->p) && *t->p != '>' && *t->p != '/' && *t->p != '{')
		DIE(t, "a blank is missing after the value of %s", name);
}

/* <script> may only name a file; <style> is written as it is. */
static void
raw_content(struct tpl *t, const char *name)
{
	char close[16];
	const char *end;

	snprintf(close, sizeof close, "</%s>", name);
	end = strstr(t->p, close);
	if (!end)
		DIE(t, "<%s> is not closed", name);
	for (const char *p = t->p; p < end; p++) {
		if (strncmp(p, "{{", 2) == 0)
			DIE(t, "an expression cannot stand in <%s>", name);
		if (*name == 's' && name[1] == 'c' && !is_blank(*p))
			DIE(t, "<script> with content is not allowed: use a file");
	}
	if (strcmp(name, "style") == 0)
		tb_put(&t->lit, t->p, (size_t)(end - t->p));
	t->p = end;
}

static bool
in_svg(const struct tpl *t)
{
	for (int i = 0; i < t->n_open; i++)
		if (listed(" svg math ", t->open[i].name))
			return true;
	return false;
}

static void
open_tag(struct tpl *t)
{
	size_t n = strcspn(t->p + 1, " \t\r\n\f/>{<\"'=");
	char *name = tool_dup(t->p + 1, n);
	struct tbuf seen = { 0 };
	int blocks = t->n_blocks, line = tpl_line(t, t->p);
	bool closed;

	if (t->n_open == (int)LEN(t->open))
		DIE(t, "too many elements within each other");
	for (size_t i = 0; i < n; i++)
		if (name[i] >= 'A' && name[i] <= 'Z' && !in_svg(t))
			DIE(t, "<%s>: write tags in small letters", name);
	tb_fmt(&t->lit, "<%s", name);
	tb_putc(&seen, ' ');
	t->p += 1 + n;
	enter(t, IN_TAG);
	for (;;) {
		while (is_blank(*t->p))
			t->p++;
		if (!*t->p)
			die_at(t->file, line, "<%s> has no >", name);
		if (*t->p == '>' || strncmp(t->p, "/>", 2) == 0)
			break;
		if (strncmp(t->p, "{{", 2) == 0)
			tpl_word(t);
		else
			attribute(t, &seen, blocks);
	}
	leave(t, IN_TEXT, 0);
	closed = *t->p == '/';
	if (closed && !in_svg(t) && !listed(VOID_TAGS, name) && strcmp(name, "svg") != 0)
		DIE(t, "<%s/>: only void elements close themselves", name);
	t->p += closed ? 2 : 1;
	tb_puts(&t->lit, closed && !listed(VOID_TAGS, name) ? "/>" : ">");
	t->after_block = listed(BLOCK_TAGS, name);
	if (closed || listed(VOID_TAGS, name))
		return;
	t->open[t->n_open++] = (struct elem){ name, line };
	if (listed(" script style ", name))
		raw_content(t, name);
}

static void
close_tag(struct tpl *t)
{
	size_t n = strcspn(t->p + 2, " \t\r\n>{<");
	char *name = tool_dup(t->p + 2, n);
	const struct block *b = tpl_block(t);
	const struct elem *e;

	if (listed(VOID_TAGS, name))
		DIE(t, "</%s>: a void element has no end tag", name);
	if (t->n_open == 0)
		DIE(t, "</%s> closes nothing", name);
	e = &t->open[t->n_open - 1];
	if (strcmp(e->name, name) != 0)
		DIE(t, "</%s> where </%s> of line %d is wanted", name, e->name, e->line);
	if (b && t->n_open == b->depth)
		DIE(t, "</%s> closes an element opened outside of {{%s}} of line %d", name, b->word,
		    b->line);
	t->p += 2 + n;
	while (is_blank(*t->p))
		t->p++;
	if (*t->p++ != '>')
		DIE(t, "</%s has no >", name);
	t->n_open--;
	tb_fmt(&t->lit, "</%s>", name);
	t->after_block = listed(BLOCK_TAGS, name);
}

void
tpl_tag(struct tpl *t)
{
	bool comment = strncmp(t->p, "<!--", 4) == 0;
	const char *end;

	if (!t->view)
		DIE(t, "a tag before the first {{view}}");
	if (t->p[1] == '!') {
		end = strstr(t->p, comment ? "-->" : ">");
		if (!end)
			DIE(t, "a comment or a doctype has no end");
		for (const char *p = t->p; p < end; p++)
			if (strncmp(p, "{{", 2) == 0)
				DIE(t, "an expression cannot stand in a comment");
		if (!comment)
			tb_put(&t->lit, t->p, (size_t)(end - t->p) + 1);
		t->after_block |= !comment;
		t->p = end + (comment ? 3 : 1);
	} else if (t->p[1] == '/') {
		close_tag(t);
	} else if (word_len(t->p + 1) > 0 && t->p[1] != '_') {
		open_tag(t);
	} else {
		DIE(t, t->p[1] == '{' ? "an expression cannot be a tag's name" :
		    "a bare <: write &lt;");
	}
}
