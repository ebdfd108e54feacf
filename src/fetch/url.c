/* url.c - parts of an address, and whether it may be asked. */
#include <netinet/in.h>
#include <sys/socket.h>

#include "fetch/fetch.h"

#define URL_MAX 2000

struct str
url_authority(struct str url)
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
	struct str at = url_authority(url);

	return at.p ? (struct str){ url.p, (size_t)(at.p - url.p) + at.n } : STR_NONE;
}

struct str
url_host(struct str url)
{
	struct str at = url_authority(url), rest;

	if (at.p != NULL && at.n > 0 && at.p[0] == '[') { /* IPv6 */
		(void)str_cut(at, ']', &rest);
		return rest.p ? (struct str){ at.p, (size_t)(rest.p - at.p) } : STR_NONE;
	}
	return at.p ? str_cut(at, ':', &rest) : STR_NONE;
}

bool
url_loopback(struct str url)
{
	struct str host = url_host(url);

	return str_is(host, "127.0.0.1") || str_is(host, "[::1]") || str_is(host, "localhost");
}

bool
url_trusted(struct str url)
{
	struct str at = url_authority(url), host = url_host(url);

	if (at.p == NULL || host.p == NULL || host.n == 0 || url.n > URL_MAX)
		return false;
	if (!str_starts(url, S("https://")) &&
	    !(str_starts(url, S("http://")) && url_loopback(url)))
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

/* ---- the public network ------------------------------------------------------------------- */

static uint32_t
four(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static bool
outer4(uint32_t ip)
{
	static const struct { uint32_t net; int bits; } inner[] = {
		{ 0x00000000, 8 },	/* this network */
		{ 0x0a000000, 8 }, { 0xac100000, 12 }, { 0xc0a80000, 16 },	/* RFC 1918 */
		{ 0x64400000, 10 },	/* shared, RFC 6598 */
		{ 0x7f000000, 8 },	/* the machine itself */
		{ 0xa9fe0000, 16 },	/* link-local: metadata of clouds */
		{ 0xc0000000, 24 }, { 0xc6120000, 15 },	/* protocols, benchmarks */
		{ 0xe0000000, 3 },	/* many at once, reserved */
	};

	for (size_t i = 0; i < LEN(inner); i++)
		if ((ip ^ inner[i].net) >> (32 - inner[i].bits) == 0)
			return false;
	return true;
}

static bool
outer6(const unsigned char p[16])
{
	static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
	static const unsigned char nat64[12] = { 0x00, 0x64, 0xff, 0x9b };

	if (memcmp(p, mapped, sizeof mapped) == 0 || memcmp(p, nat64, sizeof nat64) == 0)
		return outer4(four(p + 12));
	if (p[0] == 0x20 && p[1] == 0x02) /* 6to4 */
		return outer4(four(p + 2));
	if (p[0] == 0x20 && p[1] == 0x01 && p[2] == 0 && p[3] == 0) /* Teredo */
		return false;
	return (p[0] & 0xe0) == 0x20; /* global unicast is 2000::/3 */
}

bool
addr_outer(const struct sockaddr *at)
{
	struct sockaddr_in six4;
	struct sockaddr_in6 six;

	if (at->sa_family == AF_INET) {
		memcpy(&six4, at, sizeof six4);
		return outer4(ntohl(six4.sin_addr.s_addr));
	}
	if (at->sa_family != AF_INET6)
		return false;
	memcpy(&six, at, sizeof six);
	return outer6(six.sin6_addr.s6_addr);
}
