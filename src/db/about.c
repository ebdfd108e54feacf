/* about.c - the catalogues of both databases, asked for a page. */
#include "db/about.h"

#include <stdio.h>
#include <sys/stat.h>

#include "db/copy.h"

#define ROOMS_MAX 100

static const struct db_stmt ask_version = { .name = "db.version", .n_cols = 1,
	.sql = "SELECT sqlite_version()", .pg = "SELECT current_setting('server_version')" };

static const struct db_stmt ask_dbstat = { .name = "db.has_dbstat", .n_cols = 1,
	.sql = "SELECT sqlite_compileoption_used('ENABLE_DBSTAT_VTAB')" };

/* Cells of leaves are rows; a table WITHOUT ROWID is laid out as an index is, with rows within. */
static const struct db_stmt ask_pages = { .name = "db.tables", .n_args = 1, .n_cols = 4,
	.sql = "SELECT s.tbl_name,"
	       " SUM(CASE WHEN s.type = 'table' AND (d.pagetype = 'leaf' OR"
	       " (d.pagetype = 'internal' AND s.sql LIKE '%WITHOUT ROWID%'))"
	       " THEN d.ncell ELSE 0 END),"
	       " SUM(CASE WHEN s.type = 'table' THEN d.pgsize ELSE 0 END),"
	       " SUM(CASE WHEN s.type = 'table' THEN 0 ELSE d.pgsize END)"
	       " FROM dbstat d JOIN sqlite_master s ON s.name = d.name"
	       " GROUP BY s.tbl_name ORDER BY SUM(d.pgsize) DESC, s.tbl_name LIMIT $1",
	.pg = "SELECT c.relname::text, CAST(CASE WHEN c.reltuples > 0 THEN c.reltuples"
	      " ELSE pg_stat_get_live_tuples(c.oid) END AS bigint),"
	      " pg_table_size(c.oid), pg_indexes_size(c.oid) FROM pg_class c"
	      " WHERE c.relkind IN ('r', 'm') AND c.relnamespace = current_schema()::regnamespace"
	      " ORDER BY pg_total_relation_size(c.oid) DESC, c.relname LIMIT $1" };

/* The highest number ever given: rows that are gone are in it. */
static const struct db_stmt ask_numbers = { .name = "db.numbers", .n_args = 1, .n_cols = 2,
	.sql = "SELECT name, seq FROM sqlite_sequence ORDER BY seq DESC, name LIMIT $1" };

static const struct db_stmt ask_spare = { .name = "db.spare", .n_cols = 1,
	.sql = "SELECT freelist_count * page_size"
	       " FROM pragma_freelist_count(), pragma_page_size()" };

static const struct db_stmt ask_ran = { .name = "db.steps_ran", .n_args = 1, .n_cols = 5,
	.sql = "SELECT m.room, n.name, m.n, m.no, m.at FROM"
	       " (SELECT room, COUNT(*) AS n, MAX(no) AS no, MAX(at) AS at FROM veche_migration"
	       " GROUP BY room) m"
	       " JOIN veche_migration n ON n.room = m.room AND n.no = m.no"
	       " ORDER BY m.room LIMIT $1" };

static enum err
one_int(struct db *db, const struct db_stmt *st, int64_t *ret)
{
	struct db_cur cur;
	bool row;

	TRY(db_query(db, st, NULL, &cur));
	TRY(db_next(&cur, &row));
	if (!row)
		return E_DB;
	*ret = db_col_int(&cur, 0);
	db_cur_close(&cur);
	return OK;
}

enum err
db_version(struct db *db, struct arena *a, struct str *ret)
{
	struct db_cur cur;
	bool row;

	TRY(db_query(db, &ask_version, NULL, &cur));
	TRY(db_next(&cur, &row));
	if (!row)
		return E_DB;
	*ret = str_dup(a, db_col_text(&cur, 0));
	db_cur_close(&cur);
	return ret->p ? OK : E_NOMEM;
}

