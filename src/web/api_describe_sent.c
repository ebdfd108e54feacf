/* api_describe_sent.c - OpenAPI of what is sent: bodies, heads, tokens, refusals. */
#include "web/api.h"

static void
put_about(struct buf *b, const struct ui *ui, const char *msgid)
{
	buf_put(b, S("\"description\":\""));
	put_json(b, tr_z(ui, msgid));
	buf_putc(b, '"');
}

/* ---- bodies ------------------------------------------------------------------------ */

static bool
is_list(const struct api_input *f)
{
	return f->type == API_STRS || f->type == API_CODES;
}

static const char *
type_of(const struct api_input *f)
{
	return f->type == API_OINT ? "integer" : f->type == API_BOOL ? "boolean" :
	    f->type == API_OREAL   ? "number" : is_list(f)           ? "array" : "string";
}

static void
put_codes(struct buf *b, const struct api_input *f)
{
	buf_put(b, S("\"enum\":["));
	for (int i = 0; f->values(i) != NULL; i++)
		buf_fmt(b, "%s\"%s\"", i ? "," : "", f->values(i));
	buf_putz(b, f->null && !is_list(f) ? ",null]" : "]");
}

static void
put_items(struct buf *b, const struct api_input *f)
{
	buf_put(b, S(",\"items\":{\"type\":\"string\""));
	if (f->values != NULL) {
		buf_putc(b, ',');
		put_codes(b, f);
	}
	buf_putc(b, '}');
	if (f->max > 0)
		buf_fmt(b, ",\"maxItems\":%lld", (long long)f->max);
}

static void
put_input(struct buf *b, const struct ui *ui, const struct api_input *f)
{
	const char *type = type_of(f);

	buf_fmt(b, "\"%s\":{\"type\":", f->name);
	buf_fmt(b, f->null ? "[\"%s\",\"null\"]" : "\"%s\"", type);
	if (f->type == API_DAY)
		buf_put(b, S(",\"format\":\"date\""));
	if (f->type == API_OINT)
		buf_put(b, S(",\"format\":\"int64\""));
	if (f->type == API_OINT || f->type == API_OREAL)
		buf_fmt(
		    b, ",\"minimum\":%lld,\"maximum\":%lld", (long long)f->min, (long long)f->max);
	if (f->type == API_STR && f->min > 0)
		buf_fmt(b, ",\"minLength\":%lld", (long long)f->min);
	if (f->type == API_STR && f->max > 0)
		buf_fmt(b, ",\"maxLength\":%lld", (long long)f->max);
	if (is_list(f)) {
		put_items(b, f);
	} else if (f->values != NULL) {
		buf_putc(b, ',');
		put_codes(b, f);
	}
	buf_putc(b, ',');
	put_about(b, ui, f->about);
	buf_putc(b, '}');
}

void
api_describe_body(struct buf *b, const struct ui *ui, const struct api_body *body)
{
	bool first = true;

	buf_fmt(b, "\"%s\":{\"type\":\"object\",\"additionalProperties\":false,", body->name);
	put_about(b, ui, body->about);
	buf_put(b, S(",\"properties\":{"));
	for (size_t i = 0; i < body->n; i++) {
		buf_putz(b, i ? "," : "");
		put_input(b, ui, &body->inputs[i]);
	}
	buf_put(b, S("},\"required\":["));
	for (size_t i = 0; i < body->n; i++) {
		if (!body->inputs[i].required)
			continue;
		buf_fmt(b, "%s\"%s\"", first ? "" : ",", body->inputs[i].name);
		first = false;
	}
	buf_put(b, S("]}"));
}

static void
put_content(struct buf *b, const char *type, const struct api_op *op)
{
	buf_fmt(b, "\"%s\":{\"schema\":{\"$ref\":\"#/components/schemas/%s\"},\"example\":%s}",
	    type, op->takes->name, op->sample);
}

/* What the operation takes, and which token. */
void
api_describe_needs(struct buf *b, const struct api_op *op)
{
	buf_putz(b, op->scope ? ",\"security\":[{\"token\":[]}]" :
				",\"security\":[{},{\"token\":[]}]");
	if (op->takes == NULL)
		return;
	buf_put(b, S(",\"requestBody\":{\"required\":true,\"content\":{"));
	put_content(b, "application/json", op);
	if (op->takes->patch) {
		buf_putc(b, ',');
		put_content(b, "application/merge-patch+json", op);
	}
	buf_put(b, S("}}"));
}

/* ---- heads -------------------------------------------------------------------------- */

static void
put_head(struct buf *b, const struct ui *ui, const char *name, bool required, const char *about)
{
	buf_fmt(b, "{\"name\":\"%s\",\"in\":\"header\",\"required\":%s,"
	    "\"schema\":{\"type\":\"string\"},", name, required ? "true" : "false");
	put_about(b, ui, about);
	buf_putc(b, '}');
}

bool
api_describe_heads(struct buf *b, const struct ui *ui, const struct api_op *op, bool first)
{
	if (!op->match && !op->made)
		return first;
	buf_putz(b, first ? "" : ",");
	if (op->match)
		put_head(b, ui, "If-Match", false,
		    N_("ETag записи, как вы её прочитали; без него ответ 428, со старым — 412"));
	else
		put_head(b, ui, "Idempotency-Key", false,
		    N_("Ключ запроса: повтор с ним в течение суток вернёт первый ответ"));
	return false;
}

/* ---- refusals ------------------------------------------------------------------------ */

static const struct { const char *name, *status, *about; } refusals[] = {
	{ "NoToken", "401", N_("Токена нет, или он не действует") },
	{ "NoRights", "403", N_("Токен не для этого, или у владельца нет роли на территории") },
	{ "Conflict", "409", N_("Запись успели изменить") },
	{ "Stale", "412", N_("ETag в If-Match старый: прочитайте запись заново") },
	{ "BadMedia", "415", N_("Тело не в JSON") },
	{ "BadField", "422", N_("Поле не принято: errors называет каждое") },
	{ "NoIfMatch", "428", N_("Нужен заголовок If-Match") },
};

void
api_describe_refusals(struct buf *b, const struct api_op *op)
{
	for (size_t i = 0; i < LEN(refusals); i++) {
		const char *st = refusals[i].status;
		bool sent = !strcmp(st, "415") || !strcmp(st, "422"),
		     match = !strcmp(st, "412") || !strcmp(st, "428");

		if ((!strcmp(st, "403") && op->scope == 0) || (sent && op->takes == NULL) ||
		    (match && !op->match) ||
		    (!strcmp(st, "409") && op->takes == NULL && op->shape != API_NONE))
			continue;
		buf_fmt(b, "\"%s\":{\"$ref\":\"#/components/responses/%s\"},", refusals[i].status,
		    refusals[i].name);
	}
}

void
api_describe_tokens(struct buf *b, const struct ui *ui)
{
	for (size_t i = 0; i < LEN(refusals); i++) {
		buf_fmt(b, ",\"%s\":{", refusals[i].name);
		put_about(b, ui, refusals[i].about);
		buf_put(b, S(",\"content\":{\"application/problem+json\":{\"schema\":{"
			"\"$ref\":\"#/components/schemas/Problem\"}}}}"));
	}
	buf_put(b, S("},\"securitySchemes\":{\"token\":{\"type\":\"http\",\"scheme\":\"bearer\","));
	put_about(b, ui, N_("Токен, который делают в профиле: личный или службы"));
	buf_put(b, S("}}"));
}
