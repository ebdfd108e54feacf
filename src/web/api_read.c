/* api_read.c - what a program sent: a JSON object, every member by the operation's table. */
#include <json-c/json.h>
#include <strings.h>

#include "calendar/calendar.h"
#include "text/text.h"
#include "web/api.h"

#define DEPTH 8

static void
let_go(void *o)
{
	json_object_put(o);
}

/* ---- one value -------------------------------------------------------------------- */

static enum err
bad_type(struct req *rq, const struct api_input *f)
{
	struct str what = tr(&rq->ui, "Нужен текст в кавычках.");

	if (f->type == API_OINT)
		what = tr(&rq->ui, "Нужно целое число.");
	else if (f->type == API_BOOL)
		what = tr(&rq->ui, "Нужно true или false.");
	else if (f->type == API_DAY)
		what = tr(&rq->ui, "Нужен день в виде 2026-12-31.");
	else if (f->type == API_OREAL)
		what = tr(&rq->ui, "Нужно число.");
	else if (f->type == API_STRS || f->type == API_CODES)
		what = tr(&rq->ui, "Нужен список текстов в квадратных скобках.");
	return problem(rq, f->name, what);
}

static enum err
read_int(struct req *rq, const struct api_input *f, struct json_object *v, struct opt_int *ret)
{
	int64_t n = json_object_get_int64(v);

	if (!json_object_is_type(v, json_type_int))
		return bad_type(rq, f);
	if (n < f->min || n > f->max)
		return problem(rq, f->name,
		    trf(&rq->ui, "Введите целое число от %1 до %2.",
			str_fmt(rq->arena, "%lld", (long long)f->min),
			str_fmt(rq->arena, "%lld", (long long)f->max)));
	*ret = (struct opt_int){ n, true };
	return OK;
}

/* Bounds are whole even where the number is not. */
static enum err
read_real(struct req *rq, const struct api_input *f, struct json_object *v, struct opt_real *ret)
{
	double n = json_object_get_double(v);

	if (!json_object_is_type(v, json_type_int) && !json_object_is_type(v, json_type_double))
		return bad_type(rq, f);
	if (!(n >= (double)f->min && n <= (double)f->max))
		return problem(rq, f->name,
		    trf(&rq->ui, "Введите число от %1 до %2.",
			str_fmt(rq->arena, "%lld", (long long)f->min),
			str_fmt(rq->arena, "%lld", (long long)f->max)));
	*ret = (struct opt_real){ n, true };
	return OK;
}

static enum err
read_day(struct req *rq, const struct api_input *f, struct str s, struct opt_int *ret)
{
	int32_t day;

	if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-' || !day_parse(s, &day))
		return bad_type(rq, f);
	*ret = (struct opt_int){ day, true };
	return OK;
}

static enum err
read_code(struct req *rq, const struct api_input *f, struct str s)
{
	struct buf b;

	for (int i = 0; f->values(i) != NULL; i++)
		if (str_is(s, f->values(i)))
			return OK;
	buf_init(&b, rq->arena, 4 * KiB);
	for (int i = 0; f->values(i) != NULL; i++)
		buf_fmt(&b, "%s%s", i ? ", " : "", f->values(i));
	return problem(rq, f->name, trf(&rq->ui, "Здесь бывает: %1.", buf_str(&b)));
}

static enum err
read_text(struct req *rq, const struct api_input *f, struct json_object *v, void *at)
{
	struct str s;

	if (!json_object_is_type(v, json_type_string))
		return bad_type(rq, f);
	s = str_trim(
	    (struct str){ json_object_get_string(v), (size_t)json_object_get_string_len(v) });
	if (memchr(s.p, '\0', s.n) != NULL || !utf8_valid(s))
		return problem(rq, f->name, tr(&rq->ui, "Значение должно быть в UTF-8."));
	if (f->type == API_DAY)
		return read_day(rq, f, s, at);
	if (f->type == API_CODE)
		TRY(read_code(rq, f, s));
	if (utf8_len(s) < (size_t)f->min)
		return problem(rq, f->name, tr(&rq->ui, "Это поле нужно заполнить."));
	if (f->max > 0 && utf8_len(s) > (size_t)f->max)
		return problem(
		    rq, f->name, trf(&rq->ui, "Не длиннее %1 знаков.", ui_num(&rq->ui, f->max)));
	*(struct str *)at = s;
	return OK;
}