/* ---- tables -------------------------------------------------------------------------- */

static enum err
read_tables(struct db *db, struct arena *a, const struct db_stmt *st, int limit,
    struct db_tables *ret)
{
	struct db_cur cur;
	bool row;

	TRY(db_query(db, st, (struct db_val[]){ DBV_INT(limit) }, &cur));
	for (;;) {
		struct db_table *t = &ret->p[ret->n];

		TRY(db_next(&cur, &row));
		if (!row)
			return OK;
		*t = (struct db_table){ .name = str_dup(a, db_col_text(&cur, 0)),
			.rows = db_col_null(&cur, 1) ? -1 : db_col_int(&cur, 1) };
		if (st->n_cols > 2) { /* a table that goes meanwhile has no size */
			t->bytes = db_col_null(&cur, 2) ? 0 : db_col_int(&cur, 2);
			t->index_bytes = db_col_null(&cur, 3) ? 0 : db_col_int(&cur, 3);
		}
		if (t->name.p == NULL) {
			db_cur_close(&cur);
			return E_NOMEM;
		}
		if (++ret->n == (size_t)limit) {
			db_cur_close(&cur);
			return OK;
		}
	}
}

enum err
db_tables(struct db *db, struct arena *a, int64_t walk_max, int limit, struct db_tables *ret)
{
	bool walks = db_kind(db) == DB_PG;
	int64_t has = 0, size = 0;

	*ret = (struct db_tables){ .p = arena_array(a, struct db_table, (size_t)limit + 1) };
	if (ret->p == NULL)
		return E_NOMEM;
	if (!walks) {
		TRY(one_int(db, &ask_dbstat, &has));
		TRY(db_size(db, &size));
		walks = ret->counted = has != 0 && size <= walk_max;
	}
	ret->sized = walks;
	return read_tables(db, a, walks ? &ask_pages : &ask_numbers, limit, ret);
}

/* ---- files ----------------------------------------------------------------------------- */

static int64_t
bytes_of(const char *file, const char *tail)
{
	char path[4200];
	struct stat st;

	if (snprintf(path, sizeof path, "%s%s", file, tail) >= (int)sizeof path)
		return -1;
	return stat(path, &st) == 0 ? (int64_t)st.st_size : -1;
}

enum err
db_files(struct db *db, const char *url, struct db_files *ret)
{
	const char *file = db_file_of(url);

	*ret = (struct db_files){ -1, -1, -1 };
	if (db_kind(db) == DB_PG)
		return OK;
	TRY(one_int(db, &ask_spare, &ret->spare));
	if (file != NULL) {
		ret->main = bytes_of(file, "");
		ret->wal = bytes_of(file, "-wal");
	}
	return OK;
}

/* ---- steps ------------------------------------------------------------------------------- */

enum err
db_steps_ran(struct db *db, struct arena *a, struct db_rans *ret)
{
	struct db_cur cur;
	bool row;

	*ret = (struct db_rans){ arena_array(a, struct db_ran, ROOMS_MAX), 0 };
	if (ret->p == NULL)
		return E_NOMEM;
	TRY(db_query(db, &ask_ran, (struct db_val[]){ DBV_INT(ROOMS_MAX) }, &cur));
	for (;;) {
		struct db_ran *r = &ret->p[ret->n];

		TRY(db_next(&cur, &row));
		if (!row)
			return OK;
		*r = (struct db_ran){ str_dup(a, db_col_text(&cur, 0)),
			str_dup(a, db_col_text(&cur, 1)), db_col_int(&cur, 2), db_col_int(&cur, 3),
			db_col_int(&cur, 4) };
		if (r->room.p == NULL || r->last.p == NULL || ++ret->n == ROOMS_MAX) {
			db_cur_close(&cur);
			return ret->n == ROOMS_MAX ? OK : E_NOMEM;
		}
	}
}
