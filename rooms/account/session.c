/* session.c - who holds a token; sessions begin and end. */
#include <sodium.h>

#include "account/account_impl.h"
#include "gen/account/q.h"
#include "text/text.h"

#define AGENT_POINTS 300
#define DAY_S 86400
#define YEAR_S (365 * (int64_t)DAY_S)

struct str
session_hash(struct arena *a, struct str token)
{
	unsigned char h[SESSION_HASH_N / 2];
	char *hex;

	if (token.n != 2 * SESSION_TOKEN_BYTES)
		return STR_NONE;
	hex = arena_alloc(a, SESSION_HASH_N + 1);
	if (hex == NULL)
		return STR_NONE;
	crypto_generichash(h, sizeof h, (const unsigned char *)token.p, token.n, NULL, 0);
	return str_c(sodium_bin2hex(hex, SESSION_HASH_N + 1, h, sizeof h));
}

struct str
session_mine(struct req *rq)
{
	struct str h = session_hash(rq->arena, http_cookie(rq->in, "veche_sid"));

	return h.p ? h : S("");
}

int64_t
session_since(const struct req *rq)
{
	return rq->now - req_settings(rq)->session_days * DAY_S;
}

int64_t
session_born(const struct req *rq)
{
	return rq->now - req_settings(rq)->session_max_days * DAY_S;
}

static enum err
sid_cookie(struct req *rq, struct str token)
{
	return cookie_set(rq, "veche_sid", token, req_settings(rq)->session_days * DAY_S, true);
}

enum err
place_cookie(struct req *rq, struct str code)
{
	return cookie_set(rq, "veche_place", code, YEAR_S, true);
}

/* ---- who reads --------------------------------------------------------------------- */

enum err
session_grants(struct req *rq, struct viewer *v)
{
	struct q_viewer_grants_rows g;

	TRY(q_viewer_grants(rq->db, rq->arena, v->id, rq->now, &g));
	v->grants = arena_array(rq->arena, struct grant, g.n + 1);
	if (v->grants == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < g.n; i++)
		v->grants[v->n_grants++] = (struct grant){ (int)g.p[i].role,
			g.p[i].place.has ? g.p[i].place.v : 0 };
	return OK;
}

/* Reading pages have a read-only handle: they leave `seen` to the first form sent, and to
 * /account, which is a WRITE route for this reason. */
static enum err
touch(struct req *rq, struct str token, const struct q_viewer *s)
{
	bool writes = rq->route->run == WRITE || rq->route->run == SLOW;

	if (!writes || rq->now - s->seen < SESSION_TOUCH_S)
		return OK;
	TRY(q_session_seen(rq->db, s->session, rq->now));
	TRY(q_seen_put(rq->db, s->user, rq->now));
	return sid_cookie(rq, token);
}

enum err
account_viewer(struct req *rq, struct str token, const struct viewer **ret)
{
	struct str hash = session_hash(rq->arena, token);
	struct viewer *v;
	struct q_viewer s;
	enum err e;

	*ret = NULL;
	if (hash.p == NULL) /* no token of ours, or memory is out: that is not a guest */
		return token.n == 2 * SESSION_TOKEN_BYTES ? E_NOMEM : OK;
	e = q_viewer(rq->db, rq->arena, hash, session_since(rq), session_born(rq), &s);
	if (e == E_NOT_FOUND)
		return OK;
	TRY(e);
	v = arena_make(rq->arena, struct viewer);
	if (v == NULL)
		return E_NOMEM;
	*v = (struct viewer){ .id = s.user, .name = s.name, .email = s.email };
	TRY(session_grants(rq, v));
	TRY(touch(rq, token, &s));
	*ret = v;
	return OK;
}

void
login_failed(const struct req *rq, const char *step, struct user_id user)
{
	log_line(LOG_WARN, "login_failed", "id=%.*s step=%s user=%lld", FMT(rq->id), step,
	    (long long)user.v);
}

/* ---- a session begins and ends -------------------------------------------------------- */

