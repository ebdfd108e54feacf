/* relate.c - «настоящий», «указанный», «далее -»: acts named by what was said before. */
#include "cite/impl.h"

#define BACK 64	/* citations looked back over */
#define DEFINITION_TOKENS 24

static bool
is_law(enum cite_kind k)
{
	return k == CITE_FEDERAL_LAW || k == CITE_CODE || k == CITE_CONSTITUTION;
}

enum cite_kind
cite_kind_of(struct str name)
{
	struct tok t[12];
	struct parse p = { .text = name, .t = t };
	enum cite_kind kind;
	int doc;

	(void)lex(name, 0, name.n, t, LEN(t) - 1, &p.n);
	t[p.n] = (struct tok){ .kind = TOK_END };
	for (size_t i = 0; i < p.n; i++)
		if (kind_read(&p, i, &kind, &doc) > 0)
			return kind;
	return name.n > 0 ? CITE_OTHER : CITE_NONE;
}

void
act_of_context(const struct parse *p, enum cite_kind kind, struct act_ref *ret)
{
	const struct cite_act *c = &p->in.act;

	ret->relative = CITE_THIS_ACT;
	ret->act = (struct cite_act){ .kind = kind, .number = c->number, .date = c->date,
		.issuer = c->issuer };
	if (kind == CITE_CODE || kind == CITE_CONSTITUTION)
		ret->act.shrt = c->shrt;
}

const struct cite *
cite_before(const struct parse *p, enum cite_kind kind)
{
	for (size_t i = p->out.n, k = 0; i > 0 && k < BACK; i--, k++)
		if (p->out.p[i - 1].act.kind == kind)
			return &p->out.p[i - 1];
	return NULL;
}

/* The kind that «настоящий …» says, as the citing act is of a kind itself. */
static bool
this_kind(const struct parse *p, enum cite_kind said, int doc, bool sure, enum cite_kind *ret)
{
	enum cite_kind own = p->in.act.kind;

	*ret = said;
	if (doc == D_LAW && said == CITE_OTHER && is_law(own))
		*ret = own;
	if (own != CITE_NONE)
		return true;
	return is_law(said) || sure; /* nobody's «настоящее решение» */
}

/* «настоящего Административного регламента»: the word for the document, two words on at most. */
static size_t
this_doc(const struct parse *p, size_t i, enum cite_kind *ret, int *ret_doc)
{
	for (size_t k = i; k < i + 3 && p->t[k].kind == TOK_WORD; k++) {
		size_t e = kind_read(p, k, ret, ret_doc);

		if (e > 0)
			return e;
		if (p->t[k].wc != WC_NONE)
			return 0;
	}
	if (p->t[i].kind == TOK_WORD && (p->t[i].flags & TF_CAP) && p->t[i].wc == WC_NONE) {
		*ret = CITE_OTHER;
		*ret_doc = D_DOC;
		return i + 1;
	}
	return 0;
}

static bool
said_read(struct parse *p, size_t i, bool weak, struct act_ref *ret)
{
	enum cite_kind kind;
	const struct cite *c;
	struct act_ref a = { .relative = CITE_NAMED_BEFORE };
	int doc;

	a.end = kind_read(p, i, &kind, &doc);
	if (a.end == 0 || (doc == D_DOC && !(p->t[a.end - 1].flags & TF_CAP)))
		return false; /* «указанные требования» are of no document */
	c = cite_before(p, kind);
	if (c == NULL && doc == D_LAW && kind == CITE_OTHER)
		c = cite_before(p, CITE_FEDERAL_LAW);
	if (c == NULL && doc == D_DOC &&
	    !weak) /* «указанных Правил»: of the act that approved them */
		c = cite_before(p, CITE_RESOLUTION);
	if (c == NULL)
		return false;
	a.act = c->act;
	a.known = c->known;
	a.known_id = c->known_id;
	*ret = a;
	return true;
}

bool
relative_read(struct parse *p, size_t i, bool units, struct act_ref *ret)
{
	enum cite_kind kind;
	int doc;
	size_t e;

	if (tok_is(p, i, WC_SAID) || tok_is(p, i, WC_SAID_WEAK))
		return said_read(p,
		    i + (tok_is(p, i + 1, WC_ZHE) ? 2u : 1u), /* «этим же законом» */
		    tok_is(p, i, WC_SAID_WEAK), ret);
	if (tok_is(p, i, WC_SAME) && tok_is(p, i + 1, WC_ZHE))
		return said_read(p, i + 2, false, ret);
	if (!tok_is(p, i, WC_THIS))
		return false;
	e = this_doc(p, i + 1, &kind, &doc);
	if (e == 0 || !this_kind(p, kind, doc, units || p->t[e - 1].flags & TF_CAP, &kind))
		return false;
	*ret = (struct act_ref){ .end = e };
	act_of_context(p, kind, ret);
	return true;
}

/* ---- «далее - …» ------------------------------------------------------------------------- */

static void
remember(struct parse *p, size_t from, size_t end, size_t cite)
{
	struct defined d = { .cite = cite };

	for (size_t i = from; i < end && d.n < DEFINED_WORDS && p->t[i].kind == TOK_WORD; i++)
		d.stem[d.n++] = p->t[i].stem;
	if (d.n > 0 && end - from == d.n && VEC_PUSH(p->a, &p->defs, d) != OK)
		p->err = E_NOMEM;
}

/* «Закон № 131-ФЗ», «Административный регламент»; «застройщик» is no act. */
static bool
act_words(const struct parse *p, size_t from, size_t end)
{
	enum cite_kind kind;
	int doc;

	if (!(p->t[from].flags & TF_CAP))
		return false;
	for (size_t i = from; i < end && i < from + 3; i++)
		if (kind_read(p, i, &kind, &doc) > 0)
			return true;
	return false;
}

size_t
define_read(struct parse *p, size_t i, size_t cite, struct str *ret)
{
	size_t k = i, from;

	if (!tok_mark(p, i, '(') || !tok_is(p, i + 1, WC_FURTHER))
		return 0;
	k = i + 2;
	while (k < i + 6 && p->t[k].kind == TOK_WORD && !(p->t[k].flags & TF_CAP))
		k++; /* «по тексту», «именуемый» */
	if (tok_mark(p, k, '-') || tok_mark(p, k, ':'))
		k++;
	from = k;
	while (k < p->n && k < i + DEFINITION_TOKENS && !tok_mark(p, k, ')') &&
	    !tok_mark(p, k, ',') && !tok_mark(p, k, ';'))
		k++;
	if (k == from || !(tok_mark(p, k, ')') || tok_mark(p, k, ',')) || !act_words(p, from, k))
		return 0;
	*ret = span_str(p, from, k);
	remember(p, from, k, cite);
	while (k < p->n && k < i + 2 * DEFINITION_TOKENS && !tok_mark(p, k, ')'))
		k++;
	return k + 1;
}

size_t
defined_read(struct parse *p, size_t i, const struct cite **ret)
{
	if (!(p->t[i].flags & TF_CAP))
		return 0;
	for (size_t d = p->defs.n, back = 0; d > 0 && back < BACK; d--, back++) {
		const struct defined *x = &p->defs.p[d - 1];
		size_t k = 0;

		while (k < x->n && p->t[i + k].kind == TOK_WORD && p->t[i + k].stem == x->stem[k])
			k++;
		if (k == x->n && x->cite < p->out.n) {
			*ret = &p->out.p[x->cite];
			return i + k;
		}
	}
	return 0;
}