/* A list of texts or codes, whole: what is not in it is taken away. */
static enum err
read_list(struct req *rq, const struct api_input *f, struct json_object *v, struct api_strs *ret)
{
	size_t n = json_object_is_type(v, json_type_array) ? json_object_array_length(v) : 0;
	struct api_strs list = { arena_array(rq->arena, struct str, n + 1), n };

	if (!json_object_is_type(v, json_type_array))
		return bad_type(rq, f);
	if (list.p == NULL)
		return E_NOMEM;
	if (f->max > 0 && n > (size_t)f->max)
		return problem(rq, f->name,
		    trf(&rq->ui, "В списке не больше %1 значений.", ui_num(&rq->ui, f->max)));
	for (size_t i = 0; i < n; i++) {
		struct json_object *one = json_object_array_get_idx(v, i);
		struct str s;

		if (!json_object_is_type(one, json_type_string))
			return bad_type(rq, f);
		s = (struct str){ json_object_get_string(one),
			(size_t)json_object_get_string_len(one) };
		if (memchr(s.p, '\0', s.n) != NULL || !utf8_valid(s))
			return problem(rq, f->name, tr(&rq->ui, "Значение должно быть в UTF-8."));
		if (f->type == API_CODES)
			TRY(read_code(rq, f, s));
		list.p[i] = s;
	}
	*ret = list;
	return OK;
}

/* null: nothing there, where that may be. */
static enum err
read_null(struct req *rq, const struct api_input *f, void *at)
{
	if (!f->null)
		return problem(rq, f->name, tr(&rq->ui, "Здесь null не бывает."));
	if (f->type == API_STR || f->type == API_CODE)
		*(struct str *)at = S("");
	else if (f->type == API_OREAL)
		*(struct opt_real *)at = (struct opt_real){ 0 };
	else if (f->type == API_STRS || f->type == API_CODES)
		*(struct api_strs *)at = (struct api_strs){ 0 };
	else
		*(struct opt_int *)at = (struct opt_int){ 0 };
	return OK;
}

static enum err
read_value(struct req *rq, const struct api_input *f, struct json_object *v, void *at)
{
	if (v == NULL)
		return read_null(rq, f, at);
	if (f->type == API_OINT)
		return read_int(rq, f, v, at);
	if (f->type == API_OREAL)
		return read_real(rq, f, v, at);
	if (f->type == API_STRS || f->type == API_CODES)
		return read_list(rq, f, v, at);
	if (f->type != API_BOOL)
		return read_text(rq, f, v, at);
	if (!json_object_is_type(v, json_type_boolean))
		return bad_type(rq, f);
	*(bool *)at = json_object_get_boolean(v);
	return OK;
}

/* ---- the whole ---------------------------------------------------------------------- */

/* A merge patch may be called by its own name; plain JSON is what most programs say. */
static bool
is_json(const struct req *rq, const struct api_body *b)
{
	struct str rest, type = str_trim(str_cut(http_header(rq->in, "Content-Type"), ';', &rest));

	return (type.n == 16 && strncasecmp(type.p, "application/json", 16) == 0) ||
	    (b->patch && type.n == 28 &&
		strncasecmp(type.p, "application/merge-patch+json", 28) == 0);
}

