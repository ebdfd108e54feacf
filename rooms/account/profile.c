/* profile.c - my data: name, roles, sessions, password, municipality. */
#include "account/account_impl.h"
#include "account/oidc/oidc.h"
#include "account/second.h"
#include "gen/account/q.h"
#include "gen/account/u.h"
#include "gen/account/v.h"
#include "text/text.h"

#define BACK_HERE url_account_profile(rq->arena)

static enum err
roles_of(struct req *rq, struct role_rows *ret)
{
	struct q_grants_of_rows g;
	struct ui *ui = &rq->ui;

	TRY(q_grants_of(rq->db, rq->arena, rq->viewer->id, rq->now, &g));
	ret->p = arena_array(rq->arena, struct role_row, g.n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < g.n; i++)
		ret->p[ret->n++] = (struct role_row){
			.role = str_c(role_title((int)g.p[i].role, ui->lang)),
			.place = g.p[i].place_name.p ? g.p[i].place_name : tr(ui, "вся страна"),
			.until = g.p[i].until.has ?
			    ui_day(ui, day_of(g.p[i].until.v - 1, ui->tz_min)) : S(""),
			.principal = g.p[i].principal.p ? g.p[i].principal : S(""),
		};
	return OK;
}

static enum err
sessions_of(struct req *rq, struct session_rows *ret)
{
	struct str mine = session_mine(rq);
	struct q_sessions_rows s;
	struct ui *ui = &rq->ui;

	TRY(q_sessions(rq->db, rq->arena, rq->viewer->id, session_since(rq), session_born(rq), &s));
	ret->p = arena_array(rq->arena, struct session_row, s.n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < s.n; i++)
		ret->p[ret->n++] = (struct session_row){
			.id = s.p[i].id.v,
			.device = session_device(ui, s.p[i].agent),
			.peer = s.p[i].peer,
			.created = ui_moment(ui, s.p[i].created),
			.seen = ui_moment(ui, s.p[i].seen),
			.mine = str_eq(s.p[i].hash, mine),
		};
	return OK;
}

/* The municipality that is kept with the account. */
static enum err
home_of(struct req *rq, struct str code, struct view_profile *v)
{
	struct q_place_by_code p;
	enum err e;

	v->can_keep = rq->ui.place_code.n > 0 && !str_eq(rq->ui.place_code, code);
	if (code.n == 0)
		return OK;
	e = q_place_by_code(rq->db, rq->arena, code, &p);
	if (e == E_NOT_FOUND)
		return OK;
	TRY(e);
	v->home_code = code;
	v->home_name = p.name;
	return OK;
}

/* «14 дней». */
static struct str
days_text(const struct ui *ui, int64_t n)
{
	struct str num = ui_num(ui, n), word = trn(ui, n, "день|дня|дней");

	return str_fmt(ui->arena, "%.*s\xC2\xA0%.*s", FMT(num), FMT(word));
}

static enum err
profile_view(struct req *rq)
{
	struct str typed = req_form(rq, "name");
	struct ui *ui = &rq->ui;
	struct view_profile v = {
		.page = { .title = tr(ui, "Профиль"), .no_index = true },
		.days = days_text(ui, req_settings(rq)->session_days),
	};
	struct provider all[VIA_N];
	struct q_links_rows links;
	struct q_erasure_open x;
	struct q_by_id u;
	enum err e = q_erasure_open(rq->db, rq->arena, rq->viewer->id, &x);

	if (e != OK && e != E_NOT_FOUND)
		return e;
	if (e == OK)
		v.erase_on = ui_day(ui, day_of(x.due, ui->tz_min));
	TRY(q_by_id(rq->db, rq->arena, rq->viewer->id, &u));
	v.name = typed.p ? typed : u.name; /* three forms share the page: only one came back */
	v.email = u.email;
	v.since = ui_day(ui, day_of(u.created, ui->tz_min));
	TRY(second_asked(rq->db, rq->arena, rq->viewer->id, &v.second));
	TRY(q_links(rq->db, rq->arena, rq->viewer->id, &links));
	v.linked = (int64_t)links.n;
	v.services = providers_of(req_settings(rq), all) > 0;
	v.gives = req_may(rq, GIVES, NULL, 0);
	TRY(roles_of(rq, &v.roles));
	TRY(sessions_of(rq, &v.sessions));
	TRY(home_of(rq, u.place, &v));
	return view_profile(ui, &v);
}

