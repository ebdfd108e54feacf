/* folder.c - the room: states, where we are, who may be responsible; the way in. */
#include "folder/act.h"

#include "folder/api_ops.h"
#include "audit/audit.h"
#include "folder/kept.h"
#include "gen/folder/u.h"
#include "gen/folder/v.h"

const struct folder_state_info folder_states[FS_N] = {
#define STATE(name, no, code, ru, ru_label, en, en_label) \
	[no] = { code, ru, ru_label, en, en_label },
#include "folder/states.def"
#undef STATE
};

int
folder_state_of(struct str code)
{
	for (int i = 1; i < FS_N; i++)
		if (str_is(code, folder_states[i].code))
			return i;
	return 0;
}

static const struct folder_state_info *
info(int64_t state)
{
	return &folder_states[state > 0 && state < FS_N ? state : FS_INTERESTED];
}

struct str
folder_head(const struct ui *ui, int64_t state)
{
	return str_c(ui->lang == LANG_EN ? info(state)->en_head : info(state)->head);
}

struct str
folder_label(const struct ui *ui, int64_t state)
{
	return str_c(ui->lang == LANG_EN ? info(state)->en_label : info(state)->label);
}

/* ---- where we are ------------------------------------------------------------------ */

struct str
folder_num(struct arena *a, int64_t v)
{
	return str_fmt(a, "%lld", (long long)v);
}

struct str
folder_item_url(struct arena *a, struct str place, int64_t id)
{
	return url_folder_item(a, place, folder_num(a, id));
}

enum err
folder_at(struct req *rq, struct folder_at *ret)
{
	struct folder_at w = { 0 };

	TRY(places_get(rq->th, &w.x));
	w.at = places_by_code(w.x, req_param(rq, 0));
	if (w.at < 0 || w.x->p[w.at].level < PLACE_MUNI)
		return E_NOT_FOUND;
	w.p = &w.x->p[w.at];
	*ret = w;
	return OK;
}

enum err
folder_id(const struct req *rq, int64_t *ret)
{
	return str_int(req_param(rq, 1), ret) && *ret > 0 ? OK : E_NOT_FOUND;
}

enum err
folder_item_at(struct req *rq, const struct folder_at *w, struct q_item_get *ret)
{
	int64_t id;

	TRY(folder_id(rq, &id));
	return q_item_get(rq->db, rq->arena, (struct item_id){ id }, w->p->id, ret);
}

void
folder_crumbs(const struct ui *ui, const struct folder_at *w, struct str what, struct str url,
    struct str last, struct page *ret)
{
	struct str home = url_folder_board(ui->arena, w->p->code);

	if (last.n == 0 && what.n == 0)
		home = S("");
	ret->nav = "folder";
	ret->no_index = true;
	ret->crumbs[ret->n_crumbs++] =
	    (struct crumb){ trf(ui, "Папка: %1", w->p->short_name), home };
	if (what.n > 0)
		ret->crumbs[ret->n_crumbs++] = (struct crumb){ what, last.n ? url : S("") };
	if (last.n > 0)
		ret->crumbs[ret->n_crumbs++] = (struct crumb){ last, S("") };
}

/* ---- who --------------------------------------------------------------------------- */

enum err
folder_people(struct req *rq, const struct folder_at *w, struct opt_int now, struct str now_name,
    struct account_picks *ret)
{
	struct account_people staff;

	TRY(account_staff(rq->db, rq->arena, w->p->id, ROLE_EMPLOYEE, rq->now, &staff));
	return account_picks(rq, &staff, now, now_name, "person", ret);
}

enum err
folder_person_check(struct req *rq, const struct folder_at *w, int64_t person, struct opt_int now)
{
	struct account_people staff;

	TRY(account_staff(rq->db, rq->arena, w->p->id, ROLE_EMPLOYEE, rq->now, &staff));
	return account_pick_check(rq, &staff, person, now, "person");
}

enum err
folder_person_read(struct req *rq, const struct folder_at *w, struct opt_int now,
    struct opt_int *ret)
{
	struct account_people staff;

	TRY(account_staff(rq->db, rq->arena, w->p->id, ROLE_EMPLOYEE, rq->now, &staff));
	return account_pick_read(rq, &staff, now, "person", ret);
}

