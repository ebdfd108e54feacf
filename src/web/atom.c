/* atom.c - Atom Syndication Format, RFC 4287. */
#include "calendar/calendar.h"
#include "web/feed.h"

/* Length of the character at p that XML 1.0 may carry (its § 2.2); 0: none begins here. */
static size_t
xml_char(const unsigned char *p, size_t n)
{
	uint32_t c = p[0];
	size_t more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1;

	if (c < 0x80)
		return c >= 0x20 || c == '\t' || c == '\n' || c == '\r';
	if (c < 0xc2 || c > 0xf4 || n <= more)
		return 0;
	c &= 0x3fu >> more;
	for (size_t i = 1; i <= more; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3f);
	}
	if ((more == 2 && c < 0x800) || (more == 3 && (c < 0x10000 || c > 0x10ffff)))
		return 0;
	return (c >= 0xd800 && c < 0xe000) || c == 0xfffe || c == 0xffff ? 0 : more + 1;
}

static void
put_xml(struct buf *b, struct str s)
{
	size_t from = 0, i = 0;

	while (i < s.n) {
		size_t n = xml_char((const unsigned char *)s.p + i, s.n - i);

		if (n == 0) {
			put_text(b, (struct str){ s.p + from, i - from });
			from = ++i;
		} else {
			i += n;
		}
	}
	if (from < s.n)
		put_text(b, (struct str){ s.p + from, s.n - from });
}

static void
element(struct buf *b, const char *name, struct str text)
{
	if (text.n == 0)
		return;
	buf_fmt(b, "<%s>", name);
	put_xml(b, text);
	buf_fmt(b, "</%s>\n", name);
}

static void
instant(struct buf *b, const char *name, int64_t at)
{
	buf_fmt(b, "<%s>", name);
	put_rfc3339(b, at);
	buf_fmt(b, "</%s>\n", name);
}

static void
link_to(struct buf *b, const char *rel, const char *type, struct str href)
{
	if (href.n == 0)
		return;
	buf_fmt(b, "<link rel=\"%s\" type=\"%s\" href=\"", rel, type);
	put_xml(b, href);
	buf_put(b, S("\"/>\n"));
}

void
atom_begin(struct buf *out, const struct atom_feed *f)
{
	buf_put(out,
	    S("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	      "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\""));
	put_xml(out, str_c(f->lang ? f->lang : "ru"));
	buf_put(out, S("\">\n"));
	element(out, "id", f->id);
	element(out, "title", f->title);
	element(out, "subtitle", f->subtitle);
	instant(out, "updated", f->updated);
	link_to(out, "self", "application/atom+xml", f->self);
	link_to(out, "alternate", "text/html", f->page);
	buf_put(out, S("<author>")); /* entries without one of their own need it: § 4.1.1 */
	element(out, "name", f->author.n ? f->author : S("Вече"));
	buf_put(out, S("</author>\n"));
}

void
atom_add(struct buf *out, const struct atom_entry *e)
{
	buf_put(out, S("<entry>\n"));
	element(out, "id", e->id);
	element(out, "title", e->title.n ? e->title : e->id);
	instant(out, "updated", e->updated);
	if (e->published != 0)
		instant(out, "published", e->published);
	link_to(out, "alternate", "text/html", e->page);
	if (e->category.n > 0) {
		buf_put(out, S("<category term=\""));
		put_xml(out, e->category);
		buf_put(out, S("\"/>\n"));
	}
	element(out, "summary", e->summary);
	buf_put(out, S("</entry>\n"));
}

void
atom_end(struct buf *out)
{
	buf_put(out, S("</feed>\n"));
}
