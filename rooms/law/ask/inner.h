/* inner.h - what the files of ask/ share.
 *
 * Owns    nothing.
 * Memory  an index is one arena; what a question needs is in the caller's.
 * Errors  E_NOMEM, E_LIMIT.
 * Threads a built index is const.
 */
#pragma once
#include "law/ask/ask.h"

#define NO_TERM UINT32_MAX

enum {
	POSTINGS_CAP = 1024,	/* of a term, greatest first: the rest is noise, and time */
	NEAR = 200,		/* units ranked closely */
	BRIDGES = 8,		/* words of the law for a word of everyday */
	ASKED = 48,		/* terms of a question */
	SLOTS = 1024,		/* so many that few words of a text meet one that is not theirs */
	WIDENED = 15,		/* terms that the bridge adds */
	WORDS_READ = 120,	/* words of a question that are looked at */
	NAMES = 5,		/* words in the name of an act */
};

/* ---- terms ------------------------------------------------------------------- */

struct lexis {		/* strings by number; numbers go by first appearance */
	struct arena *arena;
	struct str *p;
	uint32_t n, cap, mask;
	uint32_t *slot;		/* number + 1; 0: free */
};
enum err lexis_init(struct lexis *x, struct arena *a) MUST_USE;
uint32_t lexis_find(const struct lexis *x, struct str s);	/* NO_TERM: not there */
enum err lexis_put(struct lexis *x, struct str s, uint32_t *ret) MUST_USE;
/* The same strings under the same numbers, to go on from; they stay where they are. */
enum err lexis_copy(struct lexis *to, const struct lexis *from, struct arena *a) MUST_USE;

/* ---- lists of a term ------------------------------------------------------------ */

struct posting { uint32_t doc; float w; };
struct postings { uint64_t *at; struct posting *p; };	/* of term t: p[at[t]] to p[at[t + 1]] */
struct triple { uint32_t term, doc; float w; };
/* Lists by term from triples in order of doc; each list greatest first, cut to `cap`. */
enum err postings_make(struct arena *a, const struct triple *t, size_t n, uint32_t terms,
    size_t cap, struct postings *ret) MUST_USE;

/* ---- the index -------------------------------------------------------------------- */

struct span { uint32_t at, n; };	/* a piece of ask_index.token */

struct sentence {
	uint32_t from, to;	/* bytes of the text */
	struct span words;
	uint32_t para;
	bool colon;		/* a list follows */
	bool quantity;		/* days, roubles, percents */
};

struct asked {
	struct span words;
	int32_t situation, question;
	float len;		/* without dull words */
	bool learned;
};

struct doc {
	int64_t id;
	uint32_t act, chapter;
	struct str article;
	struct span title;
	float title_weight;	/* rarity of its words together */
	uint32_t sentence, n_sentences;
	uint32_t asked, n_asked;
	bool outside;
};

struct name { struct span words; uint32_t act; bool outside, bare; };

struct bridge { uint32_t term; float w; };

struct ask_index {
	struct arena *arena;
	struct lexis terms, forms;
	uint32_t *form_term;	/* of a form: its term, how many units have it */
	uint32_t *form_df;
	uint64_t *form_letters;	/* a bit for each letter, to pass over unlike words */
	float *rarity;		/* of a term */
	bool *dull;		/* of a term: a word of asking, not of what is asked */
	struct doc *doc;
	uint32_t n_docs, n_inside, n_chapters, n_acts, n_outside;
	uint32_t *token;
	struct sentence *sentence;
	struct asked *asked;
	struct span *words;	/* of situations, by doc */
	struct span *chapter;	/* title words of a chapter */
	struct postings units, chapters;
	uint32_t *bridge_at;
	struct bridge *bridge;
	struct name *name;
	size_t n_names, n_tokens, n_postings, n_asked;
	struct str *number;	/* of an act, folded; then of what is outside */
	struct str *outside;	/* names of what is outside */
	bool *no_law;
	float title_mean, asked_mean;	/* words in a title, in a question */
	float rarest;		/* rarity of a word no unit has */
};

/* words.c: words of asking («подскажите», «можно»), short names and slang, orders.
 * Forms are folded. */
