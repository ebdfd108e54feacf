/* account.c - sign in, sign out, the look and the language of the pages. */
#include <sodium.h>

#include "account/account_impl.h"
#include "account/mydata.h"
#include "gen/account/q.h"
#include "gen/account/u.h"
#include "gen/account/v.h"

#define YEAR_S (365 * (int64_t)86400)
#define BACK_MAX 2000

struct str
local_path(struct str path, struct str otherwise)
{
	if (path.n == 0 || path.n > BACK_MAX || path.p[0] != '/' || str_starts(path, S("//")) ||
	    str_starts(path, S("/\\")))
		return otherwise;
	for (size_t i = 0; i < path.n; i++) /* it goes into a header */
		if ((unsigned char)path.p[i] <= ' ' || path.p[i] == 0x7f)
			return otherwise;
	return path;
}

/* ---- the page --------------------------------------------------------------------- */

/* One row a person: their roles and territories in one line each. */
static enum err
demo_people(struct req *rq, struct demo_rows *ret)
{
	struct q_demo_users_rows q;
	struct ui *ui = &rq->ui;

	TRY(q_demo_users(rq->db, rq->arena, rq->now, &q));
	ret->p = arena_array(rq->arena, struct demo_row, q.n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < q.n; i++) {
		struct str role = str_c(role_title((int)q.p[i].role, ui->lang));
		struct str place = q.p[i].place_name.p ? q.p[i].place_name : tr(ui, "вся страна");
		struct demo_row *r = NULL;

		for (size_t k = 0; k < ret->n && r == NULL; k++)
			if (str_eq(ret->p[k].email, q.p[i].email))
				r = &ret->p[k];
		if (r == NULL) {
			ret->p[ret->n++] = (struct demo_row){ q.p[i].email, q.p[i].name, role,
				place };
			continue;
		}
		r->roles = str_fmt(rq->arena, "%.*s; %.*s", FMT(r->roles), FMT(role));
		r->places = str_fmt(rq->arena, "%.*s; %.*s", FMT(r->places), FMT(place));
	}
	return OK;
}

static enum err
login_view(struct req *rq, struct str back)
{
	struct ui *ui = &rq->ui;
	struct view_login v = {
		.page = { .title = tr(ui, "Вход"), .no_index = true },
		.back = back,
		.who = rq->viewer ? rq->viewer->name : S(""),
		.password = S(ACCOUNT_DEMO_PASSWORD),
	};

	TRY(way_rows(rq, &v.ways));
	if (req_settings(rq)->demo)
		TRY(demo_people(rq, &v.demo));
	return view_login(ui, &v);
}

enum err
account_login_page(struct req *rq)
{
	return login_view(rq, local_path(req_query(rq, "back"), S("/")));
}

/* ---- signing in: who it is, then a session ------------------------------------------- */

/* The first step: the right password. E_INPUT when it is not; which of the two is wrong is told
 * neither by words nor by time. A second factor comes between this step and the next. */
static enum err
check_password(struct req *rq, struct str email, struct str password, struct user_id *ret)
{
	const struct settings *set = req_settings(rq);
	struct q_by_email u = { .password = S("") };
	enum err e = OK;
	bool fits;

	email = email_normal(rq->arena, email);
	if (email.p != NULL)
		e = q_by_email(rq->db, rq->arena, email, &u);
	if (e != OK && e != E_NOT_FOUND)
		return e;
	fits = account_password_fits(set, u.state == 1 ? u.password : S(""), password);
	if (!fits) {
		login_failed(rq, "password", u.id);
		return E_INPUT;
	}
	*ret = u.id;
	/* costs of the settings have changed since: only now is the password at hand */
	if (crypto_pwhash_str_needs_rehash(u.password.p, (unsigned long long)set->argon_passes,
		(size_t)set->argon_memory * MiB) != 0) {
		struct str hash;
		int64_t n;

		TRY(account_password_hash(rq->arena, set, password, &hash));
		TRY(db_begin(rq->db));
		TRY(q_password_put(rq->db, u.id, hash, &n));
		TRY(db_commit(rq->db));
	}
	return OK;
}

