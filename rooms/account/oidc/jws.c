/* jws.c - one signature over one token, by librhonabwy. Alone in its file: jansson's names, which
 * its header brings, are json-c's too. */
#include <rhonabwy.h>

#include "account/oidc/oidc.h"

#define RSA_BITS_MIN 2048

static const struct { const char *name; jwa_alg alg; int type; } algs[] = {
	{ "RS256", R_JWA_ALG_RS256, R_KEY_TYPE_RSA },
	{ "PS256", R_JWA_ALG_PS256, R_KEY_TYPE_RSA },
	{ "ES256", R_JWA_ALG_ES256, R_KEY_TYPE_EC },
};

static bool
key_read(jwk_t *k, const char *text, bool pem)
{
	static const int types[] = { R_X509_TYPE_CERTIFICATE, R_X509_TYPE_PUBKEY };

	if (!pem)
		return r_jwk_import_from_json_str(k, text) == RHN_OK;
	for (size_t i = 0; i < LEN(types); i++)
		if (r_jwk_import_from_pem_der(k, types[i], R_FORMAT_PEM,
			(const unsigned char *)text, strlen(text)) == RHN_OK)
			return true;
	return false;
}

/* Public, of the kind the algorithm needs, and not too short. */
static bool
key_serves(jwk_t *k, int type)
{
	unsigned bits = 0;
	int have = r_jwk_key_type(k, &bits, R_FLAG_IGNORE_REMOTE);

	if (!(have & R_KEY_TYPE_PUBLIC) || !(have & type))
		return false;
	return type == R_KEY_TYPE_RSA ? bits >= RSA_BITS_MIN : bits == 256;
}

bool
jws_fits(const char *alg, const char *key, bool pem, const char *token)
{
	jwk_t *k = NULL;
	jws_t *s = NULL;
	bool fits = false;

	for (size_t i = 0; i < LEN(algs); i++) {
		if (strcmp(algs[i].name, alg) != 0)
			continue;
		/* nothing the header brings is a key: R_PARSE_NONE */
		fits = r_jwk_init(&k) == RHN_OK && r_jws_init(&s) == RHN_OK &&
		    key_read(k, key, pem) && key_serves(k, algs[i].type) &&
		    r_jws_advanced_compact_parse(s, token, R_PARSE_NONE, R_FLAG_IGNORE_REMOTE) ==
			RHN_OK &&
		    r_jws_get_alg(s) == algs[i].alg &&
		    r_jws_verify_signature(s, k, R_FLAG_IGNORE_REMOTE) == RHN_OK;
	}
	if (s != NULL)
		r_jws_free(s);
	if (k != NULL)
		r_jwk_free(k);
	return fits;
}
