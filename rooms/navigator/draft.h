/* draft.h - one measure in the making: what an import or a form gives, checked, to be stored.
 *
 * Owns    nothing.
 * Memory  the arena that made it.
 * Errors  E_INPUT with a reason from draft_read; as db.h from draft_store.
 * Threads one.
 */
#pragma once
#include "navigator/navigator.h"

enum measure_state { MEASURE_DRAFT, MEASURE_PUBLISHED, MEASURE_ARCHIVED, MEASURE_REVIEW = 4 };

#define DRAFT_PARTS 40		/* steps, documents, contacts, rounds, places, topics at most */

struct draft_step { struct str title, text; struct opt_int due; };
struct draft_document { struct str title, note; bool required; };
struct draft_contact { struct str name, url, phone, email; };
struct draft_round {
	int64_t year;
	struct opt_int opens, closes, budget, applications, winners;
	struct str note;
};

struct draft {
	struct str key, origin, title, summary, what, who, how_much, own_share, backer, unit,
	    source_title, source_url, note, parent, rule, sum;
	bool demo;
	int state;	/* enum measure_state of a new one; one that is there keeps its own */
	int level, money, recurrence;
	int64_t applicants, stages;
	struct opt_int amount_min, amount_max, opens, closes, checked;
	struct opt_real cofin_min, cofin_max;
	struct str places[DRAFT_PARTS], topics[DRAFT_PARTS];
	size_t n_places, n_topics;
	struct draft_step steps[DRAFT_PARTS]; size_t n_steps;
	struct draft_document documents[DRAFT_PARTS]; size_t n_documents;
	struct draft_contact contacts[DRAFT_PARTS]; size_t n_contacts;
	struct draft_round rounds[DRAFT_PARTS]; size_t n_rounds;
};

/* Our own JSON, or the row of an investment portal: told apart by its keys. `why` is a sentence. */
MUST_USE enum err draft_read(struct arena *a, struct str json, int32_t today,
    const struct match_places *places, struct draft *ret, struct str *ret_why);
/* A row of /navigator.csv. */
MUST_USE enum err draft_read_csv(struct arena *a, const struct csv_row *row, int32_t today,
    const struct match_places *places, struct draft *ret, struct str *ret_why);
/* Such a row as our own JSON. */
MUST_USE enum err draft_csv_json(
    struct arena *a, const struct csv_row *row, struct str *ret, struct str *ret_why);
/* Bit f (enum draft_at): the JSON says something of this field. */
MUST_USE enum err draft_given(struct str json, uint64_t *ret);
/* Are its territories and topics there, its key well written? E_INPUT: *ret_why. */
MUST_USE enum err draft_check(
    struct db *db, struct arena *a, const struct draft *d, struct str *ret_why);
/* A stored measure as a draft, whatever its state; E_NOT_FOUND. */
struct draft_kept {
	struct measure_id id;
	struct entry_id entry;
	int state;
	int64_t version, created, updated;
};
MUST_USE enum err draft_load(struct db *db, struct arena *a, struct str key, struct draft *ret,
    struct draft_kept *ret_kept);
/* Insert or replace by key with its entry, and what changed goes to the history; in the caller's
 * transaction. E_INPUT: *ret_why. The parent is not set: it may come later in the file. */
MUST_USE enum err draft_write(struct db *db, struct arena *a, const struct draft *d, int64_t now,
    int64_t author, enum import_did *ret_did, struct str *ret_why);
/* The same, but a row whose `sum` is the stored one changes nothing. */
MUST_USE enum err draft_store(struct db *db, struct arena *a, const struct draft *d, int64_t now,
    int64_t author, enum import_did *ret_did, struct str *ret_why);
