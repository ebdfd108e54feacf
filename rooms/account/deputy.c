/* deputy.c - who stands for me while I am away: my own role, until a day. */
#include "account/account_impl.h"
#include "gen/account/q.h"
#include "gen/account/u.h"
#include "gen/account/v.h"

#define MOST_DAYS 366

/* An expert judges in person, a resident speaks for themselves; a deputy appoints no deputy. */
static bool
may_stand_in(const struct q_grants_of *g)
{
	return !g->deputy_of.has && g->role >= ROLE_EMPLOYEE && g->role != ROLE_JUROR;
}

static enum err
my_grants(struct req *rq, struct choice_rows *ret)
{
	struct ui *ui = &rq->ui;
	struct q_grants_of_rows g;

	TRY(q_grants_of(rq->db, rq->arena, rq->viewer->id, rq->now, &g));
	ret->p = arena_array(rq->arena, struct choice_row, g.n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < g.n; i++) {
		struct str id = str_fmt(rq->arena, "%lld", (long long)g.p[i].id.v);
		struct str place = place_words(ui, g.p[i].place_name);

		if (may_stand_in(&g.p[i]))
			ret->p[ret->n++] = (struct choice_row){ id,
				str_fmt(rq->arena, "%s, %.*s",
				    role_title((int)g.p[i].role, ui->lang), FMT(place)),
				ui_old_on(ui, "grant", id, false) };
	}
	return OK;
}

static enum err
deputies_view(struct req *rq)
{
	struct ui *ui = &rq->ui;
	struct view_deputies v = {
		.page = { .title = tr(ui, "Заместители"), .no_index = true,
			.crumbs = { { tr(ui, "Профиль"), url_account_profile(rq->arena) },
				{ tr(ui, "Заместители"), S("") } }, .n_crumbs = 2 },
	};
	struct q_deputies_of_rows d;

	TRY(my_grants(rq, &v.mine));
	TRY(q_deputies_of(rq->db, rq->arena, rq->viewer->id, rq->now, &d));
	v.rows.p = arena_array(rq->arena, struct deputy_row, d.n + 1);
	if (v.rows.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < d.n; i++)
		v.rows.p[v.rows.n++] = (struct deputy_row){ d.p[i].id.v, d.p[i].name,
			d.p[i].email, str_c(role_title((int)d.p[i].role, ui->lang)),
			place_words(ui, d.p[i].place_name),
			ui_day(ui, day_of(d.p[i].until - 1, ui->tz_min)) };
	return view_deputies(ui, &v);
}

enum err
account_deputies(struct req *rq)
{
	return deputies_view(rq);
}

/* ---- a new one -------------------------------------------------------------------------- */

struct deputy_in { struct str email; struct opt_int grant, until; };

static const struct field deputy_fields[] = {
	F_INT(struct deputy_in, grant, N_("Роль"), 1, INT64_MAX),
	F_TEXT(struct deputy_in, email, N_("Почта заместителя"), 1, 254),
	F_DAY(struct deputy_in, until, N_("Последний день")),
	F_END
};

struct deputy_ask {
	struct q_grants_of grant;
	struct user_id who;
	struct str email;
	int64_t until;
};

static enum err
read_who(struct req *rq, struct str email, struct deputy_ask *ask)
{
	struct q_by_email u;
	enum err e = E_NOT_FOUND;

	ask->email = email_normal(rq->arena, email);
	if (ask->email.p != NULL)
		e = q_by_email(rq->db, rq->arena, ask->email, &u);
	if (e == E_NOT_FOUND || (e == OK && u.state != 1))
		return problem(rq, "email",
		    tr(&rq->ui, "Такого человека на портале нет. Сначала его "
			"приглашает администратор территории."));
	TRY(e);
	if (u.id.v == rq->viewer->id.v)
		return problem(rq, "email",
		    tr(&rq->ui, "Это ваша почта: назовите другого человека."));
	ask->who = u.id;
	return OK;
}

