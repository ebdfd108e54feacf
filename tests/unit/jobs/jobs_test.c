/* jobs_test.c - the queue, the schedule, the outbox and a letter's form, on TEST_DB's database.
 *
 * What goes over the wire is tried in rooms/alerts/test against a real server.
 */

#include "../db/fixture.h"

#include "conf/conf.h"
#include "gen/steps.h"
#include "jobs/hook.h"
#include "jobs/hooks.h"
#include "jobs/priv.h"

static struct arena *a;
static struct settings set;

static int
setup(void **st)
{
	int ran;

	*st = fx_fresh();
	is_ok(db_migrate(*st, db_steps, db_steps_n, (struct db_migrate_opt){ 0 }, &ran));
	a = arena_new(64 * MiB);
	return a ? 0 : -1;
}

static int
teardown(void **st)
{
	arena_free(a);
	db_close(*st);
	return 0;
}

/* ---- kinds for the test ------------------------------------------------------------- */

static int ran_good, ran_bad, ran_told;
static enum err told;

static enum err
good(struct job_run *r)
{
	ran_good++;
	job_note(r, str_fmt(r->arena, "took %.*s", FMT(r->job->arg)));
	return OK;
}

static enum err
busy(struct job_run *r)
{
	ran_bad++;
	(void)(db_begin(r->db) == OK); /* left open: the runner takes it back */
	return E_BUSY;
}

static enum err
wrong(struct job_run *r)
{
	(void)r;
	return E_INPUT;
}

static enum err
telling(struct job_run *r)
{
	is_ok(job_tell(r, 1, 4));
	is_ok(jobs_cancel(r->db, r->job->id, r->now));
	told = job_tell(r, 2, 4);
	ran_told++;
	return told;
}

static const struct job_kind good_kind = { .name = "t.good", .fn = good };
static const struct job_kind busy_kind = { .name = "t.busy", .fn = busy, .max_tries = 3 };
static const struct job_kind wrong_kind = { .name = "t.wrong", .fn = wrong };
static const struct job_kind told_kind = { .name = "t.told", .fn = telling };
static const struct job_kind hourly = { .name = "t.hourly", .fn = good, .every_s = 3600 };
static const struct job_kind *const kinds[] = { &good_kind, &busy_kind, &wrong_kind, &told_kind,
	&hourly };

static enum err
no_thread(void *data, struct db *db, struct web_thread **ret)
{
	(void)data;
	(void)db;
	*ret = NULL;
	return OK;
}

static void
no_close(void *data, struct web_thread *th)
{
	(void)data;
	(void)th;
}

static const struct jobs_conf conf = { .set = &set, .kinds = kinds, .n_kinds = 4,
	.open = no_thread, .close = no_close };
static const struct jobs_conf with_schedule = { .set = &set, .kinds = kinds, .n_kinds = 5,
	.open = no_thread, .close = no_close };

static struct job_row
job(struct db *db, int64_t id)
{
	struct job_row j;

	is_ok(jobs_get(db, a, id, &j));
	return j;
}

static int
due(struct db *db, const struct jobs_conf *c, int64_t now)
{
	int n = 0;

	is_ok(jobs_run_due(c, db, now, 100, &n));
	return n;
}

/* ---- the queue ------------------------------------------------------------------------ */

static void
once(void **st)
{
	struct db *db = *st;
	int64_t id, same, later, now = time_now();

	is_ok(jobs_put(db, "t.good", S("{}"), S("k"), 7, now, 0, &id));
	is_ok(jobs_put(db, "t.good", S("other"), S("k"), 8, now, 0, &same));
	assert_int_equal(id, same); /* one waits under this key: left as it is */
	is_ok(jobs_put(db, "t.good", S(""), S(""), 0, now, now + 50, &later));
	ran_good = 0;
	assert_int_equal(due(db, &conf, now), 1);
	assert_int_equal(ran_good, 1);
	assert_int_equal(job(db, id).state, JOB_DONE);
	assert_true(str_is(job(db, id).note, "took {}"));
	assert_int_equal(job(db, id).author, 7);
	assert_int_equal(job(db, later).state, JOB_WAITING);
	is_ok(jobs_put(db, "t.good", S(""), S("k"), 7, now, 0, &same));
	assert_int_not_equal(id, same); /* the other one ended: a new one */
	assert_int_equal(due(db, &conf, now + 50), 2);
	is_err(jobs_cancel(db, id, now), E_CONFLICT);
	is_ok(jobs_retry(db, id, now));
	is_err(jobs_retry(db, id, now), E_CONFLICT);
	assert_int_equal(due(db, &conf, now), 1);
}

