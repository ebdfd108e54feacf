/* stem.c - words of names by their beginnings, so that case forms meet.
 *
 * Names of towns are not in the dictionary, and a stemmer that is sure of itself cuts Муром
 * to «мур». So a word keeps two beginnings: without one last vowel, and without the longest
 * ending; two words are the same when any of these agree. Then soft and hard signs go, and
 * the vowel that comes and goes (Орёл, Орла; Череповец, Череповца; Химки, Химок).
 */
#include "places/places_impl.h"
#include "text/text.h"

#define WORDS_MAX 24

static const char *const endings[] = {	/* the longest first */
	"ого", "его", "ому", "ему", "ыми", "ими", "ами", "ями",
	"ая", "яя", "ое", "ее", "ые", "ие", "ый", "ий", "ой", "ей", "ую", "юю", "ою", "ею", "ью",
	"ом", "ем", "ым", "им", "ых", "их", "ах", "ях", "ам", "ям",
	"а", "я", "о", "е", "у", "ю", "ы", "и", "й", "ь",
};
static const char *const fleeting[] = { "ок", "ек", "ец", "ел" };

/* Beginnings (s1 or s2) of words that say what a place is. */
static const char *const generic[] = {
	"город",
	"г",
	"гор",
	"пгт",
	"рп",
	"п",
	"пос",
	"поселк",
	"сел",
	"ст",
	"станиц",
	"район",
	"муниципалн",
	"образован",
	"образовани",
	"мо",
	"городск",
	"округ",
	"област",
	"обл",
	"кра",
	"республик",
	"автономн",
	"ао",
	"селск",
	"поселен",
	"поселени",
	"селсовет",
	"зато",
	"зат",
	"внутригородск",
	"территори",
	"территор",
	"федералн",
	"делен",
	"делени",
	"го",
	"мр",
};
static const char *const small[] = { "в", "во", "на", "о", "об", "и", "из", "у", "с", "со", "по" };

static bool
cut_end(struct str *w, const char *end)
{
	size_t n = strlen(end);

	/* two letters stay at least */
	if (w->n < n + 4 || memcmp(w->p + w->n - n, end, n) != 0)
		return false;
	w->n -= n;
	return true;
}

static bool
settled(struct str w)
{
	for (size_t i = 0; i + 1 < w.n; i++)
		if (memcmp(w.p + i, "ь", 2) == 0 || memcmp(w.p + i, "ъ", 2) == 0)
			return false;
	for (size_t i = 0; i < LEN(fleeting); i++)
		if (w.n >= 8 && memcmp(w.p + w.n - 4, fleeting[i], 4) == 0)
			return false;
	return true;
}

/* Signs out, the fleeting vowel out. What has none of them is a part of `w` and costs nothing. */
static struct str
settle(struct arena *a, struct str w)
{
	char *out;
	size_t n = 0;

	if (settled(w))
		return w;
	if ((out = arena_alloc(a, w.n + 1)) == NULL)
		return STR_NONE;
	for (size_t i = 0; i < w.n; i++) {
		if (i + 1 < w.n && (memcmp(w.p + i, "ь", 2) == 0 || memcmp(w.p + i, "ъ", 2) == 0)) {
			i++;
			continue;
		}
		out[n++] = w.p[i];
	}
	for (size_t i = 0; i < LEN(fleeting); i++) {
		if (n >= 8 && memcmp(out + n - 4, fleeting[i], 4) == 0) {
			out[n - 4] = out[n - 2];
			out[n - 3] = out[n - 1];
			n -= 2;
			break;
		}
	}
	return (struct str){ out, n };
}

static enum err
word_make(struct arena *a, struct str w, struct places_word *ret)
{
	struct str s1 = w, s2 = w;
	bool done = false;

	for (size_t i = 0; i < LEN(endings) && !done; i++)
		done = cut_end(&s2, endings[i]);
	done = false;
	for (size_t i = LEN(endings) - 10; i < LEN(endings) && !done; i++)
		done = cut_end(&s1, endings[i]);
	ret->fold = w;
	ret->s1 = settle(a, s1);
	ret->s2 = s1.n == s2.n ? ret->s1 : settle(a, s2);
	return ret->s1.p != NULL && ret->s2.p != NULL ? OK : E_NOMEM;
}

static bool
is_letter(unsigned char c)
{
	return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

enum err
places_words_of(struct arena *a, struct str folded, struct places_words *ret)
{
	struct places_word w[WORDS_MAX], *out;
	size_t n = 0, i = 0;

	while (i < folded.n && n < WORDS_MAX) {
		size_t from = i;

		while (i < folded.n && is_letter((unsigned char)folded.p[i]))
			i++;
		if (i > from)
			TRY(word_make(a, (struct str){ folded.p + from, i - from }, &w[n++]));
		else
			i++;
	}
	out = arena_array(a, struct places_word, n ? n : 1);
	if (out == NULL)
		return E_NOMEM;
	memcpy(out, w, n * sizeof *w);
	*ret = (struct places_words){ out, n };
	return OK;
}

bool
places_word_same(const struct places_word *a, const struct places_word *b)
{
	return str_eq(a->s1, b->s1) || str_eq(a->s1, b->s2) || str_eq(a->s2, b->s1) ||
	    (str_eq(a->s2, b->s2) && a->s2.n >= 6);
}

bool
places_word_generic(const struct places_word *w)
{
	for (size_t i = 0; i < LEN(small); i++)
		if (str_is(w->fold, small[i]))
			return true;
	for (size_t i = 0; i < LEN(generic); i++)
		if (str_is(w->s1, generic[i]) || str_is(w->s2, generic[i]))
			return true;
	return false;
}
