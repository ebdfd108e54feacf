/* alloc_test.c - memory runs out at every point of every route: a whole page or a refusal comes
 * back, nothing leaks, and the next request is served.
 *
 * Requests are made by hand and go through the interface that http/ uses. The first allocations
 * fail one by one; later ones at every twentieth of the way, so that long pages stay quick.
 */
#include "../db/fixture.h"

#include "account/account.h"
#include "entry/import.h"
#include "folder/folder.h"
#include "gen/steps.h"
#include "navigator/navigator.h"
#include "places/places.h"
#include "web/frame.h"

#define ROOM(name) extern const struct room name##_room;
#include "rooms.def"
#undef ROOM
static const struct room *const rooms[] = {
#define ROOM(name) &name##_room,
#include "rooms.def"
#undef ROOM
};

#define PLACE "24707000"
#define KEY "fkgs-public-spaces"
#define EMAIL "muni@example.org"
#define PASSWORD "a-password-for-tests"
#define RUNS_MAX 4000

static struct arena *keep;
static struct conf *conf;
static struct portal portal;
static struct http_app app;
static void *on_loop, *on_worker;
static struct str cookies;	/* of the signed-in reader */
static struct str token;

/* ---- a small demonstration ------------------------------------------------------------ */

static struct str
load(const char *path)
{
	struct str s;

	is_ok(file_read(path, 64 * MiB, keep, &s));
	return s;
}

/* The header, the country, its districts and one region: enough for every page. */
static struct str
few_places(void)
{
	struct str rest = load("demo/places/places.csv");
	struct buf b;

	buf_init(&b, keep, 4 * MiB);
	while (rest.n > 0) {
		struct str line = str_cut(rest, '\n', &rest);

		if (str_starts(line, S("code,")) || str_starts(line, S("RU,")) ||
		    str_starts(line, S("FD-")) || str_starts(line, S("24"))) {
			buf_put(&b, line);
			buf_putc(&b, '\n');
		}
	}
	is_ok(buf_err(&b));
	return buf_str(&b);
}

static struct import
import_of(struct db *db)
{
	struct import im = { .db = db, .arena = keep, .row = arena_new(64 * MiB), .now = time_now() };

	im.today = day_of(im.now, 180);
	assert_non_null(im.row);
	return im;
}

static void
fill(struct db *db)
{
	struct web_thread *th;
	struct user_id user;
	struct import im;
	int n;

	im = import_of(db);
	is_ok(places_import(&im, few_places()));
	assert_true(im.added > 20);
	arena_free(im.row);
	is_ok(web_thread_new(&portal, db, &th));
	is_ok(navigator_topics(db, keep, load("demo/navigator/topics.json"), &n));
	im = import_of(db);
	is_ok(navigator_import(th, &im, load("demo/navigator/measures.jsonl"), S("demo")));
	assert_true(im.added > 20);
	arena_free(im.row);
	is_ok(folder_demo(th, keep, time_now())); /* an item, a paper and a file, each number 1 */
	web_thread_free(th);
	is_ok(account_user_add(db, keep, portal.set, S(EMAIL), S("Проверка"), S(PASSWORD), &user));
	is_ok(account_grant(db, user, ROLE_ADMIN, 0, 0));
}

/* ---- one request by hand ----------------------------------------------------------------- */

struct ask { enum http_verb verb; const char *path, *query, *form; bool guest, missing; };
struct got { int status; size_t n; struct str body; struct http_pairs headers; };

static void
request(struct arena *a, const struct ask *q, struct http_req *ret)
{
	struct str path = str_c(q->path), query = str_c(q->query), jar = cookies;

	*ret = (struct http_req){ .verb = q->verb, .method = q->verb == HTTP_POST ? S("POST") : S("GET"),
		.path = path, .query_raw = query, .peer = S("127.0.0.1"), .arena = a };
	ret->target = q->query ? str_fmt(a, "%s?%s", q->path, q->query) : path;
	is_ok(http_parse_query(a, query, 100, &ret->query));
	is_ok(http_parse_query(a, str_c(q->form), 100, &ret->form));
	is_ok(http_parse_cookies(a, q->guest ? S("veche_form=abc") : jar, &ret->cookies));
}

static void
serve(struct http_req *in, struct http_reply *rp)
{
	enum http_next at = HTTP_DONE, next;

	for (int hops = 0; hops < 3; hops++) {
		next = app.handle(app.data, at == HTTP_DONE ? on_loop : on_worker, at, in, rp);
		if (next == HTTP_DONE)
			return;
		at = next;
	}
	fail_msg("%.*s goes round", FMT(in->path));
}

