/* provider.c - the code flow with PKCE: description, keys, the way there, the way back, the end.
 *
 * A description and its keys are kept for an hour. A key that is not known makes the keys be read
 * anew, at once and then at most once a minute: a token with an invented kid must not set us
 * asking.
 */
#include <json-c/json.h>
#include <pthread.h>
#include <sodium.h>

#include "account/oidc/oidc.h"
#include "text/text.h"

#define KEEP_S 3600
#define ANEW_S 60
#define KEPT_MAX MiB

enum { KEPT_DESCRIPTION, KEPT_KEYS, KEPT_N };
static struct kept {
	struct arena *a;
	struct str of, text;	/* the issuer; what was read */
	int64_t at;
} kept[KEPT_N];
static int64_t anew_at;
static pthread_mutex_t kept_lock = PTHREAD_MUTEX_INITIALIZER;

/* p NULL: not known, or too old. */
static struct str
kept_get(struct arena *a, int which, struct str issuer, int64_t now)
{
	struct kept *k = &kept[which];
	struct str text = STR_NONE;

	pthread_mutex_lock(&kept_lock);
	if (k->a != NULL && str_eq(k->of, issuer) && now - k->at < KEEP_S && now >= k->at)
		text = str_dup(a, k->text);
	pthread_mutex_unlock(&kept_lock);
	return text;
}

static void
kept_put(int which, struct str issuer, struct str text, int64_t now)
{
	struct arena *fresh = arena_new(KEPT_MAX), *old;
	struct str of, copy;

	if (fresh == NULL) /* it will be asked again, no more */
		return;
	of = str_dup(fresh, issuer);
	copy = str_dup(fresh, text);
	if (of.p == NULL || copy.p == NULL) {
		arena_free(fresh);
		return;
	}
	pthread_mutex_lock(&kept_lock);
	old = kept[which].a;
	kept[which] = (struct kept){ fresh, of, copy, now };
	pthread_mutex_unlock(&kept_lock);
	arena_free(old);
}

/* Once a minute at most. */
static bool
may_read_anew(int64_t now)
{
	bool may;

	pthread_mutex_lock(&kept_lock);
	may = now - anew_at >= ANEW_S || now < anew_at;
	if (may)
		anew_at = now;
	pthread_mutex_unlock(&kept_lock);
	return may;
}

static enum err
refuse(const char **why, const char *code)
{
	*why = code;
	return E_INPUT;
}

/* ---- the description -------------------------------------------------------------------- */

struct described {
	struct json_object *o;
	struct str authorize, token, keys, userinfo, end;	/* p NULL: none */
	bool post, names_issuer;
};

/* Where a browser is sent must be an origin that our own policy lets forms lead to. */
static bool
origin_known(const struct provider *p, struct str url)
{
	struct str o = url_origin(url);

	return o.p != NULL && (str_eq(o, url_origin(p->issuer)) || listed(p->origins, ',', o));
}

static enum err
describe(const struct provider *p, struct described *d, const char **why)
{
	struct json_object *v, *o = d->o;
	struct str iss = json_text(o, "issuer");

	if (iss.p == NULL || !str_eq(iss, p->issuer))
		return refuse(why, "discovery_issuer");
	d->authorize = json_text(o, "authorization_endpoint");
	d->token = json_text(o, "token_endpoint");
	d->keys = json_text(o, "jwks_uri");
	d->userinfo = json_text(o, "userinfo_endpoint");
	d->end = json_text(o, "end_session_endpoint");
	if (!url_trusted(d->authorize) || !url_trusted(d->token) || !url_trusted(d->keys) ||
	    (d->userinfo.p != NULL && !url_trusted(d->userinfo)) ||
	    (d->end.p != NULL && !url_trusted(d->end)))
		return refuse(why, "discovery_incomplete");
	if (!origin_known(p, d->authorize) || (d->end.p != NULL && !origin_known(p, d->end)))
		return refuse(why, "endpoint_origin");
	d->post = json_lists(o, "token_endpoint_auth_methods_supported", S("client_secret_post")) &&
	    !json_lists(o, "token_endpoint_auth_methods_supported", S("client_secret_basic"));
	d->names_issuer =
	    json_object_object_get_ex(o, "authorization_response_iss_parameter_supported", &v) &&
	    json_object_get_boolean(v);
	return OK;
}

