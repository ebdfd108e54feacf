/* quote.c - which one to three sentences of a unit answer.
 *
 * A window of sentences of one paragraph that has the most of the question's weight for
 * its length. Words of the title are what the whole unit is about and tell its sentences
 * apart less. «Сколько», «в какой срок» wants a number. A window that ends with a colon
 * takes in the list that follows, as far as it is short.
 */
#include "law/ask/inner.h"

enum { WINDOW = 3, QUOTE_BYTES = 900 };

struct pick {
	const struct ask_index *ix;
	const struct question *q;
	uint64_t in_title;	/* terms of the question that stand in the title */
};

/* What a window of sentences says of the question. */
static float
window_score(const struct pick *p, uint32_t first, uint32_t last)
{
	const struct ask_index *ix = p->ix;
	uint64_t seen = 0, wide = 0;
	float sum = 0, len = 0;
	bool quantity = false;

	for (uint32_t s = first; s <= last; s++) {
		struct span w = ix->sentence[s].words;
		len += (float)w.n;
		quantity = quantity || ix->sentence[s].quantity;
		for (uint32_t k = w.at; k < w.at + w.n; k++) {
			int i = question_find(p->q, ix->token[k]);
			if (i >= 0)
				seen |= (uint64_t)1 << i;
			for (int j = 0; i < 0 && j < p->q->n_wide; j++)
				if (p->q->wide[j].term == ix->token[k])
					wide |= (uint64_t)1 << j;
		}
	}
	for (int i = 0; i < p->q->n; i++)
		if (seen >> i & 1)
			sum += p->q->t[i].rarity * p->q->t[i].w * (p->in_title >> i & 1 ? 0.6f : 1);
	for (int j = 0; j < p->q->n_wide; j++)
		if (wide >> j & 1)
			sum += p->q->wide[j].w * ix->rarity[p->q->wide[j].term];
	if (p->q->how_much && quantity)
		sum *= 1.3f;
	return sum / (1 + 0.004f * len);
}

/* The list that a colon opens, as far as the quote stays short. */
static uint32_t
with_list(const struct ask_index *ix, const struct doc *d, uint32_t first, uint32_t last)
{
	const struct sentence *s = ix->sentence;
	uint32_t end = d->sentence + d->n_sentences;

	if (!s[last].colon)
		return last;
	while (last + 1 < end && s[last + 1].to - s[first].from <= QUOTE_BYTES)
		last++;
	return last;
}

static uint64_t
terms_in(const struct ask_index *ix, const struct question *q, struct span w)
{
	uint64_t seen = 0;

	for (uint32_t k = w.at; k < w.at + w.n; k++) {
		int i = question_find(q, ix->token[k]);
		if (i >= 0)
			seen |= (uint64_t)1 << i;
	}
	return seen;
}

struct passage
quote_pick(const struct ask_index *ix, const struct question *q, const struct doc *d)
{
	struct pick p = { .ix = ix, .q = q, .in_title = terms_in(ix, q, d->title) };
	struct passage ret = { .seen = p.in_title };
	uint32_t first = d->sentence, last = first, end = first + d->n_sentences;
	float best = -1;

	for (uint32_t i = d->sentence; i < end; i++)
		for (uint32_t j = i;
		     j < end && j < i + WINDOW && ix->sentence[j].para == ix->sentence[i].para;
		     j++) {
			float s = window_score(&p, i, j);
			if (s > best) {
				best = s;
				first = i;
				last = j;
			}
		}
	last = with_list(ix, d, first, last);
	for (uint32_t i = first; i <= last; i++)
		ret.seen |= terms_in(ix, q, ix->sentence[i].words);
	ret.from = ix->sentence[first].from;
	ret.to = ix->sentence[last].to;
	return ret;
}
