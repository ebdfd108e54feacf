/* api_describe.c - OpenAPI 3.1 out of the tables of all rooms. */
#include "web/api.h"

#define SCHEMAS_MAX 128

struct telling {
	struct buf *b;
	const struct ui *ui;
	const struct portal *portal;
	const struct api_schema *schemas[SCHEMAS_MAX]; size_t n;
};

static void
put_member(struct buf *b, const char *name, struct str value)
{
	buf_fmt(b, "\"%s\":\"", name);
	put_json(b, value);
	buf_putc(b, '"');
}

static void
put_words(struct telling *t, const char *name, const char *msgid)
{
	put_member(t->b, name, tr_z(t->ui, msgid));
}

/* ---- values ----------------------------------------------------------------------- */

static void
put_values(struct buf *b, api_values *values, bool null)
{
	buf_put(b, S("\"enum\":["));
	for (int i = 0; values(i) != NULL; i++)
		buf_fmt(b, "%s\"%s\"", i ? "," : "", values(i));
	buf_putz(b, null ? ",null]" : "]");
}

static void
put_scalar(struct buf *b, const char *type, const char *format, bool null)
{
	if (null)
		buf_fmt(b, "\"type\":[\"%s\",\"null\"]", type);
	else
		buf_fmt(b, "\"type\":\"%s\"", type);
	if (format != NULL)
		buf_fmt(b, ",\"format\":\"%s\"", format);
}

static void
put_ref(struct buf *b, const struct api_schema *s)
{
	buf_fmt(b, "\"$ref\":\"#/components/schemas/%s\"", s->name);
}

static void
put_array(struct buf *b, const struct api_field *f)
{
	buf_put(b, S("\"type\":\"array\",\"items\":{"));
	if (f->of != NULL)
		put_ref(b, f->of);
	else
		put_scalar(b, "string", NULL, false);
	if (f->values != NULL) {
		buf_putc(b, ',');
		put_values(b, f->values, false);
	}
	buf_putc(b, '}');
}

/* Of another schema, or nothing. */
static void
put_perhaps(struct buf *b, const struct api_schema *of)
{
	buf_put(b, S("\"anyOf\":[{"));
	put_ref(b, of);
	buf_put(b, S("},{\"type\":\"null\"}]"));
}

static void
put_type(struct buf *b, const struct api_field *f)
{
	switch (f->type) {
	case API_CODE:
		put_scalar(b, "string", NULL, f->null);
		if (f->values != NULL) {
			buf_putc(b, ',');
			put_values(b, f->values, f->null);
		}
		break;
	case API_STR: put_scalar(b, "string", NULL, f->null); break;
	case API_URL: put_scalar(b, "string", "uri", f->null); break;
	case API_INT: put_scalar(b, "integer", "int64", false); break;
	case API_OINT:
	case API_CELL_INT: put_scalar(b, "integer", "int64", true); break;
	case API_OREAL:
	case API_CELL_NUM: put_scalar(b, "number", NULL, true); break;
	case API_BOOL:
	case API_CELL_FLAG: put_scalar(b, "boolean", NULL, false); break;
	case API_DAY:
	case API_CELL_DAY: put_scalar(b, "string", "date", true); break;
	case API_TIME: put_scalar(b, "string", "date-time", true); break;
	case API_ONE: put_perhaps(b, f->of); break;
	case API_JSON:
		if (f->of != NULL)
			put_perhaps(b, f->of);
		else
			buf_put(b, S("\"type\":[\"string\",\"number\",\"boolean\",\"array\","
				"\"null\"],\"items\":{\"type\":\"string\"}"));
		break;
	case API_STRS:
	case API_CODES:
	case API_MANY:
	case API_JSONS:
	case API_CELL_LIST:
	case API_CELL_CODES: put_array(b, f); break;
	}
}

