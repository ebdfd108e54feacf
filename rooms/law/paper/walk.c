/* walk.c - libxml2's parsers under our limits: events only, no tree, nothing from outside. */
#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <pthread.h>

#include "law/paper/walk.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;

void
walk_fail(struct walk *w, enum err e)
{
	if (w->err == OK)
		w->err = e;
	xmlStopParser(w->parser);
}

static void
refuse(struct walk *w, struct str why)
{
	if (w->err == OK)
		w->why = why;
	walk_fail(w, E_INPUT);
}

void
walk_skip(struct walk *w)
{
	w->skip = w->depth;
}

static struct str
of_xml(const xmlChar *z)
{
	return str_c((const char *)z);
}

/* ---- events ---------------------------------------------------------------------------- */

static void
begin(struct walk *w, struct str name, const struct walk_attrs *at)
{
	if (w->err != OK)
		return;
	if (++w->depth > (w->html ? PAPER_HTML_DEPTH : PAPER_XML_DEPTH)) {
		refuse(w, S("разметка вложена слишком глубоко: откройте файл в редакторе и "
			    "сохраните заново"));
		return;
	}
	if (w->skip == 0)
		w->start(w, name, at);
}

static void
finish(struct walk *w, struct str name)
{
	if (w->err != OK)
		return;
	if (w->skip == 0)
		w->end(w, name);
	else if (w->skip == w->depth)
		w->skip = 0;
	if (w->depth > 0)
		w->depth--;
}

static void
on_text(void *ctx, const xmlChar *p, int n)
{
	struct walk *w = ctx;

	if (w->err == OK && w->skip == 0 && n > 0)
		w->text(w, (struct str){ (const char *)p, (size_t)n });
}

static void
xml_start(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
    int n_spaces, const xmlChar **spaces, int n, int n_default, const xmlChar **p)
{
	(void)prefix, (void)uri, (void)n_spaces, (void)spaces, (void)n_default;
	begin(ctx, of_xml(name), &(struct walk_attrs){ p, n, false });
}

static void
xml_end(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	(void)prefix, (void)uri;
	finish(ctx, of_xml(name));
}

static void
html_start(void *ctx, const xmlChar *name, const xmlChar **p)
{
	int n = 0;

	while (p != NULL && p[2 * n] != NULL)
		n++;
	begin(ctx, of_xml(name), &(struct walk_attrs){ p, n, true });
}

static void
html_end(void *ctx, const xmlChar *name)
{
	finish(ctx, of_xml(name));
}

/* A DOCTYPE may declare entities that grow without end: no office file has one. */
static void
doctype(void *ctx, const xmlChar *name, const xmlChar *public, const xmlChar *system)
{
	(void)name, (void)public, (void)system;
	refuse(ctx, S("в файле есть DOCTYPE: такие файлы не принимаются; "
		      "сохраните документ заново в редакторе"));
}

bool
walk_attr(const struct walk_attrs *at, const char *name, struct str *ret)
{
	int step = at->html ? 2 : 5;

	for (int i = 0; i < at->n; i++) {
		const unsigned char **p = at->p + (ptrdiff_t)i * step;

		if (!str_is(of_xml(p[0]), name))
			continue;
		*ret = at->html ? of_xml(p[1]) :
				  (struct str){ (const char *)p[3], (size_t)(p[4] - p[3]) };
		return true;
	}
	return false;
}

bool
walk_attr_int(const struct walk_attrs *at, const char *name, int *ret)
{
	struct str s;
	int64_t v;

	if (!walk_attr(at, name, &s) || !str_int(s, &v) || v < 0 || v > 1000000)
		return false;
	*ret = (int)v;
	return true;
}

/* Some faults libxml2 tells to standard error past the parser; the setting is of a thread. */
static void
quiet(void *ctx, const char *fmt, ...)
{
	(void)ctx, (void)fmt;
}

/* ---- reading ------------------------------------------------------------------------- */

static enum err
result(struct walk *w, bool whole, struct str *ret_why)
{
	if (w->err == OK && !whole) {
		w->err = E_INPUT;
		w->why = S("разметка файла оборвана или испорчена: откройте его в редакторе и "
			   "сохраните заново");
	}
	*ret_why = w->why;
	return w->err;
}

enum err
walk_xml(struct walk *w, struct str data, struct str *ret_why)
{
	xmlSAXHandler sax = { .initialized = XML_SAX2_MAGIC, .startElementNs = xml_start,
		.endElementNs = xml_end, .characters = on_text, .cdataBlock = on_text,
		.ignorableWhitespace = on_text, .internalSubset = doctype };
	xmlParserCtxtPtr p;
	bool whole;

	(void)pthread_once(&once, xmlInitParser);
	xmlSetGenericErrorFunc(NULL, quiet);
	if (data.n == 0 || data.n > PAPER_PART_BYTES)
		return result(w, false, ret_why);
	p = xmlCreateMemoryParserCtxt(data.p, (int)data.n);
	if (p == NULL)
		return E_NOMEM;
	w->parser = p;
	*p->sax = sax;
	p->userData = w;
	(void)xmlCtxtUseOptions(p, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	(void)xmlParseDocument(p);
	whole = p->wellFormed == 1;
	if (p->errNo == XML_ERR_NO_MEMORY && w->err == OK)
		w->err = E_NOMEM;
	xmlFreeParserCtxt(p);
	w->parser = NULL;
	return result(w, whole, ret_why);
}

enum err
walk_html(struct walk *w, struct str data, struct str *ret_why)
{
	xmlSAXHandler sax = { .startElement = html_start, .endElement = html_end,
		.characters = on_text, .ignorableWhitespace = on_text, .cdataBlock = NULL };
	htmlParserCtxtPtr p;

	(void)pthread_once(&once, xmlInitParser);
	xmlSetGenericErrorFunc(NULL, quiet);
	w->html = true;
	if (data.n == 0 || data.n > PAPER_HTML_BYTES)
		return result(w, false, ret_why);
	p = htmlCreateMemoryParserCtxt(data.p, (int)data.n);
	if (p == NULL)
		return E_NOMEM;
	w->parser = p;
	*p->sax = sax;
	p->userData = w;
	(void)xmlSwitchEncoding(p, XML_CHAR_ENCODING_UTF8);
	(void)htmlCtxtUseOptions(p,
	    HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_IGNORE_ENC);
	(void)htmlParseDocument(p);
	if (p->errNo == XML_ERR_NO_MEMORY && w->err == OK)
		w->err = E_NOMEM;
	htmlFreeParserCtxt(p);
	w->parser = NULL;
	return result(w, true, ret_why);
}
