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
	api_values *values;		/* closed list; NULL: the handler knows */
	int64_t min, max;		/* of a number; longest words */
	const char *example;
};

enum api_shape { API_ITEM, API_LIST, API_LINES };
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
};
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

/* ---- answering ----------------------------------------------------------------- */

struct api_list {
	const void *p; size_t n;	/* of op->of */
	int64_t total;
	struct str next;		/* address; empty: this was the last page */
	const void *more;		/* of op->more */
};
MUST_USE enum err api_answer_list(struct req *rq, const struct api_list *l);
MUST_USE enum err api_answer(struct req *rq, const void *object);
/* One object as JSON, on one line; `ui` has the base of addresses. */
void api_put(struct buf *b, const struct ui *ui, const struct api_schema *s, const void *object);
struct str api_absolute(const struct ui *ui, struct str path);

/* RFC 9457, in place of the page of an error. */
MUST_USE enum err api_problem(struct req *rq, enum err e);
bool api_is(struct str path);		/* an address whose errors are written so */

/* ---- telling ------------------------------------------------------------------- */

/* OpenAPI 3.1 of all operations of the portal, in the reader's language. */
MUST_USE enum err api_describe(struct req *rq);
/* JSON Schema of a field's value. */
void api_put_type(struct buf *b, const struct ui *ui, const struct api_field *f);

/* Problems as the page of the API lists them. */
struct api_problem_kind { enum err e; const char *code, *title; };
extern const struct api_problem_kind api_problems[];
extern const size_t api_problems_n;
