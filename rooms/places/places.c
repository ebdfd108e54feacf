/* places.c - the room: its routes, and the choice of one's own municipality. */
#include "places/places.h"

#include "places/kept.h"
#include "gen/places/u.h"
#include "places/places_impl.h"

#define YEAR_S (366 * 86400)

#define ROUTE ROOM_ROUTE_DECL
#include "places/routes.def"
#undef ROUTE

static enum err list(struct req *rq) { return places_list_page(rq); }
static enum err show(struct req *rq) { return places_show_page(rq); }
static enum err export_all(struct req *rq) { return places_export_all(rq); }
static enum err export_below(struct req *rq) { return places_export_below(rq); }
static enum err passport(struct req *rq) { return places_passport_page(rq); }
static enum err passport_save(struct req *rq) { return places_passport_save(rq); }
static enum err suggest(struct req *rq) { return places_suggest_part(rq, PLACES_MUNI_NOW); }
static enum err api_list(struct req *rq) { return places_api_list(rq); }
static enum err api_show(struct req *rq) { return places_api_show(rq); }
static enum err suggest_all(struct req *rq) { return places_suggest_part(rq, PLACES_ALL); }

/* The reader works for this municipality: kept in a cookie of this browser for a year. */
static enum err
mine(struct req *rq)
{
	struct str back = req_form(rq, "back");
	const struct places_index *x;
	int at, now[2];

	TRY(places_of_path(rq, &x, &at));
	at = places_municipality(x, at);
	if (at < 0 || places_now(x, at, now, LEN(now)) != 1)
		return E_NOT_FOUND; /* a region, or one that was divided: not a choice */
	at = places_municipality(x, now[0]);
	if (at < 0)
		return E_NOT_FOUND;
	TRY(cookie_set(rq, "veche_place", x->p[at].code, YEAR_S, true));
	TRY(notice(rq, N_("Муниципалитет выбран: страницы показывают, что подходит ему.")));
	return redirect(rq, back.n > 0 ? back : S("/"));
}

static enum err
forget(struct req *rq)
{
	struct str back = req_form(rq, "back");

	TRY(cookie_set(rq, "veche_place", S(""), -1, true));
	TRY(notice(rq, N_("Муниципалитет больше не выбран.")));
	return redirect(rq, back.n > 0 ? back : S("/places"));
}

static const struct route routes[] = {
#define ROUTE ROOM_ROUTE_ROW
#include "places/routes.def"
#undef ROUTE
};

const struct room places_room = {
	.name = "places", .title = N_("Территории"), .url = "/places",
	.routes = routes, .n_routes = LEN(routes), .ops = places_ops, .n_ops = PLACES_OPS,
	.open = &places_open,
	.person = &places_person_hook,
};
