/* person.c - one of the people of my territory: roles given and taken, blocked, let in again. */
#include <stdio.h>

#include "account/account_impl.h"
#include "account/mydata.h"
#include "account/one.h"
#include "account/second.h"
#include "gen/account/q.h"
#include "gen/account/u.h"
#include "gen/account/v.h"

static int64_t
place_of(const struct q_grants_all *g)
{
	return g->place.has ? g->place.v : 0;
}

static enum err
may(struct req *rq, int role, int64_t place, bool *ret)
{
	return rights_give(
	    rq->db, rq->arena, rq->viewer->grants, rq->viewer->n_grants, role, place, ret);
}

enum err
person_get(struct req *rq, struct person *ret)
{
	struct person p = { 0 };
	bool seen = rights_everywhere(rq->viewer), here;
	size_t live = 0, ours = 0;

	if (!str_int(req_param(rq, 0), &p.id.v))
		return E_NOT_FOUND;
	TRY(q_person(rq->db, rq->arena, p.id, &p.p));
	TRY(q_grants_all(rq->db, rq->arena, p.id, &p.g));
	p.ours = arena_array(rq->arena, bool, p.g.n + 1);
	if (p.ours == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < p.g.n; i++) {
		const struct q_grants_all *g = &p.g.p[i];
		bool works = !g->until.has || g->until.v > rq->now;

		TRY(may(rq, 0, place_of(g), &here));
		TRY(may(rq, (int)g->role, place_of(g), &p.ours[i]));
		seen = seen || here;
		live += works;
		ours += works && p.ours[i];
	}
	if (!seen)
		return E_NOT_FOUND;
	p.all_ours = (live > 0 ? ours == live : req_may(rq, ROLE_ADMIN, NULL, 0)) &&
	    p.id.v != rq->viewer->id.v;
	*ret = p;
	return OK;
}

static struct str
person_url(struct req *rq, const struct person *p, const char *ask)
{
	return str_fmt(rq->arena, "/account/people/%lld%s", (long long)p->id.v, ask);
}

static enum err
grant_rows(struct req *rq, const struct person *p, struct view_person *v)
{
	int64_t asked = req_query_int(rq, "revoke", 0, 0, INT64_MAX);
	struct ui *ui = &rq->ui;

	v->grants.p = arena_array(rq->arena, struct grant_row, p->g.n + 1);
	if (v->grants.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < p->g.n; i++) {
		const struct q_grants_all *g = &p->g.p[i];
		struct grant_row *r = &v->grants.p[v->grants.n++];

		*r = (struct grant_row){ .id = g->id.v,
			.role = str_c(role_title((int)g->role, ui->lang)),
			.place = place_words(ui, g->place_name),
			.until = g->until.has ?
			    ui_day(ui, day_of(g->until.v - 1, ui->tz_min)) : S(""),
			.principal = g->principal.p ? g->principal : S(""),
			.ended = g->until.has && g->until.v <= rq->now,
			.ours = p->ours[i] && p->id.v != rq->viewer->id.v };
		if (r->id == asked && r->ours)
			v->revoke = r;
	}
	return OK;
}

static enum err
person_view(struct req *rq, const struct person *p)
{
	struct ui *ui = &rq->ui;
	struct view_person v = {
		.page = { .title = p->p.name, .no_index = true,
			.crumbs = { { tr(ui, "Профиль"), url_account_profile(rq->arena) },
				{ tr(ui, "Люди"), url_account_people(rq->arena) },
				{ p->p.name, S("") } }, .n_crumbs = 3 },
		.id = p->id.v, .name = p->p.name, .email = p->p.email,
		.since = ui_day(ui, day_of(p->p.created, ui->tz_min)),
		.seen = p->p.seen.has ? ui_moment(ui, p->p.seen.v) : S(""),
		.sessions = p->p.sessions, .blocked = p->p.state != 1, .second = p->p.second > 0,
		.self = p->id.v == rq->viewer->id.v, .all_ours = p->all_ours,
		.ask_block = p->all_ours && req_query(rq, "block").n > 0,
		.ask_second = p->all_ours && p->p.second > 0 && req_query(rq, "second").n > 0,
		.everywhere = rights_everywhere(rq->viewer),
	};
	struct q_erasure_open x;
	enum err e = q_erasure_open(rq->db, rq->arena, p->id, &x);

	if (e != OK && e != E_NOT_FOUND)
		return e;
	if (e == OK)
		v.erase_on = ui_day(ui, day_of(x.due, ui->tz_min));
	TRY(grant_rows(rq, p, &v));
	TRY(role_choices(rq, &v.roles));
	return view_person(ui, &v);
}

enum err
account_person(struct req *rq)
{
	struct person p;

	TRY(person_get(rq, &p));
	return person_view(rq, &p);
}

/* ---- roles ------------------------------------------------------------------------------ */

struct grant_in { struct str role, place; struct opt_int until; };

static const struct field grant_fields[] = {
	F_TEXT(struct grant_in, role, N_("Роль"), 1, 40),
	F_TEXT(struct grant_in, place, N_("Территория"), 0, 200),
	F_DAY(struct grant_in, until, N_("Последний день роли")),
	F_END
};

