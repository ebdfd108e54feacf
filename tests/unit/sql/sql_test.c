/* sql_test.c - every statement of every room is taken by the migrated database, and no statement
 * reads a table from end to end unless it is named below with its reason.
 *
 * The plan is asked of the database itself. PostgreSQL is told to avoid what it can avoid, so
 * that what it still reads whole is what no index serves, whatever the number of rows.
 */
#include "../db/fixture.h"

#include <ctype.h>
#include <glob.h>
#include <libpq-fe.h>
#include <sqlite3.h>

#include "gen/steps.h"
#include "search/search.h"

struct set { const char *room; const struct db_stmt *const *all; const size_t *n; };

/* Of every kernel and room that has statements. */
#define QUERIED(name) extern const struct db_stmt *const q_##name##_all[]; \
	extern const size_t q_##name##_all_n;
#include "gen/queried.def"
#undef QUERIED

static const struct set sets[] = {
#define QUERIED(name) { #name, q_##name##_all, &q_##name##_all_n },
#include "gen/queried.def"
#undef QUERIED
};

/* Statements that may read a table whole, on one database or on both. Each must still do so: a
 * stale line fails. */
enum { SQLITE = 1, PG = 2, BOTH = 3 };
static const struct { const char *name; int where; const char *why; } whole[] = {
	{ "solutions.keys", BOTH, "an export is all there is" },
	{ "solutions.curated", BOTH, "the desk of curators parts all solutions by state and territory" },
	{ "entry.topics", BOTH, "some forty topics, read once a snapshot" },
	{ "entry.count_all", BOTH, "a count of all there is" },
	{ "home.sitemap_files", BOTH, "the list of the sitemap's files counts every entry" },
	{ "places.place_count", BOTH, "a count of all there is" },
	{ "places.place_all", BOTH, "loads the snapshot of the tree" },
	{ "places.became_all", BOTH, "loads the snapshot of the tree" },
	{ "places.status_all", BOTH, "loads the snapshot of the tree" },
	{ "places.field_all", BOTH, "loads the snapshot of the tree" },
	{ "places.outline_all", BOTH, "loads the snapshot of the tree" },
	{ "account.users", BOTH, "veche user list: all of them" },
	{ "account.staff_all", PG, "the administrators of all municipalities, for one page" },
	{ "account.all_grants", BOTH, "veche user list: all of them" },
	{ "account.demo_users", BOTH, "the login page of a demonstration, whose users are nine" },
	{ "navigator.backers", BOTH, "loads the snapshot of the measures" },
	{ "navigator.region_named", BOTH, "only on import, only where a file names a region by words" },
	{ "law.acts_all", BOTH, "loads the snapshot of acts" },
	{ "law.editions_all", BOTH, "loads the snapshot of acts" },
	{ "law.outsides_all", BOTH, "loads the index of answers" },
	{ "law.wordings_all", BOTH, "loads the index of answers" },
	{ "law.trials_all", BOTH, "every trial question is asked: a page and a file of all" },
	{ "law.trials_count", BOTH, "trial questions are some hundreds, with a limit" },
	{ "law.systems", BOTH, "links to legal systems outside: fifty at most, for their one page" },
	{ "law.missed_count", BOTH, "a thousand at most" },
	{ "law.demo_questions", BOTH, "veche demo alone" },
	{ "law.cite_articles", BOTH, "addresses of all articles, once a run that has texts to look through" },
	{ "law.cite_all_clear", BOTH, "veche rebuild cites empties the table" },
	{ "law.rechecks_new", BOTH, "the index of what is to be told: only that is in it" },
	{ "law.norms_new", BOTH, "editions, once a minute: a few for each act" },
	{ "law.norm_changed", SQLITE, "the contents of one edition, joined in memory" },
	{ "entry.changed_all", BOTH, "veche rebuild cites: every entry" },
	{ "entry.changed_count", BOTH, "what waits, and a job takes it each minute" },
	{ "jobs.out_sweep", PG, "once an hour" },
	{ "jobs.out_forget", BOTH, "a person is erased" },
	{ "account.invites_bare", BOTH, "a person is erased" },
	{ "folder.person_places", BOTH, "a person is erased" },
	{ "api.tokens_sweep", BOTH, "a job once a day" },
	{ "api.hooks", BOTH, "endpoints of all territories: twenty of one at most" },
	{ "api.events_new", BOTH, "the index of what was not told yet: only that is in it" },
	{ "api.events_quiet", BOTH, "the index of what was not told yet: only that is in it" },
	{ "api.hooks_on", BOTH, "endpoints that are in force: twenty of a territory at most" },
	{ "api.hooks_for", BOTH, "endpoints that are in force: twenty of a territory at most" },
	{ "api.hooks_old", SQLITE, "endpoints: twenty of a territory at most" },
	{ "api.event_measure", BOTH, "is there any endpoint in force that wants it" },
	{ "api.event_folder", BOTH, "is there any endpoint in force that wants it" },
	{ "jobs.waiting", PG, "the index of what waits: only that is in it" },
	{ "jobs.sweep", PG, "once an hour" },
	{ "jobs.out_sweep_last", PG, "once an hour" },
	{ "jobs.out_due", PG, "the index of what waits: only that is in it" },
	{ "jobs.out_waiting", PG, "the index of what waits: only that is in it" },
	{ "jobs.tally_jobs", BOTH, "counts for /metrics and the administrator" },
	{ "jobs.tally_out", BOTH, "counts for /metrics and the administrator" },
	{ "jobs.tally_nexts", BOTH, "the schedule: a row a kind" },
	{ "account.place_named", BOTH, "a form that names a territory by words" },
	{ "navigator.links_forget", BOTH, "a job once a day, over links of measures" },
	{ "navigator.links_due", BOTH, "a job, over links of measures" },
	{ "navigator.links_due_count", PG, "a job, over links of measures" },
	{ "navigator.sources", BOTH, "the list of sources: some tens" },
	{ "navigator.loads_trim", BOTH, "some tens of files are kept" },
	{ "navigator.loads", BOTH, "some tens of files are kept" },
	{ "alerts.events_new", BOTH, "the index of what was not told yet: only that is in it" },
	{ "alerts.targets_kept", BOTH, "topics are merged" },
	{ "alerts.events_quiet", BOTH, "the index of what was not told yet: only that is in it" },
	{ "alerts.wait_zones", BOTH, "the index of what waits for a letter: only that is in it" },
	{ "alerts.letters_ended", BOTH, "the index of what waits for a letter: only that is in it" },
	{ "alerts.items_sweep", BOTH, "a job once a day" },
	{ "alerts.subs_sweep", BOTH, "a job once a day" },
	{ "folder.files_all", BOTH, "the administrator looks at the room that files take" },
	{ "folder.files_by_place", BOTH, "the administrator looks at the room that files take" },
	{ "admin.entry_counts", BOTH, "the administrator looks at counts of all there is" },
	{ "admin.user_counts", BOTH, "the administrator looks at counts of all there is" },
	{ "admin.place_count", BOTH, "the administrator looks at counts of all there is" },
	{ "admin.topic_count", BOTH, "the administrator looks at counts of all there is" },
	{ "admin.synonym_count", BOTH, "the administrator looks at counts of all there is" },
	{ "admin.search_waits", BOTH, "the administrator looks at counts of all there is" },
	{ "admin.users_named", BOTH, "the log searched by the name of a person" },
	{ "admin.topic_rows", BOTH, "some forty topics" },
	{ "admin.synonym_rows", BOTH, "some hundreds of groups, on one page" },
};

