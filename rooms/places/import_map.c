/* import_map.c - outlines of regions, drawn in the projection of map.c. */
#include "places/places_impl.h"

#include "gen/places/q.h"

/* Commands of an SVG path and numbers, nothing else. */
static bool
path_good(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == 0 || !strchr("MmLlHhVvZz0123456789.- ,", s.p[i]))
			return false;
	return s.n > 0 && (s.p[0] == 'M' || s.p[0] == 'm');
}

static enum err
on_outline(void *ctx, struct import *im, struct str line, enum import_did *ret_did)
{
	struct str rest, code = str_cut(line, '\t', &rest), name = str_cut(rest, '\t', &rest), norm;
	struct q_outline_of_rows old;
	char buf[16];

	(void)ctx;
	(void)name;
	if (!places_code_norm(code, buf, &norm))
		return import_bad(im, code, S("в первом столбце должен быть код региона"));
	if (!path_good(rest))
		return import_bad(im, code,
		    S("в третьем столбце должен быть контур SVG (буквы M L H V Z и числа)"));
	TRY(q_outline_of(im->db, im->row, norm, &old));
	if (old.n == 1 && str_eq(old.p[0].path, rest)) {
		*ret_did = IMPORT_SAME;
		return OK;
	}
	*ret_did = old.n ? IMPORT_CHANGED : IMPORT_ADDED;
	return q_outline_put(im->db, norm, rest);
}

enum err
places_import_map(struct import *im, struct str tsv)
{
	TRY(import_lines(im, tsv, on_outline, NULL));
	if (im->dry_run || im->added + im->changed == 0)
		return OK;
	TRY(db_begin(im->db));
	TRY(version_bump(im->db, "places"));
	return db_commit(im->db);
}
