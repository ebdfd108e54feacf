/* mime.c - a letter as it goes over the wire.
 *
 * RFC 5322 (form), 2045-2047 (base64, encoded words), 3834 (Auto-Submitted), 8058 (one click).
 * Base64 throughout: Russian text in quoted-printable would be twice as long.
 */
#include "jobs/priv.h"

#include <sodium.h>
#include <time.h>

#define LINE_TEXT 57		/* bytes of text in a line of 76 characters (RFC 2045, 6.8) */
#define WORD_TEXT 39		/* and in an encoded word of at most 75 (RFC 2047, 2) */
#define MAIL_MAX (4 * MiB)
#define ADDRESS_MAX 254		/* RFC 5321, 4.5.3.1.3 less the angle brackets */

static const char B64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void
put_base64(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i += 3) {
		const unsigned char *p = (const unsigned char *)s.p + i;
		size_t left = s.n - i;
		unsigned v = (unsigned)p[0] << 16;

		if (left > 1)
			v |= (unsigned)p[1] << 8;
		if (left > 2)
			v |= p[2];
		buf_putc(b, B64[v >> 18]);
		buf_putc(b, B64[v >> 12 & 63]);
		buf_putc(b, left > 1 ? B64[v >> 6 & 63] : '=');
		buf_putc(b, left > 2 ? B64[v & 63] : '=');
	}
}

static void
put_base64_lines(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i += LINE_TEXT) {
		size_t n = s.n - i < LINE_TEXT ? s.n - i : LINE_TEXT;

		put_base64(b, (struct str){ s.p + i, n });
		buf_put(b, S("\r\n"));
	}
}

static bool
plain_word(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || (unsigned char)s.p[i] > 126 || s.p[i] == '"' ||
		    s.p[i] == '\\' || s.p[i] == '=')
			return false;
	return s.n <= 60;
}

/* As it is, or as encoded words, folded; a character of several bytes is never cut. Line ends and
 * other control bytes become blanks: a header is one line. */
static void
put_words(struct buf *b, struct arena *a, struct str s)
{
	struct str rest;
	char *clean;

	if (plain_word(s)) {
		buf_put(b, s);
		return;
	}
	if ((clean = str_z(a, s)) == NULL) {
		b->err = E_NOMEM;
		return;
	}
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)clean[i] < ' ' || clean[i] == 127)
			clean[i] = ' ';
	rest = (struct str){ clean, s.n };
	while (rest.n > 0) {
		size_t n = rest.n < WORD_TEXT ? rest.n : WORD_TEXT;

		while (n > 0 && n < rest.n && ((unsigned char)rest.p[n] & 0xC0) == 0x80)
			n--;
		n = n == 0 ? rest.n : n; /* bytes that are no UTF-8 at all */
		buf_put(b, S("=?UTF-8?B?"));
		put_base64(b, (struct str){ rest.p, n });
		buf_put(b, S("?="));
		rest = (struct str){ rest.p + n, rest.n - n };
		if (rest.n > 0)
			buf_put(b, S("\r\n "));
	}
}

/* A dot-atom at a domain name, in ASCII: what every server takes. */
bool
mail_address_ok(struct str s)
{
	size_t at = 0, dots = 0;

	if (s.n < 5 || s.n > ADDRESS_MAX)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool end = i == 0 || i + 1 == s.n || s.p[i - 1] == '@' || s.p[i + 1] == '@';

		if (c == '@') {
			if (at != 0 || i == 0)
				return false;
			at = i;
		} else if (c == '.') {
			if (end || s.p[i - 1] == '.')
				return false;
			dots += at != 0;
		} else if (c <= ' ' || c >= 127 || c == '<' || c == '>' || c == '(' || c == ')' ||
		    c == ',' || c == ';' || c == ':' || c == '"' || c == '\\' || c == '[' ||
		    c == ']') {
			return false;
		}
	}
	return at != 0 && at + 1 < s.n && (dots > 0 || str_ends(s, S("@localhost")));
}

