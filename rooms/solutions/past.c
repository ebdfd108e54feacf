/* past.c - what a solution was at each write: a line of a file, kept beside it. */
#include "entry/import_json.h"
#include "solutions/sol_impl.h"

enum err
sol_past(struct db *db, struct arena *a, struct solution_id id, int64_t rev, struct sol_draft *ret)
{
	struct import im = { .db = db, .arena = a, .row = a, .now = time_now() };
	struct json_object *o;
	struct q_past p;
	enum err e;

	TRY(q_past(db, a, id, rev, &p));
	im.today = day_of(im.now, 0);
	e = import_json(&im, p.body, &o);
	if (e == OK) {
		e = sol_read(&im, o, ret);
		json_object_put(o);
	}
	return e == E_INPUT ? E_NOT_FOUND : e;
}
