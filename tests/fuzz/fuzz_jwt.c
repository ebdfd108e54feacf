/* fuzz_jwt.c - a token and a set of keys from anyone: refused with a word, or what it says fits. */
#include "account/oidc/oidc.h"
#include "text/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* What passed is what may be kept and shown. */
static void
claims(struct arena *a, struct str token, const struct id_want *w)
{
	struct id_claims c = { STR_NONE, STR_NONE, false };

	if (id_token_claims(a, token, w, &c) != NULL)
		return;
	ASSERT(text_plain(c.subject, OIDC_SUBJECT_MAX));
	ASSERT(memchr(c.subject.p, 0, c.subject.n) == NULL);
	ASSERT(c.name.n == 0 || (utf8_valid(c.name) && c.name.n <= KiB));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str all = { (const char *)data, n }, jwks, token = str_cut(all, '\n', &jwks);
	struct id_want w = { .issuer = S("https://id.example"), .client_id = S("veche"),
		.nonce = S(""), .name_claim = S("name"), .mfa = S("mfa"), .now = 1800000000 };
	struct arena *a = arena_new(64 * MiB);

	ASSERT(a);
	claims(a, token, &w);
	w.by_host = true;
	claims(a, token, &w);
	if (jwks.p != NULL)
		(void)(id_token_signed(a, token, jwks) == NULL);
	(void)(id_token_signed_pem(a, token, all) == NULL);
	if (url_trusted(all)) {
		struct str o = url_origin(all), h = url_host(all);

		ASSERT(o.n > h.n && h.n > 0 && memchr(o.p, ' ', o.n) == NULL);
	}
	arena_free(a);
	return 0;
}
