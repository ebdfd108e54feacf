/* head.c - the head of a request, read in one pass over its fields. */
#include "http/priv.h"
#include <strings.h>

enum { FORWARDED_MAX = 8 };

struct fields {
	size_t n, lengths, codings, hosts, blank_names;
	struct str length, coding, cookie, type, proto;
	struct str forwarded[FORWARDED_MAX];
	size_t n_forwarded;
};

static bool
named(const char *key, size_t n, const char *name)
{
	return n == strlen(name) && strncasecmp(key, name, n) == 0;
}

static enum MHD_Result
field(void *cls, enum MHD_ValueKind kind, const char *key, size_t key_n,
    const char *value, size_t value_n)
{
	struct fields *f = cls;
	struct str v = { value, value_n };

	(void)kind;
	f->n++;
	/* "Content-Length : 3" is one thing to us and another to a proxy. */
	for (size_t i = 0; i < key_n; i++)
		f->blank_names += key[i] <= ' ' || key[i] == 0x7F;
	switch (key_n ? key[0] | 0x20 : 0) {
	case 'c':
		if (named(key, key_n, "Cookie") && !f->cookie.p)
			f->cookie = v;
		else if (named(key, key_n, "Content-Type") && !f->type.p)
			f->type = v;
		else if (named(key, key_n, "Content-Length"))
			f->length = v, f->lengths++;
		break;
	case 'h': f->hosts += named(key, key_n, "Host"); break;
	case 't':
		if (named(key, key_n, "Transfer-Encoding"))
			f->coding = v, f->codings++;
		break;
	case 'x':
		if (named(key, key_n, "X-Forwarded-For") && f->n_forwarded < FORWARDED_MAX)
			f->forwarded[f->n_forwarded++] = v;
		else if (named(key, key_n, "X-Forwarded-Proto"))
			f->proto = v;
		break;
	default: break;
	}
	return MHD_YES;
}

static enum http_verb
verb_of(struct str method)
{
	static const struct { const char *name; enum http_verb verb; } verbs[] = {
		{ "GET", HTTP_GET }, { "HEAD", HTTP_HEAD }, { "POST", HTTP_POST },
		{ "PUT", HTTP_PUT }, { "PATCH", HTTP_PATCH }, { "DELETE", HTTP_DELETE },
		{ "OPTIONS", HTTP_OPTIONS },
	};

	for (size_t i = 0; i < LEN(verbs); i++)
		if (str_is(method, verbs[i].name))
			return verbs[i].verb;
	return HTTP_OTHER;
}

/* "/path?query", or "http://host/path?query" as it is sent to proxies. */
static enum err
target_read(struct http_req *rq)
{
	struct str path, target = rq->target;
	ptrdiff_t at;

	for (size_t i = 0; i < target.n; i++) /* the path's own check comes after decoding */
		if ((unsigned char)target.p[i] <= ' ' || target.p[i] == 0x7F)
			return E_SYNTAX;
	if (target.n && target.p[0] != '/') {
		if (!str_starts(target, S("http://")) && !str_starts(target, S("https://")))
			return E_SYNTAX;
		at = str_find(target, S("://")) + 3;
		target = (struct str){ target.p + at, target.n - (size_t)at };
		(void)str_cut(target, '/', &path);
		if (!path.p)
			return E_SYNTAX;
		target = (struct str){ path.p - 1, path.n + 1 };
	}
	path = str_cut(target, '?', &rq->query_raw);
	TRY(http_parse_path(rq->arena, path, &rq->path));
	return http_parse_query(rq->arena, rq->query_raw, HTTP_QUERY_MAX, &rq->query);
}

/* Two readings of where a body ends let a request be smuggled past a proxy. */
static enum err
framing_read(struct call *cl, const struct fields *f)
{
	int64_t length = 0;

	if (f->hosts != 1 && (f->hosts || strcmp(cl->version, "HTTP/1.0") != 0))
		return E_SYNTAX;
	if (f->blank_names || f->lengths > 1 || f->codings > 1 || (f->lengths && f->codings))
		return E_SYNTAX;
	if (f->codings && (f->coding.n != 7 || strncasecmp(f->coding.p, "chunked", 7) != 0))
		return E_SYNTAX;
	if (f->lengths &&
	    (!str_int(f->length, &length) || length < 0 || f->length.p[0] < '0' ||
		f->length.p[0] > '9'))
		return E_SYNTAX;
	cl->body_length = (uint64_t)length;
	cl->has_body = f->codings || length > 0;
	return OK;
}

static void
peer_read(struct call *cl, const struct fields *f)
{
	struct str proto, rest = f->proto;

	if (!cl->conn)
		return;
	cl->rq.peer = str_c(cl->conn->peer);
	if (!cl->conn->trusted)
		return;
	cl->rq.peer = http_forwarded_for(
	    cl->loop->srv, cl->rq.arena, f->forwarded, f->n_forwarded, cl->rq.peer);
	do
		proto = str_trim(str_cut(rest, ',', &rest));
	while (rest.p);
	cl->rq.tls = proto.n == 5 && strncasecmp(proto.p, "https", 5) == 0;
}

enum err
http_head_read(struct call *cl, const char *method)
{
	const union MHD_ConnectionInfo *size;
	struct http_req *rq = &cl->rq;
	struct fields f = { 0 };

	rq->method = str_c(method);
	rq->verb = verb_of(rq->method);
	MHD_get_connection_values_n(cl->mc, MHD_HEADER_KIND, field, &f);
	peer_read(cl, &f);
	cl->type = f.type;
	/* First of all: without it nobody knows where the next request begins. */
	TRY(framing_read(cl, &f));
	size = MHD_get_connection_info(cl->mc, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
	if (f.n > HTTP_HEADERS_MAX || (size && size->header_size > cl->loop->srv->conf.head_limit))
		return E_TOO_BIG;
	TRY(target_read(rq));
	return http_parse_cookies(rq->arena, f.cookie, &rq->cookies);
}

struct str
http_header(const struct http_req *rq, const char *name)
{
	const struct call *cl = rq->conn;
	const char *value = NULL;
	size_t n = 0;

	if (!cl ||
	    MHD_lookup_connection_value_n(
		cl->mc, MHD_HEADER_KIND, name, strlen(name), &value, &n) != MHD_YES ||
	    !value)
		return STR_NONE;
	return (struct str){ value, n };
}

struct str
http_cookie(const struct http_req *rq, const char *name)
{
	const size_t mark = sizeof HTTP_COOKIE_HOST - 1;

	for (size_t i = 0; i < rq->cookies.n; i++) {
		struct str n = rq->cookies.p[i].name;

		if (rq->tls) {
			if (!str_starts(n, S(HTTP_COOKIE_HOST)))
				continue;
			n = (struct str){ n.p + mark, n.n - mark };
		}
		if (str_is(n, name))
			return rq->cookies.p[i].value;
	}
	return STR_NONE;
}
