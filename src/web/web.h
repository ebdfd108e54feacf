/* web.h - from a whole request to a whole page: routes, rights, forms, dispatch.
 *
 * Owns    the route table, sessions' cookies, CSRF tokens, rate limits, the page cache.
 * Memory  one arena a request; handlers free nothing.
 * Errors  a handler returns enum err; dispatch turns it into the page it deserves.
 * Threads one struct web_thread a thread; struct portal is const after start.
 *
 * Life of a request: docs/map.md.
 */
#pragma once
#include "base/base.h"
#include "conf/conf.h"
#include "db/db.h"
#include "http/http.h"
#include "search/search.h"
#include "web/ui.h"

/* ---- roles --------------------------------------------------------------------- */

enum role {
#define ROLE(name, rank, ru, en) ROLE_##name = rank,
#include "web/roles.def"
#undef ROLE
};
const char *role_name(int role);		/* "MUNI_ADMIN" */
const char *role_title(int role, enum lang l);
bool role_parse(struct str name, int *ret);

/* ---- routes ---------------------------------------------------------------------- */

struct req;
typedef enum err handler(struct req *rq);

enum route_at {
	NOWHERE,	/* the role may be held anywhere */
	AT_PLACE,	/* held on the territory whose code is the {place} of the path, or above */
	EVERYWHERE,	/* held on the whole country: what is changed serves all */
};
/* The form's token; only Origin / Sec-Fetch-Site; a token of the API and no cookie at all. */
enum route_csrf { NO_CSRF, CSRF, SAME_SITE, BEARER };
enum route_rate { BROWSE, HEAVY, FORM, LOGIN, API, ASKING, RATE_N };
enum route_run {
	READ,		/* on the loop, with a read-only database handle */
	CACHE,		/* the same, and guests may share the finished page */
	WRITE,		/* on the writer: many requests, one commit (SQLite) */
	SLOW,		/* on a worker: passwords, exports */
};
struct route {
	const char *verb, *path, *name;
	handler *fn;
	int who;			/* enum role */
	enum route_at at;
	enum route_csrf csrf;
	size_t body;
	enum route_rate rate;
	enum route_run run;
};

/* As a route's body: a form with one file, as large as the setting upload_limit lets. */
#define BODY_UPLOAD (SIZE_MAX / 2)

/* Bytes a body of this route may have: its own limit, or the setting's for uploads. */
size_t route_body(const struct route *r, const struct settings *set);

