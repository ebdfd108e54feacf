/* bridge.c - from words of everyday to words of the law, learned from the situations.
 *
 * People ask «выгнать с работы», the law says «расторжение трудового договора». An article
 * that has situations shows both sides; words of the two that meet more often than chance
 * and in a good part of the articles where the everyday word stands become a bridge:
 * normalised pointwise mutual information (Bouma, 2009) times how often the one brings the
 * other. It serves articles that have no situations of their own.
 */
#include <math.h>
#include <stdlib.h>
#include "law/ask/inner.h"

enum { LAW_WORDS = 25, RARE = 2, COMMON = 300 };
static const double bridge_least = 0.08;

struct side { uint32_t *at, *p; };	/* of a doc: p[at[doc]] to p[at[doc + 1]] */

struct bridging {
	struct build *b;
	struct side law;		/* by doc */
	struct side by_word;		/* docs by everyday word */
	uint32_t *n_law, *n_plain;	/* of a term: in how many docs on either side */
	uint32_t *count, *met;
	uint32_t n_met, docs;
	bool *seen;
};

struct tally { uint32_t term, n, order; };

static int
by_count(const void *va, const void *vb)
{
	const struct tally *a = va, *b = vb;

	if (a->n != b->n)
		return a->n > b->n ? -1 : 1;
	return (a->order > b->order) - (a->order < b->order);
}

static bool
is_number(struct str s)
{
	return s.n > 0 && s.p[0] >= '0' && s.p[0] <= '9';
}

/* The words that stand for a doc on the law's side: its title and its commonest. */
static uint32_t
law_side(struct bridging *g, const struct doc *d, struct tally *t, uint32_t *out)
{
	const struct ask_index *ix = g->b->ix;
	uint32_t n = 0, got = 0;

	for (uint32_t s = d->sentence; s < d->sentence + d->n_sentences; s++) {
		struct span w = ix->sentence[s].words;
		for (uint32_t k = w.at; k < w.at + w.n; k++) {
			uint32_t term = ix->token[k];
			if (ix->dull[term] || is_number(ix->terms.p[term]))
				continue;
			if (g->count[term]++ > 0)
				continue;
			t[n] = (struct tally){ .term = term, .order = n };
			n++;
		}
	}
	for (uint32_t i = 0; i < n; i++) {
		t[i].n = g->count[t[i].term];
		g->count[t[i].term] = 0;
	}
	qsort(t, n, sizeof *t, by_count);
	for (uint32_t i = 0; i < n && i < LAW_WORDS; i++) {
		out[got++] = t[i].term;
		g->seen[t[i].term] = true;
	}
	for (uint32_t k = d->title.at; k < d->title.at + d->title.n; k++)
		if (!ix->dull[ix->token[k]] && !g->seen[ix->token[k]]) {
			g->seen[ix->token[k]] = true;
			out[got++] = ix->token[k];
		}
	for (uint32_t i = 0; i < got; i++)
		g->seen[out[i]] = false;
	return got;
}

static enum err
law_sides(struct bridging *g)
{
	const struct ask_index *ix = g->b->ix;
	struct arena *a = g->b->scratch;
	struct tally *t = arena_array(a, struct tally, (size_t)ix->terms.n + 1);
	size_t room = 1;

	for (uint32_t i = 0; i < ix->n_inside; i++)
		room += ix->doc[i].n_asked > 0 ? LAW_WORDS + ix->doc[i].title.n : 0;
	g->law.at = arena_array(a, uint32_t, (size_t)ix->n_docs + 2);
	g->law.p = arena_array(a, uint32_t, room);
	if (t == NULL || g->law.at == NULL || g->law.p == NULL)
		return E_NOMEM;
	for (uint32_t i = 0; i < ix->n_inside; i++) {
		uint32_t at = g->law.at[i], n = 0;
		if (ix->doc[i].n_asked > 0) {
			n = law_side(g, &ix->doc[i], t, g->law.p + at);
			g->docs++;
		}
		for (uint32_t k = 0; k < n; k++)
			g->n_law[g->law.p[at + k]]++;
		g->law.at[i + 1] = at + n;
	}
	return OK;
}

/* Calls fn for each everyday word of a doc, once a word. */
static void
plain_side(struct bridging *g, uint32_t doc, void (*fn)(struct bridging *, uint32_t, uint32_t))
{
	const struct ask_index *ix = g->b->ix;
	const struct doc *d = &ix->doc[doc];

	g->n_met = 0;
	for (uint32_t q = 0; q <= d->n_asked; q++) {
		struct span w = q < d->n_asked ? ix->asked[d->asked + q].words : ix->words[doc];
		for (uint32_t k = w.at; k < w.at + w.n; k++) {
			uint32_t term = ix->token[k];
			if (ix->dull[term] || g->seen[term])
				continue;
			g->seen[term] = true;
			g->met[g->n_met++] = term;
			fn(g, term, doc);
		}
	}
	for (uint32_t i = 0; i < g->n_met; i++)
		g->seen[g->met[i]] = false;
}

