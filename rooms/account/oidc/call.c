/* call.c - one question to a provider. */
#include <sodium.h>

#include "account/oidc/oidc.h"

#define ANSWER_MAX (256 * KiB)

static struct str
basic_of(struct arena *a, struct str pair)
{
	size_t n = sodium_base64_encoded_len(pair.n, sodium_base64_VARIANT_ORIGINAL);
	char *b64 = arena_alloc(a, n);

	if (b64 == NULL)
		return STR_NONE;
	sodium_bin2base64(
	    b64, n, (const unsigned char *)pair.p, pair.n, sodium_base64_VARIANT_ORIGINAL);
	return str_fmt(a, "Authorization: Basic %s", b64);
}

enum err
provider_call(struct arena *a, const struct provider_call *c, struct str *ret, const char **why)
{
	struct str heads[2] = { S("Accept: application/json") };
	struct fetch f = { .url = c->url, .heads = heads, .n_heads = 1, .body = c->form,
		.timeout_ms = c->timeout_s * 1000, .max = ANSWER_MAX };
	struct fetched got;

	if (c->basic.p != NULL)
		heads[f.n_heads++] = basic_of(a, c->basic);
	else if (c->bearer.p != NULL)
		heads[f.n_heads++] = str_fmt(a, "Authorization: Bearer %.*s", FMT(c->bearer));
	TRY(fetch(a, &f, &got));
	if (got.end == FETCH_ANSWERED && got.status == 200) {
		*ret = got.body;
		return OK;
	}
	*why = got.end == FETCH_TOO_BIG ? "too_big" :
	    got.end != FETCH_ANSWERED   ? "unreachable" :
					  "status";
	log_line(LOG_WARN, "provider_call", "host=%.*s why=%s status=%d said=\"%s\"",
	    FMT(url_host(c->url)), *why, got.status, got.why);
	return E_INPUT;
}
