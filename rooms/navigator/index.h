/* index.h - all published measures in memory: facets, compiled rules, what lists need.
 *
 * Owns    the process-wide snapshot of the measures.
 * Memory  the snapshot's own; good until the thread asks for it again.
 * Errors  as db.h; E_NOMEM.
 * Threads the snapshot is const; nav_get per thread.
 */
#pragma once
#include "entry/entry.h"
#include "facet/facet.h"
#include "navigator/lists.h"
#include "navigator/navigator.h"
#include "places/places.h"

/* Facets of the set, in the order in which pages show them. The last two are not shown:
 * the perimeter serves place=, the verdict comes with a municipality. */
enum nav_facet {
	NF_STATUS,
	NF_LEVEL,
	NF_MONEY,
	NF_TOPIC,
	NF_APPLICANT,
	NF_AMOUNT,
	NF_COFIN,
	NF_DEADLINE,
	NF_STAGE,
	NF_RECURRENCE,
	NF_BACKER,
	NF_REGION,
	NF_PERIMETER,
	NF_VERDICT,
	NF_N
};
enum nav_sort { NS_DEADLINE, NS_AMOUNT, NS_NEWEST, NS_N, NS_FIT = -1 };

struct nav_row {	/* by ordinal; facet id is the entry's id, set id too */
	int64_t id, entry;
	uint8_t level, money;
	struct opt_int closes, opens;
	uint32_t place_at, place_n;	/* its perimeters in places[]; none: the whole country */
};
struct nav_name { int64_t id; struct str name; };
struct nav_perimeter { int64_t place; uint32_t n; };

struct nav_index {
	struct arena *arena;
	int64_t key;	/* of the snapshot: another one, other measures or another day */
	int32_t today;
	struct facet_set *facets;	/* ordinals are those of rows */
	struct match_set *set;		/* the same order */
	struct nav_row *rows; size_t n;
	int64_t *places; size_t n_places;
	struct nav_name *backers; size_t n_backers;	/* by name */
	uint32_t *backer_at; size_t n_backer_at;	/* by id: place in backers + 1 */
	struct topic *topics; size_t n_topics;
	/* NF_PERIMETER values: 0 is the whole country, k is perimeters[k - 1]. */
	struct nav_perimeter *perimeters; size_t n_perimeters;
	int n_open;
};
MUST_USE enum err nav_get(struct web_thread *th, const struct nav_index **ret);
const struct topic *nav_topic(const struct nav_index *ix, struct str code);
const struct topic *nav_topic_id(const struct nav_index *ix, int64_t id);
struct str nav_backer(const struct nav_index *ix, int64_t id);	/* empty: no such */

/* The passport of a place, as rules ask it: tree, statuses, filled fields. E_NOT_FOUND. */
MUST_USE enum err nav_passport(struct web_thread *th, struct arena *a, struct str code,
    struct passport *ret);
/* Passports of all municipalities in force, for the way round; place i of *ret_codes. */
struct nav_muni { struct str code, name, region; int64_t population; };
MUST_USE enum err nav_passports(struct web_thread *th, struct arena *a, struct passport **ret,
    struct nav_muni **ret_munis, size_t *ret_n);
/* For rule_parse: codes to places in force. */
struct match_places nav_places(const struct places_index *ix);

/* All measures against one municipality. results[ord]; score[ord] 0..1000. */
struct nav_match { struct match_result *results; int16_t *scores; size_t n; };
MUST_USE enum err nav_match(struct web_thread *th, struct arena *a, const struct nav_index *ix,
    const struct passport *p, uint64_t applicant, struct nav_match *ret);
/* Which NF_PERIMETER values have to do with a place: those above it, itself, those below. */
MUST_USE enum err nav_perimeters(struct web_thread *th, struct arena *a, const struct nav_index *ix,
    struct str place_code, uint32_t **ret, size_t *ret_n);

/* Cards of these ordinals, read from the database in one statement, in this order.
 * m may be NULL: no municipality. p explains the verdict in `reason`. */
MUST_USE enum err nav_cards(struct req *rq, const struct nav_index *ix, const uint32_t *ords,
    size_t n, const struct nav_match *m, const struct passport *p, uint64_t applicant,
    struct navigator_cards *ret);
