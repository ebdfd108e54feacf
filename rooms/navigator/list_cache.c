/* list_cache.c - parts of the list that are the same for everyone, drawn once a thread.
 *
 * A row without a municipality and without words found depends on the measures, the day and the
 * language only; so do the facets of the unfiltered list. Keyed by the snapshot they came from.
 */
#include "navigator/list_impl.h"
#include "navigator/pages_impl.h"

#define CACHE_ARENA (16 * MiB)	/* a thread; when it is full, parts are drawn each time */

struct list_cache {
	struct arena *own;		/* holds this struct */
	struct arena *arena;		/* of what is drawn now */
	int64_t key;			/* of the snapshot */
	struct list_drawn *rows[2];	/* by language, by ordinal */
	struct html facets[2];
};

enum err
list_cache_new(void **ret)
{
	struct arena *own = arena_new(4 * KiB), *a = arena_new(CACHE_ARENA);
	struct list_cache *c = own && a ? arena_make(own, struct list_cache) : NULL;

	if (c == NULL) {
		if (own != NULL)
			arena_free(own);
		if (a != NULL)
			arena_free(a);
		return E_NOMEM;
	}
	*c = (struct list_cache){ .own = own, .arena = a, .key = -1 };
	*ret = c;
	return OK;
}

void
list_cache_free(void *state)
{
	struct list_cache *c = state;

	if (c != NULL) {
		arena_free(c->arena);
		arena_free(c->own);
	}
}

/* What is held belongs to this snapshot; NULL: nothing can be held. */
static struct list_cache *
cache_of(const struct req *rq, const struct nav_index *ix)
{
	struct list_cache *c = room_state(rq, &navigator_room);

	if (c == NULL || c->key == ix->key)
		return c;
	arena_reset(c->arena);
	*c = (struct list_cache){ .own = c->own, .arena = c->arena, .key = ix->key };
	for (int l = 0; l < 2; l++)
		c->rows[l] = arena_array(c->arena, struct list_drawn, ix->n + 1);
	return c;
}

struct list_drawn
list_row_drawn(const struct req *rq, const struct nav_index *ix, uint32_t ord)
{
	const struct list_cache *c = cache_of(rq, ix);

	return c && c->rows[rq->ui.lang] ? c->rows[rq->ui.lang][ord] : (struct list_drawn){ 0 };
}

struct html
list_facets_drawn(const struct req *rq, const struct nav_index *ix)
{
	const struct list_cache *c = cache_of(rq, ix);

	return c ? c->facets[rq->ui.lang] : (struct html){ 0 };
}

/* Draws aside: what stands on the page already stays as it is. */
static enum err
aside(struct req *rq, enum err (*draw)(struct ui *ui, const void *v), const void *v,
    struct str *ret)
{
	struct buf b, *out = rq->ui.out;
	enum err e;

	buf_init(&b, rq->arena, 1 * MiB);
	rq->ui.out = &b;
	e = draw(&rq->ui, v);
	rq->ui.out = out;
	*ret = buf_str(&b);
	return e;
}

static enum err
draw_row(struct ui *ui, const void *v)
{
	return view_card_row(ui, v);
}

enum err
list_row_draw(struct req *rq, const struct nav_index *ix, uint32_t ord,
    const struct view_card_row *r, struct html *ret)
{
	struct list_cache *c = cache_of(rq, ix);
	struct str s, kept;

	TRY(aside(rq, draw_row, r, &s));
	*ret = (struct html){ s.p, s.n };
	kept = c && c->rows[rq->ui.lang] ? str_dup(c->arena, s) : STR_NONE;
	if (kept.p != NULL)
		c->rows[rq->ui.lang][ord] = (struct list_drawn){ { kept.p, kept.n }, r->c->demo };
	return OK;
}

static enum err
draw_facets(struct ui *ui, const void *v)
{
	return view_list_facets(ui, v);
}

enum err
list_facets_draw(struct req *rq, const struct nav_index *ix, const struct view_list *v,
    struct html *ret)
{
	struct list_cache *c = cache_of(rq, ix);
	struct str s, kept;

	TRY(aside(rq, draw_facets, &(struct view_list_facets){ v }, &s));
	*ret = (struct html){ s.p, s.n };
	kept = c ? str_dup(c->arena, s) : STR_NONE;
	if (kept.p != NULL)
		c->facets[rq->ui.lang] = (struct html){ kept.p, kept.n };
	return OK;
}
