/* eval.c - one rule against one municipality, and the reasons. */
#include "navigator/match/inner.h"

#define NBSP "\xc2\xa0"
#define LINE_MAX_BYTES (8 * MiB)

/* ---- verdicts ---------------------------------------------------------------- */

static enum verdict
yes_if(bool c)
{
	return c ? MATCH_YES : MATCH_NO;
}

/* A municipality lies in one of the rule's places when one of them is on its way up. */
static enum verdict
within(const struct rule_node *n, const struct passport *p)
{
	size_t i;

	if (n->n_places == 0 || p->n_places == 0)
		return MATCH_UNKNOWN;
	for (i = 0; i < p->n_places; i++) {
		size_t lo = 0, hi = n->n_places;

		while (lo < hi) {
			size_t mid = lo + (hi - lo) / 2;

			if (n->places[mid] < p->places[i])
				lo = mid + 1;
			else
				hi = mid;
		}
		if (lo < n->n_places && n->places[lo] == p->places[i])
			return MATCH_YES;
	}
	return MATCH_NO;
}

enum verdict
leaf_eval(const struct rule_node *n, const struct passport *p, uint64_t applicant)
{
	int64_t v = p->v[n->field];
	uint64_t mask = (uint64_t)v;

	if (n->op == OP_WITHIN)
		return within(n, p);
	if (n->field == MF_applicant)
		mask = applicant;
	else if (!(p->known >> n->field & 1))
		return MATCH_UNKNOWN;
	switch (n->op) {
	case OP_IN:
	case OP_HAS:
	case OP_HAS_ANY: return yes_if((mask & n->mask) != 0);
	case OP_NOT_IN:
	case OP_HAS_NONE: return yes_if((mask & n->mask) == 0);
	case OP_HAS_ALL: return yes_if((mask & n->mask) == n->mask);
	case OP_LT: return yes_if(v < n->lo);
	case OP_LE: return yes_if(v <= n->lo);
	case OP_GT: return yes_if(v > n->lo);
	case OP_GE: return yes_if(v >= n->lo);
	case OP_EQ: return yes_if(v == n->lo);
	case OP_BETWEEN: return yes_if(v >= n->lo && v <= n->hi);
	case OP_WITHIN:
	case OP_N: break;
	}
	return MATCH_UNKNOWN;
}

/* Verdict of the node at `at`; the verdicts of its subtree go into ret when not NULL. */
static enum verdict
node_eval(const struct rule *r, size_t at, const struct passport *p, uint64_t applicant,
    uint8_t *ret)
{
	const struct rule_node *n = &r->nodes[at];
	enum verdict v = n->kind == RULE_ALL ? MATCH_YES : MATCH_NO, x;
	size_t c;

	if (n->kind == RULE_LEAF)
		v = leaf_eval(n, p, applicant);
	for (c = at + 1; c < at + n->size; c += r->nodes[c].size) {
		x = node_eval(r, c, p, applicant, ret);
		if (n->kind == RULE_ALL ? x < v : x > v)
			v = x;
	}
	if (n->kind == RULE_NONE)
		v = (enum verdict)(MATCH_YES - v);
	if (ret != NULL)
		ret[at] = (uint8_t)v;
	return v;
}

enum verdict
rule_eval(const struct rule *r, const struct passport *p, uint64_t applicant)
{
	return node_eval(r, 0, p, applicant, NULL);
}

void
match_reverse(const struct rule *r, const struct passport *passports, size_t n,
    uint64_t applicant, uint8_t *ret, uint32_t counts[3])
{
	size_t i;

	memset(counts, 0, 3 * sizeof *counts);
	for (i = 0; i < n; i++) {
		ret[i] = (uint8_t)rule_eval(r, &passports[i], applicant);
		counts[ret[i]]++;
	}
}

/* ---- reasons --------------------------------------------------------------------- */

