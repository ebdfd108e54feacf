/* words.c - numbers, conditions and rules in Russian and English. */
#include "navigator/match/inner.h"

#define NBSP "\xc2\xa0"

/* ---- numbers ---------------------------------------------------------------- */

static void
put_fraction(struct buf *b, uint64_t frac, char point)
{
	char d[5] = { 0 };
	int i;

	if (frac == 0)
		return;
	for (i = 3; i >= 0; i--, frac /= 10)
		d[i] = (char)('0' + frac % 10);
	for (i = 3; d[i] == '0'; i--)
		d[i] = '\0';
	buf_putc(b, point);
	buf_putz(b, d);
}

void
put_fixed_plain(struct buf *b, int64_t v, char point)
{
	uint64_t u = v < 0 ? -(uint64_t)v : (uint64_t)v;

	if (v < 0)
		buf_putc(b, '-');
	buf_int(b, (int64_t)(u / MATCH_SCALE));
	put_fraction(b, u % MATCH_SCALE, point);
}

static void
put_thousands(struct buf *b, uint64_t u)
{
	if (u >= 1000) {
		put_thousands(b, u / 1000);
		buf_fmt(b, NBSP "%03d", (int)(u % 1000));
	} else {
		buf_int(b, (int64_t)u);
	}
}

void
put_fixed(struct buf *b, int64_t v, bool en)
{
	uint64_t u = v < 0 ? -(uint64_t)v : (uint64_t)v;

	if (v < 0)
		buf_putz(b, "−");
	put_thousands(b, u / MATCH_SCALE);
	put_fraction(b, u % MATCH_SCALE, en ? '.' : ',');
}

/* 1 человек, 2 человека, 12 человек; in a genitive («до 2 человек») only 1 differs. */
static const char *
people(int64_t v, bool counted, bool en)
{
	int64_t n = v / MATCH_SCALE, d = n % 10;

	if (en)
		return n == 1 ? "person" : "people";
	if (!counted)
		return d == 1 && n % 100 != 11 ? "человека" : "человек";
	return d >= 2 && d <= 4 && (n % 100 < 12 || n % 100 > 14) ? "человека" : "человек";
}

/* counted: the number is in the nominative, as in «12 302 человека». */
void
put_measure(struct buf *b, enum match_field f, int64_t v, bool en, bool counted)
{
	put_fixed(b, v, en);
	switch (match_fields[f].unit) {
	case MU_NONE: return;
	case MU_PEOPLE:
		buf_putz(b, NBSP);
		buf_putz(b, people(v, counted, en));
		return;
	case MU_PERCENT: buf_putz(b, NBSP "%"); return;
	case MU_RUBLES: buf_putz(b, NBSP "₽"); return;
	case MU_SQUARE_METRES: buf_putz(b, en ? NBSP "m²" : NBSP "м²");
	}
}

void
put_options(struct buf *b, enum match_field f, uint64_t mask, const char *glue, bool en)
{
	uint64_t m;

	for (m = mask; m != 0; m &= m - 1) {
		if (m != mask)
			buf_putz(b, (m & (m - 1)) == 0 ? glue : ", ");
		buf_putz(b, match_option_label(f, __builtin_ctzll(m), en));
	}
}

void
put_match_value(struct buf *b, const struct passport *p, enum match_field f, bool en)
{
	uint64_t mask = (uint64_t)p->v[f];

	if (match_fields[f].type == MT_TERRITORY ? p->n_places == 0 : !(p->known >> f & 1)) {
		buf_putz(b, en ? "no data" : "нет данных");
		return;
	}
	switch (match_fields[f].type) {
	case MT_ENUM:
	case MT_SET:
		if (mask == 0)
			buf_putz(b, en ? "none" : "нет");
		put_options(b, f, mask, ", ", en);
		return;
	case MT_INT:
	case MT_REAL: put_measure(b, f, p->v[f], en, true); return;
	case MT_BOOL: buf_putz(b, p->v[f] ? en ? "yes" : "есть" : en ? "no" : "нет"); return;
	case MT_TERRITORY: buf_put(b, p->name);
	}
}

/* ---- conditions --------------------------------------------------------------- */

