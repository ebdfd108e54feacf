/* via.c - sign-in by another service: the way there, the way back, whose account it is.
 *
 * An account belongs to an issuer and a subject that were linked to it, never to an e-mail that a
 * service says: who can make a mailbox there would else take an account here.
 */
#include <sodium.h>

#include "account/account_impl.h"
#include "account/oidc/oidc.h"
#include "gen/account/q.h"
#include "gen/account/u.h"
#include "gen/account/v.h"
#include "web/metrics.h"

#define COOKIE "veche_via"
#define ATTEMPT_S 600
#define HINT_MAX 3000		/* it travels in an address */
#define CODE_MAX 4096

/* ---- the hint, sealed ------------------------------------------------------------------- */

#define NONCE crypto_secretbox_NONCEBYTES
#define MAC crypto_secretbox_MACBYTES

/* Empty when it is not worth keeping. */
static struct str
hint_seal(struct arena *a, struct str token)
{
	unsigned char key[WEB_KEY_BYTES], *raw;
	size_t n = NONCE + MAC + token.n;
	char *hex;

	if (token.n == 0 || token.n > HINT_MAX)
		return S("");
	raw = arena_alloc(a, n);
	hex = arena_alloc(a, 2 * n + 1);
	if (raw == NULL || hex == NULL)
		return S("");
	rand_bytes(raw, NONCE);
	web_key("account provider hint", key);
	crypto_secretbox_easy(raw + NONCE, (const unsigned char *)token.p, token.n, raw, key);
	sodium_memzero(key, sizeof key);
	return str_c(sodium_bin2hex(hex, 2 * n + 1, raw, n));
}

static struct str
hint_open(struct arena *a, struct str sealed)
{
	unsigned char key[WEB_KEY_BYTES], *raw = arena_alloc(a, sealed.n / 2 + 1);
	char *out = arena_alloc(a, sealed.n / 2 + 1);
	size_t n = 0;
	bool fits;

	if (raw == NULL || out == NULL || sealed.n == 0 ||
	    sodium_hex2bin(raw, sealed.n / 2, sealed.p, sealed.n, NULL, &n, NULL) != 0 ||
	    n <= NONCE + MAC)
		return S("");
	web_key("account provider hint", key);
	fits = crypto_secretbox_open_easy((unsigned char *)out, raw + NONCE, n - NONCE, raw, key) ==
	    0;
	sodium_memzero(key, sizeof key);
	return fits ? (struct str){ out, n - NONCE - MAC } : S("");
}

/* ---- small parts ------------------------------------------------------------------------ */

enum err
way_rows(struct req *rq, struct way_rows *ret)
{
	struct provider all[VIA_N];
	size_t n = providers_of(req_settings(rq), all);

	ret->p = arena_array(rq->arena, struct way_row, VIA_N);
	if (ret->p == NULL)
		return E_NOMEM;
	ret->n = 0;
	for (size_t i = 0; i < n; i++)
		ret->p[ret->n++] = (struct way_row){ all[i].code, all[i].name };
	return OK;
}

enum err
redirect_away(struct req *rq, struct str url)
{
	rq->status = 303;
	return url_trusted(url_origin(url)) ? reply_header(rq, "Location", url) : E_BUG;
}

/* Nonce and verifier come of the token in the browser's cookie: the database alone has neither. */
static struct str
derived(struct arena *a, const char *purpose, struct str token)
{
	unsigned char key[WEB_KEY_BYTES], h[32];
	char hex[2 * sizeof h + 1];

	web_key(purpose, key);
	crypto_generichash(h, sizeof h, (const unsigned char *)token.p, token.n, key, sizeof key);
	sodium_bin2hex(hex, sizeof hex, h, sizeof h);
	return str_dup(a, str_c(hex));
}