struct explain {
	const struct rule *r;
	const struct passport *p;
	uint64_t applicant;
	bool en;
	uint8_t *verdicts;		/* by node */
	bool *decides, *counts, *turned;	/* turned: under an odd number of `none` */
};

/* `all` is the least of its parts and `any` the greatest, so what decided are the parts
 * that say the same as the whole; in `none`, the opposite. */
static void
decide(struct explain *x, size_t at)
{
	const struct rule_node *n = &x->r->nodes[at];
	uint8_t want = n->kind == RULE_NONE ? (uint8_t)(MATCH_YES - x->verdicts[at]) :
					      x->verdicts[at];
	size_t c;

	x->decides[at] = true;
	for (c = at + 1; c < at + n->size; c += x->r->nodes[c].size)
		if (x->verdicts[c] == want)
			decide(x, c);
}

static void
turn(struct explain *x, size_t at, bool turned)
{
	const struct rule_node *n = &x->r->nodes[at];
	size_t c;

	x->turned[at] = turned;
	for (c = at + 1; c < at + n->size; c += x->r->nodes[c].size)
		turn(x, c, turned != (n->kind == RULE_NONE));
}

static void
tally(struct explain *x, size_t at, struct match_answer *ret)
{
	const struct rule_node *n = &x->r->nodes[at];
	size_t c;

	if (n->kind == RULE_ALL) {
		for (c = at + 1; c < at + n->size; c += x->r->nodes[c].size)
			tally(x, c, ret);
		return;
	}
	x->counts[at] = true;
	ret->total++;
	ret->met += x->verdicts[at] == MATCH_YES;
	ret->unmet += x->verdicts[at] == MATCH_NO;
	ret->unknown += x->verdicts[at] == MATCH_UNKNOWN;
}

static void
missing(const struct explain *x, struct match_answer *ret)
{
	size_t i, k;

	if (ret->verdict != MATCH_UNKNOWN)
		return;
	for (i = 0; i < x->r->n; i++) {
		const struct rule_node *n = &x->r->nodes[i];

		if (n->kind != RULE_LEAF || !x->decides[i])
			continue;
		for (k = 0; k < ret->n_missing && ret->missing[k] != n->field; k++)
			;
		if (k == ret->n_missing)
			ret->missing[ret->n_missing++] = n->field;
	}
}

/* ---- sentences --------------------------------------------------------------------- */

static void
put_verdict(struct buf *b, const struct explain *x, size_t at)
{
	bool yes = x->verdicts[at] == MATCH_YES, en = x->en;

	if (x->turned[at] && !yes) {
		buf_putz(b, en ? " — does not hinder" : NBSP "— не мешает");
		return;
	}
	if (x->turned[at])
		buf_putz(b, en ? " — hinders, it must not be: " :
		    NBSP "— мешает, не должно быть: ");
	else if (yes)
		buf_putz(b, en ? " — fits: " : NBSP "— подходит: ");
	else
		buf_putz(b, en ? " — does not fit, needed: " : NBSP "— не подходит, нужно: ");
	put_condition(b, &x->r->nodes[at], en);
}

static void
put_why(struct buf *b, const struct explain *x, size_t at)
{
	const struct rule_node *n = &x->r->nodes[at];
	const char *label = match_label(n->field, x->en);

	if (n->op == OP_WITHIN && n->n_places == 0) {
		buf_putz(b, x->en ? "Unknown: the territory of the rule is not in the tree" :
		    "Неизвестно: территории из правила нет в дереве");
		return;
	}
	if (x->verdicts[at] == MATCH_UNKNOWN) {
		buf_fmt(b, x->en ? "Unknown: the field “%s” is not filled" :
		    "Неизвестно: не заполнено поле «%s»", label);
		return;
	}
	buf_putz(b, label);
	if (n->field != MF_territory || x->p->name.n > 0)
		buf_putz(b, ": ");
	if (n->field == MF_applicant)
		put_options(b, n->field, x->applicant, ", ", x->en);
	else
		put_match_value(b, x->p, n->field, x->en);
	put_verdict(b, x, at);
}