enum err
folder_event(struct req *rq, int64_t item, const char *field, struct str before, struct str after)
{
	if (str_eq(before, after))
		return OK;
	return q_event_add(rq->db,
	    &(struct q_event_add_in){ .item = { item },
		.field = str_c(field),
		.before = before,
		.after = after,
		.author = folder_author(rq),
		.now = rq->now });
}

enum err
folder_note(struct req *rq, const struct folder_at *w, const char *action, int64_t item,
    struct str detail)
{
	return audit_add(rq->db, rq->arena, rq->now,
	    &(struct audit_event){ .action = action, .actor = rq->viewer->id.v,
		.object = str_fmt(rq->arena, "folder:%lld", (long long)item), .place = w->p->id,
		.peer = rq->in->peer, .detail = detail });
}

/* ---- GET /folder ------------------------------------------------------------------- */

enum err
folder_may(struct req *rq, struct str place_code, bool *ret)
{
	int64_t chain[PLACES_DEPTH];
	const struct places_index *x;
	struct str name;
	size_t n;
	int at;

	*ret = false;
	if (rq->viewer == NULL || place_code.n == 0)
		return OK;
	TRY(places_get(rq->th, &x));
	at = places_by_code(x, place_code);
	if (at < 0 || x->p[at].level < PLACE_MUNI)
		return OK;
	TRY(places_chain(rq->th, place_code, chain, LEN(chain), &n, &name));
	*ret = req_may(rq, ROLE_EMPLOYEE, chain, n);
	return OK;
}

static enum err
mine(struct req *rq, struct folder_places *ret)
{
	struct account_works w;

	TRY(account_works(rq, &w));
	ret->p = arena_array(rq->arena, struct folder_place, w.n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < w.n; i++)
		ret->p[ret->n++] = (struct folder_place){ url_folder_board(rq->arena,
			w.p[i].p->code), w.p[i].label };
	return OK;
}

/* Regions of the reader's own roles: their folders are told on one page each. */
static enum err
regions(struct req *rq, const struct places_index *x, struct folder_places *ret)
{
	const struct viewer *who = rq->viewer;

	ret->p = arena_array(rq->arena, struct folder_place, who->n_grants + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < who->n_grants; i++) {
		int at = places_by_id(x, who->grants[i].place);

		if (at < 0 || who->grants[i].role < ROLE_EMPLOYEE || x->p[at].level != PLACE_REGION)
			continue;
		ret->p[ret->n++] =
		    (struct folder_place){ url_folder_board(rq->arena, x->p[at].code),
			    places_label(x, at, rq->arena, rq->ui.lang) };
	}
	return OK;
}

/* To the folder of the municipality one works for; else a choice, or why there is none. */
enum err
folder_start(struct req *rq)
{
	struct view_start v = { .page = { .title = tr(&rq->ui, "Папка"), .nav = "folder",
				    .no_index = true } };
	const struct places_index *x;
	bool may;

	TRY(folder_may(rq, rq->ui.place_code, &may));
	if (may)
		return redirect(rq, url_folder_board(rq->arena, rq->ui.place_code));
	TRY(places_get(rq->th, &x));
	TRY(mine(rq, &v.places));
	if (v.places.n == 1)
		return redirect(rq, v.places.p[0].url);
	TRY(regions(rq, x, &v.regions));
	for (size_t i = 0; i < rq->viewer->n_grants; i++)
		v.above |= rq->viewer->grants[i].role >= ROLE_EMPLOYEE;
	return view_start(&rq->ui, &v);
}

/* ---- the room ---------------------------------------------------------------------- */

#define ROUTE(verb, path, fn, who, at, csrf, body, rate, run) \
	{ #verb, path, #fn, folder_##fn, ROLE_##who, at, csrf, body, rate, run },
static const struct route routes[] = {
#include "folder/routes.def"
};
#undef ROUTE

const struct room folder_room = {
	.name = "folder", .title = N_("Папка"), .url = "/folder",
	.routes = routes, .n_routes = LEN(routes),
	.ops = folder_ops, .n_ops = FOLDER_OPS,
	.person = &folder_person_hook,
};
