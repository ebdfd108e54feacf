/* second_test.c - codes by time (RFC 6238), drift, replay, the pause, the seal, recovery codes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "account/account_impl.h"
#include "account/second.h"
#include "gen/account/q.h"
#include "gen/steps.h"

#define is_ok(call) assert_int_equal((call), OK)
#define is_err(call, e) assert_string_equal(err_name(call), err_name(e))

static const struct settings set = { .argon_memory = 8, .argon_passes = 1 };
static const unsigned char rfc_key[] = "12345678901234567890";

static struct fx {
	struct arena *a;
	struct db *db;
	struct user_id who;
	char path[64];
} fx;

static int
begin(void **state)
{
	const char *url = getenv("TEST_DB");
	int run;

	(void)state;
	if (url == NULL || *url == '\0') {
		snprintf(fx.path, sizeof fx.path, "/tmp/veche-second-%d.db", (int)getpid());
		url = fx.path;
	}
	fx.a = arena_new(64 * MiB);
	assert_non_null(fx.a);
	is_ok(db_open(url, DB_WRITE, &fx.db));
	is_ok(db_migrate(fx.db, db_steps, db_steps_n, (struct db_migrate_opt){ 0 }, &run));
	is_ok(web_secret(fx.db, &set));
	is_ok(db_script(fx.db, "DELETE FROM account_user")); /* checksrc: allow sql fixture */
	is_ok(account_user_add(fx.db, fx.a, &set, S("a@x"), S("Имя"), S(""), &fx.who));
	return 0;
}

static int
end(void **state)
{
	static const char *const tails[] = { "", "-wal", "-shm" };
	char name[80];

	(void)state;
	db_close(fx.db);
	arena_free(fx.a);
	for (size_t i = 0; *fx.path && i < LEN(tails); i++) {
		snprintf(name, sizeof name, "%s%s", fx.path, tails[i]);
		remove(name);
	}
	memset(&fx, 0, sizeof fx);
	return 0;
}

/* RFC 6238, appendix B, SHA-1: the last six of its eight digits. */
static const struct { int64_t at; const char *code; } vectors[] = {
	{ 59, "287082" }, { 1111111109, "081804" }, { 1111111111, "050471" },
	{ 1234567890, "005924" }, { 2000000000, "279037" }, { 20000000000, "353130" },
};

static void
codes_are_those_of_the_rfc(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(vectors); i++) {
		struct str c = str_c(vectors[i].code);
		int64_t at = vectors[i].at, step = at / 30;

		assert_int_equal(totp_step(rfc_key, 20, at, c), step);
		/* one step early, one late; not two */
		assert_int_equal(totp_step(rfc_key, 20, step * 30 + 59, c), step);
		assert_int_equal(totp_step(rfc_key, 20, step * 30 - 1, c), step);
		assert_int_equal(totp_step(rfc_key, 20, step * 30 + 60, c), -1);
		if (step > 1) /* there was no time before 1970 */
			assert_int_equal(totp_step(rfc_key, 20, step * 30 - 31, c), -1);
	}
	assert_int_equal(totp_step(rfc_key, 20, 59, S("28708")), -1);
	assert_int_equal(totp_step(rfc_key, 20, 59, S("94287082")), -1);
	assert_int_equal(totp_step(rfc_key, 20, 59, S("")), -1);
	assert_int_equal(totp_step(rfc_key, 19, 59, S("287082")), -1);
}

/* The second factor of the user at work, with the RFC's key. */
static void
switch_on(void)
{
	int64_t n;

	is_ok(q_second_start(fx.db, fx.who, second_seal(fx.a, rfc_key), 1000, &n));
	assert_int_equal(n, 1);
	is_ok(q_second_on(fx.db, fx.who, &n));
	assert_int_equal(n, 1);
}

static enum err
take(const char *code, bool recovery, int64_t now)
{
	bool was;

	return second_take(fx.db, fx.a, fx.who, str_c(code), recovery, now, &was);
}

