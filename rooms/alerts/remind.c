/* remind.c - deadlines that come near become events: 30, 14 and 3 days before, once each. */
#include "alerts/alerts_impl.h"
#include "calendar/calendar.h"
#include "navigator/navigator.h"

#define DAY_S 86400
#define LATE_DAYS 2	/* a portal that was off says it still, with the days that are left */
#define KEEP_DAYS 365

static const int marks[] = { 30, 14, 3 };	/* the last one is the nearest */

/* Which mark a deadline has come to; 0: none. */
static int
mark_of(int32_t left)
{
	for (size_t i = 0; i < LEN(marks); i++)
		if (left <= marks[i] && left >= marks[i] - LATE_DAYS)
			return marks[i];
	return 0;
}

/* The key has the deadline in it: one that is moved reminds anew. */
static enum err
remind_one(struct job_run *r, const struct navigator_due *d, int32_t today, int64_t *ret_added)
{
	int mark = mark_of(d->closes - today);

	*ret_added = 0;
	if (mark == 0)
		return OK;
	return q_event_add(r->db,
	    &(struct q_event_add_in){ .k = str_fmt(r->arena, "due:%lld:%d:%d",
					  (long long)d->entry, (int)d->closes, mark),
		.kind = ALERT_DUE,
		.entry = { d->entry },
		.due = { d->closes, true },
		.changes = S(""),
		.now = r->now },
	    ret_added);
}

static enum err
sweep(struct job_run *r)
{
	int64_t before = r->now - KEEP_DAYS * (int64_t)DAY_S, n;

	TRY(db_begin(r->db));
	TRY(q_items_sweep(r->db, before, &n));
	TRY(q_events_sweep(r->db, before, &n));
	TRY(q_subs_sweep(r->db, before, &n));
	return db_commit(r->db);
}

enum err
alerts_remind(struct job_run *r)
{
	int32_t today = day_of(r->now, (int)r->set->time_zone);
	int64_t added = 0, one;
	struct navigator_dues dues;

	TRY(navigator_due_between(
	    r->th, r->arena, today + marks[LEN(marks) - 1] - LATE_DAYS, today + marks[0], &dues));
	TRY(db_begin(r->db));
	for (size_t i = 0; i < dues.n; i++) {
		TRY(remind_one(r, &dues.p[i], today, &one));
		added += one;
	}
	if (added > 0)
		TRY(jobs_put(r->db, ALERTS_JOB, S(""), S("note"), 0, r->now, r->now, NULL));
	TRY(db_commit(r->db));
	job_note(r, str_fmt(r->arena, "напоминаний: %lld", (long long)added));
	return sweep(r);
}
