/* ask.c - whether to answer, and what.
 *
 * A logistic threshold over three signs, chosen by cross-validation (docs/eval.md), after
 * guards that need no ranking: orders to the machine, another language, an act that is
 * named and not in the base.
 */
#include <math.h>
#include "law/ask/inner.h"

/* As `make eval` prints them, rounded. */
static const double sign_weight[SIGN_N] = {
	[SIGN_SCORE] = 0.36, [SIGN_COVER] = 1.4, [SIGN_OUTSIDE] = -5.0,
};
static const double sign_bias = 0.55, sure_least = 0.5;

struct asking {
	const struct ask_index *ix;
	struct arena *a;
	struct question q;
	struct near *near;
	size_t n;
	ptrdiff_t in, out;	/* the best inside and outside, -1: none */
	struct ask_signs signs;
};

static ptrdiff_t
first_where(const struct asking *k, bool outside)
{
	for (size_t i = 0; i < k->n; i++)
		if (k->ix->doc[k->near[i].doc].outside == outside)
			return (ptrdiff_t)i;
	return -1;
}

static void
signs_find(struct asking *k)
{
	double *v = k->signs.v, total = k->q.total > 0 ? k->q.total : 1;

	if (k->in < 0)
		return;
	const struct near *m = &k->near[k->in];
	v[SIGN_SCORE] = m->score / total;
	v[SIGN_COVER] = m->cover / total;
	if (k->out >= 0)
		v[SIGN_OUTSIDE] = fmin(k->near[k->out].score / m->score, 2);
}

static double
sure_of(const struct ask_signs *s)
{
	double sum = sign_bias;

	for (int i = 0; i < SIGN_N; i++)
		sum += sign_weight[i] * s->v[i];
	return 1 / (1 + exp(-sum));
}

/* No word to look for, nor an article by its number. */
static bool
is_empty(const struct question *q)
{
	return q->n == 0 && (q->n_named == 0 || q->article.n == 0);
}

static enum err
look(struct asking *k, const struct ask_index *ix, struct text_words *w, struct arena *a,
    struct str text)
{
	*k = (struct asking){ .ix = ix, .a = a, .in = -1, .out = -1 };
	TRY(question_read(ix, w, a, text, &k->q));
	k->signs.guard = k->q.order || k->q.foreign || is_empty(&k->q) ||
	    (k->q.n_named == 0 && (k->q.absent >= 0 || k->q.absent_number.n > 0));
	TRY(rank_units(ix, &k->q, a, &k->near, &k->n));
	k->in = first_where(k, false);
	k->out = first_where(k, true);
	signs_find(k);
	return OK;
}

enum err
ask_signs(const struct ask_index *ix, struct text_words *w, struct arena *a, struct str question,
    struct ask_signs *ret)
{
	struct asking k;

	TRY(look(&k, ix, w, a, question));
	*ret = k.signs;
	return OK;
}

/* ---- quotes ------------------------------------------------------------------------ */

static struct str
words_of(const struct asking *k, uint64_t seen)
{
	struct buf b;

	buf_init(&b, k->a, 4 * ASK_QUESTION);
	for (int i = 0; i < k->q.n; i++) {
		bool again = !(seen >> i & 1);
		for (int j = 0; j < i && !again; j++)
			again = (seen >> j & 1) && k->q.t[j].form.p == k->q.t[i].form.p;
		if (again)
			continue;
		if (b.n > 0)
			buf_put(&b, S(", "));
		buf_put(&b, k->q.t[i].form);
	}
	return buf_err(&b) == OK ? buf_str(&b) : STR_NONE;
}

static void
quote_put(struct asking *k, const struct near *m, struct ask_answer *ans)
{
	const struct doc *d = &k->ix->doc[m->doc];
	struct passage p = quote_pick(k->ix, &k->q, d);
	double total = k->q.total > 0 ? k->q.total : 1;
	bool near_asked = m->asked > 0.25 * total;

	for (size_t i = 0; i < ans->n; i++)
		if (ans->quote[i].unit == d->id)
			return;
	ans->quote[ans->n++] = (struct ask_quote){
		.unit = d->id, .from = p.from, .to = p.to, .score = m->score / total,
		.words = words_of(k, p.seen),
		.situation = near_asked ? m->situation : -1,
		.question = near_asked ? m->question : -1,
	};
}

/* «ст 81 тк»: the article itself goes first. */
static void
named_put(struct asking *k, struct ask_answer *ans)
{
	for (uint32_t i = 0; k->q.article.n > 0 && i < k->ix->n_inside && ans->n < ASK_QUOTES;
	     i++) {
		const struct doc *d = &k->ix->doc[i];
		bool named = false;
		for (int j = 0; j < k->q.n_named; j++)
			named = named || k->q.named[j] == d->act;
		if (!named || d->n_sentences == 0 || !str_eq(d->article, k->q.article))
			continue;
		struct near m = { .doc = i, .score = k->in >= 0 ? k->near[k->in].score : 0,
			.situation = -1, .question = -1 };
		quote_put(k, &m, ans);
		ans->quote[ans->n - 1].named = true;
	}
}

