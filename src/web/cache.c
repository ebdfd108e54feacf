/* cache.c - finished pages for guests, one small table a loop thread, no locks.
 *
 * A page is good while the content's version stands. Slots are direct-mapped: a new
 * page simply takes the place of another; the limit is on all bytes together.
 */
#include "web/web_impl.h"

#include <stdlib.h>

#define SLOTS 4096

struct slot {
	uint64_t key;
	int64_t version;
	char *mem;		/* name, body, gz, etag, type in one block */
	size_t bytes;
	struct str name;
	struct cached page;
};

struct page_cache {
	size_t limit, used;
	size_t hand;		/* whom to drop next when full */
	struct slot slots[SLOTS];
};

enum err
cache_new(size_t limit, struct page_cache **ret)
{
	struct page_cache *c = calloc(1, sizeof *c);	/* checksrc: allow calloc thread's lifetime */

	if (c == NULL)
		return E_NOMEM;
	c->limit = limit;
	*ret = c;
	return OK;
}

static void
drop(struct page_cache *c, struct slot *s)
{
	c->used -= s->bytes;
	free(s->mem);	/* checksrc: allow free paired with malloc below */
	memset(s, 0, sizeof *s);
}

void
cache_free(struct page_cache *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < SLOTS; i++)
		free(c->slots[i].mem);	/* checksrc: allow free */
	free(c);	/* checksrc: allow free */
}

const struct cached *
cache_get(struct page_cache *c, uint64_t key, struct str name, int64_t version)
{
	struct slot *s = &c->slots[key % SLOTS];

	if (s->mem == NULL || s->key != key || s->version != version || !str_eq(s->name, name))
		return NULL;
	return &s->page;
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

void
cache_put(struct page_cache *c, uint64_t key, struct str name, int64_t version,
    struct str body, struct str etag, struct str type)
{
	struct slot *s = &c->slots[key % SLOTS];
	size_t need = name.n + body.n + etag.n + type.n;
	char *at;

	if (need > c->limit / 4)
		return;
	if (s->mem)
		drop(c, s);
	for (size_t tries = 0; c->used + need > c->limit && tries < SLOTS; tries++) {
		struct slot *old = &c->slots[c->hand++ % SLOTS];

		if (old->mem)
			drop(c, old);
	}
	at = malloc(need ? need : 1);	/* checksrc: allow malloc bounded by page_cache */
	if (at == NULL)
		return;	/* a cache may do without */
	s->key = key;
	s->version = version;
	s->mem = at;
	s->bytes = need;
	s->name = lay(&at, name);
	s->page.body = lay(&at, body);
	s->page.etag = lay(&at, etag);
	s->page.type = lay(&at, type);
	c->used += need;
}
