/* jobs.h - work that outlives a request: a queue in the database, a schedule, an outbox.
 *
 * Owns    tables job, outbox; the runner's and the sender's threads.
 * Memory  the caller's arena; a job has an arena of its own.
 * Errors  as db.h. What a job's function returns decides: OK - done; E_BUSY, E_IO, E_DB, E_NOMEM,
 *         E_CONFLICT - once more later, at most max_tries times; anything else - failed for good.
 * Threads jobs_put and mail_put: any, in the caller's transaction. A job runs on one runner of all
 *         processes at a time; when its process dies another takes it up after the lease, so a
 *         job must stand being begun again.
 */
#pragma once
#include "base/base.h"
#include "conf/conf.h"
#include "db/db.h"

struct web_thread;	/* web's own: rooms' functions want one */

/* ---- the queue ------------------------------------------------------------------ */

enum job_state { JOB_WAITING, JOB_RUNNING, JOB_DONE, JOB_FAILED, JOB_CANCELLED };

struct job {
	int64_t id;
	struct str kind, arg;	/* arg: what the room put, JSON or a plain word */
	int tries;		/* this one included */
	int64_t author;		/* user who asked; 0: the system */
};

/* What a job's function is given. */
struct job_run {
	struct db *db;		/* DB_WRITE, no transaction open */
	struct arena *arena;
	const struct settings *set;
	struct web_thread *th;	/* over the same db */
	int64_t now;
	const struct job *job;
	void *priv;
};
typedef enum err job_fn(struct job_run *r);

/* A room's kinds of jobs: a table like its routes. */
struct job_kind {
	const char *name;	/* "navigator.links", unique */
	const char *title;	/* msgid: what the administrator reads */
	job_fn *fn;
	int every_s;		/* put by the schedule so often; 0: only by hand */
	int max_tries;		/* 0: 5 */
	int lease_s;		/* 0: 300; job_tell makes it anew */
};

/* The job joins the caller's transaction. With a key, one that waits under this key already is
 * left as it is (and its number returned). run_at 0: now. */
MUST_USE enum err jobs_put(struct db *db, const char *kind, struct str arg, struct str key,
    int64_t author, int64_t now, int64_t run_at, int64_t *ret_id);
/* Progress for the page, and a new lease. E_GONE: somebody cancelled the job, end it. Not within
 * a transaction of the job's own. */
MUST_USE enum err job_tell(struct job_run *r, int64_t done, int64_t total);
/* A line for the page of jobs: what was done or why not. Kept with the job when it ends. */
void job_note(struct job_run *r, struct str text);

struct job_row {
	int64_t id; struct str kind, arg, note; enum job_state state; int tries;
	int64_t done, total, created, run_at, started, ended, author;
};
struct job_rows { struct job_row *p; size_t n; };
/* Newest first; kind empty and state < 0: all; before 0: from the newest. */
MUST_USE enum err jobs_list(struct db *db, struct arena *a, struct str kind, int state,
    int64_t before, int limit, struct job_rows *ret);
MUST_USE enum err jobs_get(struct db *db, struct arena *a, int64_t id, struct job_row *ret);
MUST_USE enum err jobs_retry(struct db *db, int64_t id, int64_t now); /* E_CONFLICT: not ended */
MUST_USE enum err jobs_cancel(struct db *db, int64_t id, int64_t now); /* E_CONFLICT: it ended */

/* ---- running them ------------------------------------------------------------------ */

struct jobs_conf {
	const struct settings *set;
	const struct job_kind *const *kinds; size_t n_kinds;
	/* A thread for rooms over this handle, and its end. */
	enum err (*open)(void *data, struct db *db, struct web_thread **ret);
	void (*close)(void *data, struct web_thread *th);
	void *data;
};
struct jobs_runner;
/* Starts the runner (jobs) and the sender (outbox). */
MUST_USE enum err jobs_start(const struct jobs_conf *c, struct jobs_runner **ret);
void jobs_stop(struct jobs_runner *r);	/* waits for the job under way; NULL is fine */
/* On the calling thread, for the command line and tests: everything that is due at `now`, scheduled
 * kinds too; at most `max`. *ret_n: how many ran. */
MUST_USE enum err jobs_run_due(const struct jobs_conf *c, struct db *db, int64_t now, int max,
    int *ret_n);

/* ---- the outbox: letters and webhooks -------------------------------------------------- */

enum out_state { OUT_WAITING, OUT_SENDING, OUT_SENT, OUT_FAILED, OUT_DROPPED };
enum out_channel { OUT_MAIL = 1, OUT_HOOK = 2 };

/* A letter, before it is laid out (RFC 5322, 2045-2049; Auto-Submitted: RFC 3834). */
struct mail {
	struct str to;		/* one address */
	struct str to_name;
	struct str subject;
	struct str text;	/* plain, UTF-8, whole */
	struct str html;	/* may be empty; made by a view */
	struct str unsubscribe;	/* https address of one click (RFC 8058); empty: none */
	struct str key;		/* unique: the same letter twice is put once; never empty */
	int64_t user;		/* whose letters these are; 0: nobody's. Dropped with mail_drop */
	struct str topic;	/* "alerts", "account": what mail_drop tells them apart by */
};
/* In the caller's transaction. E_INPUT: no address, subject, text or key, or an address that is
 * none. *ret_new (may be NULL): false when this key was put before. */
MUST_USE enum err mail_put(struct db *db, const struct mail *m, int64_t now, bool *ret_new);
/* What waits for this user under this topic is not sent: they unsubscribed. */
MUST_USE enum err mail_drop(struct db *db, int64_t user, struct str topic, int64_t now,
    int64_t *ret_n);
/* The topic of a letter whose address and text are swept as soon as it has gone. */
#define MAIL_LAST "account.last"
/* An erased person: their letters and webhooks lose address and text, those that wait are dropped.
 * In the caller's transaction. */
MUST_USE enum err mail_forget(
    struct db *db, int64_t user, struct str address, int64_t now, int64_t *ret_n);
/* Texts of letters that ended `letter_days` ago go, whoever they were to. The runner does it. */
MUST_USE enum err mail_sweep(struct db *db, const struct settings *set, int64_t now);
/* A POST of JSON to `url` as Standard Webhooks say: webhook-id is `key`, the signature is made when
 * it is sent, by each of `secret` (blanks between). The host must be one of the setting hook_hosts.
 * More in hooks.h. */
struct hook { struct str url, body, secret, key, event; int64_t owner, ref; };
MUST_USE enum err hook_put(struct db *db, const struct hook *h, int64_t now, bool *ret_new);

struct out_row {
	int64_t id, user, created, next_at, sent_at; enum out_channel channel; enum out_state state;
	int tries; struct str to, subject, topic, key, error;
};
struct out_rows { struct out_row *p; size_t n; };
/* Newest first. state < 0: all; owner 0: everybody's; channel 0: both. */
MUST_USE enum err outbox_list(struct db *db, struct arena *a, int state, int channel,
    int64_t owner, int64_t before, int limit, struct out_rows *ret);
MUST_USE enum err outbox_retry(struct db *db, int64_t id, int64_t now);
struct out_counts { int64_t waiting, failed, sent_day, oldest_wait_s; };
MUST_USE enum err outbox_counts(struct db *db, int64_t now, struct out_counts *ret);
/* The letter as it goes over the wire, CRLF line ends; shared with tests and downloads. */
MUST_USE enum err mail_bytes(struct arena *a, const struct mail *m, struct str from,
    struct str host, int64_t now, struct str *ret);
