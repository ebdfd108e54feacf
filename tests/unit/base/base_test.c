/* base_test.c - errors, text, numbers, buffers, escaping, vec, time and log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "base/base.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void
is(struct buf *b, const char *want)
{
	assert_int_equal(buf_err(b), OK);
	if (!str_is(buf_str(b), want))
		fail_msg("got \"%.*s\", want \"%s\"", FMT(buf_str(b)), want);
	buf_reset(b);
}

static void
errors(void **st)
{
	(void)st;
	assert_string_equal(err_name(OK), "OK");
	assert_string_equal(err_name(E_INPUT), "E_INPUT");
	assert_string_equal(err_name(E_BUG), "E_BUG");
	assert_int_equal(err_status(OK), 200);
	assert_int_equal(err_status(E_CONFLICT), 409);
	assert_int_equal(err_level(E_DB), 3);
	assert_string_equal(err_name((enum err)9999), "E_BUG");
	for (int e = OK + 1; e < ERR_N; e++)
		assert_true(*err_text((enum err)e) && err_status((enum err)e) >= 400);
}

static void
text(void **st)
{
	struct str rest, head;

	(void)st;
	assert_true(str_cmp(S("a"), S("ab")) < 0 && str_cmp(S("b"), S("ab")) > 0);
	assert_int_equal(str_cmp(S(""), STR_NONE), 0);
	assert_true(str_starts(S("abc"), S("ab")) && !str_starts(S("a"), S("ab")));
	assert_true(str_ends(S("abc"), S("bc")) && !str_ends(S("c"), S("bc")));
	assert_true(str_starts(STR_NONE, STR_NONE) && str_ends(STR_NONE, STR_NONE));
	assert_true(str_is(str_trim(S(" \t\u00a0ё \u00a0\n")), "ё"));
	assert_int_equal(str_trim(S(" \u00a0 ")).n, 0);
	assert_int_equal(str_trim(STR_NONE).n, 0);
	/* The last byte of "Р" is that of U+00A0, and must stay. */
	assert_true(str_is(str_trim(S("Р")), "Р"));
	head = str_cut(S("a=b=c"), '=', &rest);
	assert_true(str_is(head, "a") && str_is(rest, "b=c"));
	head = str_cut(rest, ';', &rest);
	assert_true(str_is(head, "b=c") && !rest.p);
	head = str_cut(S("a="), '=', &rest);
	assert_true(rest.p && rest.n == 0);
	head = str_cut(STR_NONE, '=', &rest);
	assert_true(head.n == 0 && !rest.p);
	assert_int_equal(str_find(S("обращение"), S("ращ")), 4);
	assert_int_equal(str_find(S("abc"), S("abcd")), -1);
	assert_int_equal(str_find(S("abc"), S("")), 0);
	assert_true(str_hash(S("a")) == str_hash(S("a")));
	assert_true(str_hash(S("a")) != str_hash(S("b")));
	assert_true(str_hash(S("0123456789abcdef")) != str_hash(S("0123456789abcdeg")));
	assert_true(str_hash(STR_NONE) != str_hash(((struct str){ "\0", 1 })));
}

static void
numbers(void **st)
{
	static const char *const bad[] = { "", "-", "+1", " 1", "1 ", "1a", "--1",
		"9223372036854775808", "-9223372036854775809", "99999999999999999999" };
	static const char *const bad_real[] = { "", "-", ".", "1.2.3", "1e", "e5", "nan", "inf",
		"0x10", "1 2", "1e999", "--1" };
	int64_t i = 77;
	double r = 77;

	(void)st;
	for (size_t k = 0; k < LEN(bad); k++)
		assert_false(str_int(str_c(bad[k]), &i));
	assert_false(str_int(STR_NONE, &i));
	assert_int_equal(i, 77);
	assert_true(str_int(S("-9223372036854775808"), &i) && i == INT64_MIN);
	assert_true(str_int(S("9223372036854775807"), &i) && i == INT64_MAX);
	assert_true(str_int(S("007"), &i) && i == 7);
	assert_true(str_int(S("-0"), &i) && i == 0);
	for (size_t k = 0; k < LEN(bad_real); k++)
		assert_false(str_real(str_c(bad_real[k]), &r));
	assert_true(r > 76 && r < 78);
	assert_true(str_real(S("12,5"), &r) && r > 12.49 && r < 12.51);
	assert_true(str_real(S("-0.25"), &r) && r < -0.24 && r > -0.26);
	assert_true(str_real(S("1e+20"), &r) && r > 9e19);
	assert_true(str_real(S("5."), &r) && str_real(S(".5"), &r));
}

