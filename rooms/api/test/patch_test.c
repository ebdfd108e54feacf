/* patch_test.c - a merge patch (RFC 7396) over a record: what is named, cleared, kept, refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "calendar/calendar.h"
#include "web/api.h"

#define is_err(call, e) assert_string_equal(err_name(call), err_name(e))
#define is_str(s, z) assert_true(str_is(s, z))

static const char *colour_at(int i)
{
	static const char *const codes[] = { "red", "green", NULL };
	return codes[i];
}

struct in {
	struct str title, colour;
	struct opt_int sum, due;
	struct opt_real share;
	struct api_strs words, colours;
	bool mail;
};
#define API_OBJECT struct in
static const struct api_input inputs[] = {
	API_IN(title, STR, "title", .required = true, .min = 1, .max = 5),
	API_IN(colour, CODE, "colour", .values = colour_at),
	API_IN(sum, OINT, "sum", .null = true, .min = 1, .max = 1000),
	API_IN(due, DAY, "due", .null = true),
	API_IN(share, OREAL, "share", .null = true, .max = 100),
	API_IN(words, STRS, "words", .null = true, .max = 2),
	API_IN(colours, CODES, "colours", .values = colour_at),
	API_IN(mail, BOOL, "mail", .null = false),
};
#undef API_OBJECT
static const struct api_body patch = { "Patch", "", inputs, LEN(inputs), true };
static const struct api_body fresh = { "New", "", inputs, LEN(inputs), false };

static struct fx {
	struct arena *a;
	struct req rq;
	struct in in;
	uint32_t given;
} fx;

static int
begin(void **state)
{
	static struct str kept[] = { { "a", 1 }, { "b", 1 } };

	(void)state;
	fx = (struct fx){ .a = arena_new(4 * MiB) };
	assert_non_null(fx.a);
	fx.rq = (struct req){ .arena = fx.a, .ui.arena = fx.a };
	fx.in = (struct in){ .title = S("was"), .colour = S("red"), .sum = { 7, true },
		.due = { 20000, true }, .share = { 1.5, true }, .words = { kept, 2 },
		.mail = true };
	return 0;
}

static int
end(void **state)
{
	(void)state;
	arena_free(fx.a);
	return 0;
}

static enum err
take(const struct api_body *b, const char *json)
{
	fx.rq.problems = (struct problems){ 0 };
	return api_read_json(&fx.rq, b, str_c(json), &fx.in, &fx.given);
}

/* Names of what was refused, with blanks between. */
static const char *
refused(void)
{
	struct buf b;

	buf_init(&b, fx.a, 4 * KiB);
	for (size_t i = 0; i < fx.rq.problems.n; i++)
		buf_fmt(&b, "%s%s", i ? " " : "", fx.rq.problems.p[i].field);
	return str_z(fx.a, buf_str(&b));
}

static void
what_is_not_named_stays(void **state)
{
	(void)state;
	is_err(take(&patch, "{}"), OK);
	assert_int_equal(fx.given, 0);
	is_str(fx.in.title, "was");
	is_err(take(&patch, "{\"sum\":8,\"colour\":\"green\"}"), OK);
	assert_true(api_given(&patch, fx.given, "sum") && api_given(&patch, fx.given, "colour"));
	assert_false(api_given(&patch, fx.given, "title"));
	assert_false(api_given(&patch, fx.given, "nothing"));
	assert_int_equal(fx.in.sum.v, 8);
	is_str(fx.in.colour, "green");
	is_str(fx.in.title, "was");
	assert_true(fx.in.due.has && fx.in.mail && fx.in.share.has);
	assert_int_equal(fx.in.words.n, 2);
}

static void
null_takes_away_where_it_may(void **state)
{
	(void)state;
	is_err(take(&patch, "{\"sum\":null,\"due\":null,\"share\":null,\"words\":null}"), OK);
	assert_false(fx.in.sum.has || fx.in.due.has || fx.in.share.has);
	assert_int_equal(fx.in.words.n, 0);
	assert_true(api_given(&patch, fx.given, "words"));
	is_err(take(&patch, "{\"title\":null,\"colours\":null,\"mail\":null,\"colour\":null}"),
	    E_INPUT);
	assert_string_equal(refused(), "title colours mail colour");
	is_str(fx.in.title, "was");
	is_str(fx.in.colour, "red");
	assert_true(fx.in.mail);
}

