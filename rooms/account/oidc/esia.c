/* esia.c - ЕСИА: like OpenID Connect, but for the client's secret, which is a signature by ГОСТ of
 * the question itself, made anew for each by the signer's process.
 *
 * The answer comes from ЕСИА's own address over TLS, asked by us, and that vouches for it; with
 * esia_key_file its signature is checked besides.
 */
#include <json-c/json.h>
#include <stdio.h>
#include <time.h>

#include "account/oidc/oidc.h"
#include "text/text.h"

#define ASK "/aas/oauth2/ac"
#define TOKEN "/aas/oauth2/te"
#define PERSON "/rs/prns/"
#define LOGOUT "/idp/ext/Logout"

static enum err
refuse(const char **why, const char *code)
{
	*why = code;
	return E_INPUT;
}

/* RFC 9562, version 4: the form in which ЕСИА wants a state. */
struct str
uuid_new(struct arena *a)
{
	unsigned char r[16];

	rand_bytes(r, sizeof r);
	r[6] = (unsigned char)((r[6] & 0x0f) | 0x40);
	r[8] = (unsigned char)((r[8] & 0x3f) | 0x80);
	return str_fmt(a, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
	    r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8], r[9], r[10], r[11], r[12], r[13],
	    r[14], r[15]);
}

static struct str
timestamp(struct arena *a, int64_t now)
{
	char z[40] = "";
	time_t t = (time_t)now;
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL || strftime(z, sizeof z, "%Y.%m.%d %H:%M:%S +0000", &tm) == 0)
		return STR_NONE;
	return str_dup(a, str_c(z));
}

struct signed_ask { struct str time, state, secret; };

/* scope, timestamp, client_id, state: one after another, nothing between. */
static enum err
sign(struct arena *a, const struct provider *p, struct str state, int64_t now,
    struct signed_ask *ret, const char **why)
{
	char *path = str_z(a, p->signer);
	struct str text;

	ret->time = timestamp(a, now);
	ret->state = state;
	text = str_fmt(
	    a, "%.*s%.*s%.*s%.*s", FMT(p->scopes), FMT(ret->time), FMT(p->client_id), FMT(state));
	if (path == NULL || ret->time.p == NULL || state.p == NULL || text.p == NULL)
		return E_NOMEM;
	return signer_ask(a, path, text, p->timeout_s, &ret->secret, why);
}

static struct str
address(struct arena *a, const struct provider *p, const char *path)
{
	return str_fmt(a, "%.*s%s", FMT(p->issuer), path);
}

enum err
esia_start(struct arena *a, const struct provider *p, const struct attempt *at, struct str *ret,
    const char **why)
{
	struct signed_ask s;
	struct buf b;

	if (!url_trusted(p->issuer))
		return refuse(why, "issuer_setting");
	TRY(sign(a, p, at->state, at->now, &s, why));
	buf_init(&b, a, 32 * KiB);
	buf_put(&b, address(a, p, ASK));
	put_pair(&b, '?', "client_id", p->client_id);
	put_pair(&b, '&', "client_secret", s.secret);
	put_pair(&b, '&', "redirect_uri", at->redirect_uri);
	put_pair(&b, '&', "scope", p->scopes);
	put_pair(&b, '&', "response_type", S("code"));
	put_pair(&b, '&', "state", s.state);
	put_pair(&b, '&', "timestamp", s.time);
	put_pair(&b, '&', "access_type", S("online"));
	*ret = buf_str(&b);
	return buf_err(&b);
}

static enum err
exchange(struct arena *a, const struct provider *p, const struct attempt *at, struct str code,
    struct str *ret_id, struct str *ret_access, const char **why)
{
	struct provider_call f = { .url = address(a, p, TOKEN), .timeout_s = p->timeout_s };
	struct json_object *o;
	struct signed_ask s;
	struct buf b;
	struct str text;