/* nth 0: memory does not fail. Says whether it did. */
static bool
once(const struct ask *q, int64_t nth, struct got *ret)
{
	struct arena *a = arena_new(64 * MiB);
	struct http_req in;
	struct http_reply rp = { 0 };
	bool failed;

	assert_non_null(a);
	request(a, q, &in);
	alloc_fail_at(nth);
	serve(&in, &rp);
	failed = alloc_failed();
	alloc_fail_at(0);
	*ret = (struct got){ rp.status, rp.body.n, str_dup(keep, rp.body), { 0 } };
	for (size_t i = 0; i < rp.headers.n; i++) {
		struct http_pair *h = &rp.headers.p[i];

		if (!str_is(h->name, "Set-Cookie") || !str_starts(h->value, S("veche_sid=")))
			continue;
		ret->headers.p = arena_make(keep, struct http_pair);
		ret->headers.n = 1;
		ret->headers.p->value = str_dup(keep, h->value);
	}
	if (rp.release)
		rp.release(rp.hold);
	arena_free(a);
	return failed;
}

static void
good(const struct ask *q, const struct got *r, int64_t nth, const struct got *usual)
{
	if (r->status == usual->status && (r->n > 0 || usual->n == 0))
		return;
	if (usual->status == 303 && r->status == 401 && r->n > 0) /* asked to sign in by a page */
		return;
	if (r->status >= 500 && r->status < 600 && r->n > 0)
		return;
	fail_msg("%s: allocation %lld: status %d with %zu bytes, usually %d", q->path,
	    (long long)nth, r->status, r->n, usual->status);
}

static void
sweep(const struct ask *q)
{
	struct got r, usual;
	int64_t nth = 1, runs = 0;

	(void)once(q, 0, &r); /* snapshots are loaded, statements prepared */
	(void)once(q, 0, &usual);
	if (usual.status >= 500 || (q->verb == HTTP_GET && usual.status == 404 && !q->missing))
		fail_msg(
		    "%s: %d without any failure: %.*s", q->path, usual.status, FMT(usual.body));
	while (once(q, nth, &r)) {
		good(q, &r, nth, &usual);
		nth += 1 + nth / 20;
		assert_true(++runs < RUNS_MAX);
	}
	assert_true(nth > 1);
	(void)once(q, 0, &r);
	if (r.status != usual.status)
		fail_msg("%s: %d afterwards, %d before", q->path, r.status, usual.status);
}

/* ---- signing in ---------------------------------------------------------------------------- */

static struct str
csrf_of(struct str page)
{
	ptrdiff_t at = str_find(page, S("name=\"csrf\" value=\""));
	struct str rest;

	assert_true(at >= 0);
	at += (ptrdiff_t)strlen("name=\"csrf\" value=\"");
	return str_cut((struct str){ page.p + at, page.n - (size_t)at }, '"', &rest);
}

static void
sign_in(void)
{
	struct got r;
	struct ask post = { HTTP_POST, "/login", NULL, NULL, true, false };
	struct str rest;

	(void)once(&(struct ask){ HTTP_GET, "/login", NULL, NULL, true, false }, 0, &r);
	assert_int_equal(r.status, 200);
	post.form =
	    str_fmt(keep, "csrf=%.*s&email=" EMAIL "&password=" PASSWORD, FMT(csrf_of(r.body))).p;
	(void)once(&post, 0, &r);
	assert_int_equal(r.status, 303);
	assert_int_equal(r.headers.n, 1);
	cookies = str_cut(r.headers.p->value, ';', &rest);
	(void)once(&(struct ask){ HTTP_GET, "/account", NULL, NULL, false, false }, 0, &r);
	assert_int_equal(r.status, 200);
	token = csrf_of(r.body);
}

static int
setup(void **state)
{
	struct db *db = fx_fresh();
	int ran;

	(void)state;
	keep = arena_new(SIZE_MAX);
	log_level_set(LOG_ERROR + 1);
	search_setup();
	is_ok(conf_new(keep, &conf));
	is_ok(conf_flag(conf, S("db"), str_c(fx_url())));
	is_ok(conf_flag(conf, S("argon_memory"), S("8")));
	is_ok(conf_flag(conf, S("argon_passes"), S("1")));
	is_ok(conf_flag(conf, S("page_cache"), S("1")));
	for (size_t i = 0; i < 5; i++)
		is_ok(conf_flag(conf, str_c((const char *[]){ "rate_browse", "rate_heavy", "rate_form",
		    "rate_login", "rate_api" }[i]), S("1000000")));
	portal = (struct portal){ .set = conf_settings(conf), .rooms = rooms, .n_rooms = LEN(rooms),
		.hooks = { .viewer = account_viewer, .place_chain = places_chain,
			.place_zone = places_zone }, .version = "test" };
	is_ok(db_migrate(db, db_steps, db_steps_n, (struct db_migrate_opt){ .dry_run = false }, &ran));
	frame_rooms(rooms, LEN(rooms));
	fill(db);
	is_ok(web_secret(db, portal.set));
	db_close(db);
	is_ok(web_app(&portal, &app));
	is_ok(app.thread_open(app.data, HTTP_DONE, &on_loop));
	is_ok(app.thread_open(app.data, HTTP_WORKER, &on_worker));
	sign_in();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	app.thread_close(app.data, on_loop);
	app.thread_close(app.data, on_worker);
	arena_free(keep);
	if (!str_starts(str_c(fx_url()), S("postgres")))
		fx_drop();
	return 0;
}