enum err
account_profile(struct req *rq)
{
	return profile_view(rq);
}

/* ---- name and municipality ---------------------------------------------------------- */

struct name_in { struct str name; };

static const struct field name_fields[] = {
	F_TEXT(struct name_in, name, N_("Имя"), 2, 200),
	F_END
};

enum err
account_name_set(struct req *rq)
{
	struct name_in in = { 0 };
	enum err e = form_read(rq, name_fields, &in);

	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		return profile_view(rq);
	}
	TRY(e);
	TRY(db_begin(rq->db));
	TRY(q_name_put(
	    rq->db, rq->viewer->id, in.name, user_words(rq->arena, rq->viewer->email, in.name)));
	TRY(account_note(rq, "account.name", rq->viewer->id,
	    user_object(rq->arena, rq->viewer->id), 0, S("name")));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Имя сохранено")));
	return redirect(rq, BACK_HERE);
}

/* Keeps the municipality with the account, so that a new browser opens its desk; an empty code
 * takes it back. */
enum err
account_place_set(struct req *rq)
{
	struct str code = str_trim(req_form(rq, "code"));
	struct q_place_by_code p;

	if (code.n > 0)
		TRY(q_place_by_code(rq->db, rq->arena, utf8_valid(code) ? code : S("?"), &p));
	TRY(db_begin(rq->db));
	TRY(q_place_put(rq->db, rq->viewer->id, code));
	TRY(db_commit(rq->db));
	if (code.n > 0)
		TRY(place_cookie(rq, code));
	TRY(notice(rq, N_("Муниципалитет сохранён")));
	return redirect(rq, BACK_HERE);
}

/* ---- password --------------------------------------------------------------------------- */

/* Both passwords as typed; what is wrong is listed. */
static enum err
password_check(struct req *rq, struct str now, struct str next)
{
	const char *bad = account_password_bad(rq->arena, rq->viewer->email, next);
	struct q_by_id u;

	if (bad != NULL)
		return problem(rq, "next", tr_z(&rq->ui, bad));
	TRY(q_by_id(rq->db, rq->arena, rq->viewer->id, &u));
	if (!account_password_fits(req_settings(rq), u.password, now))
		return problem(rq, "now", tr(&rq->ui, "Нынешний пароль не подходит."));
	if (str_eq(now, next))
		return problem(rq, "next", tr(&rq->ui, "Новый пароль совпадает с нынешним."));
	return OK;
}

enum err
account_password_change(struct req *rq)
{
	struct str next = req_form(rq, "next"), hash;
	enum err e = password_check(rq, req_form(rq, "now"), next);
	int64_t n;

	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		return profile_view(rq);
	}
	TRY(e);
	TRY(account_password_hash(rq->arena, req_settings(rq), next, &hash));
	TRY(db_begin(rq->db));
	TRY(q_password_put(rq->db, rq->viewer->id, hash, &n));
	TRY(q_sessions_drop(rq->db, rq->viewer->id, session_mine(rq), &n));
	TRY(q_email_drop(rq->db, rq->viewer->id, &n)); /* asked for by whoever knew the old one */
	TRY(account_note(rq, "account.password", rq->viewer->id,
	    user_object(rq->arena, rq->viewer->id), 0, S("password")));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Пароль сменён, остальные сеансы завершены")));
	return redirect(rq, BACK_HERE);
}

/* ---- sessions ------------------------------------------------------------------------------ */

enum err
account_session_end(struct req *rq)
{
	int64_t id, n = 0;

	if (!str_int(req_form(rq, "id"), &id))
		return E_NOT_FOUND;
	TRY(db_begin(rq->db));
	TRY(q_session_drop_id(rq->db, rq->viewer->id, (struct session_id){ id }, &n));
	TRY(db_commit(rq->db));
	TRY(notice(rq, n > 0 ? N_("Сеанс завершён") : N_("Этого сеанса уже нет")));
	return redirect(rq, BACK_HERE);
}

enum err
account_sessions_end(struct req *rq)
{
	int64_t n;

	TRY(db_begin(rq->db));
	TRY(q_sessions_drop(rq->db, rq->viewer->id, session_mine(rq), &n));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Остальные сеансы завершены")));
	return redirect(rq, BACK_HERE);
}
