/* api.h - resources for programs: what may be asked and what is answered, as tables.
 *
 * Owns    the addresses under /api/; how their answers and their errors are written.
 * Memory  the request's arena; tables are static.
 * Errors  E_INPUT: a parameter was refused, problems listed (api_problem writes them).
 * Threads any; tables are const.
 *
 * A room gives a table of operations beside its routes. The same table checks what was asked,
 * writes what is answered and tells it in /api/openapi.json, so the three cannot part.
 */
#pragma once
#include "web/web.h"

#define API_PREFIX "/api/"
#define API_LIMIT 50		/* rows of one page when nothing is said */
#define API_LIMIT_MAX 100

/* The codes of a closed list: NULL after the last. */
typedef const char *api_values(int i);

enum api_type {
	API_STR,	/* struct str */
	API_CODE,	/* struct str, one of values */
	API_URL,	/* struct str: a path of ours or a whole address; written whole */
	API_INT, API_OINT,	/* int64_t, struct opt_int */
	API_OREAL,	/* struct opt_real */
	API_BOOL,
	API_DAY,	/* struct opt_int: a local day */
	API_TIME,	/* int64_t: UTC seconds; 0 is null */
	API_STRS, API_CODES,	/* struct api_strs */
	API_ONE,	/* a pointer to an object of schema `of` */
	API_MANY,	/* struct api_rows of schema `of` */
	API_JSON,	/* struct str: JSON already, of schema `of`; without one, anything */
	API_JSONS,	/* the same, an array of objects; empty: [] */
	/* Cells of an export (struct str), null when empty: */
	API_CELL_INT, API_CELL_NUM, API_CELL_DAY, API_CELL_FLAG,
	API_CELL_LIST, API_CELL_CODES,	/* codes between commas */
};
struct api_strs { struct str *p; size_t n; };
struct api_rows { const void *p; size_t n; };

