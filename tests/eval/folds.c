/* folds.c - logistic regression by gradient descent on standardised signs. */
#include <math.h>
#include "folds.h"

enum { STEPS = 600 };
static const double shrink = 0.03, unanswerable_counts = 5;

struct scale { double mean[SIGN_N], sd[SIGN_N]; int n; };

static bool
taken(const struct folds_row *r, const int *fold, size_t i, int without)
{
	return !r[i].signs.guard && fold[i] != without;
}

static struct scale
scale_of(const struct folds_row *r, const int *fold, size_t n, int without)
{
	struct scale s = { .n = 0 };

	for (size_t i = 0; i < n; i++)
		if (taken(r, fold, i, without)) {
			s.n++;
			for (int k = 0; k < SIGN_N; k++) {
				s.mean[k] += r[i].signs.v[k];
				s.sd[k] += r[i].signs.v[k] * r[i].signs.v[k];
			}
		}
	for (int k = 0; k < SIGN_N && s.n > 0; k++) {
		s.mean[k] /= s.n;
		s.sd[k] = sqrt(fmax(s.sd[k] / s.n - s.mean[k] * s.mean[k], 0)) + 1e-9;
	}
	return s;
}

void
folds_fit(const struct folds_row *r, const int *fold, size_t n, int without,
    struct folds_line *ret)
{
	struct scale s = scale_of(r, fold, n, without);
	double w[SIGN_N] = { 0 }, bias = 0;

	for (int step = 0; step < STEPS && s.n > 0; step++) {
		double g[SIGN_N] = { 0 }, gb = 0, z[SIGN_N];
		for (size_t i = 0; i < n; i++) {
			double sum = bias;
			if (!taken(r, fold, i, without))
				continue;
			for (int k = 0; k < SIGN_N; k++) {
				z[k] = (r[i].signs.v[k] - s.mean[k]) / s.sd[k];
				sum += w[k] * z[k];
			}
			double e = 1 / (1 + exp(-sum)) - r[i].answerable;
			e *= (r[i].answerable ? 1 : unanswerable_counts) / s.n;
			gb += e;
			for (int k = 0; k < SIGN_N; k++)
				g[k] += e * z[k];
		}
		bias -= gb;
		for (int k = 0; k < SIGN_N; k++)
			w[k] -= g[k] + shrink * w[k];
	}
	ret->bias = bias;
	for (int k = 0; k < SIGN_N; k++) {
		ret->weight[k] = w[k] / (s.n > 0 ? s.sd[k] : 1);
		ret->bias -= ret->weight[k] * s.mean[k];
	}
}

struct folds_count
folds_try(const struct folds_row *r, const int *fold, size_t n, int of,
    const struct folds_line *l)
{
	struct folds_count c = { 0 };

	for (size_t i = 0; i < n; i++) {
		double sum = l->bias;
		if (of >= 0 && fold[i] != of)
			continue;
		for (int k = 0; k < SIGN_N; k++)
			sum += l->weight[k] * r[i].signs.v[k];
		bool answered = !r[i].signs.guard && sum >= 0;
		c.answerable += r[i].answerable;
		c.unanswerable += !r[i].answerable;
		c.answered += answered && r[i].answerable;
		c.refused += !answered && !r[i].answerable;
	}
	return c;
}

void
folds_deal(const struct folds_row *r, size_t n, uint32_t seed, int *ret_fold)
{
	uint32_t x[2] = { seed * 2654435761u + 1, seed * 2654435761u + 1 };
	int next[2] = { 0, 0 };

	for (size_t i = 0; i < n; i++) {
		int kind = r[i].answerable;
		if (next[kind] % FOLDS == 0) /* each round of folds begins elsewhere */
			x[kind] = x[kind] * 1664525u + 1013904223u;
		ret_fold[i] = (next[kind]++ + (int)(x[kind] >> 28)) % FOLDS;
	}
}
