/* str.c - comparing, cutting and reading pieces of text; their keyed hash. */
#include "base/mem.h"
#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

int
str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.p, b.p, n) : 0;

	if (c == 0)
		c = (a.n > b.n) - (a.n < b.n);
	return c;
}

bool
str_starts(struct str s, struct str head)
{
	return s.n >= head.n && str_eq((struct str){ s.p, head.n }, head);
}

bool
str_ends(struct str s, struct str tail)
{
	if (tail.n == 0)
		return true;
	return s.n >= tail.n && memcmp(s.p + (s.n - tail.n), tail.p, tail.n) == 0;
}

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str
str_trim(struct str s)
{
	const struct str nbsp = S("\xc2\xa0");

	for (;;) {
		if (s.n && is_blank(s.p[0]))
			s.p++, s.n--;
		else if (s.n && str_starts(s, nbsp))
			s.p += 2, s.n -= 2;
		else
			break;
	}
	for (;;) {
		if (s.n && is_blank(s.p[s.n - 1]))
			s.n--;
		else if (s.n && str_ends(s, nbsp))
			s.n -= 2;
		else
			break;
	}
	return s;
}

struct str
str_cut(struct str s, char sep, struct str *rest)
{
	const char *at = s.n ? memchr(s.p, sep, s.n) : NULL;

	if (!at) {
		*rest = STR_NONE;
		return s;
	}
	*rest = (struct str){ at + 1, s.n - (size_t)(at - s.p) - 1 };
	return (struct str){ s.p, (size_t)(at - s.p) };
}

ptrdiff_t
str_find(struct str hay, struct str needle)
{
	const char *at;

	if (needle.n == 0)
		return 0;
	if (hay.n < needle.n)
		return -1;
	at = memmem(hay.p, hay.n, needle.p, needle.n);
	return at ? at - hay.p : -1;
}

bool
str_int(struct str s, int64_t *ret)
{
	bool minus = s.n && s.p[0] == '-';
	int64_t v = 0;

	if (s.n == (size_t)minus)
		return false;
	/* Counted downwards: the least int64 has no positive twin. */
	for (size_t i = minus; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		if (__builtin_mul_overflow(v, (int64_t)10, &v) ||
		    __builtin_sub_overflow(v, (int64_t)(s.p[i] - '0'), &v))
			return false;
	}
	if (!minus && v == INT64_MIN)
		return false;
	*ret = minus ? v : -v;
	return true;
}

/* strtod follows the locale of the process; numbers in data never do. */
static locale_t c_locale;
static pthread_once_t c_locale_once = PTHREAD_ONCE_INIT;

static void
c_locale_make(void)
{
	c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

/* Copies a number into z with a point for a comma; false: something else is in it. */
static bool
real_text(struct str s, char *z)
{
	bool digit = false, point = false;
	size_t i = s.n && s.p[0] == '-';

	for (; i < s.n && s.p[i] != 'e' && s.p[i] != 'E'; i++) {
		bool is_point = s.p[i] == '.' || s.p[i] == ',';

		if (is_point ? point : s.p[i] < '0' || s.p[i] > '9')
			return false;
		point |= is_point;
		digit |= !is_point;
	}
	if (!digit)
		return false;
	if (i < s.n) { /* an exponent: only databases write one */
		struct str e = { s.p + i + 1, s.n - i - 1 };
		int64_t v;

		if (e.n && e.p[0] == '+')
			e.p++, e.n--;
		if (!str_int(e, &v))
			return false;
	}
	memcpy(z, s.p, s.n);
	z[s.n] = 0;
	for (char *c = z; *c; c++)
		if (*c == ',')
			*c = '.';
	return true;
}

bool
str_real(struct str s, double *ret)
{
	char z[400];
	double v;

	if (s.n == 0 || s.n >= sizeof z || !real_text(s, z))
		return false;
	pthread_once(&c_locale_once, c_locale_make);
	v = strtod_l(z, NULL, c_locale);
	if (!isfinite(v))
		return false;
	*ret = v;
	return true;
}

/* Without a secret key a visitor could choose texts that fall into one bucket. */
static uint64_t hash_key[2];

__attribute__((constructor)) static void
hash_key_make(void)
{
	rand_bytes(hash_key, sizeof hash_key);
}

static uint64_t
mix(uint64_t a, uint64_t b)
{
	__extension__ unsigned __int128 m = (unsigned __int128)a * b;

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

static uint64_t
word(const char *p, size_t n)
{
	uint64_t v = 0;

	memcpy(&v, p, n);
	return v;
}

uint64_t
str_hash(struct str s)
{
	const uint64_t c0 = 0xa0761d6478bd642f, c1 = 0xe7037ed1a0b428db;
	uint64_t h = hash_key[0] ^ mix(s.n ^ c0, hash_key[1] ^ c1);
	size_t i = 0;

	for (; s.n - i >= 16; i += 16)
		h = mix(word(s.p + i, 8) ^ c0 ^ hash_key[1], word(s.p + i + 8, 8) ^ h);
	if (s.n - i >= 8) {
		h = mix(word(s.p + i, 8) ^ c1 ^ hash_key[0], h ^ c0);
		i += 8;
	}
	if (s.n > i)
		h = mix(word(s.p + i, s.n - i) ^ c0 ^ hash_key[1], h ^ c1);
	return mix(h ^ hash_key[0], c1 ^ hash_key[1]);
}

struct str
str_dup(struct arena *a, struct str s)
{
	char *p = str_z(a, s);

	return p ? (struct str){ p, s.n } : STR_NONE;
}

char *
str_z(struct arena *a, struct str s)
{
	char *p = arena_grow_raw(a, NULL, 0, s.n + 1);

	if (!p)
		return NULL;
	if (s.n)
		memcpy(p, s.p, s.n);
	p[s.n] = 0;
	return p;
}

struct str
str_fmt(struct arena *a, const char *fmt, ...)
{
	char small[256];
	va_list ap;
	char *p;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(small, sizeof small, fmt, ap);
	va_end(ap);
	if (n < 0)
		return STR_NONE;
	if ((size_t)n < sizeof small)
		return str_dup(a, (struct str){ small, (size_t)n });
	p = arena_grow_raw(a, NULL, 0, (size_t)n + 1);
	if (!p)
		return STR_NONE;
	va_start(ap, fmt);
	n = vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return (struct str){ p, (size_t)n };
}
