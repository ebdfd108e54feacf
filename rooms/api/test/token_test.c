/* token_test.c - tokens of the API: kept as hashes, for what they are, until when, whose. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "account/account.h"
#include "api/api_impl.h"
#include "gen/steps.h"
#include "web/api.h"

#define is_ok(call) assert_string_equal(err_name(call), "OK")
#define is_err(call, e) assert_string_equal(err_name(call), err_name(e))
#define NOW INT64_C(1700000000)
#define LATER (NOW + 1000)

static const struct settings set = { .argon_memory = 8, .argon_passes = 1 };

static struct fx {
	struct arena *a;
	struct db *db;
	struct viewer me;
	struct req rq;
	char path[64];
} fx;

static int
begin(void **state)
{
	const char *url = getenv("TEST_DB");
	int run;

	(void)state;
	if (url == NULL || *url == '\0') {
		snprintf(fx.path, sizeof fx.path, "/tmp/veche-token-%d.db", (int)getpid());
		url = fx.path;
	}
	fx.a = arena_new(64 * MiB);
	assert_non_null(fx.a);
	is_ok(db_open(url, DB_WRITE, &fx.db));
	is_ok(db_migrate(fx.db, db_steps, db_steps_n, (struct db_migrate_opt){ 0 }, &run));
	is_ok(web_secret(fx.db, &set));
	is_ok(db_script(fx.db, "DELETE FROM api_token")); /* checksrc: allow sql fixture */
	is_ok(db_script(fx.db, "DELETE FROM account_user")); /* checksrc: allow sql fixture */
	is_ok(account_user_add(fx.db, fx.a, &set, S("a@x"), S("Имя"), S(""), &fx.me.id));
	fx.rq = (struct req){ .arena = fx.a, .ui.arena = fx.a, .db = fx.db, .now = NOW,
		.viewer = &fx.me };
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

static struct str
make(int kind, unsigned scopes, struct token_id *ret_id)
{
	struct token_ask ask = { .kind = kind, .role = ROLE_EMPLOYEE, .scopes = scopes, .place = 7,
		.name = S("Проверка"), .expires = LATER };
	struct str token = STR_NONE;

	fx.rq.viewer = &fx.me;
	is_ok(token_make(&fx.rq, &ask, &token, ret_id));
	return token;
}

/* A request that shows this token at that time: whose it is, or why not. */
static enum err
show(struct str token, int64_t now)
{
	fx.rq.now = now;
	fx.rq.viewer = NULL;
	fx.rq.why = NULL;
	fx.rq.token = 0;
	fx.rq.scopes = 0;
	return api_bearer_viewer(&fx.rq, token);
}

static void
a_token_is_kept_as_a_hash(void **state)
{
	struct token_id id, other;
	struct str token = make(TOKEN_PERSONAL, SCOPE_READ, &id), hash = token_hash(fx.a, token);
	struct str second = make(TOKEN_PERSONAL, SCOPE_READ, &other);
	struct q_tokens_of_rows all;
	struct q_token_by_hash t;

	(void)state;
	assert_int_equal(token.n, 72);
	assert_true(str_starts(token, S("veche_p_")));
	assert_false(str_eq(token, second));
	assert_int_equal(hash.n, 64);
	assert_true(str_find(hash, (struct str){ token.p + 8, 16 }) < 0);
	is_ok(q_token_by_hash(fx.db, fx.a, hash, &t));
	assert_int_equal(t.id.v, id.v);
	is_err(q_token_by_hash(fx.db, fx.a, token, &t), E_NOT_FOUND); /* itself it is nowhere */
	is_ok(q_tokens_of(fx.db, fx.a, fx.me.id.v, &all));
	assert_int_equal(all.n, 2);
	assert_int_equal(
	    all.p[1].id.v, id.v); /* new ones first; known by the last four characters */
	assert_true(str_eq(all.p[1].tail, (struct str){ token.p + 68, 4 }));
}

static void
what_is_no_token_has_no_hash(void **state)
{
	struct token_id id;
	struct str t = make(TOKEN_SERVICE, SCOPE_READ, &id);
	char *wrong = str_z(fx.a, t);

	(void)state;
	assert_true(str_starts(t, S("veche_s_")));
	assert_null(token_hash(fx.a, S("")).p);
	assert_null(token_hash(fx.a, S("veche_p_")).p);
	assert_null(token_hash(fx.a, (struct str){ t.p, t.n - 1 }).p);
	assert_null(token_hash(fx.a, str_fmt(fx.a, "%.*s0", FMT(t))).p);
	assert_non_null(wrong);
	wrong[6] = 'x';
	assert_null(token_hash(fx.a, str_c(wrong)).p);
	is_err(show(str_c(wrong), NOW), E_AUTH);
	assert_string_equal(fx.rq.why, "bad-token");
	wrong[6] = 'p'; /* of the other kind: another token */
	is_err(show(str_c(wrong), NOW), E_AUTH);
	wrong[6] = 's';
	wrong[71] = wrong[71] == '0' ? '1' : '0';
	is_err(show(str_c(wrong), NOW), E_AUTH);
	assert_string_equal(fx.rq.why, "bad-token");
	assert_null(fx.rq.viewer);
	assert_int_equal(fx.rq.scopes, 0);
}

