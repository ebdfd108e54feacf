/* tree_line.c - what a line of an article begins with. */
#include "law/tree.h"

enum { NUMBER_GROUPS = 4, GROUP_DIGITS = 4 };	/* 12.34-1: longer ones are dates and sums */

static bool
digit(struct str s, size_t at)
{
	return at < s.n && s.p[at] >= '0' && s.p[at] <= '9';
}

/* The length of «39.36-1» at `at`, 0 when there is none. A leading nought is of a date. */
size_t
tree_number(struct str s, size_t at)
{
	size_t from = at;

	if (!digit(s, at) || s.p[at] == '0')
		return 0;
	for (int g = 0; g < NUMBER_GROUPS; g++) {
		size_t n = 0;

		while (digit(s, at + n))
			n++;
		if (n > GROUP_DIGITS)
			return 0;
		at += n;
		if (at >= s.n || (s.p[at] != '.' && s.p[at] != '-') || !digit(s, at + 1))
			return at - from;
		at++;
	}
	return 0;
}

/* Cyrillic letters are two bytes, D0 and D1 the first of them. */
bool
tree_capital(struct str s, size_t at)
{
	if (at >= s.n)
		return false;
	if (s.p[at] >= 'A' && s.p[at] <= 'Z')
		return true;
	return at + 1 < s.n && (uint8_t)s.p[at] == 0xD0 &&
	    ((uint8_t)s.p[at + 1] == 0x81 ||
		((uint8_t)s.p[at + 1] >= 0x90 && (uint8_t)s.p[at + 1] <= 0xAF));
}

/* The length of a small letter, 0 when there is none: «а», and «a» typed for it. */
size_t
tree_small(struct str s, size_t at)
{
	if (at < s.n && s.p[at] >= 'a' && s.p[at] <= 'z')
		return 1;
	if (at + 1 >= s.n)
		return 0;
	if ((uint8_t)s.p[at] == 0xD0 && (uint8_t)s.p[at + 1] >= 0xB0 &&
	    (uint8_t)s.p[at + 1] <= 0xBF)
		return 2;
	return (uint8_t)s.p[at] == 0xD1 &&
		((uint8_t)s.p[at + 1] <= 0x8F || (uint8_t)s.p[at + 1] == 0x91) ?
	    2 :
	    0;
}

size_t
tree_blanks(struct str s, size_t at)
{
	for (;;) {
		if (at < s.n && (s.p[at] == ' ' || s.p[at] == '\t'))
			at++;
		else if (at + 1 < s.n && (uint8_t)s.p[at] == 0xC2 && (uint8_t)s.p[at + 1] == 0xA0)
			at += 2;
		else
			return at;
	}
}

/* «1.» is a number when a blank, the end or a capital follows; «1)» and «а)» always are. */
static bool
numbered(struct str s, struct tree_line *l, size_t at)
{
	size_t n = tree_number(s, at), dot = at + n;

	if (n > 0 && dot < s.n && s.p[dot] == '.' &&
	    (dot + 1 == s.n || tree_blanks(s, dot + 1) > dot + 1 || tree_capital(s, dot + 1)))
		l->kind = TREE_DOT;
	else if (n > 0 && dot < s.n && s.p[dot] == ')')
		l->kind = TREE_BRACKET;
	else {
		n = n > 0 ? 0 : tree_small(s, at);
		if (n > 0 && at + n + 1 < s.n && s.p[at + n] == '.' &&
		    tree_number(s, at + n + 1) > 0)
			n += 1 + tree_number(s, at + n + 1);
		dot = at + n;
		if (n == 0 || dot >= s.n || s.p[dot] != ')')
			return false;
		l->kind = TREE_LETTER;
	}
	l->number = (struct str){ s.p + at, n };
	l->body = tree_blanks(s, dot + 1);
	return true;
}

static bool
has_any(struct str s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_find(s, str_c(words[i])) >= 0)
			return true;
	return false;
}

static bool
starts_any(struct str s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_starts(s, str_c(words[i])))
			return true;
	return false;
}

