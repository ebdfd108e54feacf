/* api.c - measures for programs: the list by the page's own filter, one whole, lines of all. */
#include "navigator/api_impl.h"

#include "gen/navigator/u.h"
#include "navigator/pages_impl.h"

/* ---- closed lists ---------------------------------------------------------------- */

NAV_API_LIST(level)
NAV_API_LIST(money)
NAV_API_LIST(applicant)
NAV_API_LIST(stage)
NAV_API_LIST(recurrence)
NAV_API_LIST(unit)
NAV_API_LIST(amount)
NAV_API_LIST(cofin)
NAV_API_LIST(deadline)
static const char *const statuses[] = { "open", "soon", "ongoing", "upcoming", "closed", NULL };
static const char *const verdicts[] = { "no", "unknown", "yes", NULL };
static const char *const sorts[] = { "fit", "relevance", "deadline", "amount", "newest", NULL };

static const char *status_at(int i) { return statuses[i]; }
static const char *verdict_at(int i) { return verdicts[i]; }
static const char *sort_at(int i) { return sorts[i]; }

struct str nav_api_status(int status) { return str_c(statuses[status - 1]); }
struct str nav_api_verdict(enum verdict v) { return str_c(verdicts[v]); }
const char *nav_api_verdict_at(int i) { return verdict_at(i); }
const char *nav_api_status_at(int i) { return status_at(i); }

/* ---- what is told ------------------------------------------------------------------ */

struct fit_out { struct str place, verdict, reason; int64_t met, total, score; };
#define API_OBJECT struct fit_out
static const struct api_field fit_fields[] = {
	API_F(place, STR, "Код муниципалитета"),
	API_FX(verdict, CODE, "Подходит ли: yes, no или unknown — не хватает данных",
	    .values = verdict_at),
	API_FX(reason, STR, "Что решило", .null = true),
	API_F(met, INT, "Сколько условий выполнено"),
	API_F(total, INT, "Сколько условий всего"),
	API_F(score, INT, "Для порядка, от 0 до 1000"),
};
#undef API_OBJECT
static const struct api_schema fit_schema = { "Fit", N_("Подходит ли мера муниципалитету"),
	fit_fields, LEN(fit_fields), sizeof(struct fit_out), NULL };

struct brief_out {
	struct str key, title, summary, backer, level, money, status, url, self;
	struct opt_int amount_min, amount_max, opens, closes, checked, days_left;
	int64_t updated;
	bool demo;
	struct fit_out *fit;
};
#define API_OBJECT struct brief_out
static const struct api_field brief_fields[] = {
	API_F(key, STR, "Ключ"),
	API_F(title, STR, "Название"),
	API_FX(summary, STR, "Коротко", .null = true),
	API_FX(backer, STR, "Кто предоставляет", .null = true),
	API_FX(level, CODE, "Уровень", .values = level_at),
	API_FX(money, CODE, "Что дают", .values = money_at),
	API_F(amount_min, OINT, "Сумма от, ₽"),
	API_F(amount_max, OINT, "Сумма до, ₽"),
	API_F(opens, DAY, "Приём с"),
	API_F(closes, DAY, "Приём до"),
	API_F(days_left, OINT, "Дней до конца приёма"),
	API_FX(status, CODE, "Приём заявок", .values = status_at),
	API_F(checked, DAY, "Проверено"),
	API_F(updated, TIME, "Когда запись изменена"),
	API_F(demo, BOOL, "Учебный пример"),
	API_F(url, URL, "Страница на портале"),
	API_F(self, URL, "Эта запись в API"),
	API_FX(fit, ONE, "Если назван муниципалитет", .of = &fit_schema),
};
#undef API_OBJECT
static const struct api_schema brief_schema = { "MeasureBrief", N_("Мера в списке"), brief_fields,
	LEN(brief_fields), sizeof(struct brief_out), NULL };

