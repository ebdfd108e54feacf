/* xml.c - tags; what stands in them is escaped by doc_xml. */
#include "doc/xml.h"
#include "doc/doc.h"

void
xml_begin(struct xml *x, struct buf *out)
{
	*x = (struct xml){ .out = out };
	buf_putz(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
}

static void
end_tag(struct xml *x)
{
	if (x->tag)
		buf_putc(x->out, '>');
	x->tag = false;
}

void
xml_open(struct xml *x, const char *name)
{
	ASSERT(x->depth < XML_DEPTH);
	end_tag(x);
	buf_putc(x->out, '<');
	buf_putz(x->out, name);
	x->open[x->depth++] = name;
	x->tag = true;
}

void
xml_attr(struct xml *x, const char *name, struct str value)
{
	ASSERT(x->tag);
	buf_putc(x->out, ' ');
	buf_putz(x->out, name);
	buf_put(x->out, S("=\""));
	doc_xml(x->out, value);
	buf_putc(x->out, '"');
}

void
xml_text(struct xml *x, struct str s)
{
	end_tag(x);
	doc_xml(x->out, s);
}

void
xml_line(struct xml *x)
{
	end_tag(x);
	buf_putc(x->out, '\n');
}

void
xml_close(struct xml *x)
{
	const char *name;

	ASSERT(x->depth > 0);
	name = x->open[--x->depth];
	if (x->tag) {
		buf_put(x->out, S("/>"));
		x->tag = false;
		return;
	}
	buf_put(x->out, S("</"));
	buf_putz(x->out, name);
	buf_putc(x->out, '>');
}
