/* NAME.c - list the things of this room, add one. */
#include "NAME/NAME.h"

#include "gen/NAME/q.h"	/* typed queries, from queries.sql */
#include "gen/NAME/u.h"	/* typed links, from routes.def    */
#include "gen/NAME/v.h"	/* pages, from views/              */

#define ROUTE ROOM_ROUTE_DECL
#include "NAME/routes.def"
#undef ROUTE

struct add_in { struct str title; };

static const struct field add_fields[] = {
	F_TEXT(struct add_in, title, "Название", 1, 200),
	F_END
};

static enum err
list(struct req *rq)
{
	struct view_list v = { .page = { .title = tr(&rq->ui, "Список"), .nav = "NAME" } };
	struct q_things_rows rows;

	TRY(q_things(rq->db, rq->arena, &rows));
	v.things.p = rows.p;
	v.things.n = rows.n;
	return view_list(&rq->ui, &v);
}

/* Role, token and body size were checked by the router. */
static enum err
add(struct req *rq)
{
	struct add_in in = { 0 };
	struct thing_id id;
	enum err e = form_read(rq, add_fields, &in);

	if (e == E_INPUT) { /* the page again, saying what was wrong */
		FORM_AGAIN(rq);
		return list(rq);
	}
	TRY(e);
	TRY(db_begin(rq->db)); /* left open by an error: dispatch rolls back */
	TRY(q_thing_add(rq->db, in.title, rq->now, &id));
	TRY(version_bump(rq->db, "NAME"));
	TRY(db_commit(rq->db));
	TRY(notice(rq, "Сохранено"));
	return redirect(rq, url_NAME_list(rq->arena));
}

static const struct route routes[] = {
#define ROUTE ROOM_ROUTE_ROW
#include "NAME/routes.def"
#undef ROUTE
};

const struct room NAME_room = {
	.name = "NAME", .title = N_("Новый раздел"), .url = "/NAME",
	.routes = routes, .n_routes = LEN(routes),
};
