/* names.c - which act a question names: «по жилищному кодексу», «44-фз», «ст 81 тк». */
#include <stdio.h>
#include "law/ask/inner.h"

enum { BARE = 4 };	/* bytes of a name that is a word of its own as well: «УК», «ТК» */

/* Up to NAMES first words of a text, each once, as a span. */
static enum err
name_put(struct build *b, struct str text, uint32_t act, bool outside)
{
	struct text_tokens t;
	struct name n = { .act = act, .outside = outside };
	uint32_t term, pos = UINT32_MAX;

	arena_reset(b->line);
	TRY(text_tokens(b->w, b->line, text, &t));
	n.words.at = (uint32_t)b->token.n;
	for (size_t i = 0; i < t.n && n.words.n < NAMES; i++) {
		if (t.p[i].pos == pos)
			continue;
		pos = t.p[i].pos;
		TRY(lexis_put(&b->ix->terms, t.p[i].term, &term));
		TRY(VEC_PUSH(b->scratch, &b->token, term));
		n.words.n++;
	}
	n.bare = n.words.n == 1 && t.p[0].form.n <= BARE;
	return n.words.n > 0 ? VEC_PUSH(b->scratch, &b->name, n) : OK;
}

/* «Жилищный кодекс» of a code's title; «закон О персональных данных» of a law's. */
static struct str
title_name(struct arena *a, struct str title)
{
	ptrdiff_t open = str_find(title, S("«")), close = str_find(title, S("»"));
	ptrdiff_t country = str_find(title, S(" Российской"));

	if (open >= 0 && close > open)
		return str_fmt(a, "закон %.*s", (int)(close - open - 2), title.p + open + 2);
	return country > 0 ? (struct str){ title.p, (size_t)country } : title;
}

static enum err
act_names(struct build *b, uint32_t i)
{
	const struct ask_act *act = &b->src->act[i];
	struct str rest, brief = act->short_name;
	struct str title = title_name(b->scratch, act->title);
	ptrdiff_t part = str_find(brief, S(" ч."));

	if (part > 0)
		brief.n = (size_t)part; /* «ГК РФ ч.1»: people say «ГК РФ» of all four */
	TRY(name_put(b, brief, i, false));
	struct str bare = str_cut(brief, ' ', &rest);
	if (rest.p != NULL && str_is(rest, "РФ"))
		TRY(name_put(b, bare, i, false));
	b->ix->number[i] = text_fold(b->ix->arena, act->number);
	if (b->ix->number[i].p == NULL)
		return E_NOMEM;
	return title.n > 0 ? name_put(b, title, i, false) : OK;
}

enum err
build_names(struct build *b)
{
	struct ask_index *ix = b->ix;

	ix->n_acts = (uint32_t)b->src->n_acts;
	ix->number = arena_array(ix->arena, struct str, b->src->n_acts + ix->n_outside + 1);
	if (ix->number == NULL)
		return E_NOMEM;
	for (uint32_t i = 0; i < ix->n_acts; i++)
		TRY(act_names(b, i));
	for (uint32_t i = 0; i < ix->n_outside; i++) {
		const struct ask_outside *o = &b->src->outside[i];
		if (ix->outside[i].p == NULL)
			continue;
		ix->number[ix->n_acts + i] = text_fold(ix->arena, o->number);
		if (ix->number[ix->n_acts + i].p == NULL)
			return E_NOMEM;
		for (size_t k = 0; k < o->names.n; k++)
			TRY(name_put(b, o->names.p[k], i, true));
	}
	return OK;
}

/* ---- in a question ----------------------------------------------------------------- */

static bool
is_digits(struct str s)
{
	size_t n = 0;

	while (n < s.n && ((s.p[n] >= '0' && s.p[n] <= '9') || s.p[n] == '.' || s.p[n] == '-'))
		n++;
	return n > 0 && n == s.n;
}

static void
act_named(struct question *q, uint32_t act)
{
	for (int i = 0; i < q->n_named; i++)
		if (q->named[i] == act)
			return;
	if (q->n_named < (int)LEN(q->named))
		q->named[q->n_named++] = act;
}

/* «131-фз», «131 фз», «фз 131»: the number as acts have it, in `out`. */
static bool
number_at(const struct text_token *t, size_t n, size_t i, char out[32], struct str *ret)
{
	struct str form = t[i].form, near = STR_NONE;
	int len = 0;

	if (str_ends(form, S("-фз")))
		len = snprintf(out, 32, "%.*s", FMT(form));
	else if (str_is(form, "фз") && i + 1 < n && is_digits(t[i + 1].form))
		near = t[i + 1].form;
	else if (str_is(form, "фз") && i > 0 && is_digits(t[i - 1].form))
		near = t[i - 1].form;
	if (near.p != NULL)
		len = snprintf(out, 32, "%.*s-фз", FMT(near));
	*ret = (struct str){ out, len > 0 && len < 32 ? (size_t)len : 0 };
	return ret->n > 0;
}

static void
number_named(const struct ask_index *ix, struct question *q, struct str number, struct arena *a)
{
	bool known = false;

	for (uint32_t i = 0; i < ix->n_acts; i++)
		if (str_eq(ix->number[i], number)) {
			act_named(q, i);
			known = true;
		}
	for (uint32_t i = 0; i < ix->n_outside && !known; i++)
		if (str_eq(ix->number[ix->n_acts + i], number)) {
			q->absent = (int32_t)i;
			known = true;
		}
	if (!known)
		q->absent_number = str_dup(a, number);
}

/* Does the name stand at seq[i]? A short one only where it can be no other word. */
static bool
name_at(const struct ask_index *ix, const struct name *m, const struct text_token *t,
    const uint32_t *seq, size_t n, size_t i)
{
	if (i + m->words.n > n)
		return false;
	for (uint32_t k = 0; k < m->words.n; k++)
		if (seq[i + k] != ix->token[m->words.at + k])
			return false;
	if (!m->bare)
		return true;
	return i > 0 &&
	    (is_digits(t[i - 1].form) || str_starts(t[i - 1].form, S("ст")) ||
		str_is(t[i - 1].form, "по"));
}

/* «статья 81», «ст. 39.28»: the article's number. */
static struct str
article_at(const struct text_token *t, size_t n, size_t i)
{
	if (i + 1 < n && is_digits(t[i + 1].form) &&
	    (str_is(t[i].form, "ст") || str_starts(t[i].form, S("стать")) ||
		str_is(t[i].form, "статей")))
		return t[i + 1].form;
	return STR_NONE;
}

enum err
names_find(const struct ask_index *ix, struct arena *a, struct question *q,
    const struct text_token *t, const uint32_t *seq, size_t n)
{
	char room[32];
	struct str number;

	for (size_t i = 0; i < n; i++) {
		if (number_at(t, n, i, room, &number))
			number_named(ix, q, number, a);
		struct str article = article_at(t, n, i);
		if (article.n > 0 && q->article.n == 0) {
			q->article = str_dup(a, article);
			q->in_name[i] = q->in_name[i + 1] = true;
		}
		for (size_t k = 0; k < ix->n_names; k++) {
			const struct name *m = &ix->name[k];
			if (!name_at(ix, m, t, seq, n, i))
				continue;
			if (m->outside)
				q->absent = (int32_t)m->act;
			else
				act_named(q, m->act);
			for (uint32_t w = 0; w < m->words.n; w++)
				q->in_name[i + w] = true;
		}
	}
	return OK;
}