struct str
mail_address(struct str from)
{
	ptrdiff_t open = str_find(from, S("<")), shut = str_find(from, S(">"));
	struct str s = from;

	if (open >= 0 && shut > open)
		s = (struct str){ from.p + open + 1, (size_t)(shut - open - 1) };
	s = str_trim(s);
	return mail_address_ok(s) ? s : STR_NONE;
}

static void
put_person(struct buf *b, struct arena *a, const char *field, struct str name, struct str address)
{
	name = str_trim(name);
	buf_fmt(b, "%s: ", field);
	if (name.n > 0) {
		if (plain_word(name))
			buf_fmt(b, "\"%.*s\"", FMT(name));
		else
			put_words(b, a, name);
		buf_put(b, S("\r\n "));
	}
	buf_fmt(b, "<%.*s>\r\n", FMT(address));
}

/* RFC 5322, 3.3, in UTC; days and months in English whatever the locale. */
static void
put_date(struct buf *b, int64_t now)
{
	static const char days[7][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char months[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug",
		"Sep", "Oct", "Nov", "Dec" };
	time_t t = (time_t)now;
	struct tm tm;

	gmtime_r(&t, &tm);
	buf_fmt(b, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[tm.tm_wday % 7], tm.tm_mday,
	    months[tm.tm_mon % 12], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* The same letter has the same number each time it is tried: a mailbox that got it twice, because
 * an answer was lost on the way, can tell. */
static void
put_number(struct buf *b, struct str key, struct str host, char boundary[41])
{
	unsigned char h[20];
	char hex[41];

	crypto_generichash(h, sizeof h, (const unsigned char *)key.p, key.n, NULL, 0);
	sodium_bin2hex(hex, sizeof hex, h, sizeof h);
	buf_fmt(b, "Message-ID: <%s@%.*s>\r\n", hex, FMT(host));
	memcpy(boundary, hex, 41);
}

static void
put_part(struct buf *b, const char *type, struct str body)
{
	buf_fmt(b, "Content-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n",
	    type);
	put_base64_lines(b, body);
}

enum err
mail_bytes(struct arena *a, const struct mail *m, struct str from, struct str host, int64_t now,
    struct str *ret)
{
	struct str address = mail_address(from), name = from;
	ptrdiff_t open = str_find(from, S("<"));
	char boundary[41];
	struct buf b;

	if (address.p == NULL || !mail_address_ok(m->to))
		return E_INPUT;
	name.n = open > 0 ? (size_t)open : 0;
	buf_init(&b, a, MAIL_MAX);
	put_person(&b, a, "From", name, address);
	put_person(&b, a, "To", m->to_name, m->to);
	buf_put(&b, S("Subject: "));
	put_words(&b, a, m->subject);
	buf_put(&b, S("\r\n"));
	put_date(&b, now);
	put_number(&b, m->key, host, boundary);
	buf_put(&b, S("MIME-Version: 1.0\r\nAuto-Submitted: auto-generated\r\n"));
	if (m->unsubscribe.n > 0)
		buf_fmt(&b, "List-Unsubscribe: <%.*s>\r\n"
			    "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
		    FMT(m->unsubscribe));
	if (m->html.n == 0) {
		put_part(&b, "text/plain", m->text);
	} else {
		buf_put(&b, S("Content-Type: multipart/alternative;\r\n"));
		buf_fmt(&b, " boundary=\"%s\"\r\n\r\n--%s\r\n", boundary, boundary);
		put_part(&b, "text/plain", m->text);
		buf_fmt(&b, "--%s\r\n", boundary);
		put_part(&b, "text/html", m->html);
		buf_fmt(&b, "--%s--\r\n", boundary);
	}
	TRY(buf_err(&b));
	*ret = buf_str(&b);
	return OK;
}
