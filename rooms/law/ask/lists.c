/* lists.c - how much each word says of each unit.
 *
 * What a word adds to a unit is BM25 (Robertson and Zaragoza, "The Probabilistic Relevance
 * Framework", 2009) in each of five fields, weighed, and a constant for being there at all:
 * a plain question shares few words with its article, so which ones are shared says more
 * than how often they stand there. Weights: docs/eval.md.
 */
#include <math.h>
#include "law/ask/inner.h"

static const double weight[F_N] = {
	[F_TEXT] = 0.5, [F_TITLE] = 0.6, [F_WORDS] = 0.3, [F_QUESTIONS] = 0.25,
	[F_LEARNED] = 0.25,
};
/* How much a long field is held against it; that much is asked about an article is no fault. */
static const double length[F_N] = {
	[F_TEXT] = 0.5, [F_TITLE] = 0.5, [F_WORDS] = 0.2, [F_QUESTIONS] = 0.2,
	[F_LEARNED] = 0.2,
};
static const double there = 0.8;

/* Counts of one unit's words, cleared word by word. */
struct counts {
	uint32_t *in[F_N];	/* of a term, by field */
	uint32_t *term;		/* those that are there */
	bool *seen;
	uint32_t n;
	uint32_t len[F_N];
};

struct lists {
	struct build *b;
	struct counts c;
	double mean[F_N];	/* words in a field that is not empty */
	VEC(struct triple) t;
};

static enum err
counts_init(struct counts *c, struct arena *a, uint32_t terms)
{
	for (int f = 0; f < F_N; f++) {
		c->in[f] = arena_array(a, uint32_t, (size_t)terms + 1);
		if (c->in[f] == NULL)
			return E_NOMEM;
	}
	c->term = arena_array(a, uint32_t, (size_t)terms + 1);
	c->seen = arena_array(a, bool, (size_t)terms + 1);
	return c->term && c->seen ? OK : E_NOMEM;
}

static void
counts_clear(struct counts *c)
{
	for (uint32_t i = 0; i < c->n; i++) {
		c->seen[c->term[i]] = false;
		for (int f = 0; f < F_N; f++)
			c->in[f][c->term[i]] = 0;
	}
	c->n = 0;
	memset(c->len, 0, sizeof c->len);
}

/* With field F_N the words are only seen, not counted. */
static void
count(struct counts *c, const uint32_t *token, struct span s, int field, uint32_t times)
{
	for (uint32_t i = s.at; i < s.at + s.n; i++) {
		if (!c->seen[token[i]]) {
			c->seen[token[i]] = true;
			c->term[c->n++] = token[i];
		}
		if (field < F_N)
			c->in[field][token[i]] += times;
	}
	if (field < F_N)
		c->len[field] += s.n * times;
}

static void
count_doc(struct lists *l, uint32_t i)
{
	const struct ask_index *ix = l->b->ix;
	const struct doc *d = &ix->doc[i];

	counts_clear(&l->c);
	for (uint32_t s = d->sentence; s < d->sentence + d->n_sentences; s++)
		count(&l->c, ix->token, ix->sentence[s].words, F_TEXT, 1);
	count(&l->c, ix->token, d->title, F_TITLE, 1);
	count(&l->c, ix->token, ix->words[i], F_WORDS, 1);
	for (uint32_t q = d->asked; q < d->asked + d->n_asked; q++)
		count(&l->c, ix->token, ix->asked[q].words,
		    ix->asked[q].learned ? F_LEARNED : F_QUESTIONS, 1);
}

/* How rare each word is among the units, and how long fields are. */
static enum err
rarity_find(struct lists *l)
{
	struct ask_index *ix = l->b->ix;
	uint32_t *df = arena_array(l->b->scratch, uint32_t, (size_t)ix->terms.n + 1);
	uint32_t full[F_N] = { 0 };

	ix->rarity = arena_array(ix->arena, float, (size_t)ix->terms.n + 1);
	if (df == NULL || ix->rarity == NULL)
		return E_NOMEM;
	for (uint32_t i = 0; i < ix->n_docs; i++) {
		count_doc(l, i);
		for (int f = 0; f < F_N; f++) {
			l->mean[f] += l->c.len[f];
			full[f] += l->c.len[f] > 0;
		}
		count(&l->c, ix->token, ix->chapter[ix->doc[i].chapter], F_N, 1);
		for (uint32_t t = 0; t < l->c.n; t++)
			df[l->c.term[t]]++;
	}
	for (int f = 0; f < F_N; f++)
		l->mean[f] /= full[f] ? full[f] : 1;
	ix->title_mean = l->mean[F_TITLE] > 0 ? (float)l->mean[F_TITLE] : 1;
	for (uint32_t t = 0; t < ix->terms.n; t++)
		ix->rarity[t] = (float)log(1 + (ix->n_docs - df[t] + 0.5) / (df[t] + 0.5));
	ix->rarest = (float)log(1 + (ix->n_docs + 0.5) / 0.5);
	return OK;
}

static enum err
dull_find(struct build *b)
{
	struct ask_index *ix = b->ix;
	char out[64];

	ix->dull = arena_array(ix->arena, bool, (size_t)ix->terms.n + 1);
	if (ix->dull == NULL)
		return E_NOMEM;
	for (uint32_t f = 0; f < ix->forms.n; f++)
		if (dull_form(ix->forms.p[f])) {
			uint32_t t = lexis_find(&ix->terms, text_word(b->w, ix->forms.p[f], out));
			if (t != NO_TERM)
				ix->dull[t] = true;
		}
	return OK;
}

