/* account_test.c - passwords, sessions, roles, and who a token belongs to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "account/account_impl.h"
#include "db/db.h"
#include "gen/account/q.h"
#include "gen/steps.h"
#include "web/web.h"

#define is_ok(call) assert_int_equal((call), OK)
#define is_err(call, e) assert_string_equal(err_name(call), err_name(e))
#define DAY 86400

/* Cheap costs: the tests are about what is decided, not about how long it takes. */
static const struct settings set = { .argon_memory = 8, .argon_passes = 1, .session_days = 14, .session_max_days = 90,
	.dictionaries = { "/nonexistent", 12 }, .language = { "ru", 2 }, .time_zone = 180 };
static const struct settings dearer = { .argon_memory = 8, .argon_passes = 2, .session_days = 14, .session_max_days = 90,
	.dictionaries = { "/nonexistent", 12 }, .language = { "ru", 2 }, .time_zone = 180 };
static const struct room *const rooms[] = { &account_room };
static const struct portal portal = { .set = &set, .rooms = rooms, .n_rooms = 1, .version = "t",
	.hooks = { .viewer = account_viewer } };
static const struct route reading = { .verb = "GET", .path = "/", .name = "t", .run = READ };
static const struct route writing = { .verb = "POST", .path = "/", .name = "t", .run = WRITE };

static struct fx {
	struct arena *a;
	struct db *db;
	struct web_thread *th;
	char path[64];
} fx;

static int
begin(void **state)
{
	const char *url = getenv("TEST_DB");
	int run;

	(void)state;
	if (url == NULL || *url == '\0') {
		snprintf(fx.path, sizeof fx.path, "/tmp/veche-account-%d.db", (int)getpid());
		url = fx.path;
	}
	fx.a = arena_new(64 * MiB);
	assert_non_null(fx.a);
	is_ok(db_open(url, DB_WRITE, &fx.db));
	is_ok(db_migrate(fx.db, db_steps, db_steps_n, (struct db_migrate_opt){ 0 }, &run));
	is_ok(web_thread_new(&portal, fx.db, &fx.th));
	is_ok(db_script(fx.db,
	    "DELETE FROM account_session; DELETE FROM account_grant;" /* checksrc: allow sql fixture */
	    " DELETE FROM account_user; DELETE FROM places_place;"
	    " INSERT INTO places_place (code, kind, name, short_name, updated) VALUES"
	    " ('24000000', 'region', 'Ивановская область', 'Ивановская область', 0),"
	    " ('24707000', 'urban_okrug', 'городской округ Тейково', 'Тейково', 0)"));
	return 0;
}

static int
end(void **state)
{
	static const char *const tails[] = { "", "-wal", "-shm" };
	char name[80];

	(void)state;
	web_thread_free(fx.th);
	db_close(fx.db);
	arena_free(fx.a);
	for (size_t i = 0; *fx.path && i < LEN(tails); i++) {
		snprintf(name, sizeof name, "%s%s", fx.path, tails[i]);
		remove(name);
	}
	memset(&fx, 0, sizeof fx);
	return 0;
}

static struct user_id
user(const char *email)
{
	struct user_id id = { 0 };

	is_ok(account_user_add(
	    fx.db, fx.a, &set, str_c(email), S("Имя"), S("три слова подряд"), &id));
	assert_true(id.v > 0);
	return id;
}

/* A session of `who` begun and last used at `seen`; its token. */
static struct str
session(struct user_id who, char fill, int64_t seen)
{
	char *token = arena_alloc(fx.a, 2 * SESSION_TOKEN_BYTES + 1);
	struct str t;

	assert_non_null(token);
	memset(token, fill, 2 * SESSION_TOKEN_BYTES);
	t = str_c(token);
	is_ok(q_session_add(fx.db, &(struct q_session_add_in){ .hash = session_hash(fx.a, t),
		.user = who, .now = seen }));
	return t;
}

