/* learn.c - half of the questions as if lawyers had answered them; overlays beside whole builds. */
#include <stdio.h>
#include "law/ask/inner.h"
#include "learn.h"

enum { DEALS = 5, CAP_MB = 1024 };

struct rows { struct arena *a; VEC(struct ask_situation) v; };
struct score { int n, first, three; };
/* kin: an article it needs was taught; again: the very question was */
struct taught { struct score all, kin, other, again; };

static enum err
build(struct text_words *w, const struct loaded *in, const struct rows *r, struct ask_index **ret)
{
	struct ask_source src = in->src;

	src.situation = r->v.p;
	src.n_situations = r->v.n;
	return ask_build(w, &src, CAP_MB * MiB, ret);
}

static enum err
file_rows(struct arena *a, const struct loaded *in, struct rows *ret)
{
	*ret = (struct rows){ .a = a };
	for (size_t i = 0; i < in->src.n_situations; i++)
		TRY(VEC_PUSH(a, &ret->v, in->src.situation[i]));
	return OK;
}

/* The question's wording under each article that answers it. */
static enum err
as_answered(struct rows *to, const struct question_row *r)
{
	for (size_t k = 0; k < r->n_expected; k++) {
		struct ask_situation s = { .questions = { &r->text, 1 }, .learned = true };
		s.act = str_cut(r->expected[k], ':', &s.article);
		TRY(VEC_PUSH(to->a, &to->v, s));
	}
	return OK;
}

static bool
expects(const struct question_row *r, struct str key)
{
	for (size_t i = 0; i < r->n_expected; i++)
		if (str_eq(r->expected[i], key))
			return true;
	return false;
}

/* Place of the article as a reader sees it, 0: not shown. */
static enum err
place_shown(const struct ask_index *ix, struct arena *one, struct text_words *w,
    const struct loaded *in, const struct question_row *r, int *ret)
{
	struct ask_answer ans;

	arena_reset(one);
	*ret = 0;
	TRY(ask(ix, w, one, r->text, &ans));
	for (size_t i = 0; i < ans.n && ans.outcome == ASK_GROUNDED && *ret == 0; i++)
		if (expects(r, in->key[ans.quote[i].unit]))
			*ret = (int)i + 1;
	return OK;
}

static void
add(struct score *s, int place)
{
	s->n++;
	s->first += place == 1;
	s->three += place > 0;
}

/* A fixed deal: the half of a question. */
static unsigned
half_of(size_t row, unsigned deal)
{
	uint32_t x = (uint32_t)(row + 1) * 2654435761u ^ (deal * 40503u + 977u) * 2246822519u;

	x ^= x >> 15;
	x *= 2246822519u;
	x ^= x >> 13;
	return x & 1;
}

static bool
taught_kin(const struct loaded *in, const struct question_row *r, unsigned deal, unsigned half)
{
	for (size_t i = 0; i < in->n_rows; i++)
		for (size_t k = 0; half_of(i, deal) == half && k < in->row[i].n_expected; k++)
			if (expects(r, in->row[i].expected[k]))
				return true;
	return false;
}

struct deal { struct arena *a, *one; struct text_words *w; const struct loaded *in; };

static enum err
one_half(const struct deal *d, unsigned deal, unsigned half, const struct ask_index *plain,
    struct taught *was, struct taught *now)
{
	struct ask_index *ix;
	struct rows rows;
	enum err e = OK;

	TRY(file_rows(d->a, d->in, &rows));
	for (size_t i = 0; i < d->in->n_rows; i++)
		if (half_of(i, deal) == half)
			TRY(as_answered(&rows, &d->in->row[i]));
	TRY(build(d->w, d->in, &rows, &ix));
	for (size_t i = 0; e == OK && i < d->in->n_rows; i++) {
		const struct question_row *r = &d->in->row[i];
		int before = 0, after = 0;
		if (r->n_expected == 0)
			continue;
		e = place_shown(plain, d->one, d->w, d->in, r, &before);
		if (e == OK)
			e = place_shown(ix, d->one, d->w, d->in, r, &after);
		if (half_of(i, deal) == half) {
			add(&was->again, before);
			add(&now->again, after);
			continue;
		}
		bool kin = taught_kin(d->in, r, deal, half);
		add(&was->all, before);
		add(&now->all, after);
		add(kin ? &was->kin : &was->other, before);
		add(kin ? &now->kin : &now->other, after);
	}
	ask_free(ix);
	return e;
}

static void
print(const char *name, const struct score *was, const struct score *now)
{
	double n = was->n > 0 ? was->n / 100.0 : 1;

	printf("  %-38s %5.1f   %5.1f %5.1f   %5.1f %5.1f\n", name, (double)was->n / DEALS,
	    was->first / n, was->three / n, now->first / n, now->three / n);
}

