/* search.h - full text over entries, the same words on both databases.
 *
 * Owns    tables search_doc, search_text, search_queue, search_word, search_form,
 *         search_synonym, search_state; the FTS5 table search_fts (SQLite), tsvector
 *         and GIN (PostgreSQL). All derived from entry and entry_text; `veche rebuild
 *         search` makes them again. The words of the index, for mending misspellings,
 *         are held once in the process and read at the first misspelling.
 * Memory  hits in the caller's arena.
 * Errors  as db.h; E_INPUT: no word to look for in the question.
 * Threads struct search belongs to one thread.
 *
 * Texts become terms in our analyser, once, when the index is fed; each database
 * holds terms only, so both find the same entries. A big collection ranks its newest
 * thousand matches with a rank function of our own (title counts for more, rarity
 * from search_word); small collections and rare words rank all.
 * A writer only puts the entry's id in search_queue: one drainer feeds the index in
 * groups, so a writer never waits for a merge. Who may see an entry is kept up to date
 * by search_touch at once: what is hidden is not found again, drained or not.
 */
#pragma once
#include "base/base.h"
#include "db/db.h"
#include "text/text.h"

struct search;
MUST_USE enum err search_new(struct text_words *w, struct search **ret);
void search_free(struct search *s);

/* To be called once before any database is opened: registers the rank function on
 * every new SQLite connection (db_on_open). The tokenizer is FTS5's own. */
void search_setup(void);

/* ---- asking -------------------------------------------------------------- */

struct search_ask {
	struct str q;		/* as typed */
	int64_t kinds;		/* bit set of entry kinds (each kind is one bit); 0: all */
	int64_t viewer;		/* user id; 0: anonymous. Only entries it may see. */
	bool exact;		/* no synonyms, no corrected spellings, no "any of the words" */
	int skip, limit;	/* limit at most 100 */
};
struct search_hit {
	int64_t entry;
	double score;		/* greater is better */
};
struct search_hits {
	struct search_hit *p; size_t n;
	int64_t total;		/* found; when total_capped, "more than" */
	bool total_capped;
	/* What was looked for instead, when a typo was mended; else p NULL. */
	struct str corrected;
	/* Synonyms that widened the search, comma-separated; p NULL if none. */
	struct str also;
	bool any;		/* not all of the words: nothing has them all */
};
/* Words are joined by AND; a word no entry has is taken for the beginning of one (the
 * last) or for a misspelling. When nothing is found: phrases loosened, then all words
 * but one, then any of them. "quoted phrase"; -word excludes. Best first, then newest.
 * No text typed is an error but one without a word (E_INPUT). */
MUST_USE enum err search_ask(struct search *s, struct db *db, struct arena *a,
    const struct search_ask *ask, struct search_hits *ret);
/* All entry ids of one kind that match, unranked, at most max: for facets. Same rules. */
MUST_USE enum err search_ids(struct search *s, struct db *db, struct arena *a,
    const struct search_ask *ask, size_t max, struct search_hits *ret);

/* The part of `text` around the words asked, at most `points` code points, each hit in
 * <mark>; everything else escaped. points 0: the whole text. */
MUST_USE enum err search_mark(struct search *s, struct arena *a, struct str q, struct str text,
    size_t points, struct html *ret);

/* ---- feeding ---------------------------------------------------------------- */

/* In the transaction of the change: entry `id` was put, changed or hidden. */
MUST_USE enum err search_touch(struct db *db, int64_t entry);
/* Index up to `max` queued entries in one transaction; *ret_n how many (0: idle). */
MUST_USE enum err search_drain(struct search *s, struct db *db, int max, int *ret_n);
/* Throw the index away and make it again; progress(done, total) may be NULL. */
MUST_USE enum err search_rebuild(struct search *s, struct db *db,
    void (*progress)(void *, int64_t, int64_t), void *ctx);
/* Is the index of this analyser version, and complete but for what is queued?
 * E_CONFLICT asks for a rebuild. */
MUST_USE enum err search_check(struct db *db);
/* One synonym group, in the caller's transaction: its phrases are replaced; none: it goes.
 * *grp -1: a new one, whose number is put there. */
MUST_USE enum err search_synonym_group(
    struct db *db, struct arena *a, int64_t *grp, const struct str *phrases, size_t n);
/* Replace the synonym groups: a group a line, its phrases between tabs; # begins a note. */
MUST_USE enum err search_synonyms_load(struct search *s, struct db *db, struct str tsv,
    int *ret_groups);
