/* parse_test.c - queries, cookies, paths, multipart, entity-tags, ranges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "http/http.h"
#include <stdlib.h>

static struct arena *mem;

static int
fresh(void **st)
{
	(void)st;
	mem = arena_new(MiB);
	return mem ? 0 : -1;
}

static int
stale(void **st)
{
	(void)st;
	arena_free(mem);
	return 0;
}

static void
same(struct str got, struct str want)
{
	if (!str_eq(got, want))
		fail_msg("got \"%.*s\", want \"%.*s\"", FMT(got), FMT(want));
}

static void
query(void **st)
{
	struct http_pairs q;

	(void)st;
	assert_int_equal(
	    http_parse_query(mem, S("a=1&b=%D0%B0+b&&c&=d&a=2&e=%zz%4&f=%00&g=a=b"), 10, &q), OK);
	assert_int_equal(q.n, 8);
	same(q.p[0].name, S("a"));
	same(q.p[1].value, S("а b"));
	same(q.p[2].name, S("c"));
	same(q.p[2].value, S(""));
	same(q.p[3].name, S(""));
	same(q.p[4].value, S("2"));
	same(q.p[5].value, S("%zz%4")); /* as browsers: what is no escape stays */
	same(q.p[6].value, S("\0"));
	same(q.p[7].value, S("a=b"));
	assert_int_equal(http_parse_query(mem, S(""), 0, &q), OK);
	assert_int_equal(http_parse_query(mem, STR_NONE, 0, &q), OK);
	assert_int_equal(http_parse_query(mem, S("&&&"), 0, &q), OK);
	assert_int_equal(q.n, 0);
	assert_int_equal(http_parse_query(mem, S("&a&&b&"), 2, &q), OK);
	assert_int_equal(q.n, 2);
	assert_int_equal(http_parse_query(mem, S("a&b&c"), 2, &q), E_TOO_BIG);
	assert_int_equal(q.n, 2); /* untouched */
}

static void
cookies(void **st)
{
	struct http_pairs c;
	struct str many;
	struct buf b;

	(void)st;
	assert_int_equal(http_parse_cookies(mem, S(" a=1; b = \"x y\";c; =d;e=; a=2;f=\""),
	    &c), OK);
	assert_int_equal(c.n, 5);
	same(c.p[0].value, S("1"));
	same(c.p[1].name, S("b"));
	same(c.p[1].value, S("x y"));
	same(c.p[2].name, S("e"));
	same(c.p[2].value, S(""));
	same(c.p[4].value, S("\""));
	same(http_cookie(&(struct http_req){ .cookies = c }, "a"), S("1"));
	assert_null(http_cookie(&(struct http_req){ .cookies = c }, "z").p);
	assert_null(http_header(&(struct http_req){ 0 }, "Host").p);
	buf_init(&b, mem, 10 * KiB);
	for (int i = 0; i < 500; i++)
		buf_fmt(&b, "c%d=1;", i);
	many = buf_str(&b);
	assert_int_equal(http_parse_cookies(mem, many, &c), OK);
	assert_int_equal(c.n, 100);
	assert_int_equal(http_parse_cookies(mem, STR_NONE, &c), OK);
	assert_int_equal(c.n, 0);
}

static void
path(void **st)
{
	static const struct { struct str raw, want; } good[] = {
		{ { "/", 1 }, { "/", 1 } },
		{ { "/a/b", 4 }, { "/a/b", 4 } },
		{ { "//a", 3 }, { "//a", 3 } },
		{ { "/%D0%B4%2F+", 11 }, { "/д/+", 5 } },
		{ { "/...", 4 }, { "/...", 4 } },
		{ { "/%F0%9F%8C%B3", 13 }, { "/\xF0\x9F\x8C\xB3", 5 } },
	};
	static const char *const bad[] = { "", "a", "*", "/..", "/../", "/a/..", "/%2e%2E/b",
		"/a%2f..%2fb", "/%", "/%4", "/%zz", "/%00", "/%0d%0a", "/%7f", "/%1b", "/%C2%80",
		"/\xFF", "/%C0%AF", "/%ED%A0%80", "/%F4%90%80%80", "/%E0%80%80", "/%D0", "/\t" };
	struct str p = S("untouched");

	(void)st;
	for (size_t i = 0; i < LEN(bad); i++)
		if (http_parse_path(mem, str_c(bad[i]), &p) != E_SYNTAX)
			fail_msg("%s", bad[i]);
	same(p, S("untouched"));
	for (size_t i = 0; i < LEN(good); i++) {
		assert_int_equal(http_parse_path(mem, good[i].raw, &p), OK);
		same(p, good[i].want);
	}
}

