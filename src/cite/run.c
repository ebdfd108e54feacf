/* run.c - units in a row: «абз. второй п. 3 ч. 2 ст. 8», and the targets that they make. */
#include "cite/impl.h"

static bool
is_unit(const struct parse *p, size_t i)
{
	return tok_is(p, i, WC_UNIT) || tok_is(p, i, WC_UNIT_ABBR) || tok_mark(p, i, '$');
}

/* How wide a unit is: less is wider. */
static int
rank(int unit)
{
	static const int8_t ranks[] = { [U_SECTION] = 1, [U_SUBSECTION] = 2, [U_CHAPTER] = 3,
		[U_PARAGRAF] = 4, [U_ARTICLE] = 5, [U_PART] = 6, [U_POINT] = 7, [U_SUBPOINT] = 8,
		[U_PP] = 8, [U_PARAGRAPH] = 9, [U_NOTE] = 10, [U_PREAMBLE] = 10, [U_ANNEX] = 0 };

	return ranks[unit];
}

/* The word for a unit, abbreviated or doubled («ст.ст.»): the token after it, or 0. */
static size_t
unit_word(const struct parse *p, size_t i, struct group *g)
{
	size_t k = i + 1;

	if (tok_mark(p, i, '$')) {
		g->unit = U_PARAGRAF;
		return tok_mark(p, k, '$') ? k + 1 : k;
	}
	if (!tok_is(p, i, WC_UNIT) && !tok_is(p, i, WC_UNIT_ABBR))
		return 0;
	g->unit = p->t[i].val;
	g->abbr = tok_is(p, i, WC_UNIT_ABBR);
	if (!g->abbr)
		return k;
	if (g->unit == U_POINT && tok_mark(p, k, '/') && tok_is(p, k + 1, WC_UNIT_ABBR) &&
	    p->t[k + 1].val == U_POINT) { /* «п/п 5» */
		g->unit = U_SUBPOINT;
		k += 2;
	}
	if (tok_mark(p, k, '.'))
		k++;
	if (tok_is(p, k, WC_UNIT_ABBR) && p->t[k].val == g->unit && (p->t[k].flags & TF_GLUED) &&
	    tok_mark(p, k - 1, '.'))
		k += tok_mark(p, k + 1, '.') ? 2u : 1u;
	return k;
}

size_t
separator(const struct parse *p, size_t i, uint8_t *ret)
{
	*ret = SEP_NONE;
	if (tok_mark(p, i, ',')) {
		*ret = SEP_COMMA;
		i++;
	}
	if (tok_is(p, i, WC_A) && tok_is(p, i + 1, WC_ALSO)) {
		*ret = SEP_AND;
		return i + 2;
	}
	if (tok_is(p, i, WC_AND) && tok_mark(p, i + 1, '(') && tok_is(p, i + 2, WC_OR) &&
	    tok_mark(p, i + 3, ')')) {
		*ret = SEP_AND;
		return i + 4;
	}
	if (tok_is(p, i, WC_AND) || tok_is(p, i, WC_OR)) {
		*ret = SEP_AND;
		return i + 1;
	}
	return i;
}

static bool
keep(struct run *r, struct group *g, const struct value *v)
{
	if (r->n_v >= RUN_VALUES)
		return false;
	if (g->n == 0)
		g->first = (uint16_t)r->n_v;
	r->v[r->n_v++] = *v;
	g->n++;
	return true;
}

static bool
letter_like(struct str s)
{
	return s.n > 0 && (uint8_t)s.p[0] >= 0x80;
}

/* The next value of a list is of the sort of those before it. */
static bool
same_sort(const struct parse *p, size_t i, const struct value *last, const struct value *v)
{
	if (v->ordinal > 0)
		return last->ordinal > 0;
	if (letter_like(v->from))
		return letter_like(last->from) || tok_mark(p, i, '<') || tok_mark(p, i, '"');
	return true;
}

/* Values of a group from i on; the token after them, or 0. */
static size_t
values(struct parse *p, size_t i, struct group *g)
{
	struct run *r = &p->run;
	struct value v;
	uint8_t sep;
	size_t end = value_read(p, i, g->unit, &v), k, e;

	if (end == 0 || !keep(r, g, &v))
		return 0;
	for (;;) {
		k = separator(p, end, &sep);
		if (k == end || is_unit(p, k))
			return end;
		e = value_read(p, sign_skip(p, k), g->unit, &v);
		if (e == 0 || !same_sort(p, k, &r->v[r->n_v - 1], &v) || !keep(r, g, &v))
			return end;
		end = e;
	}
}

/* A unit that may do without a number: an annex, a note, the preamble. */
static size_t
lone(struct parse *p, size_t i, struct group *g)
{
	size_t k = i;
	struct value v = { 0 };

	if (g->unit == U_PREAMBLE)
		return keep(&p->run, g, &v) ? i : 0;
	k = sign_skip(p, i);
	if (p->t[k].kind == TOK_NUM && !(p->t[k].flags & TF_LINE)) {
		k = values(p, k, g);
		if (k == 0)
			return 0;
	} else {
		k = i;
		if (!keep(&p->run, g, &v))
			return 0;
	}
	return k;
}

