/* utf8.c - code points: checking, counting, folding, distance. */
#include <utf8proc.h>
#include "text/text.h"
#include "text/fold.h"

/* Bytes of the sequence at p, 0 when it is not well formed. */
static size_t
seq_len(const unsigned char *p, size_t n)
{
	if (p[0] < 0x80)
		return p[0] ? 1 : 0;
	if (p[0] < 0xC2 || p[0] > 0xF4)
		return 0;
	size_t len = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
	if (n < len)
		return 0;
	for (size_t i = 1; i < len; i++)
		if ((p[i] & 0xC0) != 0x80)
			return 0;
	/* Overlong forms, surrogates, beyond U+10FFFF: all show in the second byte. */
	if ((p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] > 0x9F) ||
	    (p[0] == 0xF0 && p[1] < 0x90) || (p[0] == 0xF4 && p[1] > 0x8F))
		return 0;
	return len;
}

bool
utf8_valid(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;

	for (size_t i = 0; i < s.n;) {
		size_t len = seq_len(p + i, s.n - i);
		if (len == 0)
			return false;
		i += len;
	}
	return true;
}

size_t
utf8_len(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
	return n;
}

struct str
utf8_cut(struct str s, size_t max_points)
{
	size_t i = 0, n = 0;

	for (; i < s.n; i++)
		if (((unsigned char)s.p[i] & 0xC0) != 0x80 && n++ == max_points)
			break;
	return (struct str){ s.p, i };
}

size_t
fold_next(struct str s, size_t at, int32_t *ret_cp)
{
	const unsigned char *p = (const unsigned char *)s.p + at;
	size_t len = seq_len(p, s.n - at);

	if (len == 0) {
		*ret_cp = -1;
		return 1;
	}
	if (len == 1)
		*ret_cp = p[0];
	else if (len == 2)
		*ret_cp = (p[0] & 0x1F) << 6 | (p[1] & 0x3F);
	else if (len == 3)
		*ret_cp = (p[0] & 0x0F) << 12 | (p[1] & 0x3F) << 6 | (p[2] & 0x3F);
	else
		*ret_cp = (p[0] & 0x07) << 18 | (p[1] & 0x3F) << 12 | (p[2] & 0x3F) << 6 |
		    (p[3] & 0x3F);
	return len;
}

size_t
fold_put(char *out, int32_t cp)
{
	return (size_t)utf8proc_encode_char(cp, (utf8proc_uint8_t *)out);
}