/* Said about the text by those who put editions together. */
static bool
note(struct str s)
{
	static const char *const bare[] = { "В редакции Федеральн", "В редакции федеральн",
		"В ред. ", "Дополнение - ", "Наименование в редакции" };
	static const char *const inside[] = { "в ред.", "в редакции", "В ред.", "В редакции",
		"введен", "утратил", "исключен", "дополнен" };

	if (starts_any(s, bare, LEN(bare)))
		return true;
	return s.n > 2 && s.n < 4 * KiB && s.p[0] == '(' && s.p[s.n - 1] == ')' &&
	    has_any(s, inside, LEN(inside));
}

bool
tree_repealed(struct str body)
{
	static const char *const gone[] = { "утратил", "Утратил", "УТРАТИЛ" };
	static const char *const out[] = { "исключен.", "Исключен.", "исключена.", "Исключена.",
		"исключен ", "Исключен ", "исключена ", "Исключена ", "исключены", "Исключены" };
	struct str s = str_trim(body);

	while (s.n > 0 && (s.p[0] == '(' || s.p[0] == '-' || s.p[0] == ' ')) {
		s.p++;
		s.n--;
	}
	if (starts_any(s, gone, LEN(gone))) {
		struct str head = { s.p, s.n < 48 ? s.n : 48 };

		return str_find(head, S("силу")) >= 0 || str_find(head, S("СИЛУ")) >= 0;
	}
	/* «Исключен Федеральным законом», not «исключен из реестра» */
	return starts_any(s, out, LEN(out)) &&
	    (s.n < 32 || str_find(s, S("едеральн")) >= 0 || str_find(s, S("закон")) >= 0);
}

/* «Примечания. 1. …»: the length of the heading, 0 when it is none. */
static size_t
remark(struct str s)
{
	static const char *const words[] = { "Примечание", "Примечания", "ПРИМЕЧАНИЕ",
		"ПРИМЕЧАНИЯ" };

	for (size_t i = 0; i < LEN(words); i++) {
		size_t n = strlen(words[i]);

		if (!str_starts(s, str_c(words[i])))
			continue;
		if (n == s.n)
			return n;
		if (s.p[n] == '.' || s.p[n] == ':')
			return n + 1;
	}
	return 0;
}

static enum err
add(struct arena *a, struct str text, size_t from, size_t to, struct tree_lines *ret)
{
	struct str s = str_trim((struct str){ text.p + from, to - from });
	struct tree_line l = { .kind = TREE_PARAGRAPH };
	size_t n = remark(s), rest;

	if (s.n == 0)
		return OK;
	l.from = l.body = (size_t)(s.p - text.p);
	l.to = l.from + s.n;
	l.last = s.p[s.n - 1];
	l.upper = tree_capital(s, 0);
	if (n > 0) {
		struct tree_line in = l;

		l.kind = TREE_REMARK;
		rest = tree_blanks(s, n);
		l.body = l.from + rest;
		if (numbered(s, &in, rest)) { /* its first point stands on the same line */
			in.from += rest;
			in.body = l.from + in.body;
			l.to = l.from + n;
			l.body = l.to;
			l.last = '.';
			TRY(VEC_PUSH(a, ret, l));
			return VEC_PUSH(a, ret, in);
		}
	} else if (numbered(s, &l, 0)) {
		l.body = l.from + (l.body < s.n ? l.body : s.n);
	} else if (note(s)) {
		l.kind = TREE_NOTE;
	}
	return VEC_PUSH(a, ret, l);
}

enum err
tree_lines(struct arena *a, struct str text, struct tree_lines *ret)
{
	*ret = (struct tree_lines){ 0 };
	for (size_t at = 0; at < text.n;) {
		const char *end = memchr(text.p + at, '\n', text.n - at);
		size_t to = end ? (size_t)(end - text.p) : text.n;

		TRY(add(a, text, at, to, ret));
		at = to + 1;
	}
	return OK;
}