static struct str
agent_of(const struct req *rq)
{
	struct str agent = http_header(rq->in, "User-Agent");

	return agent.p && utf8_valid(agent) ? utf8_cut(agent, AGENT_POINTS) : S("");
}

static enum err
store(struct req *rq, struct user_id who, struct str hash, const struct way *w)
{
	struct str detail = w->via.n == 0 ? STR_NONE : str_fmt(rq->arena, "via %.*s", FMT(w->via));

	TRY(db_begin(rq->db));
	TRY(q_sessions_idle(rq->db, session_since(rq)));
	TRY(q_sessions_aged(rq->db, session_born(rq)));
	TRY(q_session_drop(rq->db, session_mine(rq)));
	TRY(q_session_add(rq->db, &(struct q_session_add_in){ .hash = hash, .user = who,
		.now = rq->now, .agent = agent_of(rq), .peer = rq->in->peer, .via = w->via,
		.hint = w->hint }));
	TRY(q_seen_put(rq->db, who, rq->now));
	TRY(account_note(rq, "account.login", who, STR_NONE, 0, detail));
	return db_commit(rq->db);
}

enum err
token_new(struct arena *a, struct str *ret_token, struct str *ret_hash)
{
	unsigned char raw[SESSION_TOKEN_BYTES];
	char *hex = arena_alloc(a, 2 * SESSION_TOKEN_BYTES + 1);
	struct str token, hash;

	if (hex == NULL)
		return E_NOMEM;
	rand_bytes(raw, sizeof raw);
	token = str_c(sodium_bin2hex(hex, 2 * SESSION_TOKEN_BYTES + 1, raw, sizeof raw));
	hash = session_hash(a, token);
	if (hash.p == NULL)
		return E_NOMEM;
	*ret_token = token;
	*ret_hash = hash;
	return OK;
}

enum err
session_open(struct req *rq, struct user_id who, const struct way *w)
{
	struct str token, hash;

	TRY(token_new(rq->arena, &token, &hash));
	TRY(store(rq, who, hash, w));
	return sid_cookie(rq, token);
}

enum err
session_close(struct req *rq)
{
	TRY(db_begin(rq->db));
	TRY(q_session_drop(rq->db, session_mine(rq)));
	TRY(db_commit(rq->db));
	if (rq->in->tls) /* browsers heed it over TLS alone */
		TRY(reply_header(rq, "Clear-Site-Data", S("\"cache\", \"storage\"")));
	return cookie_set(rq, "veche_sid", S(""), -1, true);
}

/* ---- how it is shown --------------------------------------------------------------------- */

struct mark { const char *in, *name; };

/* The first that is met; later ones pretend to be earlier ones, so the order matters. */
static const struct mark browsers[] = {
	{ "YaBrowser/", N_("Яндекс Браузер") }, { "Edg", "Edge" }, { "OPR/", "Opera" },
	{ "SamsungBrowser/", "Samsung Internet" }, { "FxiOS/", "Firefox" },
	{ "Firefox/", "Firefox" }, { "CriOS/", "Chrome" }, { "Chromium/", "Chromium" },
	{ "Chrome/", "Chrome" }, { "Safari/", "Safari" }, { "Trident/", "Internet Explorer" },
	{ "curl/", "curl" },
};
static const struct mark systems[] = {
	{ "Android", "Android" }, { "iPhone", "iPhone" }, { "iPad", "iPad" },
	{ "Windows", "Windows" }, { "Macintosh", "macOS" }, { "CrOS", "ChromeOS" },
	{ "Linux", "Linux" },
};

static const char *
met(struct str agent, const struct mark *m, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_find(agent, str_c(m[i].in)) >= 0)
			return m[i].name;
	return NULL;
}

struct str
session_device(const struct ui *ui, struct str agent)
{
	const char *b = met(agent, browsers, LEN(browsers)), *s = met(agent, systems, LEN(systems));
	struct str name = b ? tr_z(ui, b) : STR_NONE;

	if (b == NULL && s == NULL)
		return tr(ui, "Неизвестное устройство");
	if (b == NULL || s == NULL)
		return b ? name : str_c(s);
	return str_fmt(ui->arena, "%.*s, %s", FMT(name), s);
}