enum err
learn(struct arena *a, struct arena *one, struct text_words *w, const struct loaded *in)
{
	struct deal d = { a, one, w, in };
	struct taught was = { 0 }, now = { 0 };
	struct ask_index *plain;
	struct rows rows;
	enum err e = OK;

	TRY(file_rows(a, in, &rows));
	TRY(build(w, in, &rows, &plain));
	for (unsigned deal = 0; e == OK && deal < DEALS; deal++)
		for (unsigned half = 0; e == OK && half < 2; half++)
			e = one_half(&d, deal, half, plain, &was, &now);
	ask_free(plain);
	TRY(e);
	printf("\nlearning from answers: half taught, the other asked, %d deals, %% as shown\n"
	       "  %-38s %5s   %-11s   %s\n", DEALS, "", "n", "before 1st 3", "after 1st 3");
	print("all", &was.all, &now.all);
	print("an article of theirs was taught", &was.kin, &now.kin);
	print("none of theirs was", &was.other, &now.other);
	print("the taught ones asked again", &was.again, &now.again);
	return OK;
}

/* ---- overlays -------------------------------------------------------------------------- */

static bool
same_answer(const struct ask_answer *a, const struct ask_answer *b)
{
	bool same = a->outcome == b->outcome && a->n == b->n && a->reason == b->reason;

	for (size_t i = 0; same && i < a->n; i++)
		same = a->quote[i].unit == b->quote[i].unit &&
		    a->quote[i].from == b->quote[i].from && a->quote[i].to == b->quote[i].to;
	return same;
}

static enum err
compare(const struct deal *d, const struct ask_index *whole, const struct ask_index *over,
    int *ret_other)
{
	struct ask_answer x, y;

	for (size_t i = 0; i < d->in->n_rows; i++) {
		arena_reset(d->one);
		TRY(ask(whole, d->w, d->one, d->in->row[i].text, &x));
		TRY(ask(over, d->w, d->one, d->in->row[i].text, &y));
		*ret_other += !same_answer(&x, &y);
	}
	return OK;
}

/* The i-th edit: another article's questions, or none. */
static enum err
one_edit(const struct deal *d, const struct ask_index *base, size_t unit, struct ask_words put,
    int64_t us[2], int *ret_other)
{
	struct ask_try t = { .unit = d->in->src.unit[unit].id, .questions = put };
	struct ask_index *over, *whole;
	struct rows rows = { .a = d->a };
	struct str article, act = str_cut(d->in->key[unit], ':', &article);
	enum err e;

	for (size_t i = 0; i < d->in->src.n_situations; i++) {
		const struct ask_situation *s = &d->in->src.situation[i];
		if (!str_eq(s->act, act) || !str_eq(s->article, article))
			TRY(VEC_PUSH(d->a, &rows.v, *s));
	}
	struct ask_situation new = { .act = act, .article = article, .questions = put };
	TRY(VEC_PUSH(d->a, &rows.v, new));
	us[0] = time_mono_us();
	TRY(ask_overlay(base, d->w, &t, CAP_MB * MiB, &over));
	us[1] = time_mono_us();
	us[0] = us[1] - us[0];
	e = build(d->w, d->in, &rows, &whole);
	us[1] = time_mono_us() - us[1];
	if (e == OK) {
		e = compare(d, whole, over, ret_other);
		ask_free(whole);
	}
	ask_free(over);
	return e;
}

enum err
overlay_same(struct arena *a, struct arena *one, struct text_words *w, const struct loaded *in,
    int n, bool *ret_good)
{
	struct deal d = { a, one, w, in };
	struct ask_index *base;
	struct rows rows;
	int other = 0;
	enum err e = OK;

	TRY(file_rows(a, in, &rows));
	TRY(build(w, in, &rows, &base));
	for (int i = 0; e == OK && i < n; i++) {
		const struct ask_situation *s = &in->src.situation[(size_t)i * 211 % rows.v.n];
		size_t unit = (size_t)(i + 1) * 977 % in->src.n_units;
		int64_t us[2];
		e = one_edit(&d, base, unit, i % 3 ? s->questions : (struct ask_words){ 0 }, us,
		    &other);
		if (e == OK)
			printf("%.*s: overlay %lld ms, whole %lld ms, answers that differ: %d\n",
			    FMT(in->key[unit]), (long long)(us[0] / 1000),
			    (long long)(us[1] / 1000), other);
	}
	ask_free(base);
	*ret_good = other == 0;
	return e;
}
