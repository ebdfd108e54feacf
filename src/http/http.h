/* http.h - whole request in, whole reply out; libmicrohttpd beneath.
 *
 * Owns    listening sockets, connections, the loop threads and the workers.
 * Memory  everything a request shows lives until its reply has been sent.
 * Errors  a refused request (too big, malformed, too many) never reaches the
 *         handler: `refuse` is asked for a page instead.
 * Threads `handle` runs on a loop thread (where = HTTP_DONE), and again on the
 *         writer or a worker when it asked to be moved. One ctx per thread
 *         (thread_open, called on that thread; if it fails http_start does).
 *
 * One single-thread epoll daemon a loop on SO_REUSEPORT sockets: libmicrohttpd's
 * own pool does not balance (half the throughput).
 */
#pragma once
#include "base/base.h"

enum http_verb { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE,
	HTTP_OPTIONS, HTTP_OTHER };

/* Name and value as they were sent, percent-decoded once, NUL allowed inside. */
struct http_pair { struct str name, value; };
struct http_pairs { struct http_pair *p; size_t n; };

struct http_file {	/* one uploaded file of multipart/form-data */
	struct str field, name, type;	/* as the client claims */
	struct str data;		/* up to the route's body limit */
};
struct http_files { struct http_file *p; size_t n; };

struct http_req {
	enum http_verb verb;
	struct str method;		/* as sent */
	struct str target;		/* path?query as sent */
	struct str path; /* decoded; UTF-8, no NUL, no "..", else refused (E_SYNTAX) */
	struct str query_raw;
	struct http_pairs query;	/* in order, repeated names kept */
	struct http_pairs form;		/* urlencoded or multipart fields of the body */
	struct http_files files;
	struct str body;		/* raw body for other content types */
	struct http_pairs cookies;
	struct str peer; /* address text; X-Forwarded-For when the peer is a trusted proxy */
	bool tls;			/* or X-Forwarded-Proto: https from a trusted proxy */
	struct arena *arena;		/* the request's own */
	void *conn;			/* private */
	/* The handler's own words for done(): the request's number, what kind of route it took. */
	struct str id;
	unsigned char mark;
};

/* NULL-ended lookups; p NULL when absent. Names of headers without regard to case. */
struct str http_header(const struct http_req *rq, const char *name);
/* Over TLS a cookie of ours is named __Host-NAME: only this host can have set it. */
#define HTTP_COOKIE_HOST "__Host-"
struct str http_cookie(const struct http_req *rq, const char *name);

struct http_reply {
	int status;
	struct str body;		/* bytes to send; must outlive the reply */
	struct str type;		/* Content-Type */
	struct http_pairs headers;	/* further ones, added with http_reply_header */
	bool body_static;		/* body lives for ever: no copy */
	struct http_ready *ready;	/* set: this is sent, all the above but status is its own */
	void (*release)(void *);	/* called with `hold` when the body was sent; may be NULL */
	void *hold;
};
MUST_USE enum err http_reply_header(struct http_reply *rp, struct arena *a,
    const char *name, struct str value);	/* CR, LF, NUL in value: E_BUG */

/* A reply for many requests: its head and body are laid out once. The body must outlive
 * it and all requests that are sent it. NULL when memory is out. One loop's own. */
struct http_ready;
struct http_ready *http_ready_new(const struct http_reply *rp, struct arena *scratch);
void http_ready_free(struct http_ready *r);	/* NULL is fine */

/* What a handler decides. */
enum http_next {
	HTTP_DONE,	/* the reply is ready */
	HTTP_WRITER,	/* call me again on the single writer thread (group commit) */
	HTTP_WORKER,	/* call me again on a worker: it is slow */
};

/* The portal's side. All are called with the calling thread's own ctx. */
struct http_app {
	void *data;
	/* A thread begins and ends: loop, writer or worker opens its own database handle. */
	enum err (*thread_open)(void *data, enum http_next kind, void **ret_ctx);
	void (*thread_close)(void *data, void *ctx);
	/* Body limit in bytes for this request, asked when the head is in; 0: no body
	 * allowed. SIZE_MAX means "refuse: no such address" is left to handle(). */
	size_t (*body_limit)(void *data, const struct http_req *head);
	enum http_next (*handle)(void *data, void *ctx, enum http_next where,
	    struct http_req *rq, struct http_reply *rp);
	/* Around a batch of requests on the writer: nothing of the batch is sent before
	 * batch_end is OK; when it fails every reply of it is replaced by refuse(). */
	enum err (*batch_begin)(void *data, void *ctx);
	enum err (*batch_end)(void *data, void *ctx);
	/* A short page for an error that no handler saw; must not allocate beyond rp. */
	void (*refuse)(void *data, const struct http_req *rq, enum err e, struct http_reply *rp);
	/* After the reply has gone (or failed): status, bytes, microseconds. For logs. */
	void (*done)(void *data, const struct http_req *rq, int status, size_t bytes, int64_t us);
};

struct http_conf {
	const char *listen;	/* "127.0.0.1:8080", "[::1]:8080", "*:8080" (both families) */
	int listen_fd;		/* inherited from systemd, or -1 */
	int loops, workers;
	bool one_writer; /* SQLite: a single writer thread; else WRITER goes to the workers */
	int max_conns, max_conns_per_ip;
	int idle_s, body_s;	/* idle connection; a body must be whole after body_s */
	size_t head_limit;	/* request line and headers */
	size_t arena_cap;	/* per request */
	int batch_max, batch_us;	/* group commit: at most so many, waiting at most so long */
	const char *trusted_proxies;	/* comma-separated addresses, may be empty */
};

struct http_server;
MUST_USE enum err http_start(const struct http_conf *c, const struct http_app *app,
    struct http_server **ret);
int http_port(const struct http_server *s);	/* the one in use when 0 was asked */
/* Refuse new connections, finish what is under way (at most grace_s), stop. */
void http_stop(struct http_server *s, int grace_s);
struct http_stats { int64_t requests, open, refused, queued; };
void http_stats(struct http_server *s, struct http_stats *ret);

/* Percent-decoding and form parsing, shared with tests and fuzzing. */
MUST_USE enum err http_parse_query(
    struct arena *a, struct str raw, size_t max_pairs, struct http_pairs *ret);
MUST_USE enum err http_parse_cookies(struct arena *a, struct str raw, struct http_pairs *ret);
MUST_USE enum err http_parse_multipart(struct arena *a, struct str body, struct str boundary,
    size_t max_parts, struct http_pairs *ret_form, struct http_files *ret_files);
MUST_USE enum err http_parse_path(struct arena *a, struct str raw, struct str *ret);
/* Conditional and partial requests: 304 by ETag / If-None-Match, one byte range (RFC 9110). */
bool http_etag_match(struct str if_none_match, struct str etag);
enum http_range { HTTP_RANGE_NONE, HTTP_RANGE_OK, HTTP_RANGE_BAD };
enum http_range http_range(struct str header, size_t total, size_t *ret_from, size_t *ret_n);
