/* import_items.c - articles of a draft by their addresses: found without looking through all. */
#include "law/law_impl.h"

#define SLOTS 256

/* The slot of this address, or the empty one where it would be. */
static uint32_t *
slot_of(const struct law_draft *d, struct str eid)
{
	size_t at = (size_t)str_hash(eid) & (d->slots.cap - 1);

	while (d->slots.p[at] != 0 && !str_eq(d->items.p[d->slots.p[at] - 1].eid, eid))
		at = (at + 1) & (d->slots.cap - 1);
	return &d->slots.p[at];
}

struct law_item *
law_item_at(struct law_draft *d, struct str eid)
{
	uint32_t at = d->slots.cap > 0 ? *slot_of(d, eid) : 0;

	return at > 0 ? &d->items.p[at - 1] : NULL;
}

/* Half of the slots stay empty: renamed items leave theirs behind. */
static enum err
grow(struct arena *a, struct law_draft *d)
{
	size_t cap = d->slots.cap > 0 ? 2 * d->slots.cap : SLOTS;

	if (d->slots.cap > 4 * d->items.n + 4)
		return OK;
	d->slots = (struct law_slots){ arena_array(a, uint32_t, cap), cap };
	if (d->slots.p == NULL) {
		d->slots.cap = 0;
		return E_NOMEM;
	}
	for (size_t i = 0; i < d->items.n; i++)
		*slot_of(d, d->items.p[i].eid) = (uint32_t)i + 1;
	return OK;
}

enum err
law_item_known(struct arena *a, struct law_draft *d, const struct law_item *it)
{
	TRY(grow(a, d));
	*slot_of(d, it->eid) = (uint32_t)(it - d->items.p) + 1;
	return OK;
}

enum err
law_item_add(struct arena *a, struct law_draft *d, const struct law_item *it)
{
	if (d->items.n >= LAW_ITEMS_MAX)
		return E_LIMIT;
	TRY(VEC_PUSH(a, &d->items, *it));
	return law_item_known(a, d, &d->items.p[d->items.n - 1]);
}

enum err
law_item_unique(struct arena *a, struct law_draft *d, struct str *eid)
{
	struct law_item *first = law_item_at(d, *eid);
	struct str named = *eid;

	while (first != NULL && law_item_at(d, *eid) != NULL) {
		*eid = str_fmt(a, "%.*s--%d", FMT(named), ++first->again + 1);
		if (eid->p == NULL)
			return E_NOMEM;
	}
	return OK;
}
