/* mydata.h - a person's own data: seen, taken away, corrected, erased.
 *
 * Owns    tables account_email, account_erasure.
 * Memory  the arena given.
 * Errors  as db.h.
 * Threads any; a db handle belongs to one request.
 */
#pragma once
#include "account/account.h"
#include "jobs/jobs.h"
#include "web/person.h"

#define ERASE_JOB "account.erase"
#define ERASED_NAME "удалённый пользователь"

extern const struct person_hook account_person_hook;

/* erase.c: what of the account itself names the person; of person_hook. */
enum err account_bare(const struct person_gone *g);

/* Why this person cannot go yet; empty text: they can. The last administrator of the portal, or of
 * a municipality (its name is told), first hands over. */
enum erase_stop { ERASE_FREE, ERASE_LAST_ADMIN, ERASE_LAST_HERE };
MUST_USE enum err erase_may(struct db *db, struct arena *a, struct user_id who, int64_t now,
    enum erase_stop *ret, struct str *ret_place);
/* The act in one transaction, with the log's line and the last letter. E_CONFLICT: erase_may says
 * no. `id` is an erasure that waits. */
MUST_USE enum err erase_do(const struct portal *p, struct db *db, struct arena *a, int64_t id,
    struct user_id who, int64_t now);
enum err account_erase_job(struct job_run *r);

/* mydata.c: what every room keeps about somebody; `rows`: with the rows themselves. */
struct kept_rooms;
MUST_USE enum err mydata_rooms(
    struct req *rq, struct user_id who, bool rows, struct kept_rooms *ret);
MUST_USE enum err mydata_view(struct req *rq);
