/* find.c - the pass over a text: where a reference may begin and where the next one does. */
#include "cite/impl.h"

enum { JOINED_TARGETS = 8 };
enum { DEFINED_FAR = 400 };	/* bytes between an act and its short name */
enum { PIECE = 16384, PAD = 8 };	/* tokens looked at together; ends that may be peeked at */

/* ---- putting a citation ---------------------------------------------------------------- */

static size_t
points(struct parse *p, size_t byte)	/* code points before it; bytes come in order */
{
	for (; p->counted_byte < byte; p->counted_byte++)
		p->counted_point += ((uint8_t)p->text.p[p->counted_byte] & 0xc0) != 0x80;
	return p->counted_point;
}

/* Past the title in quotes or known without them: no acts are looked for in it. */
static size_t
title_skip(struct parse *p, size_t i)
{
	struct name_hit hit;
	size_t e;

	if ((tok_mark(p, i, '<') || tok_mark(p, i, '"')) && (p->t[i + 1].flags & TF_CAP)) {
		e = quote_end(p, i);
		return e > 0 ? e : i;
	}
	if (tok_is(p, i, WC_ABOUT) &&
	    names_match(p->names, p->text, &p->t[i], p->n - i, true, &hit))
		return i + hit.n;
	return i;
}

/* Put a citation of tokens first … end - 1; returns where the search goes on. */
static size_t
put_cite(struct parse *p, size_t first, size_t end, const struct act_ref *a, struct cite *c)
{
	size_t next = title_skip(p, end), e;

	p->last_end = end;
	c->from = p->t[first].from;
	c->to = p->t[end - 1].to;
	c->start = points(p, c->from);
	c->end = points(p, c->to);
	c->act = a->act;
	c->relative = a->relative;
	c->known = a->known;
	c->known_id = a->known_id;
	e = define_read(p, next, p->out.n, &c->defines);
	if (e > 0)
		next = e;
	if (p->err == OK && VEC_PUSH(p->a, &p->out, *c) != OK)
		p->err = E_NOMEM;
	return next;
}

static size_t
put_whole(struct parse *p, size_t first, const struct act_ref *a)
{
	struct cite c = { .n_targets = 1 };

	c.targets = arena_make(p->a, struct cite_target);
	if (c.targets == NULL) {
		p->err = E_NOMEM;
		return a->end;
	}
	return put_cite(p, first, a->end, a, &c);
}

/* «федеральных законов от … № …, от … № …»: the same kind again. */
static size_t
put_list(struct parse *p, size_t next, struct act_ref a)
{
	while (a.listed && p->err == OK) {
		struct act_ref b = { .listed = true };
		size_t k = next, e;

		if (tok_mark(p, k, ',') || tok_mark(p, k, ';'))
			k++;
		if (tok_is(p, k, WC_AND))
			k++;
		if (k == next || !tok_is(p, k, WC_FROM) || !act_tail(p, k, a.act.kind, &b) ||
		    b.act.number.n == 0)
			return next;
		e = b.end;
		b.act.issuer = a.act.issuer;
		b.end = e;
		next = put_whole(p, k, &b);
		a = b;
	}
	return next;
}

/* ---- units ------------------------------------------------------------------------------- */

/* «Статья 1. Предмет соглашения» at the start of a line. */
static bool
heading(const struct parse *p, size_t i)
{
	const struct tok *t = p->t;

	if (!(t[i].flags & TF_LINE) || !(t[i].flags & TF_CAP) || !tok_is(p, i, WC_UNIT) ||
	    t[i].val == U_ANNEX)
		return false;
	for (size_t k = i + 1; k < i + 6; k++) {
		if (t[k].flags & TF_LINE) /* «Статья 5» alone on its line */
			return true;
		if (tok_mark(p, k, '.') && (t[k + 1].flags & TF_CAP))
			return true;
		if (t[k].kind == TOK_WORD)
			return false;
	}
	return false;
}

