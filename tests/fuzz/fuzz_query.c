/* fuzz_query.c - what a query says survives being written and read again. */
#include "http/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
write_pairs(struct buf *b, const struct http_pairs *q)
{
	buf_init(b, NULL, 16 * MiB);
	for (size_t i = 0; i < q->n; i++) {
		if (i)
			buf_putc(b, '&');
		put_url(b, q->p[i].name);
		buf_putc(b, '=');
		put_url(b, q->p[i].value);
	}
	ASSERT(buf_err(b) == OK);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str raw = { (const char *)data, n };
	struct arena *a = arena_new(64 * MiB);
	struct http_pairs q, again;
	size_t total = 0;
	struct buf b;
	enum err e;

	ASSERT(a);
	e = http_parse_query(a, raw, 50, &q);
	ASSERT(e == OK || e == E_TOO_BIG);
	if (e == OK) {
		ASSERT(q.n <= 50);
		for (size_t i = 0; i < q.n; i++)
			total += q.p[i].name.n + q.p[i].value.n;
		ASSERT(total <= n); /* decoding never makes text longer */
		write_pairs(&b, &q);
		ASSERT(http_parse_query(a, buf_str(&b), 50, &again) == OK);
		ASSERT(again.n == q.n);
		for (size_t i = 0; i < q.n; i++)
			ASSERT(str_eq(q.p[i].name, again.p[i].name) &&
			    str_eq(q.p[i].value, again.p[i].value));
		buf_fini(&b);
	}
	arena_free(a);
	return 0;
}