static const struct viewer *
ask_as(struct str token, int64_t now, const struct route *rt)
{
	static struct http_req in;
	struct http_reply *rp = arena_make(fx.a, struct http_reply);
	struct req *rq = arena_make(fx.a, struct req);
	const struct viewer *v = NULL;

	assert_non_null(rq);
	in = (struct http_req){ .arena = fx.a };
	*rq = (struct req){ .in = &in, .rp = rp, .db = fx.db, .arena = fx.a, .now = now,
		.route = rt, .th = fx.th };
	is_ok(account_viewer(rq, token, &v));
	return v;
}

static const struct viewer *
ask(struct str token, int64_t now)
{
	return ask_as(token, now, &reading);
}

/* ---- passwords ------------------------------------------------------------------- */

static void
a_hash_fits_its_password_only(void **state)
{
	struct str h, again;

	(void)state;
	is_ok(account_password_hash(fx.a, &set, S("три слова подряд"), &h));
	assert_true(str_starts(h, S("$argon2id$v=19$m=8192,t=1,p=1$")));
	assert_true(account_password_fits(&set, h, S("три слова подряд")));
	assert_true(account_password_fits(&dearer, h, S("три слова подряд")));
	assert_false(account_password_fits(&set, h, S("три слова подряд ")));
	assert_false(account_password_fits(&set, h, S("")));
	is_ok(account_password_hash(fx.a, &set, S("три слова подряд"), &again));
	assert_false(str_eq(h, again)); /* a salt of its own */
}

static void
nobody_has_a_password_that_costs_as_much(void **state)
{
	int64_t t0, real, none;
	struct str h;

	(void)state;
	assert_false(account_password_fits(&set, S(""), S("")));
	assert_false(account_password_fits(&set, S(""), S("три слова подряд")));
	assert_false(account_password_fits(&set, S("$argon2id$garbage"), S("три слова подряд")));
	is_ok(account_password_hash(fx.a, &dearer, S("x"), &h));
	t0 = time_mono_us();
	assert_false(account_password_fits(&dearer, h, S("y")));
	real = time_mono_us() - t0;
	t0 = time_mono_us();
	assert_false(account_password_fits(&dearer, S(""), S("y")));
	none = time_mono_us() - t0;
	/* the dummy is not refused before the work: that would be a thousand times quicker */
	assert_true(none > real / 20);
}

static void
weak_passwords_are_named(void **state)
{
	static const char *const weak[] = {
		"", "короткий", "123456789", "1234567890", "0987654321", "qwertyuiop",
		"Qwerty12345", "пароль123456", "Пароль2026!", "p4ssw0rd!!!!", "йцукенгшщз",
		"aaaaaaaaaaaa", "121212121212", "20201231!!", "adminadmin", "teykovo2026",
		"1q2w3e4r5t6y", "sokolova123", ("a\xFF" "aaaaaaaaaa"),
		"x-sokolova@teykovo.example",
	};
	static const char *const good[] = {
		"три слова подряд", "correct horse", "Ливнёвка-у-школы", "veche-demo-2026",
		"кот спит 9 жизней", "tr0ub4dor&3x",
	};
	const struct str email = S("sokolova@teykovo.example");

	(void)state;
	for (size_t i = 0; i < LEN(weak); i++)
		if (account_password_bad(fx.a, email, str_c(weak[i])) == NULL)
			fail_msg("taken: %s", weak[i]);
	for (size_t i = 0; i < LEN(good); i++)
		if (account_password_bad(fx.a, email, str_c(good[i])) != NULL)
			fail_msg("refused: %s", good[i]);
}

/* ---- users ------------------------------------------------------------------------ */

