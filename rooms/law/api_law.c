/* api_law.c - what programs may ask of the acts: operations as a table; a question in words. */
#include "law/api_law.h"

#include "calendar/calendar.h"
#include "law/ask_page.h"

/* ---- a question ------------------------------------------------------------------- */

#define TXT "{\"type\":\"string\"}"
#define YES "{\"type\":\"boolean\"}"
#define DATE "{\"type\":\"string\",\"format\":\"date\"}"
#define ONE_OF "{\"type\":\"string\",\"enum\":"
#define OBJECT "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{"
#define NEEDS "},\"required\":"
#define ACT \
	OBJECT "\"short\":" TXT ",\"number\":" TXT ",\"title\":" TXT NEEDS \
	       "[\"short\",\"number\",\"title\"]}"
#define WHY OBJECT "\"named\":" YES ",\"asked_as\":" TXT ",\"words\":" TXT NEEDS "[\"named\"]}"
#define CHANGE \
	OBJECT "\"kind\":" ONE_OF "[\"changed\",\"changes\",\"ended\",\"ends\"]},\"on\":" DATE \
	       ",\"url\":" TXT NEEDS "[\"kind\",\"on\"]}"
#define QUOTE \
	OBJECT "\"act\":" ACT ",\"article\":" TXT ",\"title\":" TXT ",\"unit\":" TXT \
	       ",\"edition\":" DATE ",\"text\":" TXT ",\"url\":" TXT ",\"reference\":" TXT \
	       ",\"digest\":" YES ",\"why\":" WHY ",\"change\":" CHANGE \
	       ",\"score\":{\"type\":\"number\"}" NEEDS "[\"act\",\"article\",\"title\"," \
	       "\"unit\",\"edition\",\"text\",\"url\",\"digest\",\"score\"]}"
#define QUOTES "{\"type\":\"array\",\"items\":" QUOTE "}"
#define CHOICE \
	OBJECT "\"label\":" TXT ",\"hint\":" TXT ",\"in\":" TXT ",\"url\":" TXT NEEDS \
	       "[\"label\",\"in\"]}"
#define MODEL \
	OBJECT "\"name\":" TXT ",\"lead\":" TXT ",\"reworded\":" YES NEEDS \
	       "[\"name\",\"reworded\"]}"

/* What stands in it, for the page of the API; its schema is the JSON below. */
#define TOLD(name, type, about) { name, type, 0, about, false, NULL, NULL }
static const struct api_field answer_fields[] = {
	TOLD("outcome", API_STR, N_("grounded, no_match или unavailable")),
	TOLD("quotes", API_JSONS, N_("Выдержки, лучшие первыми")),
	TOLD("nearest", API_JSONS, N_("Ближайшие статьи, когда ответа нет")),
	TOLD("reason", API_STR, N_("Почему ответа нет")),
	TOLD("outside", API_STR, N_("О чём вопрос, если он не о праве муниципалитетов")),
	TOLD("choices_by", API_STR, N_("О чём переспрошено: act, topic или article")),
	TOLD("choices", API_JSONS, N_("Из чего выбрать; выбор посылается в in")),
	TOLD("mended", API_STR, N_("Вопрос с исправленными опечатками")),
	TOLD("after", API_STR, N_("Прежний вопрос, который продолжен")),
	TOLD("chosen", API_STR, N_("Что выбрано")),
	TOLD("model", API_JSON, N_("Что сказала языковая модель, если она подключена")),
	TOLD("as_of", API_DAY, N_("На какой день ответ")),
};
#undef TOLD

static const struct api_schema answer_schema = { .name = "LawAnswer",
	.about = N_("Ответ на вопрос о праве"), .fields = answer_fields,
	.n = LEN(answer_fields),
	.raw = OBJECT
	"\"outcome\":" ONE_OF "[\"grounded\",\"no_match\",\"unavailable\"]},\"quotes\":" QUOTES
	",\"nearest\":" QUOTES ",\"reason\":" TXT ",\"outside\":" TXT ",\"choices_by\":" ONE_OF
	"[\"act\",\"topic\",\"article\"]},\"choices\":{\"type\":\"array\",\"items\":" CHOICE
	"},\"mended\":" TXT ",\"after\":" TXT ",\"chosen\":" TXT ",\"model\":" MODEL
	",\"as_of\":" DATE NEEDS "[\"outcome\",\"quotes\",\"as_of\"]}" };