/* «…, 2006, № 31 (ч. I), ст. 3451»: a place in a collection of laws. */
static bool
published(const struct parse *p, size_t i)
{
	size_t k = i;

	if (!tok_is(p, i, WC_UNIT_ABBR) || i == 0)
		return false;
	if (tok_mark(p, i - 1, '(')) /* «№ 31 (ч. I)» */
		return i > 2 && p->t[i - 2].kind == TOK_NUM && tok_mark(p, i - 3, 'N');
	while (k > 0 && k + 8 > i) {
		k--;
		if (tok_mark(p, k, 'N') && p->t[k + 1].kind == TOK_NUM)
			return tok_mark(p, i - 1, ',') &&
			    (tok_mark(p, k + 2, ',') || tok_mark(p, k + 2, '(')) &&
			    (k == 0 || tok_mark(p, k - 1, ';') ||
				(k > 1 && tok_mark(p, k - 1, ',') && p->t[k - 2].kind == TOK_NUM));
		if (tok_is(p, k, WC_UNIT) || tok_mark(p, k, ';'))
			return false;
	}
	return false;
}

/* The words of a context's heading: «Глава V.1. …» is V.1. */
static struct str
heading_number(struct parse *p, struct str heading)
{
	struct tok t[12 + PAD] = { 0 };
	struct parse q = { .a = p->a, .text = heading, .t = t };
	struct value v;
	size_t i;

	(void)lex(heading, 0, heading.n, t, 12, &q.n);
	memset(&t[q.n], 0, PAD * sizeof *t);
	i = tok_is(&q, 0, WC_UNIT) ? 1 : 0;
	if (q.n == 0 || (i == 0 && q.n > 6) || value_read(&q, i, U_ARTICLE, &v) == 0)
		return STR_NONE;
	if (q.err != OK)
		p->err = q.err;
	return v.from;
}

/* «частью 4 настоящей статьи и настоящей частью»: one citation, as the place is one. */
static bool
joined(struct parse *p, size_t i, const struct act_ref *a, const struct cite *c)
{
	struct cite *last = p->out.n > 0 ? &p->out.p[p->out.n - 1] : NULL;
	struct cite_target *all;
	uint8_t sep;

	if (last == NULL || a->relative != CITE_THIS_ARTICLE || p->last_end == 0 ||
	    last->relative != CITE_THIS_ARTICLE || separator(p, p->last_end, &sep) != i ||
	    sep == SEP_NONE || last->n_targets + c->n_targets > JOINED_TARGETS)
		return false;
	all = arena_array(p->a, struct cite_target, last->n_targets + c->n_targets);
	if (all == NULL) {
		p->err = E_NOMEM;
		return false;
	}
	memcpy(all, last->targets, last->n_targets * sizeof *all);
	memcpy(all + last->n_targets, c->targets, c->n_targets * sizeof *all);
	last->targets = all;
	last->n_targets += c->n_targets;
	last->to = p->t[a->end - 1].to;
	last->end = points(p, last->to);
	p->last_end = a->end;
	return true;
}

static size_t
units(struct parse *p, size_t i)
{
	struct act_ref a;
	struct cite_target base;
	struct cite c = { 0 };
	bool based, skip = heading(p, i) || published(p, i) || (i > 0 && tok_is(p, i - 1, WC_ADD));

	if (!run_read(p, i))
		return i + 1;
	if (skip || !units_act(p, i, &a, &base, &based))
		return p->run.end;
	p->err = p->err != OK ? p->err :
				run_targets(p, based ? &base : NULL, a.act.kind == CITE_CODE, &c);
	if (p->err != OK)
		return p->n;
	if (joined(p, i, &a, &c))
		return a.end;
	return put_list(p, put_cite(p, i, a.end, &a, &c), a);
}

/* ---- the pass ------------------------------------------------------------------------------ */

