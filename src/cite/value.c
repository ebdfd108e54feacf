/* value.c - numbers of units: 39.36-1, V.2, «а», «второй», ranges of them. */
#include "cite/impl.h"

static struct str
made(struct parse *p, struct str s)
{
	if (s.p == NULL)
		p->err = E_NOMEM;
	return s;
}

/* Raised digits become «.1», a star «(1)»: the forms in which acts are published. */
static struct str
number_said(struct parse *p, struct str s)
{
	struct buf b;
	size_t star = s.n;

	for (size_t i = 0; i < s.n; i++) {
		if ((uint8_t)s.p[i] >= 0x80) { /* ¹²³ or U+2070 … at the end */
			buf_init(&b, p->a, 2 * s.n + KiB);
			buf_put(&b, (struct str){ s.p, i });
			buf_putc(&b, '.');
			for (size_t k = i; k < s.n;) {
				uint8_t c = (uint8_t)s.p[k + 1];
				bool wide = (uint8_t)s.p[k] == 0xe2;

				c = wide ? (uint8_t)s.p[k + 2] - 0xb0 : c == 0xb9 ? 1 : c - 0xb0;
				buf_putc(&b, (char)('0' + c));
				k += wide ? 3 : 2;
			}
			return made(p, buf_err(&b) == OK ? buf_str(&b) : STR_NONE);
		}
		if (s.p[i] == '*' && star == s.n)
			star = i;
	}
	if (star < s.n)
		return made(p,
		    str_fmt(
			p->a, "%.*s(%.*s)", (int)star, s.p, (int)(s.n - star - 1), s.p + star + 1));
	return s;
}

static int64_t
whole(struct str s)	/* -1: not a whole number */
{
	int64_t v;

	return s.n <= 9 && str_int(s, &v) ? v : -1;
}

static bool
glued(const struct parse *p, size_t i)
{
	return p->t[i].flags & TF_GLUED;
}

/* 7-9 is a range and 39.36-1, 18-1 a number: what follows the hyphen is greater, or dotted. */
static bool
hyphen_is_range(struct str a, struct str b)
{
	int64_t x = whole(a), y = whole(b);

	if (y < 0)
		return true;
	return x >= 0 && y > x;
}

/* «-й», «-го», «-ой» after a figure. */
static size_t
suffix_skip(const struct parse *p, size_t i)
{
	if (tok_mark(p, i, '-') && glued(p, i) && p->t[i + 1].kind == TOK_WORD && glued(p, i + 1) &&
	    p->t[i + 1].to - p->t[i + 1].from <= 6 && p->t[i + 1].wc != WC_FZ)
		return i + 2;
	return i;
}

static size_t
figure(struct parse *p, size_t i, struct str *ret)
{
	size_t first = i, k;
	struct str s = tok_str(p, i);

	i++;
	if (tok_mark(p, i, '-') && glued(p, i) && p->t[i + 1].kind == TOK_NUM && glued(p, i + 1) &&
	    !hyphen_is_range(s, tok_str(p, i + 1))) {
		*ret = span_str(p, first, i + 2);
		return i + 2;
	}
	if (tok_mark(p, i, '(') && glued(p, i) && p->t[i + 1].kind == TOK_NUM &&
	    tok_mark(p, i + 2, ')')) {
		*ret = span_str(p, first, i + 3);
		return i + 3;
	}
	k = suffix_skip(p, i);
	if (k == i && p->t[i].kind == TOK_WORD && glued(p, i) && p->t[i].to - p->t[i].from == 2 &&
	    !tok_is(p, i, WC_UNIT_ABBR) && !tok_is(p, i, WC_YEAR)) {
		*ret = span_str(p, first, i + 1); /* 5а */
		return i + 1;
	}
	*ret = number_said(p, s);
	return k;
}

/* One small letter, lowered. */
static bool
letter_value(struct parse *p, size_t i, struct str *ret)
{
	struct str s = tok_str(p, i);
	char low[2];

	if (p->t[i].kind != TOK_WORD || s.n != 2)
		return false;
	if (!(p->t[i].flags & TF_CAP)) {
		*ret = s;
		return true;
	}
	low[0] = s.p[0];
	low[1] = s.p[1];
	if ((uint8_t)s.p[1] >= 0xa0) { /* Р … Я lie in the next block when small */
		low[0] = (char)0xd1;
		low[1] = (char)((uint8_t)s.p[1] - 0x20);
	} else {
		low[1] = (char)((uint8_t)s.p[1] + 0x20);
	}
	*ret = made(p, str_dup(p->a, (struct str){ low, 2 }));
	return true;
}