static const struct api_param ask_params[] = {
	{ .name = "q", .want = API_WANT_WORDS, .max = ASK_POINTS, .required = true,
	    .about = N_("Вопрос своими словами"), .example = "в какой срок отвечают на обращение" },
	{ .name = "on", .want = API_WANT_WORDS, .max = 40,
	    .about = N_("На какой день: 2025-03-30; без параметра — на сегодня"),
	    .example = "2025-06-01" },
	{ .name = "was", .want = API_WANT_WORDS, .max = ASK_POINTS, .many = true,
	    .about = N_("Вопросы, заданные до этого, от первого к последнему") },
	{ .name = "in", .want = API_WANT_WORDS, .max = 150,
	    .about = N_("Что выбрано из choices прежнего ответа") },
};

enum err
law_api_day(struct req *rq, int32_t *ret)
{
	struct str on = str_trim(req_query(rq, "on"));

	*ret = rq->ui.today;
	if (on.n == 0 || day_parse(on, ret))
		return OK;
	return problem(rq, "on",
	    tr(&rq->ui, "Такой даты нет. Напишите день, месяц и год: 02.06.2025"));
}

enum err
law_api_ask(struct req *rq)
{
	struct law_answer said;
	struct api_page page;
	struct ask_talk t;

	TRY(api_ask(rq, &page));
	ask_talk_read(rq, &rq->in->query, &t);
	TRY(law_api_day(rq, &t.q.day));
	if (!guest_may_ask(rq))
		return E_RATE;
	TRY(law_ask_now(rq->th, rq->arena, &t.q, &said));
	buf_putc(rq->out, '{');
	law_answer_json(rq->out, &said);
	buf_putz(rq->out, "}\n");
	rq->type = S("application/json");
	return buf_err(rq->out);
}

/* ---- told ------------------------------------------------------------------------- */

#define ACT_PATH N_("Часть ключа акта: ru, fz, 2006-05-02, 59")

const struct api_op law_ops[LAW_OPS] = {
	{ .route = "api_ask", .id = "askLaw", .tag = "law", .title = N_("Вопрос о праве"),
	    .about = N_("Отвечает местами из актов слово в слово или отказывает: outcome grounded, "
			"no_match или unavailable. То же печатает veche ask --json. Адреса в "
			"ответе — от корня портала."),
	    .shape = API_ITEM, .of = &answer_schema, .params = ask_params,
	    .n_params = LEN(ask_params),
	    .example = "/api/v1/ask?q=%D0%BE%D1%82%D0%BF%D1%83%D1%81%D0%BA" },
	{ .route = "api_acts", .id = "listActs", .tag = "law", .title = N_("Акты"),
	    .about = N_("Акты, которые есть в базе и открыты всем; по токену — и те, что видит его "
			"владелец."),
	    .shape = API_LIST, .of = &law_act_brief, .params = law_acts_params,
	    .n_params = LAW_ACTS_PARAMS, .pages = true,
	    .example = "/api/v1/acts?kind=fz&limit=2" },
	{ .route = "api_act", .id = "getAct", .tag = "law", .title = N_("Акт и его редакции"),
	    .about = N_("Что известно об акте и все его редакции, от первой к последней."),
	    .shape = API_ITEM, .of = &law_act_whole, .params = law_on_param, .n_params = 1,
	    .path_about = ACT_PATH, .example = "/api/v1/acts/ru/fz/2006-05-02/59" },
	{ .route = "api_articles", .id = "listActArticles", .tag = "law",
	    .title = N_("Статьи акта"), .about = N_("Оглавление редакции, по порядку."),
	    .shape = API_LIST, .of = &law_article_brief, .more = &law_articles_of,
	    .params = law_on_param, .n_params = 1, .pages = true, .path_about = ACT_PATH,
	    .example = "/api/v1/acts/ru/fz/2006-05-02/59/articles?limit=2" },
	{ .route = "api_article", .id = "getActArticle", .tag = "law", .title = N_("Статья акта"),
	    .about = N_("Текст статьи на день слово в слово, с её единицами. Прежний номер "
			"отвечает кодом 301 и нынешним адресом."),
	    .shape = API_ITEM, .of = &law_article_whole, .params = law_on_param, .n_params = 1,
	    .path_about = N_("Часть ключа акта (ru, fz, 2006-05-02, 59) и адрес статьи в нём: "
			     "st-8"),
	    .example = "/api/v1/acts/ru/fz/2006-05-02/59/articles/st-8" },
};
