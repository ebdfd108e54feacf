/* web_impl.h - what the files of web/ share among themselves.
 *
 * Owns    struct web_thread.
 * Memory  the thread's arena for what lives as long as the thread.
 * Errors  as web.h.
 * Threads a web_thread belongs to one thread.
 */
#pragma once
#include "web/web.h"

#define WEB_ROOMS 24

struct page_cache;
struct router;

struct version_slot { const char *name; int64_t generation, value; };

struct web_thread {
	const struct portal *portal;
	struct db *db;
	bool own_db;
	enum http_next kind;
	struct arena *arena;
	struct text_words *words;
	struct search *search;
	struct page_cache *cache;	/* loop threads only */
	void *rooms[WEB_ROOMS];
	struct version_slot versions[WEB_ROOMS];
	int64_t generation;		/* of the database, as this request found it */
	bool pinned;			/* loops ask once a request: one page, one world */
	struct { struct snap *of; void *ref; } snaps[WEB_ROOMS];
	/* Snapshots replaced during a request: what was read from them stays good until its end. */
	void *retired[WEB_ROOMS];
	size_t n_retired;
	uint64_t seq;			/* of request numbers */
};

/* router.c */
MUST_USE enum err router_new(struct arena *a, const struct room *const *rooms, size_t n,
    struct router **ret);
/* E_NOT_FOUND: no such path; E_METHOD: *ret_allow lists the verbs it has. */
MUST_USE enum err router_find(const struct router *r, enum http_verb verb, struct str path,
    const struct route **ret, const struct room **ret_room, struct str *params,
    struct str *ret_allow);
const struct router *portal_router(const struct portal *p);

/* api_auth.c: was a token of the API shown? Which is it, and may it ask that often? */
bool api_by_token(const struct req *rq);
MUST_USE enum err api_bearer(struct req *rq);

/* guard.c: before the handler. */
MUST_USE enum err guard(struct req *rq);
MUST_USE enum err csrf_token(struct req *rq, struct str *ret);
/* Four numbers of the portal's own, the same in all of its processes; for sums, not for secrets. */
const uint64_t *guard_key(void);
bool rate_ok(enum route_rate class, struct str peer, int64_t now_us, const struct settings *set);

/* cache.c. A page held outlives its slot; holding and releasing are the loop thread's own. */
struct cached {
	struct str body, gz, etag, type;	/* gz empty: not worth it */
	struct http_ready *ready[2];		/* plain, packed; made at the first need */
};
MUST_USE enum err cache_new(size_t limit, struct page_cache **ret);
void cache_free(struct page_cache *c);
/* NULL when there is none of this version. Else the reply holds it until it has been sent. */
struct cached *cache_get(struct page_cache *c, uint64_t key, struct str name,
    int64_t version, struct http_reply *rp);
void cache_put(struct page_cache *c, uint64_t key, struct str name, int64_t version,
    const struct cached *page);

/* pack.c: gzip, into the arena; p NULL when it would not help. Quick: for a page sent once. */
struct str pack_gzip(struct arena *a, struct str body);
struct str pack_quick(struct arena *a, struct str body);
bool pack_accepts(struct str accept_encoding, const char *coding);

/* snap.c: the thread lets go of replaced snapshots, between requests; of all, at its end. */
void snaps_rest(struct web_thread *th);
void snaps_release(struct web_thread *th);

/* serve_asset.c */
MUST_USE enum err serve_asset(const struct http_req *in, struct http_reply *rp, bool *ret_mine);

/* errors.c: pages for refusals that no handler saw. */
void error_page(struct req *rq, enum err e);
/* The portal's own address: as set, or as the request says. */
struct str web_base(const struct http_req *in, const struct settings *set);
void refuse_page(void *data, const struct http_req *in, enum err e, struct http_reply *rp);
/* Headers that every answer carries. */
MUST_USE enum err safe_headers(struct http_reply *rp, struct arena *a, bool html);
/* At start: where forms may lead besides our own pages. */
void web_form_to(const struct settings *set);
enum lang lang_pick(const struct http_req *in, const struct settings *set);
