/* fuzz_html.c - any page becomes lines of sound UTF-8, or is refused with a reason. */
#include "law/paper/paper.h"
#include "text/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *a = arena_new(256 * MiB);
	struct str why = S("");
	struct paper p;
	enum err e;

	ASSERT(a);
	e = paper_html(a, (struct str){ (const char *)data, n }, &p, &why);
	ASSERT(e == OK || (e == E_INPUT && why.n > 0));
	if (e == OK)
		ASSERT(p.text.n > 0 && utf8_valid(p.text) && p.notes.n <= PAPER_NOTES);
	arena_free(a);
	return 0;
}
