/* accept.c - the invited side: what is offered, and taking it. */
#include "account/account_impl.h"
#include "account/oidc/oidc.h"
#include "gen/account/q.h"
#include "gen/account/u.h"
#include "gen/account/v.h"

/* An invitation that can be accepted now: its author still may give what it offers. */
static enum err
invite_by(struct req *rq, struct str hash, struct q_invite_by_hash *ret)
{
	struct grant *g;
	bool may = false;
	size_t n;

	if (hash.p == NULL)
		return E_NOT_FOUND;
	TRY(q_invite_by_hash(rq->db, rq->arena, hash, rq->now, ret));
	TRY(rights_of(rq->db, rq->arena, ret->author, rq->now, &g, &n));
	TRY(rights_give(
	    rq->db, rq->arena, g, n, (int)ret->role, ret->place.has ? ret->place.v : 0, &may));
	return may ? OK : E_NOT_FOUND;
}

static enum err
invite_find(struct req *rq, struct str token, struct q_invite_by_hash *ret)
{
	return invite_by(rq, session_hash(rq->arena, token), ret);
}

/* Who stands before the door: a new one, its owner, somebody else. */
static enum err
who_is_it(struct req *rq, struct str email, enum invite_state *ret)
{
	struct q_by_email u;
	enum err e = q_by_email(rq->db, rq->arena, email, &u);

	if (e != OK && e != E_NOT_FOUND)
		return e;
	if (e == E_NOT_FOUND)
		*ret = INVITE_NEW;
	else if (u.state != 1)
		*ret = INVITE_DEAD; /* blocked: a link opens nothing */
	else if (rq->viewer == NULL)
		*ret = INVITE_SIGN_IN;
	else
		*ret = rq->viewer->id.v == u.id.v ? INVITE_MINE : INVITE_OTHER;
	return OK;
}

static enum err
invite_view(struct req *rq, struct str token, const struct q_invite_by_hash *i,
    enum invite_state state)
{
	struct ui *ui = &rq->ui;
	struct view_invite v = {
		.page = { .title = tr(ui, "Приглашение"), .no_index = true },
		.state = state, .token = token, .author = i->author_name, .email = i->email,
		.role = str_c(role_title((int)i->role, ui->lang)),
		.place = place_words(ui, i->place_name),
		.until = i->until.has ?
		    trf(ui, "по %1", ui_day(ui, day_of(i->until.v - 1, ui->tz_min))) :
		    tr(ui, "без срока"),
		.who = rq->viewer ? rq->viewer->name : S(""),
		.login_url = str_fmt(rq->arena, "/login?back=%%2Finvite%%3Ft%%3D%.*s",
		    FMT(token)),
	};

	if (state == INVITE_NEW)
		TRY(way_rows(rq, &v.ways));
	if (state == INVITE_DEAD)
		rq->status = 404;
	return view_invite(ui, &v);
}

static enum err
dead(struct req *rq)
{
	struct q_invite_by_hash none = { 0 };

	return invite_view(rq, STR_NONE, &none, INVITE_DEAD);
}

enum err
account_invite_page(struct req *rq)
{
	struct str token = req_query(rq, "t");
	struct q_invite_by_hash i = { 0 };
	enum invite_state state;
	enum err e;

	if (token.n == 0)
		return invite_view(rq, STR_NONE, &i, INVITE_NONE);
	e = invite_find(rq, token, &i);
	if (e == E_NOT_FOUND)
		return dead(rq);
	TRY(e);
	TRY(who_is_it(rq, i.email, &state));
	return state == INVITE_DEAD ? dead(rq) : invite_view(rq, token, &i, state);
}

/* ---- taking it ------------------------------------------------------------------------- */

struct accept_in { struct str name; };

static const struct field accept_fields[] = {
	F_TEXT(struct accept_in, name, N_("Имя"), 2, 200),
	F_END
};

/* The grant, the mark on the invitation, the line of the log. E_GONE: somebody was quicker. */
static enum err
take(struct req *rq, const struct q_invite_by_hash *i, struct user_id who)
{
	int64_t place = i->place.has ? i->place.v : 0, n;

	TRY(q_invite_use(rq->db, i->id, who, rq->now, &n));
	if (n == 0)
		return E_GONE;
	TRY(grant_put(
	    rq->db, who, (int)i->role, place, i->until.has ? i->until.v : 0, i->author, rq->now));
	return account_note(rq, "account.invite_accept", who,
	    str_fmt(rq->arena, "invite:%lld", (long long)i->id.v), place,
	    str_c(role_name((int)i->role)));
}

