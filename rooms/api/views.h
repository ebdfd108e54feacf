/* views.h - what the page of the API is drawn from.
 *
 * Owns    nothing.
 * Memory  the request's arena.
 * Errors  none.
 * Threads one page.
 */
#pragma once
#include "web/frame.h"
#include "web/ui.h"

/* A parameter or a field: its codes are listed when the list is closed. */
struct api_row { struct str name, type, about, codes, of; };
struct api_rows_view { struct api_row *p; size_t n; };
struct guide_op {
	struct str id, verb, path, title, about, example, schema, scope, sample;
	bool list, lines;
	bool match, made, posts;	/* posts: another verb than GET */
	struct api_rows_view params, more, body;
};
struct guide_ops { struct guide_op *p; size_t n; };
struct guide_schema { struct str name, about; struct api_rows_view fields; };
struct guide_schemas { struct guide_schema *p; size_t n; };
struct guide_problem { struct str code, title; int status; };
struct guide_problems { struct guide_problem *p; size_t n; };
struct guide_event { struct str type, title, about, schema; };
struct guide_events { struct guide_event *p; size_t n; };
struct view_guide_rows { const struct api_rows_view *rows; struct str caption; };
struct view_guide {
	struct page page;
	struct str base;
	struct guide_ops ops;
	struct guide_events events;
	struct guide_schemas schemas;
	struct guide_problems problems;
};

/* ---- tokens --------------------------------------------------------------------------- */

struct scope_row { struct str id, code, words; bool on; };
struct scope_rows { struct scope_row *p; size_t n; };
struct token_choice { struct str value, label; bool on; };
struct token_choices { struct token_choice *p; size_t n; };
/* where: role and territory of a service's */
struct token_row { int64_t id; struct str name, head, scopes, state, used, where; bool works; };
struct token_rows { struct token_row *p; size_t n; };
struct view_tokens {
	struct page page;
	bool service, gives, everywhere;
	struct str secret, secret_name, secret_until;	/* just made; empty: none */
	struct token_rows rows;
	struct scope_rows scopes;
	struct token_choices terms, roles;
	struct str place, base;
};
struct view_token {
	struct page page;
	int64_t id;
	struct str name, head, scopes, state, created, expires, used, where, author, back_url;
	bool works, may;
};

/* ---- webhooks ------------------------------------------------------------------------- */

struct hook_row_view {
	int64_t id;
	struct str title, url, where, events, state;
	const char *tag, *icon;
};
struct hook_rows_view { struct hook_row_view *p; size_t n; };
struct view_hooks { struct page page; struct hook_rows_view rows; };
struct view_hook_form {
	struct page page;
	bool is_new, everywhere;
	struct str action, title, url, place, where, back_url;
	struct scope_rows events;
};
struct sent_row {
	int64_t id;
	struct str event, code, when, state, answer;
	const char *tag, *icon;
};
struct sent_rows { struct sent_row *p; size_t n; };
struct view_hook {
	struct page page;
	int64_t id;
	struct str title, url, where, events, state, why, made, old_until;
	const char *tag, *icon;
	struct str secret;		/* just made; empty: none */
	struct str forbidden;		/* host that hook_hosts does not name */
	bool on, failed, first;
	struct str tally, since, older;
	struct sent_rows sent;
};
struct view_hook_drop { struct page page; int64_t id; struct str title, tally; };
struct view_hook_sent {
	struct page page;
	int64_t id, hook;
	struct str title, state, event, key, url, created, tried, next, tries, code, error, answer,
	    body;
	const char *tag, *icon;
	bool on, moves;			/* moves: it is being sent now */
};

/* ---- open data ----------------------------------------------------------------------- */

struct open_row {
	struct str id, title, about, subject, changed, meta, data, structure, page, lines;
	struct api_rows_view columns;
};
struct open_rows { struct open_row *p; size_t n; };
struct view_open {
	struct page page;
	struct open_rows sets;
	struct str owner, person, phone, mail, license;
};