struct web_thread;
struct job_kind;
struct api_op;
struct api_event;
struct open_set;
struct person_hook;
struct room {
	const char *name;		/* "navigator" */
	const char *title;		/* msgid, for the menu; NULL: not in the menu */
	const char *url;
	const struct route *routes; size_t n_routes;
	/* Once per thread; what it returns comes back as room_state(rq, room). */
	enum err (*thread_open)(struct web_thread *th, void **ret);
	void (*thread_close)(void *state);
	const struct job_kind *jobs; size_t n_jobs;	/* jobs.h; NULL: none */
	/* Who sees it in the menu: holders of this role on the whole country; 0: everybody. */
	int menu_who;
	const struct api_op *ops; size_t n_ops;		/* api.h; NULL: none */
	const struct api_event *events; size_t n_events;	/* api.h: of webhooks */
	const struct open_set *open;			/* open.h; NULL: none */
	const struct person_hook *person;		/* person.h; NULL: nothing of people */
};
/* Expands a room's routes.def into declarations and a table. */
#define ROOM_ROUTE_DECL(verb, path, fn, who, at, csrf, body, rate, run) static handler fn;
#define ROOM_ROUTE_ROW(verb, path, fn, who, at, csrf, body, rate, run) \
	{ #verb, path, #fn, fn, ROLE_##who, at, csrf, body, rate, run },

/* ---- one request -------------------------------------------------------------------- */

#define WEB_PARAMS 9	/* an article of law with its units: act, article, four levels */
struct req {
	struct ui ui;			/* first: views get &rq->ui */
	const struct http_req *in;
	struct http_reply *rp;
	struct db *db;
	struct arena *arena;
	struct buf *out;		/* == ui.out */
	int64_t now;
	const struct viewer *viewer;	/* NULL: a guest */
	struct problems problems;
	int status;
	struct str type;		/* text/html unless set */
	const struct route *route;
	const struct room *room;
	struct web_thread *th;
	struct str params[WEB_PARAMS];	/* of the path, in order */
	struct str id;			/* the request's number, for logs and error pages */
	struct str etag;		/* strong, of the record; empty: made of the bytes */
	/* Addresses under /api/ (api.h): the token that was shown and is good; 0: none. */
	int64_t token;
	unsigned scopes;		/* what it is for: enum api_scope */
	const char *why;		/* the problem's code, where the error says too little */
};

struct str req_param(const struct req *rq, int i);
struct str req_query(const struct req *rq, const char *name); /* first value; p NULL when absent */
int64_t req_query_int(
    const struct req *rq, const char *name, int64_t dflt, int64_t min, int64_t max);
struct str req_form(const struct req *rq, const char *name);
/* Has the reader this role on that place (or above)? chain: the place and its ancestors. */
bool req_may(const struct req *rq, int role, const int64_t *chain, size_t n);
MUST_USE enum err reply_header(struct req *rq, const char *name, struct str value);
/* 303 to a path of ours. */
MUST_USE enum err redirect(struct req *rq, struct str path);
MUST_USE enum err redirect_forever(struct req *rq, struct str path);	/* 301 */
MUST_USE enum err cookie_set(struct req *rq, const char *name, struct str value, int64_t max_age_s,
    bool http_only);
/* The notice on the next page. */
MUST_USE enum err notice(struct req *rq, const char *ru);
/* Content-Disposition: attachment with a Russian name told both ways (RFC 6266). */
MUST_USE enum err reply_file(struct req *rq, const char *type, struct str name);
bool wants_fragment(const struct req *rq);
/* Charges a guest's address for a question of law (rate_ask); false: too many in a row. */
bool guest_may_ask(struct req *rq);
/* Search engines' and readers' own: state of a room on this thread. */
void *room_state(const struct req *rq, const struct room *room);
void *thread_room_state(const struct web_thread *th, const struct room *room);
struct search *req_search(const struct req *rq);
const struct settings *req_settings(const struct req *rq);
struct db *thread_db(const struct web_thread *th);
struct text_words;
struct text_words *thread_words(const struct web_thread *th);

/* ---- forms ---------------------------------------------------------------------------- */

enum field_kind { FK_TEXT, FK_INT, FK_REAL, FK_BOOL, FK_DAY, FK_CHOICE };
struct field {
	const char *name;
	const char *label;		/* msgid, for messages */
	enum field_kind kind;
	size_t off;
	int64_t min, max;		/* bytes of text in code points; bounds of numbers */
	bool required;
	const char *const *choices;	/* FK_CHOICE: NULL-ended; stored as int index */
};
#define F_TEXT(st, f, label, min, max) \
	{ \
#f, label, FK_TEXT, offsetof(st, f), min, max, (min)> 0, NULL \
	}
#define F_INT(st, f, label, min, max) { #f, label, FK_INT, offsetof(st, f), min, max, false, NULL }
#define F_REAL(st, f, label, min, max) \
	{ \
#f, label, FK_REAL, offsetof(st, f), min, max, false, NULL \
	}
#define F_BOOL(st, f, label) { #f, label, FK_BOOL, offsetof(st, f), 0, 1, false, NULL }
#define F_DAY(st, f, label) { #f, label, FK_DAY, offsetof(st, f), 0, 0, false, NULL }
#define F_CHOICE(st, f, label, list) { #f, label, FK_CHOICE, offsetof(st, f), 0, 0, true, list }
#define F_END { NULL, NULL, FK_TEXT, 0, 0, 0, false, NULL }
/* FK_TEXT fills struct str (trimmed, valid UTF-8); FK_INT and FK_DAY struct opt_int;
 * FK_REAL struct opt_real; FK_BOOL bool; FK_CHOICE int. E_INPUT: problems listed. */
MUST_USE enum err form_read(struct req *rq, const struct field *fields, void *in);
/* One value through the same checks, for a name that is made as the form goes: `to` as above. */
MUST_USE enum err form_value(struct req *rq, struct str name, enum field_kind kind, int64_t least,
    int64_t most, void *to);
/* Adds a problem; returns E_INPUT. */
enum err problem(struct req *rq, const char *field, struct str text);
/* The same for a made name, copied into the request's arena: E_NOMEM when there is none. */
MUST_USE enum err problem_at(struct req *rq, struct str name, struct str text);
/* As it was typed: trimmed, line ends of browsers (CR LF) as LF; empty when it is absent. */
struct str req_form_text(struct req *rq, struct str name);
/* Ticked boxes «field[]», joined. */
struct str req_form_ticked(struct req *rq, const char *field, char sep);
/* The form's page again with status 422, after problem() or form_read. */
#define FORM_AGAIN(rq) ((rq)->status = 422, (rq)->ui.problems = &(rq)->problems, \
	(rq)->ui.typed = &(rq)->in->form)

