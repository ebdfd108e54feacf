/* words.h - Russian text of any length, the same in every run.
 *
 * Owns    nothing.
 * Memory  the arena given.
 * Errors  words_load: E_IO without a dictionary, E_NOMEM.
 * Threads one.
 *
 * Words are those of hunspell-ru, in all the forms that its .aff gives them. How common one is
 * follows Zipf's law over a shuffled list, so a word is named by its rank: 0 is the commonest.
 */
#pragma once
#include "bench.h"

struct words {
	struct str *form; /* of all words, side by side */
	uint32_t *at; /* where those of rank r begin; n + 1 of them */
	double *upto; /* share of all text that ranks 0..r have */
	size_t n;
};
MUST_USE enum err words_load(struct arena *a, const char *dir, struct words *ret);
/* One form of the word of that rank. */
struct str words_form(const struct words *w, uint32_t rank, uint64_t *seed);
uint32_t words_rank(const struct words *w, uint64_t *seed); /* by Zipf */
/* So many sentences' worth of words: about `bytes` of UTF-8, a blank between words. */
void words_text(const struct words *w, uint64_t *seed, size_t bytes, struct buf *out);
