/* tokens.c - a person's own tokens: the list, a new one, one of them, taking it back. */
#include "account/account.h"
#include "api/api_impl.h"
#include "api/views.h"
#include "audit/audit.h"
#include "gen/api/u.h"
#include "gen/api/v.h"
#include "places/places.h"
#include "web/api.h"

#define DAY_S 86400

static const char *const terms[] = { "30", "90", "180", "365", NULL };
static const char *const term_words[] = { N_("месяц"), N_("три месяца"), N_("полгода"), N_("год") };
#define TERM_USUAL 1

/* ---- words ------------------------------------------------------------------------- */

struct str
token_day(const struct ui *ui, int64_t at)
{
	return ui_day_long(ui, day_of(at, ui->tz_min));
}

struct str
token_scopes(const struct ui *ui, unsigned scopes)
{
	struct buf b;

	buf_init(&b, ui->arena, 2 * KiB);
	for (size_t i = 0; api_scope_code(i) != NULL; i++) {
		if (!(scopes & api_scope_bit(i)))
			continue;
		buf_put(&b, b.n ? S("; ") : S(""));
		buf_put(&b, api_scope_words(i, ui->lang));
	}
	return buf_str(&b);
}

struct str
token_state(const struct ui *ui, int64_t expires, struct opt_int revoked, bool *works)
{
	*works = !revoked.has && expires > ui->now;
	if (revoked.has)
		return trf(ui, "отозван %1", ui_day(ui, day_of(revoked.v, ui->tz_min)));
	return *works ? trf(ui, "до %1", ui_day(ui, day_of(expires, ui->tz_min))) :
			trf(ui, "срок кончился %1", ui_day(ui, day_of(expires, ui->tz_min)));
}

struct str
token_used(const struct ui *ui, struct opt_int used)
{
	return used.has ? ui_day(ui, day_of(used.v, ui->tz_min)) : tr(ui, "ещё нет");
}

static struct str
head_of(struct arena *a, int64_t kind, struct str tail)
{
	return str_fmt(a, "veche_%c_…%.*s", kind == TOKEN_SERVICE ? 's' : 'p', FMT(tail));
}

/* ---- the form ------------------------------------------------------------------------ */

static bool
ticked(const struct req *rq, const char *code)
{
	const struct http_pairs *f = &rq->in->form;

	for (size_t i = 0; i < f->n; i++)
		if (str_is(f->p[i].name, "scope[]") && str_is(f->p[i].value, code))
			return true;
	return false;
}

enum err
tokens_form(struct req *rq, bool service, struct view_tokens *v)
{
	const struct ui *ui = &rq->ui;
	size_t n = 0;

	while (api_scope_code(n) != NULL)
		n++;
	v->scopes.p = arena_array(rq->arena, struct scope_row, n);
	v->terms.p = arena_array(rq->arena, struct token_choice, LEN(term_words));
	if (v->scopes.p == NULL || v->terms.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < n; i++)
		if (!service || !api_scope_personal(i))
			v->scopes.p[v->scopes.n++] = (struct scope_row){
				.id = str_fmt(rq->arena, "scope-%zu", i),
				.code = str_c(api_scope_code(i)),
				.words = api_scope_words(i, ui->lang),
				.on = ui->typed ? ticked(rq, api_scope_code(i)) :
						  api_scope_bit(i) == SCOPE_READ };
	for (size_t i = 0; i < LEN(term_words); i++)
		v->terms.p[v->terms.n++] = (struct token_choice){ str_c(terms[i]),
			tr_z(ui, term_words[i]),
			ui_old_on(ui, "term", str_c(terms[i]), i == TERM_USUAL) };
	v->service = service;
	v->base = ui->base;
	return OK;
}

struct token_in { struct str name; int term; };

static const struct field token_fields[] = {
	F_TEXT(struct token_in, name, N_("Название"), 2, TOKEN_NAME_MAX),
	F_CHOICE(struct token_in, term, N_("Срок"), terms),
	F_END
};

