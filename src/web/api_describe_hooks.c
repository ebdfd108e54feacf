/* api_describe_hooks.c - OpenAPI 3.1 of what webhooks bring (its member `webhooks`). */
#include "web/api.h"

static void
put_words(struct buf *b, const struct ui *ui, const char *name, const char *msgid)
{
	buf_fmt(b, "\"%s\":\"", name);
	put_json(b, tr_z(ui, msgid));
	buf_putc(b, '"');
}

static void
put_head(struct buf *b, const struct ui *ui, const char *name, const char *msgid)
{
	buf_fmt(b, "{\"name\":\"%s\",\"in\":\"header\",\"required\":true,"
		"\"schema\":{\"type\":\"string\"},", name);
	put_words(b, ui, "description", msgid);
	buf_putc(b, '}');
}

static void
put_heads(struct buf *b, const struct ui *ui)
{
	buf_put(b, S("\"parameters\":["));
	put_head(
	    b, ui, "webhook-id", N_("Номер: при повторах тот же; по нему отличают уже сделанное"));
	buf_putc(b, ',');
	put_head(b, ui, "webhook-timestamp", N_("Когда послан: секунды UTC"));
	buf_putc(b, ',');
	put_head(b, ui, "webhook-signature",
	    N_("Подпись по Standard Webhooks: v1 и HMAC-SHA-256; пока меняется секрет, их две"));
	buf_put(b, S("],"));
}

static void
put_payload(struct buf *b, const struct ui *ui, const struct api_event *v)
{
	buf_put(b, S("\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{"
		"\"schema\":{\"type\":\"object\",\"additionalProperties\":false,"
		"\"required\":[\"type\",\"timestamp\",\"data\"],\"properties\":{"));
	buf_fmt(b, "\"type\":{\"type\":\"string\",\"const\":\"%s\"},", v->type);
	buf_put(b, S("\"timestamp\":{\"type\":\"string\",\"format\":\"date-time\","));
	put_words(b, ui, "description", N_("Когда это случилось"));
	buf_fmt(b, "},\"data\":{\"$ref\":\"#/components/schemas/%s\"}}}}}},", v->of->name);
}

void
api_describe_event(struct buf *b, const struct ui *ui, const struct api_event *v)
{
	buf_fmt(b, "\"%s\":{\"post\":{\"tags\":[\"webhooks\"],", v->type);
	put_words(b, ui, "summary", v->title);
	buf_putc(b, ',');
	put_words(b, ui, "description", v->about);
	buf_putc(b, ',');
	put_heads(b, ui);
	put_payload(b, ui, v);
	buf_put(b, S("\"responses\":{\"2XX\":{"));
	put_words(b, ui, "description", N_("Принято. Всё другое, кроме 410, портал повторит"));
	buf_put(b, S("},\"410\":{"));
	put_words(b, ui, "description", N_("Больше не слать: веб-хук будет остановлен"));
	buf_put(b, S("}}}}"));
}
