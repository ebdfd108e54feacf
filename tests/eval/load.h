/* load.h - acts, situations and questions from JSONL, for the evaluation and its test.
 *
 * Owns    nothing.
 * Memory  everything in the caller's arena.
 * Errors  E_NOT_FOUND: the folder or a file is not there; E_INPUT: a line is not what it
 *         should be (said on stderr); E_NOMEM.
 * Threads any.
 */
#pragma once
#include "law/ask/ask.h"

struct question_row {
	struct str id, text, style;	/* style: "general" for legal_qa */
	bool municipal;
	const struct str *expected;	/* "zhk:35"; none: the base cannot answer */
	size_t n_expected;
	const struct str *required;	/* two articles: both needed */
	size_t n_required;
	struct str quote, quote_of;	/* the passage that answers, and whose it is */
};

struct loaded {
	struct ask_source src;
	const struct str *key;		/* of a unit: "zhk:35" */
	const struct question_row *row;
	size_t n_rows;
};

/* `times` copies of the acts, for speed: copies are other acts with the same texts. */
MUST_USE enum err load_acts(struct arena *a, const char *dir, int times, struct loaded *ret);
/* Every *.jsonl of the folder; outside.jsonl is what the base lacks. */
MUST_USE enum err load_situations(struct arena *a, const char *dir, struct loaded *ret);
MUST_USE enum err load_questions(struct arena *a, const char *data, struct loaded *ret);