enum err
token_read(struct req *rq, struct token_ask *ask)
{
	bool own = ask->kind == TOKEN_PERSONAL;
	struct token_in in = { 0 };
	enum err e = form_read(rq, token_fields, &in);
	int64_t days = 0;

	if (e != OK && e != E_INPUT)
		return e;
	for (size_t i = 0; api_scope_code(i) != NULL; i++)
		if (ticked(rq, api_scope_code(i)) && (own || !api_scope_personal(i)))
			ask->scopes |= api_scope_bit(i);
	if (ask->scopes == 0)
		e = problem(rq, "scope", tr(&rq->ui, "Отметьте, для чего нужен токен."));
	if (e != OK)
		return e;
	ask->name = in.name;
	(void)str_int(str_c(terms[in.term]), &days);
	ask->expires = rq->now + days * DAY_S;
	return OK;
}

/* ---- keeping it ---------------------------------------------------------------------- */

static enum err
letter(struct req *rq, const struct token_ask *ask, struct token_id id)
{
	struct ui *ui = &rq->ui;

	return account_letter(rq, tr(ui, "Новый токен API на портале «Вече»"),
	    trf(ui, "Здравствуйте!\n\nВ вашей учётной записи сделан токен API «%1».\n"
		"Он может: %2.\nДействует до: %3.\n\nЕсли это были не вы, отзовите его:\n%4\n"
		"и смените пароль.\n",
		ask->name, token_scopes(ui, ask->scopes), token_day(ui, ask->expires),
		str_fmt(rq->arena, "%.*s/account/tokens/%lld", FMT(ui->base), (long long)id.v)),
	    str_fmt(rq->arena, "api.token:%lld", (long long)id.v));
}

static enum err
token_store(struct req *rq, const struct token_ask *ask, struct view_tokens *v)
{
	bool own = ask->kind == TOKEN_PERSONAL;
	struct token_id id;

	TRY(db_begin(rq->db));
	TRY(token_make(rq, ask, &v->secret, &id));
	TRY(letter(rq, ask, id));
	TRY(audit_add(rq->db, rq->arena, rq->now,
	    &(struct audit_event){ .action = own ? "api.token_add" : "api.token_service",
		.actor = rq->viewer->id.v, .place = ask->place, .peer = rq->in->peer,
		.object = str_fmt(rq->arena, "token:%lld", (long long)id.v),
		.detail = api_scopes_text(rq->arena, ask->scopes) }));
	TRY(db_commit(rq->db));
	v->secret_name = ask->name;
	v->secret_until = token_day(&rq->ui, ask->expires);
	return OK;
}

/* The answer is the page itself, not a redirect: the token is shown once and kept nowhere. */
enum err
token_end(struct req *rq, enum err e, const struct token_ask *ask, tokens_view *view)
{
	struct view_tokens v = { 0 };

	if (e == E_INPUT)
		FORM_AGAIN(rq);
	else
		TRY(e);
	if (e == OK)
		TRY(token_store(rq, ask, &v));
	return view(rq, &v);
}

/* ---- /account/tokens ------------------------------------------------------------------- */

static enum err
rows_of(struct req *rq, struct token_rows *ret)
{
	const struct ui *ui = &rq->ui;
	struct q_tokens_of_rows q;

	TRY(q_tokens_of(rq->db, rq->arena, rq->viewer->id.v, &q));
	ret->p = arena_array(rq->arena, struct token_row, q.n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < q.n; i++) {
		struct token_row *r = &ret->p[ret->n++];

		*r = (struct token_row){ .id = q.p[i].id.v, .name = q.p[i].name,
			.head = head_of(rq->arena, TOKEN_PERSONAL, q.p[i].tail),
			.scopes = token_scopes(ui, (unsigned)q.p[i].scopes),
			.used = token_used(ui, q.p[i].used) };
		r->state = token_state(ui, q.p[i].expires, q.p[i].revoked, &r->works);
	}
	return OK;
}

static enum err
view(struct req *rq, struct view_tokens *v)
{
	struct ui *ui = &rq->ui;

	v->page = (struct page){ .title = tr(ui, "Токены API"), .no_index = true,
		.crumbs = { { tr(ui, "Профиль"), S("/account") }, { tr(ui, "Токены API"), S("") } },
		.n_crumbs = 2 };
	v->gives = req_may(rq, ROLE_MUNI_ADMIN, NULL, 0);
	TRY(rows_of(rq, &v->rows));
	TRY(tokens_form(rq, false, v));
	return view_tokens(ui, v);
}

