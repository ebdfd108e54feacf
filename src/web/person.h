/* person.h - what the portal keeps about one person: counted, given out, taken away.
 *
 * Owns    nothing: each room names its own columns that say who a row is of (struct room.person);
 *         the room `account` names those of the kernels. `veche print personal` lists them, and a
 *         test compares that list with the tables, so that none is forgotten.
 * Memory  the arena given.
 * Errors  as db.h.
 * Threads any; a db handle belongs to one request.
 */
#pragma once
#include "db/db.h"
#include "web/web.h"

enum person_type {
	PERSON_TEXT,
	PERSON_INT,
	PERSON_TIME,	/* UTC seconds */
	PERSON_DAY,	/* local day */
	PERSON_YES,
	PERSON_ROLE,
};
/* One column of what is given out: a key for programs, a label (msgid) for people, an expression
 * over the table's alias t. */
struct person_col { const char *key, *label, *sql; enum person_type type; };

/* What becomes of the rows when the person is erased. */
enum person_fate {
	PERSON_GOES,	/* deleted */
	PERSON_FREED,	/* the row stays, its column is emptied */
	PERSON_STAYS,	/* the row stays and names an account that has no name any more */
	PERSON_BARED,	/* the room's own `erase` takes out what names the person */
};
const char *person_fate_words(enum person_fate f);	/* msgid */

struct person_kept {
	const char *table, *column;
	const char *name;	/* key in the file that is given out; of one room no two alike */
	const char *title;	/* msgid: what it is */
	const char *why;	/* msgid: what it is kept for; what stays: on which ground */
	enum person_fate fate;
	const struct person_col *cols; size_t n_cols;	/* 0: counted only: a secret, or a number */
	const char *cond;	/* NULL: t.column = ?; the person's number takes the place of ? */
	bool object;		/* ? is "user:N" instead: what the log calls a person */
};

/* One person on the way out, in the caller's transaction. */
struct person_gone {
	struct db *db;
	struct arena *arena;
	const struct settings *set;
	struct user_id user;
	int64_t now;
};
struct person_hook {
	const struct person_kept *kept; size_t n_kept;
	/* What rows alone do not say: called before they go; NULL: nothing. */
	enum err (*erase)(const struct person_gone *g);
};

MUST_USE enum err person_count(
    struct db *db, struct arena *a, const struct person_kept *k, struct user_id who, int64_t *ret);

/* Rows in words, newest first where they have an id; at most `max`, *ret_more: there are others. */
struct person_cells { struct str *p; size_t n; };
struct person_lines { struct person_cells *p; size_t n; bool more; };
MUST_USE enum err person_lines(const struct ui *ui, struct db *db, const struct person_kept *k,
    struct user_id who, size_t max, struct person_lines *ret);

/* All of it as one JSON object, a member a room. */
MUST_USE enum err person_json(const struct portal *p, struct db *db, struct arena *a,
    struct user_id who, int64_t now, struct buf *out);

/* Every room's `erase`, then its rows. */
MUST_USE enum err person_erase(const struct portal *p, const struct person_gone *g);
