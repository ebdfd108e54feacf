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
/* The hash of this request's own session; empty text for a guest. */
struct str session_mine(struct req *rq);
/* Idle since before this moment is ended. */
int64_t session_since(const struct req *rq);
/* A new session of `who` in place of the browser's old one, and its cookie; in a transaction
 * of its own. */
MUST_USE enum err session_open(struct req *rq, struct user_id who);
MUST_USE enum err session_close(struct req *rq);
MUST_USE enum err place_cookie(struct req *rq, struct str code);
/* «Firefox, Windows» out of a User-Agent. */
struct str session_device(const struct ui *ui, struct str agent);

/* A path of ours to go back to, else `otherwise`. */
struct str local_path(struct str path, struct str otherwise);
/* «сегодня, 14:05», «2 декабря, 09:30» in local time. */
struct str when_text(const struct ui *ui, int64_t at);

/* users.c: the e-mail as it is kept; p NULL when it is none. */
struct str email_normal(struct arena *a, struct str email);
