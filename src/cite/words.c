/* words.c - words of the grammar, and the stems by which names are compared. */
#include "cite/impl.h"

#include <pthread.h>

static const struct { uint8_t wc, val, n; char stem[31]; const char *ends; } words[] = {
#define WORD(c, v, stem, ends) { WC_##c, v, sizeof stem - 1, stem, ends },
#include "cite/words.def"
#undef WORD
};

static bool
ends_with(const char *ends, const char *tail, size_t n)
{
	for (const char *e = ends;;) {
		size_t k = strcspn(e, ",");

		if (k == n && memcmp(e, tail, n) == 0)
			return true;
		if (e[k] == 0)
			return false;
		e += k + 1;
	}
}

/* Words by their first letter, in the order of the table: made once in the process. */
enum { LETTERS = 32 };
static uint8_t begin[LETTERS + 1], order[LEN(words)];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static unsigned
letter(const char *lower)	/* а 0 … я 31 */
{
	return ((((uint8_t)lower[0] & 0x1fu) << 6 | ((uint8_t)lower[1] & 0x3fu)) - 0x430u) %
	    LETTERS;
}

static void
index_words(void)
{
	size_t n = 0;

	for (unsigned l = 0; l < LETTERS; l++) {
		begin[l] = (uint8_t)n;
		for (size_t i = 0; i < LEN(words); i++)
			if (letter(words[i].stem) == l)
				order[n++] = (uint8_t)i;
	}
	begin[LETTERS] = (uint8_t)n;
}

_Static_assert(LEN(words) < 256, "an index is a byte");

void
word_know(const char *lower, size_t n, uint8_t *ret_class, uint8_t *ret_val)
{
	unsigned l = letter(lower);

	(void)pthread_once(&once, index_words);
	for (size_t x = begin[l]; x < begin[l + 1]; x++) {
		size_t i = order[x], k = words[i].n;

		if (k > n || words[i].stem[k - 1] != lower[k - 1] ||
		    memcmp(words[i].stem, lower, k) != 0 ||
		    !ends_with(words[i].ends, lower + k, n - k))
			continue;
		*ret_class = words[i].wc;
		*ret_val = words[i].val;
		return;
	}
}

/* Endings of nouns and adjectives, longest first. What they leave has three letters at least. */
static const struct { uint8_t n; char end[9]; } endings[] = {
#define END(s) { sizeof s - 1, s }
	END("иями"), END("ями"), END("ами"), END("иях"), END("ого"), END("его"), END("ому"),
	END("ему"), END("ыми"), END("ими"), END("ией"), END("иям"), END("ием"), END("ии"),
	END("ия"), END("ие"), END("ию"), END("ий"), END("ая"), END("яя"), END("ое"), END("ее"),
	END("ые"), END("ый"), END("ой"), END("ым"), END("им"), END("ом"), END("ем"), END("ую"),
	END("юю"), END("ых"), END("их"), END("ов"), END("ев"), END("ей"), END("ам"), END("ям"),
	END("ах"), END("ях"), END("ью"), END("ья"), END("ье"), END("ьи"), END("а"), END("е"),
	END("и"), END("о"), END("у"), END("ы"), END("ь"), END("ю"), END("я"), END("й"),
#undef END
};

uint32_t
word_stem(const char *lower, size_t n)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < LEN(endings); i++) {
		size_t k = endings[i].n;

		if (endings[i].end[k - 1] == lower[n - 1] && k + 6 <= n &&
		    memcmp(lower + n - k, endings[i].end, k) == 0) {
			n -= k;
			break;
		}
	}
	for (size_t i = 0; i < n; i++)
		h = (h ^ (uint8_t)lower[i]) * 16777619u;
	return h | 1;
}