void
api_put_type(struct buf *b, const struct ui *ui, const struct api_field *f)
{
	buf_putc(b, '{');
	put_type(b, f);
	if (f->about != NULL) {
		buf_putc(b, ',');
		put_member(b, "description", tr_z(ui, f->about));
	}
	buf_putc(b, '}');
}

/* ---- schemas ------------------------------------------------------------------------ */

static void
gather(struct telling *t, const struct api_schema *s)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->schemas[i] == s)
			return;
	if (s == NULL || t->n == SCHEMAS_MAX)
		return;
	t->schemas[t->n++] = s;
	for (size_t i = 0; i < s->n; i++)
		if (s->fields[i].of != NULL)
			gather(t, s->fields[i].of);
}

static void
put_properties(struct telling *t, const struct api_schema *s, bool first)
{
	for (size_t i = 0; i < s->n; i++) {
		buf_fmt(t->b, "%s\"%s\":", first && i == 0 ? "" : ",", s->fields[i].name);
		api_put_type(t->b, t->ui, &s->fields[i]);
	}
}

static void
put_required(struct telling *t, const struct api_schema *s, bool first)
{
	for (size_t i = 0; i < s->n; i++)
		buf_fmt(t->b, "%s\"%s\"", first && i == 0 ? "" : ",", s->fields[i].name);
}

static void
put_schema(struct telling *t, const struct api_schema *s)
{
	struct buf *b = t->b;

	buf_fmt(b, "\"%s\":", s->name);
	if (s->raw != NULL) {
		buf_putz(b, s->raw);
		return;
	}
	buf_put(b, S("{\"type\":\"object\",\"additionalProperties\":false,"));
	put_words(t, "description", s->about);
	buf_put(b, S(",\"properties\":{"));
	put_properties(t, s, true);
	buf_put(b, S("},\"required\":["));
	put_required(t, s, true);
	buf_put(b, S("]}"));
}

static const char PROBLEM[] = "\"Problem\":{\"type\":\"object\",\"additionalProperties\":false,"
	"\"required\":[\"type\",\"title\",\"status\",\"detail\",\"instance\",\"request\","
	"\"errors\"],\"properties\":{\"type\":{\"type\":\"string\",\"format\":\"uri\"},"
	"\"title\":{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},"
	"\"detail\":{\"type\":\"string\"},\"instance\":{\"type\":\"string\"},"
	"\"request\":{\"type\":\"string\"},\"errors\":{\"type\":\"array\",\"items\":{"
	"\"type\":\"object\",\"additionalProperties\":false,"
	"\"required\":[\"detail\"],\"properties\":{"
	"\"parameter\":{\"type\":\"string\"},\"pointer\":{\"type\":\"string\"},"
	"\"detail\":{\"type\":\"string\"}}}}}}";

static void
put_problem_response(struct telling *t, const char *name, const char *about)
{
	buf_fmt(t->b, "\"%s\":{", name);
	put_words(t, "description", about);
	buf_put(t->b, S(",\"content\":{\"application/problem+json\":{\"schema\":{"
		"\"$ref\":\"#/components/schemas/Problem\"}}}}"));
}

/* What is sent, by each operation that takes something. */
static void
put_bodies(struct telling *t)
{
	for (size_t r = 0; r < t->portal->n_rooms; r++)
		for (size_t i = 0; i < t->portal->rooms[r]->n_ops; i++)
			if (t->portal->rooms[r]->ops[i].takes != NULL) {
				api_describe_body(t->b, t->ui, t->portal->rooms[r]->ops[i].takes);
				buf_putc(t->b, ',');
			}
}

