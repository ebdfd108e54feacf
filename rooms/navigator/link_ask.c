/* link_ask.c - one address asked over HTTP, carefully. */
#include <curl/curl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "fetch/fetch.h"
#include "navigator/links.h"

#define REDIRECTS 5
#define HOSTS 256		/* remembered; the oldest is forgotten */
#define HOST_GAP_US 1000000
#define BODY_ENOUGH (64 * KiB)

struct link_asker {
	CURL *curl;
	bool local;		/* the inner network is allowed */
	long timeout_s;
	bool refused;		/* the connection under way led inside */
	size_t got;
	struct { uint64_t host; int64_t at_us; } hosts[HOSTS];
	size_t n_hosts;
};

static curl_socket_t
open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *to)
{
	struct link_asker *k = ctx;

	if (purpose == CURLSOCKTYPE_IPCXN && !k->local && !addr_outer(&to->addr)) {
		k->refused = true;
		return CURL_SOCKET_BAD;
	}
	return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

/* ---- the handle ------------------------------------------------------------------ */

static size_t
take_body(char *p, size_t size, size_t n, void *ctx)
{
	struct link_asker *k = ctx;

	(void)p;
	k->got += size * n;
	return k->got > BODY_ENOUGH ? 0 : size * n; /* enough was seen to know that it answers */
}

static void
end(void *curl)
{
	curl_easy_cleanup(curl);
	curl_global_cleanup();
}

static bool
set_up(struct link_asker *k)
{
	CURL *c = k->curl;

	return curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, "http,https") == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_PROXY, "") == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 1L) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_MAXREDIRS, (long)REDIRECTS) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_TIMEOUT, k->timeout_s) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, k->timeout_s) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_USERAGENT, "Veche-links/1 (checks links)") == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, k) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_FORBID_REUSE, 1L) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body) == CURLE_OK &&
	    curl_easy_setopt(c, CURLOPT_WRITEDATA, k) == CURLE_OK;
}

enum err
link_asker_new(struct arena *a, const struct settings *set, struct link_asker **ret)
{
	struct link_asker *k = arena_make(a, struct link_asker);

	if (k == NULL)
		return E_NOMEM;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return E_BUG;
	k->curl = curl_easy_init();
	if (k->curl == NULL)
		return E_NOMEM;
	k->local = set->link_local;
	k->timeout_s = (long)set->link_timeout;
	TRY(arena_defer(a, end, k->curl));
	if (!set_up(k))
		return E_BUG;
	*ret = k;
	return OK;
}

/* ---- asking ------------------------------------------------------------------------ */

/* One host is asked once a second at most. */
static void
wait_for(struct link_asker *k, struct str host)
{
	uint64_t h = str_hash(host);
	size_t at = k->n_hosts % HOSTS;
	int64_t left;

	for (size_t i = 0; i < HOSTS && i < k->n_hosts; i++)
		if (k->hosts[i].host == h)
			at = i;
	left = k->hosts[at].host == h ? k->hosts[at].at_us + HOST_GAP_US - time_mono_us() : 0;
	if (left > 0 && left <= HOST_GAP_US)
		(void)nanosleep(&(struct timespec){ left / 1000000, left % 1000000 * 1000 }, NULL);
	if (at == k->n_hosts % HOSTS && k->hosts[at].host != h)
		k->n_hosts++;
	k->hosts[at].host = h;
	k->hosts[at].at_us = time_mono_us();
}

static enum link_verdict
by_status(long status, long redirects)
{
	if (status == 404 || status == 410)
		return LINK_GONE;
	if (status >= 500)
		return LINK_SERVER;
	if (status >= 400)
		return LINK_REFUSED;
	if (status >= 200)
		return redirects > 0 ? LINK_MOVED : LINK_FINE;
	return LINK_CONNECT;
}

static enum link_verdict
by_failure(const struct link_asker *k, CURLcode c)
{
	if (k->refused)
		return LINK_BAD;
	switch ((int)c) {
	case CURLE_COULDNT_RESOLVE_HOST: return LINK_DNS;
	case CURLE_OPERATION_TIMEDOUT: return LINK_TIMEOUT;
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_INVALIDCERTSTATUS: return LINK_TLS;
	case CURLE_TOO_MANY_REDIRECTS: return LINK_LOOP;
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_URL_MALFORMAT: return LINK_BAD;
	default: return LINK_CONNECT;
	}
}

static enum err
ask_once(struct link_asker *k, struct arena *a, const char *url, bool head, struct link_answer *ret)
{
	long status = 0, redirects = 0;
	char *end_url = NULL;
	CURLcode c;

	k->refused = false;
	k->got = 0;
	if (curl_easy_setopt(k->curl, CURLOPT_URL, url) != CURLE_OK ||
	    curl_easy_setopt(k->curl, CURLOPT_NOBODY, head ? 1L : 0L) != CURLE_OK ||
	    (!head && curl_easy_setopt(k->curl, CURLOPT_HTTPGET, 1L) != CURLE_OK))
		return E_NOMEM;
	c = curl_easy_perform(k->curl);
	(void)(curl_easy_getinfo(k->curl, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK);
	(void)(curl_easy_getinfo(k->curl, CURLINFO_REDIRECT_COUNT, &redirects) == CURLE_OK);
	(void)(curl_easy_getinfo(k->curl, CURLINFO_EFFECTIVE_URL, &end_url) == CURLE_OK);
	/* a long page was left in the middle: it answers */
	if (c == CURLE_WRITE_ERROR && k->got > BODY_ENOUGH)
		c = CURLE_OK;
	*ret = (struct link_answer){ .status = status, .target = S(""),
		.verdict = c == CURLE_OK ? by_status(status, redirects) : by_failure(k, c) };
	if (redirects > 0 && end_url != NULL)
		ret->target = str_dup(a, str_c(end_url));
	return ret->target.p ? OK : E_NOMEM;
}

enum err
link_ask(struct link_asker *k, struct arena *a, struct str url, struct link_answer *ret)
{
	char *z = str_z(a, url);

	if (z == NULL)
		return E_NOMEM;
	if (!str_starts(url, S("http://")) && !str_starts(url, S("https://"))) {
		*ret = (struct link_answer){ .verdict = LINK_BAD, .target = S("") };
		return OK;
	}
	wait_for(k, url_authority(url));
	TRY(ask_once(k, a, z, true, ret));
	/* what no second question can mend */
	if (ret->verdict < LINK_REFUSED || ret->verdict == LINK_DNS || ret->verdict == LINK_TLS ||
	    ret->verdict == LINK_BAD || ret->verdict == LINK_LOOP)
		return OK;
	return ask_once(k, a, z, false, ret);
}