static enum err
discover(struct arena *a, const struct provider *p, int64_t now, struct described *ret,
    const char **why)
{
	struct str text = kept_get(a, KEPT_DESCRIPTION, p->issuer, now);
	bool known = text.p != NULL;
	struct provider_call f = { .timeout_s = p->timeout_s };
	struct str base = p->issuer;

	*ret = (struct described){ 0 };
	if (!url_trusted(p->issuer))
		return refuse(why, "issuer_setting");
	if (!known) {
		if (base.p[base.n - 1] == '/') /* OpenID Connect Discovery, 4.1 */
			base.n--;
		f.url = str_fmt(a, "%.*s/.well-known/openid-configuration", FMT(base));
		if (f.url.p == NULL)
			return E_NOMEM;
		TRY(provider_call(a, &f, &text, why));
	}
	ret->o = json_read(a, text);
	if (ret->o == NULL)
		return refuse(why, "discovery_answer");
	TRY(describe(p, ret, why));
	if (!known)
		kept_put(KEPT_DESCRIPTION, p->issuer, text, now);
	return OK;
}

static enum err
keys_read(struct arena *a, const struct provider *p, const struct described *d, bool anew,
    int64_t now, struct str *ret, const char **why)
{
	struct provider_call f = { .url = d->keys, .timeout_s = p->timeout_s };
	struct str text = anew ? STR_NONE : kept_get(a, KEPT_KEYS, p->issuer, now);

	if (text.p == NULL) {
		TRY(provider_call(a, &f, &text, why));
		if (json_read(a, text) == NULL)
			return refuse(why, "jwks_answer");
		kept_put(KEPT_KEYS, p->issuer, text, now);
	}
	*ret = text;
	return OK;
}

/* ---- the way there ---------------------------------------------------------------------- */

