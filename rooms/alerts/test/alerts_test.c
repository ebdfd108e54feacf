/* alerts_test.c - when letters go, how a change is kept and said, who is told; queries on PG too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "alerts/alerts_impl.h"
#include "calendar/calendar.h"
#include "gen/steps.h"

#define is_ok(call) assert_int_equal((call), OK)

static struct arena *arena;
static struct db *db;
static char path[64];

static int
begin(void **state)
{
	const char *url = getenv("TEST_DB");
	int run;

	(void)state;
	snprintf(path, sizeof path, "/tmp/veche-alerts-%d.db", (int)getpid());
	arena = arena_new(64 * MiB);
	assert_non_null(arena);
	is_ok(db_open(url && *url ? url : path, DB_WRITE, &db));
	is_ok(db_migrate(db, db_steps, db_steps_n, (struct db_migrate_opt){ 0 }, &run));
	is_ok(db_script(db, "DELETE FROM alerts_item; DELETE FROM alerts_sub; "
			    "DELETE FROM alerts_event; DELETE FROM job"));
	return 0;
}

static int
end(void **state)
{
	(void)state;
	db_close(db);
	arena_free(arena);
	unlink(path);
	return 0;
}

static void
slots(void **state)
{
	int64_t h = 3600;
	/* Saturday, 28 November 2026, 07:59:59 and 08:00 in Moscow */
	int64_t eight = day_start(day_num((struct day){ 2026, 11, 28 }), 180) + 8 * h;

	(void)state;
	assert_int_equal(slot_before(eight, 180, EVERY_DAY), eight);
	assert_int_equal(slot_before(eight - 1, 180, EVERY_DAY), eight - 24 * h);
	assert_int_equal(slot_before(eight, 180, EVERY_WEEK), eight - 5 * 24 * h);
	assert_int_equal(slot_before(eight + 2 * 24 * h, 180, EVERY_WEEK), eight + 2 * 24 * h);
	assert_int_equal(slot_before(eight + 2 * 24 * h - 1, 180, EVERY_WEEK), eight - 5 * 24 * h);
	assert_int_equal(slot_before(eight, 180, EVERY_ONCE), eight + 1);
	/* Hawaii has the evening before: its eight o'clock was 14 hours before ours ends */
	assert_int_equal(slot_before(eight, -600, EVERY_DAY),
	    day_start(day_num((struct day){ 2026, 11, 27 }), -600) + 8 * h);
	assert_true(slot_before(eight, -600, EVERY_DAY) <= eight);
}

static struct entry_id
an_entry(const char *url)
{
	struct entry_id id;

	is_ok(entry_put(db, arena,
	    &(struct entry){ .kind = ENTRY_MEASURE, .url = str_c(url), .title = str_c(url),
		.summary = S(""), .body = S(""), .state = ENTRY_PUBLISHED },
	    1000, &id));
	return id;
}

static int64_t
count(const char *sql)
{
	struct db_cur cur;
	int64_t n;
	bool row;
	struct sql q;

	sql_init(&q, arena);
	buf_putz(&q.text, sql);
	is_ok(db_query_sql(db, &q, &cur));
	is_ok(db_next(&cur, &row));
	assert_true(row);
	n = db_col_int(&cur, 0);
	db_cur_close(&cur);
	return n;
}

static void
changes_are_kept_and_said(void **state)
{
	const struct revision_field f[] = {
		{ "closes", S("2026-12-01"), S("2026-12-15") },
		{ "document_added", S(""), S("Смета\tв\nдвух экземплярах") },
		{ "steps", S(""), S("") },
		{ "unheard_of", S("а"), S("б") },
	};
	struct ui ui = { .arena = arena, .lang = LANG_RU,
		.today = day_num((struct day){ 2026, 11, 28 }), .tz_min = 180 };
	struct q_events_new_rows ev;
	struct alerts_changes c;
	struct entry_id id = an_entry("/t/changes");

	(void)state;
	is_ok(alerts_note(db, arena, id, ALERT_CHANGED, f, LEN(f), 1000));
	is_ok(q_events_new(db, arena, 10, &ev));
	assert_int_equal(ev.n, 1);
	assert_int_equal(count("SELECT COUNT(*) FROM alerts_event WHERE changes LIKE '%Смета в "
			       "двух%'"), 1);
	is_ok(event_changes(&ui,
	    S("closes\t2026-12-01\t2026-12-15\ndocument_added\t\tСмета\nsteps\t\t\nunheard_of\tа\tб\n"),
	    &c));
	assert_int_equal(c.n, 4);
	assert_string_equal(str_z(arena, event_change_line(&ui, &c.p[0])),
	    "Срок подачи: было 1\xc2\xa0" "декабря, стало 15\xc2\xa0" "декабря");
	assert_string_equal(str_z(arena, event_change_line(&ui, &c.p[1])), "Новый документ: Смета");
	assert_string_equal(
	    str_z(arena, event_change_line(&ui, &c.p[2])), "Что сделать: шаги изменились");
	assert_string_equal(
	    str_z(arena, event_change_line(&ui, &c.p[3])), "unheard_of: было а, стало б");
}

