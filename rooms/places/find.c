/* find.c - a place by its name in any case form, by its code, or with a slip.
 *
 * Ten thousand names are looked through one by one: half a millisecond, and nothing to keep
 * in step. Only when nothing is called so are spellings compared.
 */
#include "places/places_impl.h"

#include <stdlib.h>

#include "text/text.h"

#define RANK_EXACT 0
#define RANK_WORDS 10		/* all words of the short name, in some case form */
#define RANK_PREFIX 20
#define RANK_PART 30		/* its words are among those of the name */
#define RANK_CENTRE 40		/* of the full name or the centre */
#define RANK_REGION 50		/* and of the region */
#define RANK_SLIP 60
#define RANK_NONE 1000
#define HITS_MAX 12000
#define WORDS_TMP (1 * MiB)

/* ---- keys ------------------------------------------------------------------------ */

static int
by_code(const void *a, const void *b, void *ctx)
{
	const struct place *p = ctx;

	return str_cmp(p[*(const int *)a].code, p[*(const int *)b].code);
}

/* What is only on the way to it is made in `tmp`: there are tens of thousands of places. */
static enum err
words_make(struct arena *a, struct arena *tmp, const struct place *p, struct str *fold,
    struct places_words *own, struct places_words *more)
{
	struct str name, all;

	arena_reset(tmp);
	name = text_fold(tmp, p->short_name);
	all = text_fold(tmp, str_fmt(tmp, "%.*s %.*s", FMT(p->name), FMT(p->center)));
	if (name.p == NULL || all.p == NULL)
		return E_NOMEM;
	*fold = str_dup(a, name);
	all = str_dup(a, all);
	if (fold->p == NULL || all.p == NULL)
		return E_NOMEM;
	TRY(places_words_of(a, *fold, own));
	return places_words_of(a, all, more);
}

static enum err
all_words_make(struct arena *a, const struct place *p, size_t n, struct str *fold,
    struct places_words *own, struct places_words *more)
{
	struct arena *tmp = arena_new(WORDS_TMP);
	enum err e = tmp ? OK : E_NOMEM;

	for (size_t i = 0; e == OK && i < n; i++)
		e = words_make(a, tmp, &p[i], &fold[i], &own[i], &more[i]);
	arena_free(tmp);
	return e;
}

enum err
places_keys_make(struct arena *a, const struct place *p, size_t n, struct places_keys *ret)
{
	int *codes = arena_array(a, int, n + 1);
	struct str *fold = arena_array(a, struct str, n + 1);
	struct places_words *own = arena_array(a, struct places_words, n + 1);
	struct places_words *rest = arena_array(a, struct places_words, n + 1);

	if (!codes || !fold || !own || !rest)
		return E_NOMEM;
	TRY(all_words_make(a, p, n, fold, own, rest));
	for (size_t i = 0; i < n; i++)
		codes[i] = (int)i;
	qsort_r(codes, n, sizeof *codes, by_code, (void *)(uintptr_t)p);
	*ret = (struct places_keys){ codes, fold, own, rest,
		arena_array(a, struct places_box, n + 1) };
	if (ret->box == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < n; i++)
		ret->box[i] = (struct places_box){ 1, 1, 0, 0 };
	return OK;
}

/* ---- codes ----------------------------------------------------------------------- */

/* Blanks and U+00A0 out; Latin letters large. At most 15 bytes. */
static size_t
squeeze(struct str text, char out[16])
{
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if (c == ' ' || c == 0xC2 || c == 0xA0 || c == '\t')
			continue;
		if (n == 15)
			return 0;
		out[n++] = (char)(c >= 'a' && c <= 'z' ? c - 32 : c);
	}
	return n;
}

static bool
digits(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] < '0' || p[i] > '9')
			return false;
	return n > 0;
}

bool
places_code_norm(struct str text, char out[16], struct str *ret)
{
	size_t n = squeeze(text, out);

	if (n == 2 && memcmp(out, "RU", 2) == 0) {
		*ret = (struct str){ out, n };
		return true;
	}
	if (n > 3 && n < 12 && memcmp(out, "FD-", 3) == 0) {
		*ret = (struct str){ out, n };
		return true;
	}
	if (!digits(out, n) || (n != 2 && n != 5 && n != 8 && n != 11))
		return false;
	for (; n < 8; n++)
		out[n] = '0';
	*ret = (struct str){ out, 8 };	/* of 11 the last three name a town or village within */
	return true;
}

/* ---- names ----------------------------------------------------------------------- */

struct ask {
	const struct places_index *x;
	struct str fold;
	struct places_words words;	/* all of them */
	bool generic[24];
	size_t n_plain;			/* words that are a name */
	struct str code;		/* digits of the beginning of a code */
};

static bool
among(const struct places_word *w, const struct places_words *set, bool prefix)
{
	for (size_t i = 0; i < set->n; i++) {
		if (places_word_same(w, &set->p[i]))
			return true;
		if (prefix && w->fold.n >= 6 && str_starts(set->p[i].fold, w->fold))
			return true;
	}
	return false;
}

/* What part of the answer word k of the question is for: 0 the short name … 2 the region. */
static int
word_depth(const struct ask *q, size_t k, int place)
{
	const struct places_keys *keys = q->x->keys;
	bool last = k + 1 == q->words.n;
	int up = q->x->p[place].region;

	if (among(&q->words.p[k], &keys->own[place], last))
		return 0;
	if (among(&q->words.p[k], &keys->more[place], last))
		return 1;
	return up >= 0 && up != place && among(&q->words.p[k], &keys->own[up], false) ? 2 : 3;
}

