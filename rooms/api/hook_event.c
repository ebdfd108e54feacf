/* hook_event.c - what webhooks tell of: noted once, written as JSON by the tables of the API. */
#include "api/hook_impl.h"
#include "calendar/calendar.h"
#include "text/text.h"

#define VALUE_MAX 300	/* points */
#define BODY_MAX (256 * KiB)

static const struct { enum hook_event bit; const char *code, *words; } events[] = {
	{ HOOK_PUBLISHED, "measure.published", N_("мера опубликована") },
	{ HOOK_CHANGED, "measure.changed", N_("мера изменилась") },
	{ HOOK_ARCHIVED, "measure.archived", N_("мера убрана в архив") },
	{ HOOK_FOLDER, "folder.changed", N_("изменилась папка муниципалитета") },
	{ HOOK_PING, "ping", N_("проверка связи") },
};
#define CHOSEN (LEN(events) - 1)	/* all but the ping */

const char *
hook_event_code(int i)
{
	return i >= 0 && (size_t)i < CHOSEN ? events[i].code : NULL;
}

unsigned
hook_event_bit(int i)
{
	return (unsigned)events[i].bit;
}

struct str
hook_event_words(const struct ui *ui, int i)
{
	return tr_z(ui, events[i].words);
}

const char *
hook_code_of(int64_t kind)
{
	for (size_t i = 0; i < LEN(events); i++)
		if (events[i].bit == kind)
			return events[i].code;
	return "";
}

struct str
hook_events_words(const struct ui *ui, unsigned set)
{
	struct buf b;

	buf_init(&b, ui->arena, 4 * KiB);
	for (size_t i = 0; i < CHOSEN; i++)
		if (set & (unsigned)events[i].bit) {
			buf_putz(&b, b.n ? ", " : "");
			buf_put(&b, tr_z(ui, events[i].words));
		}
	return b.n ? buf_str(&b) : S("");
}

/* ---- noting ------------------------------------------------------------------------- */

static void
put_value(struct buf *b, const char *name, struct str v)
{
	buf_fmt(b, ",\"%s\":", name);
	if (v.n == 0) {
		buf_put(b, S("null"));
		return;
	}
	buf_putc(b, '"');
	put_json(b, utf8_cut(v, VALUE_MAX));
	buf_putc(b, '"');
}

static struct str
changes_json(struct arena *a, const struct revision_field *f, size_t n)
{
	struct buf b;

	buf_init(&b, a, BODY_MAX);
	buf_putc(&b, '[');
	for (size_t i = 0; i < n; i++) {
		buf_fmt(&b, "%s{\"field\":\"%s\"", i ? "," : "", f[i].name);
		put_value(&b, "before", f[i].before);
		put_value(&b, "after", f[i].after);
		buf_putc(&b, '}');
	}
	buf_putc(&b, ']');
	return buf_err(&b) == OK ? buf_str(&b) : STR_NONE;
}

static enum err
tell_soon(struct db *db, int64_t n, int64_t now)
{
	return n > 0 ? jobs_put(db, HOOKS_JOB, S(""), S("note"), 0, now, now, NULL) : OK;
}

enum err
hooks_measure(struct db *db, struct arena *a, enum hook_event what, struct entry_id entry,
    const struct revision_field *f, size_t n, int64_t now)
{
	struct str changes = changes_json(a, f, n);
	int64_t added;

	TRY(changes.p ? OK : E_NOMEM);
	TRY(q_event_measure(db, what, entry, changes, now, &added));
	return tell_soon(db, added, now);
}

enum err
hooks_folder(struct req *rq, int64_t place, int64_t item, const char *act)
{
	struct str k = str_fmt(rq->arena, "%.*s:%lld", FMT(rq->id), (long long)item);
	int64_t added;

	TRY(k.p ? OK : E_NOMEM);
	TRY(q_event_folder(rq->db,
	    &(struct q_event_folder_in){ .k = k, .kind = HOOK_FOLDER, .place = place,
		.item = item, .act = str_c(act), .now = rq->now },
	    &added));
	return tell_soon(rq->db, added, rq->now);
}

enum err
hooks_quiet(struct db *db)
{
	return q_events_quiet(db);
}

/* ---- telling -------------------------------------------------------------------------- */

static const char *
act_at(int i)
{
	static const char *const acts[] = { "added", "changed", "removed" };

	return i >= 0 && (size_t)i < LEN(acts) ? acts[i] : NULL;
}

struct change_out { struct str field, before, after; };
#define API_OBJECT struct change_out
static const struct api_field change_fields[] = {
	API_F(field, STR, N_("Имя поля, как в истории меры")),
	API_FX(before, STR, N_("Что было; длиннее 300 знаков обрезается"), .null = true),
	API_FX(after, STR, N_("Что стало; длиннее 300 знаков обрезается"), .null = true),
};
#undef API_OBJECT
static const struct api_schema change_schema = { "WebhookChange", N_("Одно изменённое поле меры"),
	change_fields, LEN(change_fields), sizeof(struct change_out), NULL };

