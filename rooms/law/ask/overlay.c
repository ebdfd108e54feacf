/* overlay.c - an index with the situations of one unit replaced, and how common a word is.
 *
 * Texts are not read again: their tokens, sentences and names are the base's. What depends on
 * all units together (rarity, lists, the bridge) is made anew from the tokens, by the same
 * functions that made the base, so the answers are those of a whole build. One thing is left
 * as it was: a form met only in the old wordings still mends misspellings.
 */
#include <math.h>
#include "law/ask/inner.h"

enum { LINE_CAP = 64 * 1024 * 1024 };

/* The base's array with room to go on; a VEC's pointer and capacity. */
static void *
more(struct arena *a, const void *p, size_t n, size_t size, size_t *ret_cap)
{
	size_t cap = n + n / 8 + 1024;
	void *to = arena_array_(a, size, cap);

	if (to != NULL && n > 0)
		memcpy(to, p, n * size);
	*ret_cap = cap;
	return to;
}

#define MORE(b, v, from, count) \
	((v).n = (count), (v).p = more((b)->scratch, (from), (count), sizeof *(v).p, &(v).cap))

static enum err
take_over(struct build *b, const struct ask_index *base)
{
	struct ask_index *ix = b->ix;
	struct arena *a = b->scratch;

	*ix = *base;
	ix->arena = a;
	TRY(lexis_copy(&ix->terms, &base->terms, a));
	TRY(lexis_copy(&ix->forms, &base->forms, a));
	MORE(b, b->token, base->token, base->n_tokens);
	MORE(b, b->asked, base->asked, base->n_asked);
	MORE(b, b->doc, base->doc, base->n_docs);
	MORE(b, b->words, base->words, base->n_docs);
	MORE(b, b->form_df, base->form_df, base->forms.n);
	MORE(b, b->form_term, base->form_term, base->forms.n);
	return b->token.p && b->asked.p && b->doc.p && b->words.p && b->form_df.p &&
		b->form_term.p ?
	    OK :
	    E_NOMEM;
}

static struct doc *
doc_of(const struct build *b, int64_t unit)
{
	for (uint32_t i = 0; i < b->ix->n_inside; i++)
		if (b->doc.p[i].id == unit)
			return &b->doc.p[i];
	return NULL;
}

static enum err
overlay(struct build *b, const struct ask_index *base, const struct ask_try *t)
{
	struct ask_index *ix = b->ix;
	struct span words = { 0 };
	struct doc *d, was;

	TRY(take_over(b, base));
	d = doc_of(b, t->unit);
	if (d == NULL)
		return E_NOT_FOUND;
	was = *d;
	d->asked = (uint32_t)b->asked.n;
	TRY(build_asked(b, t->questions, -1, false));
	for (uint32_t i = was.asked; i < was.asked + was.n_asked; i++)
		if (base->asked[i].learned)
			TRY(VEC_PUSH(b->scratch, &b->asked, base->asked[i]));
	d->n_asked = (uint32_t)b->asked.n - d->asked;
	words.at = (uint32_t)b->token.n;
	TRY(build_word_list(b, t->words, &words));
	b->words.p[d - b->doc.p] = words;
	ix->token = b->token.p;
	ix->asked = b->asked.p;
	ix->doc = b->doc.p;
	ix->words = b->words.p;
	ix->n_tokens = b->token.n;
	ix->n_asked = b->asked.n;
	TRY(build_forms(b));
	TRY(build_postings(b));
	return build_bridge(b);
}

enum err
ask_overlay(const struct ask_index *base, struct text_words *w, const struct ask_try *t,
    size_t cap, struct ask_index **ret)
{
	struct arena *a = arena_new(cap);
	struct build b = { .ix = a ? arena_make(a, struct ask_index) : NULL, .w = w, .scratch = a,
		.line = arena_new(LINE_CAP) };
	enum err e = b.ix && b.line ? OK : E_NOMEM;

	if (e == OK)
		e = overlay(&b, base, t);
	arena_free(b.line);
	if (e != OK) {
		arena_free(a);
		return e;
	}
	*ret = b.ix;
	return OK;
}

enum err
ask_share(const struct ask_index *ix, struct text_words *w, struct arena *a, struct str text,
    double *ret)
{
	struct text_tokens t;
	double share = 1;

	TRY(text_tokens(w, a, text, &t));
	for (size_t i = 0; i < t.n; i++) {
		uint32_t term = lexis_find(&ix->terms, t.p[i].term);
		/* rarity is log(1 + (N - n + 0.5) / (n + 0.5)): n from it */
		double n = term == NO_TERM ? 0 : (ix->n_docs + 1) / exp(ix->rarity[term]) - 0.5;

		if (dull_form(t.p[i].form) || (term != NO_TERM && ix->dull[term]))
			continue;
		share = fmin(share, fmax(n, 0) / (ix->n_docs > 0 ? ix->n_docs : 1));
	}
	*ret = share;
	return OK;
}
