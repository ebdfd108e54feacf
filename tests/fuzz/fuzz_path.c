/* fuzz_path.c - a path that is let through is clean, and stays itself when written again. */
#include "http/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str path, twice, rest, raw = { (const char *)data, n };
	struct arena *a = arena_new(16 * MiB);
	struct buf b;
	enum err e;

	ASSERT(a);
	e = http_parse_path(a, raw, &path);
	ASSERT(e == OK || e == E_SYNTAX);
	if (e == OK) {
		ASSERT(path.n >= 1 && path.n <= n && path.p[0] == '/');
		for (size_t i = 0; i < path.n; i++)
			ASSERT((unsigned char)path.p[i] >= ' ' && path.p[i] != 0x7F);
		for (rest = path; rest.p;)
			ASSERT(!str_is(str_cut(rest, '/', &rest), ".."));
		buf_init(&b, a, 8 * MiB);
		buf_putc(&b, '/');
		put_url(&b, (struct str){ path.p + 1, path.n - 1 });
		ASSERT(buf_err(&b) == OK);
		ASSERT(http_parse_path(a, buf_str(&b), &twice) == OK && str_eq(path, twice));
	}
	arena_free(a);
	return 0;
}