/* Parts come as JSON from the rows of the export: only their shape is told here. */
#define API_PART(name, type, about) { name, API_##type, 0, about, true, NULL, NULL }
static const struct api_field step_fields[] = {
	API_PART("title", STR, "Название"), API_PART("text", STR, "Что сделать"),
	    API_PART("due", DAY, "Срок") };
static const struct api_field document_fields[] = { API_PART("title", STR, "Название"),
	API_PART("required", BOOL, "Обязателен"), API_PART("note", STR, "Примечание") };
static const struct api_field contact_fields[] = { API_PART("name", STR, "Название"),
	API_PART("url", STR, "Адрес в сети"), API_PART("phone", STR, "Телефон"),
	    API_PART("email", STR, "Почта") };
static const struct api_field round_fields[] = { API_PART("year", OINT, "Год"),
	API_PART("opens", DAY, "Приём с"), API_PART("closes", DAY, "Приём до"),
	API_PART("budget", OINT, "Сколько раздали, ₽"), API_PART("applications", OINT, "Сколько "
		"заявок"),
	API_PART("winners", OINT, "Сколько победителей"), API_PART("note", STR, "Примечание") };
static const struct api_schema step_schema = { "MeasureStep", N_("Шаг к получению"), step_fields,
	LEN(step_fields), 0, NULL };
static const struct api_schema document_schema = { "MeasureDocument", N_("Документ для заявки"),
	document_fields, LEN(document_fields), 0, NULL };
static const struct api_schema contact_schema = { "MeasureContact", N_("Куда обращаться"),
	contact_fields, LEN(contact_fields), 0, NULL };
static const struct api_schema round_schema = { "MeasureRound", N_("Прошлый приём"), round_fields,
	LEN(round_fields), 0, NULL };
#define RULES "{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/Rule\"}}"
static const struct api_schema rule_schema = { "Rule",
	N_("Правило: группа all (все), any (хотя бы одно), none (ни одного) или условие из "
		"field, op и value"),
	NULL, 0, 0,
	"{\"type\":\"object\",\"additionalProperties\":false,\"minProperties\":1,"
	"\"properties\":{\"all\":" RULES ",\"any\":" RULES ",\"none\":" RULES ","
	"\"field\":{\"type\":\"string\"},\"op\":{\"type\":\"string\"},\"value\":{}}}" };

/* The columns of the export (export_columns.def), then what a page adds. */
#define API_CELL_AT(name, type, about, ...) \
	{ #name, API_##type, \
	  offsetof(struct measure_out, cells) + COLUMN_##name * sizeof(struct str), \
	  about, __VA_ARGS__ }
