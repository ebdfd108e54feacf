/* fold.h - code points of a word, for text/ and search/ alone.
 *
 * Owns    nothing.
 * Memory  the caller's.
 * Errors  none: bytes that are not UTF-8 are stepped over.
 * Threads any.
 */
#pragma once
#include "base/base.h"

enum { FOLD_WORD_MAX = 256 };	/* longer runs of letters are not words */

enum fold_class { FOLD_OTHER, FOLD_LETTER, FOLD_DIGIT, FOLD_MARK };

/* The code point at `at` (-1 for a stray byte); returns its length in bytes. */
size_t fold_next(struct str s, size_t at, int32_t *ret_cp);
size_t fold_put(char *out, int32_t cp);
enum fold_class fold_class(int32_t cp);
/* NFC, lower case, ё → е, no stress marks; cut at a code point to `cap` bytes. */
size_t fold_word(struct str word, char *out, size_t cap);