static enum err
parse(struct req *rq, struct json_object **ret)
{
	struct str s = rq->in->body;
	struct json_tokener *tok = json_tokener_new_ex(DEPTH);
	struct json_object *o;
	bool whole;

	if (tok == NULL)
		return E_NOMEM;
	json_tokener_set_flags(tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	o = json_tokener_parse_ex(tok, s.p, (int)s.n);
	whole = o != NULL && json_tokener_get_parse_end(tok) == s.n;
	json_tokener_free(tok);
	if (o == NULL)
		return E_SYNTAX;
	if (arena_defer(rq->arena, let_go, o) != OK) {
		let_go(o);
		return E_NOMEM;
	}
	*ret = o;
	return whole && json_object_is_type(o, json_type_object) ? OK : E_SYNTAX;
}

static const struct api_input *
input_of(const struct api_body *b, const char *name)
{
	for (size_t i = 0; i < b->n; i++)
		if (strcmp(b->inputs[i].name, name) == 0)
			return &b->inputs[i];
	return NULL;
}

bool
api_given(const struct api_body *b, uint32_t given, const char *name)
{
	const struct api_input *f = input_of(b, name);

	return f != NULL && given & (uint32_t)1 << (f - b->inputs);
}

static enum err
unknown(struct req *rq, const struct api_body *b, const char *name)
{
	struct str shown = utf8_cut(str_c(name), 60), near;

	near = api_near(b, str_c(name));
	return problem(rq, str_z(rq->arena, shown),
	    near.p ? trf(&rq->ui, "Поля «%1» нет. Возможно, вы имели в виду «%2».", shown, near) :
		     trf(&rq->ui, "Поля «%1» нет.", shown));
}

static enum err
missing(struct req *rq, const struct api_body *b, uint32_t given)
{
	enum err e = OK;

	for (size_t i = 0; !b->patch && i < b->n; i++)
		if (b->inputs[i].required && !(given & (uint32_t)1 << i))
			e = problem(
			    rq, b->inputs[i].name, tr(&rq->ui, "Это поле нужно заполнить."));
	return e;
}

enum err
api_read(struct req *rq, void *in, uint32_t *ret_given)
{
	const struct api_body *b = api_op_of(rq->room, rq->route)->takes;
	struct json_object *o;
	uint32_t given = 0;
	enum err e = OK, one;

	if (!is_json(rq, b))
		return E_MEDIA;
	TRY(parse(rq, &o));
	json_object_object_foreach(o, name, v)
	{
		const struct api_input *f = input_of(b, name);

		if (f == NULL) {
			e = unknown(rq, b, name);
			continue;
		}
		given |= (uint32_t)1 << (f - b->inputs);
		one = read_value(rq, f, v, (char *)in + f->off);
		e = one != OK ? one : e;
	}
	one = missing(rq, b, given);
	*ret_given = given;
	return one != OK ? one : e;
}

/* ---- the tag of a record ---------------------------------------------------------------- */

struct str
api_tag(struct req *rq, const struct api_schema *s, const void *object)
{
	struct str seal;
	struct buf b;

	buf_init(&b, rq->arena, 1 * MiB);
	api_put(&b, &rq->ui, s, object);
	if (buf_err(&b) != OK)
		return STR_NONE;
	seal = web_seal(rq->arena, "api tag", buf_str(&b));
	return seal.p ? str_fmt(rq->arena, "\"%.*s\"", FMT(seal)) : STR_NONE;
}

/* A strong comparison (RFC 9110, 13.1.1): a weak tag says nothing about what is written over. */
enum err
api_match(struct req *rq, struct str tag)
{
	struct str rest = http_header(rq->in, "If-Match");

	if (tag.p == NULL)
		return E_NOMEM;
	if (str_trim(rest).n == 0)
		return E_NO_MATCH;
	while (rest.n > 0) {
		struct str one = str_trim(str_cut(rest, ',', &rest));

		if (str_is(one, "*") || str_eq(one, tag))
			return OK;
	}
	return E_STALE;
}