#define API_OBJECT struct measure_out
static const struct api_field measure_fields[] = {
	API_CELL_AT(key, STR, "Ключ", false, NULL, NULL),
	API_CELL_AT(title, STR, "Название", false, NULL, NULL),
	API_CELL_AT(summary, STR, "Коротко", true, NULL, NULL),
	API_CELL_AT(level, CODE, "Уровень", false, level_at, NULL),
	API_CELL_AT(backer, STR, "Кто предоставляет", true, NULL, NULL),
	API_CELL_AT(money, CODE, "Что дают", false, money_at, NULL),
	API_CELL_AT(topics, CELL_LIST, "Темы", false, NULL, NULL),
	API_CELL_AT(applicants, CELL_CODES, "Кто может подать", false, applicant_at, NULL),
	API_CELL_AT(territories, CELL_LIST, "Территории, ОКТМО", false, NULL, NULL),
	API_CELL_AT(stages, CELL_CODES, "Стадии проекта", false, stage_at, NULL),
	API_CELL_AT(recurrence, CODE, "Как часто", true, recurrence_at, NULL),
	API_CELL_AT(amount_min, CELL_INT, "Сумма от, ₽", true, NULL, NULL),
	API_CELL_AT(amount_max, CELL_INT, "Сумма до, ₽", true, NULL, NULL),
	API_CELL_AT(amount_unit, CODE, "Сумма на что", true, unit_at, NULL),
	API_CELL_AT(cofinance_min, CELL_NUM, "Своя доля от, %", true, NULL, NULL),
	API_CELL_AT(cofinance_max, CELL_NUM, "Своя доля до, %", true, NULL, NULL),
	API_CELL_AT(opens, CELL_DAY, "Приём с", true, NULL, NULL),
	API_CELL_AT(closes, CELL_DAY, "Приём до", true, NULL, NULL),
	API_CELL_AT(checked, CELL_DAY, "Проверено", true, NULL, NULL),
	API_CELL_AT(what, STR, "На что дают", true, NULL, NULL),
	API_CELL_AT(who, STR, "Кому", true, NULL, NULL),
	API_CELL_AT(how_much, STR, "Сколько", true, NULL, NULL),
	API_CELL_AT(own_share, STR, "Своя доля словами", true, NULL, NULL),
	API_CELL_AT(note, STR, "Примечание", true, NULL, NULL),
	API_CELL_AT(source_title, STR, "Источник", true, NULL, NULL),
	API_CELL_AT(source_url, STR, "Адрес источника", true, NULL, NULL),
	API_CELL_AT(demo, CELL_FLAG, "Учебный пример", false, NULL, NULL),
	API_CELL_AT(eligibility, JSON, "Условия: какому муниципалитету подходит", true,
	    NULL, &rule_schema),
	API_CELL_AT(steps, JSONS, "Шаги к получению", false, NULL, &step_schema),
	API_CELL_AT(documents, JSONS, "Документы для заявки", false, NULL, &document_schema),
	API_CELL_AT(contacts, JSONS, "Куда обращаться", false, NULL, &contact_schema),
	API_CELL_AT(rounds, JSONS, "Прошлые приёмы", false, NULL, &round_schema),
	API_FX(status, CODE, "Приём заявок", .values = status_at),
	API_FX(state, CODE, "Состояние записи: без токена куратора видны опубликованные",
	    .values = nav_api_state_at),
	API_F(updated, TIME, "Когда запись изменена"),
	API_F(url, URL, "Страница на портале"),
	API_F(self, URL, "Эта запись в API"),
};
#undef API_OBJECT
const struct api_schema nav_measure_schema = { "Measure", N_("Мера поддержки целиком"),
	measure_fields, LEN(measure_fields), sizeof(struct measure_out), NULL };

/* ---- the filter ---------------------------------------------------------------------- */

/* The page leaves out what it does not know; a program is told of it. Each pair is read alone:
 * a facet it left empty was not known. */
static enum err
check_pair(struct req *rq, const struct nav_filter *f, struct http_pair pair)
{
	struct http_pairs one = { &pair, 1 };
	struct nav_filter alone;

	if (pair.value.n == 0 || str_is(pair.name, "verdict"))
		return OK;
	nav_filter_read(&one, f->ix, f->places, STR_NONE, &alone);
	if (str_is(pair.name, "place") && !alone.place_given)
		return api_bad_value(rq, "place", pair.value);
	for (int k = 0; k < NF_N; k++)
		if (nav_facets[k].name != NULL && str_is(pair.name, nav_facets[k].name) &&
		    alone.picks[k].n == 0)
			return api_bad_value(rq, nav_facets[k].name, pair.value);
	return OK;
}

enum err
nav_api_filter(struct req *rq, struct str place, struct nav_filter *ret)
{
	const struct http_pairs *q = &rq->in->query;
	const struct places_index *x;
	const struct nav_index *ix;
	enum err e = OK;

	TRY(nav_get(rq->th, &ix));
	TRY(places_get(rq->th, &x));
	nav_filter_read(q, ix, x, place, ret);
	ret->exact = str_is(req_query(rq, "exact"), "true");
	for (size_t i = 0; i < q->n; i++)
		if (check_pair(rq, ret, q->p[i]) != OK)
			e = E_INPUT;
	if (ret->place_at < 0 && req_query(rq, "verdict").n > 0)
		e = problem(rq, "verdict",
		    tr(&rq->ui, "Ответ бывает чьим-то: назовите муниципалитет в place."));
	return e;
}