static void
in_a_transaction(void **st)
{
	struct db *db = *st;
	int64_t id, now = time_now();
	struct job_rows rows;

	is_ok(db_begin(db));
	is_ok(jobs_put(db, "t.good", S(""), S(""), 0, now, 0, &id));
	db_rollback(db);
	is_ok(jobs_list(db, a, S(""), -1, 0, 10, &rows));
	assert_int_equal(rows.n, 0);
}

static void
again(void **st)
{
	struct db *db = *st;
	int64_t id, now = time_now();

	is_ok(jobs_put(db, "t.busy", S(""), S(""), 0, now, 0, &id));
	ran_bad = 0;
	assert_int_equal(due(db, &conf, now), 1);
	assert_int_equal(job(db, id).state, JOB_WAITING);
	assert_true(job(db, id).run_at >= now + 30);
	assert_int_equal(due(db, &conf, now), 0); /* not before its time */
	for (int i = 0; i < 5; i++)
		(void)due(db, &conf, now + 100000);
	assert_int_equal(ran_bad, 3);
	assert_int_equal(job(db, id).state, JOB_FAILED);
	assert_true(str_is(job(db, id).note, "E_BUSY"));
	is_ok(jobs_put(db, "t.wrong", S(""), S(""), 0, now, 0, &id));
	assert_int_equal(due(db, &conf, now), 1);
	assert_int_equal(job(db, id).state, JOB_FAILED); /* no use trying again */
	is_ok(jobs_put(db, "t.nobody", S(""), S(""), 0, now, 0, &id));
	assert_int_equal(due(db, &conf, now), 1);
	assert_int_equal(job(db, id).state, JOB_FAILED);
}

static void
cancelled(void **st)
{
	struct db *db = *st;
	int64_t id, now = time_now();

	is_ok(jobs_put(db, "t.told", S(""), S(""), 0, now, 0, &id));
	ran_told = 0;
	assert_int_equal(due(db, &conf, now), 1);
	assert_int_equal(ran_told, 1);
	assert_int_equal(told, E_GONE);
	assert_int_equal(job(db, id).state, JOB_CANCELLED); /* and it stays so */
	assert_int_equal(job(db, id).done, 1);
}

/* A process took it and died: after the lease it is taken again, but not for ever. */
static void
orphan(void **st)
{
	struct db *db = *st;
	int64_t id, now = time_now();

	is_ok(jobs_put(db, "t.good", S(""), S(""), 0, now, 0, &id));
	ran_good = 0;
	for (int i = 0; i < JOB_TRIES; i++) {
		is_ok(db_script(db, "UPDATE job SET state = 1, tries = tries + 1, lease = 1"));
		if (i + 1 < JOB_TRIES)
			is_ok(db_script(db, "UPDATE job SET state = 0"));
	}
	assert_int_equal(due(db, &conf, now), 1);
	assert_int_equal(ran_good, 0);
	assert_int_equal(job(db, id).state, JOB_FAILED);
	is_ok(jobs_retry(db, id, now));
	is_ok(db_script(db, "UPDATE job SET state = 1, tries = 1, lease = 1"));
	assert_int_equal(due(db, &conf, now), 1);
	assert_int_equal(ran_good, 1);
}

static void
schedule(void **st)
{
	struct db *db = *st;
	int64_t now = time_now();

	ran_good = 0;
	assert_int_equal(due(db, &with_schedule, now), 1);
	assert_int_equal(due(db, &with_schedule, now + 10), 0);
	assert_int_equal(due(db, &with_schedule, now + 3600), 1);
	/* after a long stop it comes once, not once for each time missed */
	assert_int_equal(due(db, &with_schedule, now + 100 * 3600), 1);
	assert_int_equal(ran_good, 3);
}