/* New comes once an entry; changes as often as they happen; the job is put once while it waits. */
static void
notes(void **state)
{
	struct entry_id id = an_entry("/t/notes");
	int64_t had = count("SELECT COUNT(*) FROM alerts_event");

	(void)state;
	is_ok(alerts_note(db, arena, id, ALERT_NEW, NULL, 0, 1000));
	is_ok(alerts_note(db, arena, id, ALERT_NEW, NULL, 0, 2000));
	is_ok(alerts_note(db, arena, id, ALERT_CHANGED, NULL, 0, 2000));
	is_ok(alerts_note(db, arena, id, ALERT_CHANGED, NULL, 0, 2000));
	assert_int_equal(count("SELECT COUNT(*) FROM alerts_event") - had, 3);
	assert_int_equal(count("SELECT COUNT(*) FROM job WHERE kind = 'alerts.tell'"), 1);
}

static int64_t
subscribe(int64_t user, const char *target, struct entry_id entry, bool mail, int every,
    bool remind)
{
	struct sub_id id;
	int64_t last;

	is_ok(q_event_last(db, &last));
	is_ok(q_sub_add(db,
	    &(struct q_sub_add_in){ .user = { user }, .kind = SUB_FILTER,
		.target = str_c(target), .entry = entry, .title = S("t"), .mail = mail,
		.every = every, .remind = remind, .lang = 0,
		.token = str_fmt(arena, "%lld-%s", (long long)user, target), .since = last,
		.now = 1000 },
	    &id));
	return id.v;
}

/* Three subscriptions of one reader: one row, the swiftest letter; another reader has his own. */
static void
one_event_once(void **state)
{
	struct entry_id id = an_entry("/t/once");
	struct q_events_new_rows ev;
	int64_t week, page, once, told;
	struct event_id v;

	(void)state;
	is_ok(db_script(db, "UPDATE alerts_event SET told = 1"));
	week = subscribe(7, "/navigator?place=-", (struct entry_id){ 0 }, true, EVERY_WEEK, true);
	page = subscribe(7, "/navigator?q=x", (struct entry_id){ 0 }, false, EVERY_ONCE, true);
	once = subscribe(7, "/t/once", id, true, EVERY_ONCE, false);
	subscribe(8, "/navigator?place=-", (struct entry_id){ 0 }, true, EVERY_DAY, false);
	is_ok(alerts_note(db, arena, id, ALERT_CHANGED, NULL, 0, 3000));
	is_ok(q_events_new(db, arena, 10, &ev));
	assert_int_equal(ev.n, 1);
	v = ev.p[0].id;
	is_ok(q_event_told(db, v, &told));
	assert_int_equal(told, 1);
	is_ok(q_event_told(db, v, &told));
	assert_int_equal(told, 0);
	is_ok(q_tell_target(db, v, S("/navigator?q=x"), 0, 3000, &told));
	assert_int_equal(count("SELECT sub FROM alerts_item WHERE user_id = 7"), page);
	is_ok(q_tell_target(db, v, S("/navigator?place=-"), 0, 3000, &told));
	assert_int_equal(count("SELECT sub FROM alerts_item WHERE user_id = 7"), week);
	assert_int_equal(count("SELECT letter FROM alerts_item WHERE user_id = 7"), 1);
	is_ok(q_tell_entry(db, v, id, 0, 3000, &told));
	is_ok(q_tell_target(db, v, S("/navigator?place=-"), 0, 3000, &told));
	assert_int_equal(count("SELECT sub FROM alerts_item WHERE user_id = 7"), once);
	assert_int_equal(count("SELECT COUNT(*) FROM alerts_item WHERE user_id = 7"), 1);
	assert_int_equal(count("SELECT COUNT(*) FROM alerts_item WHERE user_id = 8"), 1);
	/* a reminder goes only where reminders are wanted */
	is_ok(alerts_note(db, arena, id, ALERT_CHANGED, NULL, 0, 4000));
	is_ok(q_events_new(db, arena, 10, &ev));
	is_ok(q_tell_target(db, ev.p[0].id, S("/navigator?place=-"), 1, 4000, &told));
	assert_int_equal(count("SELECT COUNT(*) FROM alerts_item WHERE user_id = 8"), 1);
	assert_int_equal(count("SELECT COUNT(*) FROM alerts_item WHERE user_id = 7"), 2);
	/* and erasure leaves nothing */
	is_ok(alerts_forget(db, arena, (struct user_id){ 7 }, 5000));
	assert_int_equal(count("SELECT COUNT(*) FROM alerts_item WHERE user_id = 7"), 0);
	assert_int_equal(count("SELECT COUNT(*) FROM alerts_sub WHERE user_id = 7"), 0);
	assert_int_equal(count("SELECT COUNT(*) FROM alerts_item WHERE user_id = 8"), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slots),
		cmocka_unit_test(changes_are_kept_and_said),
		cmocka_unit_test(notes),
		cmocka_unit_test(one_event_once),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
