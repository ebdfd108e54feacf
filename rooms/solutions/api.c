/* api.c - solutions for programs: the list by the page's filter, one whole; lines of a file. */
#include "solutions/api.h"

#include "gen/solutions/u.h"
#include "places/places.h"
#include "solutions/look.h"
#include "text/text.h"

#define QUERY_MAX 200
#define LINE_BYTES (8 * MiB)

/* ---- closed lists ---------------------------------------------------------------- */

static const char *const levels[] = { "federal", "regional", "municipal", NULL };
static const char *const states[] = { "draft", "published", "archived", "review", NULL };
static const char *const days[] = { "calendar", "working", NULL };
static const char *const froms[] = { "start", "previous", NULL };

static const char *level_at(int i) { return levels[i]; }
static const char *state_at(int i) { return states[i]; }
static const char *day_at(int i) { return days[i]; }
static const char *from_at(int i) { return froms[i]; }

static const char *
kind_at(int i)
{
	for (size_t k = 0; k < PK_N; k++)
		if (place_kinds[k].level >= PLACE_MUNI && i-- == 0)
			return place_kinds[k].code;
	return NULL;
}

/* ---- what is told ------------------------------------------------------------------ */

struct brief_out {
	struct str key, title, situation, topic, level, place, url, self;
	struct api_strs kinds;
	struct opt_int checked;
	int64_t steps;
	bool demo;
};
#define API_OBJECT struct brief_out
static const struct api_field brief_fields[] = {
	API_F(key, STR, "Ключ"),
	API_F(title, STR, "Название"),
	API_F(situation, STR, "Ситуация"),
	API_FX(topic, STR, "Тема: код", .null = true),
	API_FX(level, CODE, "По чьим правилам", .values = level_at),
	API_FX(kinds, CODES, "Виды муниципалитетов, которым подходит; пусто — всем",
	    .values = kind_at),
	API_FX(place, STR, "Территория, ОКТМО; null — вся страна", .null = true),
	API_F(steps, INT, "Сколько шагов"),
	API_F(checked, DAY, "Проверено"),
	API_F(demo, BOOL, "Учебный пример"),
	API_F(url, URL, "Страница на портале"),
	API_F(self, URL, "Эта запись в API"),
};
#undef API_OBJECT
static const struct api_schema brief_schema = { "SolutionBrief", N_("Решение в списке"),
	brief_fields, LEN(brief_fields), sizeof(struct brief_out), NULL };

struct template_out { struct str name, text; };
#define API_OBJECT struct template_out
static const struct api_field template_fields[] = {
	API_F(name, STR, "Имя файла"),
	API_F(text, STR, "Текст"),
};
#undef API_OBJECT
static const struct api_schema template_schema = { "SolutionTemplate", N_("Образец документа"),
	template_fields, LEN(template_fields), sizeof(struct template_out), NULL };

struct step_out {
	struct str code, title, who, days, from, norm, note;
	struct opt_int term;
	struct template_out *template;
};
#define API_OBJECT struct step_out
static const struct api_field step_fields[] = {
	API_F(code, STR, "По чему шаг узнают в следующей версии"),
	API_F(title, STR, "Название"),
	API_FX(who, STR, "Кто делает", .null = true),
	API_F(term, OINT, "Срок, дней"),
	API_FX(days, CODE, "Какие дни: calendar — календарные, working — рабочие", .null = true,
	    .values = day_at),
	API_FX(from, CODE, "От чего срок: start — со дня начала, previous — после предыдущего шага",
	    .null = true, .values = from_at),
	API_FX(norm, STR, "Норма словами", .null = true),
	API_FX(note, STR, "Пояснение", .null = true),
	API_FX(template, ONE, "Образец документа", .null = true, .of = &template_schema),
};
#undef API_OBJECT
static const struct api_schema step_schema = { "SolutionStep", N_("Шаг решения"), step_fields,
	LEN(step_fields), sizeof(struct step_out), NULL };

