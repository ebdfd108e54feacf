/* api_article.c - articles for programs: the contents of an edition, one article with its units. */
#include "law/api_law.h"

#include "gen/law/q.h"
#include "gen/law/u.h"

/* ---- contents -------------------------------------------------------------------------- */

struct row_out {
	struct str id, number, title, self, url;
	bool empty;
};
#define API_OBJECT struct row_out
static const struct api_field row_fields[] = {
	API_F(id, STR, "Адрес статьи в акте: st-8"),
	API_FX(number, STR, "Номер; null — текст вне статей", .null = true),
	API_FX(title, STR, "Название", .null = true),
	API_F(empty, BOOL, "Без текста: утратила силу"),
	API_F(self, URL, "Эта запись в API"),
	API_F(url, URL, "Страница на портале, в этой редакции"),
};
#undef API_OBJECT
const struct api_schema law_article_brief = { "ActArticleBrief", N_("Статья в оглавлении"),
	row_fields, LEN(row_fields), sizeof(struct row_out), NULL };

struct of_out { struct str act; struct opt_int edition; };
#define API_OBJECT struct of_out
static const struct api_field of_fields[] = {
	API_F(act, STR, "Ключ акта"),
	API_F(edition, DAY, "Начало редакции"),
};
#undef API_OBJECT
const struct api_schema law_articles_of = { "ActArticlesOf", N_("О редакции"), of_fields,
	LEN(of_fields), sizeof(struct of_out), NULL };

static struct str
self_url(struct req *rq, const struct law_act *act, const struct law_edition *ed, struct str eid)
{
	return str_fmt(rq->arena, "/api/v1/acts/%.*s/articles/%.*s?on=%.*s", FMT(act->key),
	    FMT(eid), FMT(ui_day_iso(&rq->ui, ed->since)));
}

/* The act of the path and its edition of the day asked for. */
static enum err
edition_asked(struct req *rq, struct law_at *ret, const struct law_edition **ret_ed)
{
	int32_t day;

	TRY(law_api_day(rq, &day));
	TRY(law_path(rq, ret));
	*ret_ed = law_on(ret->act, ret->dated != 0 ? ret->day : day);
	return *ret_ed != NULL ? OK : E_NOT_FOUND;
}

enum err
law_api_articles(struct req *rq)
{
	struct api_list list = { .next = S("") };
	const struct law_edition *ed;
	struct q_toc_rows toc;
	struct api_page page;
	struct row_out *rows;
	struct law_at at;
	struct of_out of;

	TRY(api_ask(rq, &page));
	TRY(edition_asked(rq, &at, &ed));
	TRY(q_toc(rq->db, rq->arena, (struct edition_id){ ed->id }, &toc));
	rows = arena_array(rq->arena, struct row_out, (size_t)page.limit + 1);
	if (rows == NULL)
		return E_NOMEM;
	for (size_t i = (size_t)page.skip; i < toc.n && list.n < (size_t)page.limit; i++) {
		const struct q_toc *t = &toc.p[i];

		rows[list.n++] = (struct row_out){ t->eid, t->number, t->title,
			self_url(rq, at.act, ed, t->eid),
			law_url(rq->arena, at.act, ed->since, t->eid, S("")), t->empty };
	}
	if ((size_t)page.skip + list.n < toc.n && list.n > 0)
		TRY(api_next(rq, page.skip + page.limit, rows[list.n - 1].id, &list.next));
	of = (struct of_out){ at.act->key, { ed->since, true } };
	list.p = rows;
	list.total = (int64_t)toc.n;
	list.more = &of;
	return api_answer_list(rq, &list);
}

/* ---- one article ------------------------------------------------------------------------ */

struct unit_out { struct str id, name, number, text, url; int64_t depth; bool repealed; };
#define API_OBJECT struct unit_out
static const struct api_field unit_fields[] = {
	API_FX(id, STR, "Адрес в статье: ch-3/p-2; null — примечание о редакции или номер, который "
			"встретился дважды", .null = true),
	API_FX(name, STR, "Как сослаться: п. 2 ч. 3", .null = true),
	API_FX(number, STR, "Номер; null — абзац без номера", .null = true),
	API_F(depth, INT, "Вложенность: 0 — прямо в статье"),
	API_F(text, STR, "Собственные слова единицы, без вложенных"),
	API_F(repealed, BOOL, "Утратила силу"),
	API_FX(url, URL, "Страница на портале, в этой редакции", .null = true),
};
#undef API_OBJECT
static const struct api_schema unit_schema = { "ActUnit", N_("Часть, пункт, подпункт или абзац"),
	unit_fields, LEN(unit_fields), sizeof(struct unit_out), NULL };