static void
a_code_is_taken_once(void **state)
{
	bool asked = true;

	(void)state;
	is_err(take("287082", true, 59), E_NOT_FOUND);
	is_ok(second_asked(fx.db, fx.a, fx.who, &asked));
	assert_false(asked);
	switch_on();
	is_ok(second_asked(fx.db, fx.a, fx.who, &asked));
	assert_true(asked);
	is_ok(take(" 050 471 ", true, 1111111111)); /* as the application shows it */
	is_err(take("050471", true, 1111111111), E_INPUT);
	is_err(take("050471", true, 1111111130), E_INPUT);
	is_err(take("081804", true, 1111111111), E_INPUT); /* an earlier step than the last */
	is_ok(take("005924", true, 1234567890));
	assert_false(db_in_tx(fx.db));
}

static void
guessing_ends_in_a_pause(void **state)
{
	(void)state;
	switch_on();
	is_err(take("slip", true, 1234567890), E_INPUT);
	for (int i = 0; i < SECOND_FAILS; i++)
		is_err(take("000000", true, 1234567890), E_INPUT);
	is_err(take("005924", true, 1234567890), E_RATE); /* even the right one */
	is_err(take("279037", true, 1234567890 + SECOND_PAUSE_S - 1), E_RATE);
	is_ok(take("279037", true, 2000000000));
	is_err(take("000000", true, 2000000000), E_INPUT); /* counted anew */
}

static void
a_secret_at_work_is_not_replaced(void **state)
{
	int64_t n;

	(void)state;
	is_ok(q_second_start(fx.db, fx.who, S("x"), 1000, &n));
	switch_on(); /* while being set up it is */
	is_ok(q_second_start(fx.db, fx.who, S("y"), 1000, &n));
	assert_int_equal(n, 0);
	is_ok(take("005924", true, 1234567890));
}

static void
the_seal_keeps_the_secret(void **state)
{
	unsigned char back[SECOND_KEY_BYTES];
	struct str sealed = second_seal(fx.a, rfc_key), again = second_seal(fx.a, rfc_key);
	char *bent = str_z(fx.a, sealed);

	(void)state;
	assert_true(second_unseal(sealed, back));
	assert_memory_equal(back, rfc_key, sizeof back);
	assert_false(str_eq(sealed, again));
	bent[sealed.n - 1] = bent[sealed.n - 1] == '0' ? '1' : '0';
	assert_false(second_unseal(str_c(bent), back));
	assert_false(second_unseal(S(""), back));
	assert_false(second_unseal(S("zz"), back));
	/* RFC 4648 of «12345678901234567890» */
	assert_true(
	    str_is(second_base32(fx.a, rfc_key, false), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"));
	assert_true(str_is(second_uri(fx.a, S("portal.example"), S("a b@x"), rfc_key),
	    "otpauth://totp/portal.example:a%20b%40x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	    "&issuer=portal.example"));
}

static void
a_recovery_code_opens_once(void **state)
{
	struct str codes[RECOVERY_CODES], more[RECOVERY_CODES];
	bool was = false;
	char *capitals;
	int64_t left;

	(void)state;
	switch_on();
	is_ok(recovery_make(fx.db, fx.a, fx.who, codes));
	assert_int_equal(codes[0].n, 19); /* 16 letters in fours */
	assert_false(str_eq(codes[0], codes[1]));
	/* where only the application will do */
	is_err(take(str_z(fx.a, codes[0]), false, 2000), E_INPUT);
	is_ok(second_take(fx.db, fx.a, fx.who, codes[0], true, 2000, &was));
	assert_true(was);
	is_err(take(str_z(fx.a, codes[0]), true, 2000), E_INPUT);
	is_ok(q_recovery_left(fx.db, fx.who, &left));
	assert_int_equal(left, RECOVERY_CODES - 1);
	is_ok(recovery_make(fx.db, fx.a, fx.who, more));
	is_err(take(str_z(fx.a, codes[1]), true, 2000), E_INPUT); /* the old ones are gone */
	capitals = str_z(fx.a, more[1]);
	assert_non_null(capitals);
	for (char *p = capitals; *p; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 32);
	is_ok(take(capitals, true, 2000)); /* capitals will do */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)
		T(codes_are_those_of_the_rfc),
		T(a_code_is_taken_once),
		T(guessing_ends_in_a_pause),
		T(a_secret_at_work_is_not_replaced),
		T(the_seal_keeps_the_secret),
		T(a_recovery_code_opens_once),
#undef T
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
