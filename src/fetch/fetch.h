/* fetch.h - one question to another server over HTTP, within a time and a size; and which
 * addresses may be asked at all.
 *
 * Owns    nothing: a connection is made for the question and closed after it.
 * Memory  the arena given; strings of addresses point into the address.
 * Errors  E_NOMEM. What the other side did wrong is no error here: enum fetch_end.
 * Threads any; a call holds its thread up to timeout_ms.
 *
 * Redirects are not followed: where the caller pointed is where the question goes. What is asked of
 * this very machine goes by no proxy.
 */
#pragma once
#include "base/base.h"

struct sockaddr;

/* ---- addresses ---------------------------------------------------------------------------- */

struct str url_authority(struct str url);	/* "id.example:8443"; p NULL: no "://" in it */
struct str url_origin(struct str url);		/* "https://id.example:8443" */
struct str url_host(struct str url);		/* "id.example", "[::1]" */
/* 127.0.0.1, [::1] or localhost, by name. */
bool url_loopback(struct str url);
/* https, or http to this very machine; no user, no fragment, no odd bytes. */
bool url_trusted(struct str url);
/* Is it an address of the public network? Not: RFC 1918, 6598, 6890, 2544, loopback, link-local
 * (metadata of clouds), multicast, Teredo; what carries an IPv4 address is judged by that. */
bool addr_outer(const struct sockaddr *at);

/* ---- asking ------------------------------------------------------------------------------- */

struct fetch {
	struct str url;
	const struct str *heads;	/* whole lines, "Accept: application/json" */
	size_t n_heads;
	struct str body;		/* of a POST; p NULL: GET */
	int64_t timeout_ms;
	size_t max;			/* bytes of an answer */
};
enum fetch_end { FETCH_ANSWERED, FETCH_TOO_BIG, FETCH_LATE, FETCH_UNREACHABLE };
struct fetched {
	enum fetch_end end;
	int status;			/* 0: no answer came */
	struct str body;		/* "" when there is none */
	const char *why;		/* for the log: a word of ours, or of libcurl */
};
MUST_USE enum err fetch(struct arena *a, const struct fetch *f, struct fetched *ret);
