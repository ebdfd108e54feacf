/* pack.c - gzip for pages, by zlib. */
#include <zlib.h>

#include "web/web_impl.h"

#define PACK_LEAST 512		/* smaller bodies do not gain */
#define PACK_LEVEL 4		/* two thirds of the gain of 9 at a fifth of the time */
#define PACK_QUICK 1	/* for one reader alone: a seventh more bytes, two thirds of that time */

bool
pack_accepts(struct str accept, const char *coding)
{
	struct str rest = accept, one;

	while (rest.p != NULL && rest.n > 0) {
		struct str q;

		one = str_cut(rest, ',', &rest);
		one = str_cut(one, ';', &q);
		if (str_is(str_trim(one), coding))
			return q.p == NULL || !str_is(str_trim(q), "q=0");
	}
	return false;
}

static struct str
pack(struct arena *a, struct str body, int level)
{
	z_stream z = { 0 };
	struct str r = STR_NONE;
	size_t room;
	char *out;

	if (body.n < PACK_LEAST || body.n > UINT32_MAX / 2 ||
	    deflateInit2(&z, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return r;
	room = deflateBound(&z, (uLong)body.n);
	out = arena_alloc(a, room);
	if (out != NULL) {
		z.next_in = (Bytef *)(uintptr_t)body.p;
		z.avail_in = (uInt)body.n;
		z.next_out = (Bytef *)out;
		z.avail_out = (uInt)room;
		if (deflate(&z, Z_FINISH) == Z_STREAM_END)
			r = (struct str){ out, room - z.avail_out };
	}
	deflateEnd(&z);
	return r;
}

struct str
pack_gzip(struct arena *a, struct str body)
{
	return pack(a, body, PACK_LEVEL);
}

struct str
pack_quick(struct arena *a, struct str body)
{
	return pack(a, body, PACK_QUICK);
}