/* What can be avoided is avoided, so that small tables do not hide a missing index. */
#define PG_PLANS "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;" \
	"SET enable_bitmapscan = off; SET enable_material = off; SET plan_cache_mode = force_generic_plan"

static int
setup(void **st)
{
	int ran = 0;

	search_setup();
	*st = fx_fresh();
	is_ok(db_migrate(*st, db_steps, db_steps_n, (struct db_migrate_opt){ .dry_run = false }, &ran));
	assert_true(ran > 0);
	if (db_kind(*st) == DB_PG)
		is_ok(db_script(*st, PG_PLANS));
	return 0;
}

static int
teardown(void **st)
{
	db_close(*st);
	if (!str_starts(str_c(fx_url()), S("postgres")))
		fx_drop();
	return 0;
}

static const char *
text_for(struct db *db, const struct db_stmt *st)
{
	return db_kind(db) == DB_PG && st->pg ? st->pg : st->sql;
}

/* ---- every statement is taken ------------------------------------------------------ */

static int
sqlite_takes(struct db *db, const struct db_stmt *st)
{
	sqlite3_stmt *h = NULL;
	int bad = sqlite3_prepare_v2(db_native(db), st->sql, -1, &h, NULL) != SQLITE_OK;

	if (bad)
		print_message("%s: %s\n", st->name, sqlite3_errmsg(db_native(db)));
	else if (sqlite3_bind_parameter_count(h) != st->n_args ||
	    sqlite3_column_count(h) < st->n_cols) {
		print_message("%s: %d arguments and %d columns, said %d and %d\n", st->name,
		    sqlite3_bind_parameter_count(h), sqlite3_column_count(h), st->n_args,
		    st->n_cols);
		bad = 1;
	}
	sqlite3_finalize(h);
	return bad;
}

