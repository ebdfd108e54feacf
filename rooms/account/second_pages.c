/* second_pages.c - the second factor in the profile: on, off, new recovery codes. */
#include "account/account_impl.h"
#include "account/second.h"
#include "gen/account/q.h"
#include "gen/account/u.h"
#include "gen/account/v.h"

#define HERE url_account_second(rq->arena)

/* «portal.example» of the portal's address: what the application calls the account. */
static struct str
issuer(const struct ui *ui)
{
	ptrdiff_t at = str_find(ui->base, S("://"));
	struct str host = ui->base, rest;

	if (at >= 0)
		host = (struct str){ host.p + at + 3, host.n - (size_t)at - 3 };
	return str_cut(host, ':', &rest);
}

static enum err
setup(struct req *rq, struct str sealed, struct view_second *v)
{
	unsigned char key[SECOND_KEY_BYTES];

	if (!second_unseal(sealed, key)) { /* of another secret of the portal: begin again */
		v->state = SECOND_OFF;
		return OK;
	}
	v->secret = second_base32(rq->arena, key, true);
	return second_qr(rq->arena, second_uri(rq->arena, issuer(&rq->ui), rq->viewer->email, key),
	    &v->qr, &v->side);
}

static enum err
second_view(struct req *rq, const struct str *codes)
{
	struct ui *ui = &rq->ui;
	struct view_second v = {
		.page = { .title = tr(ui, "Второй шаг входа"), .no_index = true,
			.crumbs = { { tr(ui, "Профиль"), url_account_profile(rq->arena) },
				{ tr(ui, "Второй шаг входа"), S("") } }, .n_crumbs = 2 },
	};
	struct q_second_of s;
	enum err e = q_second_of(rq->db, rq->arena, rq->viewer->id, &s);

	if (e != OK && e != E_NOT_FOUND)
		return e;
	if (e == OK)
		v.state = s.state == 1 ? SECOND_ON : SECOND_SETUP;
	if (v.state == SECOND_SETUP)
		TRY(setup(rq, s.secret, &v));
	if (v.state == SECOND_ON) {
		v.since = ui_day(ui, day_of(s.created, ui->tz_min));
		TRY(q_recovery_left(rq->db, rq->viewer->id, &v.left));
	}
	if (codes != NULL)
		v.codes = (struct str_rows){ codes, RECOVERY_CODES };
	return view_second(ui, &v);
}

enum err
account_second(struct req *rq)
{
	return second_view(rq, NULL);
}

enum err
account_second_start(struct req *rq)
{
	unsigned char key[SECOND_KEY_BYTES];
	struct str sealed;
	int64_t n;

	rand_bytes(key, sizeof key);
	sealed = second_seal(rq->arena, key);
	if (sealed.p == NULL)
		return E_NOMEM;
	TRY(db_begin(rq->db));
	TRY(q_second_start(rq->db, rq->viewer->id, sealed, rq->now, &n));
	TRY(db_commit(rq->db));
	if (n == 0)
		TRY(notice(rq, N_("Второй шаг уже включён")));
	return redirect(rq, HERE);
}

static enum err
again(struct req *rq, const char *field, struct str text)
{
	(void)problem(rq, field, text);
	FORM_AGAIN(rq);
	return second_view(rq, NULL);
}

/* Codes are in the answer itself, once: only their hashes are kept. */
static enum err
show_codes(struct req *rq, const char *action)
{
	struct str codes[RECOVERY_CODES];

	TRY(recovery_make(rq->db, rq->arena, rq->viewer->id, codes));
	TRY(account_note(
	    rq, action, rq->viewer->id, user_object(rq->arena, rq->viewer->id), 0, STR_NONE));
	TRY(db_commit(rq->db));
	return second_view(rq, codes);
}

enum err
account_second_confirm(struct req *rq)
{
	struct ui *ui = &rq->ui;
	bool recovery;
	int64_t n;
	enum err e = second_take(rq->db, rq->arena, rq->viewer->id, req_form(rq, "code"), false,
	    rq->now, &recovery);

	if (e == E_NOT_FOUND)
		return again(rq, "code", tr(ui, "Сначала нажмите «Включить»."));
	if (e == E_RATE)
		return again(rq, "code",
		    tr(ui, "Слишком много неверных кодов. Подождите 15 минут."));
	if (e == E_INPUT)
		return again(rq, "code",
		    tr(ui, "Код не подходит. Дождитесь следующего и проверьте, "
			"верно ли идут часы на телефоне: один код принимается один раз."));
	TRY(e);
	TRY(db_begin(rq->db));
	TRY(q_second_on(rq->db, rq->viewer->id, &n));
	if (n == 0) {
		TRY(db_commit(rq->db));
		TRY(notice(rq, N_("Второй шаг уже включён")));
		return redirect(rq, HERE);
	}
	return show_codes(rq, "account.second_on");
}

/* The password again: an unlocked screen must not be enough. */
static enum err
prove(struct req *rq)
{
	struct q_by_id u;

	TRY(q_by_id(rq->db, rq->arena, rq->viewer->id, &u));
	if (!account_password_fits(req_settings(rq), u.password, req_form(rq, "password")))
		return E_INPUT;
	return OK;
}

enum err
account_second_codes(struct req *rq)
{
	struct ui *ui = &rq->ui;
	bool on;
	enum err e = prove(rq);

	if (e == E_INPUT)
		return again(rq, "password", tr(ui, "Пароль не подходит."));
	TRY(e);
	TRY(second_asked(rq->db, rq->arena, rq->viewer->id, &on));
	if (!on)
		return redirect(rq, HERE);
	TRY(db_begin(rq->db));
	return show_codes(rq, "account.recovery_new");
}

enum err
account_second_off(struct req *rq)
{
	struct ui *ui = &rq->ui;
	int64_t n;
	enum err e = prove(rq);

	if (e == E_INPUT)
		return again(rq, "password", tr(ui, "Пароль не подходит."));
	TRY(e);
	TRY(db_begin(rq->db));
	TRY(q_second_drop(rq->db, rq->viewer->id, &n));
	TRY(q_recovery_drop(rq->db, rq->viewer->id));
	TRY(account_note(rq, "account.second_off", rq->viewer->id,
	    user_object(rq->arena, rq->viewer->id), 0, STR_NONE));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Второй шаг входа выключен")));
	return redirect(rq, HERE);
}
