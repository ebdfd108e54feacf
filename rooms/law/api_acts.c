/* api_acts.c - acts for programs: the list, one with its editions. */
#include "law/api_law.h"

#include "gen/law/u.h"
#include "law/find.h"
#include "places/places.h"
#include "text/text.h"

/* ---- what is told ------------------------------------------------------------------ */

static const char *
kind_at(int i)
{
	return i < LAW_KINDS ? law_kinds[i].code : NULL;
}

static const char *
level_at(int i)
{
	return law_levels[i];
}

struct act_out {
	struct str key, name, shrt, number, title, kind, level, place, articles, self, url;
	struct opt_int adopted, edition, repealed;
	int64_t editions;
	bool digest;
};
#define API_OBJECT struct act_out
static const struct api_field act_fields[] = {
	API_F(key, STR, "Ключ акта: страна или регион, вид, день принятия, номер"),
	API_F(name, STR, "Полное название"),
	{ "short", API_STR, offsetof(struct act_out, shrt), N_("Краткое имя"), false, NULL,
	    NULL },
	API_FX(number, STR, "Номер", .null = true),
	API_F(title, STR, "О чём акт"),
	API_FX(kind, CODE, "Вид акта", .values = kind_at),
	API_FX(level, CODE, "Чей акт: федеральный, региональный, муниципальный",
	    .values = level_at),
	API_FX(place, STR, "Код территории; null — вся страна", .null = true),
	API_F(adopted, DAY, "День принятия"),
	API_F(edition, DAY, "Начало редакции этого дня; null — ещё ни одна"),
	API_F(editions, INT, "Сколько редакций в базе"),
	API_F(repealed, DAY, "С какого дня акт не действует"),
	API_F(digest, BOOL, "Изложение своими словами, а не официальный текст"),
	API_F(articles, URL, "Статьи этого акта в API"),
	API_F(self, URL, "Эта запись в API"),
	API_F(url, URL, "Страница на портале"),
};
#undef API_OBJECT
const struct api_schema law_act_brief = { "Act", N_("Акт"), act_fields, LEN(act_fields),
	sizeof(struct act_out), NULL };

struct edition_out {
	struct opt_int since, until;
	struct str source, note, articles, akn, url;
	int64_t loaded;
};
#define API_OBJECT struct edition_out
static const struct api_field edition_fields[] = {
	API_F(since, DAY, "Начало редакции"),
	API_F(until, DAY, "День, с которого действует следующая; null — позже в базе нет"),
	API_FX(source, STR, "Источник", .null = true),
	API_FX(note, STR, "Примечание", .null = true),
	API_F(loaded, TIME, "Когда загружена"),
	API_F(articles, URL, "Статьи этой редакции в API"),
	API_F(akn, URL, "Текст редакции в Akoma Ntoso"),
	API_F(url, URL, "Страница на портале, в этой редакции"),
};
#undef API_OBJECT
static const struct api_schema edition_schema = { "ActEdition", N_("Редакция акта"),
	edition_fields, LEN(edition_fields), sizeof(struct edition_out), NULL };

struct whole_out { struct act_out *act; struct api_rows editions; };
#define API_OBJECT struct whole_out
static const struct api_field whole_fields[] = {
	API_FX(act, ONE, "Акт", .of = &law_act_brief),
	API_FX(editions, MANY, "Редакции, от первой к последней", .of = &edition_schema),
};
#undef API_OBJECT
const struct api_schema law_act_whole = { "ActWhole", N_("Акт и его редакции"), whole_fields,
	LEN(whole_fields), sizeof(struct whole_out), NULL };

#define ON_DAY { .name = "on", .want = API_WANT_WORDS, .max = 40, \
	.about = N_("На какой день: 2025-03-30; без параметра — на сегодня"), \
	.example = "2025-03-30" }
const struct api_param law_on_param[1] = { ON_DAY };
const struct api_param law_acts_params[LAW_ACTS_PARAMS] = {
	{ .name = "q", .want = API_WANT_WORDS, .max = 200,
	    .about = N_("Слова из названия или номер"), .example = "59-ФЗ" },
	{ .name = "kind", .want = API_WANT_CODE, .values = kind_at, .many = true,
	    .about = N_("Вид акта; без параметра — все") },
	{ .name = "level", .want = API_WANT_CODE, .values = level_at, .many = true,
	    .about = N_("Чей акт; без параметра — все") },
	ON_DAY,
};

/* ---- the list ------------------------------------------------------------------------ */

