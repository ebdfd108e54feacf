/* token.c - an ID token: its signature by a key of the provider, then every claim that must fit. */
#include <json-c/json.h>

#include "account/oidc/oidc.h"
#include "text/text.h"

#define KEYS_MAX 64
#define RSA_N_MAX 1400		/* letters of a modulus: 8192 bits */

static const char *const allowed[] = { "RS256", "PS256", "ES256" };

struct parts { struct json_object *head, *body; const char *alg; struct str kid; };

/* Three parts, of which the first two are JSON. NULL: it is that. */
static const char *
split(struct arena *a, struct str token, struct parts *ret)
{
	struct str rest, head = str_cut(token, '.', &rest), body, sum;

	if (token.n > OIDC_TOKEN_MAX || rest.p == NULL)
		return "token_form";
	body = str_cut(rest, '.', &sum);
	if (sum.p == NULL || memchr(sum.p, '.', sum.n) != NULL)
		return "token_form";
	head = base64url_read(a, head);
	body = base64url_read(a, body);
	if (head.p == NULL || body.p == NULL)
		return "token_form";
	ret->head = json_read(a, head);
	ret->body = json_read(a, body);
	return ret->head != NULL && ret->body != NULL ? NULL : "token_form";
}

/* The algorithm is one of ours, never one the token would like. An extension that the header says
 * must be understood (crit) is not. */
static const char *
head_check(struct parts *p)
{
	struct str alg = json_text(p->head, "alg");
	struct json_object *any;

	p->alg = NULL;
	for (size_t i = 0; i < LEN(allowed); i++)
		if (alg.p != NULL && str_is(alg, allowed[i]))
			p->alg = allowed[i];
	if (p->alg == NULL)
		return "alg";
	if (json_object_object_get_ex(p->head, "crit", &any) ||
	    json_object_object_get_ex(p->head, "b64", &any))
		return "crit";
	p->kid = json_text(p->head, "kid");
	return NULL;
}

/* ---- the key ---------------------------------------------------------------------------- */

static bool
letters(struct str s, size_t min, size_t max)
{
	if (s.p == NULL || s.n < min || s.n > max)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			c == '-' || c == '_'))
			return false;
	}
	return true;
}

static bool
is_for(struct json_object *k, const char *name, const char *value)
{
	struct str s = json_text(k, name);

	return s.p == NULL || str_is(s, value);
}

/* Of a key of the set only what makes it a public key: no certificates, no addresses. p NULL: it
 * cannot have made this signature. */
static struct str
key_plain(struct arena *a, struct json_object *k, const char *alg)
{
	struct str kty = json_text(k, "kty"), n = json_text(k, "n"), e = json_text(k, "e");
	struct str crv = json_text(k, "crv"), x = json_text(k, "x"), y = json_text(k, "y");

	if (kty.p == NULL || !is_for(k, "use", "sig") || !is_for(k, "alg", alg))
		return STR_NONE;
	if (alg[0] != 'E' && str_is(kty, "RSA") && letters(n, 342, RSA_N_MAX) && letters(e, 1, 8))
		return str_fmt(
		    a, "{\"kty\":\"RSA\",\"n\":\"%.*s\",\"e\":\"%.*s\"}", FMT(n), FMT(e));
	if (alg[0] == 'E' && str_is(kty, "EC") && crv.p != NULL && str_is(crv, "P-256") &&
	    letters(x, 43, 43) && letters(y, 43, 43))
		return str_fmt(a,
		    "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%.*s\",\"y\":\"%.*s\"}", FMT(x),
		    FMT(y));
	return STR_NONE;
}

static const char *
any_fits(struct arena *a, const struct parts *p, struct json_object *keys, const char *token)
{
	size_t n = json_object_array_length(keys), met = 0;

	for (size_t i = 0; i < n && i < KEYS_MAX; i++) {
		struct json_object *k = json_object_array_get_idx(keys, i);
		struct str kid, key;

		if (!json_object_is_type(k, json_type_object))
			continue;
		kid = json_text(k, "kid");
		if (p->kid.p != NULL && (kid.p == NULL || !str_eq(kid, p->kid)))
			continue;
		key = key_plain(a, k, p->alg);
		if (key.p == NULL)
			continue;
		met++;
		if (jws_fits(p->alg, key.p, false, token))
			return NULL;
	}
	return met == 0 ? "kid" : "signature";
}

