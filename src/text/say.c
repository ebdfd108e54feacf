/* say.c - plurals, numbers, money, addresses in Latin. */
#include <math.h>
#include <stdio.h>
#include "text/text.h"
#include "text/fold.h"

#define NBSP "\xC2\xA0"
#define MINUS "\xE2\x88\x92"
#define RUBLE "\xE2\x82\xBD"

int
text_plural_ru(int64_t n)
{
	int64_t d = n % 10, h = n % 100;

	d = d < 0 ? -d : d;
	h = h < 0 ? -h : h;
	if (d == 1 && h != 11)
		return 0;
	return d >= 2 && d <= 4 && (h < 12 || h > 14) ? 1 : 2;
}

int
text_plural_en(int64_t n)
{
	return n != 1 && n != -1;
}

static uint64_t
magnitude(int64_t n)
{
	return n < 0 ? (uint64_t)0 - (uint64_t)n : (uint64_t)n;
}

/* Groups of three with `sep` between them; four digits stay whole in neither language. */
static void
put_groups(struct buf *b, uint64_t u, const char *sep)
{
	char d[24];
	int n = snprintf(d, sizeof d, "%llu", (unsigned long long)u);

	for (int i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			buf_putz(b, sep);
		buf_putc(b, d[i]);
	}
}

static void
put_whole(struct buf *b, int64_t n, const char *sep)
{
	if (n < 0)
		buf_putz(b, MINUS);
	put_groups(b, magnitude(n), sep);
}

void
put_number(struct buf *b, int64_t n)
{
	put_whole(b, n, NBSP);
}

void
put_real(struct buf *b, double v, int max_digits, bool en)
{
	char d[352];
	const char *sep = en ? "," : NBSP;

	if (!isfinite(v) || fabs(v) >= 1e18) {
		buf_putz(b, "—");
		return;
	}
	max_digits = max_digits < 0 ? 0 : max_digits > 9 ? 9 : max_digits;
	int n = snprintf(d, sizeof d, "%.*f", max_digits, fabs(v));
	char *dot = memchr(d, '.', (size_t)n);
	if (dot != NULL) {
		while (n > 1 && d[n - 1] == '0')
			d[--n] = '\0';
		if (d[n - 1] == '.')
			d[--n] = '\0';
	}
	int64_t whole = 0;
	size_t digits = strcspn(d, ".");
	if (!str_int((struct str){ d, digits }, &whole))
		whole = 0;
	if (v < 0 && strspn(d, "0.") != (size_t)n)
		buf_putz(b, MINUS);
	put_groups(b, (uint64_t)whole, sep);
	if (d[digits] == '.') {
		buf_putc(b, en ? '.' : ',');
		buf_putz(b, d + digits + 1);
	}
}

/* Said in millions or billions only when nothing is lost by it: two digits at most. */
static bool
put_rounded(struct buf *b, int64_t n, int64_t unit, const char *ru, const char *en, bool is_en)
{
	uint64_t m = magnitude(n), u = (uint64_t)unit;

	if (m < u || m % (u / 100) != 0)
		return false;
	uint64_t part = m % u / (u / 100);
	if (m / u >= 1000 || (part % 10 != 0 && m / u >= 10))
		return false;
	if (n < 0)
		buf_putz(b, MINUS);
	put_groups(b, m / u, is_en ? "," : NBSP);
	if (part != 0) {
		buf_putc(b, is_en ? '.' : ',');
		buf_putc(b, (char)('0' + part / 10));
		if (part % 10 != 0)
			buf_putc(b, (char)('0' + part % 10));
	}
	buf_putz(b, NBSP);
	buf_putz(b, is_en ? en : ru);
	return true;
}

void
put_money(struct buf *b, int64_t rubles, bool en)
{
	const int64_t million = 1000000, billion = 1000 * million;

	/* 1 900 000 is said in full: it reads as easily, and looks like the sum in the act. */
	bool said = put_rounded(b, rubles, 1000 * billion, "трлн", "trillion", en) ||
	    put_rounded(b, rubles, billion, "млрд", "billion", en) ||
	    (magnitude(rubles) >= 10 * (uint64_t)million &&
	    put_rounded(b, rubles, million, "млн", "million", en));
	if (!said)
		put_whole(b, rubles, en ? "," : NBSP);
	buf_putz(b, NBSP RUBLE);
}

/* ---- addresses ------------------------------------------------------------ */

/* а to я, as in passports and road signs; э and ё differ by what stands before. */
static const char *const latin[] = {
	"a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p",
	"r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya",
};

struct str
text_slug(struct arena *a, struct str s, size_t max)
{
	char *out = arena_alloc(a, s.n * 4 + 1);
	size_t n = 0;
	bool gap = false;
	int32_t cp;

	if (out == NULL)
		return STR_NONE;
	struct str low = text_fold(a, s);
	for (size_t i = 0; i < low.n;) {
		char one[2] = { 0 };
		const char *put = one;
		i += fold_next(low, i, &cp);
		if (cp >= 0x430 && cp <= 0x44F)
			put = latin[cp - 0x430];
		else if ((cp >= 'a' && cp <= 'z') || (cp >= '0' && cp <= '9'))
			one[0] = (char)cp;
		else {
			gap = n > 0;
			continue;
		}
		size_t len = strlen(put), more = len + gap;
		if (more == 0 || more == gap)
			continue; /* ъ and ь leave no trace */
		if (n + more > max)
			break;
		if (gap)
			out[n++] = '-';
		gap = false;
		for (size_t k = 0; k < len; k++)
			out[n++] = put[k];
	}
	return (struct str){ out, n };
}
