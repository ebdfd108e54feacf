/* cache.c - finished pages for guests, one small table a loop thread, no locks.
 *
 * A page is good while the content's version stands. Slots are direct-mapped: a new
 * page simply takes the place of another; the limit is on all bytes together.
 */
#include "web/web_impl.h"

#include <stdlib.h>

#define SLOTS 4096

/* One page in one block. A reply under way holds it, so that its bytes are sent from here,
 * not copied; cache and replies are of one loop thread, so the count needs no lock. */
struct held {
	int refs;
	size_t bytes;
	struct str name;
	struct cached page;
	char mem[];
};

struct slot {
	uint64_t key;
	int64_t version;
	struct held *held;
};

struct page_cache {
	size_t limit, used;
	size_t hand;		/* whom to drop next when full */
	struct slot slots[SLOTS];
};

enum err
cache_new(size_t limit, struct page_cache **ret)
{
	struct page_cache *c = calloc(1, sizeof *c); /* checksrc: allow calloc thread's lifetime */

	if (c == NULL)
		return E_NOMEM;
	c->limit = limit;
	*ret = c;
	return OK;
}

static void
let_go(void *p)
{
	struct held *h = p;

	if (--h->refs > 0)
		return;
	http_ready_free(h->page.ready[0]);
	http_ready_free(h->page.ready[1]);
	free(h); /* checksrc: allow free paired with malloc in cache_put */
}

static void
drop(struct page_cache *c, struct slot *s)
{
	c->used -= s->held->bytes;
	let_go(s->held);
	memset(s, 0, sizeof *s);
}

void
cache_free(struct page_cache *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < SLOTS; i++)
		if (c->slots[i].held != NULL)
			drop(c, &c->slots[i]);
	free(c); /* checksrc: allow free paired with calloc in cache_new */
}

struct cached *
cache_get(
    struct page_cache *c, uint64_t key, struct str name, int64_t version, struct http_reply *rp)
{
	struct slot *s = &c->slots[key % SLOTS];
	struct held *h = s->held;

	if (h == NULL || s->key != key || s->version != version || !str_eq(h->name, name))
		return NULL;
	h->refs++;
	rp->hold = h;
	rp->release = let_go;
	return &h->page;
}

static struct str
lay(char **at, struct str s)
{
	struct str r = { *at, s.n };

	if (s.n > 0)
		memcpy(*at, s.p, s.n);
	*at += s.n;
	return s.p ? r : STR_NONE;
}

static void
make_room(struct page_cache *c, size_t need)
{
	for (size_t tries = 0; c->used + need > c->limit && tries < SLOTS; tries++) {
		struct slot *old = &c->slots[c->hand++ % SLOTS];

		if (old->held != NULL)
			drop(c, old);
	}
}

void
cache_put(struct page_cache *c, uint64_t key, struct str name, int64_t version,
    const struct cached *page)
{
	struct slot *s = &c->slots[key % SLOTS];
	size_t need = name.n + page->body.n + page->gz.n + page->etag.n + page->type.n;
	struct held *h;
	char *at;

	if (need > c->limit / 4)
		return;
	if (s->held != NULL)
		drop(c, s);
	make_room(c, need);
	h = malloc(sizeof *h + need); /* checksrc: allow malloc bounded by page_cache */
	if (h == NULL)
		return; /* a cache may do without */
	at = h->mem;
	h->refs = 1;
	h->bytes = need;
	h->name = lay(&at, name);
	h->page = (struct cached){ lay(&at, page->body), lay(&at, page->gz), lay(&at, page->etag),
		lay(&at, page->type), { NULL, NULL } };
	s->key = key;
	s->version = version;
	s->held = h;
	c->used += need;
}
