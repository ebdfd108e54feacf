/* list.c - all solutions: by words, topic, kind of municipality and level. */
#include "gen/solutions/u.h"
#include "gen/solutions/v.h"
#include "places/places.h"
#include "solutions/curate.h"
#include "solutions/look.h"
#include "text/text.h"

#define PAGE 20
#define PAGES_MAX 25
#define ASK_POINTS 200
#define HITS 100
#define SITUATION 240	/* characters in a row */

static void
look_read(struct req *rq, struct sol_look *l)
{
	struct str q = str_trim(req_query(rq, "q")), kind = req_query(rq, "kind");

	*l = (struct sol_look){ .q = S(""), .kind = S("") };
	if (q.n > 0 && utf8_valid(q))
		l->q = utf8_cut(q, ASK_POINTS);
	if (sol_kind_known(kind))
		l->kind = kind;
	l->topic = req_query_int(rq, "topic", 0, 0, INT64_MAX);
	l->level = (int)req_query_int(rq, "level", -1, -1, SOL_LEVELS - 1);
	l->page = (int)req_query_int(rq, "page", 1, 1, PAGES_MAX);
	l->order = str_is(req_query(rq, "order"), "check") ? SOL_BY_CHECK : SOL_BY_TITLE;
}

static struct str
look_url(const struct req *rq, const struct sol_look *l, int page)
{
	struct buf b;

	buf_init(&b, rq->arena, 4 * KiB);
	buf_put(&b, url_solutions_list(rq->arena));
	buf_fmt(&b, "?page=%d", page);
	if (l->q.n > 0) {
		buf_putz(&b, "&q=");
		put_url(&b, l->q);
	}
	if (l->kind.n > 0)
		buf_fmt(&b, "&kind=%.*s", FMT(l->kind));
	if (l->topic > 0)
		buf_fmt(&b, "&topic=%lld", (long long)l->topic);
	if (l->level >= 0)
		buf_fmt(&b, "&level=%d", l->level);
	if (l->order == SOL_BY_CHECK)
		buf_putz(&b, "&order=check");
	return buf_str(&b);
}

/* ---- what it takes --------------------------------------------------------------------- */

static bool
below(const struct topics *t, int64_t topic, int64_t above)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->p[i].id == topic)
			return topic == above || t->p[i].parent == above;
	return false;
}

static bool
takes(const struct sol_look *l, const struct topics *t, const struct q_cards *c)
{
	return (l->level < 0 || c->level == l->level) &&
	    (l->kind.n == 0 || sol_has_kind(c->kinds, l->kind)) &&
	    (l->topic == 0 || below(t, c->topic, l->topic));
}

static enum err
by_words(struct req *rq, const struct sol_look *l, const struct topics *t,
    const struct q_cards_rows *all, struct sol_found *ret)
{
	struct search_ask ask = { .q = l->q, .kinds = ENTRY_SOLUTION, .limit = HITS };
	struct search_hits hits = { 0 };
	enum err e = search_ask(req_search(rq), rq->db, rq->arena, &ask, &hits);

	if (e != OK && e != E_INPUT)
		return e;
	for (size_t i = 0; i < hits.n; i++)
		for (size_t k = 0; k < all->n; k++)
			if (all->p[k].entry.v == hits.p[i].entry && takes(l, t, &all->p[k]))
				ret->p[ret->n++] = &all->p[k];
	return OK;
}

/* The latest check first, what nobody checked last; few enough to be moved one by one. */
static void
order_by_check(struct sol_found *f)
{
	for (size_t i = 1; i < f->n; i++)
		for (size_t k = i; k > 0; k--) {
			const struct q_cards *a = f->p[k - 1], *b = f->p[k];

			if (!b->checked.has || (a->checked.has && a->checked.v >= b->checked.v))
				break;
			f->p[k - 1] = b;
			f->p[k] = a;
		}
}

enum err
sol_look_up(struct req *rq, const struct sol_look *l, const struct topics *t,
    const struct q_cards_rows *all, struct sol_found *ret)
{
	ret->p = arena_array(rq->arena, const struct q_cards *, all->n + 1);
	ret->n = 0;
	if (ret->p == NULL)
		return E_NOMEM;
	if (l->q.n > 0)
		TRY(by_words(rq, l, t, all, ret));
	for (size_t i = 0; i < all->n && l->q.n == 0; i++)
		if (takes(l, t, &all->p[i]))
			ret->p[ret->n++] = &all->p[i];
	if (l->order == SOL_BY_CHECK)
		order_by_check(ret);
	return OK;
}

/* ---- the form --------------------------------------------------------------------------- */

static enum err
topics_fill(struct req *rq, const struct sol_look *l, const struct topics *t,
    struct sol_options *ret)
{
	bool en = rq->ui.lang == LANG_EN;

	ret->p = arena_array(rq->arena, struct sol_option, t->n + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < t->n; i++) {
		if (t->p[i].parent != 0)
			continue;
		ret->p[ret->n++] = (struct sol_option){ sol_num(rq->arena, t->p[i].id),
			en ? t->p[i].en : t->p[i].ru, l->topic == t->p[i].id, false };
		for (size_t k = 0; k < t->n; k++)
			if (t->p[k].parent == t->p[i].id)
				ret->p[ret->n++] =
				    (struct sol_option){ sol_num(rq->arena, t->p[k].id),
					    en ? t->p[k].en : t->p[k].ru,
					    l->topic == t->p[k].id, true };
	}
	return OK;
}