static int
pg_takes(struct db *db, const struct db_stmt *st)
{
	PGconn *pg = db_native(db);
	PGresult *r = PQprepare(pg, "", text_for(db, st), 0, NULL);
	int bad = PQresultStatus(r) != PGRES_COMMAND_OK;

	if (bad)
		print_message("%s: %s", st->name, PQresultErrorMessage(r));
	PQclear(r);
	if (bad)
		return 1;
	r = PQdescribePrepared(pg, "");
	if (PQnparams(r) != st->n_args || PQnfields(r) < st->n_cols) {
		print_message("%s: %d arguments and %d columns, said %d and %d\n", st->name,
		    PQnparams(r), PQnfields(r), st->n_args, st->n_cols);
		bad = 1;
	}
	PQclear(r);
	return bad;
}

static void
taken(void **st)
{
	int bad = 0, n = 0;

	for (size_t i = 0; i < LEN(sets); i++) {
		for (size_t k = 0; k < *sets[i].n; k++, n++)
			bad += db_kind(*st) == DB_PG ? pg_takes(*st, sets[i].all[k]) :
						       sqlite_takes(*st, sets[i].all[k]);
		assert_null(sets[i].all[*sets[i].n]);
	}
	assert_true(n > 50);
	assert_int_equal(bad, 0);
}

/* A room with queries that stands in no list above would go unchecked. */
static void
none_forgotten(void **st)
{
	glob_t g;

	(void)st;
	assert_int_equal(glob("rooms/*/queries*.sql", 0, NULL, &g), 0);
	assert_true(g.gl_pathc >= 3);
	for (size_t i = 0; i < g.gl_pathc; i++) {
		struct str rest,
		    name = str_cut(str_c(g.gl_pathv[i] + strlen("rooms/")), '/', &rest);
		bool found = name.n > 0 && name.p[0] == '_'; /* a skeleton, not a room */

		for (size_t k = 0; k < LEN(sets); k++)
			found |= str_is(name, sets[k].room);
		if (!found)
			fail_msg("the statements of %s are not checked", g.gl_pathv[i]);
	}
	globfree(&g);
}

/* ---- what it reads whole ------------------------------------------------------------- */

/* Rows that the statement itself makes (WITH up(id) AS …) are no table. */
static bool
own_rows(const char *sql, const char *scanned)
{
	char name[80];
	size_t n = strcspn(scanned, " ");

	snprintf(name, sizeof name, " %.*s(", (int)n, scanned);
	return strncmp(sql, "WITH", 4) == 0 && strstr(sql, name) != NULL;
}

/* One step of SQLite's plan: «SCAN t», with or without an index, is a walk from end to end. */
static bool
sqlite_walks(struct db *db, const struct db_stmt *st, char *line, size_t line_n)
{
	char *sql = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", st->sql);
	sqlite3_stmt *h = NULL;
	bool walks = false;

	assert_int_equal(sqlite3_prepare_v2(db_native(db), sql, -1, &h, NULL), SQLITE_OK);
	while (sqlite3_step(h) == SQLITE_ROW) {
		const char *d = (const char *)sqlite3_column_text(h, 3);

		if (strncmp(d, "SCAN ", 5) != 0 || strncmp(d, "SCAN CONSTANT", 13) == 0 ||
		    own_rows(st->sql, d + 5))
			continue;
		snprintf(line, line_n, "%s", d);
		walks = true;
	}
	sqlite3_finalize(h);
	sqlite3_free(sql);
	return walks;
}

static PGresult *
pg_ask(struct db *db, const char *sql)
{
	PGresult *r = PQexec(db_native(db), sql);

	if (PQresultStatus(r) != PGRES_COMMAND_OK && PQresultStatus(r) != PGRES_TUPLES_OK)
		fail_msg("%s\n%s", sql, PQresultErrorMessage(r));
	return r;
}

/* Whether the condition narrows the index that this step of the plan reads. One on later columns
 * alone walks a full index from end to end, and which index it is then is chance. An index of few rows
 * (WHERE …) is narrow by itself, and in empty tables costs no more than the right one. */