static void
values_of_every_kind(void **state)
{
	(void)state;
	is_err(take(&patch, "{\"title\":\" Мост \",\"due\":\"2027-03-01\",\"share\":12.5,"
	    "\"words\":[\"x\"],\"colours\":[\"green\",\"red\"],\"mail\":false}"), OK);
	is_str(fx.in.title, "Мост");
	assert_int_equal(fx.in.due.v, day_num((struct day){ 2027, 3, 1 }));
	assert_true(fx.in.share.v > 12.4 && fx.in.share.v < 12.6);
	assert_int_equal(fx.in.words.n, 1);
	is_str(fx.in.words.p[0], "x");
	assert_int_equal(fx.in.colours.n, 2);
	is_str(fx.in.colours.p[1], "red");
	assert_false(fx.in.mail);
	is_err(take(&patch, "{\"words\":[],\"share\":3}"), OK);
	assert_int_equal(fx.in.words.n, 0);
	is_err(take(&patch, "{\"sum\":1,\"sum\":2}"), OK);
	assert_int_equal(fx.in.sum.v, 2);
}

static void
every_wrong_member_is_named(void **state)
{
	static const struct { const char *json, *names; } bad[] = {
		{ "{\"titel\":\"x\"}", "titel" },
		{ "{\"sum\":0}", "sum" }, { "{\"sum\":1001}", "sum" }, { "{\"sum\":1.5}", "sum" },
		{ "{\"sum\":\"7\"}", "sum" }, { "{\"sum\":99999999999999999999}", "sum" },
		{ "{\"title\":\"\"}", "title" }, { "{\"title\":\"123456\"}", "title" },
		{ "{\"title\":\"a\\u0000b\"}", "title" }, { "{\"title\":{}}", "title" },
		{ "{\"colour\":\"blue\"}", "colour" }, { "{\"mail\":1}", "mail" },
		{ "{\"due\":\"2027-02-30\"}", "due" }, { "{\"due\":\"1.3.2027\"}", "due" },
		{ "{\"share\":100.5}", "share" }, { "{\"share\":-1}", "share" },
		{ "{\"share\":\"1\"}", "share" },
		{ "{\"words\":\"x\"}", "words" }, { "{\"words\":[1]}", "words" },
		{ "{\"words\":[null]}", "words" }, { "{\"words\":[\"a\",\"b\",\"c\"]}", "words" },
		{ "{\"colours\":[\"red\",\"blue\"]}", "colours" },
		{ "{\"sum\":0,\"title\":\"ok\",\"mail\":\"no\",\"x\":1}", "sum mail x" },
	};

	(void)state;
	for (size_t i = 0; i < LEN(bad); i++) {
		is_err(take(&patch, bad[i].json), E_INPUT);
		assert_string_equal(refused(), bad[i].names);
	}
	assert_int_equal(fx.in.words.n, 2);
	assert_int_equal(fx.in.sum.v, 7);
}

static void
only_one_json_object(void **state)
{
#define DEEP "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}}}}}}"
	static const char *const bad[] = { "", "{", "[]", "1", "null", "{}x", "{\"a\":}",
		"{\"title\":\"\xff\"}", DEEP };

	(void)state;
	for (size_t i = 0; i < LEN(bad); i++)
		is_err(take(&patch, bad[i]), E_SYNTAX);
	is_err(take(&patch, " { } "), OK);
}

static void
a_new_record_wants_what_is_required(void **state)
{
	(void)state;
	is_err(take(&fresh, "{\"sum\":8}"), E_INPUT);
	assert_string_equal(refused(), "title");
	is_err(take(&fresh, "{\"title\":\"x\"}"), OK);
	is_err(take(&patch, "{\"sum\":8}"), OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)
		T(what_is_not_named_stays),
		T(null_takes_away_where_it_may),
		T(values_of_every_kind),
		T(every_wrong_member_is_named),
		T(only_one_json_object),
		T(a_new_record_wants_what_is_required),
#undef T
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
