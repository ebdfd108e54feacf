/* invite.c - invitations: made, listed, withdrawn by who may give the role. */
#include "account/account_impl.h"
#include "gen/account/q.h"
#include "gen/account/u.h"
#include "gen/account/v.h"
#include "text/text.h"

#define DAY_S 86400
#define PLACE_MAX 200	/* bytes of a territory that a link names */

static struct str
day_text(const struct ui *ui, int64_t at)
{
	return ui_day(ui, day_of(at, ui->tz_min));
}

static enum err
invites_of(struct req *rq, bool everywhere, struct invite_rows *ret)
{
	struct q_invites_open_rows q;
	struct ui *ui = &rq->ui;

	TRY(q_invites_open(rq->db, rq->arena, rq->viewer->id, everywhere, rq->now, GIVES, &q));
	ret->p = arena_array(rq->arena, struct invite_row, q.n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < q.n; i++)
		ret->p[ret->n++] = (struct invite_row){ q.p[i].id.v, q.p[i].email,
			str_c(role_title((int)q.p[i].role, ui->lang)),
			place_words(ui, q.p[i].place_name), q.p[i].author,
			day_text(ui, q.p[i].expires) };
	return OK;
}

/* The first territory of the reader's own, as a start for the field. */
static enum err
own_place(struct req *rq, struct str *ret)
{
	struct q_place_name p;

	*ret = S("");
	for (size_t i = 0; i < rq->viewer->n_grants; i++) {
		const struct grant *g = &rq->viewer->grants[i];
		enum err e;

		if (g->role < GIVES || g->place == 0)
			continue;
		e = q_place_name(rq->db, rq->arena, g->place, &p);
		if (e == E_NOT_FOUND)
			continue;
		TRY(e);
		*ret = p.code;
		return OK;
	}
	return OK;
}

static enum err
invites_view(struct req *rq, struct view_invites *v)
{
	int64_t days = req_settings(rq)->invite_days;
	struct ui *ui = &rq->ui;
	struct str num = ui_num(ui, days), word = trn(ui, days, "день|дня|дней");

	v->page = (struct page){ .title = tr(ui, "Приглашения"), .no_index = true,
		.crumbs = { { tr(ui, "Профиль"), url_account_profile(rq->arena) },
			{ tr(ui, "Люди"), url_account_people(rq->arena) },
			{ tr(ui, "Приглашения"), S("") } }, .n_crumbs = 3 };
	v->life = str_fmt(rq->arena, "%.*s\xC2\xA0%.*s", FMT(num), FMT(word));
	v->everywhere = rights_everywhere(rq->viewer);
	TRY(invites_of(rq, v->everywhere, &v->rows));
	TRY(role_choices(rq, &v->roles));
	v->place = str_trim(req_query(rq, "place")); /* a link of another page names it */
	if (v->place.n == 0 || v->place.n > PLACE_MAX || !utf8_valid(v->place))
		TRY(own_place(rq, &v->place));
	return view_invites(ui, v);
}

enum err
account_invites(struct req *rq)
{
	struct view_invites v = { 0 };

	return invites_view(rq, &v);
}

/* ---- a new one ------------------------------------------------------------------------ */

struct invite_in { struct str email, role, place; struct opt_int until; };

static const struct field invite_fields[] = {
	F_TEXT(struct invite_in, email, N_("Почта"), 1, 254),
	F_TEXT(struct invite_in, role, N_("Роль"), 1, 40),
	F_TEXT(struct invite_in, place, N_("Территория"), 0, 200),
	F_DAY(struct invite_in, until, N_("Последний день роли")),
	F_END
};

/* What was asked for, read and allowed. */
struct invite_ask { struct str email; int role; int64_t place, until; };

static enum err
invite_read(struct req *rq, struct invite_ask *ask)
{
	struct invite_in in = { 0 };
	bool may = false;
	enum err e = form_read(rq, invite_fields, &in), one;

	if (e != OK)
		return e;
	ask->email = email_normal(rq->arena, in.email);
	if (ask->email.p == NULL)
		e = problem(rq, "email", tr(&rq->ui, "Это не похоже на адрес почты. "
		    "Например: ivanova@example.ru."));
	if (!role_parse(in.role, &ask->role) || ask->role <= ROLE_SIGNED)
		return problem(rq, "role", tr(&rq->ui, "Выберите одно из предложенного."));
	one = until_typed(rq, "until", in.until, &ask->until);
	if (one == OK)
		one = place_typed(rq, "place", in.place, &ask->place);
	if (one != OK)
		return one;
	TRY(rights_give(rq->db, rq->arena, rq->viewer->grants, rq->viewer->n_grants, ask->role,
	    ask->place, &may));
	if (!may)
		return problem(rq, "place", tr(&rq->ui, "На этой территории вы не можете дать "
		    "такую роль: она вне вашей территории или выше вашей роли."));
	return e;
}

