/* copy.h - a whole copy of an SQLite database while others use it, and what may be said of a copy.
 *
 * Owns    nothing.
 * Memory  none kept.
 * Errors  E_IO: the file can't be written or read; E_LIMIT: the disk is full; E_CONFLICT: the
 *         copy is not whole; E_BUSY: somebody has the database open; E_METHOD: PostgreSQL.
 * Threads the caller's handle, as db.h.
 */
#pragma once
#include "db/db.h"

/* The state of one instant, into `path`, which must not exist. Online: readers and writers go on;
 * what is committed meanwhile is in the copy or not, never half. On an error nothing is left. */
MUST_USE enum err db_copy(struct db *from, const char *path,
    void (*progress)(void *p, int64_t done, int64_t total), void *p);
/* Every page, index and foreign key of a database file nobody writes. */
MUST_USE enum err db_file_check(const char *path);
/* Has it a table of the name? A missing file has none. E_IO: no database. */
MUST_USE enum err db_file_has(const char *path, const char *table, bool *ret);
/* Gather what -wal holds into the file itself. E_BUSY: somebody has it open. */
MUST_USE enum err db_file_settle(const char *path);
/* To the disk, with the name in its folder. */
MUST_USE enum err db_file_sync(const char *path);

/* Bytes of the database as its files or its server count them. */
MUST_USE enum err db_size(struct db *db, int64_t *ret);
/* Free bytes beside an SQLite database, -1: not known (PostgreSQL, memory). */
int64_t db_disk_free(const char *url);
/* The file of an SQLite address; NULL: it is another. */
const char *db_file_of(const char *url);
