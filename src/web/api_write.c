/* api_write.c - answers and problems as JSON, by the tables of api.h. */
#include "web/api.h"

struct str
api_absolute(const struct ui *ui, struct str path)
{
	return path.n > 0 && path.p[0] == '/' ? ui_cat(ui, ui->base, path) : path;
}

static void
put_string(struct buf *b, struct str s)
{
	buf_putc(b, '"');
	put_json(b, s);
	buf_putc(b, '"');
}

static void
put_text_or_null(struct buf *b, struct str s, bool null)
{
	if (s.n == 0 && null)
		buf_put(b, S("null"));
	else
		put_string(b, s);
}

static void
put_oint(struct buf *b, struct opt_int v)
{
	if (v.has)
		buf_int(b, v.v);
	else
		buf_put(b, S("null"));
}

static void
put_day_or_null(struct buf *b, struct opt_int v)
{
	if (!v.has) {
		buf_put(b, S("null"));
		return;
	}
	buf_putc(b, '"');
	put_day_iso(b, (int32_t)v.v);
	buf_putc(b, '"');
}

static void
put_time(struct buf *b, int64_t at)
{
	if (at == 0) {
		buf_put(b, S("null"));
		return;
	}
	buf_putc(b, '"');
	put_rfc3339(b, at);
	buf_putc(b, '"');
}

static void
put_strings(struct buf *b, const struct api_strs *v)
{
	buf_putc(b, '[');
	for (size_t i = 0; i < v->n; i++) {
		if (i > 0)
			buf_putc(b, ',');
		put_string(b, v->p[i]);
	}
	buf_putc(b, ']');
}

static void
put_cut(struct buf *b, struct str codes)
{
	bool first = true;

	buf_putc(b, '[');
	while (codes.n > 0) {
		if (!first)
			buf_putc(b, ',');
		put_string(b, str_trim(str_cut(codes, ',', &codes)));
		first = false;
	}
	buf_putc(b, ']');
}

static void
put_rows(struct buf *b, const struct ui *ui, const struct api_schema *s, const void *p, size_t n)
{
	buf_putc(b, '[');
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_putc(b, ',');
		api_put(b, ui, s, (const char *)p + i * s->size);
	}
	buf_putc(b, ']');
}

static void
put_cell(struct buf *b, enum api_type t, struct str s)
{
	if (t == API_CELL_LIST || t == API_CELL_CODES)
		put_cut(b, s);
	else if (t == API_CELL_FLAG)
		buf_putz(b, s.n > 0 ? "true" : "false");
	else if (s.n == 0)
		buf_put(b, S("null"));
	else if (t == API_CELL_DAY)
		put_string(b, s);
	else
		buf_put(b, s);
}

static void
put_nested(struct buf *b, const struct ui *ui, const struct api_field *f, const void *at)
{
	const struct api_rows *rows = at;
	const void *one;

	if (f->type == API_MANY) {
		put_rows(b, ui, f->of, rows->p, rows->n);
		return;
	}
	memcpy(&one, at, sizeof one); /* a pointer to whatever struct the schema is of */
	if (one != NULL)
		api_put(b, ui, f->of, one);
	else
		buf_put(b, S("null"));
}

static void
put_value(struct buf *b, const struct ui *ui, const struct api_field *f, const void *at)
{
	const struct str *text = at;
	const struct opt_real *real = at;

	switch (f->type) {
	case API_STR:
	case API_CODE: put_text_or_null(b, *text, f->null); break;
	case API_URL: put_text_or_null(b, api_absolute(ui, *text), f->null); break;
	case API_INT: buf_int(b, *(const int64_t *)at); break;
	case API_OINT: put_oint(b, *(const struct opt_int *)at); break;
	case API_OREAL:
		if (real->has)
			buf_fmt(b, "%.10g", real->v);
		else
			buf_put(b, S("null"));
		break;
	case API_BOOL: buf_putz(b, *(const bool *)at ? "true" : "false"); break;
	case API_DAY: put_day_or_null(b, *(const struct opt_int *)at); break;
	case API_TIME: put_time(b, *(const int64_t *)at); break;
	case API_STRS:
	case API_CODES: put_strings(b, at); break;
	case API_ONE:
	case API_MANY: put_nested(b, ui, f, at); break;
	case API_JSON: buf_put(b, text->n > 0 ? *text : S("null")); break;
	case API_JSONS: buf_put(b, text->n > 0 ? *text : S("[]")); break;
	case API_CELL_INT:
	case API_CELL_NUM:
	case API_CELL_DAY:
	case API_CELL_FLAG:
	case API_CELL_LIST:
	case API_CELL_CODES: put_cell(b, f->type, *text); break;
	}
}

