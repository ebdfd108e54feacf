/* account_impl.h - what the files of account/ share among themselves.
 *
 * Owns    nothing of its own.
 * Memory  the request's arena.
 * Errors  as account.h.
 * Threads any.
 */
#pragma once
#include "account/account.h"

#define SESSION_TOKEN_BYTES 32
#define SESSION_TOUCH_S 600	/* a session's `seen` is written at most this often */

/* Handlers live in account.c and profile.c, the table of routes in account.c. */
#define ROUTE(verb, path, fn, who, at, csrf, body, rate, run) handler account_##fn;
#include "account/routes.def"
#undef ROUTE

/* session.c */
#define SESSION_HASH_N 64	/* of the hexadecimal text */
/* The hash under which a token is kept; p NULL when it is no token at all. */
struct str session_hash(struct arena *a, struct str token);
/* The roles of now of v->id. */
MUST_USE enum err session_grants(struct req *rq, struct viewer *v);
/* The hash of this request's own session; empty text for a guest. */
struct str session_mine(struct req *rq);
/* Idle since before this moment is ended. */
int64_t session_since(const struct req *rq);
/* Begun before this moment is ended, idle or not. */
int64_t session_born(const struct req *rq);
/* A line in the log: who would enter and could not; user 0: no such account. */
void login_failed(const struct req *rq, const char *step, struct user_id user);
/* A token for a link or a cookie, and the hash under which it is kept. */
MUST_USE enum err token_new(struct arena *a, struct str *ret_token, struct str *ret_hash);
/* How one came in: the code of the service that said who it is (empty: by password), and what that
 * service is shown at the end, sealed. */
struct way { struct str via, hint; };
#define BY_PASSWORD (&(struct way){ { "", 0 }, { "", 0 } })
/* A new session of `who` in place of the browser's old one, and its cookie; in a transaction
 * of its own. */
MUST_USE enum err session_open(struct req *rq, struct user_id who, const struct way *w);
MUST_USE enum err session_close(struct req *rq);
/* account.c: opens a session and leads to `back`; whoever calls it knows who it is. */
MUST_USE enum err enter(
    struct req *rq, struct user_id who, struct str back, const struct way *w);
/* step.c: the same, but who has a second factor shows it first. */
MUST_USE enum err enter_or_ask(
    struct req *rq, struct user_id who, struct str back, const struct way *w);
MUST_USE enum err place_cookie(struct req *rq, struct str code);
/* «Firefox, Windows» out of a User-Agent. */
struct str session_device(const struct ui *ui, struct str agent);

/* A path of ours to go back to, else `otherwise`. */
struct str local_path(struct str path, struct str otherwise);

/* accept.c: an invitation to somebody new, by the hash of its token, is taken by who shows to be
 * `subject` at `issuer`; no password. E_NOT_FOUND: it opens nothing; E_CONFLICT: somebody
 * was quicker. */
MUST_USE enum err invite_take_by(struct req *rq, struct str hash, struct str name,
    struct str issuer, struct str subject, struct user_id *ret);
/* The same question before the way there: does it stand, and is it for somebody new? */
MUST_USE enum err invite_is_new(struct req *rq, struct str hash, bool *ret);

/* via.c: buttons of the services that say who it is. */
struct way_rows;
MUST_USE enum err way_rows(struct req *rq, struct way_rows *ret);
/* Where signing out goes on; p NULL: nowhere. In no transaction. */
MUST_USE enum err via_end(struct req *rq, struct str *ret_url);
/* A redirect to another site, which must be one of a provider's. */
MUST_USE enum err redirect_away(struct req *rq, struct str url);
/* links.c: begins a way there. invite: the hash of an invitation's token, or empty. */
enum via_intent { VIA_SIGN_IN, VIA_LINK, VIA_INVITE };
struct provider;
MUST_USE enum err via_begin(struct req *rq, const struct provider *p, enum via_intent intent,
    struct str invite, struct str back);
/* Tells the log the code and the reader what it means for them. */
MUST_USE enum err via_trouble(struct req *rq, struct str via, const char *code);

/* users.c: the e-mail as it is kept; p NULL when it is none. */
struct str email_normal(struct arena *a, struct str email);
/* What a user is found by: e-mail and name in lower case. */
struct str user_words(struct arena *a, struct str email, struct str name);
/* In the caller's transaction; granting again moves the end. author 0: the command line. */
MUST_USE enum err grant_put(struct db *db, struct user_id user, int role, int64_t place,
    int64_t until, struct user_id author, int64_t now);

/* rights.c: who may give what, and where. */
#define GIVES ROLE_MUNI_ADMIN	/* the least role that hands out others */
/* Do these grants reach `role` on the place whose chain this is? One gives what is not above its
 * own role, on its own territory and below it. n_chain 0: the whole country. */
bool rights_reach(const struct grant *g, size_t n, int role, const int64_t *chain,
    size_t n_chain);
/* The same for a place by number (0: the whole country). */
MUST_USE enum err rights_give(struct db *db, struct arena *a, const struct grant *g, size_t n,
    int role, int64_t place, bool *ret);
/* The present grants of a user. */
MUST_USE enum err rights_of(struct db *db, struct arena *a, struct user_id who, int64_t now,
    struct grant **ret, size_t *ret_n);
/* Has the reader a role that hands out others over the whole country? */
bool rights_everywhere(const struct viewer *v);
/* The territory a form names by code or name; empty: the whole country (0). E_INPUT: told. */
MUST_USE enum err place_typed(struct req *rq, const char *field, struct str typed,
    int64_t *ret);
/* Whole territory in words. */
struct str place_words(const struct ui *ui, struct str name);
/* The end of a role: `day` is the last one it works. E_INPUT, told, when it is over; 0: no end. */
MUST_USE enum err until_typed(struct req *rq, const char *field, struct opt_int day,
    int64_t *ret);
/* Roles of a select: all that the reader may give somewhere. */
struct choice_rows;
MUST_USE enum err role_choices(struct req *rq, struct choice_rows *ret);
/* One line of the log of acts, in the transaction of the act. */
MUST_USE enum err account_note(struct req *rq, const char *action, struct user_id actor,
    struct str object, int64_t place, struct str detail);
struct str user_object(struct arena *a, struct user_id who);	/* "user:7" */
/* A letter in the transaction of what it tells of. */
MUST_USE enum err account_mail(struct req *rq, struct user_id user, struct str to,
    struct str subject, struct str text, struct str key);
