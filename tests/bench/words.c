/* words.c - the dictionary unfolded into forms, and text made of them.
 *
 * A line of the .aff is «SFX flag strip add condition»: when a word with that flag ends as
 * the condition says, `strip` comes off its end and `add` goes on. The format is that of
 * hunspell(5); prefixes, compounds and flags of the added part are not needed for Russian.
 */
#include "words.h"

#include <math.h>

#define FILE_MAX (64 * MiB)
#define COND_MAX 16

struct rule {
	char flag;
	struct str strip, add;
	struct {
		struct str of;
		bool not, any;
	} cond[COND_MAX];
	int n_cond;
};
struct affixes {
	VEC(struct rule) of[256];
};

static enum err
read_file(struct arena *a, const char *dir, const char *name, struct str *ret)
{
	struct str path = str_fmt(a, "%s/%s", dir, name);
	FILE *f = fopen(path.p, "rb");
	char *p = arena_alloc(a, FILE_MAX);

	if (f == NULL || p == NULL) {
		fprintf(stderr, "bench: %s: %s\n", path.p, f ? "no memory" : "not there");
		if (f)
			fclose(f);
		return f ? E_NOMEM : E_IO;
	}
	*ret = (struct str){ p, fread(p, 1, FILE_MAX, f) };
	fclose(f);
	return OK;
}

static struct str
field(struct str *line)
{
	size_t i = 0, n;

	while (i < line->n && line->p[i] == ' ')
		i++;
	for (n = i; n < line->n && line->p[n] != ' '; n++)
		;
	struct str f = { line->p + i, n - i };
	*line = (struct str){ line->p + n, line->n - n };
	return f;
}