	TRY(sign(a, p, uuid_new(a), at->now, &s, why));
	buf_init(&b, a, 32 * KiB);
	put_pair(&b, '\0', "client_id", p->client_id);
	put_pair(&b, '&', "code", code);
	put_pair(&b, '&', "grant_type", S("authorization_code"));
	put_pair(&b, '&', "client_secret", s.secret);
	put_pair(&b, '&', "state", s.state);
	put_pair(&b, '&', "redirect_uri", at->redirect_uri);
	put_pair(&b, '&', "scope", p->scopes);
	put_pair(&b, '&', "timestamp", s.time);
	put_pair(&b, '&', "token_type", S("Bearer"));
	TRY(buf_err(&b));
	f.form = buf_str(&b);
	TRY(provider_call(a, &f, &text, why));
	o = json_read(a, text);
	if (o == NULL)
		return refuse(why, "token_answer");
	if (json_text(o, "state").p == NULL || !str_eq(json_text(o, "state"), s.state))
		return refuse(why, "token_state");
	*ret_id = json_text(o, "id_token");
	*ret_access = json_text(o, "access_token");
	return ret_id->p != NULL && ret_id->n > 0 ? OK : refuse(why, "no_id_token");
}

static enum err
checked(struct arena *a, const struct provider *p, struct str token, int64_t now,
    struct id_claims *ret, const char **why)
{
	const struct id_want want = { .issuer = p->issuer, .client_id = p->client_id,
		.nonce = S(""), .name_claim = S(""), .mfa = p->mfa, .now = now, .by_host = true };
	const char *bad = NULL;
	struct str pem;

	if (p->key_file.n > 0) {
		if (file_text(a, p->key_file, &pem) != OK)
			return refuse(why, "key_file");
		bad = id_token_signed_pem(a, token, pem);
	}
	if (bad == NULL)
		bad = id_token_claims(a, token, &want, ret);
	if (bad == NULL && !text_digits(ret->subject))
		bad = "sub"; /* an oid is a number, and stands in an address below */
	return bad == NULL ? OK : refuse(why, bad);
}

/* Names only, and only when an account is to be made. Without them it is made all the same. */
static enum err
name_ask(struct arena *a, const struct provider *p, struct str access, struct id_claims *who)
{
	struct provider_call f = { .bearer = access, .timeout_s = p->timeout_s,
		.url = str_fmt(a, "%.*s" PERSON "%.*s", FMT(p->issuer), FMT(who->subject)) };
	struct str text, first, last, name;
	struct json_object *o;
	const char *why;
	enum err e;

	if (!text_plain(access, OIDC_TOKEN_MAX))
		return OK;
	e = provider_call(a, &f, &text, &why);
	if (e != OK)
		return e == E_NOMEM ? e : OK;
	o = json_read(a, text);
	first = o ? json_text(o, "firstName") : STR_NONE;
	last = o ? json_text(o, "lastName") : STR_NONE;
	name = str_fmt(a, "%.*s %.*s", FMT(first), FMT(last));
	if (text_plain(name, KiB))
		who->name = utf8_cut(str_trim(name), OIDC_NAME_MAX);
	return OK;
}

enum err
esia_finish(struct arena *a, const struct provider *p, const struct attempt *at, struct str code,
    struct id_result *ret, const char **why)
{
	struct str id, access;

	TRY(exchange(a, p, at, code, &id, &access, why));
	TRY(checked(a, p, id, at->now, &ret->who, why));
	ret->id_token = S("");
	return at->name ? name_ask(a, p, access, &ret->who) : OK;
}

struct str
esia_end(struct arena *a, const struct provider *p, struct str back)
{
	struct buf b;

	buf_init(&b, a, 8 * KiB);
	buf_put(&b, address(a, p, LOGOUT));
	put_pair(&b, '?', "client_id", p->client_id);
	put_pair(&b, '&', "redirect_url", back);
	return buf_err(&b) == OK ? buf_str(&b) : STR_NONE;
}
