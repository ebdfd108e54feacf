/* ask.h - answers a question in plain words with passages of the law, or refuses.
 *
 * Owns    nothing on disk. The index is derived: it is built from the texts of acts and
 *         from the index of life situations, and can be built again at any time.
 * Memory  an index keeps its own arena until ask_free, and nothing of what it was built
 *         from: not one byte of a text. A quote is a range of bytes of the unit's text
 *         as given to ask_build, so what the caller cuts out is the law's own words.
 *         An answer lives in the caller's arena.
 * Errors  E_NOMEM; E_LIMIT: more units, words or tokens than 32 bits can number.
 * Threads an index is const for any number of threads; text_words belongs to one.
 *
 * How it ranks, and what was tried: docs/eval.md. No model is asked and nothing is drawn
 * by lot: the same question to the same texts has the same answer.
 */
#pragma once
#include "base/base.h"
#include "text/text.h"

#define ASK_QUOTES 3		/* shown at most */
#define ASK_CHOICES 4		/* offered when a question is too wide */
#define ASK_QUESTION (2 * KiB)	/* what follows is not read */

/* ---- what it is built from --------------------------------------------------- */

struct ask_act { struct str key, short_name, number, title; };	/* "zhk", «ЖК РФ», "188-ФЗ" */

struct ask_unit {
	int64_t id;		/* the caller's own, given back in answers */
	uint32_t act;		/* where in ask_source.act */
	struct str article;	/* "39.36-1" */
	struct str title, section, chapter;
	struct str text;	/* paragraphs end with \n; empty: repealed, never an answer */
};

struct ask_words { const struct str *p; size_t n; };

/* In what words people ask about an article; several rows of one article add up. */
struct ask_situation {
	struct str act, article;	/* ask_act.key; unknown ones are passed over */
	struct ask_words questions, words;
	bool learned;	/* of a lawyer's answer that cites the article: weighs less */
};

/* What people ask that these texts do not decide: an act the base lacks, or no law at all. */
struct ask_topic { struct str title; struct ask_words questions, words; };
struct ask_outside {
	struct str short_name;	/* «КоАП РФ», or «погода» */
	struct str number;	/* "195-ФЗ"; empty: no act */
	struct ask_words names;	/* how a question calls the act */
	const struct ask_topic *topic;
	size_t n_topics;
};

struct ask_source {
	const struct ask_act *act;
	const struct ask_unit *unit;
	const struct ask_situation *situation;
	/* Left out where an act of that short name, or of that number, stands among the acts. */
	const struct ask_outside *outside;
	size_t n_acts, n_units, n_situations, n_outside;
};

struct ask_index;
/* `cap` is the most the index may hold, in bytes; building takes about as much again. */
MUST_USE enum err ask_build(struct text_words *w, const struct ask_source *src, size_t cap,
    struct ask_index **ret);
void ask_free(struct ask_index *ix);
/* The same index with other questions and words of one unit, to try an edit before it is made: what
 * ask_build would give, without reading the texts again. It leans on the base, which must outlive
 * it. E_NOT_FOUND: the base has no such unit. */
struct ask_try { int64_t unit; struct ask_words questions, words; };
MUST_USE enum err ask_overlay(const struct ask_index *base, struct text_words *w,
    const struct ask_try *t, size_t cap, struct ask_index **ret);
/* In what share of the units the rarest word of a text is met: 1 says nothing, it is a word of
 * asking; 0: no unit has it. */
MUST_USE enum err ask_share(const struct ask_index *ix, struct text_words *w, struct arena *a,
    struct str text, double *ret);
struct ask_stats { size_t units, outside, terms, postings, tokens, bytes; };
struct ask_stats ask_stats(const struct ask_index *ix);

/* ---- an answer ----------------------------------------------------------------- */

enum ask_outcome { ASK_GROUNDED, ASK_NO_MATCH };

enum ask_reason {		/* why there is no answer */
	ASK_NONE,
	ASK_EMPTY,		/* no word to look for */
	ASK_ORDER,		/* orders to the machine, not a question */
	ASK_LANGUAGE,		/* not in Russian */
	ASK_ABSENT,		/* about an act the base lacks: `outside` names it */
	ASK_NO_LAW,		/* not about law: `outside` says what about */
	ASK_WEAK,		/* nothing is near enough */
};

struct ask_quote {
	int64_t unit;
	uint32_t from, to;	/* bytes of the unit's text */
	double score;		/* share of the question's weight, about 0 to 4 */
	struct str words;	/* the question's words found there, comma-separated, as typed */
	/* The nearest of the article's situations: which row of ask_source.situation and which
	 * of its questions; -1: none came near. */
	int32_t situation, question;
	bool named;		/* the question names the article itself */
};

/* One chapter that fits: its nearest unit, and that unit's nearest question as in ask_quote. */
struct ask_choice { int64_t unit; int32_t situation, question; };

struct ask_answer {
	enum ask_outcome outcome;
	enum ask_reason reason;
	double sure;		/* 0 to 1: how probable it is that the base answers this */
	struct str outside;
	struct str mended;	/* the question with misspellings mended; p NULL: none were */
	/* Grounded: best first. No match: the nearest, to be shown by title as such. */
	struct ask_quote quote[ASK_QUOTES];
	size_t n;
	/* Too wide: several chapters fit alike. Their nearest units; ask which is meant. */
	bool wide;
	struct ask_choice choice[ASK_CHOICES];
	size_t n_choices;
};

MUST_USE enum err ask(const struct ask_index *ix, struct text_words *w, struct arena *a,
    struct str question, struct ask_answer *ret);
/* The same, of the chapter of one unit alone: what was meant by a question that was too wide. A
 * unit below 0, or one that is not there: of all. */
MUST_USE enum err ask_within(const struct ask_index *ix, struct text_words *w, struct arena *a,
    struct str question, int64_t unit, struct ask_answer *ret);

/* What the threshold is chosen on; for tests/eval. */
enum ask_sign { SIGN_SCORE, SIGN_COVER, SIGN_OUTSIDE, SIGN_N };
struct ask_signs { double v[SIGN_N]; bool guard; };	/* guard: refused before any ranking */
MUST_USE enum err ask_signs(const struct ask_index *ix, struct text_words *w, struct arena *a,
    struct str question, struct ask_signs *ret);