/* Rows after the last one that was seen. While the list stood still it is the one before the
 * place; else it is looked for, and when it is gone the place itself counts. */
static enum err
after(struct nav_listing *l, const struct nav_filter *f, const struct api_page *page, int64_t *ret)
{
	struct facet_answer ans;
	int64_t last;

	*ret = page->skip;
	if (page->skip == 0 || !str_int(page->last, &last))
		return OK;
	TRY(nav_listing_ask(l, f, (uint32_t)page->skip - 1, 1, &ans));
	if (ans.n == 1 && l->ix->rows[ans.ords[0]].id == last)
		return OK;
	TRY(nav_listing_ask(l, f, 0, (uint32_t)l->ix->n, &ans));
	for (size_t i = 0; i < ans.n; i++)
		if (l->ix->rows[ans.ords[i]].id == last)
			*ret = (int64_t)i + 1;
	return OK;
}

enum err
nav_api_page(struct req *rq, const struct nav_filter *f, const struct api_page *page,
    struct nav_listing *l, struct facet_answer *ret, struct api_list *list)
{
	int64_t skip;

	TRY(nav_listing_open(rq, f, l));
	TRY(after(l, f, page, &skip));
	TRY(nav_listing_ask(l, f, (uint32_t)skip, (uint32_t)page->limit, ret));
	list->total = ret->total;
	list->next = S("");
	if (ret->n > 0 && skip + (int64_t)ret->n < ret->total)
		TRY(api_next(rq, skip + (int64_t)ret->n,
		    str_fmt(rq->arena, "%lld", (long long)l->ix->rows[ret->ords[ret->n - 1]].id),
		    &list->next));
	return OK;
}

/* ---- the list --------------------------------------------------------------------------- */

static struct brief_out
brief(struct req *rq, const struct navigator_card *c, const struct nav_filter *f)
{
	struct brief_out o = { .key = c->key, .title = c->title, .summary = c->summary,
		.backer = c->backer, .level = str_c(list_code(LIST_level, c->level)),
		.money = str_c(list_code(LIST_money, c->money)),
		.status = nav_api_status(c->status), .url = c->url,
		.self = url_navigator_api_show(rq->arena, c->key), .amount_min = c->amount_min,
		.amount_max = c->amount_max, .opens = c->opens, .closes = c->closes,
		.checked = c->checked, .updated = c->updated, .demo = c->demo,
		.days_left = { c->days_left, c->closes.has && c->days_left >= 0 } };

	if (!c->matched || (o.fit = arena_make(rq->arena, struct fit_out)) == NULL)
		return o;
	*o.fit = (struct fit_out){ f->place, nav_api_verdict(c->verdict), c->reason, c->met,
		c->total, c->score };
	return o;
}

enum err
nav_api_list(struct req *rq)
{
	struct api_list list = { .next = S("") };
	struct navigator_cards cards;
	struct facet_answer ans;
	struct brief_out *rows;
	struct nav_listing l;
	struct nav_filter f;
	struct api_page page;

	TRY(api_ask(rq, &page));
	TRY(nav_api_filter(rq, STR_NONE, &f));
	TRY(nav_api_page(rq, &f, &page, &l, &ans, &list));
	TRY(nav_listing_cards(&l, ans.ords, ans.n, &cards));
	rows = arena_array(rq->arena, struct brief_out, cards.n + 1);
	if (rows == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < cards.n; i++)
		if (cards.p[i].id != 0) /* else taken away meanwhile */
			rows[list.n++] = brief(rq, &cards.p[i], &f);
	list.p = rows;
	return api_answer_list(rq, &list);
}