/* The municipality of the desk, unless this browser has one already. */
static enum err
open_desk(struct req *rq, struct user_id who)
{
	struct q_by_id u;
	struct str code;
	enum err e;

	if (http_cookie(rq->in, "veche_place").n > 0)
		return OK;
	TRY(q_by_id(rq->db, rq->arena, who, &u));
	if (u.place.n > 0)
		return place_cookie(rq, u.place);
	e = q_home_place(rq->db, rq->arena, who, rq->now, &code);
	if (e == E_NOT_FOUND)
		return OK;
	TRY(e);
	return place_cookie(rq, code);
}

/* The second step. */
enum err
enter(struct req *rq, struct user_id who, struct str back, const struct way *w)
{
	TRY(session_open(rq, who, w));
	TRY(open_desk(rq, who));
	return redirect(rq, back);
}

struct login_in { struct str email; };

static const struct field login_fields[] = {
	F_TEXT(struct login_in, email, N_("Почта"), 1, 254),
	F_END
};

enum err
account_login(struct req *rq)
{
	struct str back = local_path(req_form(rq, "back"), S("/"));
	struct str password = req_form(rq, "password");	/* as typed: blanks count */
	struct login_in in = { 0 };
	struct user_id who;
	enum err e = form_read(rq, login_fields, &in);

	if (password.n == 0)
		e = problem(rq, "password", tr(&rq->ui, "Введите пароль."));
	if (e == OK) {
		e = check_password(rq, in.email, password, &who);
		if (e == E_INPUT)
			(void)problem(rq, "email", tr(&rq->ui, "Почта или пароль не подходят. "
			    "Проверьте раскладку клавиатуры и клавишу Caps Lock."));
	}
	if (e == E_INPUT) {
		FORM_AGAIN(rq);
		return login_view(rq, back);
	}
	TRY(e);
	return enter_or_ask(rq, who, back, BY_PASSWORD);
}

enum err
account_logout(struct req *rq)
{
	struct str away;

	TRY(via_end(rq, &away));
	TRY(session_close(rq));
	TRY(notice(rq, N_("Вы вышли")));
	return away.p != NULL ? redirect_away(rq, away) : redirect(rq, S("/"));
}

/* ---- how pages look ---------------------------------------------------------------------- */

/* A value that is none of these takes the choice back: as the system has it. */
static struct str
one_of(struct str v, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_is(v, list[i]))
			return v;
	return S("");
}

static enum err
choose(struct req *rq, const char *cookie, struct str value)
{
	TRY(cookie_set(rq, cookie, value, value.n > 0 ? YEAR_S : -1, true));
	return redirect(rq, local_path(req_form(rq, "back"), S("/")));
}

enum err
account_theme_set(struct req *rq)
{
	static const char *const themes[] = { "light", "dark", "contrast", "black" };

	return choose(rq, "veche_theme", one_of(req_form(rq, "theme"), themes, LEN(themes)));
}

enum err
account_language_set(struct req *rq)
{
	static const char *const langs[] = { "ru", "en" };

	return choose(rq, "veche_lang", one_of(req_form(rq, "lang"), langs, LEN(langs)));
}

/* ---- the room ------------------------------------------------------------------------------ */

#define ROUTE(verb, path, fn, who, at, csrf, body, rate, run) \
	{ #verb, path, #fn, account_##fn, ROLE_##who, at, csrf, body, rate, run },
static const struct route routes[] = {
#include "account/routes.def"
};
#undef ROUTE

static const struct job_kind jobs[] = {
	{ .name = ERASE_JOB, .title = N_("Удаление учётных записей, чей день настал"),
	    .fn = account_erase_job, .every_s = 3600, .lease_s = 600 },
};

const struct room account_room = {
	.name = "account", .title = NULL, .url = "/account",
	.routes = routes, .n_routes = LEN(routes), .jobs = jobs, .n_jobs = LEN(jobs),
	.person = &account_person_hook,
};
