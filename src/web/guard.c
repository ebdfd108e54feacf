/* guard.c - what is checked before any handler: role, form token, rate.
 *
 * CSRF tokens are keyed hashes of the session (or of a cookie of the form's own for
 * guests), so nothing has to be stored. Rates are token buckets by class and address.
 */
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>

#include "gen/web/q.h"
#include "web/api.h"
#include "web/web_impl.h"

#define SECRET_BYTES 32
#define TOKEN_BYTES 24
#define SEAL_BYTES 16
#define CHAIN_MAX 8

static unsigned char secret[SECRET_BYTES];	/* set once at start, then const */

static enum err
secret_from_file(const char *path)
{
	unsigned char raw[4096];
	FILE *f = fopen(path, "rb");
	size_t n;

	if (f == NULL) {
		log_line(LOG_ERROR, "no_secret_file", "file=%s", path);
		return E_IO;
	}
	n = fread(raw, 1, sizeof raw, f);
	fclose(f);
	if (n < 16) {
		log_line(LOG_ERROR, "secret_too_short", "file=%s bytes=%zu need=16", path, n);
		return E_INPUT;
	}
	crypto_generichash(secret, sizeof secret, raw, n, NULL, 0);
	sodium_memzero(raw, sizeof raw);
	return OK;
}

enum err
web_secret(struct db *db, const struct settings *set)
{
	char hex[2 * SECRET_BYTES + 1];
	struct arena *a;
	struct str have;
	enum err e;

	if (sodium_init() < 0)
		return E_BUG;
	if (set->secret_file.n > 0)
		return secret_from_file(set->secret_file.p);
	rand_bytes(secret, sizeof secret);
	sodium_bin2hex(hex, sizeof hex, secret, sizeof secret);
	a = arena_new(64 * KiB);
	e = a ? q_value_first(db, S("web_secret"), str_c(hex)) : E_NOMEM;
	if (e == OK)
		e = q_value_of(db, a, S("web_secret"), &have);
	if (e == OK && sodium_hex2bin(secret, sizeof secret, have.p, have.n, NULL, NULL, NULL) != 0)
		e = E_DB;
	arena_free(a);
	return e;
}

enum err
value_get(struct db *db, struct arena *a, const char *key, struct str *ret)
{
	return q_value_of(db, a, str_c(key), ret);
}

enum err
value_put(struct db *db, const char *key, struct str value)
{
	return q_value_set(db, str_c(key), value);
}

void
web_key(const char *purpose, unsigned char ret[WEB_KEY_BYTES])
{
	crypto_generichash(ret, WEB_KEY_BYTES, (const unsigned char *)purpose, strlen(purpose),
	    secret, sizeof secret);
}

struct str
web_seal(struct arena *a, const char *purpose, struct str text)
{
	unsigned char key[crypto_generichash_BYTES], h[SEAL_BYTES];
	char hex[2 * SEAL_BYTES + 1];

	crypto_generichash(key, sizeof key, (const unsigned char *)purpose, strlen(purpose), secret,
	    sizeof secret);
	crypto_generichash(h, sizeof h, (const unsigned char *)text.p, text.n, key, sizeof key);
	sodium_bin2hex(hex, sizeof hex, h, sizeof h);
	return str_dup(a, str_c(hex));
}

const uint64_t *
guard_key(void)
{
	static _Thread_local uint64_t key[4];

	if (key[0] == 0)
		crypto_generichash((unsigned char *)key, sizeof key,
		    (const unsigned char *)"sums", 4, secret,
		    sizeof secret);
	return key;
}

/* What the token is bound to: the session, or the form cookie of a guest. */
static struct str
csrf_base(const struct http_req *in)
{
	struct str s = http_cookie(in, "veche_sid");

	return s.n > 0 ? s : http_cookie(in, "veche_form");
}

static void
token_of(struct str base, char hex[2 * TOKEN_BYTES + 1])
{
	unsigned char h[TOKEN_BYTES];

	crypto_generichash(
	    h, sizeof h, (const unsigned char *)base.p, base.n, secret, sizeof secret);
	sodium_bin2hex(hex, 2 * TOKEN_BYTES + 1, h, sizeof h);
}

enum err
csrf_token(struct req *rq, struct str *ret)
{
	char hex[2 * TOKEN_BYTES + 1], made[33];
	struct str base = csrf_base(rq->in);

	if (base.n == 0) { /* a guest's first form: bind it to a cookie of its own */
		unsigned char raw[16];

		rand_bytes(raw, sizeof raw);
		sodium_bin2hex(made, sizeof made, raw, sizeof raw);
		base = str_c(made);
		TRY(cookie_set(rq, "veche_form", base, 0, true));
	}
	token_of(base, hex);
	*ret = str_dup(rq->arena, str_c(hex));
	return ret->p ? OK : E_NOMEM;
}

