/* oidc.h - another service says who it is: OpenID Connect and ЕСИА, beneath the pages.
 *
 * Owns    what is remembered of the providers in this process: descriptions and keys.
 * Memory  the arena given; what is remembered lives in arenas of its own.
 * Errors  E_INPUT: refused or not reachable, and *why is its code for the log
 *         (docs/admin/sign-in.md lists them); E_NOMEM. Secrets and tokens get into no log.
 * Threads any; calls over the network take up to oidc_timeout: on a worker, in no
 *         transaction.
 */
#pragma once
#include "base/base.h"
#include "conf/conf.h"
#include "fetch/fetch.h"

#define OIDC_SKEW_S 60		/* clocks may differ by so much */
#define OIDC_SUBJECT_MAX 255	/* OpenID Connect Core, 2 */
#define OIDC_NAME_MAX 200	/* characters, as in the form of a name */
#define OIDC_TOKEN_MAX (16 * KiB)

/* ---- the ID token ----------------------------------------------------------------------- */

/* What a token must fit. nonce empty: none was sent. */
struct id_want {
	struct str issuer, client_id, nonce;
	struct str name_claim;	/* where a name to show stands */
	struct str mfa;		/* values of amr or acr that mean two steps, commas between */
	int64_t now;
	bool by_host;		/* of the issuer only the host counts (ЕСИА) */
};
struct id_claims { struct str subject, name; bool mfa; };

/* Does the signature fit a key of this set (RFC 7517)? RS256, PS256 and ES256 alone. "kid": no
 * key of the set is meant. NULL: it fits. */
const char *id_token_signed(struct arena *a, struct str token, struct str jwks);
/* The same by one key or certificate in PEM. */
const char *id_token_signed_pem(struct arena *a, struct str token, struct str pem);
/* The claims of a token whose signature, or whose way here, is trusted: OpenID Connect
 * Core, 3.1.3.7. NULL: they fit. */
const char *id_token_claims(struct arena *a, struct str token, const struct id_want *want,
    struct id_claims *ret);

/* jws.c, alone with librhonabwy: `key` is a JWK, or PEM. */
bool jws_fits(const char *alg, const char *key, bool pem, const char *token);

/* ---- JSON from others: what is missing or of another type is p NULL --------------------- */

struct json_object;
/* Whole and strict, ended with the arena; NULL when it is not an object. */
struct json_object *json_read(struct arena *a, struct str text);
struct str json_text(struct json_object *o, const char *name);
bool json_whole(struct json_object *o, const char *name, int64_t *ret);
/* Is `word` the text, or one of the list of texts, under this name? */
bool json_lists(struct json_object *o, const char *name, struct str word);
/* base64url without padding (RFC 7515); p NULL: it is not. */
struct str base64url_read(struct arena *a, struct str s);
/* UTF-8 without control characters, 1 to max bytes. */
bool text_plain(struct str s, size_t max);
bool text_digits(struct str s);
/* Is `word` among those of a list in a setting, with these marks between? */
bool listed(struct str list, char mark, struct str word);

/* ---- over the network ------------------------------------------------------------------- */

struct provider_call {
	struct str url;
	struct str form;	/* of a POST; p NULL: GET */
	struct str basic;	/* "user:password", each encoded as a form is; p NULL: none */
	struct str bearer;	/* p NULL: none */
	int64_t timeout_s;
};
/* The body of an answer with status 200; else *why is "unreachable", "status" or "too_big". */
MUST_USE enum err provider_call(struct arena *a, const struct provider_call *c, struct str *ret,
    const char **why);

/* ---- providers -------------------------------------------------------------------------- */

enum via_kind { VIA_OIDC, VIA_ESIA };
#define VIA_N 2
struct provider {
	enum via_kind kind;
	struct str code, name;		/* "oidc", in addresses; the words on the button */
	struct str issuer;		/* what links are kept under */
	struct str client_id, secret_file, scopes, name_claim, mfa, origins;
	struct str signer, key_file;	/* ЕСИА */
	int64_t timeout_s;
};
/* Those that the settings name, at most VIA_N. */
size_t providers_of(const struct settings *set, struct provider ret[VIA_N]);
bool provider_of(const struct settings *set, struct str code, struct provider *ret);

/* An attempt to sign in, as both sides of the way know it. */
struct attempt {
	struct str state, nonce, verifier;	/* all of this browser's cookie, or random */
	struct str redirect_uri;
	int64_t now;
	bool name;		/* a name is wanted, even at the price of one question more */
};
struct id_result {
	struct id_claims who;
	struct str id_token;		/* the hint for signing out */
};

/* Where the browser goes. */
MUST_USE enum err oidc_start(struct arena *a, const struct provider *p, const struct attempt *at,
    struct str *ret_url, const char **why);
/* A code of the answer becomes a person. iss: of the answer (RFC 9207), p NULL: none. */
MUST_USE enum err oidc_finish(struct arena *a, const struct provider *p, const struct attempt *at,
    struct str code, struct str iss, struct id_result *ret, const char **why);
/* Where the browser signs out there too; p NULL: nowhere. */
MUST_USE enum err oidc_end(struct arena *a, const struct provider *p, struct str hint,
    struct str back, int64_t now, struct str *ret_url, const char **why);

/* esia.c: the same three of ЕСИА, called by those above. */
enum err esia_start(struct arena *a, const struct provider *p, const struct attempt *at,
    struct str *ret_url, const char **why);
enum err esia_finish(struct arena *a, const struct provider *p, const struct attempt *at,
    struct str code, struct id_result *ret, const char **why);
struct str esia_end(struct arena *a, const struct provider *p, struct str back);
struct str uuid_new(struct arena *a);
/* signer.c: bytes go to the process behind a local socket, their signature comes back in
 * base64url. */
enum err signer_ask(struct arena *a, const char *path, struct str bytes, int64_t timeout_s,
    struct str *ret, const char **why);

/* One value in a query or a form: "&name=value"; the mark before it is & unless said. */
struct buf;
void put_pair(struct buf *b, char mark, const char *name, struct str value);
/* A short file's text without its line end. */
enum err file_text(struct arena *a, struct str path, struct str *ret);