/* RFC 7636: S256. */
static struct str
challenge(struct arena *a, struct str verifier)
{
	unsigned char h[crypto_hash_sha256_BYTES];
	char b64[sodium_base64_ENCODED_LEN(sizeof h, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];

	crypto_hash_sha256(h, (const unsigned char *)verifier.p, verifier.n);
	sodium_bin2base64(b64, sizeof b64, h, sizeof h, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return str_dup(a, str_c(b64));
}

static char
mark_of(struct str url)
{
	return str_find(url, S("?")) >= 0 ? '&' : '?';
}

enum err
oidc_start(struct arena *a, const struct provider *p, const struct attempt *at, struct str *ret,
    const char **why)
{
	struct described d;
	struct buf b;

	if (p->kind == VIA_ESIA)
		return esia_start(a, p, at, ret, why);
	TRY(discover(a, p, at->now, &d, why));
	buf_init(&b, a, 8 * KiB);
	buf_put(&b, d.authorize);
	put_pair(&b, mark_of(d.authorize), "response_type", S("code"));
	put_pair(&b, '&', "client_id", p->client_id);
	put_pair(&b, '&', "redirect_uri", at->redirect_uri);
	put_pair(&b, '&', "scope", p->scopes);
	put_pair(&b, '&', "state", at->state);
	put_pair(&b, '&', "nonce", at->nonce);
	put_pair(&b, '&', "code_challenge", challenge(a, at->verifier));
	put_pair(&b, '&', "code_challenge_method", S("S256"));
	*ret = buf_str(&b);
	return buf_err(&b);
}

/* ---- the way back ----------------------------------------------------------------------- */

/* How we prove to be the client, into the question: RFC 6749, 2.3.1. */
static enum err
prove(struct arena *a, const struct provider *p, const struct described *d, struct buf *form,
    struct provider_call *f, const char **why)
{
	struct str secret;
	struct buf b;

	if (p->secret_file.n == 0) { /* a public client: PKCE alone */
		put_pair(form, '&', "client_id", p->client_id);
		return OK;
	}
	if (file_text(a, p->secret_file, &secret) != OK)
		return refuse(why, "secret_file");
	if (d->post) {
		put_pair(form, '&', "client_id", p->client_id);
		put_pair(form, '&', "client_secret", secret);
		return OK;
	}
	buf_init(&b, a, 8 * KiB);
	put_url(&b, p->client_id);
	buf_putc(&b, ':');
	put_url(&b, secret);
	f->basic = buf_str(&b);
	return buf_err(&b);
}

struct answer { struct str id_token, access_token; };

static enum err
exchange(struct arena *a, const struct provider *p, const struct described *d,
    const struct attempt *at, struct str code, struct answer *ret, const char **why)
{
	struct provider_call f = { .url = d->token, .timeout_s = p->timeout_s };
	struct json_object *o;
	struct buf form;
	struct str text;

	buf_init(&form, a, 16 * KiB);
	put_pair(&form, '\0', "grant_type", S("authorization_code"));
	put_pair(&form, '&', "code", code);
	put_pair(&form, '&', "redirect_uri", at->redirect_uri);
	put_pair(&form, '&', "code_verifier", at->verifier);
	TRY(prove(a, p, d, &form, &f, why));
	TRY(buf_err(&form));
	f.form = buf_str(&form);
	TRY(provider_call(a, &f, &text, why));
	o = json_read(a, text);
	if (o == NULL)
		return refuse(why, "token_answer");
	ret->id_token = json_text(o, "id_token");
	ret->access_token = json_text(o, "access_token");
	return ret->id_token.p != NULL && ret->id_token.n > 0 ? OK : refuse(why, "no_id_token");
}

/* A key that we do not know may be a new one: the keys are read once more. */
static enum err
signature(struct arena *a, const struct provider *p, const struct described *d, struct str token,
    int64_t now, const char **why)
{
	const char *bad;
	struct str keys;

	TRY(keys_read(a, p, d, false, now, &keys, why));
	bad = id_token_signed(a, token, keys);
	if (bad != NULL && strcmp(bad, "kid") == 0 && may_read_anew(now)) {
		TRY(keys_read(a, p, d, true, now, &keys, why));
		bad = id_token_signed(a, token, keys);
	}
	return bad == NULL ? OK : refuse(why, bad);
}

/* A name the token did not bring. Without one the way in works all the same. */
static enum err
name_ask(struct arena *a, const struct provider *p, const struct described *d,
    const struct answer *t, struct id_claims *who)
{
	struct provider_call f = { .url = d->userinfo, .bearer = t->access_token,
		.timeout_s = p->timeout_s };
	const char *why = "", *claim = str_z(a, p->name_claim);
	struct str text, sub, name;
	struct json_object *o;
	enum err e;

	if (claim == NULL)
		return E_NOMEM;
	if (who->name.n > 0 || p->name_claim.n == 0 || d->userinfo.p == NULL ||
	    t->access_token.p == NULL)
		return OK;
	for (size_t i = 0; i < t->access_token.n; i++) /* it goes into a header */
		if ((unsigned char)t->access_token.p[i] <= ' ')
			return OK;
	e = provider_call(a, &f, &text, &why);
	if (e != OK)
		return e == E_NOMEM ? e : OK;
	o = json_read(a, text);
	sub = o ? json_text(o, "sub") : STR_NONE;
	if (sub.p == NULL || !str_eq(sub, who->subject)) /* of somebody else: Core, 5.3.2 */
		return OK;
	name = json_text(o, claim);
	if (text_plain(name, KiB))
		who->name = str_dup(a, utf8_cut(str_trim(name), OIDC_NAME_MAX));
	return who->name.p ? OK : E_NOMEM;
}

enum err
oidc_finish(struct arena *a, const struct provider *p, const struct attempt *at, struct str code,
    struct str iss, struct id_result *ret, const char **why)
{
	const struct id_want want = { .issuer = p->issuer, .client_id = p->client_id,
		.nonce = at->nonce, .name_claim = p->name_claim, .mfa = p->mfa, .now = at->now };
	struct answer t = { STR_NONE, STR_NONE };
	struct described d;
	const char *bad;

	if (p->kind == VIA_ESIA)
		return esia_finish(a, p, at, code, ret, why);
	TRY(discover(a, p, at->now, &d, why));
	if (iss.p != NULL ? !str_eq(iss, p->issuer) : d.names_issuer)
		return refuse(why, "response_iss"); /* RFC 9207 */
	TRY(exchange(a, p, &d, at, code, &t, why));
	TRY(signature(a, p, &d, t.id_token, at->now, why));
	bad = id_token_claims(a, t.id_token, &want, &ret->who);
	if (bad != NULL)
		return refuse(why, bad);
	ret->id_token = t.id_token;
	return at->name ? name_ask(a, p, &d, &t, &ret->who) : OK;
}

/* ---- the end ---------------------------------------------------------------------------- */

enum err
oidc_end(struct arena *a, const struct provider *p, struct str hint, struct str back, int64_t now,
    struct str *ret, const char **why)
{
	struct described d;
	struct buf b;

	*ret = STR_NONE;
	if (p->kind == VIA_ESIA) {
		*ret = esia_end(a, p, back);
		return OK;
	}
	TRY(discover(a, p, now, &d, why));
	if (d.end.p == NULL)
		return OK;
	buf_init(&b, a, 2 * OIDC_TOKEN_MAX);
	buf_put(&b, d.end);
	put_pair(&b, mark_of(d.end), "client_id", p->client_id);
	put_pair(&b, '&', "post_logout_redirect_uri", back);
	if (hint.n > 0)
		put_pair(&b, '&', "id_token_hint", hint);
	*ret = buf_str(&b);
	return buf_err(&b);
}
