/* set.h - many rules as one graph; for set.c and all.c only.
 *
 * A node is a condition or a group; equal ones are one node, children come before parents.
 * So a pass over the nodes in order answers everything, each question once.
 *
 * Owns    the arenas of a set.
 * Memory  `keep` until match_set_free, `tmp` while building.
 * Errors  none of its own.
 * Threads as match.h: a built set is const.
 */
#pragma once
#include "navigator/match/inner.h"

struct set_node {
	struct rule_node leaf;		/* codes and names are dropped; kind says which it is */
	uint32_t kids, n_kids;		/* of a group: a run in match_set.kids */
	uint64_t hash;
};

struct set_measure {
	int64_t id;
	uint64_t applicants;		/* 0: any */
	uint32_t conds, n_conds;	/* a run in match_set.conds: all of them must hold */
};

struct match_set {
	struct arena *keep;
	struct arena *tmp;		/* while building */
	VEC(struct set_node) nodes;
	VEC(uint32_t) kids;
	VEC(uint32_t) conds;
	struct set_measure *measures;
	size_t n;
	uint32_t *slots;		/* while building: hash table of index + 1 */
	size_t n_slots;
};

static inline bool
set_refuses(const struct set_measure *m, uint64_t applicant)
{
	return m->applicants != 0 && (m->applicants & applicant) == 0;
}