static void
put_fields(struct buf *b, const struct ui *ui, const struct api_schema *s, const void *object)
{
	for (size_t i = 0; i < s->n; i++) {
		if (i > 0)
			buf_putc(b, ',');
		buf_fmt(b, "\"%s\":", s->fields[i].name);
		put_value(b, ui, &s->fields[i], (const char *)object + s->fields[i].off);
	}
}

void
api_put(struct buf *b, const struct ui *ui, const struct api_schema *s, const void *object)
{
	buf_putc(b, '{');
	put_fields(b, ui, s, object);
	buf_putc(b, '}');
}

static enum err
done(struct req *rq, const char *type)
{
	rq->type = str_c(type);
	return buf_err(rq->out);
}

enum err
api_answer(struct req *rq, const void *object)
{
	api_put(rq->out, &rq->ui, api_op_of(rq->room, rq->route)->of, object);
	buf_putc(rq->out, '\n');
	return done(rq, "application/json");
}

enum err
api_answer_tagged(struct req *rq, const void *object)
{
	rq->etag = api_tag(rq, api_op_of(rq->room, rq->route)->of, object);
	return rq->etag.p ? api_answer(rq, object) : E_NOMEM;
}

enum err
api_answer_made(struct req *rq, const void *object, struct str path)
{
	rq->status = 201;
	TRY(reply_header(rq, "Location", api_absolute(&rq->ui, path)));
	return api_answer_tagged(rq, object);
}

enum err
api_answer_none(struct req *rq)
{
	rq->status = 204;
	buf_put(rq->out, S(""));
	return done(rq, "application/json");
}

enum err
api_answer_list(struct req *rq, const struct api_list *l)
{
	const struct api_op *op = api_op_of(rq->room, rq->route);
	struct buf *b = rq->out;

	buf_put(b, S("{\"items\":"));
	put_rows(b, &rq->ui, op->of, l->p, l->n);
	buf_put(b, S(",\"total\":"));
	buf_int(b, l->total);
	buf_put(b, S(",\"next\":"));
	put_text_or_null(b, l->next, true);
	if (op->more != NULL) {
		buf_putc(b, ',');
		put_fields(b, &rq->ui, op->more, l->more);
	}
	buf_put(b, S("}\n"));
	return done(rq, "application/json");
}

/* ---- problems --------------------------------------------------------------------- */

const struct api_problem_kind api_problems[] = {
	{ E_INPUT, "bad-parameter", N_("Параметр не принят"), NULL },
	{ E_INPUT, "bad-field", N_("Поле не принято"), NULL },
	{ E_INPUT, "bad-key", N_("Такой Idempotency-Key не принимается"),
	    N_("Ключ — до 255 печатных знаков ASCII без пробелов.") },
	{ E_INPUT, "key-reused", N_("Этот Idempotency-Key уже был с другим запросом"),
	    N_("На новый запрос нужен новый ключ: с прежним возвращается прежний ответ.") },
	{ E_SYNTAX, "bad-request", N_("Запрос не понят"), NULL },
	{ E_NOT_FOUND, "not-found", N_("Такой записи нет"), NULL },
	{ E_GONE, "gone", N_("Запись удалена"), NULL },
	{ E_METHOD, "bad-method", N_("Так обращаться к этому адресу нельзя"), NULL },
	{ E_AUTH, "no-token", N_("Нужен токен"),
	    N_("Пришлите токен в заголовке Authorization: Bearer. Его делают в профиле.") },
	{ E_AUTH, "bad-token", N_("Токен не подходит"),
	    N_("Такого токена нет, или учётная запись его владельца закрыта.") },
	{ E_AUTH, "expired-token", N_("Срок токена кончился"),
	    N_("Сделайте новый токен в профиле и замените им прежний.") },
	{ E_AUTH, "revoked-token", N_("Токен отозван"),
	    N_("Этот токен отозвали. Сделайте новый в профиле, если он вам нужен.") },
	{ E_DENIED, "no-rights", N_("Нет прав"),
	    N_("У владельца токена нет нужной роли на этой территории.") },
	{ E_DENIED, "no-scope", N_("Токен не для этого"),
	    N_("У токена нет нужного разрешения: оно названо в WWW-Authenticate. "
	       "Сделайте токен с ним.") },
	{ E_CONFLICT, "conflict", N_("Запись успели изменить"), NULL },
	{ E_STALE, "stale", N_("Запись успели изменить"), NULL },
	{ E_NO_MATCH, "no-if-match", N_("Нужен заголовок If-Match"), NULL },
	{ E_TOO_BIG, "too-big", N_("Запрос слишком велик"), NULL },
	{ E_MEDIA, "bad-media", N_("Такой вид содержимого не принимается"), NULL },
	{ E_RATE, "too-often", N_("Слишком часто"), NULL },
	{ E_BUG, "fault", N_("Сбой на сервере"), NULL },
};
const size_t api_problems_n = LEN(api_problems);