static enum err
attempt_of(struct req *rq, const struct provider *p, struct str token, struct str state,
    struct attempt *ret)
{
	*ret = (struct attempt){ .state = state, .now = rq->now,
		.nonce = derived(rq->arena, "account via nonce", token),
		.verifier = derived(rq->arena, "account via verifier", token),
		.redirect_uri = str_fmt(rq->arena, "%.*s/login/via/%.*s/back", FMT(rq->ui.base),
		    FMT(p->code)) };
	return ret->nonce.p && ret->verifier.p && ret->redirect_uri.p && state.p ? OK : E_NOMEM;
}

/* ---- what went wrong, for the log and for the reader ------------------------------------ */

static const char *const trouble_words[TROUBLE_N] = {
	[TROUBLE_WRONG] = "wrong", [TROUBLE_AWAY] = "away", [TROUBLE_REFUSED] = "refused",
	[TROUBLE_EXPIRED] = "expired", [TROUBLE_NONE] = "none", [TROUBLE_TAKEN] = "taken",
	[TROUBLE_CLOSED] = "closed", [TROUBLE_INVITE] = "invite", [TROUBLE_OFF] = "off",
};
/* Codes that are not here are answers we do not trust. */
static const struct { const char *code; enum trouble kind; } troubles[] = {
	{ "unreachable", TROUBLE_AWAY }, { "too_big", TROUBLE_AWAY },
	{ "discovery_answer", TROUBLE_AWAY }, { "discovery_issuer", TROUBLE_AWAY },
	{ "discovery_incomplete", TROUBLE_AWAY }, { "endpoint_origin", TROUBLE_AWAY },
	{ "issuer_setting", TROUBLE_AWAY }, { "secret_file", TROUBLE_AWAY },
	{ "key_file", TROUBLE_AWAY }, { "status", TROUBLE_AWAY }, { "token_answer", TROUBLE_AWAY },
	{ "jwks_answer", TROUBLE_AWAY }, { "signer_unreachable", TROUBLE_AWAY },
	{ "signer_timeout", TROUBLE_AWAY }, { "signer_answer", TROUBLE_AWAY },
	{ "provider_error", TROUBLE_AWAY }, { "denied", TROUBLE_REFUSED },
	{ "no_attempt", TROUBLE_EXPIRED }, { "no_account", TROUBLE_NONE },
	{ "other_user", TROUBLE_EXPIRED }, { "linked_to_other", TROUBLE_TAKEN },
	{ "blocked", TROUBLE_CLOSED }, { "invite_dead", TROUBLE_INVITE }, { "off", TROUBLE_OFF },
};

enum err
via_trouble(struct req *rq, struct str via, const char *code)
{
	enum trouble kind = TROUBLE_WRONG;

	for (size_t i = 0; i < LEN(troubles); i++)
		if (strcmp(troubles[i].code, code) == 0)
			kind = troubles[i].kind;
	log_line(LOG_WARN, "sign_in_refused", "id=%.*s via=%.*s why=%s", FMT(rq->id), FMT(via),
	    code);
	return redirect(rq, str_fmt(rq->arena, "/login/trouble?why=%s", trouble_words[kind]));
}

enum err
account_trouble(struct req *rq)
{
	struct view_trouble v = {
		.page = { .title = tr(&rq->ui, "Войти не получилось"), .no_index = true },
	};
	struct str why = req_query(rq, "why");

	for (size_t i = 0; i < TROUBLE_N; i++)
		if (str_is(why, trouble_words[i]))
			v.kind = (enum trouble)i;
	return view_trouble(&rq->ui, &v);
}

/* ---- the way there ---------------------------------------------------------------------- */

enum err
via_begin(struct req *rq, const struct provider *p, enum via_intent intent, struct str invite,
    struct str back)
{
	struct str token, hash, url, state = uuid_new(rq->arena);
	struct attempt at;
	const char *why = "";
	enum err e;

