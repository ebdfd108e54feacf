/* curate_test.c - drafts compared field by field. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>

#include "navigator/curate.h"
#include "navigator/links.h"

static struct arena *a;

static int
setup(void **state)
{
	(void)state;
	a = arena_new(64 * MiB);
	return a ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static struct draft
sample(void)
{
	struct draft d = { .title = S("Мера"), .level = 2, .money = 1, .applicants = 5,
		.amount_max = { 100, true }, .cofin_min = { 2.5, true }, .closes = { 20000, true },
		.places = { S("24000000"), S("01000000") }, .n_places = 2, .n_steps = 1 };

	d.steps[0] = (struct draft_step){ S("Шаг"), S("Текст"), { 20001, true } };
	return d;
}

static void
fields(void **state)
{
	struct draft x = sample(), y = sample();

	(void)state;
	assert_int_equal(draft_diff(a, &x, &y), 0);
	y.places[0] = S("01000000");
	y.places[1] = S("24000000");
	assert_int_equal(draft_diff(a, &x, &y), 0); /* order means nothing */
	for (int f = 0; f < DF_N; f++) {
		struct draft z = sample();

		draft_take(&z, &(struct draft){ .title = S("Другая"), .level = 1, .demo = true },
		    (enum draft_at)f);
		assert_int_equal(draft_diff(a, &x, &z) & ~((uint64_t)1 << f), 0);
	}
	y.steps[0].due.v++;
	y.level = 1;
	assert_int_equal(draft_diff(a, &x, &y), (uint64_t)1 << DF_steps | (uint64_t)1 << DF_level);
	draft_take(&y, &x, DF_steps);
	draft_take(&y, &x, DF_level);
	assert_int_equal(draft_diff(a, &x, &y), 0);
	assert_true(str_is(draft_text(a, &x, DF_steps), "Шаг | Текст | 2024-10-05"));
	assert_true(str_is(draft_text(a, &x, DF_applicants), "municipality,tos"));
	assert_true(str_is(draft_text(a, &x, DF_cofinance_min), "2.5"));
	assert_int_equal(draft_field_find(S("rule")), DF_eligibility);
	assert_int_equal(draft_field_find(S("state")), DF_N);
}

static bool
outer(const char *text)
{
	struct sockaddr_in a4 = { .sin_family = AF_INET };
	struct sockaddr_in6 a6 = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, text, &a4.sin_addr) == 1)
		return link_outer((const struct sockaddr *)(const void *)&a4);
	assert_int_equal(inet_pton(AF_INET6, text, &a6.sin6_addr), 1);
	return link_outer((const struct sockaddr *)(const void *)&a6);
}

static void
networks(void **state)
{
	static const char *const out[] = { "1.1.1.1", "9.255.255.255", "11.0.0.0", "172.15.255.255",
		"172.32.0.1", "192.167.0.1", "100.63.255.255", "100.128.0.1", "223.255.255.255",
		"2a02:6b8::1", "2001:4860::1", "::ffff:1.1.1.1", "2002:0101:0101::1" };
	static const char *const in[] = { "0.0.0.0", "10.1.2.3", "127.0.0.1", "127.255.255.255",
		"169.254.169.254", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1",
		"198.18.0.1", "192.0.0.1", "224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1",
		"fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
		"2002:7f00:0001::1", "2001::1" };

	(void)state;
	for (size_t i = 0; i < LEN(out); i++)
		assert_true(outer(out[i]));
	for (size_t i = 0; i < LEN(in); i++)
		assert_false(outer(in[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(fields, setup, teardown),
		cmocka_unit_test(networks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
