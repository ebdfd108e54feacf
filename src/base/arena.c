/* arena.c - memory that ends together: blocks, deferred closers, growing arrays. */
#include "base/mem.h"

#if defined(__SANITIZE_ADDRESS__)
#define WATCHED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WATCHED 1
#endif
#endif
#ifdef WATCHED	/* lets the sanitizer see a use after arena_reset */
#include <sanitizer/asan_interface.h>
#define HIDE(p, n) ASAN_POISON_MEMORY_REGION(p, n)
#define SHOW(p, n) ASAN_UNPOISON_MEMORY_REGION(p, n)
#else
#define HIDE(p, n) ((void)(p), (void)(n))
#define SHOW(p, n) ((void)(p), (void)(n))
#endif

#define ALIGN ((size_t)16)
#define BLOCK_FIRST (16 * KiB)
#define BLOCK_LAST (1 * MiB)
#define ROUND(n) (((n) + ALIGN - 1) & ~(ALIGN - 1))

struct block {
	struct block *next;
	size_t size, used;	/* of data, in bytes */
	size_t pad;
	char data[];
};

struct defer {
	struct defer *next;
	void (*fn)(void *);
	void *data;
};

struct arena {
	struct block *now;	/* where small pieces come from; older and big ones follow */
	struct block *first;	/* holds this struct, and is kept by a reset */
	struct defer *defers;
	size_t cap, held, used, next_size;
};

_Static_assert(sizeof(struct block) % 16 == 0, "data[] must be aligned");
#define SELF ROUND(sizeof(struct arena))

static struct block *
block_new(size_t total)
{
	struct block *b = mem_alloc(total);

	if (!b)
		return NULL;
	*b = (struct block){ .size = total - sizeof *b };
	HIDE(b->data, b->size);
	return b;
}

struct arena *
arena_new(size_t cap)
{
	size_t total = cap < BLOCK_FIRST ? cap : BLOCK_FIRST;
	struct block *b;
	struct arena *a;

	if (total < sizeof(struct block) + SELF)
		total = sizeof(struct block) + SELF;
	b = block_new(total & ~(ALIGN - 1));
	if (!b)
		return NULL;
	SHOW(b->data, SELF);
	b->used = SELF;
	a = (struct arena *)(void *)b->data;
	*a = (struct arena){ .now = b, .first = b, .cap = cap,
		.held = total, .next_size = 2 * BLOCK_FIRST };
	return a;
}

static void
run_defers(struct arena *a)
{
	struct defer *d;

	while ((d = a->defers)) { /* a closer may defer in its turn */
		a->defers = d->next;
		d->fn(d->data);
	}
}

static void
blocks_free(struct arena *a, bool all)
{
	struct block *b = a->now, *first = a->first;

	while (b) {
		struct block *next = b->next;

		if (b != first || all) {
			SHOW(b->data, b->size);
			mem_free(b);
		}
		b = next;
	}
}

void
arena_free(struct arena *a)
{
	if (!a)
		return;
	run_defers(a);
	blocks_free(a, true);
}

void
arena_reset(struct arena *a)
{
	struct block *first = a->first;

	run_defers(a);
	blocks_free(a, false);
	first->next = NULL;
	first->used = SELF;
	HIDE(first->data + SELF, first->size - SELF);
	a->now = first;
	a->held = sizeof *first + first->size;
	a->used = 0;
	a->next_size = 2 * BLOCK_FIRST;
}

/* A block with room for n; big pieces get their own, behind the one in use. */
static struct block *
block_for(struct arena *a, size_t n)
{
	size_t left = a->cap > a->held ? a->cap - a->held : 0;
	bool own = n > a->next_size / 4;
	size_t total = own ? n + sizeof(struct block) : a->next_size;
	struct block *b;

	if (total > left && !own) /* near the cap: no more than is asked for */
		total = n + sizeof(struct block);
	if (total > left)
		return NULL;
	b = block_new(total);
	if (!b)
		return NULL;
	a->held += total;
	if (own) {
		b->next = a->now->next;
		a->now->next = b;
		return b;
	}
	b->next = a->now;
	a->now = b;
	if (a->next_size < BLOCK_LAST)
		a->next_size *= 2;
	return b;
}

static void *
take(struct arena *a, size_t n)
{
	size_t need = ROUND(n ? n : 1);
	struct block *b = a->now;
	char *p;

	if (mem_refused() || n > SIZE_MAX / 4)
		return NULL;
	if (b->size - b->used < need && !(b = block_for(a, need)))
		return NULL;
	p = b->data + b->used;
	SHOW(p, n);
	b->used += need;
	a->used += need;
	return p;
}

void *
arena_alloc(struct arena *a, size_t n)
{
	void *p = take(a, n);

	return p ? memset(p, 0, n) : NULL;
}

void *
arena_grow_raw(struct arena *a, void *old, size_t old_n, size_t new_n)
{
	size_t old_need = ROUND(old_n ? old_n : 1), new_need = ROUND(new_n ? new_n : 1);
	struct block *b = a->now;
	char *p;

	if (old && new_n <= old_n)
		return old;
	if (old && b->used >= old_need && (char *)old == b->data + b->used - old_need &&
	    new_n < SIZE_MAX / 4 && b->size - b->used >= new_need - old_need) {
		if (mem_refused())
			return NULL;
		b->used += new_need - old_need;
		a->used += new_need - old_need;
		SHOW(old, new_n);
		return old; /* the last piece grows where it lies */
	}
	p = take(a, new_n);
	if (p && old && old_n) {
		memcpy(p, old, old_n);
		HIDE(old, old_need);
	}
	return p;
}

void *
arena_grow(struct arena *a, void *old, size_t old_n, size_t new_n)
{
	char *p = arena_grow_raw(a, old, old ? old_n : 0, new_n);

	if (!old)
		old_n = 0;
	if (p && new_n > old_n)
		memset(p + old_n, 0, new_n - old_n);
	return p;
}

void *
arena_array_(struct arena *a, size_t size, size_t n)
{
	size_t all;

	if (__builtin_mul_overflow(size, n, &all))
		return NULL;
	return arena_alloc(a, all);
}

enum err
arena_defer(struct arena *a, void (*fn)(void *), void *data)
{
	struct defer *d = arena_make(a, struct defer);

	if (!d)
		return E_NOMEM;
	*d = (struct defer){ a->defers, fn, data };
	a->defers = d;
	return OK;
}

size_t
arena_used(const struct arena *a)
{
	return a->used;
}

bool
vec_room_(struct arena *a, void **p, size_t n, size_t *cap, size_t size)
{
	size_t more = *cap ? *cap * 2 : 8;
	size_t bytes;
	void *v;

	if (n < *cap)
		return true;
	/* The pointer's real type is the caller's: it is read and written as bytes. */
	memcpy(&v, p, sizeof v);
	if (__builtin_mul_overflow(more, size, &bytes))
		return false;
	v = arena_grow_raw(a, v, *cap * size, bytes);
	if (!v)
		return false;
	memcpy(p, &v, sizeof v);
	*cap = more;
	return true;
}