enum fold_class
fold_class(int32_t cp)
{
	if (cp < 0x80) {
		if ((cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z'))
			return FOLD_LETTER;
		return cp >= '0' && cp <= '9' ? FOLD_DIGIT : FOLD_OTHER;
	}
	if (cp >= 0x400 && cp <= 0x481)
		return FOLD_LETTER;
	if (cp == 0xAD || (cp >= 0x200B && cp <= 0x200D) || cp == 0x2060 || cp == 0xFEFF)
		return FOLD_MARK; /* invisible: a word goes on through it */
	switch ((int)utf8proc_category(cp)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO: return FOLD_LETTER;
	case UTF8PROC_CATEGORY_ND: return FOLD_DIGIT;
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ME: return FOLD_MARK;
	default: return FOLD_OTHER;
	}
}

/* Lower case, ё → е; -1 for what a word is compared without (stress, soft hyphen). */
static int32_t
fold_point(int32_t cp)
{
	if (cp >= 0x430 && cp <= 0x44F)
		return cp;
	if (cp >= 0x410 && cp <= 0x42F)
		return cp + 0x20;
	if (cp == 0x401 || cp == 0x451)
		return 0x435;
	if (cp < 0x80)
		return cp >= 'A' && cp <= 'Z' ? cp + 0x20 : cp;
	if (cp == 0x2010 || cp == 0x2011)
		return '-';
	if (fold_class(cp) == FOLD_MARK)
		return -1;
	return utf8proc_tolower(cp);
}

static bool
needs_nfc(struct str s)
{
	int32_t cp;

	for (size_t i = 0; i < s.n; i += fold_next(s, i, &cp))
		if ((unsigned char)s.p[i] >= 0xCC &&
		    !((unsigned char)s.p[i] >= 0xD0 && (unsigned char)s.p[i] <= 0xD1))
			return true;
	return false;
}

/* NFC into points; the count, or a negative number when it does not fit or is not UTF-8. */
static ptrdiff_t
compose(struct str s, int32_t *points, size_t cap)
{
	const utf8proc_option_t how = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
	ptrdiff_t n = utf8proc_decompose(
	    (const utf8proc_uint8_t *)s.p, (ptrdiff_t)s.n, points, (ptrdiff_t)cap, how);

	if (n < 0 || n > (ptrdiff_t)cap)
		return -1;
	return utf8proc_normalize_utf32(points, n, how);
}

size_t
fold_word(struct str word, char *out, size_t cap)
{
	int32_t points[FOLD_WORD_MAX], cp;
	ptrdiff_t n = 0;
	size_t len = 0;
	char one[4];

	if (needs_nfc(word) && (n = compose(word, points, LEN(points))) > 0)
		word.n = 0; /* read from points instead */
	else
		n = 0;
	for (size_t i = 0, k = 0; i < word.n || k < (size_t)n;) {
		if (word.n)
			i += fold_next(word, i, &cp);
		else
			cp = points[k++];
		if (cp < 0 || (cp = fold_point(cp)) < 0)
			continue;
		size_t more = fold_put(one, cp);
		if (len + more > cap)
			break;
		memcpy(out + len, one, more);
		len += more;
	}
	return len;
}

struct str
text_lower(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.n * 2 + 1); /* a few letters grow by a byte */
	size_t len = 0;
	int32_t cp;

	if (out == NULL)
		return STR_NONE;
	for (size_t i = 0; i < s.n;) {
		i += fold_next(s, i, &cp);
		if (cp >= 0)
			len += fold_put(out + len, utf8proc_tolower(cp));
	}
	return (struct str){ out, len };
}

static bool
is_quote(int32_t cp)
{
	return cp == '"' || cp == '\'' || cp == 0xAB || cp == 0xBB || cp == '`' ||
	    (cp >= 0x2018 && cp <= 0x201F) || cp == 0x2039 || cp == 0x203A;
}

static bool
is_blank(int32_t cp)
{
	return cp <= ' ' || cp == 0xA0 || cp == 0x85 || cp == 0x3000 ||
	    (cp >= 0x2000 && cp <= 0x200A) || cp == 0x2028 || cp == 0x2029 || cp == 0x202F;
}

struct str
text_fold(struct arena *a, struct str s)
{
	size_t cap = s.n * 4 + 4, room = s.n * 3 + 8, len = 0; /* NFC grows threefold at most */
	int32_t *points = NULL, cp;
	ptrdiff_t n = 0;
	bool gap = false;
	char *out = arena_alloc(a, room);

	if (out == NULL)
		return STR_NONE;
	if (needs_nfc(s)) {
		points = arena_array(a, int32_t, cap);
		if (points == NULL)
			return STR_NONE;
		n = compose(s, points, cap);
	}
	if (n < 0)
		n = 0;
	for (size_t i = 0, k = 0; n ? k < (size_t)n : i < s.n;) {
		if (n)
			cp = points[k++];
		else
			i += fold_next(s, i, &cp);
		if (cp < 0 || is_quote(cp))
			continue;
		if (is_blank(cp)) {
			gap = len > 0;
			continue;
		}
		if ((cp = fold_point(cp)) < 0)
			continue;
		if (len + gap + 4 > room)
			break;
		if (gap)
			out[len++] = ' ';
		gap = false;
		len += fold_put(out + len, cp);
	}
	return (struct str){ out, len };
}

/* Optimal string alignment on three rows; words longer than DIST_MAX are unlike. */
enum { DIST_MAX = 64 };

static int
points_of(struct str s, int32_t *p)
{
	int n = 0;

	for (size_t i = 0; i < s.n;) {
		if (n == DIST_MAX)
			return -1;
		i += fold_next(s, i, &p[n++]);
	}
	return n;
}

static int
min3(int a, int b, int c)
{
	int m = a < b ? a : b;

	return m < c ? m : c;
}

int
text_distance(struct str sa, struct str sb, int max)
{
	int32_t a[DIST_MAX], b[DIST_MAX];
	int rows[3][DIST_MAX + 1], *two = rows[0], *one = rows[1], *now = rows[2];
	int n = points_of(sa, a), m = points_of(sb, b);

	if (n < 0 || m < 0)
		return str_eq(sa, sb) ? 0 : max + 1;
	if (n - m > max || m - n > max)
		return max + 1;
	for (int j = 0; j <= m; j++)
		one[j] = j;
	for (int i = 1; i <= n; i++) {
		int best = now[0] = i;
		for (int j = 1; j <= m; j++) {
			now[j] = min3(
			    one[j] + 1, now[j - 1] + 1, one[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
			    two[j - 2] + 1 < now[j])
				now[j] = two[j - 2] + 1;
			if (now[j] < best)
				best = now[j];
		}
		if (best > max)
			return max + 1;
		int *t = two;
		two = one;
		one = now;
		now = t;
	}
	return one[m] <= max ? one[m] : max + 1;
}