static enum err
options(struct req *rq, const struct sol_look *l, struct view_sol_list *v)
{
	static const struct { const char *code; enum place_kind kind; } kinds[] = {
		{ "municipal_district", PK_municipal_district },
		{ "municipal_okrug", PK_municipal_okrug }, { "urban_okrug", PK_urban_okrug },
		{ "urban_settlement", PK_urban_settlement },
		{ "rural_settlement", PK_rural_settlement },
	};

	v->kinds.p = arena_array(rq->arena, struct sol_option, LEN(kinds));
	v->levels.p = arena_array(rq->arena, struct sol_option, SOL_LEVELS);
	v->orders.p = arena_array(rq->arena, struct sol_option, 2);
	if (v->kinds.p == NULL || v->levels.p == NULL || v->orders.p == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < LEN(kinds); i++)
		v->kinds.p[v->kinds.n++] = (struct sol_option){ str_c(kinds[i].code),
			str_c(place_kind_name(kinds[i].kind, rq->ui.lang)),
			str_is(l->kind, kinds[i].code), false };
	for (int i = 0; i < SOL_LEVELS; i++)
		v->levels.p[v->levels.n++] = (struct sol_option){ sol_num(rq->arena, i),
			sol_level_word(&rq->ui, i), l->level == i, false };
	v->orders.p[0] = (struct sol_option){ S("title"), tr(&rq->ui, "по названию"),
		l->order == SOL_BY_TITLE, false };
	v->orders.p[1] = (struct sol_option){ S("check"),
		tr(&rq->ui, "сначала недавно проверенные"),
		l->order == SOL_BY_CHECK, false };
	v->orders.n = 2;
	return OK;
}

/* ---- rows ------------------------------------------------------------------------------- */

/* «5 шагов» */
static struct str
counted(const struct ui *ui, int64_t n, struct str word)
{
	return ui_cat(ui, ui_cat(ui, ui_num(ui, n), S("\xc2\xa0")), word);
}

static enum err
rows(struct req *rq, const struct sol_look *l, const struct sol_found *f, struct view_sol_list *v)
{
	size_t from = (size_t)(l->page - 1) * PAGE;

	v->rows.p = arena_array(rq->arena, struct sol_row, PAGE + 1);
	if (v->rows.p == NULL)
		return E_NOMEM;
	for (size_t i = from; i < f->n && i < from + PAGE; i++) {
		const struct q_cards *c = f->p[i];
		struct str text = utf8_cut(c->situation, SITUATION);

		v->rows.p[v->rows.n++] = (struct sol_row){
			.url = url_solutions_one(rq->arena, c->key), .title = c->title,
			.situation = text.n < c->situation.n ? ui_cat(&rq->ui, text, S("…")) : text,
			.level = sol_level_word(&rq->ui, c->level),
			.topic = rq->ui.lang == LANG_EN ? c->topic_en : c->topic_ru,
			.kinds = c->kinds.n > 0 ? sol_kinds_words(&rq->ui, c->kinds) : S(""),
			.steps = counted(&rq->ui, c->steps,
			    trn(&rq->ui, c->steps, "шаг|шага|шагов")),
			.demo = c->demo };
	}
	if (l->page > 1)
		v->prev = look_url(rq, l, l->page - 1);
	if (f->n > from + PAGE && l->page < PAGES_MAX)
		v->next = look_url(rq, l, l->page + 1);
	return OK;
}

enum err
solutions_list(struct req *rq)
{
	struct view_sol_list v = { .page = { .title = tr(&rq->ui, "Готовые решения"),
				       .nav = "solutions" } };
	struct q_cards_rows all;
	struct topics topics;
	struct sol_found f;
	struct sol_look l;

	look_read(rq, &l);
	TRY(q_cards(rq->db, rq->arena, &all));
	TRY(topics_all(rq->db, rq->arena, &topics));
	TRY(sol_look_up(rq, &l, &topics, &all, &f));
	TRY(topics_fill(rq, &l, &topics, &v.topics));
	TRY(options(rq, &l, &v));
	TRY(rows(rq, &l, &f, &v));
	v.q = l.q;
	v.none = all.n == 0;
	v.filtered = l.q.n > 0 || l.topic != 0 || l.kind.n > 0 || l.level >= 0;
	v.count = counted(
	    &rq->ui, (int64_t)f.n, trn(&rq->ui, (int64_t)f.n, "решение|решения|решений"));
	v.page.description = tr(&rq->ui,
	    "Что делать по шагам в обычных случаях муниципалитета: кто, "
	    "в какой срок и по какой норме.");
	v.page.no_index = v.filtered;
	for (size_t i = 0; rq->viewer != NULL && i < rq->viewer->n_grants; i++)
		if (rq->viewer->grants[i].role >= ROLE_EMPLOYEE)
			v.work_url = url_solutions_work(rq->arena);
	v.curates = sol_curates(rq);
	return view_sol_list(&rq->ui, &v);
}
