/* settings.c - the providers that the settings name. */
#include "account/oidc/oidc.h"

static struct str
no_slash(struct str url)
{
	while (url.n > 0 && url.p[url.n - 1] == '/')
		url.n--;
	return url;
}

size_t
providers_of(const struct settings *s, struct provider ret[VIA_N])
{
	size_t n = 0;

	if (s->oidc_issuer.n > 0 && s->oidc_client_id.n > 0)
		ret[n++] = (struct provider){ .kind = VIA_OIDC, .code = S("oidc"),
			.name = s->oidc_name, .issuer = s->oidc_issuer,
			.client_id = s->oidc_client_id, .secret_file = s->oidc_secret_file,
			.scopes = s->oidc_scopes, .name_claim = s->oidc_name_claim,
			.mfa = s->oidc_mfa, .origins = s->oidc_origins,
			.timeout_s = s->oidc_timeout };
	if (s->esia_url.n > 0 && s->esia_client_id.n > 0)
		ret[n++] = (struct provider){ .kind = VIA_ESIA, .code = S("esia"),
			.name = s->esia_name, .issuer = no_slash(s->esia_url),
			.client_id = s->esia_client_id, .scopes = s->esia_scopes,
			.name_claim = S(""), .mfa = s->oidc_mfa, .signer = s->esia_signer,
			.key_file = s->esia_key_file, .timeout_s = s->oidc_timeout };
	return n;
}

bool
provider_of(const struct settings *s, struct str code, struct provider *ret)
{
	struct provider all[VIA_N];
	size_t n = providers_of(s, all);

	for (size_t i = 0; i < n; i++)
		if (str_eq(all[i].code, code)) {
			*ret = all[i];
			return true;
		}
	return false;
}
