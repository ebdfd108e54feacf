/* lawyer_answers.c - the common base: the list, by words or topic, and one answer. */
#include "alerts/alerts.h"
#include "gen/law/u.h"
#include "gen/law/v.h"
#include "law/views_lawyer.h"
#include "text/text.h"

#define PAGE 20
#define PAGES_MAX 100
#define ASK_POINTS 200

struct look { struct str q; int64_t topic; int page; };

static struct str
look_url(const struct req *rq, const struct look *l, int page)
{
	struct buf b;
	char mark = '?';

	buf_init(&b, rq->arena, 4 * KiB);
	buf_put(&b, url_law_answers(rq->arena));
	if (l->q.n > 0) {
		buf_putz(&b, "?q=");
		put_url(&b, l->q);
		mark = '&';
	}
	if (l->topic != 0) {
		buf_fmt(&b, "%ctopic=%lld", mark, (long long)l->topic);
		mark = '&';
	}
	if (page > 1)
		buf_fmt(&b, "%cpage=%d", mark, page);
	return buf_str(&b);
}

static struct lawyer_row
row_of(struct req *rq, int64_t id, struct str title, struct str topic, int64_t published,
    bool demo)
{
	return (struct lawyer_row){ .title = title, .topic = topic, .demo = demo,
		.url = url_law_answer(rq->arena, str_fmt(rq->arena, "%lld", (long long)id)),
		.when = ui_day(&rq->ui, day_of(published, rq->ui.tz_min)) };
}

/* By words: the search's order; a topic then has no say. */
static enum err
by_words(struct req *rq, const struct look *l, struct lawyer_rows *ret, bool *ret_more)
{
	struct search_ask ask = { .q = l->q, .kinds = ENTRY_ANSWER, .limit = PAGE + 1,
		.skip = (l->page - 1) * PAGE };
	struct search_hits hits = { 0 };
	enum err e = search_ask(req_search(rq), rq->db, rq->arena, &ask, &hits);

	if (e != OK && e != E_INPUT)
		return e;
	for (size_t i = 0; i < hits.n && i < PAGE; i++) {
		struct q_answer_card c;

		e = q_answer_card(rq->db, rq->arena, hits.p[i].entry, &c);
		if (e == E_NOT_FOUND)
			continue;
		TRY(e);
		ret->p[ret->n++] = row_of(rq, c.id.v, c.title,
		    lawyer_topic(&rq->ui, c.topic_ru, c.topic_en), c.published, c.demo);
	}
	*ret_more = hits.n > PAGE;
	return OK;
}

static enum err
by_topic(struct req *rq, const struct look *l, struct lawyer_rows *ret, bool *ret_more)
{
	struct q_answers_public_rows r;

	TRY(q_answers_public(rq->db, rq->arena, l->topic, (l->page - 1) * PAGE, PAGE + 1, &r));
	for (size_t i = 0; i < r.n && i < PAGE; i++)
		ret->p[ret->n++] = row_of(rq, r.p[i].id.v, r.p[i].title,
		    lawyer_topic(&rq->ui, r.p[i].topic_ru, r.p[i].topic_en), r.p[i].published,
		    r.p[i].demo);
	*ret_more = r.n > PAGE;
	return OK;
}

static enum err
newest(struct req *rq, const struct look *l, struct lawyer_rows *ret, bool *ret_more)
{
	struct q_answers_newest_rows r;

	TRY(q_answers_newest(rq->db, rq->arena, (l->page - 1) * PAGE, PAGE + 1, &r));
	for (size_t i = 0; i < r.n && i < PAGE; i++)
		ret->p[ret->n++] = row_of(rq, r.p[i].id.v, r.p[i].title,
		    lawyer_topic(&rq->ui, r.p[i].topic_ru, r.p[i].topic_en), r.p[i].published,
		    r.p[i].demo);
	*ret_more = r.n > PAGE;
	return OK;
}

