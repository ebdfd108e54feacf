/* api_auth.c - a token in the head of a request (RFC 6750): whose it is, how often it may ask. */
#include <strings.h>

#include "web/api.h"
#include "web/web_impl.h"

static const struct {
	enum api_scope bit;
	const char *code, *ru, *en;
	bool personal;
} scopes[] = {
#define SCOPE(name, bit, code, personal, ru, en) { SCOPE_##name, code, ru, en, personal },
#include "web/scopes.def"
#undef SCOPE
};

const char *
api_scope_code(size_t i)
{
	return i < LEN(scopes) ? scopes[i].code : NULL;
}

struct str
api_scope_words(size_t i, enum lang l)
{
	return str_c(l == LANG_EN ? scopes[i].en : scopes[i].ru);
}

bool
api_scope_personal(size_t i)
{
	return scopes[i].personal;
}

unsigned
api_scope_bit(size_t i)
{
	return scopes[i].bit;
}

struct str
api_scopes_text(struct arena *a, unsigned set)
{
	struct buf b;

	buf_init(&b, a, 1 * KiB);
	for (size_t i = 0; i < LEN(scopes); i++)
		if (set & scopes[i].bit)
			buf_fmt(&b, "%s%s", b.n ? " " : "", scopes[i].code);
	return b.n ? buf_str(&b) : S("");
}

/* "Bearer" and what follows it; the name of the scheme without regard to case. */
static bool
shown(const struct http_req *in, struct str *ret)
{
	struct str h = str_trim(http_header(in, "Authorization"));

	if (h.n < 7 || strncasecmp(h.p, "Bearer", 6) != 0 || h.p[6] != ' ')
		return false;
	*ret = str_trim((struct str){ h.p + 7, h.n - 7 });
	return true;
}

/* The rate of such a request is its token's own, charged when that is known. */
bool
api_by_token(const struct req *rq)
{
	struct str token;

	return api_is(rq->in->path) && shown(rq->in, &token);
}

/* Who tries tokens is held back by address; who has one, by the token: many programs of one town
 * hall may share an address. */
enum err
api_bearer(struct req *rq)
{
	const struct portal *p = rq->th->portal;
	struct str token, who;
	enum err e;

	if (!shown(rq->in, &token))
		return OK;
	rq->why = "bad-token";
	e = p->hooks.bearer ? p->hooks.bearer(rq, token) : E_AUTH;
	if (e == E_AUTH && !rate_ok(API, rq->in->peer, time_mono_us(), p->set)) {
		rq->why = NULL;
		return E_RATE;
	}
	TRY(e);
	rq->why = NULL;
	who = str_fmt(rq->arena, "token:%lld", (long long)rq->token);
	if (who.p == NULL)
		return E_NOMEM;
	return rate_ok(rq->route->rate, who, time_mono_us(), p->set) ? OK : E_RATE;
}
