/* fuzz_act.c - the outline of any text and the units of it are sound. */
#include "law/outline.h"
#include "law/tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
check_tree(struct str text, const struct tree *t)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct tree_node *n = &t->p[i];
		struct tree_span s;

		ASSERT(n->from <= n->body && n->body <= n->lead_to && n->lead_to <= n->to);
		ASSERT(n->to <= text.n && (i == 0 || t->p[i - 1].from < n->from));
		ASSERT(n->parent == TREE_TOP || (n->parent < i && t->p[n->parent].to >= n->to));
		/* an address leads to the unit that has it */
		if (n->kind != TREE_NOTE && i < 64)
			ASSERT(tree_find(t, n->eid, &s) && s.from == n->from && s.to == n->to);
	}
}

static void
check_outline(struct str text, const struct outline *o)
{
	for (size_t i = 0; i < o->n; i++) {
		const struct outline_node *n = &o->p[i];

		ASSERT(n->from <= n->body && n->body <= n->to && n->to <= text.n);
		ASSERT(i == 0 || o->p[i - 1].from < n->from);
		ASSERT(n->parent == OUTLINE_TOP ||
		    (n->parent < i && o->p[n->parent].kind < n->kind &&
			o->p[n->parent].to >= n->to));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str text = { (const char *)data, n };
	struct arena *a = arena_new(64 * MiB);
	struct outline o;
	struct tree t;

	ASSERT(a);
	ASSERT(outline_parse(a, text, &o) == OK);
	check_outline(text, &o);
	ASSERT(tree_parse(a, text, n % 2 ? TREE_POINTS : TREE_PARTS, &t) == OK);
	check_tree(text, &t);
	arena_free(a);
	return 0;
}