/* «ЖК РФ, ст. 36»: units after the act, and no act after them. */
static bool
units_after(struct parse *p, size_t end)
{
	size_t k = tok_mark(p, end, ',') ? end + 1 : end;
	struct act_ref next;

	if (!tok_is(p, k, WC_UNIT_ABBR) && !(k == end && tok_is(p, k, WC_UNIT)))
		return false;
	if (!run_read(p, k) || p->run.this_unit >= 0 || p->run.said_unit >= 0)
		return false;
	k = p->run.end;
	return !tok_is(p, k, WC_THIS) && !tok_is(p, k, WC_SAID) && !tok_is(p, k, WC_SAID_WEAK) &&
	    !tok_is(p, k, WC_SAME) && !tok_is(p, k, WC_KIND) && !tok_is(p, k, WC_FZ) &&
	    !act_read(p, k, true, &next);
}

static size_t
put_after(struct parse *p, size_t first, struct act_ref *a)
{
	struct cite c = { 0 };

	a->end = p->run.end;
	p->err = p->err != OK ? p->err : run_targets(p, NULL, false, &c);
	return p->err == OK ? put_cite(p, first, a->end, a, &c) : p->n;
}

static size_t
act(struct parse *p, size_t i)
{
	struct act_ref a;
	const struct cite *c;
	size_t e;

	if (relative_read(p, i, false, &a))
		return put_whole(p, i, &a);
	if (act_read(p, i, false, &a) && !a.bare && (!a.weak || units_after(p, a.end))) {
		if (units_after(p, a.end))
			return put_after(p, i, &a);
		return put_list(p, put_whole(p, i, &a), a);
	}
	e = defined_read(p, i, &c);
	if (e > 0) {
		a = (struct act_ref){ .act = c->act, .relative = CITE_NAMED_BEFORE, .end = e,
			.known = c->known, .known_id = c->known_id };
		return put_whole(p, i, &a);
	}
	return i + 1;
}

/* «… от 5 мая 2020 № 1 о сроках уборки (далее - Постановление)»: words may stand between. */
static size_t
define_late(struct parse *p, size_t i)
{
	struct cite *last = p->out.n > 0 ? &p->out.p[p->out.n - 1] : NULL;
	size_t e;

	if (last == NULL || last->defines.n > 0 || p->t[i].from - last->to > DEFINED_FAR)
		return i + 1;
	for (size_t k = last->to; k < p->t[i].from; k++)
		if (p->text.p[k] == ';' || (p->text.p[k] == '.' && p->text.p[k + 1] == '\n'))
			return i + 1;
	e = define_read(p, i, p->out.n - 1, &last->defines);
	return e > 0 ? e : i + 1;
}

static size_t
step(struct parse *p, size_t i)
{
	const struct tok *t = &p->t[i];

	p->steps++;
	if (p->ctx->enclosing.n == 0 && (t->flags & TF_LINE) && t->kind == TOK_NUM &&
	    (tok_mark(p, i + 1, '.') || tok_mark(p, i + 1, ')')))
		p->in.enclosing = tok_str(p, i);
	if (tok_mark(p, i, 'N') && p->t[i + 1].kind == TOK_NUM)
		return act(p, i);
	if (t->kind == TOK_NUM)
		return tok_is(p, i + 1, WC_FZ) || tok_mark(p, i + 1, '-') ? act(p, i) : i + 1;
	if (tok_mark(p, i, '$'))
		return units(p, i);
	if (tok_mark(p, i, '(') && tok_is(p, i + 1, WC_FURTHER))
		return define_late(p, i);
	if (t->kind != TOK_WORD)
		return i + 1;
	switch (t->wc) {
	case WC_UNIT_ABBR:
		if (i > 0 && p->t[i - 1].kind == TOK_NUM && t->val != U_ARTICLE)
			return i + 1; /* «10 ч. 30 мин» */
		return units(p, i);
	case WC_UNIT: return units(p, i);
	case WC_ORDINAL: return tok_is(p, i + 1, WC_UNIT) ? units(p, i) : i + 1;
	case WC_THIS:
	case WC_SAID:
	case WC_SAID_WEAK:
		if (tok_is(p, i + 1, WC_UNIT))
			return units(p, i);
		return act(p, i);
	case WC_SAME:
		if (!tok_is(p, i + 1, WC_ZHE))
			return i + 1;
		return tok_is(p, i + 2, WC_UNIT) ? units(p, i) : act(p, i);
	case WC_NONE:
		/* most words: only a name may begin with them */
		return names_first(p->names, t) || (t->flags & TF_CAP) ? act(p, i) : i + 1;
	default: return act(p, i);
	}
}