/* ---- versions of content: what snapshots and caches are keyed by -------------------------- */

/* In the writer's transaction: the content called `name` changed ("navigator"). */
MUST_USE enum err version_bump(struct db *db, const char *name);
/* Its present version, read again only when the database's generation moved. */
MUST_USE enum err version_get(struct web_thread *th, const char *name, int64_t *ret);

/* A process-wide immutable snapshot, shared by threads, replaced when stale. A thread
 * holds its reference until it asks again (and what it replaced until the request ends), so
 * nobody waits for a lock on the way. */
struct snap;
typedef enum err snap_load(struct db *db, int64_t key, void **ret_data, void (**ret_free)(void *));
struct snap *snap_new(snap_load *load);
/* Loads when key differs; other threads go on with what they have meanwhile. */
MUST_USE enum err snap_get(struct snap *s, struct web_thread *th, int64_t key, void **ret_data);
MUST_USE enum err snap_get_db(
    struct snap *s, struct db *db, int64_t key, void **ret_data); /* CLI */
void snap_free(struct snap *s);

/* ---- the portal ------------------------------------------------------------------------- */

struct web_hooks {
	/* Who holds this session token (hashed inside)? *ret NULL: nobody. */
	enum err (*viewer)(struct req *rq, struct str token, const struct viewer **ret);
	/* Whose is this token of the API? Fills token, scopes, viewer; E_AUTH: `why` says more. */
	enum err (*bearer)(struct req *rq, struct str token);
	/* A place and its ancestors, nearest first; E_NOT_FOUND. At most `max`. */
	enum err (*place_chain)(struct web_thread *th, struct str code, int64_t *ret, size_t max,
	    size_t *ret_n, struct str *ret_name);
	/* Minutes from UTC of a place's clocks; `other` when the code says nothing. */
	int (*place_zone)(struct str code, int other);
};
struct portal {
	const struct settings *set;
	const struct room *const *rooms; size_t n_rooms;
	struct web_hooks hooks;
	const char *version;
	const struct conf *conf;	/* where settings come from; NULL in tests */
};
MUST_USE enum err web_app(const struct portal *p, struct http_app *ret);	/* for http_start */
const struct portal *thread_portal(const struct web_thread *th);
/* For the command line and tests: a thread without sockets, and one request through it. */
MUST_USE enum err web_thread_new(const struct portal *p, struct db *db, struct web_thread **ret);
void web_thread_free(struct web_thread *th);

/* Small values the program keeps for itself. E_NOT_FOUND: never put. */
MUST_USE enum err value_get(struct db *db, struct arena *a, const char *key, struct str *ret);
MUST_USE enum err value_put(struct db *db, const char *key, struct str value);

/* A keyed sum of `text` that nobody else can make, 32 hexadecimal digits; `purpose` keeps those of
 * one use from another. p NULL: memory is out. */
struct str web_seal(struct arena *a, const char *purpose, struct str text);

/* The secret behind CSRF tokens: from settings, or made at first start and kept as a value. */
MUST_USE enum err web_secret(struct db *db, const struct settings *set);
#define WEB_KEY_BYTES 32
/* A key for one purpose, made of that secret: what is sealed by it opens only with both the
 * database and the secret. */
void web_key(const char *purpose, unsigned char ret[WEB_KEY_BYTES]);