static size_t
group_read(struct parse *p, size_t i, struct group *g)
{
	struct value v;
	size_t k;

	if (tok_is(p, i, WC_ORDINAL) && tok_is(p, i + 1, WC_UNIT) && /* «вторым абзацем пункта 3» */
	    (is_unit(p, i + 2) || tok_is(p, i + 2, WC_THIS))) {
		g->unit = p->t[i + 1].val;
		return value_read(p, i, g->unit, &v) == i + 1 && keep(&p->run, g, &v) ? i + 2 : 0;
	}
	k = unit_word(p, i, g);
	if (k == 0)
		return 0;
	if (g->unit == U_ANNEX || g->unit == U_NOTE || g->unit == U_PREAMBLE) {
		k = lone(p, k, g);
		return k > 0 && tok_is(p, k, WC_TO) && (is_unit(p, k + 1)) ? k + 1 : k;
	}
	k = values(p, sign_skip(p, k), g);
	/* «п. 6.2. настоящего …»: the point belongs to the number */
	if (k > 0 && tok_mark(p, k, '.') && (p->t[k].flags & TF_GLUED) &&
	    (tok_is(p, k + 1, WC_THIS) || tok_is(p, k + 1, WC_DOC) || tok_is(p, k + 1, WC_KIND) ||
		tok_is(p, k + 1, WC_UNIT) || tok_is(p, k + 1, WC_UNIT_ABBR) ||
		tok_is(p, k + 1, WC_FEDERAL) || tok_is(p, k + 1, WC_FZ)))
		k++;
	return k;
}

/* «настоящей статьи», «указанной части», «той же статьи» end a row. */
static size_t
terminal(struct parse *p, size_t i)
{
	struct group g = { 0 };
	size_t k = i + 1;
	bool this = tok_is(p, i, WC_THIS);

	if (tok_is(p, i, WC_SAME) && tok_is(p, i + 1, WC_ZHE))
		k = i + 2;
	else if (!this && !tok_is(p, i, WC_SAID) && !tok_is(p, i, WC_SAID_WEAK))
		return 0;
	if (!tok_is(p, k, WC_UNIT) || unit_word(p, k, &g) == 0 || g.unit == U_NOTE)
		return 0;
	if (this)
		p->run.this_unit = g.unit;
	else
		p->run.said_unit = g.unit;
	return k + 1;
}

bool
run_read(struct parse *p, size_t i)
{
	struct run *r = &p->run;
	size_t end = i, k = i, e;
	uint8_t sep = SEP_NONE;

	r->n_g = r->n_v = 0;
	r->this_unit = r->said_unit = -1;
	r->end = i;
	while (r->n_g < RUN_GROUPS) {
		struct group g = { .sep = sep };
		size_t n_v = r->n_v;

		if (sep == SEP_NONE && (e = terminal(p, k)) > 0) {
			end = e;
			break;
		}
		e = group_read(p, k, &g);
		if (e == 0) {
			r->n_v = n_v;
			break;
		}
		r->g[r->n_g++] = g;
		end = e;
		k = separator(p, end, &sep);
		if (k > end && !is_unit(p, k) &&
		    !(tok_is(p, k, WC_ORDINAL) && tok_is(p, k + 1, WC_UNIT)))
			break;
	}
	p->steps += end - i;
	r->end = end;
	return end > i;
}

bool
run_has(const struct run *r, int unit)
{
	for (size_t i = 0; i < r->n_g; i++)
		if (r->g[i].unit == unit)
			return true;
	return false;
}

/* ---- targets --------------------------------------------------------------------- */

/* The group that holds group i: the nearest wider one to the right; SIZE_MAX when none. */
static size_t
parent(const struct run *r, size_t i)
{
	int mine = rank(r->g[i].unit);

	for (size_t j = i + 1; j < r->n_g; j++) {
		int theirs = rank(r->g[j].unit);

		if (theirs < mine && j == i + 1 && r->g[j].sep == SEP_NONE)
			return j;
		if (r->g[j].sep != SEP_NONE && mine <= rank(U_ARTICLE))
			return SIZE_MAX; /* articles are numbered through */
		if (theirs < mine && theirs >= rank(U_ARTICLE))
			return j;
		if (r->g[j].unit == U_ANNEX)
			return j;
	}
	return SIZE_MAX;
}

/* «ст. 8 ч. 2», «ст. 8, ч. 2»: a narrower unit after a wider one, none wider to its right. */
static bool
reversed(const struct run *r, size_t i)
{
	const struct group *g = &r->g[i];

	if (i == 0 || rank(g->unit) <= rank(r->g[i - 1].unit) || g->unit == U_NOTE)
		return false;
	if (g->sep != SEP_NONE && !(g->sep == SEP_COMMA && g->abbr && r->g[i - 1].abbr))
		return false;
	return parent(r, i) == SIZE_MAX && r->g[i - 1].n == 1;
}