static void
an_email_is_one_whatever_its_case(void **state)
{
	struct user_id id = user("Sokolova@Teykovo.Example"), found, second;

	(void)state;
	is_ok(account_find(fx.db, fx.a, S(" sokolova@teykovo.example "), &found));
	assert_int_equal(found.v, id.v);
	is_err(account_user_add(fx.db, fx.a, &set, S("SOKOLOVA@teykovo.example"), S("Другая"),
		   S("три слова подряд"), &second),
	    E_CONFLICT);
	assert_false(db_in_tx(fx.db));
	is_err(account_find(fx.db, fx.a, S("nobody@teykovo.example"), &found), E_NOT_FOUND);
}

static void
what_cannot_be_a_user_is_refused(void **state)
{
	static const char *const emails[] = { "", "a", "a@", "@b", "a@b@c", "a b@c", "a\n@b",
		"a<b@c" };
	struct user_id id;

	(void)state;
	for (size_t i = 0; i < LEN(emails); i++)
		is_err(account_user_add(fx.db, fx.a, &set, str_c(emails[i]), S("Имя"), S(""), &id),
		    E_INPUT);
	is_err(account_user_add(fx.db, fx.a, &set, S("a@b"), S("  "), S(""), &id), E_INPUT);
	is_err(
	    account_user_add(fx.db, fx.a, &set, S("a@b"), S("Имя"), S("короткий"), &id), E_INPUT);
	is_ok(account_user_add(fx.db, fx.a, &set, S("a@b"), S("Имя"), S(""), &id));
}

static void
the_list_says_roles_and_places(void **state)
{
	struct q_place_by_code town, region;
	struct account_rows rows;
	struct user_id a = user("a@x"), b = user("b@x");

	(void)state;
	is_ok(q_place_by_code(fx.db, fx.a, S("24707000"), &town));
	is_ok(q_place_by_code(fx.db, fx.a, S("24000000"), &region));
	is_ok(account_grant(fx.db, b, ROLE_EMPLOYEE, town.id, 0));
	is_ok(account_grant(fx.db, b, ROLE_EMPLOYEE, town.id, 0)); /* again: still one */
	is_ok(account_grant(fx.db, b, ROLE_CURATOR, 0, 0));
	is_ok(account_block(fx.db, a, true));
	is_ok(account_user_list(fx.db, fx.a, &rows));
	assert_int_equal(rows.n, 2);
	assert_true(rows.p[0].blocked);
	assert_int_equal(rows.p[0].n_roles, 0);
	assert_int_equal(rows.p[1].n_roles, 2);
	assert_int_equal(rows.p[1].roles[0].role, ROLE_CURATOR);
	assert_int_equal(rows.p[1].roles[0].place, 0);
	assert_true(str_is(rows.p[1].roles[1].place_name, "городской округ Тейково"));
	is_err(account_grant(fx.db, b, ROLE_SIGNED, 0, 0), E_INPUT);
	is_err(account_revoke(fx.db, b, ROLE_EMPLOYEE, region.id), E_NOT_FOUND);
	is_ok(account_revoke(fx.db, b, ROLE_EMPLOYEE, town.id));
	is_ok(account_user_list(fx.db, fx.a, &rows));
	assert_int_equal(rows.p[1].n_roles, 1);
}

/* ---- sessions ------------------------------------------------------------------------ */

static void
a_token_is_kept_as_its_hash_only(void **state)
{
	struct user_id id = user("a@x");
	struct str t = session(id, 'a', 1000);
	struct q_sessions_rows s;

	(void)state;
	is_ok(q_sessions(fx.db, fx.a, id, 0, 0, &s));
	assert_int_equal(s.n, 1);
	assert_int_equal(s.p[0].hash.n, SESSION_HASH_N);
	assert_false(str_eq(s.p[0].hash, t));
	assert_non_null(ask(t, 1000));
	assert_null(ask(s.p[0].hash, 1000)); /* what a thief of the database has opens nothing */
	assert_null(ask(S("short"), 1000));
	assert_null(ask(S(""), 1000));
}