	TRY(token_new(rq->arena, &token, &hash));
	TRY(attempt_of(rq, p, token, state, &at));
	e = oidc_start(rq->arena, p, &at, &url, &why);
	if (e == E_INPUT)
		return via_trouble(rq, p->code, why);
	TRY(e);
	TRY(db_begin(rq->db));
	TRY(q_attempts_old(rq->db, rq->now));
	TRY(q_attempt_add(rq->db, &(struct q_attempt_add_in){ .state = state, .cookie = hash,
		.via = p->code, .intent = intent, .invite = invite, .back = back,
		.user = intent == VIA_LINK ? rq->viewer->id : (struct user_id){ 0 },
		.expires = rq->now + ATTEMPT_S }));
	TRY(db_commit(rq->db));
	TRY(cookie_set(rq, COOKIE, token, ATTEMPT_S, true));
	return redirect_away(rq, url);
}

enum err
account_via_start(struct req *rq)
{
	struct str token = req_form(rq, "t"), invite;
	struct provider p;
	bool is_new = false;

	if (!provider_of(req_settings(rq), req_param(rq, 0), &p))
		return via_trouble(rq, S("?"), "off");
	if (token.n > 0) {
		invite = session_hash(rq->arena, token);
		if (invite.p != NULL)
			TRY(invite_is_new(rq, invite, &is_new));
		if (!is_new)
			return via_trouble(rq, p.code, "invite_dead");
		return via_begin(rq, &p, VIA_INVITE, invite, url_account_profile(rq->arena));
	}
	return via_begin(
	    rq, &p, VIA_SIGN_IN, S(""), local_path(req_form(rq, "back"), S("/")));
}

/* ---- the way back ----------------------------------------------------------------------- */

struct back { const struct provider *p; struct q_attempt_take at; struct id_result id; };

static enum err
sign_in(struct req *rq, const struct back *b)
{
	struct way w = { b->p->code, hint_seal(rq->arena, b->id.id_token) };
	struct q_link_of l;
	enum err e = q_link_of(rq->db, b->p->issuer, b->id.who.subject, &l);

	if (e == E_NOT_FOUND)
		return via_trouble(rq, b->p->code, "no_account");
	TRY(e);
	if (l.state != 1)
		return via_trouble(rq, b->p->code, "blocked");
	TRY(db_begin(rq->db));
	TRY(q_link_seen(rq->db, l.id, rq->now));
	TRY(db_commit(rq->db));
	return b->id.who.mfa ? enter(rq, l.user, b->at.back, &w) :
			       enter_or_ask(rq, l.user, b->at.back, &w);
}

/* The one who began is the one who comes back, in the same session's account. */
static enum err
link_up(struct req *rq, const struct back *b)
{
	struct q_link_of l;
	enum err e;

	if (rq->viewer == NULL || !b->at.user.has || rq->viewer->id.v != b->at.user.v)
		return via_trouble(rq, b->p->code, "other_user");
	e = q_link_of(rq->db, b->p->issuer, b->id.who.subject, &l);
	if (e == OK && l.user.v != rq->viewer->id.v)
		return via_trouble(rq, b->p->code, "linked_to_other");
	if (e == E_NOT_FOUND) {
		TRY(db_begin(rq->db));
		e = q_link_add(rq->db, &(struct q_link_add_in){ .user = rq->viewer->id,
			.issuer = b->p->issuer, .subject = b->id.who.subject, .now = rq->now });
		if (e ==
		    E_CONFLICT) { /* another one of the same service is linked, or was just now */
			db_rollback(rq->db);
			return via_trouble(rq, b->p->code, "linked_to_other");
		}
		TRY(e);
		TRY(account_note(rq, "account.link", rq->viewer->id,
		    user_object(rq->arena, rq->viewer->id), 0, url_host(b->p->issuer)));
		e = db_commit(rq->db);
	}
	TRY(e);
	TRY(notice(rq, N_("Вход связан с вашей учётной записью")));
	return redirect(rq, url_account_links(rq->arena));
}

