/* copy.c - SQLite's own backup, in steps, and checks of a database file. */
#include "db/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define STEP_PAGES 1024		/* 4 MiB at a time: often enough for a bar */
#define BUSY_MS 5000

static enum err
err_of(sqlite3 *h)
{
	switch (sqlite3_errcode(h) & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED: return E_BUSY;
	case SQLITE_NOMEM: return E_NOMEM;
	case SQLITE_FULL: return E_LIMIT;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB: return E_CONFLICT;
	default: return E_IO;
	}
}

static enum err
failed(sqlite3 *h, const char *path)
{
	enum err e = h ? err_of(h) : E_NOMEM;

	log_line(LOG_ERROR, "db_copy", "file=%s message=%s", path, h ? sqlite3_errmsg(h) : "");
	return e;
}

static enum err
file_open(const char *path, int flags, sqlite3 **ret)
{
	sqlite3 *h = NULL;

	if (sqlite3_open_v2(path, &h, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
		enum err e = failed(h, path);

		sqlite3_close_v2(h);
		return e;
	}
	sqlite3_busy_timeout(h, BUSY_MS);
	*ret = h;
	return OK;
}

const char *
db_file_of(const char *url)
{
	if (strncmp(url, "sqlite:", 7) == 0)
		url += 7;
	if (strncmp(url, "postgres", 8) == 0 && strstr(url, "://") != NULL)
		return NULL;
	return *url == 0 || strcmp(url, ":memory:") == 0 ? NULL : url;
}

/* The folder a file lies in; the caller gives room. */
static void
folder_of(const char *path, char *to, size_t room)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		snprintf(to, room, ".");
	else
		snprintf(to, room, "%.*s", slash == path ? 1 : (int)(slash - path), path);
}

/* ---- checks -------------------------------------------------------------------------- */

/* The first column of the first row is what is wanted, and there is no second row. */
static enum err
answers(sqlite3 *h, const char *sql, const char *want, const char *path)
{
	sqlite3_stmt *s = NULL;
	enum err e = OK;
	int rc;

	if (sqlite3_prepare_v2(h, sql, -1, &s, NULL) != SQLITE_OK)
		return failed(h, path);
	rc = sqlite3_step(s);
	if (rc == SQLITE_ROW) {
		const char *got = (const char *)sqlite3_column_text(s, 0);

		if (want == NULL || got == NULL || strcmp(got, want) != 0) {
			log_line(LOG_ERROR, "db_check", "file=%s found=%s", path, got ? got : "");
			e = E_CONFLICT;
		}
	} else if (rc != SQLITE_DONE || want != NULL) {
		e = failed(h, path);
	}
	sqlite3_finalize(s);
	return e;
}

static enum err
whole(sqlite3 *h, const char *path)
{
	TRY(answers(h, "PRAGMA integrity_check(1)", "ok", path));
	return answers(h, "PRAGMA foreign_key_check", NULL, path);
}

enum err
db_file_check(const char *path)
{
	sqlite3 *h;
	enum err e;

	TRY(file_open(path, SQLITE_OPEN_READONLY, &h));
	e = whole(h, path);
	sqlite3_close_v2(h);
	return e;
}

enum err
db_file_has(const char *path, const char *table, bool *ret)
{
	sqlite3_stmt *s = NULL;
	struct stat st;
	sqlite3 *h;
	enum err e = OK;
	int rc;

	*ret = false;
	if (stat(path, &st) != 0)
		return errno == ENOENT ? OK : E_IO;
	TRY(file_open(path, SQLITE_OPEN_READONLY, &h));
	if (sqlite3_prepare_v2(h, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1",
		-1, &s, NULL) != SQLITE_OK) {
		e = failed(h, path);
	} else {
		sqlite3_bind_text(s, 1, table, -1, SQLITE_STATIC);
		rc = sqlite3_step(s);
		*ret = rc == SQLITE_ROW;
		e = rc == SQLITE_ROW || rc == SQLITE_DONE ? OK : failed(h, path);
	}
	sqlite3_finalize(s);
	sqlite3_close_v2(h);
	return e;
}

/* Leaving WAL takes the file for oneself: while anybody else has it open it can't be done. */
static enum err
settle(sqlite3 *h, const char *path)
{
	sqlite3_busy_timeout(h, 0);
	return answers(h, "PRAGMA journal_mode = DELETE", "delete", path) == OK ? OK : E_BUSY;
}