static void
back_off(void **st)
{
	(void)st;
	assert_in_range(retry_after(60, 1), 60, 66);
	assert_in_range(retry_after(60, 2), 120, 132);
	assert_in_range(retry_after(60, 40), 6 * 3600, 6 * 3600 * 11 / 10);
}

/* ---- the outbox ------------------------------------------------------------------------- */

static struct mail
letter(const char *key)
{
	return (struct mail){ .to = S("clerk@town.example"), .to_name = S("Специалист"),
		.subject = S("Срок перенесли"), .text = S("Новый срок: 5 мая.\n"),
		.key = str_c(key), .user = 7, .topic = S("alerts") };
}

static void
one_key_one_letter(void **st)
{
	struct mail m = letter("a:1"), bad = letter("");
	struct db *db = *st;
	struct out_rows rows;
	struct out_counts counts;
	int64_t n, now = time_now();
	bool fresh;

	is_ok(mail_put(db, &m, now, &fresh));
	assert_true(fresh);
	is_ok(mail_put(db, &m, now, &fresh));
	assert_false(fresh);
	is_err(mail_put(db, &bad, now, NULL), E_INPUT);
	bad = letter("b");
	bad.to = S("clerk@town.example\r\nBcc: all@town.example");
	is_err(mail_put(db, &bad, now, NULL), E_INPUT);
	bad = letter("b");
	bad.text = S("");
	is_err(mail_put(db, &bad, now, NULL), E_INPUT); /* never an empty one */
	m = letter("a:2");
	m.topic = S("account");
	is_ok(mail_put(db, &m, now, NULL));
	is_ok(outbox_counts(db, now + 5, &counts));
	assert_int_equal(counts.waiting, 2);
	assert_int_equal(counts.oldest_wait_s, 5);
	is_ok(mail_drop(db, 7, S("alerts"), now, &n));
	assert_int_equal(n, 1);
	is_ok(outbox_list(db, a, OUT_WAITING, OUT_MAIL, 7, 0, 10, &rows));
	assert_int_equal(rows.n, 1);
	assert_true(str_is(rows.p[0].key, "a:2"));
	is_ok(outbox_list(db, a, OUT_DROPPED, 0, 0, 0, 10, &rows));
	assert_int_equal(rows.n, 1);
	m = letter("a:1");
	is_ok(mail_put(db, &m, now, &fresh)); /* dropped is dropped */
	assert_false(fresh);
}

/* No server is set: letters wait, and no try is counted. */
static void
no_server(void **st)
{
	struct mail m = letter("w");
	struct db *db = *st;
	struct sender *s;
	struct opt_int when;
	struct out_rows rows;
	bool tried;

	is_ok(mail_put(db, &m, 5, NULL));
	is_ok(sender_new(&set, &s));
	is_ok(sender_due(s, db, a, &when));
	assert_false(when.has);
	is_ok(sender_step(s, db, 10, &tried));
	assert_false(tried);
	sender_free(s);
	is_ok(outbox_list(db, a, OUT_WAITING, 0, 0, 0, 10, &rows));
	assert_int_equal(rows.n, 1);
	assert_int_equal(rows.p[0].tries, 0);
}

