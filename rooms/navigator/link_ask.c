/* link_ask.c - one address asked over HTTP, carefully. */
#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

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

/* ---- which addresses ------------------------------------------------------------ */

static bool
outer4(uint32_t ip)
{
	static const struct {
		uint32_t net;
		int bits;
	} inner[] = {
		{ 0x00000000, 8 }, /* this network */
		{ 0x0a000000, 8 }, /* RFC 1918 */
		{ 0x64400000, 10 }, /* RFC 6598 */
		{ 0x7f000000, 8 }, /* loopback */
		{ 0xa9fe0000, 16 }, /* link-local, cloud metadata */
		{ 0xac100000, 12 }, { 0xc0000000, 24 }, /* RFC 6890 */
		{ 0xc0a80000, 16 }, { 0xc6120000, 15 }, /* RFC 2544 */
		{ 0xe0000000, 3 }, /* multicast, reserved, broadcast */
	};

	for (size_t i = 0; i < LEN(inner); i++)
		if ((ip ^ inner[i].net) >> (32 - inner[i].bits) == 0)
			return false;
	return true;
}

/* Outer IPv6 is 2000::/3; what carries an IPv4 address inside is judged by that. */
static bool
outer6(const unsigned char *b)
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
	static const unsigned char nat64[12] = { 0x00, 0x64, 0xff, 0x9b };
	uint32_t low = (uint32_t)b[12] << 24 | (uint32_t)b[13] << 16 | (uint32_t)b[14] << 8 | b[15];
	uint32_t mid = (uint32_t)b[2] << 24 | (uint32_t)b[3] << 16 | (uint32_t)b[4] << 8 | b[5];

	if (memcmp(b, mapped, sizeof mapped) == 0 || memcmp(b, nat64, sizeof nat64) == 0)
		return outer4(low);
	if (b[0] == 0x20 && b[1] == 0x02) /* 6to4 */
		return outer4(mid);
	if (b[0] == 0x20 && b[1] == 0x01 && b[2] == 0 && b[3] == 0) /* Teredo */
		return false;
	return (b[0] & 0xe0) == 0x20;
}

bool
link_outer(const struct sockaddr *sa)
{
	if (sa->sa_family == AF_INET)
		return outer4(
		    ntohl(((const struct sockaddr_in *)(const void *)sa)->sin_addr.s_addr));
	if (sa->sa_family == AF_INET6)
		return outer6(((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr.s6_addr);
	return false;
}

static curl_socket_t
open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *to)
{
	struct link_asker *k = ctx;

	if (purpose == CURLSOCKTYPE_IPCXN && !k->local && !link_outer(&to->addr)) {
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

static struct str
host_of(struct str url)
{
	ptrdiff_t at = str_find(url, S("://"));
	struct str rest = at < 0 ? url :
				   (struct str){ url.p + at + 3, url.n - (size_t)at - 3 };
	size_t n = 0;

	while (n < rest.n && !strchr("/?#", rest.p[n]))
		n++;
	return (struct str){ rest.p, n };
}

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
	wait_for(k, host_of(url));
	TRY(ask_once(k, a, z, true, ret));
	/* what no second question can mend */
	if (ret->verdict < LINK_REFUSED || ret->verdict == LINK_DNS || ret->verdict == LINK_TLS ||
	    ret->verdict == LINK_BAD || ret->verdict == LINK_LOOP)
		return OK;
	return ask_once(k, a, z, false, ret);
}
