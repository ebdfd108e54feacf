/* fuzz_cookie.c - cookies are slices of the header, in order; ranges and tags stay inside. */
#include "http/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
conditions(struct str s)
{
	size_t from = 0, len = 0, total = s.n * 7;
	struct str etag, list = str_cut(s, '|', &etag);

	if (http_range(s, total, &from, &len) == HTTP_RANGE_OK)
		ASSERT(len > 0 && from < total && len <= total - from);
	if (http_etag_match(list, etag))
		ASSERT(etag.n >= 2);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str raw = { (const char *)data, n };
	struct arena *a = arena_new(64 * MiB);
	struct http_pairs c;
	const char *at = raw.p;

	ASSERT(a && http_parse_cookies(a, raw, &c) == OK);
	for (size_t i = 0; i < c.n; i++) {
		struct str name = c.p[i].name, value = c.p[i].value;

		ASSERT(name.n > 0 && name.p >= at && value.p >= name.p + name.n);
		ASSERT(!memchr(name.p, '=', name.n) && !memchr(name.p, ';', name.n));
		ASSERT(value.n == 0 || !memchr(value.p, ';', value.n));
		at = value.p + value.n;
		ASSERT(at <= raw.p + raw.n);
	}
	conditions(raw);
	arena_free(a);
	return 0;
}