static enum err
read_grant(struct req *rq, struct opt_int id, struct deputy_ask *ask)
{
	struct q_grants_of_rows g;

	TRY(q_grants_of(rq->db, rq->arena, rq->viewer->id, rq->now, &g));
	for (size_t i = 0; i < g.n; i++)
		if (id.has && g.p[i].id.v == id.v && may_stand_in(&g.p[i])) {
			ask->grant = g.p[i];
			return OK;
		}
	return problem(rq, "grant", tr(&rq->ui, "Выберите одно из предложенного."));
}

static enum err
deputy_read(struct req *rq, struct deputy_ask *ask)
{
	struct deputy_in in = { 0 };

	TRY(form_read(rq, deputy_fields, &in));
	TRY(read_grant(rq, in.grant, ask));
	TRY(read_who(rq, in.email, ask));
	if (!in.until.has)
		return problem(rq, "until", tr(&rq->ui, "Назначьте последний день: заместителя без "
		    "срока не бывает."));
	if (in.until.v > rq->ui.today + MOST_DAYS)
		return problem(rq, "until", tr(&rq->ui, "Не дольше года. Потом заместителя можно "
		    "назначить снова."));
	return until_typed(rq, "until", in.until, &ask->until);
}

static enum err
deputy_letter(struct req *rq, const struct deputy_ask *ask, struct grant_id id)
{
	struct ui *ui = &rq->ui;

	return account_mail(rq, ask->who, ask->email,
	    tr(ui, "Вы замещаете коллегу на портале «Вече»"),
	    trf(ui, "Здравствуйте!\n\n%1 просит заместить себя на портале «Вече».\nРоль: %2, "
		"территория: %3, по %4.\n\nРоль уже действует, войдите как обычно: %5\n",
		rq->viewer->name, str_c(role_title((int)ask->grant.role, ui->lang)),
		place_words(ui, ask->grant.place_name),
		ui_day(ui, day_of(ask->until - 1, ui->tz_min)), ui->base),
	    str_fmt(rq->arena, "account.deputy:%lld", (long long)id.v));
}

enum err
account_deputy_add(struct req *rq)
{
	struct deputy_ask ask = { 0 };
	struct grant_id id;
	enum err e = deputy_read(rq, &ask);

	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		return deputies_view(rq);
	}
	TRY(e);
	TRY(db_begin(rq->db));
	TRY(q_deputy_drop(rq->db, ask.who, ask.grant.id));
	TRY(q_deputy_add(rq->db, &(struct q_deputy_add_in){ .user = ask.who,
		.role = ask.grant.role, .place = ask.grant.place, .now = rq->now,
		.until = ask.until, .author = rq->viewer->id, .principal = ask.grant.id }, &id));
	TRY(deputy_letter(rq, &ask, id));
	TRY(account_note(rq, "account.deputy", rq->viewer->id, user_object(rq->arena, ask.who),
	    ask.grant.place.has ? ask.grant.place.v : 0, str_c(role_name((int)ask.grant.role))));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Заместитель назначен")));
	return redirect(rq, url_account_deputies(rq->arena));
}

/* By the one for whom they stand, or by the deputy. */
enum err
account_deputy_end(struct req *rq)
{
	struct q_grant_by_id d, o;
	struct grant_id id;
	int64_t n;

	if (!str_int(req_param(rq, 0), &id.v))
		return E_NOT_FOUND;
	TRY(q_grant_by_id(rq->db, id, &d));
	if (!d.deputy_of.has)
		return E_NOT_FOUND;
	TRY(q_grant_by_id(rq->db, (struct grant_id){ d.deputy_of.v }, &o));
	if (o.user.v != rq->viewer->id.v && d.user.v != rq->viewer->id.v)
		return E_NOT_FOUND;
	TRY(db_begin(rq->db));
	TRY(q_grant_drop_id(rq->db, id, &n));
	TRY(account_note(rq, "account.deputy_end", rq->viewer->id, user_object(rq->arena, d.user),
	    d.place.has ? d.place.v : 0, str_c(role_name((int)d.role))));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Замещение закончено")));
	return redirect(rq, url_account_deputies(rq->arena));
}