static enum err
grant_read(struct req *rq, int *ret_role, int64_t *ret_place, int64_t *ret_until)
{
	struct grant_in in = { 0 };
	bool yes = false;

	TRY(form_read(rq, grant_fields, &in));
	if (!role_parse(in.role, ret_role) || *ret_role <= ROLE_SIGNED)
		return problem(rq, "role", tr(&rq->ui, "Выберите одно из предложенного."));
	TRY(until_typed(rq, "until", in.until, ret_until));
	TRY(place_typed(rq, "place", in.place, ret_place));
	TRY(may(rq, *ret_role, *ret_place, &yes));
	if (!yes)
		return problem(rq, "place", tr(&rq->ui, "На этой территории вы не можете дать "
		    "такую роль: она вне вашей территории или выше вашей роли."));
	return OK;
}

enum err
account_person_grant(struct req *rq)
{
	int64_t place = 0, until = 0;
	struct person p;
	int role = 0;
	enum err e;

	TRY(person_get(rq, &p));
	e = grant_read(rq, &role, &place, &until);
	if (e == OK && p.id.v == rq->viewer->id.v)
		e = problem(rq, "role",
		    tr(&rq->ui, "Роль самому себе не дают: попросите коллегу."));
	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		return person_view(rq, &p);
	}
	TRY(e);
	TRY(db_begin(rq->db));
	TRY(grant_put(rq->db, p.id, role, place, until, rq->viewer->id, rq->now));
	TRY(account_note(rq, "account.grant", rq->viewer->id, user_object(rq->arena, p.id), place,
	    str_c(role_name(role))));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Роль дана")));
	return redirect(rq, person_url(rq, &p, ""));
}

static bool
sure(const struct req *rq)
{
	return str_is(req_form(rq, "sure"), "yes");
}

enum err
account_person_revoke(struct req *rq)
{
	const struct q_grants_all *g = NULL;
	struct person p;
	char ask[40];
	int64_t id, n;

	TRY(person_get(rq, &p));
	if (!str_int(req_form(rq, "grant"), &id))
		return redirect(rq, person_url(rq, &p, ""));
	for (size_t i = 0; i < p.g.n; i++)
		if (p.g.p[i].id.v == id && p.ours[i] && p.id.v != rq->viewer->id.v)
			g = &p.g.p[i];
	if (g == NULL)
		return E_NOT_FOUND;
	if (!sure(rq)) {
		snprintf(ask, sizeof ask, "?revoke=%lld", (long long)id);
		return redirect(rq, person_url(rq, &p, ask));
	}
	TRY(db_begin(rq->db));
	TRY(q_grant_drop_id(rq->db, g->id, &n));
	TRY(account_note(rq, "account.revoke", rq->viewer->id, user_object(rq->arena, p.id),
	    place_of(g), str_c(role_name((int)g->role))));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Роль снята")));
	return redirect(rq, person_url(rq, &p, ""));
}

/* ---- blocked, let in again, without the second factor -------------------------------------- */

static enum err
state_set(struct req *rq, const struct person *p, bool blocked)
{
	int64_t n;

	TRY(db_begin(rq->db));
	TRY(q_state_put(rq->db, p->id, blocked ? 0 : 1, &n));
	if (blocked) {
		TRY(q_sessions_drop(rq->db, p->id, S(""), &n));
		TRY(q_resets_drop(rq->db, p->id));
		TRY(q_pendings_drop(rq->db, p->id));
	}
	TRY(account_note(rq, blocked ? "account.block" : "account.unblock", rq->viewer->id,
	    user_object(rq->arena, p->id), 0, STR_NONE));
	return db_commit(rq->db);
}

enum err
person_whole(struct req *rq, struct person *ret)
{
	TRY(person_get(rq, ret));
	return ret->all_ours ? OK : E_NOT_FOUND;
}

enum err
account_person_block(struct req *rq)
{
	struct person p;

	TRY(person_whole(rq, &p));
	if (!sure(rq))
		return redirect(rq, person_url(rq, &p, "?block=1"));
	TRY(state_set(rq, &p, true));
	TRY(notice(rq, N_("Вход закрыт, сеансы завершены")));
	return redirect(rq, person_url(rq, &p, ""));
}

enum err
account_person_unblock(struct req *rq)
{
	struct person p;

	TRY(person_whole(rq, &p));
	if (p.p.state == 0) {
		TRY(state_set(rq, &p, false));
		TRY(notice(rq, N_("Вход открыт")));
	}
	return redirect(rq, person_url(rq, &p, ""));
}

enum err
account_person_second_off(struct req *rq)
{
	struct person p;
	int64_t n;

	TRY(person_whole(rq, &p));
	if (!sure(rq))
		return redirect(rq, person_url(rq, &p, "?second=1"));
	TRY(db_begin(rq->db));
	TRY(q_second_drop(rq->db, p.id, &n));
	TRY(q_recovery_drop(rq->db, p.id));
	TRY(account_note(
	    rq, "account.second_off", rq->viewer->id, user_object(rq->arena, p.id), 0, STR_NONE));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Второй шаг снят: теперь для входа хватит пароля")));
	return redirect(rq, person_url(rq, &p, ""));
}