static void
buffers(void **st)
{
	struct arena *a = arena_new(1 * MiB);
	struct buf b, h;
	char big[600];

	(void)st;
	memset(big, 'x', sizeof big);
	buf_init(&b, a, 1000);
	buf_int(&b, INT64_MIN);
	is(&b, "-9223372036854775808");
	buf_int(&b, 0);
	buf_putc(&b, ' ');
	buf_putz(&b, NULL);
	buf_put(&b, STR_NONE);
	buf_fmt(&b, "%d-%s", 7, "ё");
	is(&b, "0 7-ё");
	buf_fmt(&b, "%.*s", 600, big);
	assert_int_equal(b.n, 600);
	assert_int_equal(buf_err(&b), OK);
	buf_put(&b, (struct str){ big, 401 });
	assert_int_equal(buf_err(&b), E_LIMIT);
	buf_putc(&b, 'y'); /* the first failure stays */
	assert_int_equal(b.n, 600);
	buf_reset(&b);
	buf_putz(&b, "again");
	is(&b, "again");
	buf_init(&h, NULL, 1 * MiB);
	for (int i = 0; i < 1000; i++)
		buf_put(&h, (struct str){ big, sizeof big });
	assert_int_equal(h.n, 600000);
	assert_int_equal(buf_err(&h), OK);
	alloc_fail_at(1);
	for (int i = 0; i < 1000; i++)
		buf_put(&h, (struct str){ big, sizeof big });
	assert_int_equal(buf_err(&h), E_NOMEM);
	assert_true(alloc_failed());
	buf_fini(&h);
	assert_int_equal(buf_str(&h).n, 0);
	arena_free(a);
}

static void
escaping(void **st)
{
	static const char *const bad[] = { "javascript:alert(1)", " javascript:x", "java\nscript:x",
		"\x01javascript:x", "data:text/html,x", "vbscript:x", "JaVaScRiPt:x", "http\t:x",
		"htt:x", "https2:x", ":x" };
	static const char *const good[] = { "https://a.ru/?q=1:2", "HTTP://a", "mailto:a@b.ru",
		"tel:+74951234567", "/x:y", "x/y:z", "?a:b", "#a:b", "", "обращение", "//a.ru" };
	struct arena *a = arena_new(1 * MiB);
	struct html made = { "<b>", 3 };
	struct buf b;

	(void)st;
	buf_init(&b, a, 64 * KiB);
	put(&b, S("a<b>&\"'ё 0123456789 <"));
	is(&b, "a&lt;b&gt;&amp;&quot;&#39;ё 0123456789 &lt;");
	put(&b, S("12345678<"));
	is(&b, "12345678&lt;");
	put(&b, made);
	put(&b, "x<y");
	put(&b, 5);
	put(&b, (int64_t)-6);
	put(&b, (size_t)7);
	is(&b, "<b>x&lt;y5-67");
	/* every byte, at every place of an octet */
	for (int c = 0; c < 256; c++) {
		for (size_t at = 0; at < 19; at++) {
			char in[19], *out;
			size_t more;

			memset(in, 'a', sizeof in);
			in[at] = (char)c;
			put_text(&b, (struct str){ in, sizeof in });
			out = b.p + at;
			more = b.n - sizeof in;
			assert_true((c && strchr("&<>\"'", c)) ? more > 0 && *out == '&' :
								 more == 0 && *out == (char)c);
			buf_reset(&b);
		}
	}
	put_url(&b, S("а b/&?-._~Z9"));
	is(&b, "%D0%B0%20b%2F%26%3F-._~Z9");
	put_json(&b, ((struct str){ "a\"\\\n\x01\x1f<\0ё", 10 }));
	is(&b, "a\\\"\\\\\\n\\u0001\\u001f\\u003c\\u0000ё");
	for (size_t i = 0; i < LEN(bad); i++) {
		put_href(&b, str_c(bad[i]));
		is(&b, "#");
	}
	for (size_t i = 0; i < LEN(good); i++) {
		put_href(&b, str_c(good[i]));
		is(&b, good[i]);
	}
	put_href(&b, S("/a?b=1&c='\""));
	is(&b, "/a?b=1&amp;c=&#39;&quot;");
	arena_free(a);
}

static void
csv(void **st)
{
	static const char *const rows[][2] = {
		{ "", "" }, { "простой", "простой" }, { "a;b", "\"a;b\"" }, { "a,b", "\"a,b\"" },
		{ "a\"b", "\"a\"\"b\"" }, { "\"", "\"\"\"\"" }, { " a", "\" a\"" },
		{ "a\nb", "\"a\nb\"" }, { "=1+1", "'=1+1" }, { "@x", "'@x" },
		{ "+7 900", "'+7 900" },
		{ "-5", "-5" }, { "-12.5", "-12.5" }, { "-1+cmd", "'-1+cmd" },
		{ "=a;b", "\"'=a;b\"" },
	};
	struct arena *a = arena_new(1 * MiB);
	struct buf b;

	(void)st;
	buf_init(&b, a, 64 * KiB);
	for (size_t i = 0; i < LEN(rows); i++) {
		put_csv(&b, str_c(rows[i][0]));
		is(&b, rows[i][1]);
	}
	arena_free(a);
}