static size_t
point(const char *p) /* bytes of the code point that begins here */
{
	unsigned char c = (unsigned char)*p;

	return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

static void
condition(struct rule *r, struct str c)
{
	for (size_t i = 0; i < c.n && r->n_cond < COND_MAX; r->n_cond++) {
		size_t from = i;

		r->cond[r->n_cond].any = c.p[i] == '.';
		if (c.p[i] == '[') {
			r->cond[r->n_cond].not = c.p[++i] == '^';
			from = i += r->cond[r->n_cond].not ;
			while (i < c.n && c.p[i] != ']')
				i++;
			r->cond[r->n_cond].of = (struct str){ c.p + from, i++ - from };
			continue;
		}
		i += point(c.p + i);
		r->cond[r->n_cond].of = (struct str){ c.p + from, i - from };
	}
}

static enum err
affixes_read(struct arena *a, struct str text, struct affixes *ret)
{
	for (struct str rest = text; rest.p != NULL;) {
		struct str line = str_cut(rest, '\n', &rest), kind = field(&line),
			   flag = field(&line), cut;
		struct rule r = { 0 };

		r.strip = field(&line);
		r.add = field(&line);
		if (!str_is(kind, "SFX") || flag.n != 1 || r.add.n == 0)
			continue;
		if (str_is(r.strip, "Y") || str_is(r.strip, "N"))
			continue; /* the head of a group */
		r.flag = flag.p[0];
		r.strip = str_is(r.strip, "0") ? STR_NONE : r.strip;
		r.add = str_cut(r.add, '/', &cut);
		r.add = str_is(r.add, "0") ? STR_NONE : r.add;
		condition(&r, str_trim(field(&line)));
		TRY(VEC_PUSH(a, &ret->of[(unsigned char)r.flag], r));
	}
	return OK;
}

static bool
one_of(struct str set, struct str c)
{
	for (size_t i = 0; i < set.n; i += point(set.p + i))
		if (point(set.p + i) == c.n && i + c.n <= set.n && memcmp(set.p + i, c.p, c.n) == 0)
			return true;
	return false;
}

static bool
ends_so(const struct rule *r, struct str word)
{
	for (int i = r->n_cond; i-- > 0;) {
		size_t k = word.n;

		if (k == 0)
			return false;
		do
			k--;
		while (k > 0 && ((unsigned char)word.p[k] & 0xC0) == 0x80);
		struct str last = { word.p + k, word.n - k };
		if (!r->cond[i].any && one_of(r->cond[i].of, last) == r->cond[i].not )
			return false;
		word.n = k;
	}
	return true;
}

struct lemma {
	struct str word, flags;
};

static enum err
unfold(struct arena *a, const struct affixes *x, const struct lemma *l, struct words *w, size_t *n,
    size_t *cap)
{
	size_t had = *n;

	for (size_t k = 0; k <= l->flags.n; k++) {
		size_t n_rules = k < l->flags.n ? x->of[(unsigned char)l->flags.p[k]].n : 1;

		for (size_t i = 0; i < n_rules; i++) {
			const struct rule *r = k < l->flags.n ?
			    &x->of[(unsigned char)l->flags.p[k]].p[i] :
			    NULL;
			struct str f = l->word;

			if (r != NULL && (!str_ends(f, r->strip) || !ends_so(r, f)))
				continue;
			if (r != NULL)
				f = str_fmt(
				    a, "%.*s%.*s", (int)(f.n - r->strip.n), f.p, FMT(r->add));
			if (f.p == NULL ||
			    !vec_room_(a, (void **)&w->form, *n, cap, sizeof *w->form))
				return E_NOMEM;
			w->form[(*n)++] = f;
		}
	}
	ASSERT(*n > had);
	return OK;
}

static enum err
lemmas_read(struct arena *a, struct str text, struct lemma **ret, size_t *ret_n)
{
	VEC(struct lemma) v = { 0 };
	uint64_t seed = 2026;

	for (struct str rest = text; rest.p != NULL;) {
		struct str line = str_trim(str_cut(rest, '\n', &rest));
		struct lemma l;

		l.word = str_cut(line, '/', &l.flags);
		/* Names, numbers and abbreviations are no words of a text. */
		if (l.word.n < 4 || (unsigned char)l.word.p[0] < 0xD0 ||
		    str_find(l.word, S("-")) >= 0 ||
		    ((unsigned char)l.word.p[0] == 0xD0 && (unsigned char)l.word.p[1] < 0xB0))
			continue;
		TRY(VEC_PUSH(a, &v, l));
	}
	for (size_t i = v.n; i-- > 1;) {
		size_t k = chance_below(&seed, (uint32_t)i + 1);
		struct lemma t = v.p[i];

		v.p[i] = v.p[k];
		v.p[k] = t;
	}
	*ret = v.p;
	*ret_n = v.n;
	return OK;
}

enum err
words_load(struct arena *a, const char *dir, struct words *ret)
{
	struct affixes *x = arena_make(a, struct affixes);
	struct lemma *l;
	struct str aff, dic;
	size_t n = 0, cap = 0;
	double sum = 0;

	*ret = (struct words){ 0 };
	TRY(x ? OK : E_NOMEM);
	TRY(read_file(a, dir, "ru_RU.aff", &aff));
	TRY(read_file(a, dir, "ru_RU.dic", &dic));
	TRY(affixes_read(a, aff, x));
	TRY(lemmas_read(a, dic, &l, &ret->n));
	ret->at = arena_array(a, uint32_t, ret->n + 1);
	ret->upto = arena_array(a, double, ret->n + 1);
	TRY(ret->at && ret->upto ? OK : E_NOMEM);
	for (size_t r = 0; r < ret->n; r++) {
		ret->at[r] = (uint32_t)n;
		TRY(unfold(a, x, &l[r], ret, &n, &cap));
		ret->upto[r] = sum += 1 /
		    ((double)r + 2.7); /* Mandelbrot's correction of the first ranks */
	}
	ret->at[ret->n] = (uint32_t)n;
	for (size_t r = 0; r < ret->n; r++)
		ret->upto[r] /= sum;
	return OK;
}

struct str
words_form(const struct words *w, uint32_t rank, uint64_t *seed)
{
	return w->form[w->at[rank] + chance_below(seed, w->at[rank + 1] - w->at[rank])];
}

uint32_t
words_rank(const struct words *w, uint64_t *seed)
{
	double u = chance_unit(seed);
	size_t lo = 0, hi = w->n - 1;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (w->upto[mid] < u)
			lo = mid + 1;
		else
			hi = mid;
	}
	return (uint32_t)lo;
}

void
words_text(const struct words *w, uint64_t *seed, size_t bytes, struct buf *out)
{
	size_t end = out->n + bytes;

	while (out->n < end) {
		buf_put(out, words_form(w, words_rank(w, seed), seed));
		buf_put(out, chance_below(seed, 12) ? S(" ") : S(". "));
	}
}