static enum err
lines_make(struct arena *a, const struct explain *x, struct match_answer *ret)
{
	struct rule_lines words;
	struct buf b;
	size_t i;

	TRY(rule_write_words(a, x->r, x->en, &words));
	ret->lines = arena_array(a, struct match_line, words.n + 1);
	if (ret->lines == NULL)
		return E_NOMEM;
	ret->n_lines = words.n;
	for (i = 0; i < words.n; i++) {
		const struct rule_line *w = &words.p[i];
		size_t at = (size_t)w->node;

		ret->lines[i] = (struct match_line){ .depth = w->depth, .kind = w->kind,
		    .node = w->node, .verdict = (enum verdict)x->verdicts[at],
		    .decides = x->decides[at], .counts = x->counts[at], .field = MF_N,
		    .text = w->text };
		if (w->kind != RULE_LEAF)
			continue;
		ret->lines[i].field = x->r->nodes[at].field;
		buf_init(&b, a, LINE_MAX_BYTES);
		put_why(&b, x, at);
		TRY(buf_err(&b));
		ret->lines[i].why = buf_str(&b);
	}
	return OK;
}

static const char *
conditions(int n)
{
	int d = n % 10, h = n % 100;

	if (d == 1 && h != 11)
		return "условие";
	return d >= 2 && d <= 4 && (h < 12 || h > 14) ? "условия" : "условий";
}

static void
put_summary(struct buf *b, const struct match_answer *r, bool en)
{
	static const char *const heads[2][3] = {
		{ "Не подходит.", "Пока неизвестно.", "Подходит." },
		{ "Does not fit.", "Not known yet.", "Fits." },
	};

	buf_putz(b, heads[en][r->verdict]);
	if (r->total == 0) {
		buf_putz(b, en ? " There are no conditions." : " Условий нет.");
		return;
	}
	if (r->met == 0)
		buf_fmt(b, en ? " No condition of %d is met" :
		    " Не выполнено ни одного условия из" NBSP "%d", r->total);
	else if (en)
		buf_fmt(b, " %d of %d conditions met", r->met, r->total);
	else
		buf_fmt(b, " Выполнено %d" NBSP "%s из" NBSP "%d", r->met, conditions(r->met),
		    r->total);
	if (r->unmet > 0 && r->met > 0)
		buf_fmt(b, en ? ", not met: %d" : ", не выполнено" NBSP "%d", r->unmet);
	if (r->unknown > 0)
		buf_fmt(b, en ? ", no data for %d" : ", нет данных по" NBSP "%d", r->unknown);
	buf_putc(b, '.');
}

enum err
match_explain(struct arena *a, const struct rule *r, const struct passport *p,
    uint64_t applicant, bool en, struct match_answer *ret)
{
	struct explain x = { .r = r, .p = p, .applicant = applicant, .en = en };
	struct match_answer ans = { 0 };
	struct buf b;

	x.verdicts = arena_array(a, uint8_t, r->n);
	x.decides = arena_array(a, bool, r->n);
	x.counts = arena_array(a, bool, r->n);
	x.turned = arena_array(a, bool, r->n);
	if (x.verdicts == NULL || x.decides == NULL || x.counts == NULL || x.turned == NULL)
		return E_NOMEM;
	ans.verdict = node_eval(r, 0, p, applicant, x.verdicts);
	decide(&x, 0);
	turn(&x, 0, false);
	tally(&x, 0, &ans);
	missing(&x, &ans);
	TRY(lines_make(a, &x, &ans));
	buf_init(&b, a, 4 * KiB);
	put_summary(&b, &ans, en);
	TRY(buf_err(&b));
	ans.summary = buf_str(&b);
	*ret = ans;
	return OK;
}
