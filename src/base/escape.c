/* escape.c - text made safe for the place it is printed in. */
#include "base/base.h"

#define ONES 0x0101010101010101u
#define TOPS 0x8080808080808080u

/* One row per place: how a byte is written there; p NULL is "as it is". */
static const struct str in_html[256] = {
	['&'] = { "&amp;", 5 }, ['<'] = { "&lt;", 4 }, ['>'] = { "&gt;", 4 },
	['"'] = { "&quot;", 6 }, ['\''] = { "&#39;", 5 },
};

/* "<" too: the text may stand inside a <script type="application/json">. */
static const struct str in_json[256] = {
	['"'] = { "\\\"", 2 }, ['\\'] = { "\\\\", 2 }, ['<'] = { "\\u003c", 6 },
	['\n'] = { "\\n", 2 }, ['\r'] = { "\\r", 2 }, ['\t'] = { "\\t", 2 },
	['\b'] = { "\\b", 2 }, ['\f'] = { "\\f", 2 },
#define U(c) [0x##c] = { "\\u00" #c, 6 }
	U(00), U(01), U(02), U(03), U(04), U(05), U(06), U(07), U(0b), U(0e), U(0f),
	U(10), U(11), U(12), U(13), U(14), U(15), U(16), U(17), U(18), U(19), U(1a),
	U(1b), U(1c), U(1d), U(1e), U(1f),
#undef U
};

static uint64_t
has_zero(uint64_t v)
{
	return (v - ONES) & ~v & TOPS;
}

/* Are any of & ' " < > among these eight? Pairs differ in one bit, which is masked. */
static bool
eight_clean(const char *p)
{
	uint64_t v;

	memcpy(&v, p, 8);
	return !(has_zero((v & ~(ONES * 0x01)) ^ ONES * 0x26) |
	    has_zero((v & ~(ONES * 0x02)) ^ ONES * 0x3c) | has_zero(v ^ ONES * 0x22));
}

static void
by_table(struct buf *b, struct str s, const struct str tab[256], bool html)
{
	size_t from = 0, i = 0;

	while (i < s.n) {
		size_t end = s.n - i < 8 ? s.n : i + 8;

		if (html && end - i == 8 && eight_clean(s.p + i)) {
			i = end;
			continue;
		}
		for (; i < end; i++) {
			const struct str *r = &tab[(unsigned char)s.p[i]];

			if (!r->p)
				continue;
			buf_put(b, (struct str){ s.p + from, i - from });
			buf_put(b, *r);
			from = i + 1;
		}
	}
	if (from < s.n)
		buf_put(b, (struct str){ s.p + from, s.n - from });
}

void
put_text(struct buf *b, struct str s)
{
	by_table(b, s, in_html, true);
}

void
put_html(struct buf *b, struct html h)
{
	buf_put(b, (struct str){ h.p, h.n });
}

void
put_int(struct buf *b, int64_t v)
{
	buf_int(b, v);
}

void
put_z(struct buf *b, const char *z)
{
	put_text(b, str_c(z));
}

void
put_json(struct buf *b, struct str s)
{
	by_table(b, s, in_json, false);
}

static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

void
put_url(struct buf *b, struct str s)
{
	static const char hex[] = "0123456789ABCDEF";

	/* Room for the worst case first, so that each byte is written unasked. */
	if (s.n > SIZE_MAX / 3 || !buf_room(b, s.n * 3))
		return;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
			b->p[b->n++] = c;
			continue;
		}
		b->p[b->n++] = '%';
		b->p[b->n++] = hex[(unsigned char)c >> 4];
		b->p[b->n++] = hex[(unsigned char)c & 15];
	}
}

void
put_csv(struct buf *b, struct str s)
{
	bool quote = s.n && (s.p[0] == ' ' || s.p[s.n - 1] == ' ');
	double number;

	for (size_t i = 0; i < s.n && !quote; i++)
		quote = strchr(",;\"\r\n\t", s.p[i]) != NULL;
	if (quote)
		buf_putc(b, '"');
	/* A spreadsheet runs what begins so; a negative number is only a number. */
	if (s.n && s.p[0] && strchr("=+-@\t\r", s.p[0]) && !(s.p[0] == '-' && str_real(s, &number)))
		buf_putc(b, '\'');
	while (s.n) {
		struct str rest, head = str_cut(s, '"', &rest);

		buf_put(b, head);
		if (rest.p)
			buf_put(b, S("\"\""));
		s = rest;
	}
	if (quote)
		buf_putc(b, '"');
}

/* Browsers drop control characters and read on: "java\nscript:" is a script to them. */
static bool
href_ok(struct str s)
{
	static const char *const schemes[] = { "http", "https", "mailto", "tel" };
	size_t colon = 0;

	if (s.n && s.p[0] == ' ')
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			return false;
	while (colon < s.n && !strchr(":/?#", s.p[colon]))
		colon++;
	if (colon == s.n || s.p[colon] != ':')
		return true;
	for (size_t i = 0; i < LEN(schemes); i++) {
		size_t k = 0;

		while (k < colon && schemes[i][k] && (s.p[k] | 32) == schemes[i][k])
			k++;
		if (k == colon && !schemes[i][k])
			return true;
	}
	return false;
}

void
put_href(struct buf *b, struct str s)
{
	if (href_ok(s))
		put_text(b, s);
	else
		buf_putc(b, '#');
}