enum err
db_file_settle(const char *path)
{
	sqlite3 *h;
	enum err e;

	TRY(file_open(path, SQLITE_OPEN_READWRITE, &h));
	e = settle(h, path);
	sqlite3_close_v2(h);
	return e;
}

static enum err
sync_one(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC), rc;

	if (fd < 0)
		return E_IO;
	rc = fsync(fd);
	close(fd);
	return rc == 0 ? OK : E_IO;
}

enum err
db_file_sync(const char *path)
{
	char dir[4096];

	folder_of(path, dir, sizeof dir);
	TRY(sync_one(path, O_RDONLY));
	return sync_one(dir, O_RDONLY | O_DIRECTORY);
}

/* ---- the copy -------------------------------------------------------------------------- */

static enum err
steps(sqlite3 *to, sqlite3 *from, const char *path, void (*progress)(void *, int64_t, int64_t),
    void *p)
{
	sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");
	int rc;

	if (b == NULL)
		return failed(to, path);
	do {
		rc = sqlite3_backup_step(b, STEP_PAGES);
		if (progress != NULL && (rc == SQLITE_OK || rc == SQLITE_DONE)) {
			int64_t total = sqlite3_backup_pagecount(b);

			progress(p, total - sqlite3_backup_remaining(b), total);
		}
	} while (rc == SQLITE_OK);
	rc = sqlite3_backup_finish(b);
	return rc == SQLITE_OK ? OK : failed(to, path);
}

/* One snapshot for all steps: else a commit of somebody else would begin the copy anew. It is
 * opened by the first read; opened by a step, it would end with the step. */
static enum err
snapshot(struct db *from, const char *path)
{
	TRY(db_read_begin(from));
	if (sqlite3_exec(db_native(from), "SELECT 1 FROM sqlite_schema", 0, 0, 0) == SQLITE_OK)
		return OK;
	db_read_end(from);
	return failed(db_native(from), path);
}

static enum err
copy_to(struct db *from, const char *path, void (*progress)(void *, int64_t, int64_t), void *p)
{
	sqlite3 *to;
	enum err e;

	TRY(file_open(path, SQLITE_OPEN_READWRITE, &to));
	e = snapshot(from, path);
	if (e == OK) {
		e = steps(to, db_native(from), path, progress, p);
		db_read_end(from);
	}
	if (e == OK)
		e = settle(to, path); /* one file, readable where nothing may be written */
	if (e == OK)
		e = whole(to, path);
	sqlite3_close_v2(to);
	return e == OK ? db_file_sync(path) : e;
}

enum err
db_copy(struct db *from, const char *path, void (*progress)(void *p, int64_t done, int64_t total),
    void *p)
{
	char side[4200];
	enum err e;
	int fd;

	if (db_kind(from) != DB_SQLITE)
		return E_METHOD;
	fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
	if (fd < 0) {
		log_line(LOG_ERROR, "db_copy", "file=%s message=%s", path, strerror(errno));
		return errno == ENOSPC ? E_LIMIT : E_IO;
	}
	close(fd);
	e = copy_to(from, path, progress, p);
	if (e != OK) {
		static const char *const tails[] = { "", "-journal", "-wal", "-shm" };

		for (size_t i = 0; i < LEN(tails); i++) {
			snprintf(side, sizeof side, "%s%s", path, tails[i]);
			(void)unlink(side);
		}
	}
	return e;
}

/* ---- room ------------------------------------------------------------------------------ */

enum err
db_size(struct db *db, int64_t *ret)
{
	static const struct db_stmt ask = {
		.name = "db.size", .n_cols = 1,
		.sql = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
		.pg = "SELECT pg_database_size(current_database())",
	};
	struct db_cur cur;
	bool row;

	TRY(db_query(db, &ask, NULL, &cur));
	TRY(db_next(&cur, &row));
	if (!row)
		return E_DB;
	*ret = db_col_int(&cur, 0);
	db_cur_close(&cur);
	return OK;
}

int64_t
db_disk_free(const char *url)
{
	const char *file = db_file_of(url);
	struct statvfs v;
	char dir[4096];

	if (file == NULL)
		return -1;
	folder_of(file, dir, sizeof dir);
	if (statvfs(dir, &v) != 0)
		return -1;
	return (int64_t)v.f_bavail * (int64_t)v.f_frsize;
}
