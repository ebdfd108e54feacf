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

/* What of the question stands in a sentence, or in several together. */
struct mark {
	uint64_t seen, wide;	/* bits of q->t, of q->wide */
	uint32_t len;
	bool quantity;
};

static struct mark
mark_of(const struct pick *p, const struct sentence *s)
{
	const struct ask_index *ix = p->ix;
	const struct question *q = p->q;
	struct mark m = { .len = s->words.n, .quantity = s->quantity };

	for (uint32_t k = s->words.at; k < s->words.at + s->words.n; k++) {
		uint32_t term = ix->token[k];
		int i = question_find(q, term);
		if (i >= 0)
			m.seen |= (uint64_t)1 << i;
		for (int j = 0; i < 0 && q->wide_at[(uint8_t)term] && j < q->n_wide; j++)
			if (q->wide[j].term == term)
				m.wide |= (uint64_t)1 << j;
	}
	return m;
}

/* What a window of sentences says of the question. */
static float
window_score(const struct pick *p, const struct mark *m)
{
	const struct question *q = p->q;
	float sum = 0;

	for (uint64_t left = m->seen; left != 0; left &= left - 1) {
		int i = __builtin_ctzll(left);
		sum += q->t[i].rarity * q->t[i].w * (p->in_title >> i & 1 ? 0.6f : 1);
	}
	for (uint64_t left = m->wide; left != 0; left &= left - 1) {
		const struct bridge *b = &q->wide[__builtin_ctzll(left)];
		sum += b->w * p->ix->rarity[b->term];
	}
	if (q->how_much && m->quantity)
		sum *= 1.3f;
	return sum / (1 + 0.004f * (float)m->len);
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
	struct mark mark[WINDOW];
	float best = -1;

	/* marks of the sentences of a window, by number modulo its length */
	for (uint32_t i = d->sentence, read = i; i < end; i++) {
		struct mark all = { 0 };
		for (uint32_t j = i;
		     j < end && j < i + WINDOW && ix->sentence[j].para == ix->sentence[i].para;
		     j++) {
			if (j == read)
				mark[read++ % WINDOW] = mark_of(&p, &ix->sentence[j]);
			const struct mark *m = &mark[j % WINDOW];
			all.seen |= m->seen;
			all.wide |= m->wide;
			all.len += m->len;
			all.quantity |= m->quantity;
			float score = window_score(&p, &all);
			if (score > best) {
				best = score;
				first = i;
				last = j;
			}
		}
	}
	last = with_list(ix, d, first, last);
	for (uint32_t i = first; i <= last; i++)
		ret.seen |= terms_in(ix, q, ix->sentence[i].words);
	ret.from = ix->sentence[first].from;
	ret.to = ix->sentence[last].to;
	return ret;
}
