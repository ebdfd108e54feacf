/* alerts.h - who wants to know of what, and what has happened: as the rest of the portal sees it.
 *
 * Owns    tables alerts_sub, alerts_event, alerts_item; everything under /alerts.
 * Memory  whatever a function hands out lives in the arena it was given.
 * Errors  on anything but OK the ret_ arguments are left as they were.
 * Threads any; a db handle belongs to one request.
 */
#pragma once
#include "entry/entry.h"
#include "web/web.h"

extern const struct room alerts_room;

enum alert_kind {
	ALERT_NEW = 1,		/* published for the first time; once an entry */
	ALERT_CHANGED = 2,	/* with what changed */
	ALERT_DUE = 3,		/* its deadline comes near; the room's own */
	ALERT_ANSWER = 4,	/* what one person suggested about it was answered */
	ALERT_NORM = 5,		/* an act or an article has another edition */
};
/* A room that published or changed an entry says so in its own transaction. Names of fields and
 * raw values, as in the entry's history; a value longer than 300 points is cut. */
MUST_USE enum err alerts_note(struct db *db, struct arena *a, struct entry_id entry,
    enum alert_kind kind, const struct revision_field *f, size_t n, int64_t now);
/* As alerts_note, once for each `k`. Fields of ALERT_NORM: "norm" or "norm_ahead" (first days of
 * both editions, ISO), "norm_compare" (address), "norm_articles" (numbers); of ALERT_CHANGED of a
 * solution: "solution_version" (its number, address of its history). */
struct alert_once { struct entry_id entry; enum alert_kind kind; struct str k; };
MUST_USE enum err alerts_once(struct db *db, struct arena *a, const struct alert_once *what,
    const struct revision_field *f, size_t n, int64_t now);
/* The event `k` concerns this person, whatever they follow: it is theirs to look after, or they
 * work by it. A line among the alerts; a letter, too, if a subscription brings the same. After
 * alerts_once, in its transaction. */
MUST_USE enum err alerts_concern(struct db *db, struct user_id user, struct str k, int64_t now);
/* What was noted and not yet told is told to nobody: the demonstration, whose days move on with the
 * calendar, is no news each morning. */
MUST_USE enum err alerts_quiet(struct db *db);
/* One line for one person, whatever they follow: what they asked for has an answer. `k` names it
 * once and for all; the room that tells it writes the letter. */
MUST_USE enum err alerts_answer(struct db *db, struct arena *a, struct user_id user,
    struct entry_id entry, struct str k, const struct revision_field *f, int64_t now);
/* A topic became a part of another: filters that are followed name the other from now on. In the
 * caller's transaction, while both topics are there. */
MUST_USE enum err alerts_topic_merged(struct req *rq, struct str was, struct str into);
/* How many readers would be told of a change of this entry: who follow it, or a filter or a
 * municipality that takes it now. *ret_more: there are more filters than were asked. */
MUST_USE enum err alerts_followers(struct req *rq, struct entry_id entry, int64_t *ret_n,
    bool *ret_more);
/* How many alerts this user has not read yet. */
MUST_USE enum err alerts_unread(struct db *db, struct user_id user, int64_t *ret);
/* Everything of a person who is erased: subscriptions, alerts, letters that wait. In the caller's
 * transaction. */
MUST_USE enum err alerts_forget(struct db *db, struct arena *a, struct user_id user, int64_t now);
/* Address of the form that begins to follow `what`: a filter of /navigator, an entry's address,
 * a municipality's page. */
struct str alerts_follow_url(struct arena *a, struct str what);