/* Where a full piece is cut: before the last line that begins in its second half. */
static size_t
cut(const struct tok *t, size_t n)
{
	for (size_t i = n; i > n / 2; i--)
		if ((t[i - 1].flags & TF_LINE) && (t[i - 1].flags & TF_CAP))
			return i - 1;
	return n;
}

static enum err
pieces(struct parse *p)
{
	size_t at = 0;

	while (at < p->text.n && p->err == OK) {
		size_t end = lex(p->text, at, p->text.n, p->t, PIECE, &p->n);

		if (end < p->text.n) {
			size_t k = cut(p->t, p->n);

			if (k < p->n)
				end = p->t[k].from;
			p->n = k;
		}
		memset(&p->t[p->n], 0, PAD * sizeof *p->t);
		p->last_end = 0;
		for (size_t i = 0; i < p->n && p->err == OK;)
			i = step(p, i);
		at = end;
	}
	return p->err;
}

/* «подпункт «в» Указа»: an act that is named only later in the text, or not at all. */
static bool
unsaid(const struct cite *c)
{
	return c->relative == CITE_NAMED_BEFORE && c->act.shrt.n == 0 && c->act.number.n == 0 &&
	    c->act.date.n == 0 && c->act.title.n == 0;
}

static void
settle(struct parse *p)
{
	const struct cite *last[CITE_KINDS] = { NULL };
	size_t n = 0;

	if (p->in.act.kind != CITE_NONE)
		return;
	for (size_t i = p->out.n; i > 0; i--) {
		struct cite *c = &p->out.p[i - 1];

		if (!unsaid(c)) {
			last[c->act.kind] = c;
		} else if (last[c->act.kind] != NULL) {
			c->act = last[c->act.kind]->act;
			c->known = last[c->act.kind]->known;
			c->known_id = last[c->act.kind]->known_id;
		}
	}
	for (size_t i = 0; i < p->out.n; i++)
		if (!unsaid(&p->out.p[i]))
			p->out.p[n++] = p->out.p[i];
	p->out.n = n;
}

static void
place(struct parse *p)
{
	p->in = *p->ctx;
	if (p->in.act.kind == CITE_NONE && p->in.act.title.n > 0)
		p->in.act.kind = cite_kind_of(p->in.act.title);
	p->in.article = heading_number(p, p->ctx->article);
	p->in.chapter = heading_number(p, p->ctx->chapter);
	p->in.section = heading_number(p, p->ctx->section);
}

enum err
cite_find_steps(struct arena *a, const struct cite_names *names, struct str text,
    const struct cite_context *ctx, struct cites *ret, uint64_t *ret_steps)
{
	static const struct cite_context nowhere;
	struct parse *p = arena_make(a, struct parse);

	if (p == NULL)
		return E_NOMEM;
	if (text.n > CITE_TEXT_MAX)
		return E_TOO_BIG;
	p->a = a;
	p->names = names;
	p->text = text;
	p->ctx = ctx ? ctx : &nowhere;
	p->t = arena_array(a, struct tok, (text.n < PIECE ? text.n : PIECE) + PAD);
	p->scratch = arena_array(a, struct cite_target, RUN_TARGETS);
	if (p->t == NULL || p->scratch == NULL)
		return E_NOMEM;
	place(p);
	TRY(pieces(p));
	settle(p);
	*ret = (struct cites){ p->out.p, p->out.n };
	*ret_steps = p->steps;
	return OK;
}

enum err
cite_find(struct arena *a, const struct cite_names *names, struct str text,
    const struct cite_context *ctx, struct cites *ret)
{
	uint64_t steps;

	return cite_find_steps(a, names, text, ctx, ret, &steps);
}