/* Is it one of the values that the address names, or does it name none? */
static bool
named(const struct req *rq, const char *param, const char *value)
{
	const struct http_pairs *q = &rq->in->query;
	size_t n = strlen(param);
	bool any = false;

	for (size_t i = 0; i < q->n; i++) {
		struct str name = q->p[i].name;

		if (str_ends(name, S("[]")))
			name.n -= 2;
		if (name.n != n || memcmp(name.p, param, n) != 0)
			continue;
		if (str_is(q->p[i].value, value))
			return true;
		any = true;
	}
	return !any;
}

static struct act_out
act_row(struct req *rq, const struct places_index *places, const struct law_act *act, int32_t day)
{
	const struct law_edition *ed = law_on(act, day);
	int at = act->place != 0 ? places_by_id(places, act->place) : -1;
	struct str self = str_fmt(rq->arena, "/api/v1/acts/%.*s", FMT(act->key));

	return (struct act_out){ .key = act->key, .name = act->full, .shrt = act->shrt,
		.number = act->number, .title = act->title,
		.kind = str_c(law_kinds[act->kind].code), .level = str_c(level_at(act->level)),
		.place = at >= 0 ? places->p[at].code : S(""), .adopted = { act->adopted, true },
		.edition = { ed ? ed->since : 0, ed != NULL }, .repealed = act->repealed,
		.editions = (int64_t)act->n_editions, .digest = act->digest,
		.articles = ui_cat(&rq->ui, self, S("/articles")), .self = self,
		.url = law_url(rq->arena, act, 0, S(""), S("")) };
}

struct pick {
	struct req *rq;
	const struct law_index *x;
	const struct places_index *places;
	struct str folded;	/* of the words asked for */
};

static bool
takes(const struct pick *p, const struct law_act *act)
{
	return law_may_see(p->rq, act) && named(p->rq, "kind", law_kinds[act->kind].code) &&
	    named(p->rq, "level", level_at(act->level)) &&
	    (p->folded.n == 0 || law_find_words(p->rq->arena, act, p->folded));
}

/* In the order in which the base learned of them: what comes new stands last. A page begins behind
 * the act that ended the one before; when that is gone, behind so many. */
static enum err
fill_page(const struct pick *p, const struct api_page *page, int32_t day, struct api_list *list)
{
	const struct law_act *last = page->last.n > 0 ? law_by_key(p->x, page->last) : NULL;
	struct act_out *rows = arena_array(p->rq->arena, struct act_out, (size_t)page->limit + 1);
	bool more = false;

	if (rows == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < p->x->n; i++) {
		const struct law_act *act = &p->x->p[i];

		if (!takes(p, act))
			continue;
		if (last != NULL ? act > last : list->total >= page->skip) {
			if (list->n < (size_t)page->limit)
				rows[list->n++] = act_row(p->rq, p->places, act, day);
			else
				more = true;
		}
		list->total++;
	}
	list->p = rows;
	return more ?
	    api_next(p->rq, page->skip + page->limit, rows[list->n - 1].key, &list->next) :
	    OK;
}

enum err
law_api_acts(struct req *rq)
{
	struct api_list list = { .next = S("") };
	struct pick p = { .rq = rq };
	struct api_page page;
	int32_t day;

	TRY(api_ask(rq, &page));
	TRY(law_api_day(rq, &day));
	TRY(law_get(rq->th, &p.x));
	TRY(places_get(rq->th, &p.places));
	p.folded = text_fold(rq->arena, str_trim(req_query(rq, "q")));
	TRY(fill_page(&p, &page, day, &list));
	return api_answer_list(rq, &list);
}

/* ---- one -------------------------------------------------------------------------------- */

enum err
law_api_act(struct req *rq)
{
	const struct places_index *places;
	struct edition_out *rows;
	struct whole_out out;
	struct act_out act;
	struct api_page page;
	struct law_at at;
	int32_t day;

	TRY(api_ask(rq, &page));
	TRY(law_api_day(rq, &day));
	TRY(law_path(rq, &at));
	TRY(places_get(rq->th, &places));
	act = act_row(rq, places, at.act, at.dated != 0 ? at.day : day);
	rows = arena_array(rq->arena, struct edition_out, at.act->n_editions + 1);
	if (rows == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < at.act->n_editions; i++) {
		const struct law_edition *e = &at.act->editions[i];
		struct str url = law_url(rq->arena, at.act, e->since, S(""), S(""));

		rows[i] = (struct edition_out){ .since = { e->since, true }, .until = e->until,
			.source = e->source, .note = e->note, .loaded = e->loaded, .url = url,
			.akn = ui_cat(&rq->ui, url, S("/akn")),
			.articles = str_fmt(rq->arena, "%.*s?on=%.*s", FMT(act.articles),
			    FMT(ui_day_iso(&rq->ui, e->since))) };
	}
	out = (struct whole_out){ &act, { rows, at.act->n_editions } };
	return api_answer(rq, &out);
}