static bool
narrows(struct db *db, const char *step, const char *cond)
{
	const char *using = strstr(step, " using ");
	char *sql, column[80];
	PGresult *r;
	bool few;

	assert_non_null(using);
	using += strlen(" using ");
	sql = sqlite3_mprintf("SELECT pg_get_indexdef(indexrelid, 1, true), indpred IS NOT NULL"
			      " FROM pg_index WHERE indexrelid = '%.*s'::regclass",
	    (int)strcspn(using, " "), using);
	r = pg_ask(db, sql);
	sqlite3_free(sql);
	snprintf(column, sizeof column, "%s", PQgetvalue(r, 0, 0));
	few = *PQgetvalue(r, 0, 1) == 't';
	PQclear(r);
	for (const char *s = strstr(cond, column); s != NULL && !few; s = strstr(s + 1, column)) {
		unsigned char after = (unsigned char)s[strlen(column)];

		if (strchr("( .", s[-1]) != NULL && after != '_' && !isalnum(after))
			return true;
	}
	return few;
}

/* The plan as lines: a sequential scan, or an index read without a condition on its first column. */
static bool
pg_plan_walks(struct db *db, PGresult *r, char *line, size_t line_n)
{
	for (int i = 0; i < PQntuples(r); i++) {
		const char *s = PQgetvalue(r, i, 0);
		bool cond = false;

		if (strstr(s, "Seq Scan on ") == NULL && strstr(s, "Index Scan ") == NULL &&
		    strstr(s, "Index Only Scan ") == NULL)
			continue;
		for (int k = i + 1; k < PQntuples(r) && strstr(PQgetvalue(r, k, 0), "->") == NULL;
		     k++) {
			const char *c = strstr(PQgetvalue(r, k, 0), "Index Cond:");

			cond |= c != NULL && narrows(db, s, c);
		}
		if (cond)
			continue;
		snprintf(line, line_n, "%s", s);
		return true;
	}
	return false;
}

static bool
pg_walks(struct db *db, const struct db_stmt *st, char *line, size_t line_n)
{
	char *sql = sqlite3_mprintf("PREPARE probe AS %s", text_for(db, st)), ask[1024];
	size_t n = (size_t)snprintf(ask, sizeof ask, "EXPLAIN (COSTS OFF) EXECUTE probe");
	PGresult *r;
	bool walks;

	for (int i = 0; i < st->n_args; i++)
		n += (size_t)snprintf(ask + n, sizeof ask - n, "%sNULL", i ? ", " : " (");
	if (st->n_args > 0)
		snprintf(ask + n, sizeof ask - n, ")");
	PQclear(pg_ask(db, sql));
	sqlite3_free(sql);
	r = pg_ask(db, ask);
	walks = pg_plan_walks(db, r, line, line_n);
	PQclear(r);
	PQclear(pg_ask(db, "DEALLOCATE probe"));
	return walks;
}

static const char *
allowed(const char *name, int where)
{
	for (size_t i = 0; i < LEN(whole); i++)
		if (strcmp(whole[i].name, name) == 0 && (whole[i].where & where) != 0)
			return whole[i].why;
	return NULL;
}

static void
indexed(void **state)
{
	struct db *db = *state;
	int bad = 0;
	int where = db_kind(db) == DB_PG ? PG : SQLITE;
	size_t met = 0, named = 0;
	char line[400];

	for (size_t i = 0; i < LEN(whole); i++)
		named += (whole[i].where & where) != 0;
	for (size_t i = 0; i < LEN(sets); i++) {
		for (size_t k = 0; k < *sets[i].n; k++) {
			const struct db_stmt *st = sets[i].all[k];
			bool walks = db_kind(db) == DB_PG ? pg_walks(db, st, line, sizeof line) :
							    sqlite_walks(db, st, line, sizeof line);
			const char *why = allowed(st->name, where);

			met += why != NULL;
			if (walks == (why != NULL))
				continue;
			bad++;
			print_message(walks ? "%s reads a table whole: %s\n" :
			    "%s is served by an index now; take it off the list (%s)\n", st->name,
			    walks ? line : why);
		}
	}
	assert_int_equal(bad, 0);
	assert_int_equal(met, named); /* no name on the list that is nobody's */
}

/* The check itself can fail: a walk is seen where there is one. */
static void
walks_are_seen(void **state)
{
	STMT(walk, 1, 1, "SELECT id FROM entry WHERE title = $1");
	STMT(lookup, 1, 1, "SELECT id FROM entry WHERE url = $1");
	char line[400];

	if (db_kind(*state) == DB_PG) {
		assert_true(pg_walks(*state, &walk, line, sizeof line));
		assert_false(pg_walks(*state, &lookup, line, sizeof line));
	} else {
		assert_true(sqlite_walks(*state, &walk, line, sizeof line));
		assert_false(sqlite_walks(*state, &lookup, line, sizeof line));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(taken),
		cmocka_unit_test(none_forgotten),
		cmocka_unit_test(indexed),
		cmocka_unit_test(walks_are_seen),
	};

	return cmocka_run_group_tests_name("sql", tests, setup, teardown);
}
