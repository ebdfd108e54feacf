/* changed.c - entries whose texts changed since somebody looked through them. */
#include "entry/entry.h"

#include "gen/entry/q.h"

enum err
entry_changed_take(struct db *db, int64_t *ids, size_t max, size_t *ret_n)
{
	/* Deleted before the entries are read: what changes after this stands here again. One that
	 * a writer holds is left for the next time, so nobody waits for whom they hold up. */
	static const struct db_stmt take = {
		.name = "entry.changed_take", .n_args = 1, .n_cols = 1,
		.sql = "DELETE FROM entry_changed WHERE entry IN"
		    " (SELECT entry FROM entry_changed ORDER BY entry LIMIT $1) RETURNING entry",
		.pg = "DELETE FROM entry_changed WHERE entry IN"
		    " (SELECT entry FROM entry_changed ORDER BY entry LIMIT $1"
		    " FOR UPDATE SKIP LOCKED) RETURNING entry",
	};
	struct db_cur cur;
	size_t n = 0;
	bool row;

	TRY(db_query(db, &take, (struct db_val[]){ DBV_INT((int64_t)max) }, &cur));
	for (;;) {
		TRY(db_next(&cur, &row));
		if (!row)
			break;
		if (n < max)
			ids[n++] = db_col_int(&cur, 0);
	}
	*ret_n = n;
	return OK;
}

enum err
entry_changed_all(struct db *db)
{
	return q_changed_all(db);
}

enum err
entry_changed_count(struct db *db, int64_t *ret)
{
	return q_changed_count(db, ret);
}
