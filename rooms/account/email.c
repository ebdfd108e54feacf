/* email.c - another e-mail: a letter to the new address with a link, a word to the old one.
 *
 * The answer does not tell whether somebody else has the address: if so, that person gets a letter
 * of another kind. The old address works until the link is opened and its button pressed.
 */
#include "account/account_impl.h"
#include "account/mydata.h"
#include "gen/account/q.h"
#include "gen/account/u.h"
#include "gen/account/v.h"

#define LINK_S (2 * 86400)

static enum err
to_new(struct req *rq, struct str email, struct str token, struct str hash)
{
	struct ui *ui = &rq->ui;

	return account_mail(rq, (struct user_id){ 0 }, email,
	    tr(ui, "Подтвердите новую почту на портале «Вече»"),
	    trf(ui, "Здравствуйте!\n\nЭтот адрес назвали новой почтой учётной записи на портале "
		"«Вече». Если это сделали вы, откройте ссылку и нажмите кнопку:\n%1\n\n"
		"Ссылка действует двое суток. Если это были не вы, ничего не делайте: без кнопки "
		"ничего не изменится.\n",
		str_fmt(rq->arena, "%.*s/account/email/confirm?t=%.*s", FMT(ui->base), FMT(token))),
	    str_fmt(rq->arena, "account.email:%.16s", hash.p));
}

static enum err
to_taken(struct req *rq, struct str email, struct str hash)
{
	struct ui *ui = &rq->ui;

	return account_mail(rq, (struct user_id){ 0 }, email,
	    tr(ui, "Ваш адрес назвали на портале «Вече»"),
	    tr(ui, "Здравствуйте!\n\nКто-то назвал этот адрес почтой другой учётной записи на "
		"портале «Вече». У вас здесь уже есть учётная запись, поэтому ничего не "
		"изменилось. "
		"Если это были вы, войдите с этой почтой; если не вы, ничего не делайте.\n"),
	    str_fmt(rq->arena, "account.taken:%.16s", hash.p));
}

static enum err
to_old(struct req *rq, struct str hash)
{
	struct ui *ui = &rq->ui;

	return account_mail(rq, rq->viewer->id, rq->viewer->email,
	    tr(ui, "Вашу почту на портале «Вече» хотят сменить"),
	    tr(ui, "Здравствуйте!\n\nВ вашей учётной записи назвали другую почту. Пока новый адрес "
		"не подтверждён, всё работает по-прежнему. Если это были не вы, войдите и смените "
		"пароль: это отменит и смену почты.\n"),
	    str_fmt(rq->arena, "account.email_old:%.16s", hash.p));
}

static enum err
ask(struct req *rq, struct str email)
{
	struct str token, hash;
	int64_t taken, n;

	TRY(token_new(rq->arena, &token, &hash));
	TRY(db_begin(rq->db));
	TRY(q_emails_old(rq->db, rq->now));
	TRY(q_email_taken(rq->db, email, &taken));
	if (taken > 0) {
		TRY(q_email_drop(rq->db, rq->viewer->id, &n));
		TRY(to_taken(rq, email, hash));
	} else {
		TRY(q_email_ask(rq->db, &(struct q_email_ask_in){ .user = rq->viewer->id,
			.email = email, .hash = hash, .now = rq->now,
			.expires = rq->now + LINK_S }));
		TRY(to_new(rq, email, token, hash));
	}
	TRY(to_old(rq, hash));
	TRY(account_note(rq, "account.email_ask", rq->viewer->id,
	    user_object(rq->arena, rq->viewer->id), 0, S("email")));
	return db_commit(rq->db);
}

struct email_in { struct str email; };

static const struct field email_fields[] = {
	F_TEXT(struct email_in, email, N_("Новая почта"), 1, 254),
	F_END
};