bool dull_form(struct str form);
struct str slang_form(struct str form);	/* what the law calls it; p NULL: as it is */
bool order_in(const struct text_token *t, size_t n);
/* A bit for each letter; the nearest form of the index, NO_TERM: none is near. */
uint64_t letters_of(struct str form);
uint32_t mend_form(const struct ask_index *ix, struct str form);

/* ---- building ----------------------------------------------------------------------- */

enum field { F_TEXT, F_TITLE, F_WORDS, F_QUESTIONS, F_LEARNED, F_N };

struct build {
	struct ask_index *ix;
	struct text_words *w;
	const struct ask_source *src;
	struct arena *scratch, *line;	/* to the end of the build; to the end of a text */
	VEC(uint32_t) token;
	VEC(struct sentence) sentence;
	VEC(struct asked) asked;
	VEC(struct doc) doc;
	VEC(struct name) name;
	VEC(struct span) words;
	VEC(struct span) chapter;
	VEC(uint32_t) form_df;
	VEC(uint32_t) form_term;
};
/* Tokens of a text into b->token; sentences need where they stand. */
enum err build_words(struct build *b, struct str text, struct span *ret) MUST_USE;
enum err build_sentences(struct build *b, struct str text, struct doc *d) MUST_USE;
/* Questions of one row; everyday words, added to a span that ends where the tokens end. */
enum err build_asked(struct build *b, struct ask_words questions, int32_t situation,
    bool learned) MUST_USE;
enum err build_word_list(struct build *b, struct ask_words words, struct span *ret) MUST_USE;
enum err build_forms(struct build *b) MUST_USE;	/* once all texts are read */
enum err build_names(struct build *b) MUST_USE;	/* names.c */
enum err build_postings(struct build *b) MUST_USE;
enum err build_bridge(struct build *b) MUST_USE;

/* ---- asking ---------------------------------------------------------------------------- */

struct asked_term {
	uint32_t term;		/* NO_TERM: no unit has it */
	float w;		/* 1 as typed, less for what stands for it */
	float rarity;
	struct str form;	/* as typed */
};

struct question {
	struct asked_term t[ASKED];	/* dull ones are left out */
	struct bridge wide[WIDENED];
	int n, n_wide;
	uint8_t slot[SLOTS];	/* of a term: where it stands in t, plus 1; 0: free */
	uint32_t pair[2 * WORDS_READ];	/* neighbours, for phrases: pair[2i], pair[2i + 1] */
	int n_pairs;
	/* By the low byte of a term: may it begin a pair, may it be a wide one. */
	bool pairs_at[256], wide_at[256];
	double total;		/* weight of all terms */
	bool order, foreign, how_much;
	uint32_t named[8];		/* acts named */
	int n_named;
	bool in_name[WORDS_READ];	/* of a word: part of the name of an act */
	int32_t absent;			/* what is outside and named; -1: none */
	struct str absent_number;	/* an act by number that nobody knows */
	struct str article;		/* of a named act */
	struct str mended;
};
enum err question_read(const struct ask_index *ix, struct text_words *w, struct arena *a,
    struct str text, struct question *q) MUST_USE;
/* names.c: which acts and which article the question names. seq: its words in order. */
enum err names_find(const struct ask_index *ix, struct arena *a, struct question *q,
    const struct text_token *t, const uint32_t *seq, size_t n) MUST_USE;
/* Where in q->t the term stands, -1: nowhere. */
static inline int
question_find(const struct question *q, uint32_t term)
{
	for (uint32_t at = term % SLOTS; q->slot[at] != 0; at = (at + 1) % SLOTS)
		if (q->t[q->slot[at] - 1].term == term)
			return q->slot[at] - 1;
	return -1;
}

struct near {
	uint32_t doc;
	float score, cover, asked, title, pairs;	/* the whole; its parts */
	int32_t situation, question;
};
/* Best first; at most NEAR, *ret_n how many. */
enum err rank_units(const struct ask_index *ix, const struct question *q, struct arena *a,
    struct near **ret, size_t *ret_n) MUST_USE;

/* quote.c: bytes of the text, and which terms of the question stand there or in the title. */
struct passage { uint32_t from, to; uint64_t seen; };
struct passage quote_pick(const struct ask_index *ix, const struct question *q,
    const struct doc *d);