static double
bm25(uint32_t n, double len, double mean, double b)
{
	const double k = 1.2;

	return n == 0 || mean <= 0 ? 0 : n * (k + 1) / (n + k * (1 - b + b * len / mean));
}

static enum err
units_list(struct lists *l)
{
	struct ask_index *ix = l->b->ix;

	for (uint32_t i = 0; i < ix->n_docs; i++) {
		count_doc(l, i);
		if (ix->doc[i].n_sentences == 0 && !ix->doc[i].outside)
			continue; /* repealed: there is nothing to quote */
		for (uint32_t k = 0; k < l->c.n; k++) {
			uint32_t t = l->c.term[k];
			double w = there;
			if (ix->dull[t])
				continue;
			for (int f = 0; f < F_N; f++)
				w += weight[f] *
				    bm25(l->c.in[f][t], l->c.len[f], l->mean[f], length[f]);
			struct triple one = { t, i, (float)(w * ix->rarity[t]) };
			TRY(VEC_PUSH(l->b->scratch, &l->t, one));
		}
	}
	TRY(postings_make(ix->arena, l->t.p, l->t.n, ix->terms.n, POSTINGS_CAP, &ix->units));
	ix->n_postings = (size_t)ix->units.at[ix->terms.n];
	return OK;
}

/* ---- chapters: what a question is about, before which article --------------------- */

static void
count_chapter(struct lists *l, const uint32_t *docs, uint32_t n)
{
	const struct ask_index *ix = l->b->ix;

	counts_clear(&l->c);
	for (uint32_t k = 0; k < n; k++) {
		const struct doc *d = &ix->doc[docs[k]];
		count(&l->c, ix->token, ix->chapter[d->chapter], F_TEXT, 1);
		count(&l->c, ix->token, d->title, F_TEXT, 2);
		count(&l->c, ix->token, ix->words[docs[k]], F_TEXT, 1);
		for (uint32_t q = d->asked; q < d->asked + d->n_asked; q++)
			count(&l->c, ix->token, ix->asked[q].words, F_TEXT, 1);
	}
}

/* Docs in order of chapter, so that a chapter's are together. */
static uint32_t *
docs_by_chapter(struct lists *l, uint32_t *at)
{
	const struct ask_index *ix = l->b->ix;
	uint32_t *docs = arena_array(l->b->scratch, uint32_t, (size_t)ix->n_docs + 1);

	if (docs == NULL)
		return NULL;
	for (uint32_t i = 0; i < ix->n_docs; i++)
		at[ix->doc[i].chapter + 2]++;
	for (uint32_t c = 2; c < ix->n_chapters + 2; c++)
		at[c] += at[c - 1];
	for (uint32_t i = 0; i < ix->n_docs; i++)
		docs[at[ix->doc[i].chapter + 1]++] = i;
	return docs;
}

static enum err
chapters_list(struct lists *l)
{
	struct ask_index *ix = l->b->ix;
	uint32_t *at = arena_array(l->b->scratch, uint32_t, (size_t)ix->n_chapters + 3);
	uint32_t *docs = at ? docs_by_chapter(l, at) : NULL;
	double mean = 0;

	if (docs == NULL)
		return E_NOMEM;
	l->t.n = 0;
	for (uint32_t c = 0; c < ix->n_chapters; c++) {
		count_chapter(l, docs + at[c], at[c + 1] - at[c]);
		mean += (double)l->c.len[F_TEXT] / ix->n_chapters;
	}
	for (uint32_t c = 0; c < ix->n_chapters; c++) {
		count_chapter(l, docs + at[c], at[c + 1] - at[c]);
		for (uint32_t k = 0; k < l->c.n; k++) {
			uint32_t t = l->c.term[k];
			double w = bm25(l->c.in[F_TEXT][t], l->c.len[F_TEXT], mean, 0.5);
			struct triple one = { t, c, (float)(w * ix->rarity[t]) };
			if (!ix->dull[t])
				TRY(VEC_PUSH(l->b->scratch, &l->t, one));
		}
	}
	return postings_make(ix->arena, l->t.p, l->t.n, ix->terms.n, POSTINGS_CAP, &ix->chapters);
}

/* Rarity of a title's words together, and lengths of questions. */
static void
pieces_weigh(struct ask_index *ix)
{
	double len = 0, n = 0;

	for (uint32_t i = 0; i < ix->n_docs; i++) {
		struct doc *d = &ix->doc[i];
		d->title_weight = 0; /* of an overlay: what the base had */
		for (uint32_t k = d->title.at; k < d->title.at + d->title.n; k++) {
			bool again = ix->dull[ix->token[k]];
			for (uint32_t j = d->title.at; j < k && !again; j++)
				again = ix->token[j] == ix->token[k];
			if (!again)
				d->title_weight += ix->rarity[ix->token[k]];
		}
		for (uint32_t q = d->asked; q < d->asked + d->n_asked; q++) {
			struct asked *s = &ix->asked[q];
			s->len = 0;
			for (uint32_t k = s->words.at; k < s->words.at + s->words.n; k++)
				s->len += !ix->dull[ix->token[k]];
			len += s->len;
			n++;
		}
	}
	ix->asked_mean = n > 0 && len > 0 ? (float)(len / n) : 1;
}

enum err
build_postings(struct build *b)
{
	struct lists l = { .b = b };

	TRY(counts_init(&l.c, b->scratch, b->ix->terms.n));
	TRY(dull_find(b));
	TRY(rarity_find(&l));
	TRY(units_list(&l));
	TRY(chapters_list(&l));
	pieces_weigh(b->ix);
	return OK;
}