struct sol_out {
	struct str key, title, situation, topic, level, place, owner, state, sum, url, self;
	struct api_strs kinds, measures;
	struct api_rows steps;
	struct opt_int checked;
	int64_t version, updated;
	bool demo;
};
/* First what a file of `veche import solutions` says, in its words; then what a page adds. */
#define OF_PAGE 4
#define API_OBJECT struct sol_out
static const struct api_field whole_fields[] = {
	API_F(key, STR, "Ключ"),
	API_F(title, STR, "Название"),
	API_F(situation, STR, "Ситуация"),
	API_FX(topic, STR, "Тема: код", .null = true),
	API_FX(level, CODE, "По чьим правилам", .values = level_at),
	API_FX(kinds, CODES, "Виды муниципалитетов, которым подходит; пусто — всем",
	    .values = kind_at),
	API_FX(place, STR, "Территория, ОКТМО; null — вся страна", .null = true),
	API_FX(owner, STR, "Кто отвечает: должность или орган", .null = true),
	API_F(checked, DAY, "Проверено"),
	API_FX(state, CODE, "Состояние", .values = state_at),
	API_F(demo, BOOL, "Учебный пример"),
	API_F(measures, STRS, "Меры, которыми можно оплатить: ключи"),
	API_FX(steps, MANY, "Шаги по порядку", .of = &step_schema),
	API_F(sum, STR, "Сумма содержания: по ней загрузка видит, что решение с тех пор правили"),
	API_F(version, INT, "Версия"),
	API_F(updated, TIME, "Когда запись изменена"),
	API_F(url, URL, "Страница на портале"),
	API_F(self, URL, "Эта запись в API"),
};
#undef API_OBJECT
static const struct api_schema sol_schema = { "Solution", N_("Готовое решение целиком"),
	whole_fields, LEN(whole_fields), sizeof(struct sol_out), NULL };
static const struct api_schema line_schema = { "SolutionLine", "", whole_fields,
	LEN(whole_fields) - OF_PAGE, sizeof(struct sol_out), NULL };

/* ---- one ------------------------------------------------------------------------------ */

