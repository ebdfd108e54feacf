/* rank.c - which units a question is nearest to.
 *
 * First every word's list adds to the units it stands in: lists are cut to the same length
 * whatever the number of texts, so ten times the texts cost little more. Then the best
 * NEAR are looked at closely: how much of the title is asked for, which phrases stand
 * there, which one question of the situations is nearest.
 */
#include "law/ask/inner.h"

/* Weights: fitted by softmax over units on one half of the questions, rounded; docs/eval.md. */
static const float
	by_chapter = 0.4f, by_title = 1.4f, by_title_pairs = 0.7f,
	by_asked = 0.35f, by_asked_pairs = 0.5f, by_bridge = 0.7f,
	by_learned = 0.7f,	/* of a question that a lawyer answered, beside a written one */
	in_named = 1.25f, not_named = 0.6f;

static void
list_add(const struct postings *l, uint32_t term, float w, float *to)
{
	for (uint64_t i = l->at[term]; i < l->at[term + 1]; i++)
		to[l->p[i].doc] += w * l->p[i].w;
}

static void
lists_add(const struct ask_index *ix, const struct question *q, float *unit, float *chapter)
{
	for (int i = 0; i < q->n; i++)
		if (q->t[i].term != NO_TERM) {
			list_add(&ix->units, q->t[i].term, q->t[i].w, unit);
			list_add(&ix->chapters, q->t[i].term, q->t[i].w, chapter);
		}
	for (int i = 0; i < q->n_wide; i++)
		list_add(&ix->units, q->wide[i].term, by_bridge * q->wide[i].w, unit);
}

/* ---- the best of many, in a heap with the least on top --------------------------------- */

static bool
less(const struct near *a, const struct near *b)
{
	return a->score != b->score ? a->score < b->score : a->doc > b->doc;
}

static void
heap_down(struct near *h, size_t n, size_t i)
{
	for (;;) {
		size_t least = i, l = 2 * i + 1;
		if (l < n && less(&h[l], &h[least]))
			least = l;
		if (l + 1 < n && less(&h[l + 1], &h[least]))
			least = l + 1;
		if (least == i)
			return;
		struct near t = h[i];
		h[i] = h[least];
		h[least] = t;
		i = least;
	}
}

/* Turns the heap into a list, best first. */
static void
heap_order(struct near *h, size_t n)
{
	while (n > 1) {
		struct near t = h[0];
		h[0] = h[--n];
		h[n] = t;
		heap_down(h, n, 0);
	}
}

/* Positive floats go as their bits do: places by the first ones, an eighth of a score wide. */
enum { PLACE_BITS = 11, PLACES = 1 << PLACE_BITS };

static uint32_t
place_of(float score)
{
	uint32_t bits;

	memcpy(&bits, &score, sizeof bits);
	return bits >> (31 - PLACE_BITS);
}

/* Scores in place of what lists added up; the place of the NEAR-th best. */
static uint32_t
scores_of(const struct ask_index *ix, float *unit, const float *chapter)
{
	uint32_t many[PLACES] = { 0 }, least = PLACES, n = 0;

	for (uint32_t i = 0; i < ix->n_docs; i++) {
		if (unit[i] <= 0)
			continue;
		unit[i] += by_chapter * chapter[ix->doc[i].chapter];
		many[place_of(unit[i])]++;
	}
	while (least > 0 && n < NEAR)
		n += many[--least];
	return least;
}

/* Most units are below the NEAR-th place and never come near the heap. */
static size_t
best_of(const struct ask_index *ix, float *unit, const float *chapter, struct near *h)
{
	uint32_t least = scores_of(ix, unit, chapter);
	size_t n = 0;

	for (uint32_t i = 0; i < ix->n_docs; i++) {
		if (unit[i] <= 0 || place_of(unit[i]) < least)
			continue;
		struct near one = { .doc = i, .score = unit[i], .situation = -1, .question = -1 };
		if (n < NEAR) {
			h[n++] = one;
			for (size_t k = n == NEAR ? NEAR / 2 : 0; k-- > 0;)
				heap_down(h, n, k);
		} else if (less(&h[0], &one)) {
			h[0] = one;
			heap_down(h, n, 0);
		}
	}
	if (n < NEAR)
		for (size_t k = n / 2; k-- > 0;)
			heap_down(h, n, k);
	return n;
}

/* ---- a closer look ---------------------------------------------------------------------- */

static float
pair_weight(const struct ask_index *ix, const struct question *q, uint32_t a, uint32_t b)
{
	float x = ix->rarity[a], y = ix->rarity[b];

	for (int i = 0; i < q->n_pairs; i++)
		if (q->pair[2 * i] == a && q->pair[2 * i + 1] == b)
			return 0.5f * (x > y ? x : y) + 0.25f * (x > y ? y : x);
	return 0;
}

