/* number.h - automatic numbers of lists, as Word and LibreOffice count and write them.
 *
 * Owns    nothing.
 * Memory  the arena given.
 * Errors  E_NOMEM.
 * Threads pure.
 */
#pragma once
#include "base/base.h"

#define NUMBER_LEVELS 10

/* none: a level that is counted, but prints no number of its own */
enum number_format { NUMBER_DECIMAL, NUMBER_RU, NUMBER_RU_CAPITAL, NUMBER_LATIN,
	NUMBER_LATIN_CAPITAL, NUMBER_ROMAN, NUMBER_ROMAN_CAPITAL, NUMBER_BULLET, NUMBER_NONE };

/* «%1.%2» of Word: text; of OpenDocument: prefix, how many levels, suffix. */
struct number_level {
	enum number_format format;
	int start;
	struct str text;	/* with %1 … %9 */
	bool said;		/* the file describes this level */
};
struct number_list {
	struct number_level level[NUMBER_LEVELS];
	int at[NUMBER_LEVELS];	/* the last number given */
	bool begun[NUMBER_LEVELS];
};

/* The next number on this level, as it is printed; empty: nothing is. Deeper levels begin anew. */
MUST_USE enum err number_next(struct arena *a, struct number_list *l, int level, struct str *ret);
/* «А», «XIV»; above what the format can say: digits. */
void number_put(struct buf *b, enum number_format f, int n);