static void
it_does_what_it_is_for(void **state)
{
	struct token_id p, s;
	struct str mine = make(TOKEN_PERSONAL, SCOPE_SUBS_READ | SCOPE_FOLDER_READ, &p);
	struct str service = make(TOKEN_SERVICE, SCOPE_FOLDER_WRITE, &s);

	(void)state;
	is_ok(show(mine, NOW));
	assert_int_equal(fx.rq.token, p.v);
	assert_int_equal(fx.rq.scopes, SCOPE_SUBS_READ | SCOPE_FOLDER_READ);
	assert_int_equal(fx.rq.viewer->id.v, fx.me.id.v);
	assert_int_equal(fx.rq.viewer->n_grants, 0); /* the person's own rights, and he has none */
	is_ok(show(service, NOW));
	assert_int_equal(fx.rq.token, s.v);
	assert_int_equal(fx.rq.scopes, SCOPE_FOLDER_WRITE);
	assert_int_equal(fx.rq.viewer->id.v, 0); /* nobody in particular */
	assert_int_equal(fx.rq.viewer->n_grants, 1);
	assert_int_equal(fx.rq.viewer->grants[0].role, ROLE_EMPLOYEE);
	assert_int_equal(fx.rq.viewer->grants[0].place, 7);
}

static void
scopes_are_bits_of_their_own(void **state)
{
	unsigned all = 0;
	size_t personal = 0, n = 0;

	(void)state;
	for (; api_scope_code(n) != NULL; n++) {
		unsigned bit = api_scope_bit(n);

		assert_true(bit != 0 && (bit & (bit - 1)) == 0);
		assert_int_equal(all & bit, 0);
		all |= bit;
		personal += api_scope_personal(n);
		assert_string_equal(str_z(fx.a, api_scopes_text(fx.a, bit)), api_scope_code(n));
	}
	assert_true(n >= 6 && personal >= 2 && personal < n);
	assert_string_equal(str_z(fx.a, api_scopes_text(fx.a, 0)), "");
	assert_string_equal(str_z(fx.a, api_scopes_text(fx.a, SCOPE_READ | SCOPE_MEASURES_WRITE)),
	    "read measures:write");
}

static void
it_ends_on_its_day(void **state)
{
	struct token_id id;
	struct str token = make(TOKEN_PERSONAL, SCOPE_READ, &id);

	(void)state;
	is_ok(show(token, LATER - 1));
	is_err(show(token, LATER), E_AUTH);
	assert_string_equal(fx.rq.why, "expired-token");
	assert_null(fx.rq.viewer);
}

static void
it_ends_when_it_is_taken_back(void **state)
{
	struct token_id id, other;
	struct str token = make(TOKEN_SERVICE, SCOPE_READ, &id);
	struct str stays = make(TOKEN_SERVICE, SCOPE_READ, &other);
	int64_t n;

	(void)state;
	is_ok(show(token, NOW));
	is_ok(q_token_revoke(fx.db, id, NOW, &n));
	assert_int_equal(n, 1);
	is_err(show(token, NOW), E_AUTH);
	assert_string_equal(fx.rq.why, "revoked-token");
	is_err(show(token, LATER), E_AUTH); /* it was taken back before it ended */
	assert_string_equal(fx.rq.why, "revoked-token");
	is_ok(q_token_revoke(fx.db, id, NOW + 5, &n));
	assert_int_equal(n, 0);
	is_ok(show(stays, NOW));
}

static void
the_holder_gone_it_opens_nothing(void **state)
{
	struct token_id p, s;
	struct str mine = make(TOKEN_PERSONAL, SCOPE_READ, &p);
	struct str service = make(TOKEN_SERVICE, SCOPE_READ, &s);

	(void)state;
	is_ok(db_script(
	    fx.db, "UPDATE account_user SET state = 2")); /* checksrc: allow sql fixture */
	is_err(show(mine, NOW), E_AUTH);
	assert_string_equal(fx.rq.why, "bad-token");
	is_ok(show(service, NOW)); /* outlives who made it */
}

static void
that_it_was_used_is_noted_now_and_then(void **state)
{
	struct token_id id;
	struct str token = make(TOKEN_PERSONAL, SCOPE_READ, &id), hash = token_hash(fx.a, token);
	struct q_token_by_hash t;

	(void)state;
	is_ok(show(token, NOW + 1));
	is_ok(show(token, NOW + 600)); /* within ten minutes: not again */
	is_ok(q_token_by_hash(fx.db, fx.a, hash, &t));
	assert_int_equal(t.used.v, NOW + 1);
	is_ok(show(token, NOW + 601));
	is_ok(q_token_by_hash(fx.db, fx.a, hash, &t));
	assert_int_equal(t.used.v, NOW + 601);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)
		T(a_token_is_kept_as_a_hash),
		T(what_is_no_token_has_no_hash),
		T(it_does_what_it_is_for),
		T(scopes_are_bits_of_their_own),
		T(it_ends_on_its_day),
		T(it_ends_when_it_is_taken_back),
		T(the_holder_gone_it_opens_nothing),
		T(that_it_was_used_is_noted_now_and_then),
#undef T
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