static enum err
invite_letter(struct req *rq, const struct invite_ask *ask, struct invite_id id, struct str link,
    int64_t expires)
{
	struct ui *ui = &rq->ui;
	struct q_place_name p = { 0 };

	if (ask->place != 0)
		TRY(q_place_name(rq->db, rq->arena, ask->place, &p));
	return account_mail(rq, (struct user_id){ 0 }, ask->email,
	    tr(ui, "Приглашение на портал «Вече»"),
	    trf(ui, "Здравствуйте!\n\n%1 приглашает вас на портал муниципалитетов «Вече».\n"
		"Роль: %2, территория: %3.\n\nЧтобы принять приглашение, откройте ссылку:\n%4\n\n"
		"Ссылка действует до %5 и только один раз. Если вы не ждали письма, "
		"ничего не делайте.\n",
		rq->viewer->name, str_c(role_title(ask->role, ui->lang)),
		place_words(ui, p.name), link, day_text(ui, expires)),
	    str_fmt(rq->arena, "account.invite:%lld", (long long)id.v));
}

static enum err
invite_make(struct req *rq, const struct invite_ask *ask, struct view_invites *v)
{
	int64_t expires = rq->now + req_settings(rq)->invite_days * DAY_S;
	struct str token, hash;
	struct invite_id id;

	TRY(token_new(rq->arena, &token, &hash));
	v->link = str_fmt(rq->arena, "%.*s/invite?t=%.*s", FMT(rq->ui.base), FMT(token));
	v->link_until = day_text(&rq->ui, expires);
	v->sent_to = ask->email;
	TRY(db_begin(rq->db));
	TRY(q_invite_replace(rq->db, ask->email, ask->role, ask->place));
	TRY(q_invite_add(rq->db, &(struct q_invite_add_in){ .hash = hash, .email = ask->email,
		.role = ask->role, .place = { ask->place, ask->place != 0 },
		.until = { ask->until, ask->until != 0 }, .author = rq->viewer->id,
		.now = rq->now, .expires = expires }, &id));
	TRY(invite_letter(rq, ask, id, v->link, expires));
	TRY(account_note(rq, "account.invite", rq->viewer->id,
	    str_fmt(rq->arena, "invite:%lld", (long long)id.v), ask->place,
	    str_c(role_name(ask->role))));
	return db_commit(rq->db);
}

/* The answer is the page itself, not a redirect: the link is shown once and kept nowhere. */
enum err
account_invite_new(struct req *rq)
{
	struct view_invites v = { 0 };
	struct invite_ask ask = { 0 };
	enum err e = invite_read(rq, &ask);

	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		return invites_view(rq, &v);
	}
	TRY(e);
	TRY(invite_make(rq, &ask, &v));
	return invites_view(rq, &v);
}

enum err
account_invite_withdraw(struct req *rq)
{
	struct q_invite_by_id i;
	struct invite_id id;
	bool may = false;
	int64_t n;

	if (!str_int(req_param(rq, 0), &id.v))
		return E_NOT_FOUND;
	TRY(q_invite_by_id(rq->db, id, &i));
	TRY(rights_give(rq->db, rq->arena, rq->viewer->grants, rq->viewer->n_grants, (int)i.role,
	    i.place.has ? i.place.v : 0, &may));
	if (!may)
		return E_NOT_FOUND;
	TRY(db_begin(rq->db));
	TRY(q_invite_withdraw(rq->db, id, &n));
	if (n > 0)
		TRY(account_note(rq, "account.invite_withdraw", rq->viewer->id,
		    str_fmt(rq->arena, "invite:%lld", (long long)id.v), i.place.has ? i.place.v : 0,
		    STR_NONE));
	TRY(db_commit(rq->db));
	TRY(notice(rq,
	    n > 0 ? N_("Приглашение отозвано, ссылка больше не действует") :
		    N_("Это приглашение уже принято или отозвано")));
	return redirect(rq, url_account_invites(rq->arena));
}