/* null: empty text is written as null (numbers and days that are not there always are). */
struct api_field {
	const char *name;
	enum api_type type;
	size_t off;
	const char *about;		/* msgid */
	bool null;
	api_values *values;
	const struct api_schema *of;
};
/* Rows of such a table: define API_OBJECT, the struct, before. `about` is a msgid. */
#define API_F(name, type, about) \
	{ #name, API_##type, offsetof(API_OBJECT, name), about, false, NULL, NULL }
#define API_FX(name, type, about, ...) \
	{ #name, API_##type, offsetof(API_OBJECT, name), about, __VA_ARGS__ }

struct api_schema {
	const char *name, *about;	/* "Measure"; msgid */
	const struct api_field *fields; size_t n;
	size_t size;			/* of the struct it is written from */
	const char *raw;		/* JSON Schema of our own instead of fields */
};

enum api_want { API_WANT_WORDS, API_WANT_CODE, API_WANT_NUMBER, API_WANT_FLAG };
struct api_param {
	const char *name;
	enum api_want want;
	const char *about;		/* msgid */
	bool many;			/* may be repeated: any of them */
	bool required;			/* the answer makes no sense without it */
	api_values *values;		/* closed list; NULL: the handler knows */
	int64_t min, max;		/* of a number; longest words */
	const char *example;
};

/* What a program may send: the members of one JSON object. On a change (PATCH) it is a merge patch
 * (RFC 7396): what is not named stays, null takes away where `null` lets. */
struct api_input {
	const char *name;
	enum api_type type;		/* STR, CODE, OINT, OREAL, DAY, BOOL, STRS, CODES */
	size_t off;			/* in the struct that api_read fills */
	const char *about;		/* msgid */
	bool required, null;
	api_values *values;		/* of CODE */
	int64_t min, max;		/* of a number; characters of text; max: texts of a list */
};
/* Rows of such a table: define API_OBJECT, the struct, before. `about` is a msgid. */
#define API_IN(name, type, about, ...) \
	{ #name, API_##type, offsetof(API_OBJECT, name), about, __VA_ARGS__ }
struct api_body {
	const char *name, *about;	/* "FolderItemPatch"; msgid */
	const struct api_input *inputs; size_t n;	/* at most 32 */
	bool patch;
};

/* ---- what a token is for --------------------------------------------------------- */

enum api_scope {
#define SCOPE(name, bit, code, personal, ru, en) SCOPE_##name = bit,
#include "web/scopes.def"
#undef SCOPE
};
const char *api_scope_code(size_t i);	/* "folder:read"; NULL after the last */
struct str api_scope_words(size_t i, enum lang l);
unsigned api_scope_bit(size_t i);
bool api_scope_personal(size_t i);	/* of a person alone: a service has none */
struct str api_scopes_text(struct arena *a, unsigned set);	/* codes with blanks between */

enum api_shape { API_ITEM, API_LIST, API_LINES, API_NONE };
struct api_op {
	const char *route;		/* its name in routes.def: "api_list" */
	const char *id;			/* operationId: "listMeasures" */
	const char *tag;		/* "measures" */
	const char *title, *about;	/* msgids */
	enum api_shape shape;
	const struct api_schema *of;
	const struct api_schema *more;	/* fields of a list beside items, total, next */
	const struct api_param *params; size_t n_params;
	bool pages;			/* takes cursor and limit */
	const char *path_about;		/* msgid: what the {parameter} of the path is */
	const char *example;		/* "/api/v1/places/24707000" */
	unsigned scope;			/* what a token must be for; 0: open to all, SCOPE_READ */
	const struct api_body *takes;	/* NULL: no body */
	const char *sample;		/* JSON of an example body */
	bool made;			/* 201 with Location; and takes Idempotency-Key */
	bool match;			/* If-Match is required */
};
/* What webhooks tell of: { type, timestamp, data of the schema }. */
struct api_event { const char *type, *title, *about; const struct api_schema *of; };
/* The operation of a route; NULL: it has none. */
const struct api_op *api_op_of(const struct room *room, const struct route *rt);

/* ---- asking -------------------------------------------------------------------- */

/* Where a page begins: after so many rows, the last of which was `last`. */
struct api_page { int64_t skip; struct str last; int limit; };
/* Checks every parameter of the address against the operation of this route: an unknown one, a
 * value out of its list or bounds, a cursor of another question are problems. */
MUST_USE enum err api_ask(struct req *rq, struct api_page *ret);
/* «Такого значения нет: …. Возможно, вы имели в виду …» as a problem; returns E_INPUT. */
enum err api_bad_value(struct req *rq, const char *name, struct str value);
/* The address of the page that follows. */
MUST_USE enum err api_next(struct req *rq, int64_t skip, struct str last, struct str *ret);

/* The body, checked against the operation's table, into `in`; *ret_given: a bit for each input that
 * was named. E_MEDIA: not JSON at all; E_SYNTAX: JSON that cannot be read; E_INPUT: problems. */
MUST_USE enum err api_read(struct req *rq, void *in, uint32_t *ret_given);
/* The same of a JSON object that came otherwise, by a table of its own. */
MUST_USE enum err api_read_json(struct req *rq, const struct api_body *b, struct str json, void *in,
    uint32_t *ret_given);
/* The member that was probably meant; p NULL: none is near. */
struct str api_near(const struct api_body *b, struct str typed);
bool api_given(const struct api_body *b, uint32_t given, const char *name);
/* The record's own tag: it changes when any field of it does. p NULL: memory is out. */
struct str api_tag(struct req *rq, const struct api_schema *s, const void *object);
/* If-Match against the record as it is now. E_NO_MATCH: none was sent; E_STALE: another one. */
MUST_USE enum err api_match(struct req *rq, struct str tag);

/* ---- answering ----------------------------------------------------------------- */

struct api_list {
	const void *p; size_t n;	/* of op->of */
	int64_t total;
	struct str next;		/* address; empty: this was the last page */
	const void *more;		/* of op->more */
};
MUST_USE enum err api_answer_list(struct req *rq, const struct api_list *l);
MUST_USE enum err api_answer(struct req *rq, const void *object);
/* The same with a tag to be sent back in If-Match. */
MUST_USE enum err api_answer_tagged(struct req *rq, const void *object);
/* 201, the new record and where it is. */
MUST_USE enum err api_answer_made(struct req *rq, const void *object, struct str path);
MUST_USE enum err api_answer_none(struct req *rq);	/* 204 */
/* One object as JSON, on one line; `ui` has the base of addresses. */
void api_put(struct buf *b, const struct ui *ui, const struct api_schema *s, const void *object);
struct str api_absolute(const struct ui *ui, struct str path);

/* RFC 9457, in place of the page of an error. */
MUST_USE enum err api_problem(struct req *rq, enum err e);
bool api_is(struct str path);		/* an address whose errors are written so */

/* ---- telling ------------------------------------------------------------------- */

/* OpenAPI 3.1 of all operations of the portal, in the reader's language. */
MUST_USE enum err api_describe(struct req *rq);
/* Its parts about what is sent (api_describe_sent.c). */
void api_describe_body(struct buf *b, const struct ui *ui, const struct api_body *body);
void api_describe_needs(struct buf *b, const struct api_op *op);
bool api_describe_heads(struct buf *b, const struct ui *ui, const struct api_op *op, bool first);
void api_describe_refusals(struct buf *b, const struct api_op *op);
void api_describe_tokens(struct buf *b, const struct ui *ui);
void api_describe_event(struct buf *b, const struct ui *ui, const struct api_event *v);
/* JSON Schema of a field's value. */
void api_put_type(struct buf *b, const struct ui *ui, const struct api_field *f);

/* Problems as the page of the API lists them. */
struct api_problem_kind {
	enum err e; const char *code, *title;
	const char *detail;	/* NULL: what the error itself says */
};
extern const struct api_problem_kind api_problems[];
extern const size_t api_problems_n;