/* A host nobody named is not asked, and it is said why. */
static void
hook_to_a_stranger(void **st)
{
	struct settings with = { .hook_hosts = S("hooks.example, other.example:8443") };
	const char *const urls[] = { "http://127.0.0.1:1/x", "https://hooks.example@127.0.0.1/x",
		"https://hooks.example.evil.example/", "https://other.example/" };
	struct db *db = *st;
	struct out_rows rows;
	struct sender *s;
	bool tried;

	for (size_t i = 0; i < LEN(urls); i++)
		is_ok(hook_put(db, &(struct hook){ .url = str_c(urls[i]), .body = S("{}"),
			.key = str_c(urls[i]), .event = S("e") }, 5, NULL));
	is_err(hook_put(db, &(struct hook){ .url = S("file:///etc/passwd"), .body = S("{}"),
		.key = S("f") }, 5, NULL), E_INPUT);
	is_ok(sender_new(&with, &s));
	for (size_t i = 0; i < LEN(urls); i++) {
		is_ok(sender_step(s, db, 10, &tried));
		assert_true(tried);
	}
	sender_free(s);
	is_ok(outbox_list(db, a, OUT_FAILED, OUT_HOOK, 0, 0, 10, &rows));
	assert_int_equal(rows.n, LEN(urls));
	for (size_t i = 0; i < rows.n; i++)
		assert_true(str_find(rows.p[i].error, S("hook_hosts")) >= 0);
}