static void
put_components(struct telling *t)
{
	struct buf *b = t->b;

	buf_put(b, S("\"components\":{\"schemas\":{"));
	for (size_t i = 0; i < t->n; i++) {
		put_schema(t, t->schemas[i]);
		buf_putc(b, ',');
	}
	put_bodies(t);
	buf_put(b, (struct str){ PROBLEM, sizeof PROBLEM - 1 });
	buf_put(b, S("},\"responses\":{"));
	put_problem_response(t, "BadParameter", N_("Параметр не принят: errors называет каждый"));
	buf_putc(b, ',');
	put_problem_response(t, "NotFound", N_("Такой записи нет"));
	buf_putc(b, ',');
	put_problem_response(t, "TooOften",
	    N_("Слишком часто: заголовок Retry-After говорит, сколько секунд подождать"));
	api_describe_tokens(b, t->ui);
	buf_putc(b, '}');
}

/* ---- webhooks ------------------------------------------------------------------------ */

static void
put_webhooks(struct telling *t)
{
	bool first = true;

	buf_put(t->b, S("\"webhooks\":{"));
	for (size_t r = 0; r < t->portal->n_rooms; r++) {
		const struct room *room = t->portal->rooms[r];

		for (size_t i = 0; i < room->n_events; i++) {
			buf_putz(t->b, first ? "" : ",");
			api_describe_event(t->b, t->ui, &room->events[i]);
			gather(t, room->events[i].of);
			first = false;
		}
	}
	buf_put(t->b, S("},"));
}

/* ---- operations ---------------------------------------------------------------------- */

static void
put_param(struct telling *t, const struct api_param *p)
{
	struct buf *b = t->b;

	buf_fmt(b, "{\"name\":\"%s\",\"in\":\"query\",\"required\":%s,", p->name,
	    p->required ? "true" : "false");
	put_words(t, "description", p->about);
	buf_put(b, S(",\"schema\":{"));
	if (p->many)
		buf_put(b, S("\"type\":\"array\",\"items\":{"));
	put_scalar(b, p->want == API_WANT_NUMBER ? "integer" :
		p->want == API_WANT_FLAG ? "boolean" : "string", NULL, false);
	if (p->values != NULL) {
		buf_putc(b, ',');
		put_values(b, p->values, false);
	}
	if (p->want == API_WANT_NUMBER)
		buf_fmt(
		    b, ",\"minimum\":%lld,\"maximum\":%lld", (long long)p->min, (long long)p->max);
	else if (p->max > 0)
		buf_fmt(b, ",\"maxLength\":%lld", (long long)p->max);
	buf_putz(b, p->many ? "}},\"style\":\"form\",\"explode\":true}" : "}}");
}

static void
put_params(struct telling *t, const struct route *rt, const struct api_op *op)
{
	static const struct api_param paging[] = {
		{ .name = "limit", .want = API_WANT_NUMBER, .min = 1, .max = API_LIMIT_MAX,
		    .about = N_("Сколько строк на странице; без него 50") },
		{ .name = "cursor", .about = N_("Место, с которого продолжить: берите его из next, "
			"сами не составляйте") },
	};
	struct buf *b = t->b;
	bool first = true;

	buf_put(b, S("\"parameters\":["));
	for (const char *p = rt->path; (p = strchr(p, '{')) != NULL; p++) {
		buf_fmt(b, "%s{\"name\":\"%.*s\",\"in\":\"path\",\"required\":true,"
		    "\"schema\":{\"type\":\"string\"},", first ? "" : ",",
		    (int)strcspn(p + 1, "}"), p + 1);
		put_words(t, "description", op->path_about);
		buf_putc(b, '}');
		first = false;
	}
	first = api_describe_heads(b, t->ui, op, first);
	for (size_t i = 0; i < op->n_params + (op->pages ? LEN(paging) : 0); i++) {
		if (!first)
			buf_putc(b, ',');
		put_param(t, i < op->n_params ? &op->params[i] : &paging[i - op->n_params]);
		first = false;
	}
	buf_putc(b, ']');
}

