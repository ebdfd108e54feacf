/* html.c - paragraphs of a page: a block, a row of a table, a line break. */
#include <errno.h>
#include <iconv.h>

#include "law/paper/out.h"
#include "law/paper/walk.h"
#include "text/text.h"

struct html_ctx { struct paper_out out; int sups; };

static bool
among(struct str name, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_is(name, list[i]))
			return true;
	return false;
}
#define AMONG(name, list) among(name, list, LEN(list))

static const char *const blocks[] = { "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul",
	"ol", "br", "hr", "blockquote", "pre", "section", "article", "header", "footer", "main",
	"aside", "center", "dl", "dt", "dd", "address", "figure", "figcaption", "caption", "form",
	"fieldset", "body", "thead", "tbody", "tfoot" };
static const char *const passed[] = { "script", "style", "head", "template", "noscript", "svg",
	"math", "select", "button", "textarea", "iframe", "object", "nav", "del", "s", "strike",
	"audio", "video", "canvas" };

static void
start(struct walk *w, struct str name, const struct walk_attrs *at)
{
	struct html_ctx *c = w->ctx;

	(void)at;
	if (AMONG(name, passed)) {
		if (str_is(name, "del") || str_is(name, "s") || str_is(name, "strike"))
			paper_note(&c->out, S("зачёркнутый текст не взят"));
		walk_skip(w);
	} else if (AMONG(name, blocks)) {
		paper_break(&c->out);
	} else if (str_is(name, "table")) {
		paper_table(&c->out, true);
	} else if (str_is(name, "tr")) {
		paper_row(&c->out, true);
	} else if (str_is(name, "td") || str_is(name, "th")) {
		paper_break(&c->out);
	} else if (str_is(name, "sup")) {
		c->sups++;
		paper_sup(&c->out, true);
	} else if (str_is(name, "img")) {
		paper_note(&c->out, S("картинки не взяты: текст на них портал не видит"));
	}
}

static void
end(struct walk *w, struct str name)
{
	struct html_ctx *c = w->ctx;

	if (AMONG(name, blocks)) {
		paper_break(&c->out);
	} else if (str_is(name, "table")) {
		if (c->out.tables == 1)
			paper_row(&c->out, false);
		paper_table(&c->out, false);
	} else if (str_is(name, "tr")) {
		paper_row(&c->out, false);
	} else if (str_is(name, "td") || str_is(name, "th")) {
		paper_cell_end(&c->out);
	} else if (str_is(name, "sup")) {
		c->sups -= c->sups > 0;
		paper_sup(&c->out, c->sups > 0);
	}
}

static void
text(struct walk *w, struct str s)
{
	struct html_ctx *c = w->ctx;

	paper_put(&c->out, s);
	if (c->out.text.err != OK || c->out.line.err != OK)
		walk_fail(w, c->out.text.err != OK ? c->out.text.err : c->out.line.err);
}

/* ---- its letters -------------------------------------------------------------------------- */

/* What the page says of its letters, when that is a code people use; else the old Windows one. */
static const char *
charset(struct arena *a, struct str data)
{
	static const char *const known[] = { "koi8-r", "cp866", "ibm866", "iso-8859-5",
		"x-mac-cyrillic" };
	struct str head = { data.p, data.n < 2 * KiB ? data.n : 2 * KiB };
	char *z = str_z(a, head);

	if (z == NULL)
		return NULL;
	for (size_t i = 0; i < LEN(known); i++)
		if (strcasestr(z, known[i]) != NULL)
			return i == LEN(known) - 1 ? "mac-cyrillic" : known[i];
	return "windows-1251";
}

static enum err
as_utf8(struct arena *a, struct str data, const char *from, struct str *ret)
{
	size_t in_n = data.n, room = data.n * 3 + 16, left = room;
	char *p = arena_alloc(a, room), *to = p;
	/* iconv does not write to it */
	union { const char *is; char *asked; } in = { .is = data.p };
	iconv_t cd = iconv_open("UTF-8", from);

	if (p == NULL || cd == (iconv_t)-1) {
		if (cd != (iconv_t)-1)
			(void)iconv_close(cd);
		return p == NULL ? E_NOMEM : E_INPUT;
	}
	while (in_n > 0 && iconv(cd, &in.asked, &in_n, &to, &left) == (size_t)-1) {
		if (errno != EILSEQ && errno != EINVAL)
			break;
		/* a byte that is no letter is passed over: 0x98 of the Windows code */
		in.is++;
		in_n--;
	}
	(void)iconv_close(cd);
	*ret = (struct str){ p, room - left };
	return OK;
}

static enum err
letters(struct arena *a, struct str data, struct str *ret)
{
	const char *from;

	if (str_starts(data, S("\xff\xfe")))
		return as_utf8(a, (struct str){ data.p + 2, data.n - 2 }, "UTF-16LE", ret);
	if (str_starts(data, S("\xfe\xff")))
		return as_utf8(a, (struct str){ data.p + 2, data.n - 2 }, "UTF-16BE", ret);
	*ret = data;
	if (utf8_valid(data))
		return OK;
	from = charset(a, data);
	return from == NULL ? E_NOMEM : as_utf8(a, data, from, ret);
}

enum err
paper_html(struct arena *a, struct str data, struct paper *ret, struct str *ret_why)
{
	struct html_ctx c = { 0 };
	struct walk w = { .ctx = &c, .start = start, .end = end, .text = text };
	struct str utf8;
	enum err e;

	*ret = (struct paper){ 0 };
	if (data.n > PAPER_HTML_BYTES) {
		*ret_why = S("страница больше 32 МиБ: разделите её на части");
		return E_INPUT;
	}
	paper_out_init(&c.out, a, ret);
	e = letters(a, data, &utf8);
	if (e == OK)
		e = walk_html(&w, utf8, ret_why);
	if (e == E_INPUT && ret_why->n == 0)
		*ret_why = S("кодировка страницы не читается: сохраните её в UTF-8");
	if (e == OK || e == E_LIMIT)
		return paper_out_end(&c.out, ret_why);
	return e;
}
