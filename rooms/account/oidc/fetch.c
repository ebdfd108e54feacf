/* fetch.c - one question to a provider over HTTP, within a time and a size. */
#include <curl/curl.h>
#include <pthread.h>
#include <sodium.h>
#include <strings.h>

#include "account/oidc/oidc.h"

#define ANSWER_MAX (256 * KiB)

/* ---- addresses -------------------------------------------------------------------------- */

/* What stands after "://" up to the path, with a port. */
static struct str
authority(struct str url)
{
	ptrdiff_t at = str_find(url, S("://"));
	size_t n = 0;

	if (at < 0)
		return STR_NONE;
	url = (struct str){ url.p + at + 3, url.n - (size_t)at - 3 };
	while (n < url.n && strchr("/?#", url.p[n]) == NULL)
		n++;
	return (struct str){ url.p, n };
}

struct str
url_origin(struct str url)
{
	struct str at = authority(url);

	return at.p ? (struct str){ url.p, (size_t)(at.p - url.p) + at.n } : STR_NONE;
}

struct str
url_host(struct str url)
{
	struct str at = authority(url), rest;

	if (at.p != NULL && at.n > 0 && at.p[0] == '[') { /* IPv6 */
		(void)str_cut(at, ']', &rest);
		return rest.p ? (struct str){ at.p, (size_t)(rest.p - at.p) } : STR_NONE;
	}
	return at.p ? str_cut(at, ':', &rest) : STR_NONE;
}

static bool
loopback(struct str host)
{
	return str_is(host, "127.0.0.1") || str_is(host, "[::1]") || str_is(host, "localhost");
}

bool
url_trusted(struct str url)
{
	struct str at = authority(url), host = url_host(url);

	if (at.p == NULL || host.p == NULL || host.n == 0 || url.n > 2000)
		return false;
	if (!str_starts(url, S("https://")) && !(str_starts(url, S("http://")) && loopback(host)))
		return false;
	for (size_t i = 0; i < at.n; i++) /* it stands in our policy's header too */
		if (strchr("@;,'\"*\\", at.p[i]) != NULL)
			return false;
	for (size_t i = 0; i < url.n; i++)
		if ((unsigned char)url.p[i] <= ' ' || (unsigned char)url.p[i] >= 0x7f ||
		    url.p[i] == '#')
			return false;
	return true;
}

/* ---- asking ----------------------------------------------------------------------------- */

struct taking { struct buf body; bool too_big; };

static size_t
take(char *p, size_t size, size_t n, void *ctx)
{
	struct taking *t = ctx;

	buf_put(&t->body, (struct str){ p, size * n });
	t->too_big = buf_err(&t->body) == E_LIMIT;
	return buf_err(&t->body) == OK ? size * n : 0;
}

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

static struct curl_slist *
headers(struct arena *a, const struct fetch *f)
{
	struct curl_slist *list = curl_slist_append(NULL, "Accept: application/json"), *more;
	struct str line = STR_NONE;

	if (f->basic.p != NULL)
		line = basic_of(a, f->basic);
	else if (f->bearer.p != NULL)
		line = str_fmt(a, "Authorization: Bearer %.*s", FMT(f->bearer));
	if (list == NULL || (f->basic.p == NULL && f->bearer.p == NULL))
		return list;
	more = line.p ? curl_slist_append(list, line.p) : NULL;
	if (more == NULL)
		curl_slist_free_all(list);
	return more;
}

static bool
set_up(CURL *c, const struct fetch *f, const char *url, struct curl_slist *h, struct taking *t)
{
	bool ok = curl_easy_setopt(c, CURLOPT_URL, url) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)f->timeout_s) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)f->timeout_s) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_USERAGENT, "Veche") == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_HTTPHEADER, h) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_WRITEDATA, t) == CURLE_OK;

	if (ok && loopback(url_host(f->url)))
		ok = curl_easy_setopt(c, CURLOPT_PROXY, "") == CURLE_OK;
	if (ok && f->form.p != NULL)
		ok = curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, (long)f->form.n) == CURLE_OK &&
		    curl_easy_setopt(c, CURLOPT_POSTFIELDS, f->form.p) == CURLE_OK;
	return ok;
}

static void
curl_begin(void)
{
	(void)(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
}

enum err
fetch(struct arena *a, const struct fetch *f, struct str *ret, const char **why)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct taking t = { .too_big = false };
	char *url = str_z(a, f->url);
	struct curl_slist *h;
	long status = 0;
	CURLcode rc = CURLE_OUT_OF_MEMORY;
	CURL *c;

	pthread_once(&once, curl_begin);
	buf_init(&t.body, a, ANSWER_MAX);
	h = headers(a, f);
	c = curl_easy_init();
	if (url != NULL && h != NULL && c != NULL && set_up(c, f, url, h, &t)) {
		rc = curl_easy_perform(c);
		(void)(curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK);
	}
	if (c != NULL)
		curl_easy_cleanup(c);
	curl_slist_free_all(h);
	if (rc == CURLE_OUT_OF_MEMORY)
		return E_NOMEM;
	if (rc == CURLE_OK && status == 200) {
		*ret = t.body.n > 0 ? buf_str(&t.body) : S("");
		return OK;
	}
	*why = t.too_big ? "too_big" : rc != CURLE_OK ? "unreachable" : "status";
	log_line(LOG_WARN, "provider_call", "host=%.*s why=%s status=%ld curl=%d",
	    FMT(url_host(f->url)), *why, status, (int)rc);
	return E_INPUT;
}
