/* entry.h - the spine: whatever has an address is an entry.
 *
 * Owns    tables entry, entry_text, entry_topic, entry_link, entry_revision, entry_changed, topic.
 * Memory  the caller's arena.
 * Errors  as db.h.
 * Threads any; a db handle belongs to one request.
 *
 * A room writes its entry in the same transaction as its own row and gets for it
 * search, links, topics, revisions and feeds, once and for all rooms alike.
 */
#pragma once
#include "base/base.h"
#include "db/db.h"
#include "gen/ids.h"

enum entry_kind {
#define KIND(name, bit, room, ru, en) ENTRY_##name = bit,
#include "entry/kinds.def"
#undef KIND
};
enum entry_state { ENTRY_DRAFT, ENTRY_PUBLISHED, ENTRY_ARCHIVED, ENTRY_GONE };
enum entry_see { SEE_ALL, SEE_SIGNED, SEE_TERRITORY };	/* who may read it */

struct entry {
	struct entry_id id;	/* 0: a new one */
	enum entry_kind kind;
	struct str url;		/* path of its page, "/navigator/fkgs" */
	struct str title, summary;
	struct str body;	/* further words to be found by, not shown */
	int64_t place;		/* its territory; 0: the whole country */
	enum entry_see see;
	enum entry_state state;
	int64_t author;		/* user; 0: the system */
	const int64_t *topics; size_t n_topics;
};

/* Insert or update with its text and topics, keep a revision when something changed,
 * put it in the search queue. In the caller's transaction. */
MUST_USE enum err entry_put(struct db *db, struct arena *a, const struct entry *e,
    int64_t now, struct entry_id *ret);
MUST_USE enum err entry_state_set(
    struct db *db, struct entry_id id, enum entry_state st, int64_t now);

/* Entries put or changed since they were taken here, at most `max`; for the one job that derives
 * things from texts of all rooms (law.cites). In the transaction that also writes what was derived,
 * before the texts are read: a change that comes meanwhile stands here again. */
MUST_USE enum err entry_changed_take(struct db *db, int64_t *ids, size_t max, size_t *ret_n);
MUST_USE enum err entry_changed_all(struct db *db);	/* every entry is to be looked through */
MUST_USE enum err entry_changed_count(struct db *db, int64_t *ret);

enum entry_rel {
#define REL(name, no, ru, en) REL_##name = no,
#include "entry/rels.def"
#undef REL
};
MUST_USE enum err entry_link(
    struct db *db, struct entry_id from, enum entry_rel rel, struct entry_id to);
MUST_USE enum err entry_unlink(
    struct db *db, struct entry_id from, enum entry_rel rel, struct entry_id to);

/* What a list of any room shows of an entry, in the order of `ids`; missing ones are left out. */
struct entry_card {
	struct entry_id id; enum entry_kind kind;
	struct str url, title, summary; int64_t place; int64_t updated;
};
struct entry_cards { struct entry_card *p; size_t n; };
MUST_USE enum err entry_cards(struct db *db, struct arena *a, const int64_t *ids, size_t n,
    struct entry_cards *ret);

/* Field-level history: what was, what became, who, when. */
struct revision_field { const char *name; struct str before, after; };
MUST_USE enum err entry_revision(struct db *db, struct arena *a, struct entry_id id, int64_t author,
    int64_t now, const struct revision_field *f, size_t n);
/* The newest n changes, newest first. */
/* author 0: the system */
struct revision { struct str field, before, after; int64_t author, at; };
struct revisions { struct revision *p; size_t n; };
MUST_USE enum err entry_revisions(struct db *db, struct arena *a, struct entry_id id, size_t n,
    struct revisions *ret);

/* ---- the one topic tree ----------------------------------------------------------- */

struct topic { int64_t id; struct str code, ru, en; int64_t parent; };	/* parent 0: top */
struct topics { struct topic *p; size_t n; };
MUST_USE enum err topics_all(struct db *db, struct arena *a, struct topics *ret);
/* Insert or update by code. */
MUST_USE enum err topic_put(struct db *db, const struct topic *t, int64_t sort, int64_t *ret_id);