/* Browsers since 2020 say where a request comes from; a request that says nothing
 * and has no token is refused. */
static bool
same_site(const struct req *rq)
{
	struct str site = http_header(rq->in, "Sec-Fetch-Site");
	struct str origin = http_header(rq->in, "Origin"), host = http_header(rq->in, "Host");
	ptrdiff_t at;

	if (site.n > 0)
		return str_is(site, "same-origin") || str_is(site, "none");
	at = str_find(origin, S("://"));
	if (at < 0)
		return false;
	origin.p += at + 3;
	origin.n -= (size_t)at + 3;
	return host.n > 0 && str_eq(origin, host);
}

static enum err
check_csrf(struct req *rq)
{
	char hex[2 * TOKEN_BYTES + 1];
	struct str base = csrf_base(rq->in), sent = req_form(rq, "csrf");

	switch (rq->route->csrf) {
	case NO_CSRF:
	case BEARER: return OK; /* no cookie was read: nobody else's hand can send it */
	case SAME_SITE: return same_site(rq) ? OK : E_CSRF;
	case CSRF: break;
	}
	if (sent.p == NULL)
		sent = http_header(rq->in, "X-CSRF-Token");
	if (base.n == 0 || sent.n != 2 * TOKEN_BYTES)
		return E_CSRF;
	token_of(base, hex);
	return sodium_memcmp(hex, sent.p, sent.n) == 0 ? OK : E_CSRF;
}

static enum err
check_role(struct req *rq)
{
	const struct route *rt = rq->route;
	int64_t chain[CHAIN_MAX] = { 0 };
	size_t n = 0;
	struct str name;

	if (rt->who == ROLE_ANYONE)
		return OK;
	if (rq->viewer == NULL)
		return E_AUTH;
	if (rt->at == NOWHERE)
		return req_may(rq, rt->who, NULL, 0) ? OK : E_DENIED;
	if (rt->at == EVERYWHERE)
		return req_may(rq, rt->who, chain, 0) ? OK : E_DENIED;
	TRY(rq->th->portal->hooks.place_chain(rq->th, rq->params[0], chain, LEN(chain), &n, &name));
	return req_may(rq, rt->who, chain, n) ? OK : E_DENIED;
}

/* What a token was made for: nothing else is done with it, whatever its holder may do. */
static enum err
check_token(struct req *rq)
{
	const struct api_op *op = api_op_of(rq->room, rq->route);
	unsigned need = op == NULL ? 0 : op->scope ? op->scope : SCOPE_READ;

	if (rq->token == 0)
		return rq->route->csrf == BEARER ? E_AUTH : OK;
	if ((rq->scopes & need) == need)
		return OK;
	rq->why = "no-scope";
	return E_DENIED;
}

/* ---- rates ------------------------------------------------------------------ */

#define RATE_SLOTS 8192		/* addresses remembered per class; older ones are overwritten */

struct rate_slot { uint64_t who; int64_t at_us; double left; };

static struct rate_slot slots[RATE_N][RATE_SLOTS];
static pthread_mutex_t slot_locks[64];
static pthread_once_t slot_once = PTHREAD_ONCE_INIT;

static void
locks_init(void)
{
	for (size_t i = 0; i < LEN(slot_locks); i++)
		pthread_mutex_init(&slot_locks[i], NULL);
}

bool
rate_ok(enum route_rate class, struct str peer, int64_t now_us, const struct settings *set)
{
	const int64_t per_min[RATE_N] = { set->rate_browse, set->rate_heavy, set->rate_form,
		set->rate_login, set->rate_api, set->rate_ask };
	uint64_t h = str_hash(peer);
	struct rate_slot *s = &slots[class][h % RATE_SLOTS];
	pthread_mutex_t *lock = &slot_locks[h % LEN(slot_locks)];
	double cap = (double)per_min[class], rate = cap / 60e6;
	bool ok;

	if (per_min[class] == 0)
		return true;
	pthread_once(&slot_once, locks_init);
	pthread_mutex_lock(lock);
	if (s->who != h || s->at_us == 0) {
		s->who = h;
		s->left = cap;
	} else {
		s->left += (double)(now_us - s->at_us) * rate;
		if (s->left > cap)
			s->left = cap;
	}
	s->at_us = now_us;
	ok = s->left >= 1;
	if (ok)
		s->left -= 1;
	pthread_mutex_unlock(lock);
	return ok;
}

bool
guest_may_ask(struct req *rq)
{
	return rq->viewer != NULL || rq->token != 0 ||
	    rate_ok(ASKING, rq->in->peer, time_mono_us(), rq->th->portal->set);
}

enum err
guard(struct req *rq)
{
	TRY(check_token(rq));
	TRY(check_role(rq));
	return check_csrf(rq);
}
