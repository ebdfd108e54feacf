/* answer.h - a question in plain words, answered by passages of the acts that the base holds.
 *
 * Owns    struct law_asker: the engine's index (ask/ask.h), built from the editions of one day and
 *         from the situations; derived, it can be built again at any time.
 * Memory  an asker keeps its own; an answer lives in the caller's arena, its acts in the asker.
 * Errors  as db.h; E_NOMEM, E_LIMIT: the base is too large for one index.
 * Threads an asker is const for any number of threads; db and text_words belong to one.
 *
 * A quote is cut out of the stored text at the moment of answering: no byte of it is made here.
 */
#pragma once
#include "law/ask/ask.h"
#include "law/law.h"

enum law_outcome { LAW_GROUNDED, LAW_NO_MATCH, LAW_UNAVAILABLE };
const char *law_outcome_name(enum law_outcome o);	/* "grounded", … */

/* What became, or becomes, of the quoted article after the day that was asked about. */
enum law_change {
	LAW_SAME,
	LAW_CHANGED,	/* it has had another edition by today */
	LAW_CHANGES,	/* another edition comes into force within LAW_SOON days */
	LAW_ENDED,	/* by today it is out of force */
	LAW_ENDS,	/* it goes out of force within LAW_SOON days */
};
#define LAW_SOON 90
const char *law_change_name(enum law_change c);		/* "same", "changed", … */

struct law_quote {
	const struct law_act *act;
	int32_t since;			/* the day its edition begins */
	struct str eid, number, title;	/* of the article */
	struct str unit;		/* address within it, «ch-3/p-2»; empty: the article */
	struct str unit_name;		/* «п. 2 ч. 3» */
	struct str text;		/* bytes of the stored edition; empty: only near */
	struct str url, ref;
	struct str words;		/* the question's words that were found there */
	struct str situation;		/* the written question that came near; may be empty */
	double score;
	bool named;			/* the question names the article itself */
	enum law_change change;
	int32_t change_day;		/* the first day of the other edition */
	struct str change_url;		/* to the two editions beside each other; may be empty */
};

/* What a question that is too wide may mean, told apart by what the candidates differ in. */
enum law_differ { LAW_BY_ACT, LAW_BY_TOPIC, LAW_BY_ARTICLE };
struct law_meant {
	struct law_quote near;
	struct str label, hint;		/* hint: what else tells it; may be empty */
	struct str in;			/* goes into law_question.in to choose it */
};

/* A question with what was said before it. */
#define LAW_TURNS 5
struct law_question {
	struct str text;
	struct str was[LAW_TURNS];	/* questions before it, oldest first */
	size_t n_was;
	struct str in;			/* law_meant.in of what was chosen; empty: nothing was */
	int32_t day;
};
/* «А срок какой?»: it says too little alone and goes on from what was asked before. */
MUST_USE enum err law_follows(
    struct text_words *w, struct arena *a, struct str question, bool *ret);

struct law_answer {
	enum law_outcome outcome;
	enum ask_reason reason;		/* of LAW_NO_MATCH */
	double sure;
	struct str outside, mended;
	struct law_quote quote[ASK_QUOTES];	/* no match: the nearest, without text */
	size_t n;
	struct str after;		/* the question it was joined with; empty: it stood alone */
	struct str search;		/* what was looked for, whole */
	bool wide;
	enum law_differ differ;
	struct law_meant choice[ASK_CHOICES];
	size_t n_choices;
	struct str chosen;		/* chapter or act that was chosen; empty: none */
	bool building;			/* unavailable: the index is being made, ask again soon */
	int32_t day;			/* as of */
	/* Words of a language model around the quotes, checked (model.h); empty: none. */
	struct str lead, model;
	bool reworded;			/* found by search words of the model's */
};

struct law_asker;
/* Of the acts for all readers, as in force on that day. Takes seconds for thousands of articles.
 * learn: questions of published answers lead to the articles that the answers cite. */
MUST_USE enum err law_asker_new(
    struct db *db, struct text_words *w, int32_t day, bool learn, struct law_asker **ret);
void law_asker_free(struct law_asker *k);
/* That of a day, shared by the threads, built anew when acts or situations change; it lives until
 * `a` is reset. *ret NULL: another thread is just building one. */
MUST_USE enum err law_asker_on(
    struct web_thread *th, struct arena *a, int32_t day, const struct law_asker **ret);

/* That of today, for a request. E_BUSY: another thread is just building it. */
MUST_USE enum err law_asker_today(struct req *rq, const struct law_asker **ret);

/* Nothing in the base, or a text that went away meanwhile: LAW_UNAVAILABLE, not an error. */
MUST_USE enum err law_ask(const struct law_asker *k, struct db *db, struct text_words *w,
    struct arena *a, const struct law_question *q, int32_t today, struct law_answer *ret);
/* The same for a thread: the asker of the day, and unavailable while it is being built. */
MUST_USE enum err law_ask_now(
    struct web_thread *th, struct arena *a, const struct law_question *q, struct law_answer *ret);

/* An article that can be an answer, by the number the engine knows it by (ask_quote.unit). */
struct law_unit {
	const struct law_act *act;
	int64_t article, version;	/* law_article.id, law_version.id */
	int32_t since;
	struct str eid, number, title;
	struct str chapter;		/* the innermost heading it stands under; may be empty */
	struct str said;		/* folded: title and all it is asked by, for finding */
	uint32_t questions, words, learned;	/* how many */
	bool edited, conflict;		/* in the portal; files have changed since */
};
struct law_units { const struct law_unit *p; size_t n; };
struct law_units law_asker_units(const struct law_asker *k);
const struct law_unit *law_asker_unit(const struct law_asker *k, int64_t article); /* NULL: none */
const struct ask_index *law_asker_index(const struct law_asker *k);	/* NULL: no articles */
/* Rows by which articles are found, with the answer that taught them (0: written). */
struct law_row { const struct ask_situation *s; int64_t answer; };
struct law_row law_asker_row(const struct law_asker *k, size_t i);
size_t law_asker_rows(const struct law_asker *k);
/* The name of an act in situations. */
struct str law_act_code(const struct law_act *act);

/* learned.c: rows from published answers, after those that are there; *ret_answer by row. */
struct law_learned { struct ask_situation *p; int64_t *answer; size_t n; };
MUST_USE enum err law_learned_read(struct db *db, struct arena *a, const struct law_index *x,
    struct law_learned *ret);

/* As a member list of JSON, without braces: "outcome": …, "quotes": [ … ]. */
void law_answer_json(struct buf *b, const struct law_answer *said);
