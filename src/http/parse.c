/* parse.c - queries, cookies and paths: bytes from outside into pairs.
 *
 * What needs no decoding is not copied: the pairs point into `raw`, which has
 * to live as long as they do.
 */
#include "http/http.h"

enum { COOKIES_MAX = 100 };

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The byte of "%XX" at s.p[i], or -1. */
static int
pct_byte(struct str s, size_t i)
{
	int hi, lo;

	if (s.n - i < 3)
		return -1;
	hi = hex_digit(s.p[i + 1]);
	lo = hex_digit(s.p[i + 2]);
	return hi < 0 || lo < 0 ? -1 : hi * 16 + lo;
}

/* As browsers do it: + is a blank, a lone % stands for itself. */
static enum err
form_decode(struct arena *a, struct str s, struct str *ret)
{
	size_t i, n = 0;
	char *p;
	int c;

	if (s.n == 0 || (!memchr(s.p, '%', s.n) && !memchr(s.p, '+', s.n))) {
		*ret = s.n ? s : S("");
		return OK;
	}
	if (!(p = arena_alloc(a, s.n)))
		return E_NOMEM;
	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '%' && (c = pct_byte(s, i)) >= 0) {
			p[n++] = (char)c;
			i += 2;
		} else {
			p[n++] = s.p[i] == '+' ? ' ' : s.p[i];
		}
	}
	*ret = (struct str){ p, n };
	return OK;
}

static size_t
count_pieces(struct str s, char sep)
{
	size_t i, n = 1;

	for (i = 0; i < s.n; i++)
		n += s.p[i] == sep;
	return n;
}

enum err
http_parse_query(struct arena *a, struct str raw, size_t max_pairs, struct http_pairs *ret)
{
	struct http_pairs out = { 0 };
	size_t room;

	if (raw.n == 0) {
		*ret = out;
		return OK;
	}
	room = count_pieces(raw, '&');
	if (room > max_pairs) /* empty pieces do not count, but are not worth memory */
		room = max_pairs;
	if (room && !(out.p = arena_array(a, struct http_pair, room)))
		return E_NOMEM;
	while (raw.p) {
		struct str value, name, piece = str_cut(raw, '&', &raw);

		if (piece.n == 0)
			continue;
		if (out.n == room)
			return E_TOO_BIG;
		name = str_cut(piece, '=', &value);
		TRY(form_decode(a, name, &out.p[out.n].name));
		TRY(form_decode(a, value, &out.p[out.n].value));
		out.n++;
	}
	*ret = out;
	return OK;
}

/* Beyond COOKIES_MAX they are passed over: to refuse would lock the reader out
 * for cookies that another site of the domain has set. */
enum err
http_parse_cookies(struct arena *a, struct str raw, struct http_pairs *ret)
{
	struct http_pairs out = { 0 };
	size_t room;

	if (raw.n == 0) {
		*ret = out;
		return OK;
	}
	room = count_pieces(raw, ';');
	if (room > COOKIES_MAX)
		room = COOKIES_MAX;
	if (!(out.p = arena_array(a, struct http_pair, room)))
		return E_NOMEM;
	while (raw.p && out.n < room) {
		struct str value, name = str_cut(str_cut(raw, ';', &raw), '=', &value);

		name = str_trim(name);
		if (!value.p || name.n == 0)
			continue;
		value = str_trim(value);
		if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
			value = (struct str){ value.p + 1, value.n - 2 };
		out.p[out.n++] = (struct http_pair){ name, value };
	}
	*ret = out;
	return OK;
}

/* Length of the UTF-8 sequence at s[i]; 0 when it is none or a control character. */
static size_t
utf8_len(struct str s, size_t i)
{
	const unsigned char *p = (const unsigned char *)s.p + i;
	size_t k, len, left = s.n - i;
	unsigned c = p[0];

	if (c < 0x80)
		return c >= 0x20 && c != 0x7F;
	if (c >= 0xC2 && c <= 0xDF)
		len = 2;
	else if (c >= 0xE0 && c <= 0xEF)
		len = 3;
	else if (c >= 0xF0 && c <= 0xF4)
		len = 4;
	else
		return 0;
	if (left < len)
		return 0;
	for (k = 1; k < len; k++)
		if ((p[k] & 0xC0) != 0x80)
			return 0;
	if (c == 0xC2 && p[1] < 0xA0) /* C1 controls */
		return 0;
	if ((c == 0xE0 && p[1] < 0xA0) || (c == 0xF0 && p[1] < 0x90)) /* overlong */
		return 0;
	if ((c == 0xED && p[1] > 0x9F) || (c == 0xF4 && p[1] > 0x8F)) /* surrogate, end */
		return 0;
	return len;
}

static enum err
path_check(struct str path)
{
	size_t i = 0, n;
	struct str rest = path;

	while (i < path.n) {
		if ((n = utf8_len(path, i)) == 0)
			return E_SYNTAX;
		i += n;
	}
	while (rest.p)
		if (str_is(str_cut(rest, '/', &rest), ".."))
			return E_SYNTAX;
	return OK;
}

enum err
http_parse_path(struct arena *a, struct str raw, struct str *ret)
{
	struct str path = raw;
	size_t i, n = 0;
	char *p;
	int c;

	if (raw.n == 0 || raw.p[0] != '/')
		return E_SYNTAX;
	if (memchr(raw.p, '%', raw.n)) {
		if (!(p = arena_alloc(a, raw.n)))
			return E_NOMEM;
		for (i = 0; i < raw.n; i++) {
			if (raw.p[i] != '%') {
				p[n++] = raw.p[i];
				continue;
			}
			if ((c = pct_byte(raw, i)) < 0)
				return E_SYNTAX;
			p[n++] = (char)c;
			i += 2;
		}
		path = (struct str){ p, n };
	}
	TRY(path_check(path));
	*ret = path;
	return OK;
}
