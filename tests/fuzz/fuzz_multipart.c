/* fuzz_multipart.c - parts lie in the body in order; what is written is read again.
 *
 * The first line of the input is the boundary, the rest is the body.
 */
#include "http/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
inside(struct str part, struct str body, struct str boundary)
{
	size_t i;

	ASSERT(part.n == 0 || (part.p >= body.p && part.p + part.n <= body.p + body.n));
	/* No delimiter that ends a part may be left in it. */
	for (i = 0; i + boundary.n + 6 <= part.n; i++)
		if (memcmp(part.p + i, "\r\n--", 4) == 0 &&
		    memcmp(part.p + i + 4, boundary.p, boundary.n) == 0)
			ASSERT(memcmp(part.p + i + 4 + boundary.n, "--", 2) != 0 &&
			    memcmp(part.p + i + 4 + boundary.n, "\r\n", 2) != 0);
}

static void
again(struct arena *a, struct str data)
{
	static const char bound[] = "xK7boundaryK7x";
	struct http_pairs form;
	struct http_files files;
	struct buf b;

	if (str_find(data, str_c(bound)) >= 0)
		return;
	buf_init(&b, a, 16 * MiB);
	buf_fmt(&b, "--%s\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\xD0\xB4\"\r\n"
	    "\r\n", bound);
	buf_put(&b, data);
	buf_fmt(&b, "\r\n--%s\r\nContent-Disposition: form-data; name=n\r\n\r\n", bound);
	buf_put(&b, data);
	buf_fmt(&b, "\r\n--%s--\r\n", bound);
	ASSERT(buf_err(&b) == OK);
	ASSERT(http_parse_multipart(a, buf_str(&b), str_c(bound), 2, &form, &files) == OK);
	ASSERT(form.n == 1 && str_eq(form.p[0].value, data) && str_is(form.p[0].name, "n"));
	ASSERT(files.n == 1 && str_eq(files.p[0].data, data) && str_is(files.p[0].field, "f"));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str body, boundary = str_cut((struct str){ (const char *)data, n }, '\n', &body);
	struct arena *a = arena_new(64 * MiB);
	struct http_pairs form;
	struct http_files files;
	enum err e;

	ASSERT(a);
	e = http_parse_multipart(a, body, boundary, 20, &form, &files);
	ASSERT(e == OK || e == E_SYNTAX || e == E_TOO_BIG);
	if (e == OK) {
		ASSERT(form.n + files.n <= 20);
		for (size_t i = 0; i < form.n; i++)
			inside(form.p[i].value, body, boundary);
		for (size_t i = 0; i < files.n; i++) {
			inside(files.p[i].data, body, boundary);
			ASSERT(files.p[i].name.n || files.p[i].data.n);
		}
	}
	again(a, (struct str){ (const char *)data, n });
	arena_free(a);
	return 0;
}