#define PART(head, data) "--b\r\nContent-Disposition: form-data; " head "\r\n\r\n" data "\r\n"

static enum err
multipart(struct str body, struct http_pairs *form, struct http_files *files)
{
	return http_parse_multipart(mem, body, S("b"), 3, form, files);
}

static void
multipart_good(void **st)
{
	struct http_pairs f;
	struct http_files x;

	(void)st;
	assert_int_equal(multipart(S("preamble\r\n"
	    PART("name=\"a\"", "1\r\n--bb\r\n--b x")
	    "--b  \r\ncontent-disposition: FORM-DATA; filename=\"C:\\dir\\\\ф \\\"1\\\".txt\" ; "
	    "name=up\r\nX-Other: y\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\0\r\n\r\n"
	    PART("name=\"none\"; filename=\"\"", "")
	    "--b--\r\nepilogue"), &f, &x), OK);
	assert_int_equal(f.n, 1);
	same(f.p[0].name, S("a"));
	same(f.p[0].value, S("1\r\n--bb\r\n--b x"));
	assert_int_equal(x.n, 1);
	same(x.p[0].field, S("up"));
	same(x.p[0].name, S("C:\\dir\\\\ф \"1\".txt"));
	same(x.p[0].type, S("text/plain; charset=utf-8"));
	same(x.p[0].data, S("\0\r\n"));
	assert_int_equal(multipart(S("--b--"), &f, &x), OK);
	assert_int_equal(f.n + x.n, 0);
	assert_int_equal(multipart(S(PART("name=\"a%22%0d%0a%41\"", "") "--b--"), &f, &x), OK);
	same(f.p[0].name, S("a\"\r\n%41"));
	same(f.p[0].value, S(""));
}

static void
multipart_bad(void **st)
{
	static const char *const bad[] = { "", "x", "--b", "--b\r\n", "--b\r\n\r\n--b--",
		PART("name=\"a\"", "1"), PART("name=\"a\"", "1") "--b", PART("nome=a", "") "--b--",
		"--b\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--b--",
		"--b\r\nContent-Disposition: form-data; name=a\r\n--b--",
		"--b\r\nContent-Type: a\r\n\r\n1\r\n--b--", "--c\r\n\r\n--c--" };
	struct http_pairs f = { 0 };
	struct http_files x = { 0 };
	static char longish[70];

	(void)st;
	for (size_t i = 0; i < LEN(bad); i++)
		if (multipart(str_c(bad[i]), &f, &x) != E_SYNTAX)
			fail_msg("%s", bad[i]);
	assert_int_equal(multipart(S(PART("name=a", "") PART("name=a", "") PART("name=a", "")
	    PART("name=a", "") "--b--"), &f, &x), E_TOO_BIG);
	assert_int_equal(http_parse_multipart(mem, S("--"), S(""), 1, &f, &x), E_SYNTAX);
	memset(longish, 'b', sizeof longish);
	assert_int_equal(http_parse_multipart(mem, S("--"), (struct str){ longish, 71 }, 1,
	    &f, &x), E_SYNTAX);
}