static void
an_idle_session_ends(void **state)
{
	struct str t = session(user("a@x"), 'a', 1000);

	(void)state;
	assert_non_null(ask(t, 1000 + 14 * DAY - 1));
	assert_null(ask(t, 1000 + 14 * DAY));
}

static void
a_session_in_use_goes_on(void **state)
{
	struct str t = session(user("a@x"), 'a', 1000);

	(void)state;
	assert_non_null(ask(t, 1000 + 10 * DAY)); /* reading does not count */
	assert_null(ask(t, 1000 + 20 * DAY));
	assert_non_null(ask_as(t, 1000 + 10 * DAY, &writing));
	assert_non_null(ask(t, 1000 + 20 * DAY));
}

static void
seen_is_not_written_each_time(void **state)
{
	struct user_id id = user("a@x");
	struct str t = session(id, 'a', 1000);
	struct q_sessions_rows s;

	(void)state;
	assert_non_null(ask_as(t, 1000 + SESSION_TOUCH_S - 1, &writing));
	is_ok(q_sessions(fx.db, fx.a, id, 0, 0, &s));
	assert_int_equal(s.p[0].seen, 1000);
	assert_non_null(ask_as(t, 1000 + SESSION_TOUCH_S, &writing));
	is_ok(q_sessions(fx.db, fx.a, id, 0, 0, &s));
	assert_int_equal(s.p[0].seen, 1000 + SESSION_TOUCH_S);
}

static void
a_blocked_user_is_nobody(void **state)
{
	struct user_id id = user("a@x");
	struct str t = session(id, 'a', 1000), later;

	(void)state;
	is_ok(account_block(fx.db, id, true));
	assert_null(ask(t, 1000));
	later = session(id, 'b', 1000);
	assert_null(ask(later, 1000)); /* even with a session that should not be */
	is_ok(account_block(fx.db, id, false));
	assert_null(ask(t, 1000)); /* the old one was ended */
	assert_non_null(ask(later, 1000));
	is_err(account_block(fx.db, (struct user_id){ 999999 }, true), E_NOT_FOUND);
	assert_false(db_in_tx(fx.db));
}

static void
a_new_password_ends_all_sessions(void **state)
{
	struct user_id id = user("a@x");
	struct str t = session(id, 'a', 1000);
	struct q_by_id u;

	(void)state;
	is_err(account_password_set(fx.db, fx.a, &set, id, S("1234567890")), E_INPUT);
	assert_non_null(ask(t, 1000));
	is_ok(account_password_set(fx.db, fx.a, &set, id, S("другие три слова")));
	assert_null(ask(t, 1000));
	is_ok(q_by_id(fx.db, fx.a, id, &u));
	assert_true(account_password_fits(&set, u.password, S("другие три слова")));
}

/* ---- roles --------------------------------------------------------------------------- */

static void
a_viewer_has_the_grants_in_force(void **state)
{
	struct user_id id = user("a@x");
	struct str t = session(id, 'a', 1000);
	struct q_place_by_code town;
	const struct viewer *v;

	(void)state;
	is_ok(q_place_by_code(fx.db, fx.a, S("24707000"), &town));
	is_ok(account_grant(fx.db, id, ROLE_MUNI_ADMIN, town.id, 0));
	is_ok(account_grant(fx.db, id, ROLE_CURATOR, 0, 5000)); /* until 5000 */
	v = ask(t, 4999);
	assert_int_equal(v->n_grants, 2);
	v = ask(t, 5000);
	assert_int_equal(v->n_grants, 1);
	assert_int_equal(v->grants[0].role, ROLE_MUNI_ADMIN);
	assert_int_equal(v->grants[0].place, town.id);
	assert_true(str_is(v->email, "a@x"));
	is_ok(account_grant(fx.db, id, ROLE_CURATOR, 0, 9000)); /* longer */
	v = ask(t, 5000);
	assert_int_equal(v->n_grants, 2);
}

