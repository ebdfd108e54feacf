/* alerts_impl.h - what the files of the room share.
 *
 * Owns    nothing.
 * Memory  the arena given.
 * Errors  as web.h; E_INPUT: an address that cannot be followed.
 * Threads as said in alerts.h.
 */
#pragma once
#include "alerts/alerts.h"
#include "gen/alerts/q.h"
#include "jobs/jobs.h"

#define ALERTS_SUBS_MAX 100	/* subscriptions of one person */
#define ALERTS_TITLE_MAX 200
#define ALERTS_HOUR 8		/* local: when daily and weekly letters go */
#define ALERTS_PREVIEW_DAYS 90

#define ROUTE(verb, path, fn, who, at, csrf, body, rate, run) handler alerts_##fn;
#include "alerts/routes.def"
#undef ROUTE

enum sub_kind { SUB_FILTER = 1, SUB_PLACE = 2, SUB_ENTRY = 3 };
enum sub_every { EVERY_ONCE, EVERY_DAY, EVERY_WEEK, EVERY_N };
enum sub_state { SUB_PAUSED, SUB_ON, SUB_ENDED };

/* ---- what.c: what can be followed -------------------------------------------------- */

struct alerts_what {
	enum sub_kind kind;
	struct str asked;	/* as a link gave it */
	struct str target;	/* in one spelling */
	struct entry_id entry;	/* SUB_ENTRY */
	struct str title;	/* what it is, for people */
	struct str url;		/* where to look at it */
};
/* Of an address as a link gives it. E_INPUT: nothing to follow there. */
MUST_USE enum err what_read(struct req *rq, struct str address, struct alerts_what *ret);
/* Which of these entries it takes today: one bool an entry. */
MUST_USE enum err what_takes(struct web_thread *th, struct db *db, struct arena *a,
    struct str target, int64_t now, const int64_t *entries, size_t n, bool *ret);

/* ---- preview.c ----------------------------------------------------------------------- */

struct alerts_preview {
	int n[EVERY_N];		/* letters that would have come in the last 90 days */
	int events;
	bool cut;		/* there was more than is looked at */
};
MUST_USE enum err preview_count(struct req *rq, const struct alerts_what *w, bool remind,
    struct alerts_preview *ret);

/* ---- event.c: what happened, in words --------------------------------------------------- */

struct alerts_change { struct str what, was, now, url; };	/* all but what may be empty */
struct alerts_changes { struct alerts_change *p; size_t n; };
/* «Новая мера», «Изменилась мера», «Срок подачи: 12 декабря»; url: of the entry */
struct str event_title(const struct ui *ui, int64_t kind, struct opt_int due, struct str url);
MUST_USE enum err event_changes(const struct ui *ui, struct str stored, struct alerts_changes *ret);
/* «Срок подачи: 12 декабря (было 1 декабря)» */
struct str event_change_line(const struct ui *ui, const struct alerts_change *c);
/* The last moment up to now when letters of this kind go, UTC seconds. */
int64_t slot_before(int64_t now, int tz_min, enum sub_every every);

/* ---- the jobs ------------------------------------------------------------------------------ */

#define ALERTS_JOB "alerts.tell"
#define ALERTS_REMIND "alerts.remind"
enum err alerts_tell(struct job_run *r);	/* events to readers, then letters */
enum err alerts_remind(struct job_run *r);	/* deadlines to events; old rows go */
MUST_USE enum err letters_put(struct job_run *r, int64_t *ret_n);
/* The topic of this subscription's letters in the outbox. */
struct str letters_topic(struct arena *a, struct sub_id id);