static enum err
accept(struct req *rq, const struct back *b)
{
	struct way w = { b->p->code, hint_seal(rq->arena, b->id.id_token) };
	struct user_id who;
	struct q_link_of l;
	enum err e = q_link_of(rq->db, b->p->issuer, b->id.who.subject, &l);

	if (e == OK)
		return via_trouble(rq, b->p->code, "linked_to_other");
	if (e != E_NOT_FOUND)
		return e;
	e = invite_take_by(rq, b->at.invite, b->id.who.name, b->p->issuer, b->id.who.subject, &who);
	if (e == E_NOT_FOUND || e == E_CONFLICT)
		return via_trouble(rq, b->p->code, "invite_dead");
	TRY(e);
	TRY(notice(rq, N_("Добро пожаловать! Учётная запись готова")));
	return enter(rq, who, b->at.back, &w);
}

/* The attempt this browser began; it is over with this. E_NOT_FOUND: there is none. */
static enum err
attempt_take(struct req *rq, const struct provider *p, struct attempt *ret_at,
    struct q_attempt_take *ret)
{
	struct str token = http_cookie(rq->in, COOKIE), hash = session_hash(rq->arena, token);
	struct str state = req_query(rq, "state");
	enum err e;

	if (hash.p == NULL || state.n == 0 || state.n > 64)
		return E_NOT_FOUND;
	TRY(db_begin(rq->db));
	e = q_attempt_take(rq->db, rq->arena, state, hash, p->code, rq->now, ret);
	if (e != OK) {
		db_rollback(rq->db);
		return e;
	}
	TRY(db_commit(rq->db));
	TRY(cookie_set(rq, COOKIE, S(""), -1, true));
	return attempt_of(rq, p, token, state, ret_at);
}

enum err
account_via_back(struct req *rq)
{
	struct str error = req_query(rq, "error"), code = req_query(rq, "code");
	struct provider p;
	struct back b = { .p = &p };
	struct attempt at;
	const char *why = "";
	enum err e;

	if (!provider_of(req_settings(rq), req_param(rq, 0), &p))
		return via_trouble(rq, S("?"), "off");
	e = attempt_take(rq, &p, &at, &b.at);
	if (e == E_NOT_FOUND)
		return via_trouble(rq, p.code, "no_attempt");
	TRY(e);
	if (error.n > 0)
		return via_trouble(rq, p.code,
		    str_is(error, "access_denied") ? "denied" : "provider_error");
	if (code.n == 0 || code.n > CODE_MAX)
		return via_trouble(rq, p.code, "no_code");
	at.name = b.at.intent == VIA_INVITE;
	e = oidc_finish(rq->arena, &p, &at, code, req_query(rq, "iss"), &b.id, &why);
	if (e == E_INPUT)
		return via_trouble(rq, p.code, why);
	TRY(e);
	switch ((enum via_intent)b.at.intent) {
	case VIA_SIGN_IN: return sign_in(rq, &b);
	case VIA_LINK: return link_up(rq, &b);
	case VIA_INVITE: return accept(rq, &b);
	}
	return E_BUG;
}

/* ---- the end ---------------------------------------------------------------------------- */

enum err
via_end(struct req *rq, struct str *ret_url)
{
	struct q_session_way s;
	struct provider p;
	const char *why = "";
	struct str back = str_fmt(rq->arena, "%.*s/", FMT(rq->ui.base));
	enum err e = q_session_way(rq->db, rq->arena, session_mine(rq), &s);

	*ret_url = STR_NONE;
	if (e == E_NOT_FOUND || (e == OK && !provider_of(req_settings(rq), s.via, &p)))
		return OK;
	TRY(e);
	e = oidc_end(rq->arena, &p, hint_open(rq->arena, s.hint), back, rq->now, ret_url, &why);
	if (e == E_INPUT) { /* signing out here must not wait for them */
		log_line(LOG_WARN, "sign_out_there", "via=%.*s why=%s", FMT(p.code), why);
		*ret_url = STR_NONE;
		return OK;
	}
	return e;
}