static void
put_answer(struct telling *t, const struct api_op *op)
{
	struct buf *b = t->b;

	if (op->shape == API_ITEM) {
		buf_put(b, S("{\"application/json\":{\"schema\":{"));
		put_ref(b, op->of);
		buf_put(b, S("}}}"));
		return;
	}
	if (op->shape == API_LINES) { /* 3.1 has no word for lines: each is one of the schema */
		buf_put(b, S("{\"application/x-ndjson\":{\"schema\":{\"type\":\"string\"}}}"));
		return;
	}
	buf_put(b, S("{\"application/json\":{\"schema\":{\"type\":\"object\","
		"\"additionalProperties\":false,\"required\":[\"items\",\"total\",\"next\""));
	if (op->more != NULL)
		put_required(t, op->more, false);
	buf_put(b, S("],\"properties\":{\"items\":{\"type\":\"array\",\"items\":{"));
	put_ref(b, op->of);
	buf_put(b, S("}},\"total\":{\"type\":\"integer\",\"format\":\"int64\",\"minimum\":0,"));
	put_words(t, "description", N_("Сколько всего по этому отбору"));
	buf_put(b, S("},\"next\":{\"type\":[\"string\",\"null\"],\"format\":\"uri\","));
	put_words(t, "description", N_("Адрес следующей страницы; null — эта последняя"));
	buf_putc(b, '}');
	if (op->more != NULL)
		put_properties(t, op->more, false);
	buf_put(b, S("}}}}"));
}

static void
put_verb(struct buf *b, const char *verb)
{
	buf_putc(b, '"');
	for (; *verb; verb++)
		buf_putc(b, (char)(*verb + ('a' - 'A')));
	buf_put(b, S("\":{"));
}

/* The answer when all went well. */
static void
put_well(struct telling *t, const struct api_op *op)
{
	struct buf *b = t->b;

	buf_fmt(b, "\"%d\":{", op->shape == API_NONE ? 204 : op->made ? 201 : 200);
	if (op->shape == API_NONE) {
		put_words(t, "description", N_("Сделано; тела у ответа нет"));
		buf_putc(b, '}');
		return;
	}
	put_words(t, "description", N_("Ответ"));
	buf_put(b, S(",\"headers\":{\"ETag\":{\"schema\":{\"type\":\"string\"}}"));
	buf_putz(b, op->made ? ",\"Location\":{\"schema\":{\"type\":\"string\","
		"\"format\":\"uri\"}}}" : "}");
	buf_put(b, S(",\"content\":"));
	put_answer(t, op);
	buf_putc(b, '}');
}

static void
put_op(struct telling *t, const struct route *rt, const struct api_op *op)
{
	struct buf *b = t->b;

	put_verb(b, rt->verb);
	buf_fmt(b, "\"operationId\":\"%s\",\"tags\":[\"%s\"],", op->id, op->tag);
	put_words(t, "summary", op->title);
	buf_putc(b, ',');
	put_words(t, "description", op->about);
	buf_putc(b, ',');
	put_params(t, rt, op);
	api_describe_needs(b, op);
	buf_put(b, S(",\"responses\":{"));
	put_well(t, op);
	if (strcmp(rt->verb, "GET") == 0) {
		buf_put(b, S(",\"304\":{"));
		put_words(t, "description", N_("Не изменилось с тех пор, как вы получили ETag из "
			"If-None-Match"));
		buf_putc(b, '}');
	}
	buf_put(b, S(",\"400\":{\"$ref\":\"#/components/responses/BadParameter\"},"));
	if (strchr(rt->path, '{') != NULL)
		buf_put(b, S("\"404\":{\"$ref\":\"#/components/responses/NotFound\"},"));
	api_describe_refusals(b, op);
	buf_put(b, S("\"429\":{\"$ref\":\"#/components/responses/TooOften\"}}}"));
}