/* VECHE_NOW is read once, so this program has it for its whole life. */
static void
clocks(void **st)
{
	int64_t a = time_mono_us();
	char r1[32] = { 0 }, r2[32] = { 0 };

	(void)st;
	assert_int_equal(time_now(), 1714903200);
	assert_true(time_mono_us() >= a);
	rand_bytes(r1, sizeof r1);
	rand_bytes(r2, sizeof r2);
	assert_memory_not_equal(r1, r2, sizeof r1);
}

/* What log_line wrote, from `mark` on. */
static void
logged_from(char *to, size_t n, int fd, const char *mark)
{
	char line[8192];
	ssize_t got;

	lseek(fd, 0, SEEK_SET);
	got = read(fd, line, sizeof line - 1);
	assert_true(got > 0);
	line[got] = 0;
	assert_int_equal(line[got - 1], '\n');
	assert_non_null(strstr(line, mark));
	snprintf(to, n, "%s", strstr(line, mark));
	assert_int_equal(ftruncate(fd, 0), 0);
	lseek(fd, 0, SEEK_SET);
}

static void
logged(char *to, size_t n, int fd)
{
	logged_from(to, n, fd, " level=");
}

static void
logged_json(char *to, size_t n, int fd)
{
	logged_from(to, n, fd, "\"level\"");
}

static void
logs(void **st)
{
	char name[] = "/tmp/veche-log-XXXXXX", got[8192], long_text[6000];
	int fd = mkstemp(name), old = dup(STDERR_FILENO);

	(void)st;
	assert_true(fd >= 0 && old >= 0);
	unlink(name);
	dup2(fd, STDERR_FILENO);
	log_line(LOG_INFO, "start", "port=%d dir=%s n=%zu", 80, "/a b", (size_t)3);
	logged(got, sizeof got, fd);
	assert_string_equal(got, " level=info event=start port=80 dir=\"/a b\" n=3\n");
	log_line(LOG_WARN, "x", "a=%s b=\"two words %d\" c=%.*s d=%s e=%lld%%",
	    "q\"\n\x01=", 5, 2, "xyz", "", -4LL);
	logged(got, sizeof got, fd);
	assert_string_equal(got, " level=warn event=x a=\"q\\\"\\n\\x01=\" b=\"two words 5\""
	    " c=xy d=\"\" e=-4%\n");
	log_line(LOG_ERROR, "ё", "f=%.1f s=%5s z=%.*s", 1.5, "ab", FMT(STR_NONE));
	logged(got, sizeof got, fd);
	assert_string_equal(got, " level=error event=ё f=1.5 s=\"   ab\" z=\"\"\n");
	memset(long_text, '\n', sizeof long_text - 1);
	long_text[sizeof long_text - 1] = 0;
	log_line(LOG_ERROR, "long", "a=%s b=%s c=%s d=%s",
	    long_text, long_text, long_text, long_text);
	logged(got, sizeof got, fd);
	assert_true(strlen(got) < 4096);
	log_json_set(true);
	log_line(LOG_WARN, "x\"y", "n=%d s=%s f=%.1f big=%lld%% id=%.*s bare q=\"two %d\"", -3,
	    "a\"\\\n\xff ё", 1.5, 4LL, 3, "0123", 7);
	logged_json(got, sizeof got, fd);
	assert_string_equal(got, "\"level\":\"warn\",\"event\":\"x\\\"y\",\"n\":-3,"
	    "\"s\":\"a\\\"\\\\\\u000a\\ufffd ё\",\"f\":1.5,\"big\":\"4%\",\"id\":\"012\","
	    "\"q\":\"two 7\"}\n");
	log_line(LOG_ERROR, "long", "a=%s b=%s c=%s d=%s e=%d",
	    long_text, long_text, long_text, long_text, 5);
	logged_json(got, sizeof got, fd);
	assert_true(strlen(got) < 4096);
	assert_string_equal(got + strlen(got) - 3, "\"}\n"); /* cut, but whole */
	log_json_set(false);
	log_line(LOG_DEBUG, "hidden", "a=1");
	assert_int_equal(lseek(fd, 0, SEEK_END), 0);
	dup2(old, STDERR_FILENO);
	close(old);
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(errors), cmocka_unit_test(text), cmocka_unit_test(numbers),
		cmocka_unit_test(buffers), cmocka_unit_test(escaping), cmocka_unit_test(csv),
		cmocka_unit_test(clocks), cmocka_unit_test(logs),
	};

	setenv("VECHE_NOW", "2024-05-05T10:00:00Z", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