/* ---- one, and all of them ------------------------------------------------------------------ */

static struct opt_int
day_cell(struct str s)
{
	int32_t num;

	return day_parse(s, &num) ? (struct opt_int){ num, true } : (struct opt_int){ 0, false };
}

static struct measure_out
whole(struct arena *a, const struct export_row *r, int state, int32_t today)
{
	struct measure_out o = { .updated = r->updated, .url = url_navigator_show(a, r->key),
		.self = url_navigator_api_show(a, r->key), .state = nav_api_state(state) };

	memcpy(o.cells, r->cells, export_columns_n * sizeof *o.cells);
	o.status = nav_api_status(
	    status_of(day_cell(r->cells[COLUMN_opens]), day_cell(r->cells[COLUMN_closes]), today));
	return o;
}

enum err
nav_api_record(struct req *rq, int64_t id, int64_t entry, int state, struct measure_out *ret)
{
	struct export_row row;

	TRY(export_one(rq->db, rq->arena, id, entry, &row));
	if (row.key.n == 0)
		return E_NOT_FOUND;
	*ret = whole(rq->arena, &row, state, rq->ui.today);
	return OK;
}

/* A curator's own is read in any state; what others read is published. With a token the answer has
 * the tag that a change asks for. */
enum err
nav_api_show(struct req *rq)
{
	const struct nav_index *ix;
	struct measure_out out;
	struct api_page page;
	struct measure m;
	uint32_t ord;
	enum err e;

	TRY(api_ask(rq, &page));
	e = nav_api_own(rq, &out);
	if (e != E_NOT_FOUND)
		return e == OK ? api_answer_tagged(rq, &out) : e;
	TRY(nav_get(rq->th, &ix));
	TRY(nav_measure(rq->th, rq->db, rq->arena, req_param(rq, 0), rq->ui.today, false, &m));
	if (!facet_ord(ix->facets, m.row.entry.v, &ord))
		return E_NOT_FOUND;
	TRY(nav_api_record(rq, m.row.id.v, m.row.entry.v, NAV_API_PUBLISHED, &out));
	return rq->token != 0 ? api_answer_tagged(rq, &out) : api_answer(rq, &out);
}

static enum err
line(struct req *rq, struct arena *a, const struct export_row *r)
{
	struct measure_out out = whole(a, r, NAV_API_PUBLISHED, rq->ui.today);
	struct ui ui = rq->ui; /* addresses go with the batch */

	ui.arena = a;
	api_put(rq->out, &ui, &nav_measure_schema, &out);
	buf_putc(rq->out, '\n');
	return buf_err(rq->out);
}

enum err
nav_api_lines(struct req *rq)
{
	struct api_page page;
	struct nav_filter f;

	TRY(api_ask(rq, &page));
	TRY(nav_api_filter(rq, STR_NONE, &f));
	rq->type = S("application/x-ndjson");
	return nav_export_each(rq, &f, line);
}

/* ---- the table -------------------------------------------------------------------------- */

#define API_CODES_OF(n, list, text) \
	{ .name = n, .want = API_WANT_CODE, .values = list, .many = true, .about = text }
#define FILTER \
	{ .name = "q", .want = API_WANT_WORDS, .max = NAV_QUERY_MAX, .example = "благоустройство", \
	    .about = N_("Слова: как в поиске на странице") }, \
	{ .name = "exact", .want = API_WANT_FLAG, \
	    .about = N_("Только сами слова: без синонимов и без исправления опечаток") }, \
	API_CODES_OF("status", status_at, "Приём заявок"), \
	API_CODES_OF("level", level_at, "Уровень"), \
	API_CODES_OF("money", money_at, "Что дают"), \
	API_CODES_OF("topic", NULL, "Тема: код"), \
	API_CODES_OF("applicant", applicant_at, "Кто может подать"), \
	API_CODES_OF("amount", amount_at, "Сколько дают"), \
	API_CODES_OF("cofin", cofin_at, "Своя доля"), \
	API_CODES_OF("deadline", deadline_at, "Срок подачи"), \
	API_CODES_OF("stage", stage_at, "Стадия проекта"), \
	API_CODES_OF("recurrence", recurrence_at, "Как часто"), \
	API_CODES_OF("region", NULL, "Регион: код ОКТМО"), \
	API_CODES_OF("verdict", verdict_at, "Подходит ли; вместе с place"), \
	{ .name = "as", .want = API_WANT_CODE, .values = applicant_at, \
	    .about = N_("От чьего имени заявка; без параметра — муниципалитет") }