/* Every verb of one address; those of it that come later in the table are told with the first. */
static void
put_path(struct telling *t, const struct room *room, size_t at)
{
	const char *path = room->routes[at].path;
	bool first = true;

	for (size_t i = at; i < room->n_routes; i++) {
		const struct api_op *op = api_op_of(room, &room->routes[i]);

		if (op == NULL || strcmp(room->routes[i].path, path) != 0)
			continue;
		if (!first)
			buf_putc(t->b, ',');
		put_op(t, &room->routes[i], op);
		first = false;
		gather(t, op->of);
		for (size_t k = 0; op->more != NULL && k < op->more->n; k++)
			gather(t, op->more->fields[k].of);
	}
}

static bool
told(const struct room *room, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (api_op_of(room, &room->routes[i]) != NULL &&
		    strcmp(room->routes[i].path, room->routes[at].path) == 0)
			return true;
	return false;
}

static void
put_paths(struct telling *t)
{
	bool first = true;

	buf_put(t->b, S("\"paths\":{"));
	for (size_t r = 0; r < t->portal->n_rooms; r++) {
		const struct room *room = t->portal->rooms[r];

		for (size_t i = 0; i < room->n_routes; i++) {
			if (api_op_of(room, &room->routes[i]) == NULL || told(room, i))
				continue;
			buf_fmt(t->b, "%s\"%s\":{", first ? "" : ",", room->routes[i].path);
			put_path(t, room, i);
			buf_putc(t->b, '}');
			first = false;
		}
	}
	buf_put(t->b, S("},"));
}

static void
put_info(struct telling *t)
{
	static const struct { const char *name, *about; } tags[] = {
		{ "places", N_("Территории по ОКТМО: дерево, паспорта, бывшие и нынешние") },
		{ "measures", N_("Меры поддержки и конкурсы: список, полная запись, кому "
			"подходит") },
		{ "solutions", N_("Готовые решения: что делать по шагам в обычных случаях") },
		{ "folder", N_("Папка муниципалитета: меры от интереса до итога; только с "
			"токеном") },
		{ "subscriptions", N_("Свои подписки: за чем следить и как узнавать; только с "
			"личным токеном") },
		{ "webhooks", N_("Веб-хуки: портал сам сообщает вашей программе о новом") },
		{ "law", N_("Акты и вопросы о праве: место из акта дословно или отказ") },
		{ "search", N_("Один поиск по всему, у чего на портале есть адрес") },
	};
	struct buf *b = t->b;

	buf_put(b, S("{\"openapi\":\"3.1.0\",\"info\":{\"version\":\"1.0.0\","));
	put_words(t, "title", N_("Вече: открытый API портала муниципалитетов"));
	buf_putc(b, ',');
	put_words(t, "description", N_("Открытое читают без токена; папку и подписки — "
		"с токеном, у которого есть это разрешение. Времена — RFC 3339, деньги — "
		"целые "
		"рубли, территории — коды ОКТМО, меры — ключи из их адресов. Тексты записей — "
		"на русском; названия полей и пояснения — на языке из Accept-Language."));
	buf_put(b, S(",\"contact\":{"));
	put_words(t, "name", N_("О портале"));
	buf_putc(b, ',');
	put_member(b, "url", api_absolute(t->ui, S("/about")));
	buf_put(b, S("},\"license\":{\"name\":\"Apache-2.0\",\"identifier\":\"Apache-2.0\"}},"
		"\"servers\":[{"));
	put_member(b, "url", t->ui->base);
	buf_put(b, S("}],\"tags\":["));
	for (size_t i = 0; i < LEN(tags); i++) {
		buf_putz(b, i ? ",{" : "{");
		put_member(b, "name", str_c(tags[i].name));
		buf_putc(b, ',');
		put_words(t, "description", tags[i].about);
		buf_putc(b, '}');
	}
	buf_put(b, S("],"));
}

enum err
api_describe(struct req *rq)
{
	struct telling t = { .b = rq->out, .ui = &rq->ui, .portal = thread_portal(rq->th) };

	put_info(&t);
	put_paths(&t);
	put_webhooks(&t);
	put_components(&t);
	buf_put(rq->out, S("}\n"));
	rq->type = S("application/json");
	return buf_err(rq->out);
}