enum err
account_email_set(struct req *rq)
{
	struct email_in in = { 0 };
	struct q_by_id u;
	struct str email;
	enum err e = form_read(rq, email_fields, &in);

	email = e == OK ? email_normal(rq->arena, in.email) : STR_NONE;
	if (e == OK && email.p == NULL)
		e = problem(rq, "email", tr(&rq->ui, "Это не похоже на адрес почты. "
		    "Например: ivanova@example.ru."));
	if (e == OK && str_eq(email, rq->viewer->email))
		e = problem(rq, "email", tr(&rq->ui, "Это ваша нынешняя почта."));
	if (e == OK) {
		TRY(q_by_id(rq->db, rq->arena, rq->viewer->id, &u));
		if (!account_password_fits(req_settings(rq), u.password, req_form(rq, "password")))
			e = problem(rq, "password", tr(&rq->ui, "Пароль не подходит."));
	}
	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		return mydata_view(rq);
	}
	TRY(e);
	TRY(ask(rq, email));
	TRY(notice(rq, N_("Письмо отправлено на новый адрес: откройте ссылку в нём")));
	return redirect(rq, url_account_mydata(rq->arena));
}

enum err
account_email_forget(struct req *rq)
{
	int64_t n;

	TRY(db_begin(rq->db));
	TRY(q_email_drop(rq->db, rq->viewer->id, &n));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Смена почты отменена")));
	return redirect(rq, url_account_mydata(rq->arena));
}

/* ---- by the link ------------------------------------------------------------------------- */

/* email empty: the link is dead. */
static enum err
confirm_view(struct req *rq, struct str token, const struct q_email_by_hash *w)
{
	struct view_email v = {
		.page = { .title = tr(&rq->ui, "Новая почта"), .no_index = true },
		.token = token, .email = w ? w->email : S(""), .old = w ? w->old : S(""),
	};

	if (w == NULL && token.n > 0)
		rq->status = 404;
	return view_email(&rq->ui, &v);
}

static enum err
find(struct req *rq, struct str token, struct q_email_by_hash *ret)
{
	struct str hash = session_hash(rq->arena, token);

	return hash.p ? q_email_by_hash(rq->db, rq->arena, hash, rq->now, ret) : E_NOT_FOUND;
}

/* A button, not the link alone: programs that look at links open them too. */
enum err
account_email_page(struct req *rq)
{
	struct str token = req_query(rq, "t");
	struct q_email_by_hash w;
	enum err e = find(rq, token, &w);

	if (e == E_NOT_FOUND)
		return confirm_view(rq, token, NULL);
	TRY(e);
	return confirm_view(rq, token, &w);
}

static enum err
email_take(struct req *rq, const struct q_email_by_hash *w)
{
	struct ui *ui = &rq->ui;
	int64_t n;

	TRY(db_begin(rq->db));
	TRY(q_email_drop(rq->db, w->user, &n));
	if (n == 0)
		return E_NOT_FOUND;
	TRY(q_email_put(rq->db, w->user, w->email, user_words(rq->arena, w->email, w->name)));
	TRY(q_resets_drop(rq->db, w->user));
	TRY(account_mail(rq, (struct user_id){ 0 }, w->old,
	    tr(ui, "Почта вашей учётной записи сменилась"),
	    tr(ui, "Здравствуйте!\n\nПочта вашей учётной записи на портале «Вече» сменилась, "
		"письма "
		"сюда больше не придут. Если это были не вы, скажите администратору портала.\n"),
	    str_fmt(rq->arena, "account.email_done:%lld:%lld", (long long)w->user.v,
		(long long)rq->now)));
	TRY(account_note(
	    rq, "account.email", w->user, user_object(rq->arena, w->user), 0, S("email")));
	return db_commit(rq->db);
}

enum err
account_email_confirm(struct req *rq)
{
	struct str token = req_form(rq, "t");
	struct q_email_by_hash w;
	enum err e = find(rq, token, &w);

	if (e == OK)
		e = email_take(rq, &w);
	if (e == E_NOT_FOUND || e == E_CONFLICT) { /* used up, or somebody has the address now */
		db_rollback(rq->db);
		return confirm_view(rq, token.n ? token : S("-"), NULL);
	}
	TRY(e);
	TRY(notice(rq, N_("Почта сменилась: входите с новой")));
	return redirect(
	    rq, rq->viewer ? url_account_mydata(rq->arena) : url_account_login_page(rq->arena));
}
