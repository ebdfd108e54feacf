/* diff.c - two texts compared word by word (longest common subsequence). */
#include "text/diff.h"

#define WORDS_MOST 1200	/* of the part that differs; longer ones are shown whole */

struct words { struct str *p; size_t n; };

/* Words, each with the blanks before it; a line end is a word of its own. */
static enum err
split(struct arena *a, struct str s, struct words *ret)
{
	size_t n = 0, at = 0;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == ' ' || s.p[i] == '\n';
	ret->p = arena_array(a, struct str, 2 * n + 2);
	ret->n = 0;
	if (ret->p == NULL)
		return E_NOMEM;
	while (at < s.n) {
		size_t from = at++;

		if (s.p[from] != '\n')
			while (at < s.n && s.p[at] != ' ' && s.p[at] != '\n')
				at++;
		ret->p[ret->n++] = (struct str){ s.p + from, at - from };
	}
	return OK;
}

/* Words from..to stand one behind another in their text: a span is a piece of it. */
static enum err
span(struct arena *a, struct diff_spans *d, const struct words *w, size_t from, size_t to,
    enum diff_kind kind)
{
	const char *p;

	if (from == to)
		return OK;
	p = w->p[from].p;
	return VEC_PUSH(a, d,
	    ((struct diff_span){ kind,
		{ p, (size_t)(w->p[to - 1].p - p) + w->p[to - 1].n } }));
}

/* len[i][k]: the longest common part of x from i on and y from k on. */
static enum err
table(struct arena *a, const struct words *x, const struct words *y, size_t head, size_t nx,
    size_t ny, uint16_t **ret)
{
	uint16_t *t = arena_array(a, uint16_t, (nx + 1) * (ny + 1));

	if (t == NULL)
		return E_NOMEM;
	for (size_t i = nx; i-- > 0;) {
		for (size_t k = ny; k-- > 0;) {
			uint16_t down = t[(i + 1) * (ny + 1) + k], right = t[i * (ny + 1) + k + 1];

			t[i * (ny + 1) + k] = str_eq(x->p[head + i], y->p[head + k]) ?
			    (uint16_t)(t[(i + 1) * (ny + 1) + k + 1] + 1) :
			    down > right ? down :
					   right;
		}
	}
	*ret = t;
	return OK;
}

struct pair { const struct words *x, *y; size_t head, nx, ny; const uint16_t *len; };

static bool
same(const struct pair *p, size_t i, size_t k)
{
	return i < p->nx && k < p->ny && str_eq(p->x->p[p->head + i], p->y->p[p->head + k]);
}

/* Runs of the same and of what went and came, in turn. */
static enum err
walk(struct arena *a, const struct pair *p, struct diff_spans *d)
{
	size_t i = 0, k = 0, h = p->head, w = p->ny + 1;

	while (i < p->nx || k < p->ny) {
		size_t i0, k0 = k;

		for (; same(p, i, k); i++)
			k++;
		TRY(span(a, d, p->y, h + k0, h + k, DIFF_SAME));
		i0 = i;
		k0 = k;
		while ((i < p->nx || k < p->ny) && !same(p, i, k)) {
			if (k == p->ny ||
			    (i < p->nx && p->len[(i + 1) * w + k] >= p->len[i * w + k + 1]))
				i++;
			else
				k++;
		}
		TRY(span(a, d, p->x, h + i0, h + i, DIFF_GONE));
		TRY(span(a, d, p->y, h + k0, h + k, DIFF_CAME));
	}
	return OK;
}

enum err
word_diff(struct arena *a, struct str was, struct str now, struct diff_spans *ret)
{
	struct words x, y;
	struct pair p = { .x = &x, .y = &y };
	size_t tail = 0;
	uint16_t *t;

	*ret = (struct diff_spans){ 0 };
	TRY(split(a, was, &x));
	TRY(split(a, now, &y));
	while (p.head < x.n && p.head < y.n && str_eq(x.p[p.head], y.p[p.head]))
		p.head++;
	while (tail < x.n - p.head && tail < y.n - p.head &&
	    str_eq(x.p[x.n - 1 - tail], y.p[y.n - 1 - tail]))
		tail++;
	p.nx = x.n - p.head - tail;
	p.ny = y.n - p.head - tail;
	TRY(span(a, ret, &y, 0, p.head, DIFF_SAME));
	if (p.nx > WORDS_MOST || p.ny > WORDS_MOST) {
		TRY(span(a, ret, &x, p.head, p.head + p.nx, DIFF_GONE));
		TRY(span(a, ret, &y, p.head, p.head + p.ny, DIFF_CAME));
	} else {
		TRY(table(a, &x, &y, p.head, p.nx, p.ny, &t));
		p.len = t;
		TRY(walk(a, &p, ret));
	}
	return span(a, ret, &y, p.head + p.ny, y.n, DIFF_SAME);
}
