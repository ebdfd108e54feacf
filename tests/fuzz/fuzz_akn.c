/* fuzz_akn.c - any XML becomes articles, each with an address, or is refused with a reason. */
#include "law/paper/akn.h"
#include "text/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
check(const struct law_draft *d)
{
	ASSERT(d->items.n > 0);
	for (size_t i = 0; i < d->items.n; i++) {
		const struct law_item *it = &d->items.p[i];

		ASSERT(it->eid.n > 0 && utf8_valid(it->body) && utf8_valid(it->title));
		ASSERT(it->head >= -1 && it->head < (int)d->heads.n);
		for (size_t k = 0; k < i && i < 64; k++)
			ASSERT(!str_eq(d->items.p[k].eid, it->eid));
	}
	for (size_t i = 0; i < d->heads.n; i++)
		ASSERT(d->heads.p[i].parent < (int)i && d->heads.p[i].text.n > 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new(256 * MiB);
	struct law_draft d = { 0 };
	struct str why = S("");
	struct paper p;
	enum err e;

	ASSERT(a);
	e = paper_akn(a, (struct str){ (const char *)data, n }, &d, &p, &why);
	ASSERT(e == OK || (e == E_INPUT && why.n > 0));
	if (e == OK)
		check(&d);
	arena_free(a);
	return 0;
}
