/* api.c - the one search for programs: /api/v1/search. */
#include "home/home_impl.h"

#include "entry/entry.h"
#include "places/places.h"
#include "text/text.h"

#define DEEPEST 1000	/* rows that can be paged to: keeps the work of one request bounded */

static const char *const kinds[] = {
#define KIND(name, bit, room, ru, en) #name,
#include "entry/kinds.def"
#undef KIND
};
static const int64_t bits[] = {
#define KIND(name, bit, room, ru, en) bit,
#include "entry/kinds.def"
#undef KIND
};

/* Codes are small letters: made once a thread, kept as long as it. */
static const char *
kind_at(int i)
{
	static _Thread_local char low[LEN(kinds)][24];

	if (i >= (int)LEN(kinds))
		return NULL;
	if (low[i][0] == '\0')
		for (size_t k = 0; k < 23 && kinds[i][k] != '\0'; k++)
			low[i][k] = (char)(kinds[i][k] | 0x20);
	return low[i];
}

struct hit_out { struct str kind, title, summary, place, url; int64_t updated; };
#define API_OBJECT struct hit_out
static const struct api_field hit_fields[] = {
	API_FX(kind, CODE, "Что это", .values = kind_at),
	API_F(title, STR, "Название"),
	API_FX(summary, STR, "Коротко", .null = true),
	API_FX(place, STR, "Код территории, к которой относится", .null = true),
	API_F(updated, TIME, "Когда запись изменена"),
	API_F(url, URL, "Страница на портале"),
};
#undef API_OBJECT
static const struct api_schema hit_schema = { "Hit", N_("Найденная запись"), hit_fields,
	LEN(hit_fields), sizeof(struct hit_out), NULL };

struct more_out { struct str corrected, also; bool more, any; };
#define API_OBJECT struct more_out
static const struct api_field more_fields[] = {
	API_F(more, BOOL, "Найдено больше, чем сказано в total"),
	API_F(any, BOOL, "Всех слов нет нигде: нашлись записи с некоторыми"),
	API_FX(corrected, STR, "По каким словам искали, если в запросе была опечатка",
	    .null = true),
	API_FX(also, STR, "Синонимы, по которым тоже искали", .null = true),
};
#undef API_OBJECT
static const struct api_schema more_schema = { "SearchMore", N_("О самом поиске"), more_fields,
	LEN(more_fields), sizeof(struct more_out), NULL };

static const struct api_param params[] = {
	{ .name = "q", .want = API_WANT_WORDS, .max = 200, .example = "мост",
	    .about = N_("Слова. «Фраза» в кавычках, -слово исключает. Без слов ничего не "
		"найдено.") },
	{ .name = "kind", .want = API_WANT_CODE, .values = kind_at, .many = true,
	    .about = N_("Что искать; без параметра — всё") },
	{ .name = "exact", .want = API_WANT_FLAG,
	    .about = N_("Только сами слова: без синонимов и без исправления опечаток") },
};
const struct api_op home_ops[HOME_OPS] = {
	{ .route = "api_search", .id = "search", .tag = "search", .title = N_("Поиск по порталу"),
	    .about = N_("Лучшие впереди; не дальше тысячи строк."), .shape = API_LIST,
	    .of = &hit_schema, .more = &more_schema, .params = params, .n_params = LEN(params),
	    .pages = true,
	    .example = "/api/v1/search?q=%D0%A2%D0%B5%D0%B9%D0%BA%D0%BE%D0%B2%D0%BE&limit=2" },
};

static int64_t
kinds_asked(const struct req *rq)
{
	const struct http_pairs *q = &rq->in->query;
	int64_t mask = 0;

	for (size_t i = 0; i < q->n; i++)
		for (size_t k = 0; k < LEN(kinds); k++)
			if (str_is(q->p[i].name, "kind") && str_is(q->p[i].value, kind_at((int)k)))
				mask |= bits[k];
	return mask;
}

static struct str
kind_of(enum entry_kind bit)
{
	for (size_t i = 0; i < LEN(bits); i++)
		if (bits[i] == (int64_t)bit)
			return str_c(kind_at((int)i));
	return S("");
}

static enum err
rows_of(struct req *rq, const struct search_hits *h, struct api_list *list)
{
	int64_t *ids = arena_array(rq->arena, int64_t, h->n + 1);
	struct hit_out *rows = arena_array(rq->arena, struct hit_out, h->n + 1);
	const struct places_index *x;
	struct entry_cards cards;

	if (ids == NULL || rows == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < h->n; i++)
		ids[i] = h->p[i].entry;
	TRY(entry_cards(rq->db, rq->arena, ids, h->n, &cards));
	TRY(places_get(rq->th, &x));
	for (size_t i = 0; i < cards.n; i++) {
		const struct entry_card *c = &cards.p[i];
		int at = c->place != 0 ? places_by_id(x, c->place) : -1;

		rows[i] = (struct hit_out){ kind_of(c->kind), c->title, c->summary,
			at >= 0 ? x->p[at].code : S(""), c->url, c->updated };
	}
	list->p = rows;
	list->n = cards.n;
	return OK;
}

enum err
home_api_search(struct req *rq)
{
	struct search_ask ask = { 0 };
	struct search_hits h = { 0 };
	struct more_out more;
	struct api_list list = { .next = S(""), .more = &more };
	struct api_page page;
	enum err e;

	TRY(api_ask(rq, &page));
	ask = (struct search_ask){ .q = str_trim(req_query(rq, "q")), .kinds = kinds_asked(rq),
		.exact = str_is(req_query(rq, "exact"), "true"), .skip = (int)page.skip,
		.limit = page.limit, .viewer = rq->viewer ? rq->viewer->id.v : 0 };
	e = ask.q.n > 0 ? search_ask(req_search(rq), rq->db, rq->arena, &ask, &h) : OK;
	if (e == E_INPUT)
		return problem(rq, "q", tr(&rq->ui, "Здесь нет ни одного слова."));
	TRY(e);
	TRY(rows_of(rq, &h, &list));
	list.total = h.total;
	if (h.n == (size_t)page.limit && page.skip + page.limit < h.total &&
	    page.skip + page.limit < DEEPEST)
		TRY(api_next(rq, page.skip + page.limit, S("-"), &list.next));
	more = (struct more_out){ h.corrected.p ? h.corrected : S(""), h.also.p ? h.also : S(""),
		h.total_capped, h.any };
	return api_answer_list(rq, &list);
}