static float
pairs_in(const struct ask_index *ix, const struct question *q, struct span s)
{
	float sum = 0;

	for (uint32_t k = s.at; k + 1 < s.at + s.n; k++)
		if (q->pairs_at[(uint8_t)ix->token[k]])
			sum += pair_weight(ix, q, ix->token[k], ix->token[k + 1]);
	return sum;
}

/* The weight of the question's words in a piece, each once. */
static float
words_in(const struct ask_index *ix, const struct question *q, struct span s)
{
	uint64_t seen = 0;
	float sum = 0;

	for (uint32_t k = s.at; k < s.at + s.n; k++) {
		int i = question_find(q, ix->token[k]);
		if (i < 0 || (seen >> i & 1))
			continue;
		seen |= (uint64_t)1 << i;
		sum += q->t[i].rarity * q->t[i].w;
	}
	return sum;
}

static float
norm(float n, float len, float mean, float b)	/* BM25 of one word seen once, n of them */
{
	return n * 2.2f / (1 + 1.2f * (1 - b + b * len / mean));
}

static void
look_title(const struct ask_index *ix, const struct question *q, const struct doc *d,
    struct near *m)
{
	float got = words_in(ix, q, d->title), all = d->title_weight > 1 ? d->title_weight : 1;

	m->title = got / all * (got < 12 ? got : 12);
	m->score += by_title * m->title;
	m->pairs = norm(pairs_in(ix, q, d->title), (float)d->title.n, ix->title_mean, 0.75f);
	m->score += by_title_pairs * m->pairs;
}

static void
look_asked(const struct ask_index *ix, const struct question *q, const struct doc *d,
    struct near *m)
{
	float best = 0, best_pairs = 0;

	for (uint32_t i = d->asked; i < d->asked + d->n_asked; i++) {
		const struct asked *s = &ix->asked[i];
		float part = s->learned ? by_learned : 1;
		float fit = part * norm(words_in(ix, q, s->words), s->len, ix->asked_mean, 0.6f);
		float pairs = part * norm(pairs_in(ix, q, s->words), s->len, ix->asked_mean, 0.6f);
		if (fit > best) {
			best = fit;
			m->situation = s->situation;
			m->question = s->question;
		}
		best_pairs = pairs > best_pairs ? pairs : best_pairs;
	}
	m->asked = best;
	m->score += by_asked * best + by_asked_pairs * best_pairs;
}

static bool
is_named(const struct question *q, uint32_t act)
{
	for (int i = 0; i < q->n_named; i++)
		if (q->named[i] == act)
			return true;
	return false;
}

/* Of the question's weight, what stands in the unit at all: for the few that matter. */
static void
look_cover(const struct ask_index *ix, const struct question *q, struct near *near, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		const struct doc *d = &ix->doc[near[k].doc];
		uint64_t seen = 0;
		size_t parts = d->n_sentences + d->n_asked;
		for (size_t s = 0; s <= parts; s++) {
			struct span w = s == parts ? d->title :
			    s < d->n_sentences     ? ix->sentence[d->sentence + s].words :
						     ix->asked[d->asked + s - d->n_sentences].words;
			for (uint32_t i = w.at; i < w.at + w.n; i++) {
				int at = question_find(q, ix->token[i]);
				if (at >= 0)
					seen |= (uint64_t)1 << at;
			}
		}
		for (int i = 0; i < q->n; i++)
			if (seen >> i & 1)
				near[k].cover += q->t[i].rarity * q->t[i].w;
	}
}

enum err
rank_units(const struct ask_index *ix, const struct question *q, struct arena *a,
    struct near **ret, size_t *ret_n)
{
	float *unit = arena_array(a, float, (size_t)ix->n_docs + 1);
	float *chapter = arena_array(a, float, (size_t)ix->n_chapters + 1);
	struct near *h = arena_array(a, struct near, NEAR);
	size_t n;

	if (unit == NULL || chapter == NULL || h == NULL)
		return E_NOMEM;
	lists_add(ix, q, unit, chapter);
	n = best_of(ix, unit, chapter, h);
	for (size_t i = 0; i < n; i++) {
		const struct doc *d = &ix->doc[h[i].doc];
		look_title(ix, q, d, &h[i]);
		look_asked(ix, q, d, &h[i]);
		if (q->n_named > 0 && !d->outside)
			h[i].score *= is_named(q, d->act) ? in_named : not_named;
	}
	for (size_t k = n / 2; k-- > 0;)
		heap_down(h, n, k);
	heap_order(h, n);
	look_cover(ix, q, h, n < 8 ? n : 8);
	*ret = h;
	*ret_n = n;
	return OK;
}
