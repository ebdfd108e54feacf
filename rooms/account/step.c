/* step.c - the second step of sign-in: a right password waits for its code. */
#include "account/account_impl.h"
#include "account/second.h"
#include "gen/account/q.h"
#include "gen/account/u.h"
#include "gen/account/v.h"

#define PENDING_S 600
#define COOKIE "veche_step"

enum err
enter_or_ask(struct req *rq, struct user_id who, struct str back, const struct way *w)
{
	struct str token, hash;
	bool asked;

	TRY(second_asked(rq->db, rq->arena, who, &asked));
	if (!asked)
		return enter(rq, who, back, w);
	TRY(token_new(rq->arena, &token, &hash));
	TRY(db_begin(rq->db));
	TRY(q_pendings_old(rq->db, rq->now));
	TRY(q_pending_add(rq->db, &(struct q_pending_add_in){ .hash = hash, .user = who,
		.back = back, .expires = rq->now + PENDING_S, .via = w->via, .hint = w->hint }));
	TRY(db_commit(rq->db));
	TRY(cookie_set(rq, COOKIE, token, PENDING_S, true));
	return redirect(rq, url_account_step_page(rq->arena));
}

/* Who has shown the password in this browser; E_NOT_FOUND: nobody, or too long ago. */
static enum err
pending(struct req *rq, struct str *ret_hash, struct q_pending_of *ret)
{
	struct str hash = session_hash(rq->arena, http_cookie(rq->in, COOKIE));

	if (hash.p == NULL)
		return E_NOT_FOUND;
	*ret_hash = hash;
	return q_pending_of(rq->db, rq->arena, hash, rq->now, ret);
}

static enum err
step_view(struct req *rq, bool waits)
{
	struct view_step v = {
		.waits = waits,
		.page = { .title = tr(&rq->ui, "Код подтверждения"), .no_index = true },
	};

	return view_step(&rq->ui, &v);
}

enum err
account_step_page(struct req *rq)
{
	struct q_pending_of p;
	struct str hash;
	enum err e = pending(rq, &hash, &p);

	if (e != OK && e != E_NOT_FOUND)
		return e;
	return step_view(rq, e == OK);
}

static enum err
again(struct req *rq, struct str text)
{
	(void)problem(rq, "code", text);
	FORM_AGAIN(rq);
	return step_view(rq, true);
}

static enum err
pass(struct req *rq, struct str hash, const struct q_pending_of *p, bool recovery)
{
	int64_t n;

	TRY(db_begin(rq->db));
	TRY(q_pending_drop(rq->db, hash, &n));
	if (n > 0 && recovery)
		TRY(account_note(rq, "account.recovery_used", p->user,
		    user_object(rq->arena, p->user), 0, STR_NONE));
	TRY(db_commit(rq->db));
	TRY(cookie_set(rq, COOKIE, S(""), -1, true));
	if (n == 0) /* the same form, sent twice at once */
		return redirect(rq, url_account_login_page(rq->arena));
	if (recovery)
		TRY(notice(rq, N_("Код восстановления использован и больше не подойдёт")));
	return enter(rq, p->user, p->back, &(struct way){ p->via, p->hint });
}

enum err
account_step(struct req *rq)
{
	struct ui *ui = &rq->ui;
	struct q_pending_of p;
	struct str hash;
	bool recovery;
	enum err e = pending(rq, &hash, &p);

	if (e == E_NOT_FOUND) {
		TRY(notice(rq, N_("Прошло больше десяти минут. Войдите ещё раз")));
		return redirect(rq, url_account_login_page(rq->arena));
	}
	TRY(e);
	e = second_take(rq->db, rq->arena, p.user, req_form(rq, "code"), true, rq->now, &recovery);
	if (e == E_RATE || e == E_INPUT)
		login_failed(rq, "code", p.user);
	if (e == E_RATE)
		return again(rq, tr(ui, "Слишком много неверных кодов. Подождите 15 минут."));
	if (e == E_INPUT)
		return again(rq,
		    tr(ui, "Код не подходит. Дождитесь следующего и проверьте, верно ли "
			"идут часы на телефоне: один код принимается один раз."));
	if (e == E_NOT_FOUND) /* switched off meanwhile, by who had the right to */
		return redirect(rq, url_account_login_page(rq->arena));
	TRY(e);
	return pass(rq, hash, &p, recovery);
}