static void
plain_count(struct bridging *g, uint32_t term, uint32_t doc)
{
	(void)doc;
	g->n_plain[term]++;
}

static void
plain_place(struct bridging *g, uint32_t term, uint32_t doc)
{
	g->by_word.p[g->by_word.at[term + 1]++] = doc;
}

static enum err
plain_sides(struct bridging *g)
{
	const struct ask_index *ix = g->b->ix;
	struct arena *a = g->b->scratch;

	for (uint32_t i = 0; i < ix->n_inside; i++)
		if (ix->doc[i].n_asked > 0)
			plain_side(g, i, plain_count);
	g->by_word.at = arena_array(a, uint32_t, (size_t)ix->terms.n + 3);
	if (g->by_word.at == NULL)
		return E_NOMEM;
	for (uint32_t t = 0; t < ix->terms.n; t++)
		g->by_word.at[t + 2] = g->by_word.at[t + 1] + g->n_plain[t];
	g->by_word.p = arena_array(a, uint32_t, (size_t)g->by_word.at[ix->terms.n + 1] + 1);
	if (g->by_word.p == NULL)
		return E_NOMEM;
	for (uint32_t i = 0; i < ix->n_inside; i++)
		if (ix->doc[i].n_asked > 0)
			plain_side(g, i, plain_place);
	return OK;
}

static int
by_bridge(const void *va, const void *vb)
{
	const struct bridge *a = va, *b = vb;

	if (a->w != b->w)
		return a->w > b->w ? -1 : 1;
	return (a->term > b->term) - (a->term < b->term);
}

/* The best bridges of one everyday word; `room` holds as many as there are terms. */
static uint32_t
bridges_of(struct bridging *g, uint32_t plain, struct bridge *room)
{
	double n_plain = g->n_plain[plain], docs = g->docs;
	uint32_t n = 0;

	g->n_met = 0;
	for (uint32_t i = g->by_word.at[plain]; i < g->by_word.at[plain + 1]; i++) {
		uint32_t doc = g->by_word.p[i];
		for (uint32_t k = g->law.at[doc]; k < g->law.at[doc + 1]; k++)
			if (g->count[g->law.p[k]]++ == 0)
				g->met[g->n_met++] = g->law.p[k];
	}
	for (uint32_t i = 0; i < g->n_met; i++) {
		uint32_t term = g->met[i];
		double both = g->count[term];
		g->count[term] = 0;
		if (both < RARE || term == plain || both >= docs)
			continue;
		double pmi = log(both * docs / (n_plain * g->n_law[term]));
		double w = pmi / -log(both / docs) * both / (n_plain + 1);
		if (w > bridge_least)
			room[n++] = (struct bridge){ term, (float)w };
	}
	qsort(room, n, sizeof *room, by_bridge);
	return n < BRIDGES ? n : BRIDGES;
}

static enum err
bridges_all(struct bridging *g)
{
	struct ask_index *ix = g->b->ix;
	struct bridge *room = arena_array(g->b->scratch, struct bridge, (size_t)ix->terms.n + 1);
	VEC(struct bridge) all = { 0 };

	ix->bridge_at = arena_array(ix->arena, uint32_t, (size_t)ix->terms.n + 1);
	if (room == NULL || ix->bridge_at == NULL)
		return E_NOMEM;
	for (uint32_t t = 0; t < ix->terms.n; t++) {
		uint32_t n = g->n_plain[t] >= RARE && g->n_plain[t] <= COMMON ?
		    bridges_of(g, t, room) :
		    0;
		for (uint32_t i = 0; i < n; i++)
			TRY(VEC_PUSH(g->b->scratch, &all, room[i]));
		ix->bridge_at[t + 1] = (uint32_t)all.n;
	}
	ix->bridge = arena_array(ix->arena, struct bridge, all.n + 1);
	if (ix->bridge == NULL)
		return E_NOMEM;
	if (all.n > 0)
		memcpy(ix->bridge, all.p, all.n * sizeof *all.p);
	return OK;
}

enum err
build_bridge(struct build *b)
{
	size_t terms = (size_t)b->ix->terms.n + 1;
	struct bridging g = {
		.b = b,
		.n_law = arena_array(b->scratch, uint32_t, terms),
		.n_plain = arena_array(b->scratch, uint32_t, terms),
		.count = arena_array(b->scratch, uint32_t, terms),
		.met = arena_array(b->scratch, uint32_t, terms),
		.seen = arena_array(b->scratch, bool, terms),
	};

	if (!g.n_law || !g.n_plain || !g.count || !g.met || !g.seen)
		return E_NOMEM;
	TRY(law_sides(&g));
	TRY(plain_sides(&g));
	return bridges_all(&g);
}