/* ---- the demonstration ------------------------------------------------------------------ */

static void
the_demonstration_is_loaded_twice_alike(void **state)
{
	struct account_rows rows;
	struct q_by_email u;

	(void)state;
	is_ok(account_demo(fx.db, fx.a, &set));
	is_ok(q_by_email(fx.db, fx.a, S("specialist@veche.demo"), &u));
	assert_true(account_password_fits(&set, u.password, S(ACCOUNT_DEMO_PASSWORD)));
	is_ok(account_block(fx.db, u.id, true));
	is_ok(account_demo(fx.db, fx.a, &set));
	is_ok(account_user_list(fx.db, fx.a, &rows));
	assert_int_equal(rows.n, account_demo_n);
	for (size_t i = 0; i < rows.n; i++) {
		assert_false(rows.p[i].blocked);
		assert_int_equal(rows.p[i].n_roles, 1);
	}
}

static void
without_places_the_demonstration_leaves_nothing(void **state)
{
	struct account_rows rows;

	(void)state;
	is_ok(db_script(fx.db, "DELETE FROM places_place")); /* checksrc: allow sql fixture */
	is_err(account_demo(fx.db, fx.a, &set), E_NOT_FOUND);
	is_ok(account_user_list(fx.db, fx.a, &rows));
	assert_int_equal(rows.n, 0);
	assert_false(db_in_tx(fx.db));
}

/* ---- small ones ------------------------------------------------------------------------- */

static void
only_our_own_paths_lead_back(void **state)
{
	static const char *const bad[] = { "", "x", "//evil.example", "/\\evil.example",
		"https://evil.example", "/a\r\nX: y", "/a b", "\\/x" };

	(void)state;
	for (size_t i = 0; i < LEN(bad); i++)
		assert_true(str_is(local_path(str_c(bad[i]), S("/else")), "/else"));
	assert_true(str_is(
	    local_path(S("/navigator?q=%D0%B0&page=2#x"), S("/")), "/navigator?q=%D0%B0&page=2#x"));
}

static void
a_device_is_told_by_its_agent(void **state)
{
	static const struct { const char *agent, *device; } known[] = {
		{ "Mozilla/5.0 (Windows NT 6.1; rv:115.0) Gecko/20100101 Firefox/115.0",
		    "Firefox, Windows" },
		{ "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) "
		    "Chrome/120.0 YaBrowser/24.1 Safari/537.36", "Яндекс Браузер, Windows" },
		{ "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 "
		    "Version/17.0 Mobile Safari/604.1", "Safari, iPhone" },
		{ "curl/8.0", "curl" },
		{ "", "Неизвестное устройство" },
	};
	const struct ui ui = { .arena = fx.a, .lang = LANG_RU };

	(void)state;
	for (size_t i = 0; i < LEN(known); i++)
		assert_string_equal(
		    str_z(fx.a, session_device(&ui, str_c(known[i].agent))), known[i].device);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, begin, end)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(a_hash_fits_its_password_only),
		TEST(nobody_has_a_password_that_costs_as_much),
		TEST(weak_passwords_are_named),
		TEST(an_email_is_one_whatever_its_case),
		TEST(what_cannot_be_a_user_is_refused),
		TEST(the_list_says_roles_and_places),
		TEST(a_token_is_kept_as_its_hash_only),
		TEST(an_idle_session_ends),
		TEST(a_session_in_use_goes_on),
		TEST(seen_is_not_written_each_time),
		TEST(a_blocked_user_is_nobody),
		TEST(a_new_password_ends_all_sessions),
		TEST(a_viewer_has_the_grants_in_force),
		TEST(the_demonstration_is_loaded_twice_alike),
		TEST(without_places_the_demonstration_leaves_nothing),
		TEST(only_our_own_paths_lead_back),
		TEST(a_device_is_told_by_its_agent),
	};

	log_level_set(LOG_ERROR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