static void
etag(void **st)
{
	(void)st;
	assert_true(http_etag_match(S("\"a\""), S("\"a\"")));
	assert_true(http_etag_match(S("W/\"a\""), S("\"a\"")));
	assert_true(http_etag_match(S("\"x, y\" ,, W/\"b\",\"a\""), S("W/\"a\"")));
	assert_true(http_etag_match(S(" * "), S("\"a\"")));
	assert_false(http_etag_match(S("*"), STR_NONE));
	assert_false(http_etag_match(S("\"A\""), S("\"a\"")));
	assert_false(http_etag_match(S("a"), S("\"a\"")));
	assert_false(http_etag_match(S("\"b\" junk \"a\""), S("\"a\"")));
	assert_false(http_etag_match(S("\"a"), S("\"a\"")));
	assert_false(http_etag_match(STR_NONE, S("\"a\"")));
	assert_false(http_etag_match(S("\"\""), S("a")));
	assert_true(http_etag_match(S("\"\""), S("\"\"")));
}

static void
range(void **st)
{
	static const struct {
		const char *text;
		size_t total;
		enum http_range r;
		size_t from, n;
	} t[] = {
		{ "bytes=0-99", 1000, HTTP_RANGE_OK, 0, 100 },
		{ "BYTES = 10 - ", 1000, HTTP_RANGE_OK, 10, 990 },
		{ "bytes=-5", 1000, HTTP_RANGE_OK, 995, 5 },
		{ "bytes=-5000", 1000, HTTP_RANGE_OK, 0, 1000 },
		{ "bytes=999-99999999999999999999999", 1000, HTTP_RANGE_OK, 999, 1 },
		{ "bytes=1000-", 1000, HTTP_RANGE_BAD, 0, 0 },
		{ "bytes=99999999999999999999999-", 1000, HTTP_RANGE_BAD, 0, 0 },
		{ "bytes=-0", 1000, HTTP_RANGE_BAD, 0, 0 },
		{ "bytes=0-", 0, HTTP_RANGE_BAD, 0, 0 },
		{ "bytes=-1", 0, HTTP_RANGE_BAD, 0, 0 },
		{ "bytes=5-4", 1000, HTTP_RANGE_NONE, 0, 0 },
		{ "bytes=0-1,5-6", 1000, HTTP_RANGE_NONE, 0, 0 },
		{ "bytes=a-b", 1000, HTTP_RANGE_NONE, 0, 0 },
		{ "bytes=-", 1000, HTTP_RANGE_NONE, 0, 0 },
		{ "bytes=", 1000, HTTP_RANGE_NONE, 0, 0 },
		{ "bytes", 1000, HTTP_RANGE_NONE, 0, 0 },
		{ "lines=1-2", 1000, HTTP_RANGE_NONE, 0, 0 },
		{ "", 1000, HTTP_RANGE_NONE, 0, 0 },
	};

	(void)st;
	for (size_t i = 0; i < LEN(t); i++) {
		size_t from = 7, n = 7;

		if (http_range(str_c(t[i].text), t[i].total, &from, &n) != t[i].r)
			fail_msg("%s", t[i].text);
		assert_int_equal(from, t[i].r == HTTP_RANGE_OK ? t[i].from : 7);
		assert_int_equal(n, t[i].r == HTTP_RANGE_OK ? t[i].n : 7);
	}
}

static void
no_memory(void **st)
{
	struct http_pairs f;
	struct http_files x;
	struct str p;

	(void)st;
	for (int64_t i = 1; i < 20; i++) {
		enum err e[4];

		arena_reset(mem);
		alloc_fail_at(i);
		e[0] = http_parse_query(mem, S("a=%20&b=+"), 5, &f);
		e[1] = http_parse_path(mem, S("/%20"), &p);
		e[2] = multipart(S(PART("name=\"a%22\"", "1") "--b--"), &f, &x);
		e[3] = http_parse_cookies(mem, S("a=b"), &f);
		for (size_t k = 0; k < LEN(e); k++)
			assert_true(e[k] == OK || e[k] == E_NOMEM);
		if (!alloc_failed())
			break;
		assert_true(e[0] || e[1] || e[2] || e[3]);
	}
	alloc_fail_at(0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(query), cmocka_unit_test(cookies), cmocka_unit_test(path),
		cmocka_unit_test(multipart_good), cmocka_unit_test(multipart_bad),
		cmocka_unit_test(etag), cmocka_unit_test(range), cmocka_unit_test(no_memory),
	};

	return cmocka_run_group_tests(tests, fresh, stale);
}
