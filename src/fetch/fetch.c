/* fetch.c - the question itself, by libcurl. */
#include "fetch/fetch.h"

#include <curl/curl.h>
#include <pthread.h>

struct taking { struct buf body; bool too_big; };

static size_t
take(char *p, size_t size, size_t n, void *ctx)
{
	struct taking *t = ctx;

	buf_put(&t->body, (struct str){ p, size * n });
	t->too_big = buf_err(&t->body) == E_LIMIT;
	return buf_err(&t->body) == OK ? size * n : 0;
}

/* *ret NULL without an error: there are no lines. */
static enum err
lines(struct arena *a, const struct fetch *f, struct curl_slist **ret)
{
	struct curl_slist *list = NULL, *more;

	for (size_t i = 0; i < f->n_heads; i++) {
		char *z = f->heads[i].p ? str_z(a, f->heads[i]) : NULL;

		more = z ? curl_slist_append(list, z) : NULL;
		if (more == NULL) {
			curl_slist_free_all(list);
			return E_NOMEM;
		}
		list = more;
	}
	*ret = list;
	return OK;
}

static bool
set_up(CURL *c, const struct fetch *f, const char *url, struct curl_slist *h, struct taking *t)
{
	bool ok = curl_easy_setopt(c, CURLOPT_URL, url) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)f->timeout_ms) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)f->timeout_ms) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_USERAGENT, "Veche") == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_HTTPHEADER, h) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_WRITEDATA, t) == CURLE_OK;

	if (ok && url_loopback(f->url))
		ok = curl_easy_setopt(c, CURLOPT_PROXY, "") == CURLE_OK;
	if (ok && f->body.p != NULL)
		ok = curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, (long)f->body.n) == CURLE_OK &&
		    curl_easy_setopt(c, CURLOPT_POSTFIELDS, f->body.p) == CURLE_OK;
	return ok;
}

static void
curl_begin(void)
{
	(void)(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
}

static CURLcode
perform(const struct fetch *f, const char *url, struct curl_slist *h, struct taking *t,
    long *ret_status)
{
	CURLcode rc = CURLE_OUT_OF_MEMORY;
	CURL *c = curl_easy_init();

	if (c != NULL && set_up(c, f, url, h, t)) {
		rc = curl_easy_perform(c);
		(void)(curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, ret_status) == CURLE_OK);
	}
	if (c != NULL)
		curl_easy_cleanup(c);
	return rc;
}

enum err
fetch(struct arena *a, const struct fetch *f, struct fetched *ret)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct taking t = { .too_big = false };
	struct curl_slist *h = NULL;
	char *url = str_z(a, f->url);
	long status = 0;
	CURLcode rc;

	pthread_once(&once, curl_begin);
	if (url == NULL)
		return E_NOMEM;
	buf_init(&t.body, a, f->max);
	TRY(lines(a, f, &h));
	rc = perform(f, url, h, &t, &status);
	curl_slist_free_all(h);
	if (rc == CURLE_OUT_OF_MEMORY || buf_err(&t.body) == E_NOMEM)
		return E_NOMEM;
	*ret = (struct fetched){ .end = t.too_big       ? FETCH_TOO_BIG :
		    rc == CURLE_OPERATION_TIMEDOUT      ? FETCH_LATE :
		    rc != CURLE_OK		        ? FETCH_UNREACHABLE :
						          FETCH_ANSWERED,
		.status = (int)status, .body = t.body.n > 0 ? buf_str(&t.body) : S(""),
		.why = t.too_big ? "too_big" : curl_easy_strerror(rc) };
	return OK;
}
