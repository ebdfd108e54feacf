/* set.c - building the graph of many rules, and one municipality against all of them. */
#include "navigator/match/set.h"
#include <stdlib.h>

#define SET_MEMORY (2048 * MiB)
#define SET_SLOTS 1024		/* first size of the table, a power of two */

/* ---- equal nodes are one ------------------------------------------------------ */

static uint64_t
mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * 0x9e3779b97f4a7c15u;
	return h ^ (h >> 29);
}

static uint64_t
node_hash(const struct set_node *n, const uint32_t *kids)
{
	const struct rule_node *l = &n->leaf;
	uint64_t h = mix(n->n_kids + 1, (uint64_t)l->kind);
	size_t i;

	for (i = 0; i < n->n_kids; i++)
		h = mix(h, kids[i]);
	if (l->kind != RULE_LEAF)
		return h;
	h = mix(mix(h, (uint64_t)l->field), (uint64_t)l->op);
	h = mix(mix(mix(h, l->mask), (uint64_t)l->lo), (uint64_t)l->hi);
	for (i = 0; i < l->n_places; i++)
		h = mix(h, (uint64_t)l->places[i]);
	return h;
}

static bool
node_same(const struct match_set *s, const struct set_node *a, const struct set_node *b,
    const uint32_t *b_kids)
{
	const struct rule_node *x = &a->leaf, *y = &b->leaf;

	if (a->hash != b->hash || x->kind != y->kind || a->n_kids != b->n_kids ||
	    x->n_places != y->n_places)
		return false;
	if (x->kind != RULE_LEAF)
		return memcmp(s->kids.p + a->kids, b_kids, a->n_kids * sizeof *b_kids) == 0;
	return x->field == y->field && x->op == y->op && x->mask == y->mask && x->lo == y->lo &&
	    x->hi == y->hi &&
	    (x->n_places == 0 ||
		memcmp(x->places, y->places, x->n_places * sizeof *x->places) == 0);
}

static enum err
slots_grow(struct match_set *s)
{
	size_t n = s->n_slots ? s->n_slots * 2 : SET_SLOTS, i, at;
	uint32_t *slots = arena_array(s->tmp, uint32_t, n);

	if (slots == NULL)
		return E_NOMEM;
	for (i = 0; i < s->nodes.n; i++) {
		for (at = s->nodes.p[i].hash & (n - 1); slots[at] != 0; at = (at + 1) & (n - 1))
			;
		slots[at] = (uint32_t)i + 1;
	}
	s->slots = slots;
	s->n_slots = n;
	return OK;
}

static enum err
node_keep(struct match_set *s, struct set_node *n, const uint32_t *kids)
{
	int64_t *places;
	size_t i;

	if (s->nodes.n >= MATCH_SET_NODES)
		return E_LIMIT;
	n->kids = (uint32_t)s->kids.n;
	for (i = 0; i < n->n_kids; i++)
		TRY(VEC_PUSH(s->keep, &s->kids, kids[i]));
	if (n->leaf.n_places > 0) {
		places = arena_array(s->keep, int64_t, n->leaf.n_places);
		if (places == NULL)
			return E_NOMEM;
		memcpy(places, n->leaf.places, n->leaf.n_places * sizeof *places);
		n->leaf.places = places;
	}
	return VEC_PUSH(s->keep, &s->nodes, *n);
}

static enum err
node_intern(struct match_set *s, struct set_node n, const uint32_t *kids, uint32_t *ret)
{
	size_t at;

	if (s->nodes.n * 2 >= s->n_slots)
		TRY(slots_grow(s));
	n.hash = node_hash(&n, kids);
	for (at = n.hash & (s->n_slots - 1); s->slots[at] != 0; at = (at + 1) & (s->n_slots - 1)) {
		*ret = s->slots[at] - 1;
		if (node_same(s, &s->nodes.p[*ret], &n, kids))
			return OK;
	}
	*ret = (uint32_t)s->nodes.n;
	TRY(node_keep(s, &n, kids));
	s->slots[at] = *ret + 1;
	return OK;
}

/* ---- rules into the graph -------------------------------------------------------- */

static int
index_order(const void *pa, const void *pb)
{
	uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;

	return (a > b) - (a < b);
}