enum err
api_tokens(struct req *rq)
{
	struct view_tokens v = { 0 };

	return view(rq, &v);
}

enum err
api_token_new(struct req *rq)
{
	struct token_ask ask = { .kind = TOKEN_PERSONAL };
	enum err e = token_read(rq, &ask);
	int64_t n = 0;

	TRY(q_token_count(rq->db, rq->viewer->id.v, rq->now, &n));
	if (e == OK && n >= TOKEN_OWN_MAX)
		e = problem(rq, "name", tr(&rq->ui, "Действующих токенов уже 20. Отзовите те, "
		    "которыми никто не пользуется."));
	return token_end(rq, e, &ask, view);
}

/* ---- /account/tokens/{id} ---------------------------------------------------------------- */

/* A person's own, or a service's of the reader's territory; others are not found. */
static enum err
token_at(struct req *rq, struct token_id *ret_id, struct q_token_get *ret, bool *ret_may)
{
	bool sees = true;

	if (!str_int(req_param(rq, 0), &ret_id->v))
		return E_NOT_FOUND;
	TRY(q_token_get(rq->db, rq->arena, *ret_id, ret));
	*ret_may = true;
	if (ret->kind == TOKEN_PERSONAL)
		return ret->user.v == rq->viewer->id.v ? OK : E_NOT_FOUND;
	TRY(service_may(rq, 0, ret->place.has ? ret->place.v : 0, &sees));
	TRY(service_may(rq, (int)ret->role, ret->place.has ? ret->place.v : 0, ret_may));
	return sees ? OK : E_NOT_FOUND;
}

enum err
api_token(struct req *rq)
{
	struct ui *ui = &rq->ui;
	struct q_token_get t;
	struct token_id id;
	struct view_token v = { 0 };

	TRY(token_at(rq, &id, &t, &v.may));
	v.id = id.v;
	v.name = t.name;
	v.head = head_of(rq->arena, t.kind, t.tail);
	v.scopes = token_scopes(ui, (unsigned)t.scopes);
	v.state = token_state(ui, t.expires, t.revoked, &v.works);
	v.created = token_day(ui, t.created);
	v.expires = token_day(ui, t.expires);
	v.used = token_used(ui, t.used);
	v.back_url = S("/account/tokens");
	if (t.kind == TOKEN_SERVICE) {
		v.back_url = S("/account/tokens/service");
		v.author = t.author.n ? t.author : S("");
		v.where = trf(ui, "%1, %2", str_c(role_title((int)t.role, ui->lang)),
		    t.place_name.n ? t.place_name : tr(ui, "вся страна"));
	}
	v.page = (struct page){ .title = trf(ui, "Токен «%1»", t.name), .no_index = true,
		.crumbs = { { tr(ui, "Профиль"), S("/account") },
			{ t.kind == TOKEN_SERVICE ? tr(ui, "Токены служб") : tr(ui, "Токены API"),
			    v.back_url },
			{ t.name, S("") } }, .n_crumbs = 3 };
	return view_token(ui, &v);
}

enum err
api_token_revoke(struct req *rq)
{
	struct q_token_get t;
	struct token_id id;
	bool may;
	int64_t n;

	TRY(token_at(rq, &id, &t, &may));
	if (!may)
		return E_DENIED;
	TRY(db_begin(rq->db));
	TRY(q_token_revoke(rq->db, id, rq->now, &n));
	if (n > 0)
		TRY(audit_add(rq->db, rq->arena, rq->now,
		    &(struct audit_event){ .action = "api.token_revoke",
			.actor = rq->viewer->id.v, .place = t.place.v, .peer = rq->in->peer,
			.object = str_fmt(rq->arena, "token:%lld", (long long)id.v) }));
	TRY(db_commit(rq->db));
	TRY(notice(rq, N_("Токен отозван: программа с ним больше не войдёт")));
	return redirect(
	    rq, t.kind == TOKEN_SERVICE ? S("/account/tokens/service") : S("/account/tokens"));
}
