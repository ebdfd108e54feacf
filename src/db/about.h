/* about.h - what a database says of itself: its version, how large what is in it is, its steps.
 *
 * Owns    nothing; reads the database's own catalogues and veche_migration.
 * Memory  the caller's arena.
 * Errors  as db.h.
 * Threads any; a db handle belongs to one request.
 *
 * On PostgreSQL nothing is counted: rows are the planner's estimate, sizes are those of files, and
 * the locks are those that any SELECT takes. On SQLite one walk over the pages counts all exactly;
 * a database too large for that tells the highest numbers given to rows instead.
 */
#pragma once
#include "db/db.h"

/* "3.40.1", "15.4 (Debian …)". */
MUST_USE enum err db_version(struct db *db, struct arena *a, struct str *ret);

struct db_table {
	struct str name;
	int64_t rows;			/* -1: not known */
	int64_t bytes, index_bytes;
};
struct db_tables {
	struct db_table *p; size_t n;	/* the largest first */
	bool sized;			/* bytes are known, else 0 */
	bool counted;			/* rows are exact; else an estimate, or no more than */
};
/* walk_max: an SQLite database of more bytes is not walked over. */
MUST_USE enum err db_tables(
    struct db *db, struct arena *a, int64_t walk_max, int limit, struct db_tables *ret);

/* The files of an SQLite database; -1: there is none, or it is another database. */
struct db_files { int64_t main, wal, spare; };	/* spare: bytes within that new rows will take */
MUST_USE enum err db_files(struct db *db, const char *url, struct db_files *ret);

/* What ran of each room's schema steps. */
struct db_ran { struct str room, last; int64_t n, no, at; };
struct db_rans { struct db_ran *p; size_t n; };
MUST_USE enum err db_steps_ran(struct db *db, struct arena *a, struct db_rans *ret);