static const struct api_problem_kind *
kind_of(enum err e, const char *why)
{
	for (size_t i = 0; i < LEN(api_problems); i++)
		if (api_problems[i].e == e && (why == NULL || !strcmp(api_problems[i].code, why)))
			return &api_problems[i];
	for (size_t i = 0; why != NULL && i < LEN(api_problems); i++)
		if (api_problems[i].e == e)
			return &api_problems[i];
	return &api_problems[LEN(api_problems) - 1];
}

/* Was it what was sent that is wrong, and not the address? */
static bool
sent(const struct req *rq)
{
	return rq->in->body.n > 0;
}

static struct str
detail_of(struct req *rq, const struct api_problem_kind *k, enum err e)
{
	if (k->detail != NULL)
		return tr_z(&rq->ui, k->detail);
	if (e == E_INPUT && sent(rq))
		return tr(&rq->ui, "Исправьте поля, названные в errors.");
	if (e == E_NOT_FOUND)
		return tr(&rq->ui, "По этому адресу ничего нет. Проверьте код или ключ.");
	if (e == E_INPUT)
		return tr(&rq->ui, "Исправьте параметры, названные в errors.");
	return tr_z(&rq->ui, err_text(e));
}

/* The member of what was sent (RFC 6901), or the parameter of the address. */
static void
put_where(struct req *rq, const char *field)
{
	struct buf *b = rq->out, p;

	if (!sent(rq)) {
		buf_put(b, S("\"parameter\":"));
		put_string(b, str_c(field));
		return;
	}
	buf_init(&p, rq->arena, 4 * KiB);
	buf_put(&p, S("#/"));
	for (; *field; field++)
		if (*field == '~' || *field == '/')
			buf_putz(&p, *field == '~' ? "~0" : "~1");
		else
			buf_putc(&p, *field);
	buf_put(b, S("\"pointer\":"));
	put_string(b, buf_str(&p));
}

/* RFC 6750, 3: what was wrong with the token, or which one is needed. */
static enum err
challenge(struct req *rq, enum err e, const struct api_op *op)
{
	struct str scope;

	if (e == E_AUTH && rq->why == NULL)
		return reply_header(rq, "WWW-Authenticate", S("Bearer realm=\"veche\""));
	if (e == E_AUTH)
		return reply_header(rq, "WWW-Authenticate",
		    S("Bearer realm=\"veche\", error=\"invalid_token\""));
	if (e != E_DENIED || rq->why == NULL || op == NULL)
		return OK;
	scope = api_scopes_text(rq->arena, op->scope ? op->scope : SCOPE_READ);
	return reply_header(rq, "WWW-Authenticate",
	    str_fmt(rq->arena,
		"Bearer realm=\"veche\", error=\"insufficient_scope\", scope=\"%.*s\"",
		FMT(scope)));
}

enum err
api_problem(struct req *rq, enum err e)
{
	const char *why = e == E_INPUT && rq->why == NULL && sent(rq) ? "bad-field" : rq->why;
	const struct api_problem_kind *k = kind_of(e, why);
	const struct api_op *op = api_op_of(rq->room, rq->route);
	struct buf *b = rq->out;

	if (e == E_INPUT && !sent(rq))
		rq->status = 400; /* the address is wrong, not what was sent to be kept */
	buf_put(b, S("{\"type\":\""));
	put_json(b, rq->ui.base);
	buf_fmt(b, "/api#%s\",\"title\":", k->code);
	put_string(b, tr_z(&rq->ui, k->title));
	buf_fmt(b, ",\"status\":%d,\"detail\":", rq->status);
	put_string(b, detail_of(rq, k, e));
	buf_put(b, S(",\"instance\":"));
	put_string(b, rq->ui.path);
	buf_put(b, S(",\"request\":"));
	put_string(b, rq->id);
	buf_put(b, S(",\"errors\":["));
	for (size_t i = 0; i < rq->problems.n; i++) {
		buf_put(b, i > 0 ? S(",{") : S("{"));
		put_where(rq, rq->problems.p[i].field);
		buf_put(b, S(",\"detail\":"));
		put_string(b, rq->problems.p[i].text);
		buf_putc(b, '}');
	}
	buf_put(b, S("]}\n"));
	TRY(challenge(rq, e, op));
	return done(rq, "application/problem+json");
}