static const struct api_param list_params[] = { FILTER,
	{ .name = "place", .want = API_WANT_CODE, .example = "24707000",
	    .about = N_("Код муниципалитета: его меры, с ответом, подходят ли") },
	{ .name = "sort", .want = API_WANT_CODE, .values = sort_at,
	    .about = N_("Порядок; без параметра: со словами — relevance, с place — fit, иначе "
		"deadline") } };
static const struct api_param match_params[] = { FILTER };
#define PATH_KEY N_("Ключ меры: конец адреса её страницы")

const struct api_op nav_ops[NAV_OPS] = {
	{ .route = "api_list", .id = "listMeasures", .tag = "measures",
	    .title = N_("Список мер поддержки"),
	    .about = N_("Тот же отбор, что на странице навигатора: значения одного параметра — "
		"«или», "
		"параметры — «и»."),
	    .shape = API_LIST, .of = &brief_schema, .params = list_params,
	    .n_params = LEN(list_params), .pages = true,
	    .example = "/api/v1/measures?status=open&place=24707000&limit=2" },
	{ .route = "api_lines", .id = "exportMeasures", .tag = "measures",
	    .title = N_("Все меры одним потоком"),
	    .about = N_("JSON Lines: строка — мера целиком (схема Measure), не больше 20 000 "
		"строк. "
		"Тот же отбор, что у списка. Таблицей — /navigator.csv и /navigator.xlsx."),
	    .shape = API_LINES, .of = &nav_measure_schema, .params = list_params,
	    .n_params = LEN(list_params), .example = "/api/v1/measures.ndjson?level=federal" },
	{ .route = "api_show", .id = "getMeasure", .tag = "measures", .title = N_("Одна мера "
		"целиком"),
	    .about = N_("С условиями, шагами, документами, контактами и прошлыми приёмами."),
	    .shape = API_ITEM, .of = &nav_measure_schema, .path_about = PATH_KEY,
	    .example = "/api/v1/measures/{key}" },
	{ .route = "api_change", .id = "changeMeasure", .tag = "measures",
	    .title = N_("Править меру"),
	    .about = N_("То же, что форма за столом куратора: права на территории меры, проверки, "
		"история по полям, оповещения. Токену нужны read и measures:write: с ними GET "
		"отдаёт меру в любом состоянии и ETag для If-Match. Списки присылают целиком."),
	    .shape = API_ITEM, .of = &nav_measure_schema, .path_about = PATH_KEY,
	    .scope = SCOPE_MEASURES_WRITE, .takes = &nav_change_body, .match = true,
	    .sample = "{\"closes\":\"2027-03-01\",\"amount_max\":5000000}",
	    .example = "/api/v1/measures/{key}" },
	{ .route = "api_match", .id = "matchPlace", .tag = "measures",
	    .title = N_("Какие меры подходят муниципалитету"),
	    .about = N_("Все меры с ответом и с условиями, которые его решили: лучшие впереди."),
	    .shape = API_LIST, .of = &nav_match_schema, .params = match_params,
	    .n_params = LEN(match_params), .pages = true,
	    .path_about = N_("Код ОКТМО муниципалитета, 8 цифр"),
	    .example = "/api/v1/places/24707000/match?verdict=yes&limit=2" },
};