static int
rank_of(const struct ask *q, int place)
{
	const struct places_keys *keys = q->x->keys;
	size_t own = 0, strange = 0;
	int worst = 0;

	if (q->code.n > 0)
		return str_starts(q->x->p[place].code, q->code) ? RANK_PREFIX : RANK_NONE;
	if (str_eq(keys->fold[place], q->fold))
		return RANK_EXACT;
	for (size_t k = 0; k < q->words.n; k++) {
		int d = word_depth(q, k, place);

		own += d == 0;
		if (q->generic[k] && q->n_plain > 0) {
			strange += d >= 2; /* «область» of the region is not its own */
			continue;
		}
		if (d == 3)
			return RANK_NONE;
		worst = d > worst ? d : worst;
	}
	if (worst == 2)
		return RANK_REGION + (own == 0 ? 9 : 0) + (strange > 0);
	if (worst == 1)
		return RANK_CENTRE + (int)strange;
	if (own == keys->own[place].n && places_word_same(&q->words.p[0], &keys->own[place].p[0]))
		return RANK_WORDS + (int)strange;
	return (str_starts(keys->fold[place], q->fold) ? RANK_PREFIX : RANK_PART) + (int)strange;
}

static int
slip_of(const struct ask *q, int place)
{
	const struct places_words *own = &q->x->keys->own[place];
	int sum = 0;

	for (size_t k = 0; k < q->words.n; k++) {
		const struct places_word *w = &q->words.p[k];
		int most = w->fold.n > 12 ? 2 : 1, best = most + 1;

		if (q->generic[k])
			continue;
		if (w->fold.n < 8) /* three letters are like too many names */
			return RANK_NONE;
		for (size_t i = 0; i < own->n; i++) {
			int d = text_distance(w->fold, own->p[i].fold, most);
			int e = text_distance(w->s1, own->p[i].s1, most);

			best = d < best ? d : best;
			best = e + 1 < best ? e + 1 : best;
		}
		if (best > most)
			return RANK_NONE;
		sum += best;
	}
	return RANK_SLIP + sum * 2 + (own->n > q->n_plain);
}

static int
by_rank(const void *a, const void *b, void *ctx)
{
	const struct places_index *x = ctx;
	const struct places_hit *h = a, *k = b;
	const struct place *p = &x->p[h->place], *r = &x->p[k->place];
	int64_t n = p->population.v, m = r->population.v;

	if (h->rank != k->rank)
		return h->rank - k->rank;
	if (p->now != r->now)
		return p->now ? -1 : 1;
	if (p->level != r->level)
		return (int)p->level - (int)r->level;
	if (n != m)
		return n > m ? -1 : 1;
	return str_cmp(p->code, r->code);
}

static bool
in_scope(const struct place *p, enum places_scope scope)
{
	return scope == PLACES_ALL || (p->level == PLACE_MUNI && p->now);
}

static enum err
look(const struct ask *q, struct arena *a, enum places_scope scope,
    int (*rank)(const struct ask *, int), struct places_found *ret)
{
	VEC(struct places_hit) hits = { 0 };

	for (size_t i = 0; i < q->x->n && hits.n < HITS_MAX; i++) {
		int r = in_scope(&q->x->p[i], scope) ? rank(q, (int)i) : RANK_NONE;

		if (r < RANK_NONE)
			TRY(VEC_PUSH(a, &hits, ((struct places_hit){ (int)i, r })));
	}
	if (hits.n > 0)
		qsort_r(hits.p, hits.n, sizeof *hits.p, by_rank, (void *)(uintptr_t)q->x);
	ret->p = hits.p;
	ret->n = ret->total = hits.n;
	return OK;
}

static enum err
ask_init(struct ask *q, const struct places_index *x, struct arena *a, struct str text)
{
	*q = (struct ask){ .x = x, .fold = text_fold(a, text) };
	if (q->fold.p == NULL)
		return E_NOMEM;
	TRY(places_words_of(a, q->fold, &q->words));
	for (size_t k = 0; k < q->words.n; k++) {
		q->generic[k] = places_word_generic(&q->words.p[k]);
		q->n_plain += !q->generic[k];
	}
	return OK;
}

static enum err
by_codes(struct ask *q, struct arena *a, struct str text, enum places_scope scope,
    struct places_found *ret)
{
	int at = places_by_code(q->x, text);
	char buf[16];
	size_t n = squeeze(text, buf);

	ret->by_code = true;
	if (at >= 0 && in_scope(&q->x->p[at], scope)) {
		ret->p = arena_make(a, struct places_hit);
		if (ret->p == NULL)
			return E_NOMEM;
		*ret->p = (struct places_hit){ at, RANK_EXACT };
		ret->n = ret->total = 1;
		return OK;
	}
	q->code = str_dup(a, (struct str){ buf, n < 8 ? n : 8 });
	return q->code.n > 1 ? look(q, a, scope, rank_of, ret) : OK;
}

enum err
places_find(const struct places_index *x, struct arena *a, struct str text, size_t limit,
    enum places_scope scope, struct places_found *ret)
{
	struct places_found f = { 0 };
	struct ask q;
	char buf[16];
	size_t n;

	text = str_trim(text);
	n = squeeze(text, buf);
	TRY(ask_init(&q, x, a, text));
	if (digits(buf, n) || places_code_norm(text, buf, &(struct str){ 0 }))
		TRY(by_codes(&q, a, text, scope, &f));
	else if (q.words.n > 0)
		TRY(look(&q, a, scope, rank_of, &f));
	if (f.n == 0 && !f.by_code && q.n_plain > 0) {
		TRY(look(&q, a, scope, slip_of, &f));
		f.guessed = f.n > 0;
	}
	if (f.n > limit)
		f.n = limit;
	*ret = f;
	return OK;
}
