/* lists_demo.c - two checklists of the demonstration's municipality. */
#include "places/places.h"
#include "solutions/lists.h"

#define PLACE "24707000"
#define SPECIALIST "specialist@veche.demo"

/* ago: days since the start; ticked: steps that are done. */
static const struct { const char *key; int ago, ticked; } started[] = {
	{ "tos", 20, 2 }, { "svalka", 4, 1 },
};

static enum err
start(struct web_thread *th, struct arena *a, int64_t place, size_t i, int64_t now)
{
	const struct settings *set = thread_portal(th)->set;
	struct work_told told = sol_told(set);
	int32_t today = day_of(now, (int)set->time_zone);
	struct db *db = thread_db(th);
	struct q_solution s;
	struct q_tasks_rows tasks;
	struct user_id who = { 0 };
	int64_t id, n;
	enum err e = q_solution(db, a, str_c(started[i].key), &s);

	if (e == E_NOT_FOUND)
		return OK;
	TRY(e);
	e = account_find(db, a, S(SPECIALIST), &who);
	if (e != OK && e != E_NOT_FOUND)
		return e;
	TRY(sol_list_start(db, a,
	    &(struct q_list_add_in){ .place = place, .solution = s.id, .version = s.version,
		.start = today - started[i].ago, .demo = true, .author = { who.v, who.v != 0 },
		.now = now }, &told, &id));
	TRY(q_tasks(db, a, id, &tasks));
	for (size_t k = 0; k < tasks.n && (int)k < started[i].ticked; k++)
		TRY(q_task_done(
		    db, tasks.p[k].id, id, now, (struct opt_int){ who.v, who.v != 0 }, &n));
	return OK;
}

enum err
solutions_demo(struct web_thread *th, struct arena *a, int64_t now)
{
	struct db *db = thread_db(th);
	const struct places_index *x;
	int64_t there;
	int at;

	TRY(places_get(th, &x));
	at = places_by_code(x, S(PLACE));
	if (at < 0)
		return E_NOT_FOUND;
	TRY(q_list_demo(db, x->p[at].id, &there));
	if (there > 0)
		return OK;
	TRY(db_begin(db));
	for (size_t i = 0; i < LEN(started); i++)
		TRY(start(th, a, x->p[at].id, i, now));
	return db_commit(db);
}
