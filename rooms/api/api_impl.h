/* api_impl.h - what the files of the room share.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  as web.h.
 * Threads any.
 */
#pragma once
#include "api/api.h"

#include "gen/api/q.h"
#include "jobs/jobs.h"

#define ONCE_S INT64_C(86400)	/* answers are kept so long by their keys */

/* token.c */
enum { TOKEN_PERSONAL = 1, TOKEN_SERVICE = 2 };
#define TOKEN_NAME_MAX 100
#define TOKEN_OWN_MAX 20	/* of one person, that work */
struct token_ask {
	int kind, role;
	unsigned scopes;
	int64_t place;		/* of a service; 0: the whole country */
	struct str name;
	int64_t expires;
};
/* In the caller's transaction: the token itself, once. */
MUST_USE enum err token_make(struct req *rq, const struct token_ask *ask, struct str *ret,
    struct token_id *ret_id);
/* The hash under which it is kept; p NULL: it is none of ours, or memory is out. */
struct str token_hash(struct arena *a, struct str token);
enum err api_sweep(struct job_run *r);

/* tokens.c, services.c: their pages */
struct view_tokens;
enum err api_tokens(struct req *rq);
enum err api_token_new(struct req *rq);
enum err api_services(struct req *rq);
enum err api_service_new(struct req *rq);
enum err api_token(struct req *rq);
enum err api_token_revoke(struct req *rq);
/* Name, scopes and term as a form gave them. */
MUST_USE enum err token_read(struct req *rq, struct token_ask *ask);
/* Choices of the form. */
MUST_USE enum err tokens_form(struct req *rq, bool service, struct view_tokens *v);
/* After the form was read with `e`: the token kept, noted, told by letter, and shown once; or the
 * form again. */
typedef enum err tokens_view(struct req *rq, struct view_tokens *v);
MUST_USE enum err token_end(
    struct req *rq, enum err e, const struct token_ask *ask, tokens_view *view);
struct str token_scopes(const struct ui *ui, unsigned scopes);
struct str token_state(const struct ui *ui, int64_t expires, struct opt_int revoked, bool *works);
struct str token_used(const struct ui *ui, struct opt_int used);
struct str token_day(const struct ui *ui, int64_t at);
/* May the reader hold such a role there and hand it out? */
MUST_USE enum err service_may(struct req *rq, int role, int64_t place, bool *ret);

/* opendata.c */
enum err api_open_page(struct req *rq);
enum err api_open_list(struct req *rq);
enum err api_open_catalog(struct req *rq);
enum err api_open_file(struct req *rq);
