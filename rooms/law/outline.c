/* outline.c - headings of an act, and what stands under each. */
#include "law/outline.h"
#include "law/tree.h"

struct heading { enum outline_kind kind; struct str number, title; };

struct scan {
	struct arena *a;
	struct str text;
	struct outline out;
	uint32_t open[OUTLINE_TEXT + 1];
	bool titled;	/* the last line belonged to a heading that may go on */
};

/* The length of «XIV» at `at`; 0 when there is none. */
static size_t
roman(struct str s, size_t at)
{
	size_t n = 0;

	while (at + n < s.n && n < 8 && s.p[at + n] != 0 &&
	    strchr("IVXLC", s.p[at + n]) != NULL)
		n++;
	return n;
}

static size_t
after_word(struct str s, const char *const words[2])
{
	for (int i = 0; i < 2; i++) {
		size_t n = strlen(words[i]);

		if (str_starts(s, str_c(words[i])) && tree_blanks(s, n) > n)
			return tree_blanks(s, n);
	}
	return 0;
}

static struct str
rest(struct str s, size_t at)
{
	return str_trim((struct str){ s.p + at, s.n - at });
}

/* «Глава 1. …», «Раздел II …»: a number, then a full stop, the end, or a capital. */
static bool
worded(struct str s, size_t at, bool stop, struct heading *ret)
{
	size_t n = tree_number(s, at), end;

	if (n == 0)
		n = roman(s, at);
	if (n == 0)
		return false;
	end = at + n;
	if (end < s.n && s.p[end] == '.')
		end++;
	else if (end < s.n && (stop || !tree_capital(s, tree_blanks(s, end))))
		return false;
	ret->number = (struct str){ s.p + at, n };
	ret->title = rest(s, end);
	return true;
}

/* «Приложение», «Приложение № 1», «Приложение N 2 к решению …»; not «Приложение к нему …». */
static bool
annex(struct str s, struct heading *ret)
{
	static const char *const words[] = { "Приложение", "ПРИЛОЖЕНИЕ" };
	static const char *const signs[] = { "№", "N" };
	size_t at = 0, n;

	if (str_is(s, words[0]) || str_is(s, words[1])) {
		*ret = (struct heading){ .kind = OUTLINE_ANNEX };
		return true;
	}
	at = after_word(s, words);
	if (at == 0)
		return false;
	for (size_t i = 0; i < LEN(signs); i++)
		if (str_starts((struct str){ s.p + at, s.n - at }, str_c(signs[i])))
			at = tree_blanks(s, at + strlen(signs[i]));
	n = tree_number(s, at);
	if (n == 0 || (at + n < s.n && tree_blanks(s, at + n) == at + n))
		return false;
	*ret = (struct heading){ OUTLINE_ANNEX, { s.p + at, n }, rest(s, at + n) };
	return s.n < 400;
}

static bool
heading(struct str s, struct heading *ret, bool *ret_doubt)
{
	static const struct { enum outline_kind kind; const char *words[2]; } of[] = {
		{ OUTLINE_SECTION, { "Раздел", "РАЗДЕЛ" } },
		{ OUTLINE_CHAPTER, { "Глава", "ГЛАВА" } },
		{ OUTLINE_SUB, { "§", "Параграф" } },
		{ OUTLINE_ARTICLE, { "Статья", "СТАТЬЯ" } },
	};
	size_t n = roman(s, 0);

	*ret_doubt = false;
	if (annex(s, ret))
		return true;
	for (size_t i = 0; i < LEN(of); i++) {
		size_t at = after_word(s, of[i].words);

		if (at == 0)
			continue;
		ret->kind = of[i].kind;
		if (worded(s, at, of[i].kind == OUTLINE_ARTICLE, ret))
			return true;
		*ret_doubt = tree_number(s, at) > 0;
		return false;
	}
	/* «II. Цели»: a section without the word */
	if (n == 0 || n + 1 >= s.n || s.p[n] != '.' || !tree_capital(s, tree_blanks(s, n + 1)))
		return false;
	*ret = (struct heading){ OUTLINE_SECTION, { s.p, n }, rest(s, n + 1) };
	return true;
}

static enum err
push(struct scan *c, const struct heading *h, const struct tree_line *l)
{
	struct outline_node n = { .kind = h->kind, .parent = OUTLINE_TOP, .from = l->from,
		.body = h->kind == OUTLINE_TEXT ? l->from : l->to, .to = l->to,
		.number = h->number, .title = h->title };
	uint32_t before = c->open[h->kind];

	if (h->kind == OUTLINE_ARTICLE && before != OUTLINE_TOP)
		n.odd = str_eq(c->out.p[before].number, h->number);
	for (int k = (int)h->kind; k <= OUTLINE_TEXT; k++)
		c->open[k] = OUTLINE_TOP;
	for (int k = (int)h->kind; k-- > 0 && n.parent == OUTLINE_TOP;)
		n.parent = c->open[k];
	c->open[h->kind] = (uint32_t)c->out.n;
	return VEC_PUSH(c->a, &c->out, n);
}

/* Everything open reaches to the end of the line. */
static void
reach(struct scan *c, const struct tree_line *l)
{
	for (int k = 0; k <= OUTLINE_TEXT; k++)
		if (c->open[k] != OUTLINE_TOP)
			c->out.p[c->open[k]].to = l->to;
}

/* A heading goes on: its title stands on the next line, or runs over it in small letters. */
static bool
goes_on(struct scan *c, const struct tree_line *l, struct str s)
{
	struct outline_node *n = c->out.n > 0 ? &c->out.p[c->out.n - 1] : NULL;

	if (n == NULL || !c->titled || l->kind != TREE_PARAGRAPH)
		return false;
	if (n->title.n == 0)
		n->title = s;
	else if (tree_small(s, 0) > 0)
		n->title.n = (size_t)(s.p - n->title.p) + s.n;
	else
		return false;
	n->body = l->to;
	return true;
}

static enum err
line(struct scan *c, const struct tree_line *l)
{
	struct str s = { c->text.p + l->from, l->to - l->from };
	struct heading h = { 0 };
	bool doubt = false;

	if (l->kind == TREE_PARAGRAPH && heading(s, &h, &doubt)) {
		TRY(push(c, &h, l));
		c->titled = h.kind != OUTLINE_ANNEX && h.kind != OUTLINE_ARTICLE && l->last != '.';
		if (h.title.n == 0 && h.kind != OUTLINE_ANNEX && h.kind != OUTLINE_ARTICLE)
			c->titled = true;
		reach(c, l);
		return OK;
	}
	if (doubt)
		TRY(VEC_PUSH(c->a, &c->out.doubts, ((struct outline_doubt){ l->from, l->to })));
	if (!goes_on(c, l, s)) {
		c->titled = false;
		if (c->open[OUTLINE_ARTICLE] == OUTLINE_TOP && c->open[OUTLINE_TEXT] == OUTLINE_TOP)
			TRY(push(c, &(struct heading){ .kind = OUTLINE_TEXT }, l));
	}
	reach(c, l);
	return OK;
}

enum err
outline_parse(struct arena *a, struct str text, struct outline *ret)
{
	struct scan c = { .a = a, .text = text };
	struct tree_lines lines;

	if (text.n > OUTLINE_TEXT_MAX)
		return E_TOO_BIG;
	for (int k = 0; k <= OUTLINE_TEXT; k++)
		c.open[k] = OUTLINE_TOP;
	TRY(tree_lines(a, text, &lines));
	for (size_t i = 0; i < lines.n; i++)
		TRY(line(&c, &lines.p[i]));
	*ret = c.out;
	return OK;
}