/* ---- too wide -------------------------------------------------------------------------- */

enum { WIDE_WORDS = 2, WIDE_CHAPTERS = 3, WIDE_LOOK = 20 };
static const float wide_like = 0.6f, wide_title = 0.9f;

/* A word or two that no title answers whole, with several chapters fitting alike. */
static void
wide_find(struct asking *k, struct ask_answer *ans)
{
	uint32_t chapter[WIDE_LOOK];
	int words = 0, n = 0, looked = 0;

	for (int i = 0; i < k->q.n; i++)
		words += k->q.t[i].w >= 1;
	if (words > WIDE_WORDS || ans->quote[0].named ||
	    k->near[k->in].title > wide_title * fmin(k->q.total, 12))
		return;
	for (size_t i = (size_t)k->in; i < k->n && looked < WIDE_LOOK; i++) {
		const struct doc *d = &k->ix->doc[k->near[i].doc];
		bool again = d->outside;
		if (k->near[i].score < wide_like * k->near[k->in].score)
			break;
		looked++;
		for (int j = 0; j < n && !again; j++)
			again = chapter[j] == d->chapter;
		if (again)
			continue;
		chapter[n] = d->chapter;
		if (n < ASK_CHOICES)
			ans->choice[n] = (struct ask_choice){ d->id, k->near[i].situation,
				k->near[i].question };
		n++;
	}
	ans->wide = n >= WIDE_CHAPTERS;
	ans->n_choices = !ans->wide ? 0 : n < ASK_CHOICES ? (size_t)n : ASK_CHOICES;
}

/* ---- the answer ---------------------------------------------------------------------------- */

static enum ask_reason
guard_reason(struct asking *k, struct ask_answer *ans)
{
	if (k->q.order)
		return ASK_ORDER;
	if (k->q.foreign)
		return ASK_LANGUAGE;
	if (k->q.n_named == 0 && k->q.absent >= 0) {
		ans->outside = k->ix->outside[k->q.absent];
		return ASK_ABSENT;
	}
	if (k->q.n_named == 0 && k->q.absent_number.n > 0) {
		ans->outside = k->q.absent_number;
		return ASK_ABSENT;
	}
	return is_empty(&k->q) ? ASK_EMPTY : ASK_NONE;
}

static enum ask_reason
weak_reason(struct asking *k, struct ask_answer *ans)
{
	if (k->out < 0 || (k->in >= 0 && k->near[k->out].score < 0.8f * k->near[k->in].score))
		return ASK_WEAK;
	uint32_t which = k->ix->doc[k->near[k->out].doc].act;
	ans->outside = k->ix->outside[which];
	return k->ix->no_law[which] ? ASK_NO_LAW : ASK_ABSENT;
}

/* Only what stands in the chapter of that unit is left. */
static bool
keep_chapter(struct asking *k, int64_t unit)
{
	const struct ask_index *ix = k->ix;
	uint32_t at = 0;
	size_t n = 0;

	while (at < ix->n_inside && ix->doc[at].id != unit)
		at++;
	if (unit < 0 || at == ix->n_inside)
		return false;
	for (size_t i = 0; i < k->n; i++) {
		const struct doc *d = &ix->doc[k->near[i].doc];

		if (!d->outside && d->chapter == ix->doc[at].chapter)
			k->near[n++] = k->near[i];
	}
	k->n = n;
	k->in = first_where(k, false);
	k->out = -1;
	k->signs = (struct ask_signs){ .guard = k->signs.guard };
	signs_find(k);
	return true;
}

enum err
ask(const struct ask_index *ix, struct text_words *w, struct arena *a, struct str question,
    struct ask_answer *ret)
{
	return ask_within(ix, w, a, question, -1, ret);
}

enum err
ask_within(const struct ask_index *ix, struct text_words *w, struct arena *a, struct str question,
    int64_t unit, struct ask_answer *ret)
{
	struct ask_answer ans = { .outcome = ASK_NO_MATCH };
	struct asking k;
	bool chosen;

	TRY(look(&k, ix, w, a, question));
	chosen = keep_chapter(&k, unit);
	ans.mended = k.q.mended;
	ans.reason = guard_reason(&k, &ans);
	if (ans.reason == ASK_NONE) {
		named_put(&k, &ans);
		ans.sure = ans.n > 0 ? 1 : k.in < 0 ? 0 : sure_of(&k.signs);
		if (ans.sure >= sure_least)
			ans.outcome = ASK_GROUNDED;
		else
			ans.reason = weak_reason(&k, &ans);
	}
	for (size_t i = 0; i < k.n && ans.n < ASK_QUOTES && ans.reason != ASK_EMPTY; i++)
		if (!ix->doc[k.near[i].doc].outside)
			quote_put(&k, &k.near[i], &ans);
	for (size_t i = 0; i < ans.n; i++)
		if (ans.quote[i].words.p == NULL && ans.quote[i].words.n > 0)
			return E_NOMEM;
	if (ans.outcome == ASK_GROUNDED && k.in >= 0 && !chosen)
		wide_find(&k, &ans);
	*ret = ans;
	return OK;
}
