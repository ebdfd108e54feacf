/* files_tally.c - how much room the attached files take, for the administrator. */
#include "folder/folder.h"

#include "gen/folder/q.h"

enum err
folder_files(struct db *db, struct arena *a, int limit, struct folder_files *ret)
{
	struct q_files_by_place_rows rows;
	struct q_files_all all;

	TRY(q_files_all(db, &all));
	TRY(q_files_by_place(db, a, limit, &rows));
	*ret = (struct folder_files){ .all = { .files = all.n, .bytes = all.bytes },
		.p = arena_array(a, struct folder_files_of, rows.n + 1) };
	if (ret->p == NULL)
		return E_NOMEM;
	for (; ret->n < rows.n; ret->n++)
		ret->p[ret->n] = (struct folder_files_of){ rows.p[ret->n].place,
			rows.p[ret->n].n, rows.p[ret->n].bytes };
	return OK;
}
