/* feed.h - what readers of news and calendars subscribe to: Atom and iCalendar.
 *
 * Owns    nothing.
 * Memory  the buf given; nothing else.
 * Errors  sticky in the buf.
 * Threads any; a feed is written by one.
 *
 * Texts are taken as they are and escaped here. Bytes that the format cannot carry (control
 * characters, broken UTF-8) are left out, so that one bad row never spoils a whole feed.
 */
#pragma once
#include "base/base.h"

/* ---- Atom (RFC 4287) ------------------------------------------------------------- */

#define ATOM_TYPE "application/atom+xml; charset=utf-8"

struct atom_feed {
	struct str id;		/* an IRI that never changes; the address of the feed will do */
	struct str title, subtitle;
	struct str self;	/* the whole address of this feed */
	struct str page;	/* the whole address of the page it tells of */
	struct str author;	/* who speaks; empty: «Вече» */
	const char *lang;	/* "ru" */
	int64_t updated;
};
struct atom_entry {
	struct str id;		/* an IRI that stays when the entry changes */
	struct str page;	/* whole address */
	struct str title;
	struct str summary;	/* plain text */
	struct str category;	/* one word for readers that sort; empty: none */
	int64_t updated;
	int64_t published;	/* 0: not told */
};
void atom_begin(struct buf *out, const struct atom_feed *f);
void atom_add(struct buf *out, const struct atom_entry *e);
void atom_end(struct buf *out);

/* ---- iCalendar (RFC 5545) -------------------------------------------------------- */

#define ICAL_TYPE "text/calendar; charset=utf-8"

struct ical_event {
	struct str uid; /* for ever: by it a calendar knows the event again ("fkgs-closes@host") */
	int32_t day;		/* local day, the whole of it */
	int32_t last;		/* the last day of several; 0: one day */
	struct str title, text;	/* text: plain, lines allowed */
	struct str page;	/* whole address */
	int64_t changed;	/* UTC second of the last change */
	int remind_days;	/* a reminder so many days before; 0: none */
	bool tentative;		/* expected, not appointed */
};
void ical_begin(struct buf *out, struct str name);
void ical_add(struct buf *out, const struct ical_event *e);
void ical_end(struct buf *out);