static enum err
kinds_out(struct arena *a, struct str all, struct api_strs *ret)
{
	ret->n = 0;
	ret->p = arena_array(a, struct str, PK_N + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	while (all.n > 0 && ret->n < PK_N) {
		struct str one = str_cut(all, ' ', &all);

		if (one.n > 0)
			ret->p[ret->n++] = one;
	}
	return OK;
}

static enum err
step_out(struct arena *a, const struct sol_step *s, struct step_out *ret)
{
	bool term = s->unit != SOL_NO_TERM;

	*ret = (struct step_out){ .code = s->code, .title = s->title, .who = s->who,
		.norm = s->norm, .note = s->note, .term = { s->term, term },
		.days = term ? str_c(days[s->unit == SOL_WORKING]) : S(""),
		.from = term ? str_c(froms[s->since == SOL_FROM_BEFORE]) : S("") };
	if (s->file_name.n == 0)
		return OK;
	ret->template = arena_make(a, struct template_out);
	if (ret->template == NULL)
		return E_NOMEM;
	*ret->template = (struct template_out){ s->file_name, s->file_text };
	return OK;
}

static enum err
codes(struct db *db, struct arena *a, const struct sol_draft *d, struct sol_out *ret)
{
	enum err e = d->topic != 0 ? q_topic_code(db, a, d->topic, &ret->topic) : E_NOT_FOUND;

	if (e != OK && e != E_NOT_FOUND)
		return e;
	e = d->place.has ? q_place_code(db, a, d->place.v, &ret->place) : E_NOT_FOUND;
	return e == E_NOT_FOUND ? OK : e;
}

static enum err
whole(struct db *db, struct arena *a, const struct sol_draft *d, const struct q_solution *row,
    struct sol_out *ret)
{
	struct step_out *steps = arena_array(a, struct step_out, d->n_steps + 1);

	if (steps == NULL)
		return E_NOMEM;
	*ret = (struct sol_out){ .key = d->key, .title = d->title, .situation = d->situation,
		.topic = S(""), .place = S(""), .owner = d->owner, .checked = d->checked,
		.level = str_c(levels[d->level]), .state = str_c(states[d->state]),
		.demo = d->demo, .sum = row->sum, .version = row->version, .updated = row->updated,
		.url = url_solutions_one(a, d->key), .self = url_solutions_api_one(a, d->key) };
	TRY(codes(db, a, d, ret));
	TRY(kinds_out(a, d->kinds, &ret->kinds));
	ret->measures.n = d->n_measures;
	ret->measures.p = arena_array(a, struct str, d->n_measures + 1);
	if (ret->measures.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < d->n_measures; i++)
		ret->measures.p[i] = d->measure[i];
	for (size_t i = 0; i < d->n_steps; i++)
		TRY(step_out(a, &d->step[i], &steps[i]));
	ret->steps = (struct api_rows){ steps, d->n_steps };
	return OK;
}

enum err
solutions_api_one(struct req *rq)
{
	struct sol_draft *d = arena_make(rq->arena, struct sol_draft);
	struct q_solution row;
	struct api_page page;
	struct sol_out out;

	if (d == NULL)
		return E_NOMEM;
	TRY(api_ask(rq, &page));
	TRY(sol_load(rq->db, rq->arena, req_param(rq, 0), d, &row));
	if (d->state == SOL_DRAFT || d->state == SOL_REVIEW)
		return E_NOT_FOUND;
	TRY(whole(rq->db, rq->arena, d, &row, &out));
	return api_answer(rq, &out);
}

/* ---- the list --------------------------------------------------------------------------- */

static enum err
look_read(struct req *rq, const struct topics *t, struct sol_look *ret)
{
	struct str topic = req_query(rq, "topic"), level = req_query(rq, "level");
	struct str q = str_trim(req_query(rq, "q")), kind = req_query(rq, "kind");

	*ret = (struct sol_look){ .q = q.n ? q : S(""),
		.kind = kind.n ? kind : S(""), .level = -1 };
	for (int i = 0; levels[i] != NULL; i++)
		if (str_is(level, levels[i]))
			ret->level = i;
	for (size_t i = 0; i < t->n && topic.n > 0; i++)
		if (str_eq(t->p[i].code, topic))
			ret->topic = t->p[i].id;
	return topic.n > 0 && ret->topic == 0 ? api_bad_value(rq, "topic", topic) : OK;
}

static enum err
brief(struct req *rq, const struct topics *t, const struct q_cards *c, struct brief_out *ret)
{
	const struct places_index *x;
	int at;

	*ret = (struct brief_out){ .key = c->key, .title = c->title, .situation = c->situation,
		.topic = S(""), .place = S(""), .level = str_c(levels[c->level]),
		.steps = c->steps, .checked = c->checked, .demo = c->demo,
		.url = url_solutions_one(rq->arena, c->key),
		.self = url_solutions_api_one(rq->arena, c->key) };
	for (size_t i = 0; i < t->n; i++)
		if (t->p[i].id == c->topic)
			ret->topic = t->p[i].code;
	TRY(places_get(rq->th, &x));
	at = c->place.has ? places_by_id(x, c->place.v) : -1;
	if (at >= 0)
		ret->place = x->p[at].code;
	return kinds_out(rq->arena, c->kinds, &ret->kinds);
}

/* Where the page goes on: after the last row that was seen, wherever it stands now. */
static size_t
after(const struct sol_found *f, const struct api_page *page)
{
	for (size_t i = 0; i < f->n && page->skip > 0; i++)
		if (str_eq(f->p[i]->key, page->last))
			return i + 1;
	return page->skip < (int64_t)f->n ? (size_t)page->skip : f->n;
}

enum err
solutions_api_list(struct req *rq)
{
	struct api_list list = { .next = S("") };
	struct q_cards_rows all;
	struct topics topics;
	struct brief_out *rows;
	struct sol_found f;
	struct api_page page;
	struct sol_look l;
	size_t at;

	TRY(api_ask(rq, &page));
	TRY(topics_all(rq->db, rq->arena, &topics));
	TRY(look_read(rq, &topics, &l));
	TRY(q_cards(rq->db, rq->arena, &all));
	TRY(sol_look_up(rq, &l, &topics, &all, &f));
	rows = arena_array(rq->arena, struct brief_out, (size_t)page.limit + 1);
	if (rows == NULL)
		return E_NOMEM;
	for (at = after(&f, &page); at < f.n && list.n < (size_t)page.limit; at++)
		TRY(brief(rq, &topics, f.p[at], &rows[list.n++]));
	list.p = rows;
	list.total = (int64_t)f.n;
	if (at < f.n && list.n > 0)
		TRY(api_next(rq, (int64_t)at, f.p[at - 1]->key, &list.next));
	return api_answer_list(rq, &list);
}

/* ---- a file ----------------------------------------------------------------------------- */

enum err
sol_line(struct arena *a, struct db *db, const struct sol_draft *d, const struct q_solution *row,
    struct str *ret)
{
	struct ui ui = { .arena = a };
	struct sol_out o;
	struct buf out;

	buf_init(&out, a, LINE_BYTES);
	ui.out = &out;
	TRY(whole(db, a, d, row, &o));
	api_put(&out, &ui, &line_schema, &o);
	TRY(buf_err(&out));
	*ret = buf_str(&out);
	return OK;
}

static enum err
line(struct db *db, struct arena *a, struct str key, struct buf *out)
{
	struct sol_draft *d = arena_make(a, struct sol_draft);
	struct q_solution row;
	struct str text;

	if (d == NULL)
		return E_NOMEM;
	TRY(sol_load(db, a, key, d, &row));
	TRY(sol_line(a, db, d, &row, &text));
	buf_put(out, text);
	buf_putc(out, '\n');
	return buf_err(out);
}

enum err
solutions_export(struct db *db, struct arena *a, struct buf *out, int64_t *ret_n)
{
	struct arena *one = arena_new(3 * LINE_BYTES);
	struct q_keys_rows keys;
	enum err e = one ? q_keys(db, a, &keys) : E_NOMEM;

	*ret_n = 0;
	for (size_t i = 0; e == OK && i < keys.n; i++) {
		arena_reset(one);
		e = line(db, one, keys.p[i].key, out);
		*ret_n += e == OK;
	}
	arena_free(one);
	return e;
}

/* ---- the table -------------------------------------------------------------------------- */

static const struct api_param params[] = {
	{ .name = "q", .want = API_WANT_WORDS, .max = QUERY_MAX, .example = "дерево",
	    .about = N_("Слова: как в поиске на странице") },
	{ .name = "topic", .want = API_WANT_CODE, .example = "roads",
	    .about = N_("Тема с теми, что под ней: код") },
	{ .name = "kind", .want = API_WANT_CODE, .values = kind_at,
	    .about = N_("Каким муниципалитетам подходит: вид") },
	{ .name = "level", .want = API_WANT_CODE, .values = level_at,
	    .about = N_("По чьим правилам") },
};

const struct api_op sol_ops[SOL_OPS] = {
	{ .route = "api_list", .id = "listSolutions", .tag = "solutions",
	    .title = N_("Список готовых решений"),
	    .about = N_("Опубликованные, тот же отбор, что на странице; по названию, а со "
		"словами — что подходит лучше."),
	    .shape = API_LIST, .of = &brief_schema, .params = params, .n_params = LEN(params),
	    .pages = true, .example = "/api/v1/solutions?level=federal&limit=2" },
	{ .route = "api_one", .id = "getSolution", .tag = "solutions",
	    .title = N_("Одно решение целиком"),
	    .about = N_("Шаги с исполнителями, сроками, нормами и образцами документов. Что убрано "
		"в архив, остаётся по своему адресу и так и названо."),
	    .shape = API_ITEM, .of = &sol_schema,
	    .path_about = N_("Ключ решения: конец адреса его страницы"),
	    .example = "/api/v1/solutions/{solution}" },
};