/* The order and the repeats of children do not change a verdict: both are taken away. */
static enum err
node_add(struct match_set *s, const struct rule *r, size_t at, uint32_t *ret)
{
	const struct rule_node *nd = &r->nodes[at];
	struct set_node n = { .leaf = { .kind = nd->kind } };
	uint32_t kids[RULE_NODES];
	size_t c, n_kids = 0, k = 0;

	if (nd->kind == RULE_LEAF) {
		n.leaf = *nd;
		n.leaf.codes = n.leaf.names = NULL;
		n.leaf.n_codes = 0;
		return node_intern(s, n, NULL, ret);
	}
	for (c = at + 1; c < at + nd->size; c += r->nodes[c].size)
		TRY(node_add(s, r, c, &kids[n_kids++]));
	ASSERT(n_kids > 0);
	qsort(kids, n_kids, sizeof *kids, index_order);
	for (c = 1; c < n_kids; c++)
		if (kids[c] != kids[k])
			kids[++k] = kids[c];
	if (k == 0 && nd->kind != RULE_NONE) {
		*ret = kids[0];
		return OK;
	}
	n.n_kids = (uint32_t)(k + 1);
	return node_intern(s, n, kids, ret);
}

/* The same conditions as match_explain counts. */
static enum err
conds_add(struct match_set *s, const struct rule *r, size_t at, struct set_measure *m)
{
	const struct rule_node *nd = &r->nodes[at];
	uint32_t node;
	size_t c;

	if (nd->kind == RULE_ALL) {
		for (c = at + 1; c < at + nd->size; c += r->nodes[c].size)
			TRY(conds_add(s, r, c, m));
		return OK;
	}
	TRY(node_add(s, r, at, &node));
	m->n_conds++;
	return VEC_PUSH(s->keep, &s->conds, node);
}

static enum err
fill(struct match_set *s, const struct match_measure *m, size_t n)
{
	size_t i;

	s->measures = arena_array(s->keep, struct set_measure, n + 1);
	if (s->measures == NULL)
		return E_NOMEM;
	s->n = n;
	for (i = 0; i < n; i++) {
		ASSERT(m[i].rule.n > 0);
		s->measures[i] = (struct set_measure){ m[i].id, m[i].applicants,
		    (uint32_t)s->conds.n, 0 };
		TRY(conds_add(s, &m[i].rule, 0, &s->measures[i]));
	}
	return OK;
}

enum err
match_set_build(const struct match_measure *m, size_t n, struct match_set **ret)
{
	struct arena *keep = arena_new(SET_MEMORY), *tmp = arena_new(SET_MEMORY);
	struct match_set *s = keep != NULL ? arena_make(keep, struct match_set) : NULL;
	enum err e = s != NULL && tmp != NULL ? OK : E_NOMEM;

	if (e == OK) {
		s->keep = keep;
		s->tmp = tmp;
		e = fill(s, m, n);
		s->tmp = NULL;
		s->slots = NULL;
	}
	arena_free(tmp);
	if (e != OK) {
		arena_free(keep);
		return e;
	}
	*ret = s;
	return OK;
}

void
match_set_free(struct match_set *s)
{
	if (s != NULL)
		arena_free(s->keep);
}

size_t
match_set_count(const struct match_set *s)
{
	return s->n;
}

size_t
match_set_nodes(const struct match_set *s)
{
	return s->nodes.n;
}

int64_t
match_set_id(const struct match_set *s, size_t i)
{
	ASSERT(i < s->n);
	return s->measures[i].id;
}

/* ---- one municipality ------------------------------------------------------------------ */

static uint8_t
group_eval(const struct match_set *s, const struct set_node *n, const uint8_t *v)
{
	const uint32_t *kids = s->kids.p + n->kids;
	uint8_t x = n->leaf.kind == RULE_ALL ? MATCH_YES : MATCH_NO;
	uint32_t i;

	for (i = 0; i < n->n_kids; i++)
		if (n->leaf.kind == RULE_ALL ? v[kids[i]] < x : v[kids[i]] > x)
			x = v[kids[i]];
	return n->leaf.kind == RULE_NONE ? (uint8_t)(MATCH_YES - x) : x;
}

enum err
match_one(const struct match_set *s, struct arena *a, const struct passport *p,
    uint64_t applicant, struct match_result *ret)
{
	uint8_t *v = arena_array(a, uint8_t, s->nodes.n + 1);
	size_t i;

	if (v == NULL)
		return E_NOMEM;
	for (i = 0; i < s->nodes.n; i++) {
		const struct set_node *n = &s->nodes.p[i];

		v[i] = n->leaf.kind == RULE_LEAF ? (uint8_t)leaf_eval(&n->leaf, p, applicant) :
						   group_eval(s, n, v);
	}
	for (i = 0; i < s->n; i++) {
		const struct set_measure *m = &s->measures[i];
		uint8_t x = MATCH_YES, met = 0;
		uint32_t c;

		for (c = 0; c < m->n_conds; c++) {
			uint8_t y = v[s->conds.p[m->conds + c]];

			x = y < x ? y : x;
			met = (uint8_t)(met + (y == MATCH_YES));
		}
		ret[i] = (struct match_result){ set_refuses(m, applicant) ? MATCH_NO : x, met,
		    (uint8_t)m->n_conds };
	}
	return OK;
}