/* «а», "д1" */
static size_t
quoted(struct parse *p, size_t i, struct str *ret)
{
	size_t k = i + 1;
	struct str s;

	if (!tok_mark(p, i, '<') && !tok_mark(p, i, '"'))
		return 0;
	if (p->t[k].kind == TOK_NUM) {
		s = tok_str(p, k);
		k++;
	} else if (letter_value(p, k, &s)) {
		k++;
		if (p->t[k].kind == TOK_NUM && glued(p, k)) {
			s = made(p, str_fmt(p->a, "%.*s%.*s", FMT(s), FMT(tok_str(p, k))));
			k++;
		}
	} else {
		return 0;
	}
	if (!tok_mark(p, k, '>') && !tok_mark(p, k, '"'))
		return 0;
	*ret = s;
	return k + 1;
}

/* «первой», «двадцать второй» */
static size_t
ordinal(struct parse *p, size_t i, struct value *ret)
{
	static const char *const said[60] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9",
		"10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "21", "22", "23",
		"24", "25", "26", "27", "28", "29", "30", "31", "32", "33", "34", "35", "36", "37",
		"38", "39", "40", "41", "42", "43", "44", "45", "46", "47", "48", "49", "50", "51",
		"52", "53", "54", "55", "56", "57", "58", "59" };
	unsigned v = 0;

	if (tok_is(p, i, WC_TENS) && tok_is(p, i + 1, WC_ORDINAL) && p->t[i + 1].val < 10)
		v = p->t[i++].val;
	if (!tok_is(p, i, WC_ORDINAL))
		return 0;
	v += p->t[i].val;
	ret->ordinal = (uint8_t)v;
	ret->from = str_c(said[v < LEN(said) ? v : 0]);
	return i + 1;
}

static size_t
roman(struct parse *p, size_t i, struct str *ret)
{
	size_t end = i + 1;

	if (p->t[i].kind != TOK_LATIN || !(p->t[i].flags & TF_ROMAN))
		return 0;
	while (tok_mark(p, end, '.') && glued(p, end) && p->t[end + 1].kind == TOK_NUM &&
	    glued(p, end + 1))
		end += 2;
	*ret = span_str(p, i, end);
	return end;
}

static size_t
one(struct parse *p, size_t i, int unit, struct value *ret)
{
	size_t k;

	p->steps++;
	*ret = (struct value){ 0 };
	if (p->t[i].kind == TOK_NUM)
		return figure(p, i, &ret->from);
	if ((k = ordinal(p, i, ret)) > 0 || (k = roman(p, i, &ret->from)) > 0)
		return k;
	if ((unit == U_SUBPOINT || unit == U_POINT || unit == U_PP || unit == U_PARAGRAPH ||
		unit == U_PART) &&
	    (k = quoted(p, i, &ret->from)) > 0)
		return k;
	if ((unit == U_SUBPOINT || unit == U_POINT || unit == U_PP) && !tok_is(p, i, WC_AND) &&
	    !tok_is(p, i, WC_S) && !tok_mark(p, i + 1, '.') && /* «населенного пункта д. Гора» */
	    letter_value(p, i, &ret->from))
		return tok_mark(p, i + 1, ')') && glued(p, i + 1) ? i + 2 : i + 1;
	return 0;
}

size_t
value_read(struct parse *p, size_t i, int unit, struct value *ret)
{
	struct value to;
	size_t end = one(p, i, unit, ret), k;

	if (end == 0)
		return 0;
	if (p->t[i].kind == TOK_NUM && tok_is(p, end, WC_MONTH))
		return 0; /* «2 мая» is a day */
	if (!tok_mark(p, end, '-'))
		return end;
	k = one(p, end + 1, unit, &to);
	if (k == 0)
		return end;
	ret->to = to.from;
	return k;
}
