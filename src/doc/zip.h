/* zip.h - an archive being written, file by file, for documents that are one.
 *
 * Owns    nothing.
 * Memory  bytes go to the caller's buf; what the directory needs stays in the arena.
 * Errors  E_NOMEM, E_LIMIT of the buf; E_TOO_BIG above 65535 files or 4 GiB.
 * Threads one archive belongs to one thread.
 *
 * The same files give the same bytes: no day is written.
 */
#pragma once
#include "base/base.h"

struct zipper_file { const char *name; uint32_t crc, packed, size, at; uint16_t method; };
struct zipper {
	struct buf *out;
	struct arena *arena;
	VEC(struct zipper_file) files;
};

void zipper_open(struct zipper *z, struct buf *out, struct arena *a);
/* `name` lives until zipper_close. As it is, or packed. */
MUST_USE enum err zipper_store(struct zipper *z, const char *name, struct str bytes);
MUST_USE enum err zipper_pack(struct zipper *z, const char *name, struct str bytes);
MUST_USE enum err zipper_close(struct zipper *z);
