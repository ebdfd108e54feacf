/* synonyms.c - one group of synonyms at a time, as the administrator edits them. */
#include "search/impl.h"

static enum err
group_new(struct db *db, int64_t *ret)
{
	static const struct db_stmt next = {
		.name = "search.synonym_next", .n_cols = 1,
		.sql = "SELECT COALESCE(MAX(grp), -1) + 1 FROM search_synonym",
	};
	struct db_cur cur;
	bool row;

	TRY(db_query(db, &next, NULL, &cur));
	TRY(db_next(&cur, &row));
	if (row)
		*ret = db_col_int(&cur, 0);
	db_cur_close(&cur);
	return row ? OK : E_DB;
}

enum err
search_synonym_group(
    struct db *db, struct arena *a, int64_t *grp, const struct str *phrases, size_t n)
{
	static const struct db_stmt clear = {
		.name = "search.synonym_clear", .n_args = 1,
		.sql = "DELETE FROM search_synonym WHERE grp = $1",
	};
	static const struct db_stmt put = {
		.name = "search.synonym_add", .n_args = 3,
		.sql = "INSERT INTO search_synonym (grp, n, phrase) VALUES ($1, $2, $3)",
	};
	int64_t stamp, no = *grp;

	if (no < 0)
		TRY(group_new(db, &no));
	else
		TRY(db_exec(db, &clear, (struct db_val[]){ DBV_INT(no) }, NULL));
	for (size_t i = 0; i < n; i++) {
		struct str folded = text_fold(a, phrases[i]);

		if (folded.p == NULL)
			return E_NOMEM;
		TRY(db_exec(db, &put, (struct db_val[]){ DBV_INT(no), DBV_INT((int64_t)i),
			DBV_TEXT(folded) }, NULL));
	}
	TRY(state_get(db, "stamp", &stamp)); /* every lexicon learns of it by the stamp */
	TRY(state_set(db, "stamp", stamp + 1));
	*grp = no;
	return OK;
}
