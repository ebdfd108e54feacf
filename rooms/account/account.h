/* account.h - who enters, with what rights, in which sessions.
 *
 * Owns    tables account_user, account_grant, account_session; the cookie veche_sid.
 * Memory  results in the arena given.
 * Errors  as db.h; E_INPUT: an e-mail, name, role or password that cannot be taken (the
 *         caller asks account_password_bad first for the words); E_CONFLICT: the e-mail is
 *         taken; E_NOT_FOUND: no such user, place or grant.
 * Threads any; nothing is shared. Password hashing takes argon_memory MiB and some 0.1 s: on a
 *         worker (SLOW) and outside of any transaction.
 */
#pragma once
#include "base/base.h"
#include "conf/conf.h"
#include "db/db.h"
#include "web/web.h"

extern const struct room account_room;

/* ---- for the portal ----------------------------------------------------------- */

/* web_hooks.viewer: the holder of a session token; *ret NULL: nobody, or not any more. On WRITE
 * and SLOW routes it also notes that the session lives, at most every ten minutes. */
MUST_USE enum err account_viewer(struct req *rq, struct str token, const struct viewer **ret);

/* Where letters to a person go; E_NOT_FOUND: no such user, or one who may not enter. */
struct reached { struct str email, name, place; };	/* place: a code or empty */
MUST_USE enum err account_reach(struct db *db, struct arena *a, struct user_id user,
    struct reached *ret);

/* ---- passwords ------------------------------------------------------------------ */

#define ACCOUNT_PASSWORD_MIN 10		/* characters */
#define ACCOUNT_PASSWORD_MAX 1024	/* bytes */

/* Why this password will not do, a msgid in Russian; NULL: it will. */
const char *account_password_bad(struct arena *a, struct str email, struct str password);
/* argon2id with the settings' memory and passes, encoded with its salt. */
MUST_USE enum err account_password_hash(struct arena *a, const struct settings *set,
    struct str password, struct str *ret);
/* Takes as long for an empty `encoded` (nobody) as for a real one. */
bool account_password_fits(const struct settings *set, struct str encoded, struct str password);

/* ---- for the command line: each in a transaction of its own ---------------------- */

MUST_USE enum err account_find(struct db *db, struct arena *a, struct str email,
    struct user_id *ret);
/* An empty password: nobody can enter by password yet. */
MUST_USE enum err account_user_add(struct db *db, struct arena *a, const struct settings *set,
    struct str email, struct str name, struct str password, struct user_id *ret);
/* place 0: the whole country; until 0: for good. Granting again moves the end. */
MUST_USE enum err account_grant(struct db *db, struct user_id user, int role, int64_t place,
    int64_t until);
MUST_USE enum err account_revoke(struct db *db, struct user_id user, int role, int64_t place);
/* Ends all sessions of the user. */
MUST_USE enum err account_password_set(struct db *db, struct arena *a, const struct settings *set,
    struct user_id user, struct str password);
/* A blocked user cannot enter, and open sessions end. */
MUST_USE enum err account_block(struct db *db, struct user_id user, bool blocked);

/* A lost phone: the second step and its recovery codes go. E_NOT_FOUND: there is none. */
MUST_USE enum err account_second_drop(struct db *db, struct arena *a, struct user_id who);
/* Erases a person at once; the act's text. E_CONFLICT: the last administrator of the portal, or of
 * the territory that *ret_place names. `reason`: the paper it was asked on; may be empty. */
MUST_USE enum err account_erase(const struct portal *p, struct db *db, struct arena *a,
    struct user_id who, struct str reason, struct str *ret_act, struct str *ret_place);

/* code empty: the whole country */
struct account_role { int role; int64_t place; struct str code, place_name; };
struct account_row {
	struct user_id id;
	struct str email, name;
	bool blocked;
	int64_t created, sessions;
	struct opt_int seen;
	struct account_role *roles; size_t n_roles;
};
struct account_rows { struct account_row *p; size_t n; };
MUST_USE enum err account_user_list(struct db *db, struct arena *a, struct account_rows *ret);

/* ---- who works where ---------------------------------------------------------------- */

struct account_person { int64_t id; struct str name; };
struct account_people { struct account_person *p; size_t n; };
/* Who holds at least `role` on this very territory, by name; not those who are blocked. */
MUST_USE enum err account_staff(struct db *db, struct arena *a, int64_t place, int role,
    int64_t now, struct account_people *ret);
/* Who holds this very role there, not a higher one; place 0: on the whole country. */
MUST_USE enum err account_holders(struct db *db, struct arena *a, int role, int64_t place,
    int64_t now, struct account_people *ret);
/* The same for every territory at once, by territory and name. */
struct account_worker { int64_t place, id; struct str name; };
struct account_workers { struct account_worker *p; size_t n; };
MUST_USE enum err account_staff_all(struct db *db, struct arena *a, int role, int64_t now,
    struct account_workers *ret);
/* May this user still do it there, without a session (calendars)? chain as in req_may. */
MUST_USE enum err account_holds(struct db *db, struct arena *a, struct user_id user, int role,
    const int64_t *chain, size_t n, int64_t now, bool *ret);

/* ---- forms of those who work at a place (pick.c, works.c) ---------------------------- */

struct account_pick { struct str id, name; bool on; };
struct account_picks { struct account_pick *p; size_t n; };

/* Those of `staff` and who is it now, even if they have left or work above; `field`: of the form,
 * so that one that came back keeps what was chosen. */
MUST_USE enum err account_picks(struct req *rq, const struct account_people *staff,
    struct opt_int now, struct str now_name, const char *field, struct account_picks *ret);
/* May this person be responsible there (or is already: `now`)? */
MUST_USE enum err account_pick_check(struct req *rq, const struct account_people *staff,
    int64_t person, struct opt_int now, const char *field);
/* As the form says; empty: nobody. */
MUST_USE enum err account_pick_read(struct req *rq, const struct account_people *staff,
    struct opt_int now, const char *field, struct opt_int *ret);

struct place;
#define ACCOUNT_WORKS 100

struct account_work { const struct place *p; struct str label; };
struct account_works { struct account_work *p; size_t n; };
/* Where this reader is EMPLOYEE or more: the municipality chosen on the portal first, then those of
 * the roles themselves, at most ACCOUNT_WORKS. What lies below a region is not told one by one. */
MUST_USE enum err account_works(struct req *rq, struct account_works *ret);

/* ---- for rooms that hand out rights (tokens of the API) ------------------------------- */

/* Who this is, with the roles of now; E_NOT_FOUND: no such user, or one who may not enter. */
MUST_USE enum err account_viewer_of(struct req *rq, struct user_id user,
    const struct viewer **ret);
/* The territory a form names by code or name; empty: the whole country (0). E_INPUT: told. */
MUST_USE enum err account_place_typed(struct req *rq, const char *field, struct str typed,
    int64_t *ret);
/* A letter to the reader of this request, in the transaction of what it tells of. */
MUST_USE enum err account_letter(struct req *rq, struct str subject, struct str text,
    struct str key);

/* ---- the demonstration ------------------------------------------------------------ */

#define ACCOUNT_DEMO_PASSWORD "veche-demo-2026"
struct account_demo_row { const char *email, *name; int role; const char *code; };
extern const struct account_demo_row account_demo_rows[];
extern const size_t account_demo_n;
/* Make the accounts of demo.def, or bring them back to what it says; other roles they were
 * given stay. code "" is the whole country. E_NOT_FOUND: the places of the demonstration are
 * not loaded yet. */
MUST_USE enum err account_demo(struct db *db, struct arena *a, const struct settings *set);