static void
put_bound(struct buf *b, const struct rule_node *n, bool en)
{
	const char *word = "";

	if (n->op == OP_LT)
		word = en ? "less than " : "меньше" NBSP;
	else if (n->op == OP_LE)
		word = en ? "up to " : "до" NBSP;
	else if (n->op == OP_GT)
		word = en ? "more than " : "больше" NBSP;
	else if (n->op == OP_GE)
		word = en ? "at least " : "от" NBSP;
	else if (n->op == OP_EQ)
		word = en ? "exactly " : "ровно" NBSP;
	buf_putz(b, word);
	put_measure(b, n->field, n->lo, en, n->op == OP_EQ);
}

static void
put_set(struct buf *b, const struct rule_node *n, bool en)
{
	bool one = (n->mask & (n->mask - 1)) == 0;

	if (n->op == OP_HAS_NONE)
		buf_putz(b, one ? en ? "not " : "нет: " : en ? "none of: " : "нет ни одного из: ");
	else if (!one && n->op == OP_HAS_ANY)
		buf_putz(b, en ? "at least one of: " : "хотя бы одно из: ");
	else if (!one && n->op == OP_HAS_ALL)
		buf_putz(b, en ? "all of: " : "все: ");
	put_options(b, n->field, n->mask, ", ", en);
}

void
put_condition(struct buf *b, const struct rule_node *n, bool en)
{
	size_t i;

	switch (match_fields[n->field].type) {
	case MT_ENUM:
		if (n->op == OP_NOT_IN)
			buf_putz(b, en ? "anything but " : "кроме: ");
		put_options(b, n->field, n->mask,
		    n->op == OP_NOT_IN ? ", " :
			en             ? " or " :
					 " или ",
		    en);
		return;
	case MT_SET: put_set(b, n, en); return;
	case MT_INT:
	case MT_REAL:
		if (n->op != OP_BETWEEN) {
			put_bound(b, n, en);
			return;
		}
		buf_putz(b, en ? "from " : "от" NBSP);
		put_fixed(b, n->lo, en);
		buf_putz(b, en ? " to " : " до" NBSP);
		put_measure(b, n->field, n->hi, en, false);
		return;
	case MT_BOOL: buf_putz(b, n->lo ? en ? "yes" : "есть" : en ? "no" : "нет"); return;
	case MT_TERRITORY:
		for (i = 0; i < n->n_codes; i++) {
			buf_putz(b, i == 0 ? "" : i + 1 < n->n_codes ? ", " :
			    en ? " or " : " или ");
			buf_put(b, n->names[i]);
		}
	}
}

void
put_leaf(struct buf *b, const struct rule_node *n, bool en)
{
	buf_putz(b, match_label(n->field, en));
	buf_putz(b, en ? ": " : NBSP "— ");
	put_condition(b, n, en);
}

const char *
group_head(enum rule_kind k, bool en)
{
	switch (k) {
	case RULE_ALL: return en ? "All of:" : "Всё из:";
	case RULE_ANY: return en ? "At least one of:" : "Хотя бы одно из:";
	case RULE_NONE: return en ? "None of:" : "Ни одного из:";
	case RULE_LEAF: break;
	}
	return "";
}

/* ---- the whole rule ------------------------------------------------------------- */

/* A rule of 200 conditions, each with 200 territories, in words: no more than this. */
#define WORDS_MAX (8 * MiB)

enum err
rule_write_words(struct arena *a, const struct rule *r, bool en, struct rule_lines *ret)
{
	bool bare = r->nodes[0].kind == RULE_ALL;
	struct rule_line *lines = arena_array(a, struct rule_line, r->n + 1);
	struct buf b;
	size_t i, n = 0;

	if (lines == NULL)
		return E_NOMEM;
	for (i = 0; i < r->n; i++) {
		const struct rule_node *nd = &r->nodes[i];

		if (i == 0 && bare && r->n > 1)
			continue;
		buf_init(&b, a, WORDS_MAX);
		if (r->n == 1 && bare)
			buf_putz(&b, en ? "Every municipality" : "Любой муниципалитет");
		else if (nd->kind == RULE_LEAF)
			put_leaf(&b, nd, en);
		else
			buf_putz(&b, group_head(nd->kind, en));
		TRY(buf_err(&b));
		lines[n++] = (struct rule_line){ nd->depth - (bare && i > 0), nd->kind, (int)i,
		    buf_str(&b) };
	}
	*ret = (struct rule_lines){ lines, n };
	return OK;
}