/* "/places/{place}/passport" with what the small demonstration has. */
static const char *
concrete(const char *path)
{
	struct str rest = str_c(path);
	struct buf b;

	buf_init(&b, keep, 1 * KiB);
	while (rest.n > 0) {
		ptrdiff_t open = str_find(rest, S("{"));
		struct str name;

		if (open < 0) {
			buf_put(&b, rest);
			break;
		}
		buf_put(&b, (struct str){ rest.p, (size_t)open });
		name = str_cut((struct str){ rest.p + open + 1, rest.n - (size_t)open - 1 }, '}', &rest);
		buf_putz(&b, str_is(name, "place") ? PLACE : str_is(name, "key") ? KEY : "1");
	}
	buf_putc(&b, 0);
	is_ok(buf_err(&b));
	return b.p;
}

/* A number that the small demonstration has nothing under: its page says so, in whole. */
static bool
of_nothing(const char *path)
{
	for (const char *at = strchr(path, '{'); at != NULL; at = strchr(at + 1, '{'))
		if (strncmp(at, "{place}", 7) != 0 && strncmp(at, "{key}", 5) != 0)
			return true;
	return false;
}

static void
each_get(bool guest, const char *query)
{
	int n = 0;

	for (size_t i = 0; i < LEN(rooms); i++) {
		for (size_t k = 0; k < rooms[i]->n_routes; k++) {
			const struct route *rt = &rooms[i]->routes[k];

			if (strcmp(rt->verb, "GET") != 0)
				continue;
			sweep(&(struct ask){ HTTP_GET, concrete(rt->path), query, NULL, guest,
				of_nothing(rt->path) });
			n++;
		}
	}
	assert_true(n > 15);
}

static void pages_of_guests(void **st) { (void)st; each_get(true, NULL); }
static void pages_of_a_reader(void **st) { (void)st; each_get(false, NULL); }
static void pages_with_a_query(void **st) { (void)st; each_get(false, "q=%D0%BF%D0%B0%D1%80%D0%BA&page=1&place=" PLACE); }

static void
pages_of_refusal(void **st)
{
	(void)st;
	sweep(&(struct ask){ HTTP_GET, "/no/such/page", NULL, NULL, false, true });
	sweep(&(struct ask){ HTTP_GET, "/places/99999999", NULL, NULL, false, true });
	sweep(&(struct ask){ HTTP_POST, "/places", NULL, "a=b", false, false });
	sweep(&(struct ask){ HTTP_POST, "/account/name", NULL, "name=x", false, false });
}

/* What is sent with a right token; what ends the session is left to the end. */
static void
forms(void **st)
{
	static const char *const rows[][2] = {
		{ "/account/name", "name=%D0%90%D0%BD%D0%BD%D0%B0" },
		{ "/account/name", "name=" },
		{ "/account/place", "code=" PLACE },
		{ "/account/password", "now=wrong&next=" PASSWORD "2" },
		{ "/account/session/end", "id=999999" },
		{ "/places/" PLACE "/passport", "population=30000" },
		{ "/navigator/" KEY "/rule", "do=save" },
		{ "/login", "email=" EMAIL "&password=wrong-password" },
	};

	(void)st;
	for (size_t i = 0; i < LEN(rows); i++)
		sweep(&(struct ask){ HTTP_POST, rows[i][0], NULL,
		    str_fmt(keep, "csrf=%.*s&%s", FMT(token), rows[i][1]).p, false, false });
}

/* A snapshot that cannot be loaded now is loaded by a later request. */
static void
snapshots(void **st)
{
	static const char *const names[] = { "places", "navigator", "content" };
	struct ask q = { HTTP_GET, "/navigator", NULL, NULL, true, false };
	struct db *db = fx_open();
	struct got first;
	bool failed = true;

	(void)st;
	(void)once(&q, 0, &first);
	if (first.status != 200)
		fail_msg("%d: %.*s", first.status, FMT(first.body));
	for (int64_t nth = 1, runs = 0; failed; nth += 1 + nth / 6, runs++) {
		struct got r;

		for (size_t i = 0; i < LEN(names); i++) {
			is_ok(db_begin(db));
			is_ok(version_bump(db, names[i]));
			is_ok(db_touch(db));
			is_ok(db_commit(db));
		}
		failed = once(&q, nth, &r);
		good(&q, &r, nth, &first);
		(void)once(&q, 0, &r);
		assert_int_equal(r.status, 200);
		assert_true(runs < RUNS_MAX);
	}
	db_close(db);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_of_guests),
		cmocka_unit_test(pages_of_a_reader),
		cmocka_unit_test(pages_with_a_query),
		cmocka_unit_test(pages_of_refusal),
		cmocka_unit_test(forms),
		cmocka_unit_test(snapshots),
	};

	return cmocka_run_group_tests_name("alloc", tests, setup, teardown);
}
