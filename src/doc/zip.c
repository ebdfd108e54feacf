/* zip.c - local heads, packed bytes, the directory behind them. */
#include <zlib.h>

#include "doc/zip.h"

#define LEVEL 6
#define STORED 0
#define DEFLATED 8
#define VERSION 20		/* 2.0: deflate and folders */
#define UTF8_NAMES 0x0800
#define NO_DAY 0x0021		/* 1980-01-01, the first day there is */

static void
put16(struct buf *b, unsigned v)
{
	buf_putc(b, (char)(v & 0xFF));
	buf_putc(b, (char)(v >> 8 & 0xFF));
}

static void
put32(struct buf *b, uint32_t v)
{
	put16(b, v & 0xFFFF);
	put16(b, v >> 16);
}

void
zipper_open(struct zipper *z, struct buf *out, struct arena *a)
{
	*z = (struct zipper){ .out = out, .arena = a };
}

/* What stands both before a file and in the directory. */
static void
put_common(struct buf *b, const struct zipper_file *f)
{
	put16(b, VERSION);
	put16(b, UTF8_NAMES);
	put16(b, f->method);
	put16(b, 0);
	put16(b, NO_DAY);
	put32(b, f->crc);
	put32(b, f->packed);
	put32(b, f->size);
	put16(b, (unsigned)strlen(f->name));
	put16(b, 0); /* nothing extra */
}

static void
put_local(struct buf *b, const struct zipper_file *f)
{
	put32(b, 0x04034B50);
	put_common(b, f);
	buf_putz(b, f->name);
}

static void
put_entry(struct buf *b, const struct zipper_file *f)
{
	put32(b, 0x02014B50);
	put16(b, VERSION);
	put_common(b, f);
	put16(b, 0); /* no comment */
	put16(b, 0); /* the first disk */
	put16(b, 0);
	put32(b, 0);
	put32(b, f->at);
	buf_putz(b, f->name);
}

static uint32_t
crc_of(struct str s)
{
	return (uint32_t)crc32_z(0, (const Bytef *)(s.n > 0 ? s.p : ""), s.n);
}

/* Packs into the buf behind what it holds; *ret_n: so many bytes. */
static enum err
deflate_to(struct buf *b, struct str s, uint32_t *ret_n)
{
	z_stream z = { 0 };
	enum err e = OK;
	uLong room;

	if (deflateInit2(&z, LEVEL, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return E_NOMEM;
	room = deflateBound(&z, (uLong)s.n);
	if (buf_room(b, room)) {
		z.next_in = (Bytef *)(uintptr_t)s.p;
		z.avail_in = (uInt)s.n;
		z.next_out = (Bytef *)b->p + b->n;
		z.avail_out = (uInt)room;
		e = deflate(&z, Z_FINISH) == Z_STREAM_END ? OK : E_BUG;
		*ret_n = (uint32_t)(room - z.avail_out);
		b->n += *ret_n;
	} else {
		e = buf_err(b);
	}
	deflateEnd(&z);
	return e;
}

static enum err
add(struct zipper *z, struct zipper_file f, struct str bytes)
{
	struct buf *b = z->out;
	size_t at = b->n;

	if (bytes.n > INT32_MAX || at > INT32_MAX || z->files.n == UINT16_MAX)
		return E_TOO_BIG;
	f.at = (uint32_t)at;
	f.size = f.packed = (uint32_t)bytes.n;
	f.crc = crc_of(bytes);
	put_local(b, &f);
	if (f.method == STORED) {
		buf_put(b, bytes);
	} else {
		struct buf head = *b;

		TRY(buf_err(b));
		TRY(deflate_to(b, bytes, &f.packed));
		/* the head again, over itself: now the packed size is known */
		head.p = b->p;
		head.cap = b->cap;
		head.n = at;
		put_local(&head, &f);
	}
	TRY(buf_err(b));
	return VEC_PUSH(z->arena, &z->files, f);
}

enum err
zipper_store(struct zipper *z, const char *name, struct str bytes)
{
	return add(z, (struct zipper_file){ .name = name, .method = STORED }, bytes);
}

enum err
zipper_pack(struct zipper *z, const char *name, struct str bytes)
{
	return add(z, (struct zipper_file){ .name = name, .method = DEFLATED }, bytes);
}

enum err
zipper_close(struct zipper *z)
{
	size_t at = z->out->n, size;

	for (size_t i = 0; i < z->files.n; i++)
		put_entry(z->out, &z->files.p[i]);
	size = z->out->n - at;
	if (z->out->n > UINT32_MAX)
		return E_TOO_BIG;
	put32(z->out, 0x06054B50);
	put32(z->out, 0); /* one disk */
	put16(z->out, (unsigned)z->files.n);
	put16(z->out, (unsigned)z->files.n);
	put32(z->out, (uint32_t)size);
	put32(z->out, (uint32_t)at);
	put16(z->out, 0);
	return buf_err(z->out);
}