/* The example of the specification itself; two secrets give two signatures. */
static void
signature(void **st)
{
	struct str body = S("{\"test\": 2432232314}"), id = S("msg_p5jXN8AQM9LWM0D4loKWxJek"), got,
		   one = S("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="), made, two;

	(void)st;
	is_ok(
	    hook_sign(a, S("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), id, 1614265330, body, &got));
	assert_true(str_eq(got, one));
	is_ok(hook_secret_new(a, &made));
	assert_true(str_starts(made, S(HOOK_SECRET_HEAD)));
	assert_int_equal(made.n, strlen(HOOK_SECRET_HEAD) + 44);
	two = str_fmt(a, "%.*s whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", FMT(made));
	is_ok(hook_sign(a, two, id, 1614265330, body, &got));
	assert_true(str_ends(got, one));
	assert_int_equal(got.n, 2 * one.n + 1);
	is_ok(hook_sign(a, made, id, 1614265331, body, &two));
	assert_false(str_starts(got, two));
	is_err(hook_sign(a, S(""), id, 1, body, &got), E_INPUT);
	is_err(hook_sign(a, S("plain"), id, 1, body, &got), E_INPUT);
	is_err(hook_sign(a, S("whsec_"), id, 1, body, &got), E_INPUT);
	is_err(hook_sign(a, S("whsec_не base64"), id, 1, body, &got), E_INPUT);
}

/* A name that hook_hosts has without «+» must not lead into the operator's own network. */
static void
hook_into_the_house(void **st)
{
	struct settings with = { .hook_hosts = S("127.0.0.1:1, +127.0.0.1:2") };
	struct str secret = S("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
	struct db *db = *st;
	struct hook_health health;
	struct hook_row row;
	struct hook_rows rows;
	struct sender *s;
	int64_t n;
	bool tried;

	is_ok(hook_put(db, &(struct hook){ .url = S("http://127.0.0.1:1/"), .body = S("{}"),
		.key = S("h1"), .event = S("e"), .secret = secret, .ref = 7 }, 5, NULL));
	is_ok(hook_put(db, &(struct hook){ .url = S("http://127.0.0.1:2/"), .body = S("{}"),
		.key = S("h2"), .event = S("e"), .secret = secret, .ref = 7 }, 6, NULL));
	is_ok(sender_new(&with, &s));
	for (int i = 0; i < 2; i++) {
		is_ok(sender_step(s, db, 10, &tried));
		assert_true(tried);
	}
	sender_free(s);
	is_ok(hook_list(db, a, 7, 0, 10, &rows));
	assert_int_equal(rows.n, 2);
	assert_int_equal(rows.p[1].state, OUT_FAILED);
	assert_true(str_find(rows.p[1].error, S("+host")) > 0);
	assert_int_equal(rows.p[0].state, OUT_WAITING); /* nobody listens there now */
	assert_true(str_find(rows.p[0].error, S("+host")) < 0);
	is_ok(hook_health(db, 7, 0, &health));
	assert_true(health.failing.has && health.failing.v == 5 && !health.gone);
	is_ok(hook_again_failed(db, &(struct hook_to){ 7, S("http://127.0.0.1:3/"), secret }, 0, 20,
	    &n));
	assert_int_equal(n, 1);
	is_ok(hook_get(db, a, 7, rows.p[1].id, &row));
	assert_int_equal(row.state, OUT_WAITING);
	assert_true(str_is(row.url, "http://127.0.0.1:3/") && str_is(row.key, "h1"));
	is_err(hook_get(db, a, 8, rows.p[1].id, &row), E_NOT_FOUND);
	is_ok(hook_drop(db, 7, 30));
	is_ok(hook_again(db, &(struct hook_to){ 7, S("http://127.0.0.1:2/"), secret },
	    rows.p[0].id, 40));
	is_ok(hook_list(db, a, 7, 0, 10, &rows));
	assert_int_equal(rows.p[0].state, OUT_WAITING);
	assert_int_equal(rows.p[1].state, OUT_DROPPED);
}

/* ---- the letter -------------------------------------------------------------------------- */

static void
form(void **st)
{
	struct mail m = letter("k");
	struct str b, again_b, line, rest;
	size_t head = 0;

	(void)st;
	m.subject = S("Срок перенесли: благоустройство общественных территорий малых городов, "
		"третий отбор\r\nBcc: all@town.example");
	m.html = S("<p>Новый срок</p>");
	m.unsubscribe = S("https://veche.example/u/1");
	is_ok(mail_bytes(
	    a, &m, S("Вече <portal@veche.example>"), S("veche.example"), 1760000000, &b));
	is_ok(mail_bytes(
	    a, &m, S("Вече <portal@veche.example>"), S("veche.example"), 1760000000, &again_b));
	assert_true(str_eq(b, again_b));
	assert_true(str_find(b, S("\r\nBcc")) < 0);
	assert_true(str_find(b, S("Date: Thu, 9 Oct 2025 08:53:20 +0000\r\n")) > 0);
	assert_true(str_find(b, S("Auto-Submitted: auto-generated\r\n")) > 0);
	assert_true(str_find(b, S("List-Unsubscribe: <https://veche.example/u/1>\r\n"
		"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n")) > 0);
	assert_true(str_find(b, S("To: =?UTF-8?B?")) > 0);
	for (rest = b; rest.n > 0; head++) {
		line = str_cut(rest, '\n', &rest);
		assert_true(line.n > 0 && line.p[line.n - 1] == '\r');
		assert_true(line.n <= 79); /* 78 and the CR (RFC 5322, 2.1.1) */
		for (size_t i = 0; i < line.n; i++)
			assert_true((unsigned char)line.p[i] < 127);
	}
	assert_true(head > 20);
	m.html = S("");
	is_ok(mail_bytes(a, &m, S("portal@veche.example"), S("veche.example"), 1, &b));
	assert_true(str_find(b, S("multipart")) < 0);
	is_err(mail_bytes(a, &m, S("not an address"), S("x"), 1, &b), E_INPUT);
}

static void
addresses(void **st)
{
	static const char *const good_ones[] = { "a@b.cd", "clerk.one+tag@town-1.example",
		"root@localhost" };
	static const char *const bad_ones[] = { "", "a@b", "@b.cd", "a@", "a..b@c.de", ".a@b.cd",
		"a.@b.cd", "a@.b.cd", "a@b.cd.", "a b@c.de", "a@b@c.de", "почта@город.рф",
		"a<b@c.de", "a@c.de\n", "a,b@c.de" };

	(void)st;
	for (size_t i = 0; i < LEN(good_ones); i++)
		assert_true(mail_address_ok(str_c(good_ones[i])));
	for (size_t i = 0; i < LEN(bad_ones); i++)
		assert_false(mail_address_ok(str_c(bad_ones[i])));
	assert_true(str_is(mail_address(S("Вече <p@veche.example>")), "p@veche.example"));
	assert_null(mail_address(S("Вече")).p);
}

int
main(void)
{
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = { T(once), T(in_a_transaction), T(again), T(cancelled),
		T(orphan), T(schedule), cmocka_unit_test(back_off), T(one_key_one_letter),
		T(no_server), T(hook_to_a_stranger), T(hook_into_the_house), T(signature), T(form),
		cmocka_unit_test(addresses) };

	log_level_set(LOG_ERROR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