static enum err
take_new(struct req *rq, const struct q_invite_by_hash *i, struct str name, struct str hash,
    struct user_id *ret)
{
	TRY(db_begin(rq->db));
	TRY(q_user_add(rq->db, &(struct q_user_add_in){ .email = i->email, .name = name,
		.words = user_words(rq->arena, i->email, name), .password = hash,
		.now = rq->now }, ret));
	TRY(take(rq, i, *ret));
	return db_commit(rq->db);
}

static enum err
accept_new(struct req *rq, struct str token, const struct q_invite_by_hash *i)
{
	struct str password = req_form(rq, "password"), hash;
	struct accept_in in = { 0 };
	struct user_id who;
	enum err e = form_read(rq, accept_fields, &in);
	const char *bad = account_password_bad(rq->arena, i->email, password);

	if (bad != NULL)
		e = problem(rq, "password", tr_z(&rq->ui, bad));
	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		return invite_view(rq, token, i, INVITE_NEW);
	}
	TRY(e);
	TRY(account_password_hash(rq->arena, req_settings(rq), password, &hash));
	e = take_new(rq, i, in.name, hash, &who);
	if (e == E_GONE || e == E_CONFLICT) {
		db_rollback(rq->db);
		return dead(rq);
	}
	TRY(e);
	TRY(notice(rq, N_("Добро пожаловать! Учётная запись готова")));
	return enter(rq, who, url_account_profile(rq->arena), BY_PASSWORD);
}

static enum err
accept_mine(struct req *rq, const struct q_invite_by_hash *i)
{
	enum err e;

	TRY(db_begin(rq->db));
	e = take(rq, i, rq->viewer->id);
	if (e == E_GONE) {
		db_rollback(rq->db);
		return dead(rq);
	}
	TRY(e);
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Роль добавлена")));
	return redirect(rq, url_account_profile(rq->arena));
}

enum err
account_invite_accept(struct req *rq)
{
	struct str token = req_form(rq, "t");
	struct q_invite_by_hash i;
	enum invite_state state;
	enum err e = invite_find(rq, token, &i);

	if (e == E_NOT_FOUND)
		return dead(rq);
	TRY(e);
	TRY(who_is_it(rq, i.email, &state));
	switch (state) {
	case INVITE_NEW: return accept_new(rq, token, &i);
	case INVITE_MINE: return accept_mine(rq, &i);
	case INVITE_SIGN_IN:
	case INVITE_OTHER: return invite_view(rq, token, &i, state);
	case INVITE_NONE:
	case INVITE_DEAD: break;
	}
	return dead(rq);
}

/* ---- by another service ------------------------------------------------------------------ */

enum err
invite_is_new(struct req *rq, struct str hash, bool *ret)
{
	struct q_invite_by_hash i;
	enum invite_state state;
	enum err e = invite_by(rq, hash, &i);

	*ret = false;
	if (e == E_NOT_FOUND)
		return OK;
	TRY(e);
	TRY(who_is_it(rq, i.email, &state));
	*ret = state == INVITE_NEW;
	return OK;
}

static enum err
take_by(struct req *rq, const struct q_invite_by_hash *i, struct str name, struct str issuer,
    struct str subject, struct user_id *ret)
{
	TRY(db_begin(rq->db));
	TRY(q_user_add(rq->db, &(struct q_user_add_in){ .email = i->email, .name = name,
		.words = user_words(rq->arena, i->email, name), .password = S(""),
		.now = rq->now }, ret));
	TRY(q_link_add(rq->db, &(struct q_link_add_in){ .user = *ret, .issuer = issuer,
		.subject = subject, .now = rq->now,
		.seen = { .v = rq->now, .has = true } }));
	TRY(take(rq, i, *ret));
	TRY(account_note(
	    rq, "account.link", *ret, user_object(rq->arena, *ret), 0, url_host(issuer)));
	return db_commit(rq->db);
}

enum err
invite_take_by(struct req *rq, struct str hash, struct str name, struct str issuer,
    struct str subject, struct user_id *ret)
{
	struct q_invite_by_hash i;
	enum err e;

	TRY(invite_by(rq, hash, &i));
	e = take_by(rq, &i, name.n >= 2 ? name : i.email, issuer, subject, ret);
	if (e != OK)
		db_rollback(rq->db);
	return e == E_GONE ? E_NOT_FOUND : e;
}
