/* services.c - tokens of services: a role on a territory that outlives whoever made the token. */
#include "account/account.h"
#include "api/api_impl.h"
#include "api/views.h"
#include "gen/api/v.h"
#include "places/places.h"
#include "web/api.h"

/* As in guard: the role on that territory or above it, and one that hands out roles. */
enum err
service_may(struct req *rq, int role, int64_t place, bool *ret)
{
	int need = role > ROLE_MUNI_ADMIN ? role : ROLE_MUNI_ADMIN, at;
	int64_t chain[PLACES_DEPTH] = { 0 };
	const struct places_index *x;
	struct str name;
	size_t n = 0;

	*ret = false;
	if (place != 0) {
		TRY(places_get(rq->th, &x));
		at = places_by_id(x, place);
		if (at < 0)
			return OK;
		TRY(places_chain(rq->th, x->p[at].code, chain, LEN(chain), &n, &name));
	}
	*ret = req_may(rq, need, chain, n);
	return OK;
}

/* ---- the list ---------------------------------------------------------------------- */

static enum err
rows_of(struct req *rq, struct token_rows *ret)
{
	const struct ui *ui = &rq->ui;
	struct q_services_rows q;
	bool mine;

	TRY(q_services(rq->db, rq->arena, &q));
	ret->p = arena_array(rq->arena, struct token_row, q.n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < q.n; i++) {
		const struct q_services *s = &q.p[i];
		struct token_row *r = &ret->p[ret->n];

		TRY(service_may(rq, 0, s->place.has ? s->place.v : 0, &mine));
		if (!mine)
			continue;
		*r = (struct token_row){ .id = s->id.v, .name = s->name,
			.head = str_fmt(rq->arena, "veche_s_…%.*s", FMT(s->tail)),
			.scopes = token_scopes(ui, (unsigned)s->scopes),
			.used = token_used(ui, s->used),
			.where = trf(ui, "%1, %2", str_c(role_title((int)s->role, ui->lang)),
			    s->place_name.n ? s->place_name : tr(ui, "вся страна")) };
		r->state = token_state(ui, s->expires, s->revoked, &r->works);
		ret->n++;
	}
	return OK;
}

/* ---- the form ------------------------------------------------------------------------ */

static enum err
roles_of(struct req *rq, struct token_choices *ret)
{
	int most = 0;

	for (size_t i = 0; i < rq->viewer->n_grants; i++)
		if (rq->viewer->grants[i].role > most)
			most = rq->viewer->grants[i].role;
	ret->p = arena_array(rq->arena, struct token_choice, ROLE_ADMIN + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (int r = ROLE_EMPLOYEE; r <= most; r++) {
		struct str name = str_c(role_name(r));

		ret->p[ret->n++] = (struct token_choice){ name, str_c(role_title(r, rq->ui.lang)),
			ui_old_on(&rq->ui, "role", name, r == ROLE_EMPLOYEE) };
	}
	return OK;
}

/* The first territory of the reader's own, as a start for the field. */
static enum err
own_place(struct req *rq, struct view_tokens *v)
{
	const struct places_index *x;

	TRY(places_get(rq->th, &x));
	v->place = S("");
	for (size_t i = 0; i < rq->viewer->n_grants; i++) {
		const struct grant *g = &rq->viewer->grants[i];
		int at = g->place ? places_by_id(x, g->place) : -1;

		if (g->role < ROLE_MUNI_ADMIN)
			continue;
		v->everywhere |= g->place == 0;
		if (at >= 0 && v->place.n == 0)
			v->place = x->p[at].code;
	}
	v->place = ui_old(&rq->ui, "place", v->place);
	return OK;
}

static enum err
view(struct req *rq, struct view_tokens *v)
{
	struct ui *ui = &rq->ui;

	v->page = (struct page){ .title = tr(ui, "Токены служб"), .no_index = true,
		.crumbs = { { tr(ui, "Профиль"), S("/account") },
			{ tr(ui, "Токены API"), S("/account/tokens") },
			{ tr(ui, "Токены служб"), S("") } }, .n_crumbs = 3 };
	TRY(rows_of(rq, &v->rows));
	TRY(tokens_form(rq, true, v));
	TRY(roles_of(rq, &v->roles));
	TRY(own_place(rq, v));
	return view_tokens(ui, v);
}

enum err
api_services(struct req *rq)
{
	struct view_tokens v = { 0 };

	return view(rq, &v);
}

static enum err
service_read(struct req *rq, struct token_ask *ask)
{
	enum err e = token_read(rq, ask), one;
	bool may = false;

	if (e != OK && e != E_INPUT)
		return e;
	if (!role_parse(req_form(rq, "role"), &ask->role) || ask->role < ROLE_EMPLOYEE)
		return problem(rq, "role", tr(&rq->ui, "Выберите одно из предложенного."));
	one = account_place_typed(rq, "place", str_trim(req_form(rq, "place")), &ask->place);
	if (one != OK)
		return one;
	TRY(service_may(rq, ask->role, ask->place, &may));
	if (!may)
		return problem(rq, "place", tr(&rq->ui, "На этой территории вы не можете дать "
		    "такую роль: она вне вашей территории или выше вашей роли."));
	return e;
}

enum err
api_service_new(struct req *rq)
{
	struct token_ask ask = { .kind = TOKEN_SERVICE };
	enum err e = service_read(rq, &ask);

	return token_end(rq, e, &ask, view);
}
