/* token.c - tokens of the API: made once, kept as hashes, asked for with every request. */
#include <sodium.h>

#include "account/account.h"
#include "api/api_impl.h"
#include "jobs/hooks.h"
#include "web/api.h"

#define SECRET_BYTES 32
#define TAIL 4
#define TOUCH_S 600		/* `used` is written at most this often */
#define DAY_S INT64_C(86400)
#define KEEP_S (90 * DAY_S)	/* one that works no more still says why */

/* What is searched for where secrets must not be: letters and a line, then the kind. */
static const char *const heads[] = { [TOKEN_PERSONAL] = "veche_p_", [TOKEN_SERVICE] = "veche_s_" };

struct str
token_hash(struct arena *a, struct str token)
{
	unsigned char h[32];
	char *hex;

	if (token.n != 8 + 2 * (size_t)SECRET_BYTES ||
	    (!str_starts(token, str_c(heads[TOKEN_PERSONAL])) &&
		!str_starts(token, str_c(heads[TOKEN_SERVICE]))))
		return STR_NONE;
	hex = arena_alloc(a, 2 * sizeof h + 1);
	if (hex == NULL)
		return STR_NONE;
	crypto_generichash(h, sizeof h, (const unsigned char *)token.p, token.n, NULL, 0);
	return str_c(sodium_bin2hex(hex, 2 * sizeof h + 1, h, sizeof h));
}

enum err
token_make(struct req *rq, const struct token_ask *ask, struct str *ret, struct token_id *ret_id)
{
	bool own = ask->kind == TOKEN_PERSONAL;
	unsigned char raw[SECRET_BYTES];
	char hex[2 * SECRET_BYTES + 1];
	struct str token, hash;

	rand_bytes(raw, sizeof raw);
	sodium_bin2hex(hex, sizeof hex, raw, sizeof raw);
	token = str_fmt(rq->arena, "%s%s", heads[ask->kind], hex);
	sodium_memzero(raw, sizeof raw);
	sodium_memzero(hex, sizeof hex);
	if (token.p == NULL)
		return E_NOMEM;
	hash = token_hash(rq->arena, token);
	if (hash.p == NULL)
		return E_NOMEM;
	TRY(q_token_add(rq->db,
	    &(struct q_token_add_in){ .hash = hash, .kind = ask->kind,
		.user = { rq->viewer->id.v, own }, .role = own ? 0 : ask->role,
		.place = { ask->place, !own && ask->place != 0 }, .name = ask->name,
		.tail = { token.p + token.n - TAIL, TAIL }, .scopes = ask->scopes,
		.author = rq->viewer->id, .now = rq->now, .expires = ask->expires },
	    ret_id));
	*ret = token;
	return OK;
}

/* ---- who asks ------------------------------------------------------------------------ */

static enum err
refuse(struct req *rq, const char *why)
{
	rq->why = why;
	return E_AUTH;
}

/* A service is nobody in particular: it has the role it was given, where it was given. */
static enum err
service_viewer(struct req *rq, const struct q_token_by_hash *t, const struct viewer **ret)
{
	struct viewer *v = arena_make(rq->arena, struct viewer);
	struct grant *g = arena_make(rq->arena, struct grant);

	if (v == NULL || g == NULL)
		return E_NOMEM;
	*g = (struct grant){ (int)t->role, t->place.has ? t->place.v : 0 };
	*v = (struct viewer){ .name = t->name, .email = S(""), .grants = g, .n_grants = 1 };
	*ret = v;
	return OK;
}

static enum err
touch(struct req *rq, const struct q_token_by_hash *t)
{
	if (t->used.has && rq->now - t->used.v < TOUCH_S)
		return OK;
	return q_token_used(rq->db, t->id, rq->now);
}

enum err
api_bearer_viewer(struct req *rq, struct str token)
{
	struct str hash = token_hash(rq->arena, token);
	struct q_token_by_hash t;
	enum err e;

	if (hash.p == NULL)
		return refuse(rq, "bad-token");
	e = q_token_by_hash(rq->db, rq->arena, hash, &t);
	if (e == E_NOT_FOUND)
		return refuse(rq, "bad-token");
	TRY(e);
	if (t.revoked.has)
		return refuse(rq, "revoked-token");
	if (t.expires <= rq->now)
		return refuse(rq, "expired-token");
	if (t.kind == TOKEN_PERSONAL)
		e = account_viewer_of(rq, (struct user_id){ t.user.v }, &rq->viewer);
	else
		e = service_viewer(rq, &t, &rq->viewer);
	if (e == E_NOT_FOUND)
		return refuse(rq, "bad-token");
	TRY(e);
	TRY(touch(rq, &t));
	rq->token = t.id.v;
	rq->scopes = (unsigned)t.scopes;
	return OK;
}

/* ---- the job -------------------------------------------------------------------------- */

enum err
api_sweep(struct job_run *r)
{
	int64_t before = r->now - r->set->letter_days * DAY_S, n, keys, sent, events;

	TRY(db_begin(r->db));
	TRY(q_tokens_sweep(r->db, r->now - KEEP_S, &n));
	TRY(q_once_sweep(r->db, r->now - ONCE_S, &keys));
	TRY(hook_sweep(r->db, before, &sent));
	TRY(q_events_sweep(r->db, before, &events));
	TRY(db_commit(r->db));
	job_note(r,
	    str_fmt(r->arena, "tokens=%lld keys=%lld webhooks=%lld events=%lld", (long long)n,
		(long long)keys, (long long)sent, (long long)events));
	return OK;
}
