/* router.c - path to route: buckets by the first segment, then segment by segment. */
#include "web/web_impl.h"

#define BUCKETS 64

struct leaf {
	const struct route *rt;
	const struct room *room;
	struct leaf *next;
};

struct router { struct leaf *buckets[BUCKETS]; };

/* "/places/{place}" → "places" and "{place}"; false at the end. */
static bool
segment(struct str *rest, struct str *ret)
{
	if (rest->n == 0)
		return false;
	*rest = (struct str){ rest->p + 1, rest->n - 1 };	/* the slash */
	for (size_t i = 0; i < rest->n; i++) {
		if (rest->p[i] == '/') {
			*ret = (struct str){ rest->p, i };
			*rest = (struct str){ rest->p + i, rest->n - i };
			return true;
		}
	}
	*ret = *rest;
	rest->n = 0;
	return true;
}

/* Not keyed: paths of routes are ours. */
static unsigned
bucket(struct str path)
{
	struct str first = { "", 0 };
	unsigned h = 5381;

	(void)segment(&path, &first);
	for (size_t i = 0; i < first.n; i++)
		h = h * 33u + (unsigned char)first.p[i];
	return h % BUCKETS;
}

enum err
router_new(struct arena *a, const struct room *const *rooms, size_t n, struct router **ret)
{
	struct router *r = arena_make(a, struct router);

	if (r == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < rooms[i]->n_routes; k++) {
			const struct route *rt = &rooms[i]->routes[k];
			struct leaf *l = arena_make(a, struct leaf), **at;

			if (l == NULL)
				return E_NOMEM;
			l->rt = rt;
			l->room = rooms[i];
			/* the first declared wins: "/x/new" stands before "/x/{key}" */
			for (at = &r->buckets[bucket(str_c(rt->path))]; *at; at = &(*at)->next)
				;
			*at = l;
		}
	}
	*ret = r;
	return OK;
}

static bool
match(struct str pattern, struct str path, struct str *params)
{
	struct str want, have;
	int n = 0;

	for (;;) {
		bool a = segment(&pattern, &want), b = segment(&path, &have);

		if (!a || !b)
			return a == b;
		if (want.n > 1 && want.p[0] == '{') {
			ptrdiff_t close = str_find(want, S("}"));
			struct str tail = { want.p + close + 1, want.n - (size_t)close - 1 };

			/* "{key}.csv": a parameter with a fixed ending */
			if (have.n <= tail.n || !str_ends(have, tail) || n >= WEB_PARAMS)
				return false;
			params[n++] = (struct str){ have.p, have.n - tail.n };
		} else if (!str_eq(want, have)) {
			return false;
		}
	}
}

static const char *
verb_name(enum http_verb v)
{
	static const char *const names[] = { "GET", "GET", "POST", "PUT", "PATCH", "DELETE" };

	return (size_t)v < LEN(names) ? names[v] : "";
}

/* Verbs of routes: bit by bit what an address was met with, and Allow as it is written. */
static const struct { const char *verb, *allow; } verbs[] = {
	{ "GET", "GET, HEAD" }, { "POST", "POST" }, { "PUT", "PUT" }, { "PATCH", "PATCH" },
	{ "DELETE", "DELETE" },
};

static unsigned
verb_bit(const char *verb)
{
	for (size_t i = 0; i < LEN(verbs); i++)
		if (strcmp(verbs[i].verb, verb) == 0)
			return 1u << i;
	return 0;
}

/* Good until the next one on this thread: reply_header copies it. */
static struct str
allow_of(unsigned seen)
{
	static _Thread_local char text[64];
	size_t n = 0;

	for (size_t i = 0; i < LEN(verbs); i++) {
		if (!(seen & 1u << i))
			continue;
		for (const char *p = n ? ", " : ""; *p; p++)
			text[n++] = *p;
		for (const char *p = verbs[i].allow; *p; p++)
			text[n++] = *p;
	}
	return (struct str){ text, n };
}

enum err
router_find(const struct router *r, enum http_verb verb, struct str path,
    const struct route **ret, const struct room **ret_room, struct str *params,
    struct str *ret_allow)
{
	const char *want = verb_name(verb);
	unsigned seen = 0;

	for (struct leaf *l = r->buckets[bucket(path)]; l; l = l->next) {
		if (!match(str_c(l->rt->path), path, params))
			continue;
		if (strcmp(l->rt->verb, want) == 0) {
			*ret = l->rt;
			*ret_room = l->room;
			return OK;
		}
		seen |= verb_bit(l->rt->verb);
	}
	*ret_allow = allow_of(seen);
	return seen ? E_METHOD : E_NOT_FOUND;
}
