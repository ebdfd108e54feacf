/* state.c - numbers the index keeps about itself, and whether it can be relied on. */
#include "search/impl.h"

static enum err
one_int(struct db *db, const struct db_stmt *st, const struct db_val *args, int64_t *ret)
{
	struct db_cur cur;
	bool row;
	int64_t v = 0;

	TRY(db_query(db, st, args, &cur));
	TRY(db_next(&cur, &row));
	if (row)
		v = db_col_int(&cur, 0);
	db_cur_close(&cur);
	*ret = v;
	return OK;
}

enum err
state_get(struct db *db, const char *name, int64_t *ret)
{
	static const struct db_stmt get = {
		.name = "search.state_get", .n_args = 1, .n_cols = 1,
		.sql = "SELECT value FROM search_state WHERE name = $1",
	};

	return one_int(db, &get, (struct db_val[]){ DBV_TEXT(str_c(name)) }, ret);
}

enum err
state_set(struct db *db, const char *name, int64_t v)
{
	static const struct db_stmt set = {
		.name = "search.state_set", .n_args = 2,
		.sql = "INSERT INTO search_state (name, value) VALUES ($1, $2)"
		    " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
	};

	return db_exec(db, &set, (struct db_val[]){ DBV_TEXT(str_c(name)), DBV_INT(v) }, NULL);
}

enum err
search_check(struct db *db)
{
	static const struct db_stmt lost = {
		.name = "search.lost", .n_cols = 1,
		.sql = "SELECT count(*) FROM (SELECT 1 FROM entry e WHERE e.state = 1"
		    " AND NOT EXISTS (SELECT 1 FROM search_doc d WHERE d.entry = e.id)"
		    " AND NOT EXISTS (SELECT 1 FROM search_queue q WHERE q.entry = e.id)"
		    " LIMIT 1) x",
	};
	int64_t version, building, n;

	TRY(state_get(db, "version", &version));
	TRY(state_get(db, "building", &building));
	if (building || (version != 0 && version != TEXT_ANALYSER_VERSION))
		return E_CONFLICT;
	TRY(one_int(db, &lost, NULL, &n));
	return n > 0 ? E_CONFLICT : OK;
}