struct article_out {
	struct str act, id, number, title, section, chapter, notes, text, reference, self, url;
	struct opt_int edition, until;
	struct api_rows units;
	bool empty, digest;
};
#define API_OBJECT struct article_out
static const struct api_field article_fields[] = {
	API_F(act, STR, "Ключ акта"),
	API_F(id, STR, "Адрес статьи в акте: st-8"),
	API_FX(number, STR, "Номер; null — текст вне статей", .null = true),
	API_FX(title, STR, "Название", .null = true),
	API_FX(section, STR, "Раздел", .null = true),
	API_FX(chapter, STR, "Глава", .null = true),
	API_F(edition, DAY, "Начало редакции"),
	API_F(until, DAY, "День, с которого действует следующая; null — позже в базе нет"),
	API_FX(notes, STR, "Пометки о редакциях", .null = true),
	API_F(text, STR, "Текст статьи целиком, как в базе; абзацы — строки"),
	API_F(empty, BOOL, "Без текста: утратила силу"),
	API_F(digest, BOOL, "Изложение своими словами, а не официальный текст"),
	API_F(reference, STR, "Как сослаться на статью"),
	API_FX(units, MANY, "Единицы статьи, по порядку", .of = &unit_schema),
	API_F(self, URL, "Эта запись в API"),
	API_F(url, URL, "Страница на портале, в этой редакции"),
};
#undef API_OBJECT
const struct api_schema law_article_whole = { "ActArticle", N_("Статья акта"), article_fields,
	LEN(article_fields), sizeof(struct article_out), NULL };

static enum err
fill_units(struct req *rq, const struct law_at *at, const struct law_edition *ed,
    const struct law_article *art, const struct tree *t, struct api_rows *ret)
{
	struct unit_out *rows = arena_array(rq->arena, struct unit_out, t->n + 1);

	if (rows == NULL)
		return E_NOMEM;
	for (size_t i = 0; i < t->n; i++) {
		const struct tree_node *n = &t->p[i];
		size_t from = n->number.n > 0 ? n->body : n->from;

		rows[i] = (struct unit_out){ .id = S(""), .name = S(""), .number = n->number,
			.text = { art->text.p + from, n->lead_to - from }, .url = S(""),
			.depth = n->depth,
			.repealed = (n->flags & (TREE_REPEALED | TREE_EMPTY)) != 0 };
		/* «--7»: a number met twice, whose address would not last */
		if (n->eid.n == 0 || str_find(n->eid, S("--")) >= 0)
			continue;
		rows[i].id = n->eid;
		rows[i].name = law_unit_name(rq->arena, t, at->act->names, n->eid);
		rows[i].url = law_url(rq->arena, at->act, ed->since, art->eid, n->eid);
	}
	*ret = (struct api_rows){ rows, t->n };
	return OK;
}

/* A number it had before leads to where it is now, as the page does. */
static enum err
moved(struct req *rq, const struct law_at *at, struct str eid)
{
	struct str target, rest, day = req_query(rq, "on");
	struct buf b;

	TRY(q_alias(rq->db, rq->arena, (struct act_id){ at->act->id }, eid, &target));
	buf_init(&b, rq->arena, 4 * KiB);
	buf_fmt(&b, "/api/v1/acts/%.*s", FMT(at->act->key));
	if (at->dated != 0)
		buf_fmt(&b, "@%.*s", FMT(ui_day_iso(&rq->ui, at->day)));
	buf_fmt(&b, "/articles/%.*s", FMT(str_cut(target, '/', &rest)));
	if (day.n > 0) {
		buf_put(&b, S("?on="));
		put_url(&b, day);
	}
	TRY(buf_err(&b));
	return redirect_forever(rq, buf_str(&b));
}

enum err
law_api_article(struct req *rq)
{
	struct str eid = req_param(rq, 4);
	const struct law_edition *ed;
	struct article_out out;
	struct law_article art;
	struct q_version_in v;
	struct q_article row;
	struct api_page page;
	struct law_at at;
	struct tree t;
	enum err e;

	TRY(api_ask(rq, &page));
	TRY(edition_asked(rq, &at, &ed));
	e = q_article(rq->db, rq->arena, (struct act_id){ at.act->id }, eid, &row);
	if (e == E_NOT_FOUND)
		return moved(rq, &at, eid);
	TRY(e);
	TRY(q_version_in(rq->db, rq->arena, (struct edition_id){ ed->id }, row.id, &v));
	art = (struct law_article){ .article = row.id.v, .version = v.id.v, .eid = eid,
		.number = row.number, .title = v.title, .text = v.body, .section = S(""),
		.chapter = S("") };
	TRY(law_stand_under(rq->db, rq->arena, at.act, v.section, &art));
	TRY(tree_parse(rq->arena, art.text, at.act->names, &t));
	out = (struct article_out){ .act = at.act->key, .id = eid, .number = art.number,
		.title = art.title, .section = art.section, .chapter = art.chapter,
		.notes = v.notes, .text = art.text, .empty = art.text.n == 0,
		.digest = at.act->digest, .edition = { ed->since, true }, .until = ed->until,
		.reference = law_ref(rq->arena, at.act, &art, &t, S("")),
		.self = self_url(rq, at.act, ed, eid),
		.url = law_url(rq->arena, at.act, ed->since, eid, S("")) };
	TRY(fill_units(rq, &at, ed, &art, &t, &out.units));
	return api_answer(rq, &out);
}
