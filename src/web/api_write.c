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
	{ E_INPUT, "bad-parameter", N_("Параметр не принят") },
	{ E_SYNTAX, "bad-request", N_("Запрос не понят") },
	{ E_NOT_FOUND, "not-found", N_("Такой записи нет") },
	{ E_GONE, "gone", N_("Запись удалена") },
	{ E_METHOD, "bad-method", N_("Так обращаться к этому адресу нельзя") },
	{ E_AUTH, "no-token", N_("Нужен токен") },
	{ E_DENIED, "no-rights", N_("Нет прав") },
	{ E_CONFLICT, "conflict", N_("Запись успели изменить") },
	{ E_TOO_BIG, "too-big", N_("Запрос слишком велик") },
	{ E_MEDIA, "bad-media", N_("Такой вид содержимого не принимается") },
	{ E_RATE, "too-often", N_("Слишком часто") },
	{ E_BUG, "fault", N_("Сбой на сервере") },
};
const size_t api_problems_n = LEN(api_problems);

static const struct api_problem_kind *
kind_of(enum err e)
{
	for (size_t i = 0; i < LEN(api_problems); i++)
		if (api_problems[i].e == e)
			return &api_problems[i];
	return &api_problems[LEN(api_problems) - 1];
}

static struct str
detail_of(struct req *rq, enum err e)
{
	if (e == E_NOT_FOUND)
		return tr(&rq->ui, "По этому адресу ничего нет. Проверьте код или ключ.");
	if (e == E_INPUT)
		return tr(&rq->ui, "Исправьте параметры, названные в errors.");
	return tr_z(&rq->ui, err_text(e));
}

enum err
api_problem(struct req *rq, enum err e)
{
	const struct api_problem_kind *k = kind_of(e);
	struct buf *b = rq->out;

	if (e == E_INPUT && rq->in->body.n == 0)
		rq->status = 400; /* the address is wrong, not what was sent to be kept */
	buf_put(b, S("{\"type\":\""));
	put_json(b, rq->ui.base);
	buf_fmt(b, "/api#%s\",\"title\":", k->code);
	put_string(b, tr_z(&rq->ui, k->title));
	buf_fmt(b, ",\"status\":%d,\"detail\":", rq->status);
	put_string(b, detail_of(rq, e));
	buf_put(b, S(",\"instance\":"));
	put_string(b, rq->ui.path);
	buf_put(b, S(",\"request\":"));
	put_string(b, rq->id);
	buf_put(b, S(",\"errors\":["));
	for (size_t i = 0; i < rq->problems.n; i++) {
		buf_put(b, i > 0 ? S(",{\"parameter\":") : S("{\"parameter\":"));
		put_string(b, str_c(rq->problems.p[i].field));
		buf_put(b, S(",\"detail\":"));
		put_string(b, rq->problems.p[i].text);
		buf_putc(b, '}');
	}
	buf_put(b, S("]}\n"));
	if (e == E_AUTH)
		TRY(reply_header(rq, "WWW-Authenticate", S("Bearer")));
	return done(rq, "application/problem+json");
}
