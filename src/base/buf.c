/* buf.c - text being written: a ceiling, and a first failure that sticks. */
#include "base/mem.h"
#include <stdio.h>

#define FIRST ((size_t)256)

void
buf_init(struct buf *b, struct arena *a, size_t limit)
{
	*b = (struct buf){ .arena = a, .limit = limit };
}

void
buf_fini(struct buf *b)
{
	if (!b->arena)
		mem_free(b->p);
	b->p = NULL;
	b->n = b->cap = 0;
}

static bool
fail(struct buf *b, enum err e)
{
	b->err = e;
	return false;
}

bool
buf_room(struct buf *b, size_t more)
{
	size_t cap;
	char *p;

	if (b->err != OK)
		return false;
	if (more <= b->cap - b->n)
		return true;
	if (b->n > b->limit || more > b->limit - b->n)
		return fail(b, E_LIMIT);
	cap = b->cap ? b->cap * 2 : FIRST;
	if (cap < b->n + more)
		cap = b->n + more;
	if (cap > b->limit)
		cap = b->limit;
	p = b->arena ? arena_grow_raw(b->arena, b->p, b->cap, cap) : mem_realloc(b->p, cap);
	if (!p)
		return fail(b, E_NOMEM);
	b->p = p;
	b->cap = cap;
	return true;
}

void
buf_put(struct buf *b, struct str s)
{
	if (s.n == 0 || !buf_room(b, s.n))
		return;
	memcpy(b->p + b->n, s.p, s.n);
	b->n += s.n;
}

void
buf_putz(struct buf *b, const char *z)
{
	buf_put(b, str_c(z));
}

void
buf_putc(struct buf *b, char c)
{
	if (buf_room(b, 1))
		b->p[b->n++] = c;
}

void
buf_int(struct buf *b, int64_t v)
{
	char t[20];
	size_t i = sizeof t;
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

	do
		t[--i] = (char)('0' + u % 10);
	while (u /= 10);
	if (v < 0)
		t[--i] = '-';
	buf_put(b, (struct str){ t + i, sizeof t - i });
}

void
buf_fmt(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	size_t room;
	int n;

	if (b->err != OK)
		return;
	room = b->cap - b->n;
	va_start(ap, fmt);
	n = vsnprintf(room ? b->p + b->n : NULL, room, fmt, ap);
	va_end(ap);
	if (n < 0) {
		b->err = E_BUG;
		return;
	}
	if ((size_t)n >= room) {
		/* One more for the NUL, which a full buffer may not have room for. */
		if (!buf_room(b, (size_t)n + 1))
			return;
		va_start(ap, fmt);
		vsnprintf(b->p + b->n, (size_t)n + 1, fmt, ap);
		va_end(ap);
	}
	b->n += (size_t)n;
}
