/* ident.c - dates and numbers of acts, quoted titles. */
#include "cite/impl.h"

#define QUOTE_TOKENS 160
#define NUMBER_BYTES 40

struct str
span_str(const struct parse *p, size_t first, size_t end)
{
	if (end <= first)
		return STR_NONE;
	return (struct str){ p->text.p + p->t[first].from, p->t[end - 1].to - p->t[first].from };
}

static int
figures(struct str s)	/* of a few digits */
{
	int v = 0;

	for (size_t i = 0; i < s.n && i < 4; i++)
		v = v * 10 + s.p[i] - '0';
	return v;
}

static bool
digits(struct str s)
{
	if (s.p == NULL)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

static size_t
date_made(struct parse *p, int y, int m, int d, size_t end, struct str *ret)
{
	struct str s;

	if (m < 1 || m > 12 || d < 1 || d > 31 || y < 1700 || y > 2199)
		return 0;
	s = str_fmt(p->a, "%04d-%02d-%02d", y, m, d);
	if (s.p == NULL) {
		p->err = E_NOMEM;
		return 0;
	}
	*ret = s;
	return end;
}

/* «г.», «года» after a date: inside of it. */
static size_t
year_word(const struct parse *p, size_t i)
{
	if (!tok_is(p, i, WC_YEAR))
		return i;
	if (p->t[i].to - p->t[i].from == 2 && tok_mark(p, i + 1, '.'))
		return i + 2;
	return i + 1;
}

/* 02.05.2006, 2.5.06 */
static size_t
date_figures(struct parse *p, size_t i, struct str *ret)
{
	struct str s = tok_str(p, i), part[3], rest = s;
	int v[3];

	for (int k = 0; k < 3; k++) {
		if (rest.p == NULL)
			return 0;
		part[k] = str_cut(rest, '.', &rest);
		if (!digits(part[k]) || part[k].n > 4)
			return 0;
		v[k] = figures(part[k]);
	}
	if (rest.p != NULL || part[0].n > 2 || part[1].n > 2 || (part[2].n != 2 && part[2].n != 4))
		return 0;
	if (part[2].n == 2)
		v[2] += v[2] < 50 ? 2000 : 1900;
	return date_made(p, v[2], v[1], v[0], year_word(p, i + 1), ret);
}

/* «от 2 мая 2006 года», «от "02" мая 2006 г.», «02.05.2006»; «от» may be there. */
size_t
date_read(struct parse *p, size_t i, struct str *ret)
{
	struct str day, year;
	size_t end;

	if (tok_is(p, i, WC_FROM))
		i++;
	if (p->t[i].kind == TOK_NUM) {
		end = date_figures(p, i, ret);
		if (end > 0)
			return end;
	}
	if (tok_mark(p, i, '"') || tok_mark(p, i, '<'))
		i++;
	day = tok_str(p, i);
	if (p->t[i].kind != TOK_NUM || !digits(day) || day.n > 2)
		return 0;
	i++;
	if (tok_mark(p, i, '"') || tok_mark(p, i, '>'))
		i++;
	if (!tok_is(p, i, WC_MONTH))
		return 0;
	year = tok_str(p, i + 1);
	if (p->t[i + 1].kind != TOK_NUM || !digits(year) || year.n != 4)
		return 0;
	return date_made(p, figures(year), p->t[i].val, figures(day), year_word(p, i + 2), ret);
}

/* «№», «N», «No», «номер»: the token after it; i when there is none. */
size_t
sign_skip(const struct parse *p, size_t i)
{
	if (tok_mark(p, i, 'N'))
		return tok_mark(p, i + 1, '.') && (p->t[i + 1].flags & TF_GLUED) ? i + 2 : i + 1;
	if (tok_is(p, i, WC_NUMBER))
		return i + 1;
	return i;
}

static bool
solid(const struct parse *p, size_t i)	/* a glued piece of a number */
{
	return (p->t[i].flags & TF_GLUED) &&
	    (p->t[i].kind == TOK_NUM || p->t[i].kind == TOK_WORD || p->t[i].kind == TOK_LATIN);
}

/* «152- ФЗ», «131 ФЗ», «418фз»: the token after «ФЗ», 0 when it is not there. */
static size_t
law_letters(const struct parse *p, size_t i)
{
	if (tok_mark(p, i, '-'))
		i++;
	return tok_is(p, i, WC_FZ) ? i + 1 : 0;
}

static size_t
number_end(const struct parse *p, size_t i)
{
	for (;;) {
		if (solid(p, i) && !tok_is(p, i, WC_FROM))
			i++;
		else if ((tok_mark(p, i, '-') || tok_mark(p, i, '/')) &&
		    (p->t[i].flags & TF_GLUED) && solid(p, i + 1))
			i += 2;
		else
			return i;
	}
}

/* Dashes of any sort within a number are hyphens. */
static struct str
plain_dashes(struct parse *p, struct str s)
{
	struct buf b;

	if (s.p == NULL || memchr(s.p, 0xe2, s.n) == NULL)
		return s;
	buf_init(&b, p->a, KiB);
	for (size_t i = 0; i < s.n; i++) {
		if ((uint8_t)s.p[i] != 0xe2) {
			buf_putc(&b, s.p[i]);
			continue;
		}
		buf_putc(&b, '-');
		i += s.n - i > 2 ? 2u : s.n - i - 1;
	}
	return buf_err(&b) == OK ? buf_str(&b) : STR_NONE;
}

size_t
number_plain(struct parse *p, size_t i, bool federal, struct str *ret)
{
	bool num = p->t[i].kind == TOK_NUM;
	size_t end, fz;
	struct str s;

	if (!num &&
	    !((p->t[i].kind == TOK_WORD || p->t[i].kind == TOK_LATIN) && (p->t[i].flags & TF_CAP) &&
		number_end(p, i + 1) > i + 1))
		return 0;
	fz = num ? law_letters(p, i + 1) : 0;
	end = fz > 0 ? fz : number_end(p, i + 1);
	if (p->t[end - 1].to - p->t[i].from > NUMBER_BYTES)
		return 0;
	s = fz > 0 ? tok_str(p, i) : span_str(p, i, end);
	s = plain_dashes(p, s);
	if (fz > 0)
		s = str_fmt(p->a, "%.*s-%s", FMT(s), p->t[fz - 1].val ? "ФКЗ" : "ФЗ");
	else if (federal && digits(s))
		s = str_fmt(p->a, "%.*s-ФЗ", FMT(s));
	if (s.p == NULL) {
		p->err = E_NOMEM;
		return 0;
	}
	*ret = s;
	return end;
}

size_t
number_read(struct parse *p, size_t i, bool federal, struct str *ret)
{
	size_t k = sign_skip(p, i);

	return k == i ? 0 : number_plain(p, k, federal, ret);
}

/* A quote opened at i: the token after its end. Quotes nest. */
size_t
quote_end(struct parse *p, size_t i)
{
	int depth = 0;

	for (size_t k = i; k < p->n && k < i + QUOTE_TOKENS; k++) {
		const struct tok *t = &p->t[k];
		bool open;

		p->steps++;
		if (t->kind != TOK_MARK || (t->val != '<' && t->val != '>' && t->val != '"'))
			continue;
		open = t->val == '<' ||
		    (t->val == '"' &&
			(!(t->flags & TF_GLUED) || tok_mark(p, k - (k > i), '(') ||
			    (k > i && tok_mark(p, k - 1, '<')) || k == i));
		depth += open ? 1 : -1;
		if (depth <= 0)
			return k + 1;
	}
	return 0;
}

size_t
state_skip(const struct parse *p, size_t i)
{
	if (tok_is(p, i, WC_RF) || tok_is(p, i, WC_USSR))
		return i + 1;
	if (tok_is(p, i, WC_RUSSIAN) && tok_is(p, i + 1, WC_FEDERATION))
		return i + 2;
	return i;
}
