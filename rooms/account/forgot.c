/* forgot.c - a lost password: a letter with a link, a new password by it. */
#include "account/account_impl.h"
#include "gen/account/q.h"
#include "gen/account/u.h"
#include "gen/account/v.h"

#define HOUR_S 3600
#define PER_HOUR 3	/* letters to one account: a stranger must not flood a mailbox */

static enum err
forgot_view(struct req *rq, struct str sent)
{
	struct view_forgot v = {
		.page = { .title = tr(&rq->ui, "Забыли пароль"), .no_index = true },
		.sent = sent,
	};

	return view_forgot(&rq->ui, &v);
}

enum err
account_forgot_page(struct req *rq)
{
	return forgot_view(rq, S(""));
}

static enum err
send_link(struct req *rq, struct user_id who, struct str email)
{
	struct ui *ui = &rq->ui;
	struct str token, hash;
	int64_t n;

	TRY(db_begin(rq->db));
	TRY(q_resets_old(rq->db, rq->now));
	TRY(q_reset_recent(rq->db, who, rq->now - HOUR_S, &n));
	if (n >= PER_HOUR)
		return db_commit(rq->db);
	TRY(token_new(rq->arena, &token, &hash));
	TRY(q_reset_add(rq->db, hash, who, rq->now, rq->now + HOUR_S));
	TRY(account_mail(rq, who, email, tr(ui, "Новый пароль на портале «Вече»"),
	    trf(ui, "Здравствуйте!\n\nКто-то, скорее всего вы, попросил задать новый пароль. "
		"Для этого откройте ссылку:\n%1\n\nОна действует один час и один раз. "
		"Если это были не вы, ничего не делайте: пароль остался прежним.\n",
		str_fmt(rq->arena, "%.*s/login/reset?t=%.*s", FMT(ui->base), FMT(token))),
	    str_fmt(rq->arena, "account.reset:%.16s", hash.p)));
	TRY(account_note(rq, "account.forgot", (struct user_id){ 0 },
	    user_object(rq->arena, who), 0, STR_NONE));
	return db_commit(rq->db);
}

struct forgot_in { struct str email; };

static const struct field forgot_fields[] = {
	F_TEXT(struct forgot_in, email, N_("Почта"), 1, 254),
	F_END
};

/* The answer is one for e-mails that are known, unknown, blocked and flooded. */
enum err
account_forgot(struct req *rq)
{
	struct forgot_in in = { 0 };
	struct q_by_email u;
	struct str email;
	enum err e = form_read(rq, forgot_fields, &in);

	email = e == OK ? email_normal(rq->arena, in.email) : STR_NONE;
	if (e == OK && email.p == NULL)
		e = problem(rq, "email", tr(&rq->ui, "Это не похоже на адрес почты. "
		    "Например: ivanova@example.ru."));
	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		return forgot_view(rq, S(""));
	}
	TRY(e);
	e = q_by_email(rq->db, rq->arena, email, &u);
	if (e != OK && e != E_NOT_FOUND)
		return e;
	if (e == OK && u.state == 1)
		TRY(send_link(rq, u.id, email));
	return forgot_view(rq, email);
}

/* ---- by the link -------------------------------------------------------------------------- */

static enum err
reset_find(struct req *rq, struct str token, struct q_reset_by_hash *ret)
{
	struct str hash = session_hash(rq->arena, token);

	return hash.p ? q_reset_by_hash(rq->db, rq->arena, hash, rq->now, ret) : E_NOT_FOUND;
}

/* email empty: the link is dead. An address without a token is no error of the reader's. */
static enum err
reset_view(struct req *rq, struct str token, struct str email)
{
	struct view_reset v = {
		.page = { .title = tr(&rq->ui, "Новый пароль"), .no_index = true },
		.token = token, .email = email,
	};

	if (email.n == 0 && token.n > 0)
		rq->status = 404;
	return view_reset(&rq->ui, &v);
}

enum err
account_reset_page(struct req *rq)
{
	struct str token = req_query(rq, "t");
	struct q_reset_by_hash r;
	enum err e = reset_find(rq, token, &r);

	if (e == E_NOT_FOUND)
		return reset_view(rq, token, S(""));
	TRY(e);
	return reset_view(rq, token, r.email);
}

static enum err
reset_put(struct req *rq, const struct q_reset_by_hash *r, struct str hash)
{
	int64_t n;

	TRY(db_begin(rq->db));
	TRY(q_reset_take(rq->db, r->id, rq->now, &n));
	if (n == 0)
		return E_NOT_FOUND;
	TRY(q_password_put(rq->db, r->user, hash, &n));
	TRY(q_sessions_drop(rq->db, r->user, S(""), &n));
	TRY(q_resets_drop(rq->db, r->user));
	TRY(q_email_drop(rq->db, r->user, &n));
	TRY(account_note(rq, "account.reset", r->user, user_object(rq->arena, r->user), 0,
	    S("password")));
	return db_commit(rq->db);
}

/* Leads to sign-in and opens nothing by itself: who has a second factor must show it there. */
enum err
account_reset(struct req *rq)
{
	struct str token = req_form(rq, "t"), password = req_form(rq, "password"), hash;
	struct q_reset_by_hash r;
	const char *bad;
	enum err e = reset_find(rq, token, &r);

	if (e == E_NOT_FOUND)
		return reset_view(rq, token.n ? token : S("-"), S(""));
	TRY(e);
	bad = account_password_bad(rq->arena, r.email, password);
	if (bad != NULL) {
		(void)problem(rq, "password", tr_z(&rq->ui, bad));
		FORM_AGAIN(rq);
		return reset_view(rq, token, r.email);
	}
	TRY(account_password_hash(rq->arena, req_settings(rq), password, &hash));
	e = reset_put(rq, &r, hash);
	if (e == E_NOT_FOUND) {
		db_rollback(rq->db);
		return reset_view(rq, token, S(""));
	}
	TRY(e);
	TRY(notice(rq, N_("Пароль задан. Войдите с ним")));
	return redirect(rq, url_account_login_page(rq->arena));
}
