/* lex.c - a text cut into words, numbers and marks. */
#include "cite/impl.h"

/* Two bytes of UTF-8 in the Cyrillic block, lowered; ё is е. Returns 0 for other letters. */
static inline uint16_t
cyrillic(uint8_t a, uint8_t b, bool *upper)
{
	uint16_t cp = (uint16_t)((a & 0x1f) << 6 | (b & 0x3f));

	*upper = false;
	if (cp >= 0x430 && cp <= 0x44f)
		return cp;
	if (cp >= 0x410 && cp <= 0x42f) {
		*upper = true;
		return (uint16_t)(cp + 0x20);
	}
	if (cp == 0x451 || cp == 0x401) {
		*upper = cp == 0x401;
		return 0x435;
	}
	return 0;
}

static bool
roman(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (strchr("IVXLC", s.p[i]) == NULL)
			return false;
	return s.n > 0 && s.n <= 8;
}

/* A word of Cyrillic letters; a hyphen within joins its halves. */
static size_t
lex_word(struct str s, size_t at, struct tok *t)
{
	char low[WORD_BYTES];
	size_t n = 0, letters = 0, uppers = 0;
	bool up;

	for (;;) {
		uint16_t c = 0;

		if (at + 1 < s.n && ((uint8_t)s.p[at] == 0xd0 || (uint8_t)s.p[at] == 0xd1))
			c = cyrillic((uint8_t)s.p[at], (uint8_t)s.p[at + 1], &up);
		if (c == 0)
			break;
		if (letters == 0 && up)
			t->flags |= TF_CAP;
		letters++;
		uppers += up;
		at += 2;
		if (n + 2 <= sizeof low) {
			low[n++] = (char)(0xc0 | c >> 6);
			low[n++] = (char)(0x80 | (c & 0x3f));
		}
	}
	t->kind = TOK_WORD;
	t->to = (uint32_t)at;
	if (uppers == letters && letters > 1)
		t->flags |= TF_UPPER;
	if (letters * 2 > sizeof low)
		return at;
	word_know(low, n, &t->wc, &t->val);
	t->stem = word_stem(low, n);
	return at;
}

static inline bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

/* ¹ ² ³ and U+2070…2079: the number of bytes, 0 when it is none of them. */
static size_t
superscript(struct str s, size_t at)
{
	const uint8_t *u = (const uint8_t *)s.p + at;

	if (at + 1 < s.n && u[0] == 0xc2 && (u[1] == 0xb9 || u[1] == 0xb2 || u[1] == 0xb3))
		return 2;
	if (at + 2 < s.n && u[0] == 0xe2 && u[1] == 0x81 && u[2] >= 0xb0 && u[2] <= 0xb9)
		return 3;
	return 0;
}

/* Digits with points or stars between them: 39.36, 02.05.2006, 2*1; then raised digits. */
static size_t
lex_number(struct str s, size_t at, struct tok *t)
{
	size_t up;

	while (at < s.n &&
	    (digit(s.p[at]) ||
		((s.p[at] == '.' || s.p[at] == '*') && at + 1 < s.n && digit(s.p[at + 1]))))
		at++;
	while ((up = superscript(s, at)) > 0)
		at += up;
	t->kind = TOK_NUM;
	t->to = (uint32_t)at;
	return at;
}

static size_t
lex_latin(struct str s, size_t at, struct tok *t)
{
	size_t from = at;
	struct str w;

	while (at < s.n && ((s.p[at] | 0x20) >= 'a' && (s.p[at] | 0x20) <= 'z'))
		at++;
	w = (struct str){ s.p + from, at - from };
	t->kind = TOK_LATIN;
	t->to = (uint32_t)at;
	if (w.p[0] >= 'A' && w.p[0] <= 'Z')
		t->flags |= TF_CAP;
	if (str_is(w, "N") || str_is(w, "No") || str_is(w, "NO") || str_is(w, "n")) {
		t->kind = TOK_MARK;
		t->val = 'N';
	} else if (roman(w)) {
		t->flags |= TF_ROMAN;
	}
	return at;
}

/* Marks of more than one byte: their length, and the sign that stands for them. */
static size_t
lex_mark(struct str s, size_t at, struct tok *t)
{
	static const struct { const char *mark; char sign; } marks[] = {
		{ "«", '<' }, { "»", '>' }, { "“", '"' }, { "”", '"' }, { "„", '"' },
		{ "–", '-' }, { "—", '-' }, { "‑", '-' }, { "−", '-' }, { "№", 'N' }, { "§", '$' },
		{ "‐", '-' }, { "‒", '-' }, { "’", '"' }, { "‘", '"' },
	};
	struct str rest = { s.p + at, s.n - at };
	uint8_t c = (uint8_t)s.p[at];
	size_t n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

	t->kind = TOK_MARK;
	t->val = c < 0x80 ? c : '?';
	if (c == '#')
		t->val = 'N';
	else if (c == '\'' || c == '`')
		t->val = '"';
	for (size_t i = 0; c >= 0x80 && i < LEN(marks); i++)
		if (str_starts(rest, str_c(marks[i].mark)))
			t->val = (uint8_t)marks[i].sign;
	if (n > rest.n)
		n = rest.n;
	for (size_t i = 1; i < n; i++) /* a broken sequence ends before its break */
		if (((uint8_t)rest.p[i] & 0xc0) != 0x80)
			n = i;
	t->to = (uint32_t)(at + n);
	return at + n;
}

/* Bytes of a blank at `at`: ASCII ones, U+00A0, U+2009, U+202F, soft hyphens left aside. */
static inline size_t
blank(struct str s, size_t at)
{
	const uint8_t *u = (const uint8_t *)s.p + at;

	if (*u == ' ' || (*u >= '\t' && *u <= '\r'))
		return 1;
	if (*u == 0xc2 && at + 1 < s.n && u[1] == 0xa0)
		return 2;
	if (*u == 0xe2 && at + 2 < s.n && u[1] == 0x80 && (u[2] == 0x89 || u[2] == 0xaf))
		return 3;
	return 0;
}

size_t
lex(struct str text, size_t at, size_t stop, struct tok *out, size_t cap, size_t *ret_n)
{
	size_t n = 0, b;
	uint8_t flags = at == 0 ? TF_LINE : TF_GLUED;

	while (at < stop && n < cap) {
		struct tok *t = &out[n];
		uint8_t c = (uint8_t)text.p[at];
		bool up;

		b = blank(text, at);
		if (b > 0) {
			flags = (uint8_t)((flags & TF_LINE) | (c == '\n' ? TF_LINE : 0));
			at += b;
			continue;
		}
		*t = (struct tok){ .from = (uint32_t)at, .flags = flags };
		if ((c == 0xd0 || c == 0xd1) && at + 1 < text.n &&
		    cyrillic(c, (uint8_t)text.p[at + 1], &up))
			at = lex_word(text, at, t);
		else if (digit((char)c))
			at = lex_number(text, at, t);
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')
			at = lex_latin(text, at, t);
		else
			at = lex_mark(text, at, t);
		flags = TF_GLUED;
		n++;
	}
	*ret_n = n;
	return at;
}