/* «пп. 1, 2» are points, «пп. 1 п. 2» a subpoint. */
static int
unit_of(const struct run *r, size_t i)
{
	const struct group *g = &r->g[i];
	size_t up;

	if (g->unit != U_PP)
		return g->unit;
	up = parent(r, i);
	if (up != SIZE_MAX && r->g[up].unit == U_POINT)
		return U_SUBPOINT;
	return g->n > 1 ? U_POINT : U_SUBPOINT;
}

static void
other_add(struct parse *p, struct cite_target *t, const char *what, const struct value *v)
{
	struct str s = v->from.n == 0 ? str_c(what) : str_fmt(p->a, "%s %.*s", what, FMT(v->from));

	if (v->to.n > 0)
		s = str_fmt(p->a, "%.*s-%.*s", FMT(s), FMT(v->to));
	if (s.p != NULL && t->other.n > 0)
		s = str_fmt(p->a, "%.*s, %.*s", FMT(s), FMT(t->other));
	if (s.p == NULL)
		p->err = E_NOMEM;
	t->other = s;
}

static void
set(struct parse *p, struct cite_target *t, int unit, const struct value *v)
{
	switch (unit) {
	case U_ANNEX: t->annex = v->from.n ? v->from : S("б/н"); break;
	case U_SUBSECTION: other_add(p, t, "подраздел", v); break;
	case U_PARAGRAF: other_add(p, t, "параграф", v); break;
	case U_NOTE: other_add(p, t, "примечание", v); break;
	case U_PREAMBLE: other_add(p, t, "преамбула", v); break;
	default: t->at[unit] = (struct cite_value){ v->from, v->to }; break;
	}
}

static void
fill(struct cite_target *t, const struct cite_target *base)
{
	for (int l = 0; l < CITE_LEVELS; l++)
		if (t->at[l].from.n == 0)
			t->at[l] = base->at[l];
	if (t->annex.n == 0)
		t->annex = base->annex;
}

/* The targets of one value: one for each value of the unit that holds it. */
static void
put_target(struct parse *p, size_t i, struct cite_target t, struct cite *c)
{
	const struct run *r = &p->run;
	size_t up = parent(r, i);

	if (c->n_targets >= RUN_TARGETS)
		return;
	if (up == SIZE_MAX) {
		c->targets[c->n_targets++] = t;
		return;
	}
	for (size_t k = 0; k < r->g[up].n; k++) {
		struct cite_target x = t;

		set(p, &x, unit_of(r, up), &r->v[r->g[up].first + k]);
		put_target(p, up, x, c);
	}
}

/* «частью второй Кодекса»: a part of the code, not of an article. */
static void
code_part_said(struct cite_target *t)
{
	static const char *const said[] = { "часть первая кодекса", "часть вторая кодекса",
		"часть третья кодекса", "часть четвертая кодекса" };
	struct str v = t->at[CITE_PART].from;

	if (t->at[CITE_ARTICLE].from.n > 0 || v.n != 1 || v.p[0] < '1' || v.p[0] > '4')
		return;
	t->other = str_c(said[v.p[0] - '1']);
	t->at[CITE_PART] = (struct cite_value){ 0 };
}

static bool
holds_another(const struct run *r, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (parent(r, k) == i)
			return true;
	return false;
}

enum err
run_targets(struct parse *p, const struct cite_target *base, bool code_part, struct cite *c)
{
	const struct run *r = &p->run;
	size_t before = 0; /* where the targets of the group before begin */

	c->targets = p->scratch;
	memset(c->targets, 0, sizeof *c->targets);
	for (size_t i = 0; i < r->n_g; i++) {
		struct cite_target t = { 0 };
		size_t from = c->n_targets;

		if (holds_another(r, i))
			continue;
		/* a wider unit that a narrower one follows («ст. 8 ч. 2») is no target itself */
		if (reversed(r, i) && c->n_targets == before + 1) {
			t = c->targets[before];
			from = --c->n_targets;
		}
		for (size_t k = 0; k < r->g[i].n; k++) {
			struct cite_target x = t;

			set(p, &x, unit_of(r, i), &r->v[r->g[i].first + k]);
			put_target(p, i, x, c);
		}
		before = from;
	}
	if (c->n_targets == 0)
		c->n_targets = 1;
	for (size_t i = 0; i < c->n_targets; i++) {
		if (base != NULL)
			fill(&c->targets[i], base);
		if (code_part)
			code_part_said(&c->targets[i]);
	}
	c->targets = arena_array(p->a, struct cite_target, c->n_targets);
	if (c->targets == NULL)
		return E_NOMEM;
	memcpy(c->targets, p->scratch, c->n_targets * sizeof *c->targets);
	return p->err;
}
