/* impl.h - what the files of search/ share; nobody else includes it.
 *
 * Owns    nothing.
 * Memory  a query and its plan live in the arena of the request.
 * Errors  as search.h.
 * Threads a struct lexicon is shared by all and never changes once it is filled.
 */
#pragma once
#include "search/search.h"

enum {
	Q_BYTES = 600,		/* of what was typed, the rest is not read */
	Q_UNITS = 12,		/* words and phrases asked for */
	Q_NOTS = 8,
	Q_ALTS = 24,		/* ways one word may be met */
	Q_TERMS = 16,		/* words of a phrase */
	RANK_NEWEST = 1000,	/* of a big collection, the newest this many are ranked */
	RANK_RARE = 5000,	/* all are, when the rarest word says they are this few */
	RANK_SMALL = 20000,	/* all are, in a collection of up to this many entries */
	DOC_TERMS = 16000,	/* of one entry; tsvector counts no further */
	DOC_BYTES = 400 * 1024,	/* of its text */
	FEED_BYTES = 512 * 1024 * 1024,	/* of memory, at most, to feed a group */
};

struct search {
	struct arena *arena;
	struct text_words *words;
	struct lexicon *lex;
};

/* ---- what was asked --------------------------------------------------------- */

/* One way to meet a unit: terms that follow each other, or all of them anywhere. */
struct alt {
	struct str t[Q_TERMS];
	int n;
	bool all;
	double weight;		/* 1: as typed; less: a synonym or a guess */
};
struct unit {
	struct alt *alt;	/* Q_ALTS of them */
	int n;
	struct str form;	/* as typed, folded; p NULL for a phrase */
	struct str term;	/* of that form */
	uint32_t from, to;	/* where in the question */
	bool phrase, last;	/* last: the reader may still be typing it */
	int64_t df;		/* how many entries have it, about; 0: none */
};
struct query {
	struct unit must[Q_UNITS], not[Q_NOTS];
	int n_must, n_not;
};
/* E_INPUT: no word to look for. */
MUST_USE enum err query_parse(struct text_words *w, struct arena *a, struct str q,
    struct query *ret);
/* One more way for a unit; false when it has all it may. */
bool unit_add(struct unit *u, const struct str *terms, int n, bool all, double weight);

/* ---- the words of the index ----------------------------------------------------- */

struct lexicon;
/* The current one in s->lex, loaded anew when the index says it has changed. */
MUST_USE enum err lexicon_take(struct search *s, struct db *db);
void lexicon_drop(struct search *s);
struct synonym { int grp; struct str phrase; struct str t[Q_TERMS]; int n; };
struct synonyms { struct synonym *p; size_t n; };
struct synonyms lexicon_synonyms(const struct lexicon *l);
/* The commonest words that begin so, at most `max`; *ret_n how many. */
MUST_USE enum err lexicon_prefix(struct search *s, struct db *db, struct arena *a, struct str head,
    struct str *ret, int max, int *ret_n);
/* The nearest word of the index; p NULL when none is near. */
MUST_USE enum err lexicon_nearest(struct search *s, struct db *db, struct arena *a, struct str form,
    struct str *ret);

/* ---- making the question answerable ------------------------------------------------ */

/* Synonyms, document counts, words being typed, mended spellings. */
MUST_USE enum err query_widen(struct search *s, struct db *db, struct arena *a, struct str q,
    bool exact, struct query *qr, struct search_hits *hits);
enum query_mode {
	MODE_ALL,	/* as asked */
	MODE_LOOSE,	/* phrases need not stand together */
	MODE_BUT_ONE,	/* one word may be missing */
	MODE_ANY,
};
/* For FTS5 MATCH, with the weight of each phrase in it; or as a tsquery. p NULL: out of memory. */
struct rendered { struct str text, weights; };
struct rendered query_render(struct arena *a, enum db_kind kind, const struct query *q,
    enum query_mode mode, int64_t kinds, int64_t docs);

/* ---- numbers the index keeps about itself -------------------------------------------- */

MUST_USE enum err state_get(struct db *db, const char *name, int64_t *ret);	/* 0: not there */
MUST_USE enum err state_set(struct db *db, const char *name, int64_t v);

/* ---- feeding -------------------------------------------------------------------------- */

struct tally;
MUST_USE enum err tally_new(struct arena *a, struct tally **ret);
/* Counts `word` once for each doc. */
MUST_USE enum err tally_add(struct tally *t, struct str word, int64_t doc);
/* Adds all counts to search_word or search_form; `fresh` only those not there yet. */
MUST_USE enum err tally_flush(struct tally *t, struct db *db, struct arena *a, bool forms,
    bool fresh);

struct feed {
	struct search *s;
	struct db *db;
	struct arena *a;	/* for one entry; the caller resets it */
	struct tally *terms, *forms;		/* of entries new to the index */
	struct tally *more_terms, *more_forms;	/* of entries indexed again */
	int64_t added, removed;
};
/* The counts live in `keep`. */
MUST_USE enum err feed_init(struct feed *f, struct arena *keep);
MUST_USE enum err feed_one(struct feed *f, int64_t entry);
