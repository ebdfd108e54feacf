/* views.h - what the pages and letters of the room are drawn from.
 *
 * Owns    nothing.
 * Memory  the arena of the page or letter.
 * Errors  none.
 * Threads one page.
 */
#pragma once
#include "alerts/alerts_impl.h"
#include "web/frame.h"

/* ---- the page of alerts ------------------------------------------------------------- */

struct alert_row {
	int64_t id;
	struct str url, title, what, when, from;
	struct alerts_changes changes;
	bool unread, due;
};
struct alert_rows { struct alert_row *p; size_t n; };
struct view_alert_changes { const struct alerts_changes *c; };
struct view_inbox {
	struct page page;
	struct alert_rows rows;
	int64_t unread, last;	/* last: the newest one on the page */
	bool all;		/* those that were read, too */
	bool follows;		/* there is a subscription */
	struct str more_url;
};

/* ---- subscriptions --------------------------------------------------------------------- */

struct sub_row {
	int64_t id, letters;
	struct str url, title, how, reminds;
	bool paused;
};
struct sub_rows { struct sub_row *p; size_t n; };
struct view_subs { struct page page; struct sub_rows rows; struct str place_follow; };

struct every_row { const char *value; struct str label, note; bool on; };
struct every_rows { struct every_row p[EVERY_N]; size_t n; };
struct view_sub {
	struct page page;
	bool is_new, paused;
	bool law, solution;	/* what is followed: a norm or answers, a solution: no deadlines */
	struct str action, what, url, label;	/* what: the address that is followed */
	struct str title;
	bool mail, remind;
	struct every_rows every;
	struct str preview;	/* «За 90 дней …» */
};
struct view_nothing { struct page page; struct str place_follow, asked; };

/* ---- letters ----------------------------------------------------------------------------- */

struct letter_line { struct str what, when; struct alerts_changes changes; };
struct letter_lines { struct letter_line *p; size_t n; };
struct letter_entry {
	int64_t entry;
	struct str url, title, summary;
	bool is_new;
	struct letter_lines lines;	/* newest first */
};
struct letter_entries { struct letter_entry *p; size_t n; };
struct view_letter {
	struct str subject, head;
	struct letter_entries entries;
	struct str more, more_url;	/* «И ещё 12»; empty: that is all */
	struct str why, edit_url, stop_url, zone;
};

/* ---- unsubscribing -------------------------------------------------------------------------- */

struct view_stop { struct page page; struct str title, action; bool done, was_off; };