const char *
id_token_signed(struct arena *a, struct str token, struct str jwks)
{
	struct json_object *set, *keys;
	struct parts p;
	const char *why = split(a, token, &p), *z = str_z(a, token);

	if (why == NULL)
		why = head_check(&p);
	if (why != NULL)
		return why;
	set = json_read(a, jwks);
	if (z == NULL || set == NULL || !json_object_object_get_ex(set, "keys", &keys) ||
	    !json_object_is_type(keys, json_type_array))
		return "jwks_answer";
	return any_fits(a, &p, keys, z);
}

const char *
id_token_signed_pem(struct arena *a, struct str token, struct str pem)
{
	struct parts p;
	const char *why = split(a, token, &p), *z = str_z(a, token), *key = str_z(a, pem);

	if (why == NULL)
		why = head_check(&p);
	if (why != NULL)
		return why;
	return z != NULL && key != NULL && jws_fits(p.alg, key, true, z) ? NULL : "signature";
}

/* ---- the claims ------------------------------------------------------------------------- */

static bool
issuer_fits(struct json_object *o, const struct id_want *w)
{
	struct str iss = json_text(o, "iss");

	if (iss.p == NULL)
		return false;
	return w->by_host ? str_eq(url_host(iss), url_host(w->issuer)) : str_eq(iss, w->issuer);
}

/* For us; where it is for others as well, it must say that we asked for it. */
static const char *
audience(struct json_object *o, const struct id_want *w)
{
	struct str azp = json_text(o, "azp");
	struct json_object *v;

	if (!json_lists(o, "aud", w->client_id))
		return "aud";
	if (json_object_object_get_ex(o, "azp", &v) &&
	    (azp.p == NULL || !str_eq(azp, w->client_id)))
		return "azp";
	if (json_object_object_get_ex(o, "aud", &v) && json_object_is_type(v, json_type_array) &&
	    json_object_array_length(v) > 1 && azp.p == NULL)
		return "azp";
	return NULL;
}

static const char *
times(struct json_object *o, int64_t now)
{
	struct json_object *v;
	int64_t t;

	if (!json_whole(o, "exp", &t) || t <= now - OIDC_SKEW_S)
		return "exp";
	if (!json_whole(o, "iat", &t) || t > now + OIDC_SKEW_S)
		return "iat";
	if (json_object_object_get_ex(o, "nbf", &v) &&
	    (!json_whole(o, "nbf", &t) || t > now + OIDC_SKEW_S))
		return "nbf";
	return NULL;
}

static bool
two_steps(struct json_object *o, struct str list)
{
	while (list.n > 0) {
		struct str one = str_trim(str_cut(list, ',', &list));

		if (one.n > 0 && (json_lists(o, "amr", one) || json_lists(o, "acr", one)))
			return true;
	}
	return false;
}

const char *
id_token_claims(struct arena *a, struct str token, const struct id_want *w, struct id_claims *ret)
{
	struct parts p;
	struct str nonce, sub, name = STR_NONE;
	int64_t number;
	const char *why = split(a, token, &p), *claim = str_z(a, w->name_claim);

	if (why != NULL)
		return why;
	if (claim == NULL)
		return "memory";
	if (!issuer_fits(p.body, w))
		return "iss";
	if ((why = audience(p.body, w)) != NULL || (why = times(p.body, w->now)) != NULL)
		return why;
	nonce = json_text(p.body, "nonce");
	if (w->nonce.n > 0 && (nonce.p == NULL || !str_eq(nonce, w->nonce)))
		return "nonce";
	sub = json_text(p.body, "sub");
	if (sub.p == NULL && w->by_host && json_whole(p.body, "sub", &number) && number > 0)
		sub = str_fmt(a, "%lld", (long long)number); /* ЕСИА writes an oid either way */
	if (!text_plain(sub, OIDC_SUBJECT_MAX))
		return "sub";
	if (w->name_claim.n > 0)
		name = json_text(p.body, claim);
	if (!text_plain(name, KiB))
		name = S("");
	*ret = (struct id_claims){ .subject = str_dup(a, sub), .mfa = two_steps(p.body, w->mfa),
		.name = str_dup(a, utf8_cut(str_trim(name), OIDC_NAME_MAX)) };
	return ret->subject.p != NULL && ret->name.p != NULL ? NULL : "memory";
}
