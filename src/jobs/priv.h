/* priv.h - what the files of jobs/ share and nobody else sees.
 *
 * Owns    nothing.
 * Memory  as jobs.h.
 * Errors  as jobs.h.
 * Threads as said beside each.
 */
#pragma once
#include "jobs/jobs.h"

enum {
	JOB_TRIES = 5,		/* when the kind says nothing */
	JOB_LEASE_S = 300,
	JOB_ARENA = 256,	/* MiB a job may hold */
	OUT_TRIES = 14,		/* some two days with mail_retry = 60 */
	OUT_LEASE_S = 120,	/* longer than any attempt takes */
	OUT_SEND_S = 60,	/* one attempt */
	RETRY_MAX_S = 6 * 3600,
};

struct job_priv { const struct job_kind *kind; struct str note; };

/* Seconds until the next try: base, then twice as long each time, to RETRY_MAX_S; a tenth of it
 * is by chance, so that what failed together does not come back together. */
int64_t retry_after(int64_t base, int tries);

/* Takes one job that is due and runs it. *ret_ran false: none is due. One runner's thread. */
MUST_USE enum err job_step(const struct jobs_conf *c, struct db *db, struct web_thread *th,
    int64_t now, bool *ret_ran);
/* Puts scheduled kinds whose time has come. `first`: seen for the first time by this process. */
MUST_USE enum err job_schedule(const struct jobs_conf *c, struct db *db, int64_t now, bool first);

/* send.c: letters and webhooks over libcurl; one of these a thread. */
struct sender;
MUST_USE enum err sender_new(const struct settings *set, struct sender **ret);
void sender_free(struct sender *s);
/* Sends what is due, one at a time; *ret_sent: something was tried. */
MUST_USE enum err sender_step(struct sender *s, struct db *db, int64_t now, bool *ret_tried);
/* Is there anything this sender may send, and when? has false: no. */
MUST_USE enum err sender_due(struct sender *s, struct db *db, struct arena *a,
    struct opt_int *ret);

/* mime.c: the address in «Имя <a@b.example>» or alone; p NULL: there is none. */
struct str mail_address(struct str from);
bool mail_address_ok(struct str address);
