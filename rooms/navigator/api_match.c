/* api_match.c - which measures fit a municipality, with the conditions that decided. */
#include "gen/navigator/u.h"
#include "navigator/api_impl.h"
#include "navigator/pages_impl.h"

#define REASONS_MAX 40	/* conditions told of one measure */

static const char *
field_at(int i)
{
	return i < MF_N ? match_fields[i].code : NULL;
}

struct reason_out { struct str field, text, verdict, why; };
#define API_OBJECT struct reason_out
static const struct api_field reason_fields[] = {
	API_FX(field, CODE, "Поле паспорта, о котором условие", .values = field_at),
	API_F(text, STR, "Условие словами"),
	API_FX(verdict, CODE, "Выполнено ли", .values = nav_api_verdict_at),
	API_FX(why, STR, "Что известно о муниципалитете", .null = true),
};
#undef API_OBJECT
static const struct api_schema reason_schema = { "Reason", N_("Условие, которое решило"),
	reason_fields, LEN(reason_fields), sizeof(struct reason_out), NULL };

struct match_out {
	struct str measure, title, status, verdict, reason, url, self;
	struct opt_int closes;
	int64_t met, total, score;
	struct api_rows decided_by;
};
#define API_OBJECT struct match_out
static const struct api_field match_fields_out[] = {
	API_F(measure, STR, "Ключ меры"),
	API_F(title, STR, "Название"),
	API_FX(status, CODE, "Приём заявок", .values = nav_api_status_at),
	API_F(closes, DAY, "Приём до"),
	API_FX(verdict, CODE, "Подходит ли: yes, no или unknown — не хватает данных",
	    .values = nav_api_verdict_at),
	API_FX(reason, STR, "Что решило", .null = true),
	API_FX(decided_by, MANY, "Условия, которые решили", .of = &reason_schema),
	API_F(met, INT, "Сколько условий выполнено"),
	API_F(total, INT, "Сколько условий всего"),
	API_F(score, INT, "Для порядка, от 0 до 1000"),
	API_F(url, URL, "Страница на портале"),
	API_F(self, URL, "Эта запись в API"),
};
#undef API_OBJECT
const struct api_schema nav_match_schema = { "Match", N_("Ответ одной меры муниципалитету"),
	match_fields_out, LEN(match_fields_out), sizeof(struct match_out), NULL };

/* Conditions of the rule that gave this verdict; a condition that is met is told of a yes. */
static enum err
of_rule(struct req *rq, const struct nav_listing *l, const struct rule *rule, enum verdict v,
    struct api_rows *ret)
{
	struct match_answer ans;
	struct reason_out *rows;
	size_t n = 0;

	TRY(match_explain(
	    rq->arena, rule, &l->passport, l->applicant, rq->ui.lang == LANG_EN, &ans));
	rows = arena_array(rq->arena, struct reason_out, REASONS_MAX);
	if (rows == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < ans.n_lines && n < REASONS_MAX && ans.verdict == v; i++) {
		const struct match_line *m = &ans.lines[i];

		if (m->kind == RULE_LEAF && m->decides && m->field < MF_N)
			rows[n++] = (struct reason_out){ str_c(match_fields[m->field].code),
				m->text, nav_api_verdict(m->verdict), m->why };
	}
	*ret = (struct api_rows){ rows, n };
	return OK;
}

/* The rule would have it, but the measure is of another place or for others to apply. */
static enum err
of_terms(struct req *rq, const struct nav_listing *l, const struct nav_row *r,
    const struct navigator_card *c, struct api_rows *ret)
{
	struct reason_out *row = arena_make(rq->arena, struct reason_out);
	const struct places_index *x;
	struct nav_terms t = { 0 };
	bool here;

	if (row == NULL)
		return E_NOMEM;
	TRY(places_get(rq->th, &x));
	TRY(nav_terms_places(rq->arena, x, l->ix->places + r->place_at, r->place_n, &t));
	here = nav_reaches(&t, &l->passport);
	*row = (struct reason_out){ str_c(match_fields[here ? MF_applicant : MF_territory].code),
		here ? tr(&rq->ui, "Кто может подать") : tr(&rq->ui, "Где мера действует"),
		nav_api_verdict(c->verdict), c->reason };
	*ret = (struct api_rows){ row, 1 };
	return OK;
}

static enum err
decided(struct req *rq, const struct nav_listing *l, uint32_t ord, const struct navigator_card *c,
    struct api_rows *ret)
{
	const struct nav_row *r = &l->ix->rows[ord];
	const struct places_index *x;
	struct str json, bad;
	struct rule rule;

	TRY(places_get(rq->th, &x));
	TRY(q_rule_of(rq->db, rq->arena, (struct measure_id){ r->id }, &json));
	TRY(nav_rule(rq->arena, x, json, rq->ui.lang == LANG_EN, &rule, &bad));
	TRY(of_rule(rq, l, &rule, c->verdict, ret));
	return ret->n == 0 && c->verdict == MATCH_NO ? of_terms(rq, l, r, c, ret) : OK;
}

enum err
nav_api_match(struct req *rq)
{
	struct api_list list = { .next = S("") };
	struct navigator_cards cards;
	struct facet_answer ans;
	struct match_out *rows;
	struct nav_listing l;
	struct nav_filter f;
	struct api_page page;

	TRY(api_ask(rq, &page));
	TRY(nav_api_filter(rq, req_param(rq, 0), &f));
	if (f.place_at < 0)
		return E_NOT_FOUND; /* no such place, or one above municipalities */
	TRY(nav_api_page(rq, &f, &page, &l, &ans, &list));
	TRY(nav_listing_cards(&l, ans.ords, ans.n, &cards));
	rows = arena_array(rq->arena, struct match_out, cards.n + 1);
	if (rows == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < cards.n; i++) {
		const struct navigator_card *c = &cards.p[i];
		struct match_out *o = &rows[list.n];

		if (c->id == 0)
			continue; /* taken away meanwhile */
		*o = (struct match_out){ .measure = c->key, .title = c->title,
			.status = nav_api_status(c->status), .closes = c->closes,
			.verdict = nav_api_verdict(c->verdict), .reason = c->reason, .met = c->met,
			.total = c->total, .score = c->score, .url = c->url,
			.self = url_navigator_api_show(rq->arena, c->key) };
		TRY(decided(rq, &l, ans.ords[i], c, &o->decided_by));
		list.n++;
	}
	list.p = rows;
	return api_answer_list(rq, &list);
}