/* By its number or by its code; a code is what those who follow a topic have. */
static enum err
topic_asked(struct req *rq, int64_t *ret, struct str *ret_follow)
{
	struct str said = req_query(rq, "topic");
	struct topics all;
	int64_t id = 0;

	*ret = 0;
	*ret_follow = S("");
	(void)str_int(said, &id);
	TRY(topics_all(rq->db, rq->arena, &all));
	for (size_t i = 0; i < all.n; i++) {
		if (all.p[i].id != id && !str_eq(all.p[i].code, said))
			continue;
		*ret = all.p[i].id;
		*ret_follow = alerts_follow_url(
		    rq->arena, str_fmt(rq->arena, "/law/answers?topic=%.*s", FMT(all.p[i].code)));
		return ret_follow->p ? OK : E_NOMEM;
	}
	*ret = id > 0 ? id : 0; /* of no topic: an empty list, not all */
	return OK;
}

enum err
law_answers(struct req *rq)
{
	struct str q = str_trim(req_query(rq, "q"));
	struct look l = { .q = S("") };
	struct view_lawyer_answers v = { .page = { .title = tr(&rq->ui, "Ответы юристов"),
					     .nav = "law" } };
	bool more;

	if (q.n > 0 && utf8_valid(q))
		l.q = utf8_cut(q, ASK_POINTS);
	TRY(topic_asked(rq, &l.topic, &v.follow_url));
	l.page = (int)req_query_int(rq, "page", 1, 1, PAGES_MAX);
	v.rows.p = arena_array(rq->arena, struct lawyer_row, PAGE + 1);
	if (v.rows.p == NULL)
		return E_NOMEM;
	if (l.q.n > 0)
		TRY(by_words(rq, &l, &v.rows, &more));
	else if (l.topic != 0)
		TRY(by_topic(rq, &l, &v.rows, &more));
	else
		TRY(newest(rq, &l, &v.rows, &more));
	TRY(lawyer_topics(rq, l.topic, &v.topics));
	v.q = l.q;
	v.filtered = l.q.n > 0 || l.topic != 0;
	if (l.page > 1)
		v.prev = look_url(rq, &l, l.page - 1);
	if (more && l.page < PAGES_MAX)
		v.next = look_url(rq, &l, l.page + 1);
	v.page.description = tr(&rq->ui, "Вопросы муниципалитетов и ответы юристов со ссылками на "
	    "нормы: без личных данных, проверены вторым юристом.");
	v.page.no_index = v.filtered;
	return view_lawyer_answers(&rq->ui, &v);
}

enum err
law_answer(struct req *rq)
{
	struct view_lawyer_answer v = { .page = { .nav = "law" } };
	struct q_answer_public a;
	struct lawyer_norms n;
	int64_t id;
	int32_t day;

	if (!str_int(req_param(rq, 0), &id) || id <= 0)
		return E_NOT_FOUND;
	TRY(q_answer_public(rq->db, rq->arena, (struct answer_id){ id }, &a));
	v.page.title = a.title;
	v.page.description = utf8_cut(a.asked, ASK_POINTS);
	v.page.canonical = ui_cat(&rq->ui, rq->ui.base, rq->ui.path);
	v.page.crumbs[v.page.n_crumbs++] =
	    (struct crumb){ tr(&rq->ui, "Ответы юристов"), url_law_answers(rq->arena) };
	v.title = a.title;
	v.demo = a.demo;
	v.topic = lawyer_topic(&rq->ui, a.topic_ru, a.topic_en);
	if (a.topic_ru.n > 0)
		v.topic_url = str_fmt(rq->arena, "%.*s?topic=%lld", FMT(url_law_answers(rq->arena)),
		    (long long)a.topic);
	v.when = ui_day_long(&rq->ui, day_of(a.published, rq->ui.tz_min));
	v.follow_url = alerts_follow_url(rq->arena, rq->ui.path);
	TRY(law_checks_of(rq, a.entry, a.id, &v.checks));
	day = day_of(a.published, rq->ui.tz_min);
	TRY(lawyer_prose_on(rq, a.asked, day, &v.asked, &n));
	TRY(lawyer_prose_on(rq, a.answer, day, &v.answer, &v.norms));
	return view_lawyer_answer(&rq->ui, &v);
}
