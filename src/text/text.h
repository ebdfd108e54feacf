/* text.h - Russian words: normal forms, plurals, dates, money, transliteration.
 *
 * Owns    the hunspell dictionary (one in the process, loaded at first need, asked
 *         under a lock), the stemmer and the word cache.
 * Memory  results in the caller's arena.
 * Errors  E_NOMEM; E_IO when a dictionary is missing (text_open only).
 * Threads struct text_words belongs to one thread; the rest is pure.
 */
#pragma once
#include "base/base.h"

/* ---- the analyser: one for both databases ------------------------------- */

struct text_words;
/* dict_dir holds ru_RU.aff/.dic (hunspell-ru); without it Snowball alone serves
 * and *ret_degraded is set. `cache` is the number of entries (power of two, 96 bytes
 * each); the dictionary is shared by all in the process, the first dict_dir holds. */
MUST_USE enum err text_words_new(const char *dict_dir, size_t cache, struct text_words **ret,
    bool *ret_degraded);
void text_words_free(struct text_words *w);
/* Load the dictionary now (60 ms, 18 MB), so that no reader waits for it. */
void text_words_warm(struct text_words *w);
#define TEXT_ANALYSER_VERSION 1	/* a change of the words asks for `veche rebuild search` */

/* One word as it is indexed: NFC, lower case, ё → е, first hunspell lemma if there is
 * one, Snowball stem of that; Latin and digits as they are. The result lives in `out`. */
struct str text_word(struct text_words *w, struct str word, char out[64]);

/* The words of a text in order, with byte offsets of the source; hyphenated words
 * give their parts and the whole; "39.36-1" and "131-фз" stay whole and give parts too
 * (parts and whole share the position `pos`). */
struct text_token {
	struct str term;	/* as indexed */
	struct str form;	/* as written, folded */
	uint32_t pos;
	uint32_t from, to;
};
struct text_tokens { struct text_token *p; size_t n; };
MUST_USE enum err text_tokens(struct text_words *w, struct arena *a, struct str text,
    struct text_tokens *ret);
/* Up to n spellings that the dictionary has for an unknown word, best first. */
MUST_USE enum err text_suggest(struct text_words *w, struct arena *a, struct str word,
    size_t n, struct str *ret, size_t *ret_n);
bool text_known(struct text_words *w, struct str word);

/* ---- UTF-8 ------------------------------------------------------------------ */

bool utf8_valid(struct str s);		/* RFC 3629: no surrogates, no overlong forms, no NUL */
size_t utf8_len(struct str s);		/* code points */
struct str utf8_cut(struct str s, size_t max_points);	/* at a code point border */
struct str text_lower(struct arena *a, struct str s);
/* NFC, lower case, ё → е, blanks collapsed, quotes dropped: for comparing names. */
struct str text_fold(struct arena *a, struct str s);
/* Edit distance with transpositions, in code points; stops above `max` (returns max + 1). */
int text_distance(struct str a, struct str b, int max);

/* ---- how Russian says things --------------------------------------------------- */

/* Which of three forms: 1 мера, 2 меры, 5 мер. */
int text_plural_ru(int64_t n);		/* 0, 1, 2 */
int text_plural_en(int64_t n);		/* 0, 1 */
/* Thousands with U+00A0: 30 506; minus is U+2212. */
void put_number(struct buf *b, int64_t n);
void put_real(struct buf *b, double v, int max_digits, bool en);	/* 14,5 */
/* Rubles from units: «1 900 000 ₽», «14,5 млн ₽» when round enough. */
void put_money(struct buf *b, int64_t rubles, bool en);
/* URL-friendly Latin: «Тейково» → teykovo. */
struct str text_slug(struct arena *a, struct str s, size_t max);
/* The likely prepositional and genitive of a place name («в Тейкове») are not tried:
 * names are shown as they are. */