struct measure_out { struct str measure, title, changes, self, url; };
#define API_OBJECT struct measure_out
static const struct api_field measure_fields[] = {
	API_F(measure, STR, N_("Ключ меры")),
	API_F(title, STR, N_("Название меры в ту минуту")),
	API_FX(changes, JSONS, N_("Что изменилось; пусто, если мера опубликована или убрана"),
	    .of = &change_schema),
	API_F(self, URL, N_("Эта мера в API")),
	API_F(url, URL, N_("Страница на портале")),
};
#undef API_OBJECT
static const struct api_schema measure_schema = { "WebhookMeasure",
	N_("О какой мере веб-хук; саму меру читают по адресу self"), measure_fields,
	LEN(measure_fields), sizeof(struct measure_out), NULL };

struct folder_out { struct str place, act, self, url; int64_t item; };
#define API_OBJECT struct folder_out
static const struct api_field folder_fields[] = {
	API_F(place, STR, N_("Код муниципалитета по ОКТМО")),
	API_F(item, INT, N_("Номер записи папки")),
	API_FX(act, CODE, N_("Что с ней сделали"), .values = act_at),
	API_F(self, URL, N_("Эта запись в API: читать её можно с токеном")),
	API_F(url, URL, N_("Страница на портале")),
};
#undef API_OBJECT
static const struct api_schema folder_schema = { "WebhookFolder",
	N_("Какая запись папки изменилась; что в ней, читают по адресу self с токеном"),
	folder_fields, LEN(folder_fields), sizeof(struct folder_out), NULL };

struct ping_out { int64_t endpoint; };
#define API_OBJECT struct ping_out
static const struct api_field ping_fields[] = {
	API_F(endpoint, INT, N_("Номер веб-хука на портале")),
};
#undef API_OBJECT
static const struct api_schema ping_schema = { "WebhookPing",
	N_("Проверка: портал достаёт до вашего адреса"), ping_fields, LEN(ping_fields),
	sizeof(struct ping_out), NULL };

const struct api_event api_events[API_EVENTS] = {
	{ "measure.published", N_("Мера опубликована"),
	    N_("Приходит и тогда, когда мера вернулась из архива."), &measure_schema },
	{ "measure.changed", N_("Мера изменилась"), N_("Только об опубликованных мерах."),
	    &measure_schema },
	{ "measure.archived", N_("Мера убрана в архив"), N_("В навигаторе её больше нет."),
	    &measure_schema },
	{ "folder.changed", N_("Изменилась папка"),
	    N_("Только о муниципалитетах своей территории: какая запись, но не что в ней."),
	    &folder_schema },
	{ "ping", N_("Проверка связи"), N_("Приходит, когда её просят на странице веб-хука."),
	    &ping_schema },
};

static struct str
measure_key(struct str url)
{
	struct str head = S("/navigator/");

	return str_starts(url, head) ? (struct str){ url.p + head.n, url.n - head.n } : url;
}

static enum err
put_data(struct buf *b, const struct ui *ui, const struct q_events_new *v, struct str place,
    int64_t ping)
{
	struct str key = measure_key(v->url);
	struct measure_out m = { .measure = key, .title = v->title, .changes = v->changes,
		.url = v->url, .self = str_fmt(ui->arena, "/api/v1/measures/%.*s", FMT(key)) };
	struct folder_out f = { .place = place, .act = v->act, .item = v->item,
		.self = str_fmt(ui->arena, "/api/v1/places/%.*s/folder/%lld", FMT(place),
		    (long long)v->item),
		.url = str_fmt(ui->arena, "/folder/%.*s/item/%lld", FMT(place),
		    (long long)v->item) };

	if (m.self.p == NULL || f.self.p == NULL || f.url.p == NULL)
		return E_NOMEM;
	if (v->kind == HOOK_PING)
		api_put(b, ui, &ping_schema, &(struct ping_out){ ping });
	else if (v->kind == HOOK_FOLDER)
		api_put(b, ui, &folder_schema, &f);
	else
		api_put(b, ui, &measure_schema, &m);
	return OK;
}

enum err
hook_body(const struct ui *ui, const struct q_events_new *v, struct str place, int64_t ping,
    struct str *ret)
{
	struct buf b;

	buf_init(&b, ui->arena, 2 * BODY_MAX);
	buf_fmt(&b, "{\"type\":\"%s\",\"timestamp\":\"", hook_code_of(v->kind));
	put_rfc3339(&b, v->at);
	buf_put(&b, S("\",\"data\":"));
	TRY(put_data(&b, ui, v, place, ping));
	buf_putc(&b, '}');
	*ret = buf_str(&b);
	return buf_err(&b);
}
