/* peer.c - whose address a request shows, and which proxies we believe. */
#include "http/priv.h"
#include <arpa/inet.h>
#include <netinet/in.h>

static const unsigned char v4_mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF };

/* Text to 16 bytes, IPv4 as ::ffff:a.b.c.d. Brackets and a port are passed over. */
static bool
address_read(struct str s, unsigned char ret[16], int *ret_bits)
{
	char z[HTTP_PEER_TEXT];
	struct str port;

	s = str_trim(s);
	if (s.n && s.p[0] == '[')
		s = str_cut((struct str){ s.p + 1, s.n - 1 }, ']', &port);
	else if (memchr(s.p ? s.p : "", '.', s.n))
		s = str_cut(s, ':', &port); /* "::ffff:1.2.3.4" is not met in the wild */
	if (s.n == 0 || s.n >= sizeof z)
		return false;
	memcpy(z, s.p, s.n);
	z[s.n] = '\0';
	*ret_bits = 128;
	if (inet_pton(AF_INET6, z, ret) == 1)
		return true;
	*ret_bits = 32;
	memcpy(ret, v4_mapped, sizeof v4_mapped);
	return inet_pton(AF_INET, z, ret + 12) == 1;
}

static void
address_text(const unsigned char addr[16], char ret[HTTP_PEER_TEXT])
{
	if (memcmp(addr, v4_mapped, sizeof v4_mapped) == 0)
		(void)inet_ntop(AF_INET, addr + 12, ret, HTTP_PEER_TEXT);
	else
		(void)inet_ntop(AF_INET6, addr, ret, HTTP_PEER_TEXT);
}

static bool
is_proxy(const struct http_server *s, const unsigned char addr[16])
{
	for (size_t i = 0; i < s->n_proxies; i++) {
		const struct proxy *p = &s->proxies[i];
		int whole = p->bits / 8, left = p->bits % 8;
		unsigned mask = 0xFFu << (8 - left) & 0xFFu;

		if (memcmp(p->addr, addr, (size_t)whole) == 0 &&
		    (left == 0 || ((p->addr[whole] ^ addr[whole]) & mask) == 0))
			return true;
	}
	return false;
}

enum err
http_proxies_read(struct http_server *s, struct str list)
{
	while (list.p) {
		struct str bits_text, item = str_trim(str_cut(list, ',', &list));
		struct proxy *p = &s->proxies[s->n_proxies];
		int64_t bits;
		int most;

		if (item.n == 0)
			continue;
		if (s->n_proxies == HTTP_PROXIES_MAX)
			return E_LIMIT;
		if (!address_read(str_cut(item, '/', &bits_text), p->addr, &most))
			return E_INPUT;
		bits = most;
		if (bits_text.p && (!str_int(bits_text, &bits) || bits < 0 || bits > most))
			return E_INPUT;
		p->bits = (int)bits + (128 - most);
		s->n_proxies++;
	}
	return OK;
}

void
http_peer_read(const struct http_server *s, const struct sockaddr *sa, struct conn *c)
{
	unsigned char addr[16];

	c->peer[0] = '\0';
	c->trusted = false;
	if (!sa)
		return;
	if (sa->sa_family == AF_INET6) {
		memcpy(addr, &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr, 16);
	} else if (sa->sa_family == AF_INET) {
		memcpy(addr, v4_mapped, sizeof v4_mapped);
		memcpy(addr + 12, &((const struct sockaddr_in *)(const void *)sa)->sin_addr, 4);
	} else {
		return;
	}
	address_text(addr, c->peer);
	c->trusted = is_proxy(s, addr);
}

/* The last piece of a comma-separated list. */
static struct str
cut_last(struct str *list)
{
	size_t i = list->n;
	struct str item;

	while (i && list->p[i - 1] != ',')
		i--;
	item = (struct str){ list->p + i, list->n - i };
	*list = i ? (struct str){ list->p, i - 1 } : STR_NONE;
	return item;
}

struct str
http_forwarded_for(const struct http_server *s, struct arena *a,
    const struct str *lists, size_t n_lists, struct str peer)
{
	unsigned char addr[16];
	char text[HTTP_PEER_TEXT];
	bool any = false;
	int bits;

	for (size_t i = n_lists; i > 0; i--) {
		struct str list = lists[i - 1];

		while (list.p) {
			/* Left of what makes no sense nothing can be believed. */
			if (!address_read(cut_last(&list), addr, &bits))
				goto out;
			address_text(addr, text);
			any = true;
			if (!is_proxy(s, addr))
				goto out;
		}
	}
out:
	return any ? str_dup(a, str_c(text)) : peer;
}
