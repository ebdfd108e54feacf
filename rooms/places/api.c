/* api.c - territories for programs: /api/v1/places. */
#include "places/places_impl.h"

#include "gen/places/u.h"
#include "navigator/navigator.h"
#include "text/text.h"

#define ASK_POINTS 100

/* ---- closed lists ---------------------------------------------------------------- */

static const char *const levels[] = { "country", "district", "region", "municipality",
	"settlement", NULL };
static const char *const states[] = { "now", "former", "all", NULL };

static const char *level_at(int i) { return levels[i]; }
static const char *state_at(int i) { return states[i]; }
static const char *kind_at(int i) { return i < PK_N ? place_kinds[i].code : NULL; }
static const char *status_at(int i) { return i < PS_N ? place_statuses[i].code : NULL; }
static const char *field_at(int i)
{
	/* territory and applicant are no part of a passport */
	int n = 0;

	for (int f = 0; f < MF_N; f++)
		if (f != MF_applicant && match_fields[f].type != MT_TERRITORY && n++ == i)
			return match_fields[f].code;
	return NULL;
}

/* ---- what is told ------------------------------------------------------------------ */

struct value_out {
	struct str field, label, value, unit, source;
	struct opt_int year;
	bool filled;
};
static const struct api_field value_fields[] = {
#define API_OBJECT struct value_out
	API_FX(field, CODE, "Поле паспорта", .values = field_at),
	API_F(label, STR, "Как поле называется"),
	API_F(value, JSON, "Значение: число, логическое, код или список кодов; null — нет данных"),
	API_FX(unit, STR, "Единица числа; null — без единицы", .null = true),
	API_F(year, OINT, "За какой год"),
	API_FX(source, STR, "Откуда известно", .null = true),
	API_F(filled, BOOL, "Сказала администрация, а не общий справочник"),
#undef API_OBJECT
};
static const struct api_schema value_schema = { "PassportValue",
	N_("Одно поле паспорта муниципалитета: по ним проверяются условия мер"), value_fields,
	LEN(value_fields), sizeof(struct value_out), NULL };

struct place_out {
	struct str code, name, short_name, kind, level, parent, region, region_name, center, note,
	    url, self;
	bool in_force;
	struct opt_real lat, lon;
	struct opt_int population, population_year, valid_from, valid_to;
	struct api_strs statuses, became, came_from;
	struct api_rows passport;
};
#define API_OBJECT struct place_out
#define PLACE_FIELDS \
	API_F(code, STR, "Код ОКТМО: 8 цифр; RU — страна, FD-… — федеральный округ"), \
	API_F(name, STR, "Полное название"), \
	API_F(short_name, STR, "Короткое название"), \
	API_FX(kind, CODE, "Вид", .values = kind_at), \
	API_FX(level, CODE, "Уровень", .values = level_at), \
	API_FX(parent, STR, "Код того, во что входит", .null = true), \
	API_FX(region, STR, "Код субъекта Федерации", .null = true), \
	API_FX(region_name, STR, "Субъект Федерации", .null = true), \
	API_F(in_force, BOOL, "Существует сейчас"), \
	API_FX(center, STR, "Административный центр", .null = true), \
	API_F(lat, OREAL, "Широта центра"), \
	API_F(lon, OREAL, "Долгота центра"), \
	API_F(population, OINT, "Население"), \
	API_F(population_year, OINT, "Год, за который население"), \
	API_FX(statuses, CODES, "Статусы", .values = status_at), \
	API_F(valid_from, OINT, "Год образования"), \
	API_F(valid_to, OINT, "Год упразднения"), \
	API_F(became, STRS, "Коды преемников, если упразднён"), \
	API_FX(note, STR, "Примечание", .null = true), \
	API_F(url, URL, "Страница на портале"), \
	API_F(self, URL, "Эта запись в API")
static const struct api_field brief_fields[] = { PLACE_FIELDS };
static const struct api_field place_fields[] = { PLACE_FIELDS,
	API_F(came_from, STRS, "Коды тех, кто вошёл в него"),
	API_FX(passport, MANY, "Поля паспорта, которые известны", .of = &value_schema) };
