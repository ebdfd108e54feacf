/* links.h - do the addresses that measures name still answer?
 *
 * Owns    table navigator_link; the job navigator.links.
 * Memory  the job's arena; a curl handle lives as long as the arena.
 * Errors  as db.h. What an address answers is a verdict, never an error.
 * Threads one job.
 *
 * Only http and https. Every connection's own address is looked at before it is opened, so that
 * neither a redirect nor a name that resolves elsewhere leads into the inner network
 * (setting link_local opens it).
 */
#pragma once
#include "conf/conf.h"
#include "jobs/jobs.h"

enum link_verdict {
	LINK_UNKNOWN,
	LINK_FINE,
	LINK_MOVED,	/* answers well from another address */
	LINK_REFUSED,	/* 4xx, but not «there is none»: often a site's guard against programs */
	/* From here on the link is ill. */
	LINK_GONE,	/* 404, 410 */
	LINK_SERVER,	/* 5xx */
	LINK_TIMEOUT,
	LINK_DNS,
	LINK_TLS,
	LINK_CONNECT,
	LINK_LOOP,	/* redirects without end */
	LINK_BAD,	/* no http address, or one of the inner network */
	LINK_N
};
#define LINK_ILL LINK_GONE

struct link_answer { enum link_verdict verdict; int64_t status; struct str target; };
struct link_asker;
MUST_USE enum err link_asker_new(
    struct arena *a, const struct settings *set, struct link_asker **ret);
/* HEAD, then GET when HEAD is not taken well. Waits so that one host is asked once a second. */
MUST_USE enum err link_ask(struct link_asker *k, struct arena *a, struct str url,
    struct link_answer *ret);

const char *link_word(int64_t verdict);	/* msgid */
enum err nav_links_job(struct job_run *r);
