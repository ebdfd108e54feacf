/* whose.c - the act that units belong to when it does not stand right after them in full. */
#include "cite/impl.h"

/* What «настоящая часть» is, by the place of the text. */
static void
this_base(struct parse *p, int unit, struct cite_target *t, struct act_ref *a)
{
	enum cite_kind kind = p->in.act.kind;

	*t = (struct cite_target){ 0 };
	act_of_context(p, kind, a);
	if (unit == U_CHAPTER || unit == U_SECTION) {
		t->at[unit].from = unit == U_CHAPTER ? p->in.chapter : p->in.section;
		return;
	}
	if (unit == U_PARAGRAF || unit == U_SUBSECTION)
		return;
	a->relative = CITE_THIS_ARTICLE;
	t->at[CITE_ARTICLE].from = p->in.article;
	if (unit == U_PART || unit == U_POINT)
		t->at[unit].from = p->in.enclosing;
}

/* «указанной части»: the last unit of that kind, with what holds it. */
static bool
said_base(struct parse *p, int unit, struct cite_target *t, struct act_ref *a)
{
	if (unit >= CITE_LEVELS)
		return false;
	for (size_t i = p->out.n, back = 0; i > 0 && back < 32; i--, back++) {
		const struct cite *c = &p->out.p[i - 1];

		if (c->targets[0].at[unit].from.n == 0)
			continue;
		*t = (struct cite_target){ 0 };
		for (int l = 0; l <= unit; l++)
			t->at[l] = c->targets[0].at[l];
		a->act = c->act;
		a->known = c->known;
		a->known_id = c->known_id;
		a->relative = CITE_NAMED_BEFORE;
		return true;
	}
	return false;
}

/* The last act that may have approved rules. */
static const struct cite *
approving_before(const struct parse *p)
{
	static const enum cite_kind kinds[] = { CITE_RESOLUTION, CITE_DECISION, CITE_ORDER };
	const struct cite *last = NULL;

	for (size_t i = 0; i < LEN(kinds); i++) {
		const struct cite *c = cite_before(p, kinds[i]);

		if (c != NULL && (last == NULL || c->from > last->from))
			last = c;
	}
	return last;
}

/* «статьи 5 Закона», «пункта 5 Правил»: which one was meant. */
static bool
bare_act(struct parse *p, size_t i, struct act_ref *a)
{
	const struct cite *c;
	size_t e = defined_read(p, i, &c);
	bool cap = p->t[i].flags & TF_CAP;

	if (e > 0) {
		a->end = e;
	} else if (tok_is(p, a->end - 1, WC_DOC) && p->in.act.kind >= CITE_RESOLUTION) {
		c = NULL; /* the rules that the citing act itself approves */
	} else {
		c = cite_before(p, a->act.kind);
		if (c == NULL && a->act.kind == CITE_OTHER && tok_is(p, i, WC_KIND))
			c = cite_before(p, CITE_FEDERAL_LAW);
		if (c == NULL && cap && !tok_is(p, i, WC_KIND) && /* the rules that it approved */
		    p->in.act.kind == CITE_NONE)
			c = approving_before(p);
	}
	a->relative = CITE_NAMED_BEFORE;
	if (c != NULL) {
		a->act = c->act;
		a->known = c->known;
		a->known_id = c->known_id;
		return true;
	}
	if (p->in.act.kind == CITE_NONE) /* it may be named later: see settle */
		return !tok_is(p, i, WC_DOC);
	if (!cap)
		return false;
	act_of_context(p, a->act.kind, a);
	a->relative = CITE_NAMED_BEFORE;
	return true;
}

/* «согласно приложению», «(приложение)»: an annex without a number, of the citing act. */
static bool
annex_said(const struct parse *p, size_t i)
{
	if (p->run.v[p->run.g[0].first].from.n > 0)
		return true;
	return p->in.article.n == 0 && i > 0 &&
	    (tok_is(p, i - 1, WC_AGREES) || tok_mark(p, i - 1, '(') || tok_is(p, i - 1, WC_S) ||
		tok_is(p, i - 1, WC_IN));
}

/* «в пункте 5», «согласно части 2»: a reference, not a number in a list. */
static bool
led_in(const struct parse *p, size_t i)
{
	return i > 0 && p->run.g[0].unit != U_ANNEX && !(p->t[i].flags & TF_LINE) &&
	    (tok_is(p, i - 1, WC_IN) || tok_is(p, i - 1, WC_S) || tok_is(p, i - 1, WC_AGREES) ||
		tok_is(p, i - 1, WC_AND) || tok_is(p, i - 1, WC_ON) || tok_is(p, i - 1, WC_TO) ||
		tok_mark(p, i - 1, '(') || tok_mark(p, i - 1, ','));
}

/* «указанных в пункте 5» of an act that has no articles. */
static bool
point_said(const struct parse *p, size_t i)
{
	enum cite_kind k = p->in.act.kind;

	return p->in.article.n == 0 && k != CITE_CODE && k != CITE_FEDERAL_LAW &&
	    k != CITE_CONSTITUTION && i > 0 && run_has(&p->run, U_POINT) &&
	    (tok_is(p, i - 1, WC_IN) || tok_is(p, i - 1, WC_S) || tok_is(p, i - 1, WC_AGREES));
}

/* Units without an act: of the citing act, else of the law named last. */
static bool
no_act(struct parse *p, size_t i, struct act_ref *a)
{
	const struct run *r = &p->run;
	bool article = run_has(r, U_ARTICLE), annex = run_has(r, U_ANNEX) && annex_said(p, i), law;
	const struct cite *c;

	if (p->in.act.kind != CITE_NONE) {
		if (!article && !annex && !point_said(p, i))
			return false;
		act_of_context(p, p->in.act.kind, a);
		return true;
	}
	if (p->out.n == 0)
		return false;
	c = &p->out.p[p->out.n - 1];
	law = c->act.kind == CITE_CODE || c->act.kind == CITE_FEDERAL_LAW ||
	    c->act.kind == CITE_CONSTITUTION;
	if (c->act.kind == CITE_GOST || (!law && article) ||
	    (!article && r->g[0].abbr && r->n_g < 2 && !led_in(p, i)))
		return false;
	a->act = c->act;
	a->known = c->known;
	a->known_id = c->known_id;
	a->relative = CITE_NAMED_BEFORE;
	return true;
}

bool
units_act(struct parse *p, size_t i, struct act_ref *a, struct cite_target *base,
    bool *ret_based)
{
	size_t end = p->run.end, k = end;

	*a = (struct act_ref){ .end = end };
	*ret_based = false;
	if (p->run.this_unit >= 0) {
		if (p->in.act.kind == CITE_NONE)
			return false;
		*ret_based = true;
		this_base(p, p->run.this_unit, base, a);
		return true;
	}
	if (p->run.said_unit >= 0)
		return *ret_based = said_base(p, p->run.said_unit, base, a);
	if (tok_is(p, k, WC_TO) && run_has(&p->run, U_ANNEX))
		k++;
	if (relative_read(p, k, true, a))
		return true;
	if (act_read(p, k, true, a)) {
		if (!a->bare || bare_act(p, k, a))
			return true;
		if (p->t[k].flags & TF_CAP)
			return false;
	}
	*a = (struct act_ref){ .end = end };
	return no_act(p, i, a);
}