#undef API_OBJECT
static const struct api_schema brief_schema = { "PlaceBrief", N_("Территория в списке"),
	brief_fields, LEN(brief_fields), sizeof(struct place_out), NULL };
static const struct api_schema place_schema = { "Place",
	N_("Территория: страна, округ, субъект Федерации, муниципалитет или поселение"),
	place_fields, LEN(place_fields), sizeof(struct place_out), NULL };

/* ---- from the tree ------------------------------------------------------------------ */

static struct str
code_of(const struct places_index *x, int at)
{
	return at >= 0 ? x->p[at].code : S("");
}

static enum err
codes_of(struct arena *a, const struct places_index *x, struct place_ints ints,
    struct api_strs *ret)
{
	ret->p = arena_array(a, struct str, ints.n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < ints.n; i++)
		ret->p[ret->n++] = x->p[ints.p[i]].code;
	return OK;
}

static enum err
statuses_of(struct arena *a, uint32_t bits, struct api_strs *ret)
{
	ret->p = arena_array(a, struct str, PS_N + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (int i = 0; i < PS_N; i++)
		if (bits & (uint32_t)1 << i)
			ret->p[ret->n++] = str_c(place_statuses[i].code);
	return OK;
}

static enum err
fill(struct req *rq, const struct places_index *x, int at, struct place_out *ret)
{
	const struct place *p = &x->p[at];

	*ret = (struct place_out){ .code = p->code, .name = p->name, .short_name = p->short_name,
		.kind = str_c(place_kinds[p->kind].code), .level = str_c(levels[p->level]),
		.parent = code_of(x, p->parent), .region = code_of(x, p->region),
		.region_name = p->region >= 0 ? x->p[p->region].name : S(""),
		.center = p->center, .note = p->note, .in_force = p->now,
		.lat = { p->lat, p->has_point }, .lon = { p->lon, p->has_point },
		.population = p->population, .population_year = p->population_year,
		.valid_from = p->valid_from, .valid_to = p->valid_to,
		.url = url_places_show(rq->arena, p->code),
		.self = url_places_api_show(rq->arena, p->code) };
	TRY(statuses_of(rq->arena, p->statuses, &ret->statuses));
	TRY(codes_of(rq->arena, x, p->became, &ret->became));
	return codes_of(rq->arena, x, p->was, &ret->came_from);
}

/* ---- the passport --------------------------------------------------------------------- */

/* Fixed-point as a plain number: no zeros at the end. */
static void
put_fixed(struct buf *b, int64_t v)
{
	int64_t rest = v % MATCH_SCALE;
	int digits = 4;

	if (v < 0 && v / MATCH_SCALE == 0)
		buf_putc(b, '-');
	buf_int(b, v / MATCH_SCALE);
	if (rest == 0)
		return;
	for (rest = rest < 0 ? -rest : rest; rest % 10 == 0; rest /= 10)
		digits--;
	buf_fmt(b, ".%0*lld", digits, (long long)rest);
}

static void
put_options(struct buf *b, enum match_field f, int64_t mask, bool many)
{
	bool first = true;

	if (many)
		buf_putc(b, '[');
	for (int i = 0; i < match_n_options(f); i++) {
		if (!(mask & (int64_t)1 << i))
			continue;
		buf_fmt(b, "%s\"%s\"", first ? "" : ",",
		    match_options[match_fields[f].options + i].code);
		first = false;
	}
	if (many)
		buf_putc(b, ']');
}

static struct str
value_json(struct arena *a, enum match_field f, const struct passport *p)
{
	struct buf b;

	buf_init(&b, a, 8 * KiB);
	switch (match_fields[f].type) {
	case MT_ENUM: put_options(&b, f, p->v[f], false); break;
	case MT_SET: put_options(&b, f, p->v[f], true); break;
	case MT_INT:
	case MT_REAL: put_fixed(&b, p->v[f]); break;
	case MT_BOOL: buf_putz(&b, p->v[f] ? "true" : "false"); break;
	case MT_TERRITORY: break;
	}
	return buf_str(&b);
}

static const char *
unit_code(enum match_unit u)
{
	static const char *const units[] = { [MU_NONE] = "", [MU_PEOPLE] = "people",
		[MU_PERCENT] = "percent", [MU_RUBLES] = "rubles",
		[MU_SQUARE_METRES] = "square_metres" };

	return units[u];
}

static enum err
fill_passport(struct req *rq, const struct places_index *x, int at, struct api_rows *ret)
{
	struct value_out *rows = arena_array(rq->arena, struct value_out, MF_N);
	size_t n = 0;

	if (rows == NULL)
		return E_NOMEM;
	for (int i = 0; i < MF_N; i++) {
		enum match_field f = (enum match_field)i;
		struct passport p = { 0 };
		struct place_from from;
		struct str v, bad;

		if (f == MF_applicant || match_fields[f].type == MT_TERRITORY)
			continue;
		v = places_value(x, at, match_fields[f].code, rq->arena, &from);
		if (v.n == 0 || passport_set(rq->arena, &p, f, v, false, &bad) != OK)
			continue;
		rows[n++] = (struct value_out){ .field = str_c(match_fields[f].code),
			.label = str_c(rq->ui.lang == LANG_EN ? match_fields[f].en :
								match_fields[f].ru),
			.value = value_json(rq->arena, f, &p),
			.unit = str_c(unit_code(match_fields[f].unit)), .year = from.year,
			.source = places_source(&rq->ui, &from), .filled = from.filled };
	}
	*ret = (struct api_rows){ rows, n };
	return OK;
}

enum err
places_api_show(struct req *rq)
{
	const struct places_index *x;
	struct place_out out;
	struct api_page page;
	int at;

	TRY(api_ask(rq, &page));
	TRY(places_get(rq->th, &x));
	at = places_by_code(x, req_param(rq, 0));
	if (at < 0)
		return E_NOT_FOUND;
	TRY(fill(rq, x, at, &out));
	if (x->p[at].level >= PLACE_MUNI && x->p[at].now)
		TRY(fill_passport(rq, x, at, &out.passport));
	return api_answer(rq, &out);
}

/* ---- the list ----------------------------------------------------------------------------- */

struct pick { int level, kind, within, state; uint32_t statuses; };

static int
place_at(char *code_z, api_values *values)
{
	for (int i = 0; code_z != NULL && values(i) != NULL; i++)
		if (strcmp(values(i), code_z) == 0)
			return i;
	return -1;
}

static int
choice(struct req *rq, const char *name, api_values *values)
{
	struct str v = req_query(rq, name);

	return v.n > 0 ? place_at(str_z(rq->arena, v), values) : -1;
}

static enum err
pick_read(struct req *rq, const struct places_index *x, struct pick *ret)
{
	struct str within = req_query(rq, "within");
	const struct http_pairs *q = &rq->in->query;

	*ret = (struct pick){ .level = choice(rq, "level", level_at),
		.kind = choice(rq, "kind", kind_at), .state = choice(rq, "state", state_at),
		.within = -1 };
	for (size_t i = 0; i < q->n; i++)
		if (str_is(q->p[i].name, "status"))
			ret->statuses |= (uint32_t)1 << place_status_find(q->p[i].value);
	if (within.n == 0)
		return OK;
	ret->within = places_by_code(x, within);
	return ret->within >= 0 ? OK : api_bad_value(rq, "within", within);
}

static bool
picked(const struct places_index *x, const struct pick *k, int at)
{
	const struct place *p = &x->p[at];

	if (k->level >= 0 && (int)p->level != k->level)
		return false;
	if (k->kind >= 0 && (int)p->kind != k->kind)
		return false;
	if (k->state == 1 ? p->now : k->state < 1 && !p->now)
		return false;
	if ((p->statuses & k->statuses) != k->statuses)
		return false;
	return k->within < 0 || places_within(x, at, k->within);
}

/* By code, or best first when words are asked for. */
static enum err
candidates(struct req *rq, const struct places_index *x, const int **ret, size_t *ret_n)
{
	struct str q = str_trim(req_query(rq, "q"));
	struct places_found found;
	int *order;

	*ret = x->keys->by_code;
	*ret_n = x->n;
	if (q.n == 0)
		return OK;
	TRY(places_find(x, rq->arena, q, x->n, PLACES_ALL, &found));
	order = arena_array(rq->arena, int, found.n + 1);
	if (order == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < found.n; i++)
		order[i] = found.p[i].place;
	*ret = order;
	*ret_n = found.n;
	return OK;
}

/* Rows after the last one seen: known by its code, wherever the tree has moved it. */
static enum err
page_of(struct req *rq, const struct places_index *x, const struct pick *k,
    const struct api_page *page, struct api_list *list)
{
	struct place_out *rows = arena_array(rq->arena, struct place_out, (size_t)page->limit + 1);
	int last = page->last.n > 0 ? places_by_code(x, page->last) : -1;
	size_t n, from = 0, at = 0;
	const int *order;

	if (rows == NULL)
		return E_NOMEM;
	TRY(candidates(rq, x, &order, &n));
	for (size_t i = 0; i < n && last >= 0; i++)
		if (order[i] == last)
			from = i + 1;
	for (size_t i = 0; i < n; i++) {
		if (!picked(x, k, order[i]))
			continue;
		list->total++;
		if (i < from || list->n > (size_t)page->limit)
			continue;
		at = list->n < (size_t)page->limit ? i : at;
		TRY(fill(rq, x, order[i], &rows[list->n++]));
	}
	list->p = rows;
	if (list->n > (size_t)page->limit) { /* one more was read to know that there is one */
		list->n--;
		TRY(api_next(rq, page->skip + page->limit, x->p[order[at]].code, &list->next));
	}
	return OK;
}

enum err
places_api_list(struct req *rq)
{
	const struct places_index *x;
	struct api_list list = { .next = S("") };
	struct api_page page;
	struct pick k;

	TRY(api_ask(rq, &page));
	TRY(places_get(rq->th, &x));
	TRY(pick_read(rq, x, &k));
	TRY(page_of(rq, x, &k, &page, &list));
	return api_answer_list(rq, &list);
}

/* ---- the table -------------------------------------------------------------------------- */

static const struct api_param list_params[] = {
	{ .name = "q", .want = API_WANT_WORDS, .max = ASK_POINTS, .example = "Тейково",
	    .about = N_("Название в любом падеже, начало названия или код") },
	{ .name = "level", .want = API_WANT_CODE, .values = level_at, .about = N_("Уровень") },
	{ .name = "kind", .want = API_WANT_CODE, .values = kind_at, .about = N_("Вид") },
	{ .name = "within", .want = API_WANT_CODE, .about = N_("Код территории: всё, что в ней "
		"лежит"),
	    .example = "24000000" },
	{ .name = "status", .want = API_WANT_CODE, .values = status_at, .many = true,
	    .about = N_("Статус; несколько — все сразу") },
	{ .name = "state", .want = API_WANT_CODE, .values = state_at,
	    .about = N_("Существующие (now, и без параметра), упразднённые (former) или все") },
};
const struct api_op places_ops[PLACES_OPS] = {
	{ .route = "api_list", .id = "listPlaces", .tag = "places", .title = N_("Список "
		"территорий"),
	    .about = N_("По порядку кодов ОКТМО; со словами в q — лучшие впереди."),
	    .shape = API_LIST, .of = &brief_schema, .params = list_params,
	    .n_params = LEN(list_params), .pages = true,
	    .example = "/api/v1/places?level=municipality&limit=2" },
	{ .route = "api_show", .id = "getPlace", .tag = "places", .title = N_("Одна территория"),
	    .about = N_("С паспортом, если это муниципалитет. Упразднённые отвечают по старому "
		"коду "
		"и называют преемников."),
	    .shape = API_ITEM, .of = &place_schema, .path_about = N_("Код ОКТМО, 8 цифр"),
	    .example = "/api/v1/places/24707000" },
};
