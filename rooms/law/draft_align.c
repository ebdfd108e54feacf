/* draft_align.c - pairs of articles by number, title and words. */
#include <stdlib.h>

#include "law/draft_align.h"
#include "text/text.h"

#define WORDS_MAX 600	/* of a text, to tell whether two are about the same */
#define ALIKE_TITLE 50	/* of a hundred words of the shorter one */
#define ALIKE_BODY 35

struct face { struct str title, body; };	/* folded; body: without blanks at its ends */
struct align {
	struct arena *a;
	const struct align_item *m, *d;
	size_t nm, nd;
	struct face *fm, *fd;
	int *of_m, *of_d;	/* the other's index; -1: none yet */
};

static enum err
faces(struct arena *a, const struct align_item *p, size_t n, struct face **ret, int **ret_of)
{
	*ret = arena_array(a, struct face, n + 1);
	*ret_of = arena_array(a, int, n + 1);
	if (*ret == NULL || *ret_of == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < n; i++) {
		struct str t = text_fold(a, p[i].title);

		while (t.n > 0 && (t.p[t.n - 1] == '.' || t.p[t.n - 1] == ' '))
			t.n--;
		if (t.n > 0 && t.p == NULL)
			return E_NOMEM;
		(*ret)[i] = (struct face){ t, str_trim(p[i].body) };
		(*ret_of)[i] = -1;
	}
	return OK;
}

static void
pair(struct align *al, size_t m, size_t d)
{
	al->of_m[m] = (int)d;
	al->of_d[d] = (int)m;
}

/* ---- are two texts about the same? ---- */

static int
by_hash(const void *p, const void *q)
{
	uint64_t a = *(const uint64_t *)p, b = *(const uint64_t *)q;

	return (a > b) - (a < b);
}

/* Sums of the different words, in order. */
static size_t
words_of(struct arena *a, struct str text, uint64_t *to)
{
	struct str s = text_fold(a, utf8_cut(text, 12 * WORDS_MAX));
	size_t n = 0, kept = 0;

	while (s.n > 0 && n < WORDS_MAX) {
		struct str w = str_cut(s, ' ', &s);

		if (w.n > 4) /* prepositions tell nothing */
			to[n++] = str_hash(w);
	}
	if (n > 1)
		qsort(to, n, sizeof *to, by_hash);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || to[i] != to[i - 1])
			to[kept++] = to[i];
	return kept;
}

/* Of a hundred words of the shorter one, how many has the other? 100 where there are none. */
static int
alike(struct arena *a, struct str one, struct str other)
{
	uint64_t p[WORDS_MAX], q[WORDS_MAX];
	size_t n = words_of(a, one, p), k = words_of(a, other, q), common = 0;

	for (size_t i = 0, j = 0; i < n && j < k;) {
		if (p[i] == q[j]) {
			common++;
			i++;
			j++;
		} else if (p[i] < q[j]) {
			i++;
		} else {
			j++;
		}
	}
	return n == 0 || k == 0 ? 100 : (int)(common * 100 / (n < k ? n : k));
}

static bool
about_the_same(struct align *al, size_t m, size_t d)
{
	if (al->fm[m].title.n == 0 || al->fd[d].title.n == 0)
		return true; /* nothing but the number names it */
	return alike(al->a, al->fm[m].title, al->fd[d].title) >= ALIKE_TITLE ||
	    alike(al->a, al->fm[m].body, al->fd[d].body) >= ALIKE_BODY;
}

/* ---- turns ---- */

static void
same_place(struct align *al, bool titled)
{
	size_t at = 0;

	for (size_t d = 0; d < al->nd; d++) {
		for (size_t k = 0; k < al->nm && al->of_d[d] < 0; k++) {
			size_t m = (at + k) % al->nm;

			if (al->of_m[m] >= 0 || !str_eq(al->m[m].eid, al->d[d].eid))
				continue;
			at = m + 1;
			if (titled ?
				al->fd[d].title.n > 0 && str_eq(al->fm[m].title, al->fd[d].title) :
				about_the_same(al, m, d))
				pair(al, m, d);
			break;
		}
	}
}

static struct str
face_of(const struct face *f, bool body)
{
	return body ? f->body : f->title;
}

/* The one among those without a pair that looks so; -1: none, or several. */
static int
only(const struct face *f, const int *of, size_t n, struct str looks, bool body)
{
	int found = -1;

	for (size_t i = 0; i < n; i++) {
		if (of[i] >= 0 || !str_eq(face_of(&f[i], body), looks))
			continue;
		if (found >= 0)
			return -1;
		found = (int)i;
	}
	return found;
}

static void
same_look(struct align *al, bool body)
{
	for (size_t d = 0; d < al->nd; d++) {
		struct str looks = face_of(&al->fd[d], body);
		int m;

		if (al->of_d[d] >= 0 || looks.n == 0)
			continue;
		m = only(al->fm, al->of_m, al->nm, looks, body);
		if (m >= 0 && only(al->fd, al->of_d, al->nd, looks, body) == (int)d)
			pair(al, (size_t)m, d);
	}
}

/* ---- rows ---- */

static void
lacking(const struct align *al, size_t *at, size_t to, struct align_rows *ret)
{
	for (; *at < to; ++*at)
		if (al->of_m[*at] < 0)
			ret->p[ret->n++] = (struct align_row){ (int)*at, -1, false };
}

enum err
align_items(struct arena *a, const struct align_item *model, size_t n_model,
    const struct align_item *draft, size_t n_draft, struct align_rows *ret)
{
	struct align al = { .a = a, .m = model, .d = draft, .nm = n_model, .nd = n_draft };
	size_t at = 0;

	TRY(faces(a, model, n_model, &al.fm, &al.of_m));
	TRY(faces(a, draft, n_draft, &al.fd, &al.of_d));
	if (n_model > 0) {
		same_place(&al, true);
		same_look(&al, false);
		same_look(&al, true);
		same_place(&al, false);
	}
	*ret = (struct align_rows){ arena_array(a, struct align_row, n_model + n_draft + 1), 0 };
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t d = 0; d < n_draft; d++) {
		int m = al.of_d[d];

		if (m >= 0)
			lacking(&al, &at, (size_t)m, ret);
		ret->p[ret->n++] = (struct align_row){ m, (int)d,
			m >= 0 && !str_eq(model[m].eid, draft[d].eid) };
	}
	lacking(&al, &at, n_model, ret);
	return OK;
}
