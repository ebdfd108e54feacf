/* ical.c - iCalendar, RFC 5545. */
#include "calendar/calendar.h"
#include "web/feed.h"

#define LINE 75 /* octets, the line's end not counted: § 3.1 */

/* One content line, written octet by octet and folded at borders of characters. */
struct line {
	struct buf *b;
	size_t n;
};

/* Length of the character that begins at p; a stray octet counts as one of its own. */
static size_t
char_len(const char *p, size_t n)
{
	unsigned char c = (unsigned char)*p;
	size_t len = c < 0xc2 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4, i;

	for (i = 1; i < len && i < n && ((unsigned char)p[i] & 0xc0) == 0x80; i++)
		;
	return i == len ? len : 1;
}

static void
octets(struct line *l, const char *p, size_t n) /* never parted */
{
	if (l->n + n > LINE) {
		buf_put(l->b, S("\r\n "));
		l->n = 1;
	}
	buf_put(l->b, (struct str){ p, n });
	l->n += n;
}

static struct line
begin(struct buf *b, const char *name)
{
	struct line l = { b, 0 };

	octets(&l, name, strlen(name));
	return l;
}

static void
end(struct line *l)
{
	buf_put(l->b, S("\r\n"));
}

/* TEXT of § 3.3.11: backslash, semicolon and comma escaped, a line's end as \n. */
static void
text(struct buf *b, const char *name, struct str s)
{
	struct line l = begin(b, name);

	for (size_t i = 0, n; i < s.n; i += n) {
		unsigned char c = (unsigned char)s.p[i];
		char escaped[2] = { '\\', s.p[i] };

		n = char_len(s.p + i, s.n - i);
		if (c == '\\' || c == ';' || c == ',')
			octets(&l, escaped, 2);
		else if (c == '\n')
			octets(&l, "\\n", 2);
		else if (c >= 0x20 && c != 0x7f && (c < 0x80 || n > 1))
			octets(&l, s.p + i, n);
	}
	end(&l);
}

/* A value that is no TEXT: an address. Anything that could end the line is left out. */
static void
plain(struct buf *b, const char *name, struct str s)
{
	struct line l = begin(b, name);

	for (size_t i = 0, n; i < s.n; i += n) {
		n = char_len(s.p + i, s.n - i);
		if ((unsigned char)s.p[i] > 0x20 && s.p[i] != 0x7f)
			octets(&l, s.p + i, n);
	}
	end(&l);
}

static void
date(struct buf *b, const char *name, int32_t day)
{
	struct day d = day_from(day);

	buf_fmt(b, "%s;VALUE=DATE:%04d%02d%02d\r\n", name, d.y, d.m, d.d);
}

void
ical_begin(struct buf *out, struct str name)
{
	buf_put(out,
	    S("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Veche//veche//RU\r\n"
	      "CALSCALE:GREGORIAN\r\n"));
	text(out, "NAME:", name); /* RFC 7986 */
	text(out, "X-WR-CALNAME:", name); /* programs that know only this one */
}

void
ical_add(struct buf *out, const struct ical_event *e)
{
	buf_put(out, S("BEGIN:VEVENT\r\n"));
	plain(out, "UID:", e->uid);
	buf_put(out, S("DTSTAMP:"));
	put_ical(out, e->changed);
	buf_put(out, S("\r\n"));
	date(out, "DTSTART", e->day);
	date(out, "DTEND", (e->last > e->day ? e->last : e->day) + 1); /* the day after */
	text(out, "SUMMARY:", e->title);
	if (e->text.n > 0)
		text(out, "DESCRIPTION:", e->text);
	if (e->page.n > 0)
		plain(out, "URL:", e->page);
	buf_put(out, S("TRANSP:TRANSPARENT\r\n")); /* a deadline does not take up the day */
	if (e->tentative)
		buf_put(out, S("STATUS:TENTATIVE\r\n"));
	if (e->remind_days > 0) {
		buf_put(out, S("BEGIN:VALARM\r\nACTION:DISPLAY\r\n"));
		text(out, "DESCRIPTION:", e->title);
		buf_fmt(out, "TRIGGER:-P%dD\r\nEND:VALARM\r\n", e->remind_days);
	}
	buf_put(out, S("END:VEVENT\r\n"));
}

void
ical_end(struct buf *out)
{
	buf_put(out, S("END:VCALENDAR\r\n"));
}
